"""The one way from notes to a page, a document or an answer of the program."""

from __future__ import annotations

from collections.abc import Iterable

from facilitation.confidentiality.readers import Mark, Note, Reader, Trace

_REMAINS = frozenset({Trace.PV, Trace.SYNTHESE})
_WITHIN = frozenset({Reader.ANIMATEUR, Reader.GROUPE})


def select(notes: Iterable[Note], readership: Reader) -> tuple[Note, ...]:
    """The notes that a document for this readership may hold, in the order given.

    A note is kept when the readership is one of its readers, when its trace lets it remain, when it was not told in trust, and, if it touches
    a person, only for the facilitators or the group: beyond them it needs the gate (`design/confidentiality.md`, « Before sharing »).
    """
    return tuple(
        note
        for note in notes
        if readership in note.readers
        and note.trace in _REMAINS
        and Mark.CONFIDENCE not in note.marks
        and (Mark.SITUATION not in note.marks or readership in _WITHIN)
    )


def shown_in_room(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes that the room screen and the phones may show: read by the group, revealed, not told in trust."""
    return tuple(
        note for note in notes if Reader.GROUPE in note.readers and note.revealed and Mark.CONFIDENCE not in note.marks
    )


def seen_at_desk(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes that the facilitators' desk may show: those read by the facilitators or by the group."""
    return tuple(note for note in notes if note.readers & _WITHIN)


def seen_by_secretary(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes that the secretary's post may show: read by the group, shown to the room or not, not told in trust."""
    return tuple(note for note in notes if Reader.GROUPE in note.readers and Mark.CONFIDENCE not in note.marks)


def waiting_at_gate(notes: Iterable[Note], readership: Reader) -> tuple[Note, ...]:
    """The notes that only their mark *situation* keeps from this readership: what the gate is asked about."""
    if readership in _WITHIN:
        return ()
    return tuple(
        note for note in notes if Mark.SITUATION in note.marks and select([_without_situation(note)], readership)
    )


def through_gate(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The same notes, their mark *situation* lifted: to be called only with an attestation whose six conditions hold."""
    return tuple(_without_situation(note) for note in notes)


def _without_situation(note: Note) -> Note:
    return Note(note.id, note.text, note.readers, note.marks - {Mark.SITUATION}, note.trace, note.revealed)
