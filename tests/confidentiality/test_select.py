"""Who may read what: the one selection, for every set of readers, mark and trace."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from facilitation.confidentiality import Mark, Note, Reader, Trace, seen_at_desk, select, shown_in_room
from facilitation.confidentiality.readers import (
    DEFAULT_CONTRIBUTION,
    DEFAULT_OUTCOME,
    DEFAULT_PRIVATE,
    DEFAULT_SYNTHESIS,
    marks_from,
    readers_from,
)
from facilitation.confidentiality.select import through_gate, waiting_at_gate

notes = st.builds(
    Note,
    id=st.uuids().map(str),
    text=st.text(min_size=1),
    readers=st.frozensets(st.sampled_from(list(Reader))),
    marks=st.frozensets(st.sampled_from(list(Mark))),
    trace=st.sampled_from(list(Trace)),
    revealed=st.booleans(),
)


def note(
    *readers: Reader, marks: frozenset[Mark] = frozenset(), trace: Trace = Trace.PV, revealed: bool = False
) -> Note:
    return Note("n", "texte", frozenset(readers), marks, trace, revealed)


@given(st.lists(notes), st.sampled_from(list(Reader)))
def test_a_document_holds_just_the_notes_whose_readers_marks_and_trace_allow_it(
    some: list[Note], reader: Reader
) -> None:
    expected = []
    for one in some:
        if reader not in one.readers or one.trace in (Trace.PERSO, Trace.SESSION, Trace.AUCUNE):
            continue
        if Mark.CONFIDENCE in one.marks:
            continue
        if Mark.SITUATION in one.marks and reader in (Reader.PARTENAIRES, Reader.PERSONNE, Reader.PUBLIC):
            continue
        expected.append(one)
    assert select(some, reader) == tuple(expected)


@given(st.lists(notes))
def test_the_room_sees_just_what_the_group_may_read_and_the_desk_has_revealed(some: list[Note]) -> None:
    expected = [
        one for one in some if Reader.GROUPE in one.readers and one.revealed and Mark.CONFIDENCE not in one.marks
    ]
    assert shown_in_room(some) == tuple(expected)


@given(st.lists(notes))
def test_the_desk_sees_what_facilitators_or_the_group_may_read(some: list[Note]) -> None:
    expected = [one for one in some if Reader.ANIMATEUR in one.readers or Reader.GROUPE in one.readers]
    assert seen_at_desk(some) == tuple(expected)


@given(st.lists(notes), st.sampled_from(list(Reader)))
def test_what_waits_at_the_gate_is_just_what_the_gate_would_add(some: list[Note], reader: Reader) -> None:
    before = {one.id for one in select(some, reader)}
    after = {one.id for one in select(through_gate(some), reader)}
    assert {one.id for one in waiting_at_gate(some, reader)} == after - before


@given(st.lists(notes))
def test_the_gate_lifts_one_mark_and_touches_nothing_else(some: list[Note]) -> None:
    for one, passed in zip(some, through_gate(some), strict=True):
        assert passed == Note(one.id, one.text, one.readers, one.marks - {Mark.SITUATION}, one.trace, one.revealed)


def test_readers_are_a_set_and_not_a_ladder() -> None:
    assert select([note(Reader.PUBLIC)], Reader.GROUPE) == ()
    assert select([note(Reader.GROUPE)], Reader.ANIMATEUR) == ()
    assert select([note(Reader.PARTENAIRES)], Reader.PARTENAIRES) == (note(Reader.PARTENAIRES),)


def test_nobody_reads_a_note_without_readers() -> None:
    assert [select([note()], reader) for reader in Reader] == [()] * 5


def test_what_touches_a_person_stays_with_the_group_without_the_gate() -> None:
    touching = note(*Reader, marks=frozenset({Mark.SITUATION}))
    assert [reader for reader in Reader if select([touching], reader)] == [Reader.ANIMATEUR, Reader.GROUPE]
    assert [reader for reader in Reader if waiting_at_gate([touching], reader)] == [
        Reader.PARTENAIRES,
        Reader.PERSONNE,
        Reader.PUBLIC,
    ]


def test_what_was_told_in_trust_is_in_no_document_and_not_on_the_screen() -> None:
    trusted = note(*Reader, marks=frozenset({Mark.CONFIDENCE}), revealed=True)
    assert not any(select([trusted], reader) for reader in Reader)
    assert not any(select(through_gate([trusted]), reader) for reader in Reader)
    assert shown_in_room([trusted]) == ()
    assert seen_at_desk([trusted]) == (trusted,)


def test_a_forged_form_widens_nothing() -> None:
    assert readers_from(["groupe", "tout-le-monde", "GROUPE", ""]) == {Reader.GROUPE}
    assert marks_from(["confidence", "rien"]) == {Mark.CONFIDENCE}


def test_a_note_without_more_said_stays_in_the_minutes_unmarked_and_hidden_from_the_room() -> None:
    bare = Note("n", "texte", frozenset({Reader.GROUPE}))
    assert (bare.marks, bare.trace, bare.revealed) == (frozenset(), Trace.PV, False)
    assert shown_in_room([bare]) == ()


def test_the_readers_proposed_go_no_further_than_they_must() -> None:
    assert {Reader.GROUPE} == DEFAULT_CONTRIBUTION
    assert DEFAULT_OUTCOME == DEFAULT_SYNTHESIS == {Reader.GROUPE, Reader.PARTENAIRES}
    assert {Reader.ANIMATEUR} == DEFAULT_PRIVATE
