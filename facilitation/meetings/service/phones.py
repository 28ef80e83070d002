"""What a phone sends into a stage: its answer or several, or an anonymous one; what it may still correct or take back.

An answer never goes from a phone to the room: the desk shows it. An anonymous one is kept with nothing that ties it to the phone; that the phone has
answered, and with which post, is known by two digests that are dropped when the stage ends.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from facilitation.accounts.rules import Device
from facilitation.activities import registry
from facilitation.activities.base import FormData, Part
from facilitation.confidentiality.readers import DEFAULT_CONTRIBUTION, Trace
from facilitation.consultations.rules import BySlipsOnly
from facilitation.consultations.standing import standing
from facilitation.database import db
from facilitation.errors import FacilitationError, NotHere
from facilitation.guides.schema import Flag, Step
from facilitation.guides.text import render
from facilitation.meetings.asked import asks_each, is_authors, several
from facilitation.meetings.ledger import lock_meeting, move_on, tell, tell_at
from facilitation.meetings.models import AnonymousAnswer, AnonymousKey, Contribution, Meeting, Stage
from facilitation.meetings.rules import ACTIVE, OVER, MeetingHasMoved, Source, StageState
from facilitation.meetings.service import follow, wall
from facilitation.meetings.service.agenda import stage_of
from facilitation.meetings.service.answers import KeepsNothing, step_of
from facilitation.meetings.service.loading import headcount, load
from facilitation.meetings.service.sealed import is_over, was_shown
from facilitation.meetings.service.spot import Spot, keep_new, spot

SHARED = "partager_"
"""The box by which an author shares what they wrote for themselves."""
LONGEST_KEY = 80
MOST_LINES = 200
"""Of one phone in one stage: more than anybody writes in a meeting."""
MOST_KEYS = 50
"""Of the posts that one answer replaced: more than a phone tries again."""


class Sealed(FacilitationError):
    """Cette étape anonyme est finie : une réponse ajoutée maintenant se reconnaîtrait. Elle n'est pas enregistrée ; votre texte est resté ci-dessous. Dites-le à voix haute, si vous le souhaitez."""


class AlreadyAnswered(FacilitationError):
    """Ce téléphone a déjà répondu, et personne ne sait quelle réponse est la vôtre : elle ne peut plus changer. Ce que vous venez d'écrire n'est pas enregistré."""


class AlreadyShown(FacilitationError):
    """La salle a déjà vu ce texte : il ne change plus depuis ce téléphone. Dites à voix haute ce qui est à corriger."""


