"""« À relire avant de partager »: what in a document may tell who a person is, replaced, corrected, or shared all the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.confidentiality.pointing import KINDS, NOT_ENOUGH
from facilitation.confidentiality.pseudonyms import instead_of, is_one, standing_in
from facilitation.confidentiality.readers import Reader
from facilitation.database import reading, writing
from facilitation.documents import convocation
from facilitation.documents.revise import passages
from facilitation.documents.to_read import Place, texts
from facilitation.errors import NotHere
from facilitation.i18n import _, ngettext
from facilitation.meetings import service as meetings
from facilitation.meetings import words as meeting_words
from facilitation.meetings.rules import MeetingState
from facilitation.meetings.service import before_sharing
from facilitation.meetings.service.before_sharing import ToRead
from facilitation.meetings.shown import MeetingShown
from facilitation.minutes import service, words
from facilitation.minutes.views.routes import blueprint
from facilitation.outline import Outline
from facilitation.web import flash
from facilitation.web.context import house, now

SHEET = "fiche-action"


@dataclass(frozen=True, slots=True)
class Asked:
    """The document that the address names: its readers, its name, and for a version or the sheet of an action, which."""

    reader: Reader
    document: str
    version: int = 0
    action: str = ""

    @property
    def query(self) -> dict[str, Any]:
        """The address again."""
        more = {"version": str(self.version) if self.version else "", "action": self.action}
        return {"lecteurs": self.reader.value, "document": self.document} | {k: v for k, v in more.items() if v}

    @property
    def name(self) -> str:
        """What it is kept under: an old version and a sheet are documents of their own."""
        return " ".join(filter(None, (self.document, str(self.version or ""), self.action)))


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found, wherever it stands in the document: what it looks like, its places, and what may take its place."""

    text: str
    kind: str
    sentence: str
    places: tuple[Place, ...]
    instead: str
    can_replace: bool


def _asked() -> Asked:
    reader = next((one for one in Reader if one.value == request.args.get("lecteurs", "groupe")), None)
    version = request.args.get("version", "")
    if reader is None or (version and not (version.isdecimal() and len(version) < 6)):
        raise NotHere()
    action = request.args.get("action", "")
    document = SHEET if action else request.args.get("document", "pv")  # what is kept is no word of an address
    return Asked(reader, document, int(version or 0), action)


def _outline(meeting_id: str, asked: Asked) -> Outline:
    """The document that the address names. Raises NotHere."""
    if asked.action:
        found = service.action_sheet(meeting_id=meeting_id, outcome_id=asked.action, readership=asked.reader)
        if found is None:
            raise NotHere()
        return found
    if asked.version:
        return service.version_outline(
            meeting_id=meeting_id, reader=asked.reader, document=asked.document, version=asked.version
        )
    if asked.document == "convocation":
        return convocation.compose(meetings.convened(meeting_id=meeting_id, now=now()))
    return meetings.outline(meeting_id=meeting_id, document=asked.document, readership=asked.reader)


@blueprint.get("/reunions/<meeting_id>/a-relire")
@access.facilitator
def to_read(meeting_id: str) -> ResponseReturnValue:
    if "document" not in request.args:
        return _first(meeting_id)
    return _shown(meeting_id, _asked())


def _first(meeting_id: str) -> ResponseReturnValue:
    """To the first document that these readers get; an intervision has no minutes."""
    asked = _asked()
    with reading():
        names = meetings.documents_for(meeting_id=meeting_id, readership=asked.reader)
    if not names:
        return redirect(url_for("minutes.life", meeting_id=meeting_id), 303)
    query = Asked(asked.reader, names[0]).query
    return redirect(url_for("minutes.to_read", meeting_id=meeting_id, **query), 303)


@blueprint.post("/reunions/<meeting_id>/a-relire")
@access.facilitator
def share(meeting_id: str) -> ResponseReturnValue:
    asked = _asked()
    try:
        with writing():
            before_sharing.acknowledge(
                _outline(meeting_id, asked),
                meeting_id=meeting_id,
                document=asked.name,
                reader=asked.reader,
                secret=house().secret,
                seen=request.form.get("vu", ""),
                account_id=access.current().account_id,
                now=now(),
            )
    except before_sharing.ChangedSince as changed:
        return _shown(meeting_id, asked, changed.sentence), 422
    flash.say(_("C'est noté : vous avez relu ces endroits. Le document peut être téléchargé."))
    return redirect(url_for("minutes.to_read", meeting_id=meeting_id, _anchor="partager", **asked.query), 303)


