"""The tables of a meeting as it is lived."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.database import Base, new_id
from facilitation.meetings.rules import (
    MeetingState,
    NetworkType,
    PointKind,
    Presence,
    Source,
    StageState,
)


def enumeration(kind: type[Any], name: str) -> Enum:
    """A column of this StrEnum: its values as text, checked by the database."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda e: [x.value for x in e],
        length=20,
    )


class Readable:
    """What every text of a meeting carries: its readers, its marks, its version, and the key that makes a post twice sent count once."""

    readers: Mapped[list[str]] = mapped_column(JSON)
    marks: Mapped[list[str]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)
    idempotency_key: Mapped[str | None] = mapped_column(unique=True, default=None)


class Meeting(Base):
    """A meeting, from its preparation to its closing. `year` and `number` are given at opening and never reused."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("partnership_id", "year", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    partnership_id: Mapped[str | None] = mapped_column(ForeignKey("partnership.id"), index=True, default=None)
    title: Mapped[str] = mapped_column(Text, default="")
    network_type: Mapped[NetworkType | None] = mapped_column(enumeration(NetworkType, "network_type"), default=None)
    purpose: Mapped[str] = mapped_column(Text, default="")
    serves_several: Mapped[bool] = mapped_column(default=False)
    with_situation: Mapped[bool] = mapped_column(default=False)
    place: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime | None] = mapped_column(default=None)
    expected: Mapped[int] = mapped_column(default=0)
    state: Mapped[MeetingState] = mapped_column(enumeration(MeetingState, "state"), default=MeetingState.PREPARED)
    year: Mapped[int | None] = mapped_column(default=None)
    number: Mapped[int | None] = mapped_column(default=None)
    animator: Mapped[str] = mapped_column(Text, default="")
    secretary: Mapped[str] = mapped_column(Text, default="")
    to_retype: Mapped[bool] = mapped_column(default=False)
    retyped_at: Mapped[datetime | None] = mapped_column(default=None)  # when its sheets of paper were all typed in
    neutral: Mapped[bool] = mapped_column(default=False)
    annex: Mapped[bool] = mapped_column(default=False)  # the group keeps its texts word for word beside a synthesis
    current_stage_id: Mapped[str | None] = mapped_column(default=None)
    next_at: Mapped[datetime | None] = mapped_column(default=None)
    next_place: Mapped[str] = mapped_column(Text, default="")
    next_points: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    stage_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    put_off_from: Mapped[datetime | None] = mapped_column(default=None)  # the day it was first announced for
    sequence: Mapped[int] = mapped_column(default=0)  # of its calendar entry: moves on when what was sent has changed
    join_code: Mapped[str | None] = mapped_column(unique=True, default=None)  # while the room is open to phones
    leader_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), default=None)  # who holds the desk
    offered_to_id: Mapped[str | None] = mapped_column(
        ForeignKey("account.id"), default=None
    )  # a hand-over not yet accepted
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    approval: Mapped[str] = mapped_column(default="")  # how: « seance », « tacite », or not yet
    notebook_purged_at: Mapped[datetime | None] = mapped_column(default=None)
    contributions_purged_at: Mapped[datetime | None] = mapped_column(default=None)

    points: Mapped[list[AgendaPoint]] = relationship(order_by="AgendaPoint.position", cascade="all, delete-orphan")
    stages: Mapped[list[Stage]] = relationship(order_by="Stage.position", cascade="all, delete-orphan")
    attendances: Mapped[list[Attendance]] = relationship(order_by="Attendance.position", cascade="all, delete-orphan")
    roles: Mapped[list[MeetingRole]] = relationship(cascade="all, delete-orphan")


class MeetingRole(Base):
    """An account's part in one meeting: facilitator or secretary."""

    __tablename__ = "meeting_role"
    __table_args__ = (CheckConstraint("role IN ('facilitator', 'secretary')", name="role"),)

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(default="facilitator")


