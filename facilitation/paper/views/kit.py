"""The paper kit: what to print and how many, the pages to print, the same as a Word file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.activities import registry
from facilitation.database import reading
from facilitation.documents import kit as document
from facilitation.documents import page, run_sheet
from facilitation.documents.word import MEDIA_TYPE
from facilitation.errors import FacilitationError, NotHere
from facilitation.french_dates import long_day
from facilitation.guides.schema import Guide, usual_people
from facilitation.i18n import _
from facilitation.meetings.rules import NoStage
from facilitation.meetings.sheet import outline_of
from facilitation.outline import Outline
from facilitation.paper import rules, service
from facilitation.paper.rules import Asked, Wanted
from facilitation.paper.views.routes import blueprint
from facilitation.web.context import catalogue, now, settings

USUAL = 10  # people, where nobody said how many


@dataclass(frozen=True, slots=True)
class Source:
    """What a kit is made of: a meeting's ribbon, or a guide's. `to` gives the address of one of its three pages; `back`: where one came from."""

    title: str
    about: str
    credit: str
    asked: tuple[Asked, ...]
    people: tuple[str, ...]
    headcount: int
    sheet: Callable[[], Outline]
    to: Callable[..., str]
    back: tuple[str, str]


# ------------------------------------------------------------------ of a meeting


@blueprint.get("/reunions/<meeting_id>/kit")
@access.facilitator
def meeting_kit(meeting_id: str) -> ResponseReturnValue:
    return _choose(_of_meeting(meeting_id))


@blueprint.get("/reunions/<meeting_id>/kit/feuilles")
@access.facilitator
def meeting_sheets(meeting_id: str) -> ResponseReturnValue:
    return _print(_of_meeting(meeting_id))


@blueprint.get("/reunions/<meeting_id>/kit.docx")
@access.facilitator
def meeting_kit_word(meeting_id: str) -> ResponseReturnValue:
    return _word(_of_meeting(meeting_id))


def _of_meeting(meeting_id: str) -> Source:
    with reading():
        found = service.kit_of(meeting_id=meeting_id, now=now())
    meeting = found.meeting
    session = _("séance %(number)s", number=meeting.number) if meeting.number else ""
    when = long_day(meeting.starts_at) if meeting.starts_at else ""
    about = ", ".join(filter(None, (meeting.partnership, session, when)))
    guides = {point.guide_id: point.title for point in meeting.points if point.guide_id}
    return Source(
        title=meeting.title or _("Réunion"),
        about=about,
        credit=" · ".join((settings().site_name, *guides.values())),
        asked=found.asked,
        people=tuple(one.name for one in meeting.people if one.here),
        headcount=meeting.headcount,
        sheet=lambda: outline_of(meeting, catalogue().guides),
        to=lambda endpoint, **asked: url_for(f"paper.meeting_{endpoint}", meeting_id=meeting_id, **asked),
        back=(url_for("meetings.show", meeting_id=meeting_id), _("‹ La réunion")),
    )


# ------------------------------------------------------------------ of a guide


@blueprint.get("/bibliotheque/<guide_id>/kit")
@access.signed_in
def guide_kit(guide_id: str) -> ResponseReturnValue:
    return _choose(_of_guide(guide_id))


@blueprint.get("/bibliotheque/<guide_id>/kit/feuilles")
@access.signed_in
def guide_sheets(guide_id: str) -> ResponseReturnValue:
    return _print(_of_guide(guide_id))


@blueprint.get("/bibliotheque/<guide_id>/kit.docx")
@access.signed_in
def guide_kit_word(guide_id: str) -> ResponseReturnValue:
    return _word(_of_guide(guide_id))


def _of_guide(guide_id: str) -> Source:
    guide: Guide | None = catalogue().guides.get(guide_id)
    if guide is None:
        raise NotHere()
    variant = request.args.get("variante") or None
    if variant is not None and variant not in {one.id for one in guide.variants}:
        raise NotHere()
    steps = [step for step in guide.steps_of(variant) if not step.disabled]
    people = _number("personnes", 60) or usual_people(guide)
    return Source(
        title=guide.title,
        about="",
        credit=_("%(site)s, guide « %(guide)s » %(version)s, %(licence)s", site=settings().site_name, guide=guide.title, version=guide.version, licence=guide.licence),
        asked=rules.asked_of([(step.id, step, registry.config(step.activity)) for step in steps]),
        people=(),
        headcount=people,
        sheet=lambda: run_sheet.compose(guide, variant=variant, people=people),
        to=lambda endpoint, **asked: url_for(f"paper.guide_{endpoint}", guide_id=guide_id, variante=variant, **asked),
        back=(url_for("library.show", guide_id=guide_id), _("‹ Le guide")),
    )  # fmt: skip


# ------------------------------------------------------------------ what is asked


def _number(name: str, highest: int) -> int | None:
    text = request.args.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= highest else None


def _wanted(source: Source) -> Wanted:
    """What the address asks for, or the usual kit where it asks for nothing; a number that is none, or too high, is none at all."""
    if not any(name in ("deroule", "affiches") or name.startswith("f-") for name in request.args):
        return Wanted(copies={one.key: one.usual(source.headcount or USUAL) for one in source.asked})
    copies = {one.key: _number(f"f-{one.key}", rules.MOST_COPIES) or 0 for one in source.asked}
    return Wanted("deroule" in request.args, "affiches" in request.args, copies)


def _kit(source: Source) -> rules.Kit:
    return rules.made(
        source.asked,
        _wanted(source),
        title=source.title,
        about=source.about,
        source=source.credit,
        people=source.people,
        rows=max(6, min(30, source.headcount or USUAL)),
    )


def _choose(source: Source, refused: str = "") -> ResponseReturnValue:
    if not source.asked:
        raise NoStage()
    asked = [one for one in source.asked if one.kind != "aucune"]
    html = render_template(
        "paper/kit.html",
        source=source,
        asked=asked,
        people=source.headcount or USUAL,
        typed=request.args,
        refused=refused,
        most=rules.MOST_COPIES,
    )
    return html, 422 if refused else 200


def _print(source: Source) -> ResponseReturnValue:
    try:
        kit = _kit(source)
    except FacilitationError as error:
        return _choose(source, error.sentence)
    shown: dict[str, Any] = {"kit": kit, "source": source, "held": len(kit.pages)}
    sheet = page.render(source.sheet(), title_level=2) if kit.run_sheet else ""
    return render_template("paper/print.html", run_sheet=sheet, **shown)


def _word(source: Source) -> ResponseReturnValue:
    from facilitation.documents.word.write import write  # python-docx is slow to import: only when a file is wanted

    try:
        kit = _kit(source)
    except FacilitationError as error:
        return _choose(source, error.sentence)
    data = write(document.compose(kit, source.sheet().blocks if kit.run_sheet else ()))
    return send_file(BytesIO(data), mimetype=MEDIA_TYPE, as_attachment=True, download_name=_("kit papier.docx"))
