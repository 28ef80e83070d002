"""Who may open somebody's answer to more readers: its author. The desk may narrow it; to open it, somebody says aloud that they agree, and that is noted.

Source: `design/confidentiality.md`, « Readers »: the author widens, whoever is responsible narrows, a facilitator may propose and the author confirms.
"""

from __future__ import annotations

from collections.abc import Iterable

from facilitation.confidentiality.readers import Mark, Reader, marks_from, readers_from
from facilitation.errors import FacilitationError
from facilitation.meetings.models import Contribution


class NotTheirsToOpen(FacilitationError):
    """Seule la personne qui l'a écrit peut l'ouvrir à d'autres lecteurs. Demandez-lui ; si elle est d'accord, cochez « Accord dit en séance », puis enregistrez de nouveau."""


def widens(row: Contribution, readers: Iterable[Reader] | None, marks: Iterable[Mark] | None) -> bool:
    """Whether these readers and marks would have people read this answer who could not; the facilitators read it at the desk as it is."""
    more = frozenset(readers or ()) - readers_from(row.readers) - {Reader.ANIMATEUR}
    return bool(more) or (marks is not None and bool(marks_from(row.marks) - frozenset(marks)))


def must_agree(row: Contribution, readers: Iterable[Reader] | None, marks: Iterable[Mark] | None, agreed: bool) -> bool:
    """Whether an agreement said aloud is to be noted; raises NotTheirsToOpen when one was needed and nobody said it."""
    needed = widens(row, readers, marks)
    if needed and not agreed:
        raise NotTheirsToOpen()
    return needed
