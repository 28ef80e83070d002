"""Who of the recipients is bound by secrecy: the members of the partnership, as it noted them once, and the guests of this meeting until it closes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from facilitation.confidentiality.gate import GateRefused
from facilitation.confidentiality.standing import Standing, from_text, refuses, said, service_key
from facilitation.database import db
from facilitation.errors import NotHere
from facilitation.meetings.models import Attendance, Meeting
from facilitation.meetings.rules import MeetingState
from facilitation.partnerships import service as partnerships
from facilitation.partnerships import standings


@dataclass(frozen=True, slots=True)
class Bound:
    """A person who could receive the document: the name of their field in the form, and what binds them as noted."""

    field: str
    name: str
    service: str
    standing: Standing | None


def bound(meeting: Meeting) -> tuple[Bound, ...]:
    """The members of the partnership, then the guests of this meeting that is not closed."""
    return (*_members(meeting), *_guests(meeting))


def may_see(meeting: Meeting, account_id: str) -> bool:
    """Whether this account is shown them: those that look after the partnership, or whoever leads a meeting that has none."""
    return meeting.partnership_id is None or partnerships.owns(
        partnership_id=meeting.partnership_id, account_id=account_id
    )


def barred(people: tuple[Bound, ...]) -> frozenset[str]:
    """The services (`service_key`) for which « bound by secrecy » cannot hold: the gate stays closed for them, whatever is ticked."""
    return frozenset(service for service, noted in _by_service(people).items() if refuses(noted))


def must_be_bound(meeting: Meeting, recipients: Iterable[str]) -> None:
    """Raise GateRefused where somebody of one of these services is bound by nothing, as noted by now and however its name is written."""
    if barred(bound(meeting)) & {service_key(one) for one in recipients}:
        raise GateRefused()


def remarks(people: tuple[Bound, ...]) -> Mapping[str, str]:
    """For each service, as it is written, the sentence (to be translated) that stands beside the condition."""
    noted = _by_service(people)
    told = {one.service: said(noted[service_key(one.service)]) for one in people if service_key(one.service)}
    return {service: sentence for service, sentence in told.items() if sentence}


def note_standings(*, meeting_id: str, account_id: str, typed: Mapping[str, str]) -> None:
    """Note what binds each of these people, by the names of their fields. Raises NotHere, also for whom this account is not shown."""
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None or not may_see(meeting, account_id):
        raise NotHere()
    for one in bound(meeting):
        wanted = from_text(typed.get(one.field))
        if one.field not in typed or wanted == one.standing:
            continue
        kind, _sep, id = one.field.partition("-")
        if kind == "membre" and meeting.partnership_id:
            standings.note_standing(partnership_id=meeting.partnership_id, member_id=id, standing=wanted)
        else:
            row = db.session.get(Attendance, id)
            if row is not None:
                row.standing = wanted.value if wanted else None


def _by_service(people: tuple[Bound, ...]) -> dict[str, list[Standing | None]]:
    found: dict[str, list[Standing | None]] = {}
    for one in people:
        if key := service_key(one.service):
            found.setdefault(key, []).append(one.standing)
    return found


def _members(meeting: Meeting) -> tuple[Bound, ...]:
    if not meeting.partnership_id:
        return ()
    members = standings.standings_of(partnership_id=meeting.partnership_id)
    return tuple(Bound(f"membre-{one.id}", one.name, one.organisation, one.standing) for one in members)


def _guests(meeting: Meeting) -> tuple[Bound, ...]:
    if meeting.state is MeetingState.CLOSED:
        return ()
    return tuple(
        Bound(f"invite-{row.id}", row.name, row.organisation, from_text(row.standing))
        for row in meeting.attendances
        if row.member_id is None
    )
