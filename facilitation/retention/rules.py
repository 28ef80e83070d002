"""How long each thing is kept, when it is erased, and when that is announced. Pure; `now` is an argument.

Source: `design/confidentiality.md`, « Retention ».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from facilitation.errors import FacilitationError

NOTICE = timedelta(days=7)
"""How long before something is erased the pages say so."""
YEAR = timedelta(days=365)
BACKUP_DAYS = 35
JOURNAL_DAYS = 90


class Kept(StrEnum):
    """What a partnership may keep for a shorter or a longer time."""

    DRAFTS = "brouillons"
    NOTEBOOK = "carnet"
    CONTRIBUTIONS = "contributions"
    UNAPPROVED = "contributions-cloture"


USUAL: Mapping[Kept, int] = {Kept.DRAFTS: 1, Kept.NOTEBOOK: 30, Kept.CONTRIBUTIONS: 90, Kept.UNAPPROVED: 183}
"""Days: of drafts and of contributions never approved, after the closing; of the others, after the approval."""
LONGEST: Mapping[Kept, int] = {Kept.DRAFTS: 30, Kept.NOTEBOOK: 365, Kept.CONTRIBUTIONS: 730, Kept.UNAPPROVED: 730}


class ReasonMissing(FacilitationError):
    """Garder plus longtemps demande une raison : écrivez en une phrase à quoi ces textes serviront encore."""


class TooLongKept(FacilitationError):
    """Ce délai va de 0 à %(most)s jours. Au-delà, exportez ce qu'il vous faut et laissez le reste s'effacer."""


class NoSuchDelay(FacilitationError):
    """Ce délai ne se règle pas. Revenez au tableau et choisissez-en un autre."""


def must_hold(what: Kept, days: int, reason: str) -> None:
    """Raise TooLongKept outside what can be asked, ReasonMissing where the delay is longer than the usual one and nothing says why."""
    if not 0 <= days <= LONGEST[what]:
        raise TooLongKept(most=LONGEST[what])
    if days > USUAL[what] and not reason.strip():
        raise ReasonMissing()


Delays = Mapping[Kept, int]


@dataclass(frozen=True, slots=True)
class Life:
    """What the delays of a meeting are counted from, and what of it is already erased."""

    meeting_id: str
    closed_at: datetime | None
    approved_at: datetime | None = None
    to_retype: bool = False
    notebook_purged_at: datetime | None = None
    contributions_purged_at: datetime | None = None


def ends(what: Kept, life: Life, delays: Delays) -> datetime | None:
    """When this is erased; None while nothing counts down, or where it is erased already.

    The notebook and the contributions go at the first of two moments: so long after the approval, or so long after the closing.
    """
    if life.closed_at is None:
        return None
    if what is Kept.DRAFTS:
        return None if life.to_retype else life.closed_at + timedelta(days=delays[what])
    gone = life.notebook_purged_at if what is Kept.NOTEBOOK else life.contributions_purged_at
    if what is Kept.UNAPPROVED or (gone is not None and gone >= life.closed_at):
        return None
    last = life.closed_at + timedelta(days=delays[Kept.UNAPPROVED])
    if life.approved_at is None:
        return last
    return min(last, life.approved_at + timedelta(days=delays[what]))


def due(life: Life, delays: Delays, now: datetime) -> tuple[Kept, ...]:
    """What of this meeting is to be erased by now."""
    return tuple(what for what in Kept if (at := ends(what, life, delays)) is not None and at <= now)


def announced(life: Life, delays: Delays, now: datetime) -> tuple[tuple[Kept, datetime], ...]:
    """What of this meeting is erased within a week, or is about to be: (what, when). Drafts, a day old, are not announced."""
    found = ((what, ends(what, life, delays)) for what in (Kept.NOTEBOOK, Kept.CONTRIBUTIONS))
    return tuple((what, at) for what, at in found if at is not None and at - NOTICE <= now)


def asks_again(created_on: date, asked_on: date | None, today: date) -> bool:
    """Whether the yearly question « garder, exporter ou effacer » is to be put: a year after the partnership was made, or was last asked."""
    return (asked_on or created_on) + YEAR <= today


def copies_until(newest: datetime | None, now: datetime) -> datetime | None:
    """Until when the copies made so far may hold what is erased now; None without a copy. The last one outlives its days while no other could be made."""
    return max(newest + timedelta(days=BACKUP_DAYS), now + timedelta(days=1)) if newest is not None else None
