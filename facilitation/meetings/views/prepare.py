"""Preparing a meeting: the few words that choose a guide, then one page for everything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading, writing
from facilitation.errors import FacilitationError, NotHere
from facilitation.guides.schema import Guide, Subject
from facilitation.i18n import _
from facilitation.meetings import service, words
from facilitation.meetings.forms import NewForm, PrepareForm, minutes_typed, whole_minutes
from facilitation.meetings.rules import MeetingState, PointKind
from facilitation.meetings.shown import MeetingShown, NewMeeting
from facilitation.meetings.views import both_sides, choosing
from facilitation.meetings.views.half_typed import keep_point, kept_point
from facilitation.meetings.views.lists import BEFORE, door
from facilitation.meetings.views.routes import blueprint
from facilitation.partnerships import service as partnerships
from facilitation.typed import clean
from facilitation.web import flash
from facilitation.web.context import catalogue, now
from facilitation.web.ribbon import ribbon

Proposals = tuple[tuple[Guide, str, str], ...]


class SituationUnsaid(FacilitationError):
    """Ce guide parle d'une situation. Dites d'abord si la réunion parlera d'une situation réelle, ou seulement de vos pratiques."""


# ------------------------------------------------------------------ a new meeting


@blueprint.get("/reunions/nouvelle")
@access.signed_in
def new() -> ResponseReturnValue:
    form = NewForm(request.args, meta={"csrf": False})
    form.validate()
    return _new_page(form)


@blueprint.post("/reunions/nouvelle")
@access.signed_in
def new_post() -> ResponseReturnValue:
    form, (gesture, guide_id) = NewForm(), _gesture()
    if not form.validate():
        return _new_page(form), 422
    if gesture == "proposer":
        chosen = {name: value for name, value in request.form.items() if name in NewForm.ASKED and value}
        return redirect(f"{url_for('meetings.new')}?{urlencode(chosen)}", 303)
    try:
        with writing():
            meeting_id = _prepared(form, guide_id)
    except NotHere:
        raise
    except FacilitationError as refused:
        form.refuse("expected", refused)
        return _new_page(form), 422
    return redirect(url_for("meetings.prepare", meeting_id=meeting_id), 303)


def _prepared(form: NewForm, guide_id: str) -> str:
    """The id of the meeting made from these few words: all members of the partnership are expected, unless a number was given."""
    account_id, chosen = access.current().account_id, form.partnership.data or None
    people: tuple[str, ...] = ()
    if chosen:
        if not partnerships.owns(partnership_id=chosen, account_id=account_id):
            raise NotHere()
        if not form.expected.data:
            people = tuple(member.id for member in partnerships.members_of(partnership_id=chosen))
    description = NewMeeting(
        partnership_id=chosen, network_type=form.kind(), expected=int(form.expected.data or 0), people=people
    )
    meeting_id = service.prepare(account_id=account_id, new=description, now=now())
    if guide_id:
        variant = request.form.get(f"variante-{guide_id}") or None
        service.use_guide(meeting_id=meeting_id, guide_id=guide_id, variant=variant, catalogue=catalogue(), now=now())
    return meeting_id


def _new_page(form: NewForm) -> str:
    with reading():
        groups = partnerships.partnerships_of(account_id=access.current().account_id)
    wanted = catalogue().guides.get(request.args.get("guide", ""))
    proposed = service.proposals(
        catalogue=catalogue(),
        network_type=form.kind(),
        minutes=int(form.minutes.data or 0),
        people=int(form.expected.data or 0),
        person_present=bool(form.person_present.data),
    )
    if wanted is not None:
        proposed = (
            (wanted, _("C'est le guide que vous avez choisi."), request.args.get("variante", "")),
            *(row for row in proposed if row[0].id != wanted.id),
        )
    return render_template(
        "meetings/new.html",
        form=form,
        groups=groups,
        proposed=proposed[:3],
        words=words,
        faults=form.faults(),
    )


# ------------------------------------------------------------------ the page of preparation


@dataclass(frozen=True, slots=True)
class _Page:
    """What the page shows beside its form. `asks_situation`: a guide of the agenda is about a situation."""

    meeting: MeetingShown
    members: tuple[partnerships.MemberView, ...]
    groups: tuple[partnerships.PartnershipLine, ...]
    proposed: Proposals
    asks_situation: bool
    ends_now: datetime
    half_typed: Mapping[str, str]
    waiting: service.Waiting
    sequel: service.Sequel | None