class AgendaPoint(Base):
    """A point of the agenda. `guide` is the frozen copy it is led with (a simple point has a copy of one step, made for it)."""

    __tablename__ = "agenda_point"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    kind: Mapped[PointKind] = mapped_column(enumeration(PointKind, "kind"))
    title: Mapped[str] = mapped_column(Text)
    guide: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)  # a hundred kilobytes: `service.loading.copy_of`
    fingerprint: Mapped[str] = mapped_column(default="")
    variant: Mapped[str] = mapped_column(default="")
    adapted: Mapped[bool] = mapped_column(default=False)


class Stage(Base):
    """A step as lived in one meeting; its texts come from its point's frozen copy."""

    __tablename__ = "stage"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    point_id: Mapped[str] = mapped_column(ForeignKey("agenda_point.id"), index=True)
    step_id: Mapped[str]
    position: Mapped[int]
    minutes: Mapped[int]
    own_minutes: Mapped[bool] = mapped_column(default=False)  # set by hand: no longer follows the number of people
    extra_minutes: Mapped[int] = mapped_column(default=0)
    taken: Mapped[bool] = mapped_column(default=True)  # False: offered by the guide, not in the ribbon
    state: Mapped[StageState] = mapped_column(enumeration(StageState, "state"), default=StageState.TO_COME)
    skip_reason: Mapped[str] = mapped_column(Text, default="")
    desk: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    groups: Mapped[list[Any]] = mapped_column(JSON, default=list)  # its sub-groups: `meetings.groups`
    sheets: Mapped[int | None] = mapped_column(default=None)  # of paper, handed out
    sheets_typed: Mapped[int] = mapped_column(default=0)
    sheets_unread: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict
    )  # what could not be read of them: `paper.rules.Unread`
    version: Mapped[int] = mapped_column(default=1)

    segments: Mapped[list[Segment]] = relationship(order_by="Segment.position", cascade="all, delete-orphan")


class Segment(Base):
    """A stretch of time that a stage ran; returning to a stage adds one."""

    __tablename__ = "segment"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    stage_id: Mapped[str] = mapped_column(ForeignKey("stage.id"), index=True)
    position: Mapped[int]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class Attendance(Base):
    """Someone of this room, or who should have been: a member of the partnership, or a guest of this meeting alone."""

    __tablename__ = "attendance"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    member_id: Mapped[str | None] = mapped_column(ForeignKey("member.id"), default=None)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    function: Mapped[str] = mapped_column(Text, default="")
    organisation: Mapped[str] = mapped_column(Text, default="")
    presence: Mapped[Presence] = mapped_column(enumeration(Presence, "presence"), default=Presence.PRESENT)
    represented_by: Mapped[str] = mapped_column(Text, default="")
    accepts_naming: Mapped[bool] = mapped_column(default=True)
    arrived_at: Mapped[datetime | None] = mapped_column(default=None)
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    standing: Mapped[str | None] = mapped_column(default=None)  # a guest's, as to secrecy; erased at closing


class Participant(Base):
    """A device that joined the meeting: a phone, or a screen opened by its link. Only a hash of what its cookie holds is kept.

    `attendance_id`: the place it takes in the attendance list, if any; `claims_id`: a taken place that it says is its own, until the desk confirms.
    """

    __tablename__ = "participant"
    __table_args__ = (CheckConstraint("kind IN ('telephone', 'ecran')", name="kind"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="telephone")
    name: Mapped[str] = mapped_column(Text, default="")
    attendance_id: Mapped[str | None] = mapped_column(ForeignKey("attendance.id"), default=None)
    claims_id: Mapped[str | None] = mapped_column(ForeignKey("attendance.id"), default=None)
    asks_to_stop: Mapped[bool] = mapped_column(default=False)
    removed: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime]


