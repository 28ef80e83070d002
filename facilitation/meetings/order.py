"""The order of a ribbon or of an agenda that two people change at once: whoever moves a step on a page left behind is told both orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from facilitation.errors import FacilitationError
from facilitation.meetings.rules import moved

SHORT = 6
"""The signs of an id that a page carries: it tells apart the few dozen ids of one meeting."""


class OrderChanged(FacilitationError):
    """Quelqu'un a changé l'ordre depuis que cette page s'est ouverte. L'ordre est à présent : %(theirs)s. Le vôtre serait : %(mine)s. Rien n'est encore changé de votre côté ; refaites votre geste s'il faut garder le vôtre."""


def as_shown(ids: Iterable[str]) -> str:
    """What a page says of the order that it showed: the beginning of each id, dots between."""
    return ".".join(one[:SHORT] for one in ids)


def carried(
    order: Sequence[str], moving: str, steps: int, *, titles: Mapping[str, str], seen: str | None = None
) -> tuple[str, ...]:
    """The ids with `moving` carried `steps` places later (or earlier when negative), stopping at the ends.

    `seen`: `as_shown` of the page that the gesture was made on, of these ids and perhaps of others; None or empty for one that does not say. What was
    added or taken away since is no difference; where somebody made the same move already, there is nothing left to do. Raises OrderChanged, with the
    titles of the stretch that differs, and MeetingHasMoved for an id that is not there.
    """
    new, shown = moved(order, moving, steps), _known(order, seen or "")
    now = [one for one in order if one in set(shown)]
    if moving not in shown or shown == now:
        return new
    mine = list(moved(shown, moving, steps))
    if mine == now:
        return tuple(order)
    apart = [place for place, pair in enumerate(zip(now, mine, strict=True)) if pair[0] != pair[1]]
    stretch = slice(apart[0], apart[-1] + 1)
    theirs, own = (" · ".join(titles[one] for one in side[stretch]) for side in (now, mine))
    raise OrderChanged(theirs=theirs, mine=own)


def _known(order: Sequence[str], seen: str) -> list[str]:
    by_short = {one[:SHORT]: one for one in order}
    return list(dict.fromkeys(by_short[short] for short in seen.split(".") if short in by_short))
