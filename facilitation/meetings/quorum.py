"""Whether enough members are here, where the partnership wants a quorum. Pure. A notice, never a lock: the group decides what it makes of it."""

from __future__ import annotations

from collections.abc import Iterable

from facilitation.meetings.rules import Presence
from facilitation.partnerships.rules import Quorum


def counted(wanted: int | None, people: Iterable[tuple[Presence, bool, bool]]) -> Quorum:
    """The members who count among these people, each (presence, whether a member, whether gone): those present, then those who gave a proxy. Guests don't."""
    here = [presence for presence, member, gone in people if member and not gone]
    return Quorum(wanted or 0, here.count(Presence.PRESENT), here.count(Presence.REPRESENTED))