class MeetingLink(Base):
    """A link that opens one thing of one meeting without an account: only a hash of its code is kept.

    `ecran`: the room screen on another device; `remarques`: the form for remarks on a sent draft; `animation`, `secretariat`: a part in the meeting,
    for one account, once.
    """

    __tablename__ = "meeting_link"
    __table_args__ = (CheckConstraint("kind IN ('ecran', 'remarques', 'animation', 'secretariat')", name="kind"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    kind: Mapped[str]
    code_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class Contribution(Readable, Base):
    """One answer to one stage. `answer` is the activity's own JSON; nothing of it is copied elsewhere."""

    __tablename__ = "contribution"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    stage_id: Mapped[str] = mapped_column(ForeignKey("stage.id"), index=True)
    attendance_id: Mapped[str | None] = mapped_column(ForeignKey("attendance.id"), default=None)
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participant.id"), default=None)
    group: Mapped[str] = mapped_column(default="")  # the sub-group that it comes from
    entered_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"), default=None)
    source: Mapped[Source] = mapped_column(enumeration(Source, "source"), default=Source.DESK)
    position: Mapped[int]
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    revealed: Mapped[bool] = mapped_column(default=False)
    late: Mapped[bool] = mapped_column(default=False)
    earlier_keys: Mapped[list[str]] = mapped_column(JSON, default=list)  # of the posts that this answer replaced


class AnonymousAnswer(Base):
    """An answer of an anonymous stage: no author, no order, no time. The table has no rowid, so that its file order is that of random keys."""

    __tablename__ = "anonymous_answer"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    stage_id: Mapped[str] = mapped_column(ForeignKey("stage.id"))
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    readers: Mapped[list[str]] = mapped_column(JSON)
    marks: Mapped[list[str]] = mapped_column(JSON, default=list)
    revealed: Mapped[bool] = mapped_column(default=False)


class AnonymousKey(Base):
    """A post of an anonymous stage that was already taken; dropped when the stage ends."""

    __tablename__ = "anonymous_key"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(primary_key=True)
    stage_id: Mapped[str] = mapped_column(ForeignKey("stage.id"))


class Synthesis(Readable, Base):
    """The wording that the group validated for a stage."""

    __tablename__ = "synthesis"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    stage_id: Mapped[str] = mapped_column(ForeignKey("stage.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)


class PrivateNote(Readable, Base):
    """A page of the facilitator's notebook: one for each stage and account."""

    __tablename__ = "private_note"
    __table_args__ = (UniqueConstraint("stage_id", "account_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    stage_id: Mapped[str] = mapped_column(ForeignKey("stage.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    text: Mapped[str] = mapped_column(Text)


class Draft(Base):
    """What somebody is typing and has not sent: for its author only, gone 24 hours after closing."""

    __tablename__ = "draft"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)  # the form it was typed in
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime]


class Undo(Base):
    """The last undoable gesture of a meeting, with what it takes to undo it; good for ten seconds."""

    __tablename__ = "undo"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    token: Mapped[str] = mapped_column(default=new_id)
    label: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)


class Event(Base):
    """A line of the journal: what kind of thing happened, with counts and versions; never content, nothing per anonymous answer."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    number: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class FrozenOutline(Base):
    """A document as it left: its outline as JSON, for one readership, in one version."""

    __tablename__ = "frozen_outline"
    __table_args__ = (UniqueConstraint("meeting_id", "document", "reader", "version"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    document: Mapped[str]
    reader: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    status: Mapped[str] = mapped_column(
        default="projet"
    )  # `documents.record.Status`, or « preparation » until it is made
    changes: Mapped[str] = mapped_column(Text, default="")  # what this version says differently
    outline: Mapped[str] = mapped_column(Text)
    frozen_at: Mapped[datetime]


class Remark(Base):
    """What somebody who received the draft of the minutes says of it, by the link's form; for the facilitators and the secretary."""

    __tablename__ = "remark"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    author: Mapped[str] = mapped_column(Text, default="")
    organisation: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None] = mapped_column(default=None)  # open until then: nothing is approved tacitly
    idempotency_key: Mapped[str | None] = mapped_column(unique=True, default=None)
    at: Mapped[datetime]


class Acknowledgement(Base):
    """Somebody saw what may tell who a person is in one document, and sends it all the same. `digest` seals that very text; a changed one asks again."""

    __tablename__ = "acknowledgement"
    __table_args__ = (UniqueConstraint("meeting_id", "document", "reader", "digest"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    document: Mapped[str]
    reader: Mapped[str]
    digest: Mapped[str]
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