class TooManyLines(FacilitationError):
    """Ce téléphone a déjà envoyé deux cents textes à cette étape. Reprenez-en un avant d'en ajouter ; ce que vous venez d'écrire est resté ci-dessous."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of what was sent: `late`, it came after the stage had ended; `anonymous`, nobody knows whose it is; `many`, it is one of several; `alone`, its author alone reads it."""

    late: bool = False
    anonymous: bool = False
    many: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a stage asks each person: `question` is safe HTML; `over`, the group has left it. `trace` tells what will remain of the answer;
    `authors`: its author alone reads it until they share it; `sealed`: it is anonymous, and takes no more answers."""

    stage_id: str
    title: str
    question: str
    activity: str
    config: Part
    several: bool
    anonymous: bool
    over: bool
    trace: Trace
    authors: bool = False
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """An answer that this very phone sent, whole, as its JSON."""

    id: str
    answer: dict[str, Any]
    version: int
    revealed: bool
    late: bool
    shared: bool


def send(
    *, meeting_id: str, stage_id: str, device: Device, formdata: FormData, key: str, secret: bytes, now: datetime
) -> Sent:
    """Keep what this phone answers; the same `key` twice counts once. Where one person gives one answer, it replaces the earlier one.

    Raises AnswerFaults, KeepsNothing, MeetingIsClosed, MeetingHasMoved (a stage that has not begun), NotHere, Sealed, AlreadyAnswered.
    """
    once = digest(secret, device.id, stage_id, key[:LONGEST_KEY]) if key else None
    here = spot(meeting_id=meeting_id, stage_id=stage_id, device_id=device.id, once=once)
    config = here.settings
    if not asks_each(here.step, config):
        raise KeepsNothing()
    if here.state is StageState.TO_COME and not here.begun:
        raise MeetingHasMoved()
    activity = registry.get(here.step.activity.type)
    if Flag.ANONYME in here.step.flags:
        return _send_unsigned(here, device, once, secret, lambda: activity.read(config, formdata))
    many = activity.several(config)
    last = None if many or not here.own else _last_own(stage_id, device)
    if here.taken is not None:
        return Sent(late=here.taken, many=many)
    if last is not None and once in last.earlier_keys:  # sent before what stands there now, and tried again only
        return Sent(late=last.late)
    late, shown = here.state in OVER, bool(last and last.revealed)
    readers = _readers(here.step, formdata)
    told = {
        "readers": readers,
        "answer": activity.read(config, formdata).model_dump(mode="json", by_alias=True),
        "idempotency_key": once,
        "attendance_id": device.attendance_id,
        "revealed": False,
        "late": late,
        "group": here.group(device.attendance_id),
    }
    if last is None:
        _keep_new(here, device, told)
    else:
        _replace(last, told)
    new = int(last is None)
    at = tell_at(here.at, "answered", now, phones=shown, stage=stage_id, source=Source.PHONE.value, new=new)
    if not shown:
        wall.unseen(at, stage_id=stage_id, more=new)
    return Sent(late=late, many=many, alone=not readers)


def _readers(step: Step, formdata: FormData) -> list[str]:
    """Who reads this answer beside its author: nobody, where people write for themselves and have not shared."""
    return [] if is_authors(step) and not formdata.get(SHARED) else sorted(DEFAULT_CONTRIBUTION)


def _last_own(stage_id: str, device: Device) -> Contribution | None:
    """The answer that this phone gave to this stage last."""
    mine = (Contribution.stage_id == stage_id, Contribution.participant_id == device.id)
    return db.session.scalar(select(Contribution).where(*mine).order_by(Contribution.position.desc()).limit(1))


def _keep_new(here: Spot, device: Device, told: dict[str, Any]) -> None:
    if here.own >= MOST_LINES:
        raise TooManyLines()
    keep_new(here, device_id=device.id, **told)


def _replace(row: Contribution, told: dict[str, Any]) -> None:
    if row.idempotency_key:
        row.earlier_keys = [*row.earlier_keys, row.idempotency_key][-MOST_KEYS:]
    for name, value in told.items():
        setattr(row, name, value)
    row.version += 1


def _send_unsigned(here: Spot, device: Device, once: str | None, secret: bytes, read: Any) -> Sent:
    if Flag.CONSULTATION in here.step.flags and _by_slips(here):
        raise BySlipsOnly()
    if here.state not in ACTIVE or was_shown(here.at.meeting_id, here.stage_id):
        raise Sealed()
    mine = digest(secret, device.id, here.stage_id)
    if once and db.session.get(AnonymousKey, once) is not None:
        return Sent(anonymous=True)
    value = read()
    if db.session.get(AnonymousKey, mine) is not None:
        raise AlreadyAnswered()
    db.session.add_all(AnonymousKey(key=one, stage_id=here.stage_id) for one in (mine, once) if one)
    answer = value.model_dump(mode="json", by_alias=True)
    db.session.add(AnonymousAnswer(stage_id=here.stage_id, answer=answer, readers=sorted(DEFAULT_CONTRIBUTION)))
    db.session.flush()
    at = move_on(here.at)  # no line in the journal: it would tell the order of the answers
    wall.unseen(at, stage_id=here.stage_id, more=1)
    return Sent(anonymous=True)


def _by_slips(here: Spot) -> bool:
    people = headcount(load(here.at.meeting_id))
    return standing(stage_id=here.stage_id, step=here.step, people=people) is not None


def digest(secret: bytes, *parts: str) -> str:
    """What stands for these words where they must not be read back."""
    return hmac.new(secret, "\x00".join(("phone", *parts)).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


# ------------------------------------------------------------------ what it is asked


def asked(*, meeting_id: str, stage_id: str) -> Asked | None:
    """What this stage asks each person; None where nobody is asked, or while it has not begun. Raises NotHere."""
    meeting = load(meeting_id)
    stage = stage_of(meeting, stage_id)
    step = step_of(meeting, stage)
    config = follow.settings_of(step, stage)
    if not asks_each(step, config) or (stage.state is StageState.TO_COME and not stage.segments):
        return None
    if standing(stage_id=stage_id, step=step, people=headcount(meeting)) is not None:
        return None  # by slips: the phone points to them
    sealed = Flag.ANONYME in step.flags and is_over(stage)
    return Asked(
        stage_id=stage_id,
        title=step.title,
        question=render(step.question),
        activity=step.activity.type,
        config=config,
        several=several(step, config),
        anonymous=Flag.ANONYME in step.flags,
        over=sealed or stage_id != meeting.current_stage_id,
        trace=step.trace,
        authors=is_authors(step),
        sealed=sealed,
    )


def stage_of_own(*, contribution_id: str, device: Device) -> str:
    """The stage that this answer of this phone was given to. Raises NotHere."""
    row = db.session.get(Contribution, contribution_id)
    if row is None or row.participant_id != device.id:
        raise NotHere()
    return row.stage_id


# ------------------------------------------------------------------ what this phone has sent


def own(*, stage_id: str, device: Device) -> tuple[Own, ...]:
    """What this phone sent to this stage, in the order it came; nothing of an anonymous one."""
    return tuple(
        Own(row.id, row.answer, row.version, row.revealed, row.late, bool(row.readers))
        for row in _rows(stage_id, device.id)
    )


def kept_to_oneself(*, meeting_id: str, device: Device, but: str = "") -> tuple[dict[str, Any], ...]:
    """The answers that this phone's holder alone reads, as their JSON, in the order they came; without those of the stage `but`."""
    mine = (Stage.meeting_id == meeting_id, Stage.id != but, Contribution.participant_id == device.id)
    query = select(Contribution).join(Stage, Stage.id == Contribution.stage_id).where(*mine)
    rows = db.session.scalars(query.order_by(Stage.position, Contribution.position))
    return tuple(row.answer for row in rows if not row.readers)


