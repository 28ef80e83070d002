"""Who may read a note, what marks it carries, what remains of it: the bottom layer, pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Reader(StrEnum):
    """A readership. Readers form a set, not a ladder: nothing follows from being in one about another."""

    ANIMATEUR = "animateur"  # the facilitators of this meeting
    GROUPE = "groupe"  # those present
    PARTENAIRES = "partenaires"  # the partnership's services, absent ones too
    PERSONNE = "personne"  # the person concerned
    PUBLIC = "public"  # anyone


class Mark(StrEnum):
    """What sets a note apart whatever its readers."""

    SITUATION = "situation"  # touches a person: leaves the group only through the gate
    CONFIDENCE = "confidence"  # told in trust: in no document, erased at closing


class Trace(StrEnum):
    """What remains of a step, or of one note of it."""

    PV = "pv"
    SYNTHESE = "synthese"
    PERSO = "perso"
    SESSION = "session"
    AUCUNE = "aucune"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that may or may not leave the room, with all that decides it.

    `trace` is what remains of this very note: a contribution of a `synthese` step is itself `session`.
    """

    id: str
    text: str
    readers: frozenset[Reader]
    marks: frozenset[Mark] = frozenset()
    trace: Trace = Trace.PV
    revealed: bool = False


DEFAULT_CONTRIBUTION = frozenset({Reader.GROUPE})
DEFAULT_OUTCOME = frozenset({Reader.GROUPE, Reader.PARTENAIRES})
DEFAULT_SYNTHESIS = frozenset({Reader.GROUPE, Reader.PARTENAIRES})
DEFAULT_PRIVATE = frozenset({Reader.ANIMATEUR})


def readers_from(names: Iterable[str]) -> frozenset[Reader]:
    """The readers of these names; unknown names are dropped, so that a forged form widens nothing."""
    known = {reader.value for reader in Reader}
    return frozenset(Reader(name) for name in names if name in known)


def marks_from(names: Iterable[str]) -> frozenset[Mark]:
    """The marks of these names; unknown names are dropped."""
    known = {mark.value for mark in Mark}
    return frozenset(Mark(name) for name in names if name in known)
