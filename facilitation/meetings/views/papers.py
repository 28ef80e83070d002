"""The read-back: what is read aloud, the document as it will leave, corrected in place, and the Word files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.confidentiality.readers import Reader
from facilitation.database import reading, writing
from facilitation.documents.word import MEDIA_TYPE
from facilitation.errors import FacilitationError, NotHere
from facilitation.i18n import _
from facilitation.meetings import service, words
from facilitation.meetings.forms import DETAILS, BlockForm, NextForm, OutcomeForm
from facilitation.meetings.rules import MeetingState
from facilitation.meetings.service import post
from facilitation.meetings.service.before_sharing import waits
from facilitation.meetings.shown import PapersPage
from facilitation.meetings.views.lists import BEFORE, door, post_door
from facilitation.meetings.views.routes import blueprint
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import MODES, OutcomeKind
from facilitation.web import flash
from facilitation.web.both import BothChanged
from facilitation.web.context import house, now
from facilitation.web.fields import choice, moment_of
from facilitation.web.forms import BaseForm

ALOUD = (OutcomeKind.DECISION, OutcomeKind.RESERVE, OutcomeKind.ACTION, OutcomeKind.QUESTION, OutcomeKind.ASIDE)


@dataclass(frozen=True, slots=True)
class Editing:
    """The one form of correction that the page holds open. `source`: the outcome, the stage of a synthesis, or the block; `theirs`: the other version."""

    kind: str
    source: str
    form: BaseForm
    version: int
    field: str = ""
    theirs: str = ""
    refused: str = ""


# ------------------------------------------------------------------ the page


@blueprint.get("/reunions/<meeting_id>/relecture")
@access.secretary
def papers(meeting_id: str) -> ResponseReturnValue:
    page, editing = _load(meeting_id)
    if page.meeting.state in (*BEFORE, MeetingState.CANCELLED):
        away = post_door if access.role() == "secretary" else door
        return redirect(away(meeting_id, page.meeting.state), 303)
    return _render(page, editing or _asked(page), NextForm.of(page.meeting))


def _place() -> dict[str, str]:
    """The readership and the document that the page shows, as it carries them in its address."""
    readers = {reader.value for reader in (Reader.GROUPE, Reader.PARTENAIRES)}
    asked = request.args.get("lecteurs", "")
    chosen = {
        "lecteurs": asked if asked in readers else Reader.GROUPE.value,
        "document": request.args.get("document", ""),
    }
    return {name: value for name, value in chosen.items() if value}


def _load(meeting_id: str) -> tuple[PapersPage, Editing | None]:
    place = _place()
    source, field = request.args.get("corriger", ""), request.args.get("champ", "")

    def correct(source: str, field: str) -> str:
        asked = urlencode({**place, "corriger": source, "champ": field})
        return f"{url_for('meetings.papers', meeting_id=meeting_id)}?{asked}#corriger"

    with reading():
        state = service.meeting_shown(meeting_id=meeting_id, now=now()).state
        page = service.papers_page(
            meeting_id=meeting_id,
            readership=Reader(place["lecteurs"]),
            document=place.get("document", "pv"),
            now=now(),
            correct=None if state is MeetingState.CLOSED else correct,
        )
        page = post.papers_of_secretary(page) if access.role() == "secretary" else page
        editing = None
        if source and request.method == "GET" and all(one.id != source for one in page.outcomes):
            _must_see(meeting_id, source)
            text, version = service.block_text(meeting_id=meeting_id, source=source, field=field)
            editing = Editing("block", source, BlockForm(formdata=None, data={"text": text}), version, field)
    return page, editing


def _must_see(meeting_id: str, source: str) -> None:
    """Raise NotHere where this block comes from something that whoever asks may not read."""
    if access.role() == "secretary":
        post.must_see_block(meeting_id=meeting_id, source=source)


def _asked(page: PapersPage) -> Editing | None:
    """The correction that the address asks for: an outcome, or the synthesis of a stage."""
    outcome = next((one for one in page.outcomes if one.id == request.args.get("corriger")), None)
    if outcome is not None:
        return Editing("outcome", outcome.id, _choices(OutcomeForm.of(outcome)), outcome.version)
    for stage_id, _title, text, version in page.syntheses:
        if stage_id == request.args.get("rediger"):
            return Editing("synthesis", stage_id, BlockForm(formdata=None, data={"text": text}), version)
    return None


def _choices(form: OutcomeForm) -> OutcomeForm:
    form.mode.choices = [
        choice("", _("non précisé")),
        *(choice(mode.value, _(said)) for mode, said in MODES.items()),
    ]
    return form


def _render(page: PapersPage, editing: Editing | None, following: NextForm) -> str:
    here = {"lecteurs": page.readership.value, "document": page.document}

    def link(**changes: str) -> str:
        return f"{url_for('meetings.papers', meeting_id=page.meeting.id)}?{urlencode(here | changes)}"

    return render_template(
        "meetings/papers.html",
        awaiting=[one for one in page.previous if access.current().account_id in one.led_by],
        page=page,
        meeting=page.meeting,
        editing=editing,
        aloud=sorted(page.outcomes, key=lambda one: ALOUD.index(one.kind)),
        following=following,
        words=words,
        DETAILS=DETAILS,
        link=link,
        query=urlencode(here),
        leads=access.role() == "facilitator",
    )


# ------------------------------------------------------------------ corrections


def _back(meeting_id: str, anchor: str = "") -> ResponseReturnValue:
    asked = urlencode({name: value for name, value in _place().items() if name in request.args})
    where = url_for("meetings.papers", meeting_id=meeting_id)
    return redirect(f"{where}{'?' if asked else ''}{asked}{'#' if anchor else ''}{anchor}", 303)


def _correction(meeting_id: str, editing: Editing, anchor: str, write: Callable[[], None]) -> ResponseReturnValue:
    """Write, and come back to the page; or the page again, with what was typed, why it was not taken, and the other version if there is one."""
    refused, theirs, version = "", "", editing.version
    if editing.form.validate():
        try:
            with writing():
                write()
        except service.Conflict as conflict:
            refused, theirs, version = conflict.sentence, conflict.theirs, conflict.version
        except NotHere:
            raise
        except FacilitationError as error:
            refused = error.sentence
        else:
            return _back(meeting_id, anchor)
    page, _unused = _load(meeting_id)
    again = Editing(editing.kind, editing.source, editing.form, version, editing.field, theirs, refused)
    return _render(page, again, NextForm.of(page.meeting)), 422


def _version() -> int:
    typed = request.form.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


def _wording(form: BaseForm) -> str:
    """What the group keeps: what was typed or, when both versions are wanted, the other one above it."""
    mine = str(form["text"].data or "")
    return f"{request.form.get('theirs', '')}\n{mine}" if request.form.get("garder") == "deux" else mine


@blueprint.post("/reunions/<meeting_id>/relecture/acquis/<outcome_id>")
@access.secretary
def papers_outcome(meeting_id: str, outcome_id: str) -> ResponseReturnValue:
    with reading():
        owner, kind = outcomes.belongs(outcome_id=outcome_id)
        if access.role() == "secretary":
            post.must_see_outcome(meeting_id=meeting_id, outcome_id=outcome_id)
    if owner != meeting_id:
        raise NotHere()
    form = _choices(OutcomeForm())
    editing = Editing("outcome", outcome_id, form, _version())

    def write() -> None:
        wording, found = _wording(form), form.details(kind)
        outcomes.qualify(outcome_id=outcome_id, version=editing.version, text=wording, now=now(), **found)

    return _correction(meeting_id, editing, f"acquis-{outcome_id}", write)


@blueprint.post("/reunions/<meeting_id>/corriger")
@access.secretary
def correct(meeting_id: str) -> ResponseReturnValue:
    form, source, field = BlockForm(), request.args.get("corriger", ""), request.args.get("champ", "")
    editing = Editing("block", source, form, _version(), field)

    def write() -> None:
        version = editing.version or None
        _must_see(meeting_id, source)
        service.correct_block(
            meeting_id=meeting_id, source=source, field=field, text=_wording(form), version=version, now=now()
        )

    return _correction(meeting_id, editing, "document", write)


@blueprint.post("/reunions/<meeting_id>/relecture/syntheses/<stage_id>")
@access.secretary
def papers_synthesis(meeting_id: str, stage_id: str) -> ResponseReturnValue:
    form = BlockForm()
    editing = Editing("synthesis", stage_id, form, _version())

    def write() -> None:
        if access.role() == "secretary":
            post.must_see_synthesis(meeting_id=meeting_id, stage_id=stage_id)
        service.save_synthesis(
            meeting_id=meeting_id, stage_id=stage_id, text=_wording(form), version=editing.version, now=now()
        )

    return _correction(meeting_id, editing, "document", write)


# ------------------------------------------------------------------ read aloud, next time


@blueprint.post("/reunions/<meeting_id>/relecture/lu")
@access.secretary
def papers_read(meeting_id: str) -> ResponseReturnValue:
    read = set(request.form.getlist("lu"))
    with writing():
        whole = service.meeting_shown(meeting_id=meeting_id, now=now())
        listed = set(request.form.getlist("ligne"))
        every = outcomes.of_meeting(meeting_id=meeting_id, session=whole.number)
        for outcome in post.seen_outcomes(every) if access.role() == "secretary" else every:
            if outcome.id in listed and outcome.read_back != (outcome.id in read):
                service.mark_read(meeting_id=meeting_id, outcome_id=outcome.id, read=outcome.id in read, now=now())
    return _back(meeting_id, "lecture")


@blueprint.post("/reunions/<meeting_id>/relecture/suite")
@access.secretary
def papers_next(meeting_id: str) -> ResponseReturnValue:
    form = NextForm()
    if not form.validate():
        page, editing = _load(meeting_id)
        if (
            page.meeting.state is not MeetingState.CLOSED
        ):  # the page of a closed meeting has no such form: its error says why
            return _render(page, editing, form), 422
    try:
        with writing():
            _keep_next(meeting_id, form)
    except BothChanged:
        page, editing = _load(meeting_id)
        return _render(page, editing, form), 422
    flash.say(_("La suite est notée."))
    return _back(meeting_id, "suite")


def _keep_next(meeting_id: str, form: NextForm) -> None:
    form.settle(NextForm.of(service.meeting_shown(meeting_id=meeting_id, now=now())))
    at, place, points = moment_of(form.day, form.start), form.place.data or "", form.points.data or ""
    service.save_next(meeting_id=meeting_id, next_at=at, next_place=place, next_points=points, now=now())


@blueprint.post("/reunions/<meeting_id>/relecture/annexe")
@access.secretary
def papers_annex(meeting_id: str) -> ResponseReturnValue:
    with writing():
        service.choose_annex(meeting_id=meeting_id, annex=bool(request.form.get("annexe")), now=now())
    return _back(meeting_id, "document")


# ------------------------------------------------------------------ taking away, closing


@blueprint.get("/reunions/<meeting_id>/documents/<readers>/<document>.docx")
@access.facilitator
def download(meeting_id: str, readers: str, document: str) -> ResponseReturnValue:
    readership = next((one for one in Reader if one.value == readers), None)
    if readership is None:
        raise NotHere()
    with reading():
        found = service.outline(meeting_id=meeting_id, document=document, readership=readership)
        held = waits(found, meeting_id=meeting_id, document=document, reader=readership, secret=house().secret)
    if held:
        asked: dict[str, Any] = {"lecteurs": readers, "document": document}
        return redirect(url_for("minutes.to_read", meeting_id=meeting_id, **asked), 303)
    data, name = service.word_file(found, document)
    return send_file(BytesIO(data), mimetype=MEDIA_TYPE, as_attachment=True, download_name=name)


@blueprint.get("/reunions/<meeting_id>/clore")
@access.facilitator
def closing(meeting_id: str) -> ResponseReturnValue:
    page, _unused = _load(meeting_id)
    if page.meeting.state is not MeetingState.ENDED:
        return redirect(door(meeting_id, page.meeting.state), 303)
    return render_template("meetings/close.html", page=page, meeting=page.meeting, words=words)


@blueprint.post("/reunions/<meeting_id>/clore")
@access.facilitator
def close(meeting_id: str) -> ResponseReturnValue:
    with writing():
        service.close(meeting_id=meeting_id, now=now())
    flash.say(_("La réunion est close. Ses documents ne changent plus ; le reste est effacé."))
    return redirect(url_for("meetings.papers", meeting_id=meeting_id, _anchor="emporter"), 303)
