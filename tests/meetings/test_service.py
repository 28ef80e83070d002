"""A meeting led through its services: prepared, opened, run, ended, closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from facilitation.activities.base import AnswerFaults, Fields
from facilitation.confidentiality import Mark, Reader
from facilitation.confidentiality.gate import GateRefused
from facilitation.database import reading, writing
from facilitation.documents import text
from facilitation.errors import NotHere
from facilitation.meetings import service as meetings
from facilitation.meetings.ledger import Conflict
from facilitation.meetings.rules import (
    MeetingHasMoved,
    MeetingIsClosed,
    MeetingState,
    NotBeforeItBegins,
    PointKind,
    Presence,
    TooLateToUndo,
)
from facilitation.meetings.service.answers import KeepsNothing
from facilitation.meetings.shown import MeetingShown, NewMeeting
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import DecisionMode, OutcomeKind
from facilitation.typed import Empty, TooLong
from tests.meetings.conftest import Town

GUIDE = "reflexivite-collective"


def prepared(town: Town, *, guide: str | None = GUIDE, **described: object) -> str:
    """The id of a meeting of the partnership with everybody, led with the guide."""
    new = NewMeeting(partnership_id=town.partnership, people=tuple(town.members.values()), starts_at=town.now)
    with writing():
        meeting = meetings.prepare(account_id=town.alice, new=replace(new, **described), now=town.now)
        if guide:
            meetings.use_guide(meeting_id=meeting, guide_id=guide, catalogue=town.catalogue, now=town.now)
    return meeting


def running(town: Town, **described: object) -> str:
    meeting = prepared(town, **described)
    with writing():
        meetings.open_meeting(meeting_id=meeting, now=town.now)
    with writing():
        meetings.start(meeting_id=meeting, now=town.now)
    return meeting


def seen(town: Town, meeting: str) -> MeetingShown:
    with reading():
        return meetings.meeting_shown(meeting_id=meeting, now=town.now)


def stage(town: Town, meeting: str, step: str) -> str:
    return next(one.id for one in seen(town, meeting).stages if one.step.id == step)


def dump(town: Town, meeting: str, document: str = "pv", reader: Reader = Reader.GROUPE) -> str:
    with reading():
        return text.dump(meetings.outline(meeting_id=meeting, document=document, readership=reader))


# ------------------------------------------------------------------ preparing


def test_a_meeting_is_prepared_with_its_people_and_the_minutes_follow_their_number(town: Town) -> None:
    whole = seen(town, prepared(town))
    assert [person.name for person in whole.people] == ["Bob Haddad", "Étienne Noël", "Alice Lambert", "Carole Marchal"]
    assert whole.state is MeetingState.PREPARED
    assert whole.headcount == 4
    round_of_turns = next(one for one in whole.stages if one.step.id == "ressenti")
    assert round_of_turns.minutes == round_of_turns.step.minutes + 4 * round_of_turns.step.minutes_per_person
    assert whole.total == sum(one.minutes for one in whole.stages if one.taken)
    assert whole.ends_at is not None


def test_a_meeting_can_begin_with_a_number_of_people_and_no_partnership(town: Town) -> None:
    with writing():
        meeting = meetings.prepare(account_id=town.alice, new=NewMeeting(expected=7), now=town.now)
        meetings.use_guide(meeting_id=meeting, guide_id=GUIDE, catalogue=town.catalogue, now=town.now)
        meetings.start(meeting_id=meeting, now=town.now)
    whole = seen(town, meeting)
    assert (whole.headcount, whole.number, whole.animator) == (7, "", "Alice")
    with writing():
        meetings.attach(meeting_id=meeting, partnership_id=town.partnership, now=town.now)
    assert seen(town, meeting).number == "1/2026"


def test_a_meeting_is_not_tied_to_somebody_else_s_partnership(town: Town) -> None:
    new = NewMeeting(partnership_id=town.partnership)
    with pytest.raises(NotHere), writing():
        meetings.prepare(account_id=town.david, new=new, now=town.now)


def test_a_number_is_given_at_opening_and_never_again(town: Town) -> None:
    first, second = running(town), running(town)
    assert [seen(town, one).number for one in (first, second)] == ["1/2026", "2/2026"]
    with writing():
        third = meetings.duplicate(meeting_id=first, account_id=town.alice, now=town.now)
    copy = seen(town, third)
    assert (copy.number, len(copy.stages), copy.state) == ("", len(seen(town, first).stages), MeetingState.PREPARED)


def test_a_number_is_of_the_year_that_the_clocks_of_brussels_show(town: Town) -> None:
    just_after_midnight = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    new = NewMeeting(partnership_id=town.partnership, expected=4, starts_at=just_after_midnight)
    with writing():
        meeting = meetings.prepare(account_id=town.alice, new=new, now=town.now)
        meetings.open_meeting(meeting_id=meeting, now=just_after_midnight)
    assert seen(town, meeting).number == "1/2027"


def test_a_meeting_is_cancelled_or_deleted_only_before_it_began(town: Town) -> None:
    meeting = prepared(town)
    with writing():
        meetings.cancel(meeting_id=meeting, now=town.now)
    assert seen(town, meeting).state is MeetingState.CANCELLED
    with writing():
        meetings.delete(meeting_id=meeting, now=town.now)
    with pytest.raises(NotHere):
        seen(town, meeting)
    begun = running(town)
    for gesture in (meetings.cancel, meetings.delete):
        with pytest.raises(NotBeforeItBegins), writing():
            gesture(meeting_id=begun, now=town.now)


def test_points_and_stages_are_reordered_timed_taken_and_left_out(town: Town) -> None:
    meeting = prepared(town)
    with writing():
        point = meetings.insert_point(
            meeting_id=meeting, kind=PointKind.INFORMATION, title="Nouvelles", minutes=10, now=town.now
        )
        meetings.move_point(meeting_id=meeting, point_id=point, steps=-1, now=town.now)
        moment = next(
            one.id for one in meetings.meeting_shown(meeting_id=meeting, now=town.now).stages if one.step.id == "moment"
        )
        meetings.move_stage(meeting_id=meeting, stage_id=moment, steps=1, now=town.now)
        meetings.set_minutes(meeting_id=meeting, stage_id=moment, minutes=25, now=town.now)
    whole = seen(town, meeting)
    assert [one.title for one in whole.points][0] == "Nouvelles"
    assert [one.step.id for one in whole.stages[:4]] == ["point", "accueil", "ressenti", "moment"]
    assert next(one.minutes for one in whole.stages if one.id == moment) == 25
    with writing():
        meetings.take_stage(meeting_id=meeting, stage_id=moment, taken=False, now=town.now)
        meetings.remove_point(meeting_id=meeting, point_id=point, now=town.now)
    after = seen(town, meeting)
    assert after.total == whole.total - 35
    assert len(after.points) == 1


def test_a_module_inserted_while_the_meeting_runs_follows_the_current_stage_twice(town: Town) -> None:
    meeting = running(town)
    for _again in range(2):
        with writing():
            meetings.insert_module(meeting_id=meeting, module_id="pause", catalogue=town.catalogue, now=town.now)
    whole = seen(town, meeting)
    assert [one.step.module for one in whole.stages[:4]] == ["", "pause", "pause", ""]
    assert whole.points[0].adapted


# ------------------------------------------------------------------ running


def test_the_meeting_goes_forward_back_skips_and_ends(town: Town) -> None:
    meeting = running(town)
    town.later(5)
    with writing():
        meetings.forward(meeting_id=meeting, now=town.now)
    town.later(1)
    with writing():
        meetings.back(meeting_id=meeting, now=town.now)
    town.later(2)
    whole = seen(town, meeting)
    assert whole.current is not None
    assert (whole.current.step.id, whole.current.elapsed) == ("accueil", 7 * 60)
    with writing():
        meetings.skip(meeting_id=meeting, stage_id=whole.current.id, reason="déjà fait", now=town.now)
    whole = seen(town, meeting)
    assert (whole.stages[0].skip_reason, whole.current and whole.current.step.id) == ("déjà fait", "moment")
    with writing():
        meetings.end(meeting_id=meeting, now=town.now)
    assert seen(town, meeting).state is MeetingState.ENDED
    with pytest.raises(MeetingHasMoved), writing():
        meetings.forward(meeting_id=meeting, now=town.now)


def test_a_move_is_undone_for_ten_seconds_and_not_after(town: Town) -> None:
    meeting = running(town)
    before = seen(town, meeting).stages

    def desk_undo() -> str:
        with reading():
            page = meetings.desk_page(meeting_id=meeting, account_id=town.alice, now=town.now, catalogue=town.catalogue)
        assert page.undo is not None
        return page.undo.token

    with writing():
        meetings.forward(meeting_id=meeting, now=town.now)
    token = desk_undo()
    with writing():
        meetings.undo(meeting_id=meeting, token=token, now=town.later(9 / 60))
    assert [one.state for one in seen(town, meeting).stages] == [one.state for one in before]
    with writing():
        meetings.forward(meeting_id=meeting, now=town.now)
    token = desk_undo()
    with pytest.raises(TooLateToUndo), writing():
        meetings.undo(meeting_id=meeting, token=token, now=town.later(11 / 60))


def test_arrivals_and_departures_are_noted_with_their_hour(town: Town) -> None:
    meeting = running(town)
    carole = next(one.id for one in seen(town, meeting).people if one.name.startswith("Carole"))
    with writing():
        meetings.set_presence(meeting_id=meeting, attendance_id=carole, presence=Presence.EXCUSED, now=town.now)
    assert seen(town, meeting).headcount == 3
    with writing():
        meetings.arrive(meeting_id=meeting, attendance_id=carole, now=town.later(20))
    person = next(one for one in seen(town, meeting).people if one.id == carole)
    assert (person.presence, person.arrived_at, person.here) == (Presence.PRESENT, town.now, True)
    with writing():
        meetings.leave(meeting_id=meeting, attendance_id=carole, now=town.later(20))
        meetings.add_guest(meeting_id=meeting, name="Mireille Tasset", function="comité des locataires", now=town.now)
    assert seen(town, meeting).headcount == 4


# ------------------------------------------------------------------ saying


def test_an_answer_sent_twice_counts_once_and_a_late_one_is_kept_and_told(town: Town) -> None:
    meeting = running(town)
    hypotheses = stage(town, meeting, "hypotheses")
    for _twice in range(2):
        with writing():
            meetings.answer(
                meeting_id=meeting, stage_id=hypotheses, formdata=Fields(texte="chacun attende"), key="k1", now=town.now
            )
    with writing():
        meetings.go_to(meeting_id=meeting, stage_id=hypotheses, now=town.now)
    with writing():
        meetings.forward(meeting_id=meeting, now=town.now)
    with writing():
        meetings.answer(
            meeting_id=meeting, stage_id=hypotheses, formdata=Fields(texte="en retard"), key="k2", now=town.now
        )
    with reading():
        page = meetings.desk_page(
            meeting_id=meeting, account_id=town.alice, now=town.now, catalogue=town.catalogue, stage_id=hypotheses
        )
    assert [(line.fields["texte"], line.late) for line in page.lines] == [
        ("chacun attende", False),
        ("en retard", True),
    ]


def test_a_step_that_keeps_nothing_refuses_what_is_typed(town: Town) -> None:
    meeting = running(town)
    ressenti = stage(town, meeting, "ressenti")
    with pytest.raises(KeepsNothing), writing():
        meetings.answer(meeting_id=meeting, stage_id=ressenti, formdata=Fields(phrase="inquiet"), now=town.now)


def test_a_faulty_answer_says_what_to_do_on_its_field(town: Town) -> None:
    meeting = running(town)
    hypotheses = stage(town, meeting, "hypotheses")
    with pytest.raises(AnswerFaults) as caught, writing():
        meetings.answer(meeting_id=meeting, stage_id=hypotheses, formdata=Fields(texte=" "), now=town.now)
    assert "texte" in caught.value.faults


def test_the_room_sees_only_what_the_desk_revealed(town: Town) -> None:
    meeting = running(town)
    hypotheses = stage(town, meeting, "hypotheses")
    with writing():
        meetings.go_to(meeting_id=meeting, stage_id=hypotheses, now=town.now)
    with writing():
        shown_id = meetings.answer(
            meeting_id=meeting, stage_id=hypotheses, formdata=Fields(texte="canari-montré"), now=town.now
        )
        meetings.answer(meeting_id=meeting, stage_id=hypotheses, formdata=Fields(texte="canari-caché"), now=town.now)
        meetings.answer(
            meeting_id=meeting,
            stage_id=hypotheses,
            formdata=Fields(texte="canari-confié"),
            marks=[Mark.CONFIDENCE],
            now=town.now,
            revealed=True,
        )
        meetings.reveal(meeting_id=meeting, stage_id=hypotheses, ids=[shown_id], now=town.now)
    with reading():
        page = meetings.room_page(meeting_id=meeting, now=town.now)
    assert "canari-montré" in repr(page)
    assert "canari-caché" not in repr(page)
    assert "canari-confié" not in repr(page)
    with writing():
        meetings.set_neutral(meeting_id=meeting, neutral=True, now=town.now)
    with reading():
        assert "canari" not in repr(meetings.room_page(meeting_id=meeting, now=town.now))


def test_two_windows_that_change_one_text_both_keep_theirs(town: Town) -> None:
    meeting = running(town)
    moment = stage(town, meeting, "moment")
    with writing():
        meetings.save_synthesis(meeting_id=meeting, stage_id=moment, text="Onze jours.", now=town.now)
    with writing():
        meetings.save_synthesis(meeting_id=meeting, stage_id=moment, text="Douze jours.", version=1, now=town.now)
    with pytest.raises(Conflict) as caught, writing():
        meetings.save_synthesis(meeting_id=meeting, stage_id=moment, text="Dix jours.", version=1, now=town.now)
    assert (caught.value.mine, caught.value.theirs, caught.value.version) == ("Dix jours.", "Douze jours.", 2)


def test_a_captured_decision_is_numbered_qualified_and_its_number_never_used_again(town: Town) -> None:
    meeting = running(town)

    def capture(words: str) -> object:
        with writing():
            return outcomes.capture(
                meeting_id=meeting,
                stage_id=None,
                kind=OutcomeKind.DECISION,
                text=words,
                account_id=town.alice,
                now=town.now,
            )

    first, second = capture("Garder le fil."), capture("Se revoir.")
    assert [one.label.split("\u00a0")[1] for one in (first, second)] == ["1/2026-D1", "1/2026-D2"]
    with writing():
        outcomes.remove(outcome_id=second.id, now=town.now)
    assert capture("Autre chose.").short == "D3"
    with writing():
        changed = outcomes.qualify(
            outcome_id=first.id, mode=DecisionMode.CONSENT, person_says="Un seul numéro.", now=town.now
        )
    assert (changed.mode, changed.person_says) == (DecisionMode.CONSENT, "Un seul numéro.")
    for words, fault in (("  ", Empty), ("x" * 20_001, TooLong)):
        with pytest.raises(fault):
            capture(words)


# ------------------------------------------------------------------ leaving


def test_the_minutes_hold_what_their_readers_may_have_and_closing_erases_the_rest(town: Town) -> None:
    meeting = running(town)
    moment, hypotheses = stage(town, meeting, "moment"), stage(town, meeting, "hypotheses")
    with writing():
        meetings.answer(meeting_id=meeting, stage_id=hypotheses, formdata=Fields(texte="canari-groupe"), now=town.now)
        meetings.answer(
            meeting_id=meeting,
            stage_id=hypotheses,
            formdata=Fields(texte="canari-partenaires"),
            now=town.now,
            readers=[Reader.GROUPE, Reader.PARTENAIRES],
        )
        meetings.answer(
            meeting_id=meeting,
            stage_id=hypotheses,
            formdata=Fields(texte="canari-confié"),
            now=town.now,
            marks=[Mark.CONFIDENCE],
        )
        meetings.answer(
            meeting_id=meeting,
            stage_id=moment,
            formdata=Fields(quoi="canari-session", texte="canari-session"),
            now=town.now,
        )
        meetings.save_synthesis(meeting_id=meeting, stage_id=moment, text="canari-synthèse", now=town.now)
        meetings.save_note(
            meeting_id=meeting, stage_id=moment, account_id=town.alice, text="canari-carnet", now=town.now
        )
        meetings.end(meeting_id=meeting, now=town.now)
    group, partners = dump(town, meeting), dump(town, meeting, reader=Reader.PARTENAIRES)
    assert [word in group for word in ("canari-groupe", "canari-partenaires", "canari-synthèse")] == [True] * 3
    assert [word in partners for word in ("canari-groupe", "canari-partenaires", "canari-synthèse")] == [
        False,
        True,
        True,
    ]
    for words in (group, partners):
        assert not any(word in words for word in ("canari-confié", "canari-session", "canari-carnet"))
    assert "canari-carnet" in dump(town, meeting, "carnet", Reader.ANIMATEUR)
    with reading():
        page = meetings.papers_page(meeting_id=meeting, readership=Reader.PARTENAIRES, document="pv", now=town.now)
    assert (page.withheld, page.erased.texts) == (1, 2)
    with writing():
        meetings.close(meeting_id=meeting, now=town.now)
    assert dump(town, meeting) == group
    with pytest.raises(MeetingIsClosed), writing():
        meetings.answer(meeting_id=meeting, stage_id=hypotheses, formdata=Fields(texte="trop tard"), now=town.now)
    data = next((path for path in town.app.config["SQLALCHEMY_DATABASE_URI"].split("///")[1:]), "")
    with open(data, "rb") as file:  # noqa: PTH123  # the bytes of the very file
        left = file.read()
    assert b"canari-session" not in left
    assert "canari-confié".encode() not in left
    assert "canari-synthèse".encode() in left


def test_what_touches_a_person_leaves_the_group_only_through_the_gate(town: Town) -> None:
    meeting = running(town, with_situation=True)
    hypotheses = stage(town, meeting, "hypotheses")
    with writing():
        meetings.answer(
            meeting_id=meeting,
            stage_id=hypotheses,
            formdata=Fields(texte="canari-situation"),
            now=town.now,
            readers=[Reader.GROUPE, Reader.PARTENAIRES],
            marks=[Mark.SITUATION],
        )
    assert "canari-situation" in dump(town, meeting)
    assert "canari-situation" not in dump(town, meeting, reader=Reader.PARTENAIRES)
    with reading(), pytest.raises(GateRefused):
        meetings.outline(meeting_id=meeting, document="pv", readership=Reader.PARTENAIRES, ask_gate=True)


def test_a_meeting_that_ended_a_day_ago_closes_by_itself(town: Town) -> None:
    meeting = running(town)
    with writing():
        meetings.end(meeting_id=meeting, now=town.now)
    with writing():
        assert meetings.close_overdue(now=town.later(24 * 60 - 1)) == 0
    with writing():
        assert meetings.close_overdue(now=town.later(1)) == 1
    assert seen(town, meeting).state is MeetingState.CLOSED


def test_a_stranger_has_no_part_in_the_meeting(town: Town) -> None:
    meeting = running(town)
    with reading():
        assert meetings.role_of(meeting_id=meeting, account_id=town.alice) == "facilitator"
        assert meetings.role_of(meeting_id=meeting, account_id=town.david) is None
        assert meetings.meetings_of(account_id=town.david, now=town.now) == ()
        assert [line.number for line in meetings.coming(account_id=town.alice, now=town.now)] == ["1/2026"]