@blueprint.get("/reunions/<meeting_id>/preparer")
@access.facilitator
def prepare(meeting_id: str) -> ResponseReturnValue:
    page = _load(meeting_id)
    if page.meeting.state not in (*BEFORE, MeetingState.OPEN):
        return redirect(door(meeting_id, page.meeting.state), 303)
    return _render(page, PrepareForm.of(page.meeting))


@blueprint.post("/reunions/<meeting_id>/preparer")
@access.facilitator
def prepare_post(meeting_id: str) -> ResponseReturnValue:
    form, (minutes, faults) = PrepareForm(), minutes_typed(request.form)
    sentence = ""
    if form.validate() and not faults:
        try:
            with writing():
                where = _change(meeting_id, form, minutes)
        except NotHere:
            raise
        except FacilitationError as refused:
            sentence = refused.sentence
        else:
            return redirect(where, 303)
    return _render(_load(meeting_id), form, faults=faults, refused=sentence), 422


def _load(meeting_id: str) -> _Page:
    with reading():
        meeting = service.meeting_shown(meeting_id=meeting_id, now=now())
        group = meeting.partnership_id
        half_typed = kept_point(meeting_id)
        waiting = service.waiting(meeting_id=meeting_id, now=now())
        sequel = service.sequel(meeting_id=meeting_id, catalogue=catalogue())
        members = partnerships.members_of(partnership_id=group) if group else ()
        groups = () if group else partnerships.partnerships_of(account_id=access.current().account_id)
    proposed = service.proposals(
        catalogue=catalogue(),
        network_type=meeting.network_type,
        minutes=0,
        people=meeting.headcount,
        person_present=False,
    )
    minutes = timedelta(minutes=meeting.total)
    ends = now() + minutes
    return _Page(meeting, members, groups, proposed[:3], asks_situation(meeting), ends, half_typed, waiting, sequel)


def asks_situation(meeting: MeetingShown) -> bool:
    """Whether a guide of the agenda is about a situation: the mode must then be chosen (`design/confidentiality.md`, « Before sharing »)."""
    guides = catalogue().guides
    ids = {point.guide_id for point in meeting.points if point.guide_id in guides}
    return any(guides[guide_id].subject is Subject.SITUATION for guide_id in ids)


def _render(page: _Page, form: PrepareForm, *, faults: dict[str, str] | None = None, refused: str = "") -> str:
    taken = [stage for stage in page.meeting.stages if stage.taken]
    lengths = ribbon((stage.minutes, stage.step.module == "pause", not stage.step.essential) for stage in taken)
    told = [*form.faults(), *(faults or {}).items()]
    return render_template(
        "meetings/prepare.html",
        page=page,
        meeting=page.meeting,
        form=form,
        words=words,
        ribbon=lengths,
        kinds=[kind for kind in PointKind if kind is not PointKind.GUIDE],
        modules=catalogue().modules.values(),
        guides=catalogue().guides,
        minutes_faults=faults or {},
        minutes=both_sides.minutes_shown(page.meeting, faults or {}, clash=bool(form.clashes)),
        order=both_sides.order_shown(page.meeting),
        typed={name: clean(text) for name, text in request.form.items()} or page.half_typed,
        faults=told,
        refused=refused,
    )


# ------------------------------------------------------------------ what its buttons do


def _gesture() -> tuple[str, str]:
    """The button that was pressed: « monter:ID » gives (« monter », « ID »)."""
    name, _colon, argument = request.form.get("faire", "").partition(":")
    return name or "enregistrer", argument


def _change(meeting_id: str, form: PrepareForm, minutes: dict[str, int]) -> str:
    """Save the whole page, make the gesture of the button that was pressed, and give the address to go to."""
    before = service.meeting_shown(meeting_id=meeting_id, now=now())
    asked = asks_situation(before)
    minutes, clashes = both_sides.minutes_to_set(before, minutes)
    form.settle(PrepareForm.of(before), more=clashes, labels=lambda: both_sides.labels_of(before))
    service.change(meeting_id=meeting_id, new=form.new(asks_situation=asked), now=now())
    for stage_id, count in minutes.items():
        service.set_minutes(meeting_id=meeting_id, stage_id=stage_id, minutes=count, now=now())
    name, argument = _gesture()
    if name == "commencer" and asked and not form.situation.data:
        raise SituationUnsaid()
    if name == "commencer" and before.state is MeetingState.RUNNING:  # pressed twice: it has begun
        return door(meeting_id, before.state)
    gesture = GESTURES.get(name)
    if gesture is None:
        raise NotHere()
    where = gesture(meeting_id, argument)
    keep_point(meeting_id, added=name == "point")
    if service.tell_again(before=before, now=now()):
        flash.say(_("Les personnes étaient déjà convoquées : envoyez-leur la convocation corrigée."))
    return where if where.startswith("/") else url_for("meetings.prepare", meeting_id=meeting_id, _anchor=where or None)


