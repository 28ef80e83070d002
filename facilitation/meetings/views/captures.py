"""Capturing at any moment, in one line; completing what was captured."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from facilitation.accounts import access
from facilitation.activities.base import AnswerFaults
from facilitation.confidentiality.readers import DEFAULT_OUTCOME, Reader
from facilitation.errors import NotHere
from facilitation.i18n import _
from facilitation.meetings import service
from facilitation.meetings.qualifying import QualifyForm
from facilitation.meetings.service import post
from facilitation.meetings.views.routes import blueprint
from facilitation.meetings.views.showing import (
    POST,
    change,
    chosen_marks,
    chosen_readers,
    key,
    made_at,
    version_read,
    words_kept,
)
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind, PersonTouched
from facilitation.web.context import now

Where = Mapping[str, str] | None


@blueprint.post("/reunions/<meeting_id>/pupitre/captures")
@access.secretary
@change
def capture(meeting_id: str) -> Where:
    kind = request.form.get("genre", "")
    if kind not in set(OutcomeKind):
        raise AnswerFaults(
            {"genre": _("Choisissez d'abord ce que vous notez : décision, action, question, réserve, ou mis de côté.")}
        )
    kept = outcomes.capture(
        meeting_id=meeting_id,
        stage_id=request.args.get("etape"),
        kind=OutcomeKind(kind),
        text=words_kept(),
        readers=_widened(),
        marks=chosen_marks(),
        key=key(),
        account_id=access.current().account_id,
        now=now(),
    )
    if made_at() != POST:  # the ten seconds of the desk are for the desk's own gestures
        label = _("Noté : %(label)s", label=kept.label)
        service.remember_capture(meeting_id=meeting_id, outcome_id=kept.id, label=label, now=now())
    return {"completer": kept.id, "_anchor": "completer"} if request.form.get("completer_") else None


def _widened() -> frozenset[Reader] | None:
    """The readers chosen for this capture, or None where the boxes were left as they come: they stand for all five kinds, and each has its own use."""
    chosen = chosen_readers()
    untouched = chosen == DEFAULT_OUTCOME and "habituels_" in request.form
    return None if untouched else chosen


@blueprint.post("/reunions/<meeting_id>/pupitre/acquis/<outcome_id>")
@access.secretary
@change
def qualify(meeting_id: str, outcome_id: str) -> Where:
    kind = _kind(meeting_id, outcome_id)
    form = QualifyForm()
    if not form.validate():
        raise AnswerFaults({name: str(errors[0]) for name, errors in form.errors.items() if name})
    outcomes.qualify(
        outcome_id=outcome_id,
        version=version_read(),
        text=words_kept("text"),
        readers=chosen_readers(),
        marks=chosen_marks(),
        now=now(),
        **form.details(kind),
    )
    return {"completer": outcome_id, "_anchor": "completer"} if request.form.get("rester_") else {"_anchor": "note"}


@blueprint.post("/reunions/<meeting_id>/pupitre/acquis/<outcome_id>/sans-objet")
@access.secretary
@change
def touches_nobody(meeting_id: str, outcome_id: str) -> Where:
    """The empty chair, in one key: this decision touches no person."""
    _kind(meeting_id, outcome_id)
    outcomes.qualify(outcome_id=outcome_id, touches_person=PersonTouched.NO_OBJECT, now=now())
    return None


@blueprint.post("/reunions/<meeting_id>/pupitre/acquis/<outcome_id>/oter")
@access.secretary
@change
def remove_outcome(meeting_id: str, outcome_id: str) -> Where:
    _kind(meeting_id, outcome_id)
    outcomes.remove(outcome_id=outcome_id, now=now())
    return {"_anchor": "note"}


def _kind(meeting_id: str, outcome_id: str) -> OutcomeKind:
    """The kind of the outcome, if it is this meeting's and this person may read it; raises NotHere."""
    meeting, kind = outcomes.belongs(outcome_id=outcome_id)
    if meeting != meeting_id:
        raise NotHere()
    if access.role() == "secretary":
        post.must_see_outcome(meeting_id=meeting_id, outcome_id=outcome_id)
    return kind
