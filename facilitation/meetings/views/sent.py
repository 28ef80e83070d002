"""A form of a running meeting's pages that was not taken: what it held, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request

from facilitation.activities.base import AnswerFaults
from facilitation.errors import FacilitationError
from facilitation.meetings.ledger import Conflict
from facilitation.typed import clean

LOOSE = ("raison", "minutes", "nombre", "par", "noms", "titre", "points")
"""The fields that are typed in, among those of forms without a place."""
PRESSED = frozenset({"genre", "presence", "neutre", "prise", "pas", "geste", "module", "apres", "faire", "id", "a"})
"""The fields that are pressed or picked: nobody typed what they hold."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was not taken: where it was typed, what it held, the sentences beside its fields and above it, the two sides of a conflict."""

    place: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""
    conflict: Conflict | None = None

    def values(self, place: str, drafts: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
        """What the form of this place holds: what was just sent, else the draft kept on the server."""
        return self.fields if place == self.place else drafts.get(place, {})

    def faults_of(self, place: str) -> Mapping[str, str]:
        """The sentences beside the fields of this form."""
        return self.faults if place == self.place else {}

    @property
    def texts(self) -> list[str]:
        """What was typed, for a page that no longer has the form it was typed in."""
        return [
            text
            for name, text in self.fields.items()
            if text.strip() and name not in PRESSED and (not name.endswith("_") or name == "ligne_")
        ]

    @property
    def loose(self) -> list[str]:
        """What was typed in a form of the desk that does not fill its fields again by itself: it has no place of its own."""
        return [] if self.place else [self.fields[name] for name in LOOSE if self.fields.get(name, "").strip()]


NOTHING_SENT = Sent()


def sent_of(error: FacilitationError) -> Sent:
    """The form of this request, with what `error` says of it."""
    return Sent(
        place=request.form.get("lieu_", ""),
        fields={
            name: clean(",".join(request.form.getlist(name)))
            for name in request.form
            if name not in ("csrf_token", "cle_", "envoi_")
        },
        faults=error.faults if isinstance(error, AnswerFaults) else {},
        sentence=error.sentence,
        conflict=error if isinstance(error, Conflict) else None,
    )