def _save(meeting_id: str, _argument: str) -> str:
    flash.say(_("La préparation est enregistrée."))
    return ""


def _start(meeting_id: str, _argument: str) -> str:
    service.start(meeting_id=meeting_id, now=now())
    return url_for("meetings.desk", meeting_id=meeting_id)


def _welcome(meeting_id: str, _argument: str) -> str:
    service.open_meeting(meeting_id=meeting_id, now=now())
    return url_for("meetings.desk", meeting_id=meeting_id)


def _to_convocation(meeting_id: str, _argument: str) -> str:
    return url_for("meetings.convocation_page", meeting_id=meeting_id)


def _add_point(meeting_id: str, _argument: str) -> str:
    wanted = request.form.get("point-genre", "")
    kind = next((kind for kind in PointKind if kind.value == wanted), PointKind.DISCUSSION)
    minutes = whole_minutes(request.form.get("point-minutes", ""))
    title = request.form.get("point-titre", "")
    service.insert_point(
        meeting_id=meeting_id, kind=kind, title=title, minutes=minutes, catalogue=catalogue(), now=now()
    )
    return "ruban"


def _add_module(meeting_id: str, _argument: str) -> str:
    service.insert_module(
        meeting_id=meeting_id,
        module_id=request.form.get("module", ""),
        after_stage_id=request.form.get("module-apres") or None,
        catalogue=catalogue(),
        now=now(),
    )
    return "ruban"


def _move(steps: int) -> Callable[[str, str], str]:
    def move(meeting_id: str, stage_id: str) -> str:
        seen = request.form.get("ordre_")
        service.move_stage(meeting_id=meeting_id, stage_id=stage_id, steps=steps, now=now(), seen=seen)
        return f"etape-{stage_id}"

    return move


def _carry(meeting_id: str, argument: str) -> str:
    """Carry a stage as far as it was dragged: « ID:-3 »."""
    stage_id, _colon, steps = argument.rpartition(":")
    if not steps.lstrip("-").isdecimal() or len(steps) > 4:
        raise NotHere()
    return _move(int(steps))(meeting_id, stage_id)


def _move_point(steps: int) -> Callable[[str, str], str]:
    def move(meeting_id: str, point_id: str) -> str:
        seen = request.form.get("ordre_")
        service.move_point(meeting_id=meeting_id, point_id=point_id, steps=steps, now=now(), seen=seen)
        return f"point-{point_id}"

    return move


def _take(taken: bool) -> Callable[[str, str], str]:
    def take(meeting_id: str, stage_id: str) -> str:
        service.take_stage(meeting_id=meeting_id, stage_id=stage_id, taken=taken, now=now())
        return f"etape-{stage_id}"

    return take


def _remove_point(meeting_id: str, point_id: str) -> str:
    service.remove_point(meeting_id=meeting_id, point_id=point_id, now=now())
    return "ruban"


def _attach(meeting_id: str, _argument: str) -> str:
    partnership_id = request.form.get("partenariat", "")
    if not partnerships.owns(partnership_id=partnership_id, account_id=access.current().account_id):
        raise NotHere()
    service.attach(meeting_id=meeting_id, partnership_id=partnership_id, now=now())
    return "personnes"


def _duplicate(meeting_id: str, _argument: str) -> str:
    twin = service.duplicate(meeting_id=meeting_id, account_id=access.current().account_id, now=now())
    flash.say(_("Voici la copie : rien de ce qui s'est dit n'est repris. Choisissez sa date."))
    return url_for("meetings.prepare", meeting_id=twin)


GESTURES: dict[str, Callable[[str, str], str]] = {
    "enregistrer": _save,
    "commencer": _start,
    "accueillir": _welcome,
    "convoquer": _to_convocation,
    **choosing.GESTURES,
    "point": _add_point,
    "module": _add_module,
    "monter": _move(-1),
    "descendre": _move(1),
    "porter": _carry,
    "monter-point": _move_point(-1),
    "descendre-point": _move_point(1),
    "retirer-point": _remove_point,
    "prendre": _take(True),
    "laisser": _take(False),
    "attacher": _attach,
    "dupliquer": _duplicate,
}


# ------------------------------------------------------------------ the same again


@blueprint.post("/reunions/<meeting_id>/dupliquer")
@access.facilitator
def duplicate(meeting_id: str) -> ResponseReturnValue:
    with writing():
        where = _duplicate(meeting_id, "")
    return redirect(where, 303)
