"""Phones and screens that join a meeting: load → rules → store. Called inside a unit of work; nothing here commits.

A device's row holds a hash of its token, and nothing of the machine. What closing erases of it: `meetings.service.devices`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update

from facilitation.accounts.rules import Device, DeviceKind, new_code, normal_code
from facilitation.database import db
from facilitation.errors import NotHere
from facilitation.live.rules import (
    JOINABLE,
    LET_IN,
    LINK_LIFE,
    RoomCannotOpen,
    WrongJoinCode,
    WrongScreenLink,
    new_join_code,
    normal_join_code,
    token_hash,
)
from facilitation.live.shown import AtDesk, DeviceLine, Place, RoomDoor, WhoPage
from facilitation.meetings.ledger import lock_meeting, tell
from facilitation.meetings.models import Attendance, Meeting, MeetingLink, Participant
from facilitation.meetings.rules import MeetingState, Presence
from facilitation.meetings.service import devices
from facilitation.partnerships import service as partnerships
from facilitation.typed import kept

# ------------------------------------------------------------------ who is let in


def device_of(*, token: str, meeting_id: str) -> Device | None:
    """The device that holds this token in this meeting; None once it was removed or the meeting is closed, and for a stranger."""
    row = _row_of(token)
    if row is None or row.meeting_id != meeting_id:
        return None
    return Device(row.id, row.meeting_id, _kind(row), row.name, row.attendance_id)


def meeting_of(*, token: str) -> str | None:
    """The meeting that the device holding this token goes straight on to: one that is not over yet. None otherwise."""
    row = _row_of(token, JOINABLE)
    return row.meeting_id if row is not None else None


def what_is_over(*, meeting_id: str) -> MeetingState | None:
    """Whether the meeting that a phone was in is closed or cancelled; None while it lets anybody in, and for one that is no longer there."""
    meeting = db.session.get(Meeting, meeting_id) if meeting_id else None
    return meeting.state if meeting is not None and meeting.state not in LET_IN else None


def _row_of(token: str, states: frozenset[MeetingState] = LET_IN) -> Participant | None:
    alive = (Participant.removed.is_(False), Meeting.state.in_(states))
    query = select(Participant).join(Meeting, Meeting.id == Participant.meeting_id)
    return db.session.scalar(query.where(Participant.token_hash == token_hash(token), *alive)) if token else None


def _kind(row: Participant) -> DeviceKind:
    return "ecran" if row.kind == "ecran" else "telephone"


# ------------------------------------------------------------------ opening to the room


def open_room(*, meeting_id: str, now: datetime) -> str:
    """The code by which phones join, made at the first opening and kept until the room is closed. Raises RoomCannotOpen."""
    meeting = lock_meeting(meeting_id)
    if meeting.state not in JOINABLE:
        raise RoomCannotOpen()
    if meeting.join_code is None:
        meeting.join_code = _free_code()
        tell(meeting, "room_opened", now)
    return meeting.join_code


def renew_code(*, meeting_id: str, now: datetime) -> str:
    """Another code: the one on the wall opens nothing any more, and whoever joined stays. Raises RoomCannotOpen."""
    meeting = lock_meeting(meeting_id)
    if meeting.join_code is None or meeting.state not in JOINABLE:
        raise RoomCannotOpen()
    meeting.join_code = _free_code()
    tell(meeting, "code_renewed", now)
    return meeting.join_code


def close_room(*, meeting_id: str, now: datetime) -> None:
    """Nobody joins any more; the devices that did stay until they are removed or the meeting is closed."""
    meeting = lock_meeting(meeting_id)
    if meeting.join_code is not None:
        meeting.join_code = None
        tell(meeting, "room_closed", now)


def any_code() -> bool:
    """Whether some meeting has a code by which phones join."""
    return db.session.scalar(select(Meeting.id).where(Meeting.join_code.is_not(None)).limit(1)) is not None


def any_room_open() -> bool:
    """Whether some meeting is still open to a room, or still has devices that it lets in."""
    devices = (
        select(Participant.id).where(Participant.meeting_id == Meeting.id, Participant.removed.is_(False)).exists()
    )
    wanted = or_(Meeting.join_code.is_not(None), devices)
    return db.session.scalar(select(Meeting.id).where(Meeting.state.in_(LET_IN), wanted).limit(1)) is not None


def _free_code() -> str:
    while db.session.scalar(select(Meeting.id).where(Meeting.join_code == (code := new_join_code()))) is not None:
        pass
    return code


# ------------------------------------------------------------------ joining


def join(*, code: str, held: str, token: str, now: datetime) -> str:
    """Let a phone in by the meeting's code; gives the meeting. Raises WrongJoinCode.

    `held` is the token that the phone already had, `token` the one that it gets: a phone that joins the same meeting again stays the same participant.
    """
    typed = normal_join_code(code)
    query = select(Meeting).where(Meeting.join_code == typed, Meeting.state.in_(JOINABLE))
    meeting = db.session.scalar(query) if typed else None
    if meeting is None:
        raise WrongJoinCode()
    row = _known(meeting.id, "telephone", token, held)
    if row is not None and row.removed:  # this very phone was sent away: the code alone doesn't bring it back
        raise WrongJoinCode()
    if row is None:
        db.session.add(Participant(meeting_id=meeting.id, token_hash=token_hash(token), joined_at=now))
        tell(meeting, "joined", now)
    else:
        row.token_hash = token_hash(token)
    return meeting.id


def _known(meeting_id: str, kind: DeviceKind, *tokens: str) -> Participant | None:
    """The device of this meeting that holds one of these tokens, the first of them that is known."""
    for token in filter(None, tokens):
        row = db.session.scalar(select(Participant).where(Participant.token_hash == token_hash(token)))
        if row is not None and (row.meeting_id, row.kind) == (meeting_id, kind):
            return row
    return None


def who_page(*, meeting_id: str, device_id: str) -> WhoPage:
    """What this phone is asked about itself. Raises NotHere."""
    meeting, row = db.session.get(Meeting, meeting_id), db.session.get(Participant, device_id)
    if meeting is None or row is None:
        raise NotHere()
    held = _held(meeting_id)
    places = tuple(
        Place(one.id, one.name, taken=one.id in held and held[one.id] != device_id, mine=held.get(one.id) == device_id)
        for one in meeting.attendances
        if one.presence in (Presence.PRESENT, Presence.GUEST)
    )
    name = partnerships.partnership(partnership_id=meeting.partnership_id).name if meeting.partnership_id else ""
    return WhoPage(meeting_id, meeting.title, name, row.name, places, row.claims_id or "")


def say_who(*, meeting_id: str, device_id: str, name: str, place_id: str, now: datetime) -> None:
    """Note the first name (or nothing) and the place of this phone. A place that another phone holds is claimed: the desk will say. Raises NotHere."""
    meeting = lock_meeting(meeting_id)
    row = _device(meeting_id, device_id)
    row.name = kept(name)
    if place_id and place_id not in {one.id for one in meeting.attendances}:
        raise NotHere()
    holder = _held(meeting_id).get(place_id)
    row.claims_id = place_id if holder not in (None, device_id) else None
    if row.claims_id is None:
        row.attendance_id = place_id or None
    tell(meeting, "device_named", now)


def _held(meeting_id: str) -> dict[str, str]:
    """Which phone holds each place that is taken."""
    query = select(Participant.attendance_id, Participant.id).where(
        Participant.meeting_id == meeting_id, Participant.removed.is_(False), Participant.attendance_id.is_not(None)
    )
    return {row.attendance_id: row.id for row in db.session.execute(query)}


def _device(meeting_id: str, device_id: str) -> Participant:
    row = db.session.get(Participant, device_id)
    if row is None or row.meeting_id != meeting_id or row.removed:
        raise NotHere()
    return row


# ------------------------------------------------------------------ what the desk sees and decides


def door(*, meeting_id: str) -> RoomDoor:
    """The room as the desk sees it: its code, its devices in the order they came. Raises NotHere."""
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotHere()
    alive = (Participant.meeting_id == meeting_id, Participant.removed.is_(False))
    rows = list(db.session.scalars(select(Participant).where(*alive).order_by(Participant.joined_at, Participant.id)))
    asked = select(Attendance.id, Attendance.name).where(Attendance.meeting_id == meeting_id)
    places = {row.id: row.name for row in db.session.execute(asked)}
    holders = {row.attendance_id: row.name for row in rows if row.attendance_id is not None}
    code = meeting.join_code if meeting.state in JOINABLE else None
    lines = tuple(_line(row, places, holders) for row in rows)
    return RoomDoor(meeting_id, meeting.title, meeting.state, code or "", lines, meeting.version)


def at_desk(*, meeting_id: str) -> AtDesk:
    """What the desk shows of the room beside the step. Raises NotHere."""
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotHere()
    alive = (Participant.meeting_id == meeting_id, Participant.removed.is_(False), Participant.kind == "telephone")
    rows = db.session.execute(select(Participant.claims_id, Participant.asks_to_stop).where(*alive)).all()
    return AtDesk(
        open=meeting.join_code is not None,
        phones=len(rows),
        claims=sum(row.claims_id is not None for row in rows),
        stops=sum(row.asks_to_stop for row in rows),
    )


def _line(row: Participant, places: dict[str, str], holders: dict[str, str]) -> DeviceLine:
    return DeviceLine(
        id=row.id,
        kind=row.kind,
        name=row.name,
        place=places.get(row.attendance_id or "", ""),
        joined_at=row.joined_at,
        claims=places.get(row.claims_id or "", ""),
        claimed_from=holders.get(row.claims_id or "", ""),
        asks_to_stop=row.asks_to_stop,
    )


def confirm_claim(*, meeting_id: str, device_id: str, now: datetime) -> None:
    """This phone is whose place it says: it takes the place, with what was sent from it, and the phone that held it is released. Raises NotHere."""
    meeting = lock_meeting(meeting_id)
    row = _device(meeting_id, device_id)
    place = row.claims_id
    if place is None:
        raise NotHere()
    same = (Participant.meeting_id == meeting_id, Participant.attendance_id == place, Participant.id != device_id)
    merged: list[str] = []
    for old in db.session.scalars(select(Participant).where(*same)).all():
        merged += devices.hand_on(old_id=old.id, device_id=device_id, seat=place)
        old.attendance_id = None
    row.attendance_id, row.claims_id = place, None
    tell(meeting, "claim_confirmed", now, merged=merged)


def refuse_claim(*, meeting_id: str, device_id: str, now: datetime) -> None:
    """The place stays with the phone that holds it; this one goes on without a place. Raises NotHere."""
    meeting = lock_meeting(meeting_id)
    row = _device(meeting_id, device_id)
    if row.claims_id is None:
        raise NotHere()
    row.claims_id = None
    tell(meeting, "claim_refused", now)


def remove_device(*, meeting_id: str, device_id: str, now: datetime) -> None:
    """Send this device away: its session ends at once, what it sent stays. Raises NotHere."""
    meeting = lock_meeting(meeting_id)
    row = _device(meeting_id, device_id)
    row.removed, row.attendance_id, row.claims_id, row.asks_to_stop, row.name = True, None, None, False, ""
    tell(meeting, "device_removed", now)


# ------------------------------------------------------------------ the quiet stop


def ask_stop(*, meeting_id: str, device_id: str) -> None:
    """Somebody wishes that we stop a moment; only the desk sees it, and the journal says nothing of it. Raises NotHere."""
    meeting = lock_meeting(meeting_id)
    _device(meeting_id, device_id).asks_to_stop = True
    meeting.version += 1


def hear_stop(*, meeting_id: str) -> None:
    """The desk has seen the quiet stops: they go. Raises NotHere."""
    meeting = lock_meeting(meeting_id)
    mine = (Participant.meeting_id == meeting_id, Participant.asks_to_stop.is_(True))
    db.session.execute(update(Participant).where(*mine).values(asks_to_stop=False))
    meeting.version += 1


# ------------------------------------------------------------------ the room screen on another device


def new_screen_link(*, meeting_id: str, now: datetime) -> str:
    """The code of a link that opens the room screen on another device, once. Raises RoomCannotOpen."""
    meeting = lock_meeting(meeting_id)
    if meeting.state not in LET_IN:
        raise RoomCannotOpen()
    code = new_code()
    hashed = token_hash(normal_code(code))
    link = MeetingLink(meeting_id=meeting.id, kind="ecran", code_hash=hashed, made_at=now, expires_at=now + LINK_LIFE)
    db.session.add(link)
    return code


def open_screen(*, code: str, held: str, token: str, now: datetime) -> str:
    """Let a room screen in by its link; gives the meeting. Raises WrongScreenLink.

    The link serves once: asked again by the screen that it let in (`held`, or a form sent twice), it leads there again.
    """
    asked = (MeetingLink.code_hash == token_hash(normal_code(code)), MeetingLink.kind == "ecran")
    link = db.session.scalar(select(MeetingLink).where(*asked))
    meeting = db.session.get(Meeting, link.meeting_id) if link else None
    if link is None or meeting is None or meeting.state not in LET_IN:
        raise WrongScreenLink()
    row = _known(meeting.id, "ecran", token, held)
    if row is not None and not row.removed:
        row.token_hash = token_hash(token)
        return meeting.id
    if link.used_at is not None or (link.expires_at is not None and now > link.expires_at):
        raise WrongScreenLink()
    link.used_at = now
    db.session.add(Participant(meeting_id=meeting.id, kind="ecran", token_hash=token_hash(token), joined_at=now))
    tell(meeting, "screen_opened", now)
    return meeting.id
