"""Leading a meeting: its states, the moves along the ribbon, and the ten seconds in which a move can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from facilitation.database import db, new_id
from facilitation.i18n import _
from facilitation.meetings import rules
from facilitation.meetings.ledger import lock_meeting, tell
from facilitation.meetings.models import AnonymousAnswer, AnonymousKey, Contribution, Meeting, Segment, Undo
from facilitation.meetings.rules import MeetingState, StageAt, StageState, TooLateToUndo
from facilitation.meetings.service import devices, follow
from facilitation.meetings.service.agenda import move_stage, stage_of
from facilitation.meetings.service.agenda import take_stage as _take_stage
from facilitation.meetings.service.loading import as_rules, in_order, load, write_back
from facilitation.meetings.service.prepare import give_number
from facilitation.outcomes import service as outcomes
from facilitation.typed import kept

Move = Callable[[tuple[StageAt, ...]], tuple[StageAt, ...]]


# ------------------------------------------------------------------ states


def convene(*, meeting_id: str, now: datetime) -> None:
    """The people were told when and where."""
    meeting = lock_meeting(meeting_id)
    meeting.state = rules.after(meeting.state, "convene")
    tell(meeting, "convened", now)


def open_meeting(*, meeting_id: str, now: datetime, number: int | None = None) -> None:
    """People arrive. The meeting takes its number, given once and never again; `number` only where a file says which."""
    meeting = lock_meeting(meeting_id)
    meeting.state = rules.after(meeting.state, "open")
    _opened(meeting, now, number)
    tell(meeting, "opened", now)


def _opened(meeting: Meeting, now: datetime, number: int | None = None) -> None:
    if meeting.opened_at is None:
        meeting.opened_at = now
        give_number(meeting, wanted=number)


def start(*, meeting_id: str, now: datetime) -> None:
    """The first stage runs. Raises NoStage for an empty agenda."""
    meeting = load(meeting_id)
    lock_meeting(meeting_id)
    meeting.state = rules.after(meeting.state, "start")
    _opened(meeting, now)
    meeting.started_at = now
    changed = rules.begin(as_rules(in_order(meeting)), now)
    write_back(meeting, changed)
    follow.begin(meeting, now)
    tell(meeting, "started", now)


def end(*, meeting_id: str, now: datetime, seen: str | None = None) -> None:
    """The meeting is over: read-back, drafts of documents. It can still be taken up again."""
    meeting = load(meeting_id)
    lock_meeting(meeting_id)
    if seen is not None:
        rules.must_be_at(meeting.state, meeting.current_stage_id, seen)
    before = _snapshot(meeting)
    meeting.state = rules.after(meeting.state, "end")
    meeting.ended_at = now
    devices.shut(meeting)
    if meeting.current_stage_id:
        _forget_keys(meeting.current_stage_id)
    write_back(meeting, rules.stop_all(as_rules(in_order(meeting)), now))
    _remember(meeting, _("Réunion terminée"), before, now)
    tell(meeting, "ended", now)


def resume_ended(*, meeting_id: str, now: datetime) -> None:
    """Take the meeting up again where it was: at the first stage still to come, or the last one."""
    meeting = load(meeting_id)
    lock_meeting(meeting_id)
    meeting.state = rules.after(meeting.state, "resume")
    meeting.ended_at = None
    stages = as_rules(in_order(meeting))
    waiting = [stage for stage in stages if stage.taken and stage.state is StageState.TO_COME]
    target = waiting[0] if waiting else [stage for stage in stages if stage.taken][-1]
    write_back(meeting, rules.go_to(stages, target.id, now))
    follow.begin(meeting, now)
    tell(meeting, "resumed", now)


def cancel(*, meeting_id: str, now: datetime, reason: str = "") -> None:
    """The meeting will not take place; only before it began. Whoever was convened must be told: the calendar's entry takes its next number."""
    meeting = lock_meeting(meeting_id)
    meeting.sequence += meeting.state is rules.MeetingState.CONVENED
    meeting.state = rules.after(meeting.state, "cancel")
    meeting.cancel_reason = kept(reason).strip()
    meeting.cancelled_at = now
    devices.forget(meeting)
    tell(meeting, "cancelled", now)


