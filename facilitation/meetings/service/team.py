"""The people who hold a meeting together: parts given by one-time links, taken away, and the desk handed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from facilitation.accounts import service as accounts
from facilitation.accounts.rules import new_code, normal_code
from facilitation.database import db
from facilitation.errors import NotHere
from facilitation.meetings import team as rules
from facilitation.meetings.ledger import lock_meeting, tell
from facilitation.meetings.models import Draft, Meeting, MeetingLink, MeetingRole
from facilitation.meetings.rules import must_be_writable
from facilitation.meetings.team import InvitationOver, NoOffer, NotInTheTeam, Part, Role, Team


@dataclass(frozen=True, slots=True)
class InvitedTo:
    """What an invitation is to. `by`: who facilitates, as the minutes name them."""

    meeting_id: str
    title: str
    by: str
    role: Role
    starts_at: datetime | None


def team(*, meeting_id: str, account_id: str) -> Team:
    """The parts of this meeting as this account sees them, the leader first, then by name. Raises NotHere."""
    return team_and_drafts(_meeting(meeting_id), account_id)[0]


def team_and_drafts(meeting: Meeting, account_id: str) -> tuple[Team, Mapping[str, Mapping[str, str]]]:
    """The team, and what this account has typed and not sent, by the place of its form: in one query, for the desk's page has many."""
    mine = (Draft.meeting_id == MeetingRole.meeting_id) & (MeetingRole.account_id == account_id)
    roles = select(MeetingRole, Draft).outerjoin(Draft, mine & (Draft.account_id == account_id))
    asked = accounts.with_names(roles.where(MeetingRole.meeting_id == meeting.id), MeetingRole.account_id)
    rows = db.session.execute(asked).all()
    leader = rules.holder(meeting.leader_id, [role.account_id for role, *_rest in rows if role.role == "facilitator"])
    parts = {
        role.account_id: Part(
            account_id=role.account_id,
            name=name,
            role="facilitator" if role.role == "facilitator" else "secretary",
            leads=role.account_id == leader,
            offered=role.account_id == meeting.offered_to_id,
        )
        for role, _draft, name in rows
    }
    ordered = sorted(parts.values(), key=lambda one: (not one.leads, one.role, one.name.casefold()))
    return Team(tuple(ordered), account_id), {draft.place: draft.fields for _role, draft, _name in rows if draft}


def _meeting(meeting_id: str) -> Meeting:
    return lock_meeting(meeting_id, writable=False)


def _name(account_id: str) -> str:
    return accounts.names(account_ids=[account_id]).get(account_id, "")


def _facilitators(meeting: Meeting) -> list[str]:
    return [row.account_id for row in meeting.roles if row.role == "facilitator"]


def _row(meeting: Meeting, account_id: str) -> MeetingRole | None:
    return next((row for row in meeting.roles if row.account_id == account_id), None)


# ------------------------------------------------------------------ the desk


def must_lead(*, meeting_id: str, account_id: str) -> None:
    """Raise NotLeading when somebody else holds the desk of this meeting; MeetingIsClosed when nobody leads it any more."""
    meeting = _meeting(meeting_id)
    if meeting.leader_id in (None, account_id):
        return
    must_be_writable(meeting.state)
    rules.must_hold(meeting.leader_id, _facilitators(meeting), account_id, _name(meeting.leader_id))


def offer(*, meeting_id: str, account_id: str, to: str, now: datetime) -> None:
    """Propose the desk to somebody of the team. Raises NotLeading, NotInTheTeam."""
    meeting = lock_meeting(meeting_id)
    must_lead(meeting_id=meeting_id, account_id=account_id)
    if to == account_id or _row(meeting, to) is None:
        raise NotInTheTeam()
    meeting.offered_to_id = to
    meeting.leader_id = account_id
    tell(meeting, "desk_offered", now, phones=False)


def withdraw_offer(*, meeting_id: str, account_id: str, now: datetime) -> None:
    """Take an unanswered offer back; nothing happens when there is none. Raises NotLeading."""
    meeting = lock_meeting(meeting_id)
    must_lead(meeting_id=meeting_id, account_id=account_id)
    if meeting.offered_to_id is not None:
        meeting.offered_to_id = None
        tell(meeting, "desk_kept", now, phones=False)


def accept_offer(*, meeting_id: str, account_id: str, now: datetime) -> None:
    """Take the desk that was proposed; a secretary who takes it facilitates from then on. Raises NoOffer."""
    meeting = lock_meeting(meeting_id)
    row = _row(meeting, account_id)
    if meeting.offered_to_id != account_id or row is None:
        raise NoOffer()
    row.role = "facilitator"
    meeting.leader_id, meeting.offered_to_id = account_id, None
    tell(meeting, "desk_taken", now, phones=False)


