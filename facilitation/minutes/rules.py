"""Where the minutes of a meeting are, what may be done with them now, and when nobody's remark makes them approved. Pure: `now` is an argument.

Projet → relu en séance → close (frozen, version 1) → envoyé pour remarques → approuvé, in session or tacitly (`design/documents.md`, « Status and versions »).
A correction after the closing is a new version; it does not undo what was done, but a version that was not sent waits for its sending.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from facilitation.accounts.rules import CODE_ALPHABET, CODE_LENGTH
from facilitation.errors import FacilitationError, InvalidText
from facilitation.french_dates import day, local_day
from facilitation.meetings.rules import MeetingState
from facilitation.typed_days import moment

PREPARATION = "preparation"
"""The status of a version whose corrections are still being gathered: nobody receives it."""
NOON = time(12)


class Stand(StrEnum):
    """Where the minutes are."""

    DRAFT = "projet"
    READ = "relu"
    FROZEN = "close"
    SENT = "envoye"
    APPROVED = "approuve"


class Way(StrEnum):
    """How they were approved."""

    SESSION = "seance"
    TACIT = "tacite"


class NotFrozenYet(FacilitationError):
    """Ce procès-verbal peut encore changer : clôturez d'abord la réunion. Rien n'a été enregistré."""


class AlreadyApproved(FacilitationError):
    """Ce procès-verbal est déjà approuvé. Une correction reste possible : elle fait une nouvelle version."""


class InTheFuture(InvalidText):
    """Ce jour n'est pas encore là. Écrivez le jour où cela s'est fait, aujourd'hui au plus tard."""


class BeforeTheMeeting(InvalidText):
    """La réunion a eu lieu le %(day)s : ce jour-là vient avant. Corrigez la date."""


class NoRemarks(FacilitationError):
    """Ce code n'est pas, ou n'est plus, valable. Demandez-en un à la personne qui vous a envoyé le compte rendu ; votre texte est resté ci-dessous."""


@dataclass(frozen=True, slots=True)
class Life:
    """The facts that decide. Moments are aware; `days` is the delay that the partnership chose.

    `held_on`: the day of the meeting; `read`: all of it was read back; `open_remarks`: those without an answer; `last_settled`: when the last one was answered;
    `unsent`: the newest version was not sent; `preparing`: corrections wait to become a version.
    """

    state: MeetingState
    held_on: date
    days: int
    read: bool = False
    sent_at: datetime | None = None
    approved_at: datetime | None = None
    way: str = ""
    open_remarks: int = 0
    last_settled: datetime | None = None
    unsent: bool = True
    preparing: bool = False


def stand(life: Life) -> Stand:
    """Where the minutes are."""
    if life.approved_at is not None:
        return Stand.APPROVED
    if life.sent_at is not None:
        return Stand.SENT
    if life.state is MeetingState.CLOSED:
        return Stand.FROZEN
    return Stand.READ if life.read else Stand.DRAFT


def next_gesture(life: Life) -> str:
    """What comes next, as the one button of the page: « relire », « clore », « version », « envoyer », « repondre », « approuver », or nothing."""
    here = stand(life)
    if here is Stand.DRAFT:
        return "relire"
    if here is Stand.READ:
        return "clore"
    if life.preparing:
        return "version"
    if here is Stand.APPROVED:
        return ""
    if here is Stand.FROZEN or (life.unsent and not life.open_remarks):
        return "envoyer"
    return "repondre" if life.open_remarks else "approuver"


def sent(life: Life, on: date, now: datetime) -> datetime:
    """The moment at which the minutes count as sent that day: now, or noon of an earlier day. Sending again begins the delay anew.

    Raises NotFrozenYet, AlreadyApproved, InTheFuture, BeforeTheMeeting.
    """
    _must_be_frozen(life)
    if life.approved_at is not None:
        raise AlreadyApproved()
    return _that_day(life, on, now)


def approved(life: Life, on: date, now: datetime) -> datetime:
    """The moment at which the group approved the minutes in session that day, sent before or not. Raises the same as `sent`."""
    return sent(life, on, now)


def _must_be_frozen(life: Life) -> None:
    if life.state is not MeetingState.CLOSED:
        raise NotFrozenYet()


def _that_day(life: Life, on: date, now: datetime) -> datetime:
    today = local_day(now)
    if on > today:
        raise InTheFuture()
    if on < life.held_on:
        raise BeforeTheMeeting(day=day(life.held_on))
    return now if on == today else moment(on, NOON)


def last_day(life: Life) -> date | None:
    """The last day for remarks, once the minutes were sent."""
    return local_day(life.sent_at) + timedelta(days=life.days) if life.sent_at is not None else None


def tacitly(life: Life, now: datetime) -> datetime | None:
    """When the minutes became approved tacitly, or None while they are not.

    The delay runs from the day they were sent; it ends with its last day. A remark without an answer holds the approval back, and so does a version
    that was not sent; the answer to the last one, if it came later, is then the moment of the approval.
    """
    until = last_day(life)
    if until is None or life.approved_at is not None or life.state is not MeetingState.CLOSED:
        return None
    if life.open_remarks or life.unsent or life.preparing:
        return None
    due = moment(until + timedelta(days=1), time(0))
    at = max(due, life.last_settled) if life.last_settled is not None else due
    return at if at <= now else None


def takes_remarks(life: Life) -> bool:
    """Whether the link's form still takes a remark: from the sending to the approval."""
    return life.sent_at is not None and life.approved_at is None


def status_of_version(life: Life) -> str:
    """The status that a new version of a closed meeting's document gets when it is made (`documents.record.Status`)."""
    if life.approved_at is not None:
        return "corrige"
    return "relu" if life.read else "projet"


# ------------------------------------------------------------------ the link of the form


MOST_REMARKS = 200


class TooManyRemarks(FacilitationError):
    """Ce compte rendu a déjà reçu beaucoup de remarques : envoyez la vôtre à la personne qui vous a donné ce lien. Votre texte est resté ci-dessous."""


def code_of(secret: bytes, link_id: str) -> str:
    """The code of a link, in groups of four: « KX7M-4PRT-9WQZ ». Made from the house's secret, it can be shown again and is written nowhere."""
    number = int.from_bytes(hmac.digest(secret, f"lien {link_id}".encode(), "sha256"), "big")
    signs = []
    for _sign in range(CODE_LENGTH):
        number, rest = divmod(number, len(CODE_ALPHABET))
        signs.append(CODE_ALPHABET[rest])
    return "-".join("".join(signs[at : at + 4]) for at in range(0, CODE_LENGTH, 4))