def has_answered(*, stage_id: str, device: Device, secret: bytes) -> bool:
    """Whether this phone has answered this anonymous stage, which still runs."""
    return db.session.get(AnonymousKey, digest(secret, device.id, stage_id)) is not None


def correct_own(*, meeting_id: str, contribution_id: str, device: Device, formdata: FormData, now: datetime) -> None:
    """Give an answer of this phone another wording. Raises AlreadyShown, AnswerFaults, MeetingIsClosed, NotHere."""
    meeting, row = _mine(meeting_id, contribution_id, device)
    stage = stage_of(meeting, row.stage_id)
    step = step_of(meeting, stage)
    value = registry.get(step.activity.type).read(follow.settings_of(step, stage), formdata)
    row.answer, row.readers = value.model_dump(mode="json", by_alias=True), _readers(step, formdata)
    row.version += 1
    tell(meeting, "answered", now, stage=row.stage_id, source=Source.PHONE.value, new=0)


def take_back(*, meeting_id: str, contribution_id: str, device: Device, now: datetime) -> None:
    """Delete an answer of this phone for good. Raises AlreadyShown, MeetingIsClosed, NotHere."""
    meeting, row = _mine(meeting_id, contribution_id, device)
    db.session.delete(row)
    tell(meeting, "taken_back", now, phones=False, stage=row.stage_id)


def _mine(meeting_id: str, contribution_id: str, device: Device) -> tuple[Meeting, Contribution]:
    meeting = lock_meeting(meeting_id)
    row = db.session.get(Contribution, contribution_id)
    if row is None or row.participant_id != device.id or row.stage_id not in {one.id for one in meeting.stages}:
        raise NotHere()
    if row.revealed:
        raise AlreadyShown()
    return meeting, row


def _rows(stage_id: str, device_id: str) -> Sequence[Contribution]:
    mine = (Contribution.stage_id == stage_id, Contribution.participant_id == device_id)
    return db.session.scalars(select(Contribution).where(*mine).order_by(Contribution.position)).all()