def decline_offer(*, meeting_id: str, account_id: str, now: datetime) -> None:
    """Leave the desk where it is. Raises NoOffer."""
    meeting = lock_meeting(meeting_id)
    if meeting.offered_to_id != account_id:
        raise NoOffer()
    meeting.offered_to_id = None
    tell(meeting, "desk_declined", now, phones=False)


def take_over(*, meeting_id: str, account_id: str, now: datetime) -> None:
    """Take the desk without its holder, whose computer may be dead; only for who facilitates (the view asks)."""
    meeting = lock_meeting(meeting_id)
    if meeting.leader_id != account_id:
        meeting.leader_id, meeting.offered_to_id = account_id, None
        tell(meeting, "desk_taken_over", now, phones=False)


# ------------------------------------------------------------------ invitations


def invite(*, meeting_id: str, role: Role, now: datetime) -> str:
    """The code of a new one-time link, good for seven days; only its digest is kept."""
    meeting, code = _meeting(meeting_id), new_code()
    db.session.add(
        MeetingLink(
            meeting_id=meeting.id,
            kind=next(kind for kind, given in rules.ROLES.items() if given == role),
            code_hash=accounts.digest(normal_code(code)),
            made_at=now,
            expires_at=now + rules.INVITATION_LIFE,
        )
    )
    tell(meeting, "invited", now, phones=False, role=role)
    return code


def invitations(*, meeting_id: str, now: datetime) -> tuple[rules.Invitation, ...]:
    """The links of this meeting that wait to be used, the oldest first."""
    asked = select(MeetingLink).where(MeetingLink.meeting_id == meeting_id, MeetingLink.kind.in_(rules.ROLES))
    rows = db.session.scalars(asked.order_by(MeetingLink.made_at, MeetingLink.id))
    return tuple(
        rules.Invitation(row.id, rules.ROLES[row.kind], row.expires_at)
        for row in rows
        if row.expires_at is not None and rules.is_open(row.expires_at, row.used_at, now)
    )


def withdraw_invitation(*, meeting_id: str, link_id: str, now: datetime) -> None:
    """Make a link open nothing any more. Raises NotHere for another meeting's."""
    meeting, link = _meeting(meeting_id), db.session.get(MeetingLink, link_id)
    if link is None or link.meeting_id != meeting.id or link.kind not in rules.ROLES:
        raise NotHere()
    db.session.delete(link)
    tell(meeting, "invitation_withdrawn", now, phones=False)


def invited_to(*, code: str, now: datetime) -> InvitedTo:
    """What the invitation of this code is to, leaving it good. Raises InvitationOver."""
    link = _open_link(code, now)
    meeting = _meeting(link.meeting_id)
    return InvitedTo(meeting.id, meeting.title, meeting.animator, rules.ROLES[link.kind], meeting.starts_at)


def accept_invitation(*, code: str, account_id: str, now: datetime) -> InvitedTo:
    """Give this account its part, the link being used up. The minutes name a secretary where the meeting named none. Raises InvitationOver, AlreadyThere."""
    link = _open_link(code, now)
    meeting = _meeting(link.meeting_id)
    row = _row(meeting, account_id)
    role = rules.joined(row.role if row else None, rules.ROLES[link.kind])
    if row is None:
        meeting.roles.append(MeetingRole(account_id=account_id, role=role))
    else:
        row.role = role
    if role == "secretary" and not meeting.secretary.strip():
        meeting.secretary = _name(account_id)
    link.used_at = now
    tell(meeting, "joined_team", now, phones=False, role=role)
    return InvitedTo(meeting.id, meeting.title, meeting.animator, role, meeting.starts_at)


def _open_link(code: str, now: datetime) -> MeetingLink:
    asked = select(MeetingLink).where(MeetingLink.code_hash == accounts.digest(normal_code(code)))
    link = db.session.scalar(asked.where(MeetingLink.kind.in_(rules.ROLES)))
    if link is None or not rules.is_open(link.expires_at, link.used_at, now):
        raise InvitationOver()
    return link


def take_part_away(*, meeting_id: str, account_id: str, now: datetime) -> None:
    """End this account's part in the meeting: none of its pages open any more. Raises LastFacilitator, NotHere."""
    meeting = _meeting(meeting_id)
    row = _row(meeting, account_id)
    if row is None:
        raise NotHere()
    rules.must_leave_one([(one.account_id, one.role) for one in meeting.roles], account_id)
    meeting.roles.remove(row)
    db.session.delete(row)  # said aloud: whoever tells of commits does not see that a row has lost its parent
    if row.role == "secretary" and meeting.started_at is None and meeting.secretary == _name(account_id):
        meeting.secretary = ""  # once the meeting has begun, whoever may have written stays named
    if account_id in (meeting.offered_to_id, meeting.leader_id):
        meeting.offered_to_id = None
    if meeting.leader_id == account_id:
        meeting.leader_id = None
    tell(meeting, "left_team", now, phones=False)
