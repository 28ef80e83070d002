"""What is said in a step, as the desk keeps it: answers, what the room sees of them, the group's wording, private notes, drafts."""

from __future__ import annotations

from collections.abc import Mapping

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import writing
from facilitation.errors import FacilitationError
from facilitation.meetings import service
from facilitation.meetings.ledger import Conflict
from facilitation.meetings.service import post
from facilitation.meetings.views.routes import blueprint
from facilitation.meetings.views.showing import (
    POST,
    SINGLE,
    change,
    chosen_marks,
    chosen_readers,
    key,
    made_at,
    seen,
    version_read,
    words_kept,
)
from facilitation.web.context import now

Where = Mapping[str, str] | None
NOBODY = ("", "sans-nom", "groupe")  # « groupe:2 »: for a sub-group


@blueprint.post("/reunions/<meeting_id>/pupitre/etapes/<stage_id>/reponses")
@access.secretary
@change
def answer(meeting_id: str, stage_id: str) -> Where:
    seat, _of, group = request.form.get("pour_", "").partition(":")
    service.answer(
        meeting_id=meeting_id,
        stage_id=stage_id,
        formdata=request.form,
        attendance_id=None if seat in NOBODY else seat,
        group=group,
        readers=chosen_readers(),
        marks=chosen_marks(),
        revealed=_shown_at_once(),
        key=key(),
        account_id=access.current().account_id,
        now=now(),
    )
    return {"_anchor": "ecrire"}


def _shown_at_once() -> bool:
    """Whether the room sees the answer as soon as it is kept: the facilitator says so, or types it before everybody's eyes."""
    page = made_at()
    return page == SINGLE or (page != POST and request.form.get("montrer_") == "oui")


@blueprint.post("/reunions/<meeting_id>/pupitre/reponses/<contribution_id>")
@access.secretary
@change
def correct_answer(meeting_id: str, contribution_id: str) -> Where:
    if access.role() == "secretary":
        post.must_see_answer(contribution_id=contribution_id)
    service.correct(
        meeting_id=meeting_id,
        contribution_id=contribution_id,
        formdata=request.form,
        version=version_read(),
        readers=chosen_readers(),
        marks=chosen_marks(),
        agreed=bool(request.form.get("accord_")),
        now=now(),
    )
    return None


@blueprint.post("/reunions/<meeting_id>/pupitre/etapes/<stage_id>/montrer")
@access.facilitator
@change
def reveal(meeting_id: str, stage_id: str) -> Where:
    if request.form.get("revenir_"):
        service.show_again(meeting_id=meeting_id, stage_id=stage_id, now=now(), seen=seen())
        return {"etape": ""}
    service.reveal(meeting_id=meeting_id, stage_id=stage_id, ids=request.form.getlist("id") or None, now=now())
    return None


@blueprint.post("/reunions/<meeting_id>/pupitre/etapes/<stage_id>/masquer")
@access.facilitator
@change
def hide(meeting_id: str, stage_id: str) -> Where:
    service.hide(meeting_id=meeting_id, stage_id=stage_id, ids=request.form.getlist("id"), now=now())
    return None


@blueprint.post("/reunions/<meeting_id>/pupitre/etapes/<stage_id>/effacer")
@access.facilitator
@change
def erase(meeting_id: str, stage_id: str) -> Where:
    service.erase(meeting_id=meeting_id, stage_id=stage_id, ids=request.form.getlist("id"), now=now())
    return None


@blueprint.post("/reunions/<meeting_id>/pupitre/etapes/<stage_id>/ranger")
@access.facilitator
@change
def arrange(meeting_id: str, stage_id: str) -> Where:
    service.direct(meeting_id=meeting_id, stage_id=stage_id, formdata=request.form, now=now())
    return None


@blueprint.post("/reunions/<meeting_id>/pupitre/etapes/<stage_id>/synthese")
@access.secretary
@change
def save_synthesis(meeting_id: str, stage_id: str) -> Where:
    if access.role() == "secretary":
        post.must_see_synthesis(meeting_id=meeting_id, stage_id=stage_id)
    service.save_synthesis(
        meeting_id=meeting_id,
        stage_id=stage_id,
        text=words_kept(),
        version=version_read(),
        readers=chosen_readers(),
        marks=chosen_marks(),
        now=now(),
    )
    return {"_anchor": "synthese"}


@blueprint.post("/reunions/<meeting_id>/pupitre/etapes/<stage_id>/notes")
@access.facilitator
@change
def save_note(meeting_id: str, stage_id: str) -> Where:
    _save_note(meeting_id, stage_id)
    return None


@blueprint.post("/reunions/<meeting_id>/pupitre/etapes/<stage_id>/notes/au-fil")
@access.facilitator
def save_note_as_typed(meeting_id: str, stage_id: str) -> ResponseReturnValue:
    """The same while one types: the new version for the page to go on with, or the sentence that says why it was not kept."""
    try:
        with writing():
            version = _save_note(meeting_id, stage_id)
    except Conflict as error:
        return jsonify(sentence=error.sentence), 409
    except FacilitationError as error:
        return jsonify(sentence=error.sentence), 422
    return jsonify(version=version)


def _save_note(meeting_id: str, stage_id: str) -> int:
    return service.save_note(
        meeting_id=meeting_id,
        stage_id=stage_id,
        account_id=access.current().account_id,
        text=words_kept(),
        version=version_read(),
        now=now(),
    )


@blueprint.post("/reunions/<meeting_id>/brouillons")
@access.secretary
def save_draft(meeting_id: str) -> ResponseReturnValue:
    """What somebody is typing, kept for them alone: 204, or the sentence that says why it was not."""
    fields = {
        name: ",".join(request.form.getlist(name)) for name in request.form if name not in ("csrf_token", "lieu_")
    }
    try:
        with writing():
            service.save_draft(
                meeting_id=meeting_id,
                account_id=access.current().account_id,
                place=request.form.get("lieu_", "")[:200],
                fields=fields,
                now=now(),
            )
    except FacilitationError as error:
        return jsonify(sentence=error.sentence), 422
    return "", 204
