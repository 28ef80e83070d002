"""The phone of a participant: one question, one input, one button. Everything works without a script; `static/phone.js` adds what a script can."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.activities.base import AnswerFaults
from facilitation.database import reading, writing
from facilitation.errors import FacilitationError, InvalidText, NotHere
from facilitation.i18n import _
from facilitation.live import phone as pages
from facilitation.live import service
from facilitation.live.views.routes import blueprint
from facilitation.meetings.service import phones
from facilitation.typed import clean
from facilitation.web import flash
from facilitation.web.context import house, now

OURS = ("csrf_token", "envoi_", "cle_", "passer_")


class WordsOnly(InvalidText):
    """Seul du texte s'envoie d'ici : la photo ou le fichier n'est pas parti. Dites en quelques mots ce qu'on y voit ; votre texte est resté ci-dessous."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that this page shows again: its stage, the answer it corrects if any, what it held, the sentences beside its fields and above it; whether it shares what
    was written for oneself."""

    stage_id: str | None = None
    correcting: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""
    shared: bool = False


NOTHING_SENT = Sent()


@blueprint.get("/salle/<meeting_id>")
@access.participant
def phone(meeting_id: str) -> ResponseReturnValue:
    return show(meeting_id)


def taken(view: Callable[..., str | None]) -> Callable[..., ResponseReturnValue]:
    """A form of this page: one unit of work, then the page again; or, when it was not taken, the page with what was typed and what is wrong.

    The view gives the stage that the form was about, for the latter.
    """

    @functools.wraps(view)
    def answered(meeting_id: str, **ids: str) -> ResponseReturnValue:
        try:
            if request.files:
                raise WordsOnly()
            with writing():
                view(meeting_id=meeting_id, **ids)
        except NotHere:
            raise
        except FacilitationError as error:
            return show(meeting_id, _refused(error, ids))
        return redirect(url_for("live.phone", meeting_id=meeting_id), 303)

    return answered


@blueprint.post("/salle/<meeting_id>/etapes/<stage_id>/reponse")
@access.participant
def send(meeting_id: str, stage_id: str) -> ResponseReturnValue:
    if request.form.get("passer_"):
        return redirect(url_for("live.phone", meeting_id=meeting_id, passe=stage_id), 303)
    return _send(meeting_id=meeting_id, stage_id=stage_id)


@taken
def _send(meeting_id: str, stage_id: str) -> None:
    sent = phones.send(
        meeting_id=meeting_id,
        stage_id=stage_id,
        device=access.device(),
        formdata=request.form,
        key=request.form.get("cle_", ""),
        secret=house().secret,
        now=now(),
    )
    if sent.alone and sent.late:
        flash.say(_("Enregistré, pour vous seul·e. Le groupe était déjà passé à la suite."))
    elif sent.late:
        flash.say(_("Enregistré. Le groupe était déjà passé à la suite : au pupitre, c'est noté comme arrivé après."))
    elif sent.many:  # where there is one answer, the page shows it, and says so beside it
        flash.say(_("Enregistré"))


@blueprint.post("/salle/<meeting_id>/reponses/<contribution_id>")
@access.participant
@taken
def correct_own(meeting_id: str, contribution_id: str) -> None:
    phones.correct_own(
        meeting_id=meeting_id,
        contribution_id=contribution_id,
        device=access.device(),
        formdata=request.form,
        now=now(),
    )
    flash.say(_("Correction enregistrée"))


@blueprint.post("/salle/<meeting_id>/reponses/<contribution_id>/reprendre")
@access.participant
@taken
def take_back(meeting_id: str, contribution_id: str) -> None:
    phones.take_back(meeting_id=meeting_id, contribution_id=contribution_id, device=access.device(), now=now())
    flash.say(_("Repris : ce texte est effacé."))


@blueprint.post("/salle/<meeting_id>/stop")
@access.participant
def stop(meeting_id: str) -> ResponseReturnValue:
    """The quiet stop; what was being typed comes along and is shown again, for it was not sent."""
    with writing():
        service.ask_stop(meeting_id=meeting_id, device_id=access.device().id)
    typed = _fields()
    if any(text.strip() for text in typed.values()):
        return show(meeting_id, Sent(stage_id=request.form.get("etape_"), fields=typed, shared=_shared()))
    return redirect(url_for("live.phone", meeting_id=meeting_id), 303)


def show(meeting_id: str, sent: Sent = NOTHING_SENT) -> ResponseReturnValue:
    """The page of this phone as the meeting stands now, or with the form that was not taken."""
    moment, device = now(), access.device()
    with reading():
        page = pages.phone_page(
            meeting_id=meeting_id, device=device, secret=house().secret, now=moment, stage_id=sent.stage_id
        )
    html = render_template(
        "live/phone.html",
        page=page,
        sent=sent,
        words=pages,
        form=_form_of(page, sent),
        moment=moment,
        key=secrets.token_urlsafe(12),
    )
    return html, 422 if sent.sentence else 200


@dataclass(frozen=True, slots=True)
class FormShown:
    """The form of this page: `kind` is « new », « correct » (another wording of `line`), « kept » (an answer given, not open), or « none ». `shared`: the
    box of whoever writes for themselves is ticked."""

    kind: str
    values: Mapping[str, str]
    line: str = ""
    shared: bool = False


def _form_of(page: pages.PhonePage, sent: Sent) -> FormShown:
    asked = page.asked
    if asked is None or (page.sealed and not sent.fields):
        return FormShown("none", {})
    wanted = sent.correcting or request.args.get("corriger", "")
    line = next((one for one in page.mine if one.id == wanted and not one.shown), None)
    if line is not None and asked.several:
        return FormShown("correct", sent.fields or line.fields, line.id)
    if sent.fields or asked.several or not page.mine:
        passed = request.args.get("passe") == asked.stage_id and not sent.fields
        return FormShown("none" if passed else "new", sent.fields, shared=sent.shared)
    last = page.mine[-1]
    return FormShown("new" if line is not None else "kept", last.fields, last.id, last.shared)


def _refused(error: FacilitationError, ids: Mapping[str, str]) -> Sent:
    correcting = ids.get("contribution_id", "")
    stage_id = ids.get("stage_id")
    if correcting:
        with reading():
            stage_id = phones.stage_of_own(contribution_id=correcting, device=access.device())
    return Sent(
        stage_id=stage_id,
        correcting=correcting,
        fields=_fields(),
        faults=error.faults if isinstance(error, AnswerFaults) else {},
        sentence=error.sentence,
        shared=_shared(),
    )


def _shared() -> bool:
    return bool(request.form.get(phones.SHARED))


def _fields() -> dict[str, str]:
    """The fields of the activity in this request, as they were typed."""
    return {
        name: clean(",".join(request.form.getlist(name)))
        for name in request.form
        if name not in OURS and not name.endswith("_")
    }