@blueprint.post("/reunions/<meeting_id>/a-relire/remplacer")
@access.facilitator
def replace(meeting_id: str) -> ResponseReturnValue:
    asked, instead = _asked(), request.form.get("par", "")
    if not is_one(instead):
        raise NotHere()
    with writing():
        done = before_sharing.replace(
            _outline(meeting_id, asked),
            meeting_id=meeting_id,
            text=request.form.get("trouve", ""),
            instead=instead,
            now=now(),
        )
    flash.say(_told(done, instead))
    return redirect(url_for("minutes.to_read", meeting_id=meeting_id, **asked.query), 303)


def _told(done: int, instead: str) -> str:
    if not done:
        return _("Rien n'a été remplacé : le texte avait déjà changé, ou se corrige ailleurs.")
    return ngettext(
        "Remplacé par « %(instead)s » dans %(num)s texte.",
        "Remplacé par « %(instead)s » dans %(num)s textes.",
        done,
        instead=instead,
    )


def _shown(meeting_id: str, asked: Asked, refused: str = "") -> str:
    with reading():
        found = _outline(meeting_id, asked)
        meeting = meetings.meeting_shown(meeting_id=meeting_id, now=now())
        page = before_sharing.to_read(
            found, meeting_id=meeting_id, document=asked.name, reader=asked.reader, secret=house().secret
        )
    open_still = meeting.state not in (MeetingState.CLOSED, MeetingState.CANCELLED)
    can_replace = open_still and asked.document != "convocation"
    taken = {one for text in texts(found) for one in standing_in(text.text)}
    return render_template(
        "minutes/to_read.html",
        meeting=meeting,
        asked=asked,
        page=page,
        blocking=_gathered(page.blocking, can_replace, taken),
        others=_gathered(page.others, can_replace, taken),
        correct=_corrections(meeting, asked, found, page),
        refused=refused,
        title=found.document or found.title,
        note=_(NOT_ENOUGH),
        words=words,
        meeting_words=meeting_words,
        READERS=words.READERS,
    )


def _gathered(listed: tuple[Place, ...], can_replace: bool, taken: set[str]) -> list[Found]:
    """The places by what was found, in the order of the document; one name takes one pseudonym, none of those `taken`, to which it is added."""
    found = []
    by_text = sorted(listed, key=lambda place: place.found)
    for text, group in groupby(by_text, key=lambda place: place.found):
        same = tuple(group)
        instead = instead_of(same[0].pointed.kind, text, taken)
        taken.add(instead)
        editable = can_replace and any(place.source and place.field for place in same)
        found.append(Found(text, _(KINDS[same[0].pointed.kind]), same[0].pointed.sentence, same, instead, editable))
    first = {place.found: rank for rank, place in reversed(list(enumerate(listed)))}
    return sorted(found, key=lambda one: first[one.text])


def _corrections(meeting: MeetingShown, asked: Asked, found: Outline, page: ToRead) -> Mapping[str, str]:
    """For each thing found, the address where its passage is corrected; none where it can't be from a page of documents."""
    if asked.document == "convocation":
        return {one.found: url_for("meetings.prepare", meeting_id=meeting.id) for one in page.places}
    if meeting.state is MeetingState.CLOSED:
        return _of_passages(meeting.id, asked, found, page)
    return {
        one.found: url_for(
            "meetings.papers",
            meeting_id=meeting.id,
            lecteurs=asked.reader.value,
            document=asked.document,
            corriger=one.source,
            champ=one.field,
            _anchor="corriger",
        )
        for one in page.places
        if one.source and one.field
    }


def _of_passages(meeting_id: str, asked: Asked, found: Outline, page: ToRead) -> Mapping[str, str]:
    if asked.version or asked.action:
        return {}
    addresses = {}
    for passage in passages(found):
        for one in page.places:
            if one.found not in addresses and any(one.found in text for text in passage.texts):
                addresses[one.found] = url_for(
                    "minutes.correction",
                    meeting_id=meeting_id,
                    lecteurs=asked.reader.value,
                    document=asked.document,
                    passage=passage.place,
                    _anchor="corriger",
                )
    return addresses