def set_neutral(*, meeting_id: str, neutral: bool, now: datetime) -> None:
    """Make the room screen neutral, or show the room again what it saw."""
    meeting = lock_meeting(meeting_id)
    meeting.neutral = neutral
    tell(meeting, "neutral" if neutral else "shown", now)


def leave_guide(*, meeting_id: str, now: datetime) -> None:
    """Stop everything in one gesture: timer off, screen neutral. Nothing says why, the journal least of all."""
    meeting = load(meeting_id)
    lock_meeting(meeting_id)
    stages = as_rules(in_order(meeting))
    here = rules.current(stages)
    if here is not None and here.state is StageState.RUNNING:
        write_back(meeting, rules.pause(stages, now))
    meeting.neutral = True
    tell(meeting, "neutral", now)


# ------------------------------------------------------------------ moves


def _move(
    meeting_id: str, now: datetime, label: str, kind: str, move: Move, *, seen: str | None, stage_changes: bool = True
) -> None:
    """`seen`: the stage that the page showed as the current one (« »: none), so that two people who press together move once."""
    meeting = load(meeting_id)
    lock_meeting(meeting_id)
    rules.must_be_at(meeting.state, meeting.current_stage_id, seen)
    before, left = _snapshot(meeting), meeting.current_stage_id
    write_back(meeting, move(as_rules(in_order(meeting))))
    if left != meeting.current_stage_id:
        follow.begin(meeting, now)
    if stage_changes and left and left != meeting.current_stage_id:
        _forget_keys(left)
    _remember(meeting, label, before, now)
    tell(meeting, kind, now)


def _forget_keys(stage_id: str) -> None:
    """An anonymous stage that ends forgets which posts it took: nothing then ties an answer to a device."""
    db.session.execute(delete(AnonymousKey).where(AnonymousKey.stage_id == stage_id))


def forward(*, meeting_id: str, now: datetime, seen: str | None = None) -> None:
    """Go on to the next stage; after the last one the meeting has no current stage and waits to be ended."""
    _move(
        meeting_id,
        now,
        _("Passage à l'étape suivante"),
        "forward",
        lambda stages: rules.forward(stages, now),
        seen=seen,
    )


def back(*, meeting_id: str, now: datetime, seen: str | None = None) -> None:
    """Return to the stage before; its time gets a new stretch."""
    _move(meeting_id, now, _("Retour à l'étape précédente"), "back", lambda stages: rules.back(stages, now), seen=seen)


def go_to(*, meeting_id: str, stage_id: str, now: datetime, seen: str | None = None) -> None:
    """Go to any stage of the ribbon."""
    label = _("Changement d'étape")
    _move(meeting_id, now, label, "went_to", lambda stages: rules.go_to(stages, stage_id, now), seen=seen)


def skip(*, meeting_id: str, stage_id: str, now: datetime, reason: str = "", seen: str | None = None) -> None:
    """Skip a stage, current or to come; what was typed in it is kept."""
    label, words = _("Étape sautée"), kept(reason)
    _move(meeting_id, now, label, "skipped", lambda stages: rules.skip(stages, stage_id, words, now), seen=seen)


def pause(*, meeting_id: str, now: datetime, seen: str | None = None) -> None:
    """Stop the timer."""
    label = _("Minuteur suspendu")
    _move(meeting_id, now, label, "paused", lambda stages: rules.pause(stages, now), seen=seen, stage_changes=False)


def resume(*, meeting_id: str, now: datetime, seen: str | None = None) -> None:
    """Let the timer run again."""
    label = _("Minuteur repris")
    _move(meeting_id, now, label, "unpaused", lambda stages: rules.resume(stages, now), seen=seen, stage_changes=False)


def lengthen(*, meeting_id: str, minutes: int, now: datetime, seen: str | None = None) -> None:
    """Give the current stage more minutes, or fewer."""
    label = _("%(minutes)s minutes de plus", minutes=minutes) if minutes >= 0 else _("Étape raccourcie")
    _move(
        meeting_id,
        now,
        label,
        "lengthened",
        lambda stages: rules.lengthen(stages, minutes),
        seen=seen,
        stage_changes=False,
    )


