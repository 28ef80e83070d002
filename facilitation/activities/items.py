"""What holds for every list that an author names: headings, rows, columns."""

from __future__ import annotations

from collections.abc import Iterable

from facilitation.activities.base import Item
from facilitation.i18n import _


def no_twin(items: Iterable[Item]) -> None:
    """Raise ValueError, in an author's words, when two items have one id."""
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise ValueError(
                _("L'identifiant « %(id)s » sert deux fois. Donnez-en un autre à l'un des deux.", id=item.id)
            )
        seen.add(item.id)