def reorder(*, meeting_id: str, stage_id: str, steps: int, now: datetime, seen: str | None = None) -> None:
    """Carry a stage later or earlier in the ribbon while the meeting runs, undoable. Raises OrderChanged."""
    meeting = load(meeting_id)
    before = _snapshot(meeting)
    move_stage(meeting_id=meeting_id, stage_id=stage_id, steps=steps, now=now, seen=seen)
    _remember(meeting, _("Ordre changé"), before, now)


def take_stage(*, meeting_id: str, stage_id: str, taken: bool, now: datetime) -> None:
    """Take a proposed stage into the ribbon, or leave it out, undoable."""
    meeting = load(meeting_id)
    before = _snapshot(meeting)
    _take_stage(meeting_id=meeting_id, stage_id=stage_id, taken=taken, now=now)
    _remember(meeting, _("Étape ajoutée") if taken else _("Étape retirée"), before, now)


# ------------------------------------------------------------------ ten seconds


def _snapshot(meeting: Meeting) -> dict[str, Any]:
    """The shape of the ribbon, without a word of content."""
    return {
        "state": meeting.state.value,
        "current": meeting.current_stage_id,
        "ended_at": meeting.ended_at.isoformat() if meeting.ended_at else None,
        "stages": [
            {
                "id": stage.id,
                "state": stage.state.value,
                "extra": stage.extra_minutes,
                "taken": stage.taken,
                "position": stage.position,
                "stretches": [
                    [segment.started_at.isoformat(), segment.ended_at.isoformat() if segment.ended_at else None]
                    for segment in stage.segments
                ],
            }
            for stage in meeting.stages
        ],
    }


def _remember(meeting: Meeting, label: str, before: dict[str, Any], now: datetime) -> None:
    db.session.merge(Undo(meeting_id=meeting.id, token=new_id(), label=label, at=now, before=before))


def remember_capture(*, meeting_id: str, outcome_id: str, label: str, now: datetime) -> None:
    """Let the capture of this outcome be undone for ten seconds."""
    _remember(lock_meeting(meeting_id), label, {"outcome": outcome_id}, now)


def remember_shown(*, meeting_id: str, was: dict[str, bool], label: str, now: datetime) -> None:
    """Let the showing or hiding of these lines (id → shown before) be undone for ten seconds."""
    _remember(lock_meeting(meeting_id), label, {"shown": was}, now)


def undo(*, meeting_id: str, token: str, now: datetime) -> None:
    """Put back what the last gesture changed. Raises TooLateToUndo after ten seconds, or when another gesture came since."""
    meeting = load(meeting_id)
    lock_meeting(meeting_id)
    row = db.session.get(Undo, meeting_id)
    if row is None or row.token != token or now - row.at > timedelta(seconds=rules.UNDO_SECONDS):
        raise TooLateToUndo()
    before = row.before
    db.session.delete(row)
    if "outcome" in before:
        outcomes.remove(outcome_id=before["outcome"], now=now)
    elif "shown" in before:
        _put_back_shown(before["shown"])
    else:
        _put_back(meeting, before)
    tell(meeting, "undone", now, state=meeting.state.value)


def _put_back_shown(was: dict[str, bool]) -> None:
    for answer_id, revealed in was.items():
        row = db.session.get(Contribution, answer_id) or db.session.get(AnonymousAnswer, answer_id)
        if row is not None:
            row.revealed = revealed


def _put_back(meeting: Meeting, before: dict[str, Any]) -> None:
    meeting.state = MeetingState(before["state"])
    meeting.current_stage_id = before["current"]
    meeting.ended_at = datetime.fromisoformat(before["ended_at"]) if before["ended_at"] else None
    for was in before["stages"]:
        stage = stage_of(meeting, was["id"])
        stage.state, stage.extra_minutes, stage.taken = StageState(was["state"]), was["extra"], was["taken"]
        stage.position = was["position"]
        stage.segments[:] = [
            Segment(
                position=place,
                started_at=datetime.fromisoformat(started),
                ended_at=datetime.fromisoformat(ended) if ended else None,
            )
            for place, (started, ended) in enumerate(was["stretches"])
        ]
