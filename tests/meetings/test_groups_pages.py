"""Sub-groups at the desk, in the room, at the secretary's post, and what phones are told of them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from facilitation.database import db, reading
from facilitation.guides.catalogue import Catalogue, freeze
from facilitation.guides.schema import Guide
from facilitation.meetings import service
from facilitation.meetings.models import Contribution, Meeting, Stage
from facilitation.meetings.rules import PointKind
from facilitation.meetings.service import groups
from facilitation.meetings.service.agenda import add_point
from tests.checked import flat, inner
from tests.meetings.leading import act, partnership, prepared, shown
from tests.meetings.test_desk_pages import DESK, ROOM, SCREEN, filled, send
from tests.meetings.test_team import POST, accept, invited

PAIRS, FOURS, ALL = "a-deux", "a-quatre", "tous"
GUESTS = ("Odile", "Paul", "Quentin", "Rachida")


@pytest.fixture
def meeting(alice, app, clock):
    """Seven people who begin a meeting with 1-2-4-tous in its ribbon, and stand at the pairs."""
    made = prepared(alice, expected="", partnership=partnership(app, clock))
    for name in GUESTS:
        act(app, service.add_guest, meeting_id=made, name=name, now=clock())
    with app.app_context():
        from facilitation.web.context import catalogue

        library = catalogue()
    send(alice, made, "/commencer$")
    act(app, service.insert_module, meeting_id=made, module_id="un-deux-quatre-tous", catalogue=library, now=clock())
    at(app, clock, made, PAIRS)
    return made


def at(app, clock, meeting, step):
    """Lead the group to this step, and give its stage's id."""
    stage = next(one for one in shown(app, clock, meeting).stages if one.step.id == step)
    act(app, service.go_to, meeting_id=meeting, stage_id=stage.id, now=clock())
    return stage.id


def drawn(app, clock, meeting):
    """The groups of the current stage."""
    return shown(app, clock, meeting).current.groups


def teams(page):
    """What each sub-group reads on this page."""
    found = [one for one in page.tree.iter("ul") if one.get("class") == "teams"]
    return [flat(inner(line)) for line in found[0]] if found else []


def test_the_module_lives_its_four_steps_in_twelve_minutes(app, clock, meeting):
    steps = [one for one in shown(app, clock, meeting).stages if one.step.module == "un-deux-quatre-tous"]
    assert [(one.step.id, one.minutes) for one in steps] == [("seul", 1), (PAIRS, 2), (FOURS, 4), (ALL, 5)]
    assert [one.group_size for one in steps[1:3]] == [2, 4]


def test_pairs_are_drawn_by_name_then_put_together_in_fours(alice, app, clock, meeting):
    form = next(one for one in alice.get(DESK.format(meeting)).tree.iter("form") if "/groupes" in one.get("action"))
    assert filled(form)["nombre"] == "3", "seven people in pairs: nobody is left alone"
    send(alice, meeting, "/groupes$", {"facon": "noms"})
    pairs = drawn(app, clock, meeting)
    assert sorted(group.count for group in pairs) == [2, 2, 3]
    at(app, clock, meeting, FOURS)
    form = next(one for one in alice.get(DESK.format(meeting)).tree.iter("form") if "/groupes" in one.get("action"))
    assert (filled(form)["nombre"], filled(form)["facon"]) == ("2", "reunis")
    send(alice, meeting, "/groupes$")
    fours = drawn(app, clock, meeting)
    assert sorted(group.count for group in fours) == [3, 4]
    for pair in pairs:
        assert any(set(pair.people) <= set(four.people) for four in fours)


def test_the_room_reads_who_is_with_whom_and_who_writes(alice, app, clock, meeting):
    send(alice, meeting, "/groupes$", {"facon": "noms", "nombre": "2"})
    lines = teams(alice.get(ROOM.format(meeting)))
    assert [line.partition("2")[0] for line in lines][1].startswith("Groupe")
    everybody = {person.name for person in shown(app, clock, meeting).people}
    assert all(sum(name in line for line in lines) == 1 for name in everybody)
    assert all("écrit" in line for line in lines)
    assert teams(alice.get(SCREEN.format(meeting))) == lines
    act(app, service.set_neutral, meeting_id=meeting, neutral=True, now=clock())
    assert not teams(alice.get(ROOM.format(meeting)))


def test_who_does_not_accept_to_be_named_is_counted_in_the_room_and_named_at_the_desk(alice, app, clock, meeting):
    person = shown(app, clock, meeting).people[0]
    act(
        app,
        service.set_presence,
        meeting_id=meeting,
        attendance_id=person.id,
        presence=person.presence,
        accepts_naming=False,
        now=clock(),
    )
    send(alice, meeting, "/groupes$", {"facon": "noms", "nombre": "2"})
    room = alice.get(ROOM.format(meeting))
    assert person.name not in room.text
    assert "et une autre personne" in room.words
    assert person.name in " ".join(teams(alice.get(DESK.format(meeting))))


def test_people_who_are_only_a_number_count_off(alice, app, clock):
    made = prepared(alice, expected="10")
    send(alice, made, "/commencer$")
    send(alice, made, "/groupes", {"nombre": "3"}, query="?volet=groupes")
    assert [group.count for group in drawn(app, clock, made)] == [4, 3, 3]
    assert "4 personnes" in teams(alice.get(DESK.format(made)))[0]


@pytest.mark.parametrize("count", ["0", "8", "beaucoup", "-1", "", "99"])
def test_a_number_of_groups_that_cannot_be_is_told(alice, app, clock, meeting, count):
    refused = send(alice, meeting, "/groupes$", {"nombre": count}, status=422)
    assert "entre 1 et 30" in refused.words
    assert not drawn(app, clock, meeting)


def test_groups_are_drawn_again_changed_and_dissolved(alice, app, clock, meeting):
    send(alice, meeting, "/groupes$", {"facon": "noms", "nombre": "2"})
    first = drawn(app, clock, meeting)
    seen = set()
    for _again in range(6):
        send(alice, meeting, "/groupes$", {"facon": "noms", "nombre": "2"})
        seen.add(drawn(app, clock, meeting))
    assert len(seen) > 1
    before = drawn(app, clock, meeting)
    person = before[0].people[0]
    send(alice, meeting, "/deplacer$", {"personne": person, "groupe": "2"})
    after = drawn(app, clock, meeting)
    assert person in after[1].people
    assert person not in after[0].people
    alice.post(
        f"{DESK.format(meeting)}/etapes/{shown(app, clock, meeting).current.id}/groupes/ecrit", {"personne": person}
    )
    assert drawn(app, clock, meeting)[1].writer == person
    send(alice, meeting, "/dissoudre$")
    assert not drawn(app, clock, meeting)
    assert first


def test_somebody_unknown_is_moved_nowhere(alice, app, clock, meeting):
    send(alice, meeting, "/groupes$", {"facon": "noms", "nombre": "2"})
    before = drawn(app, clock, meeting)
    for fields in ({"personne": "nul", "groupe": "1"}, {"personne": before[0].people[0], "groupe": "9"}):
        where = f"{DESK.format(meeting)}/etapes/{shown(app, clock, meeting).current.id}/groupes/deplacer"
        refused = alice.post(where, fields, status=422)
        assert "n’y est plus" in refused.words
    assert drawn(app, clock, meeting) == before


def test_a_latecomer_joins_the_smallest_group_and_who_leaves_leaves_it(alice, app, clock, meeting):
    send(alice, meeting, "/groupes$", {"facon": "noms", "nombre": "2"})
    before = drawn(app, clock, meeting)
    smallest = min(before, key=lambda one: one.count)
    late = act(app, service.add_guest, meeting_id=meeting, name="Simon", now=clock())
    after = next(one for one in drawn(app, clock, meeting) if one.id == smallest.id)
    assert after.people == (*smallest.people, late)
    writer = after.writer
    act(app, service.leave, meeting_id=meeting, attendance_id=writer, now=clock())
    left = next(one for one in drawn(app, clock, meeting) if one.id == smallest.id)
    assert writer not in left.people
    assert left.writer == left.people[0]


def test_groups_of_a_step_that_is_over_stay_as_they_were(alice, app, clock, meeting):
    send(alice, meeting, "/groupes$", {"facon": "noms", "nombre": "2"})
    before = drawn(app, clock, meeting)
    stage = shown(app, clock, meeting).current.id
    at(app, clock, meeting, FOURS)
    act(app, service.add_guest, meeting_id=meeting, name="Simon", now=clock())
    assert next(one for one in shown(app, clock, meeting).stages if one.id == stage).groups == before


def test_what_a_group_writes_says_whose_it_is(alice, carole, app, clock, meeting):
    accept(carole, invited(alice, meeting, "secretariat"))
    stage = at(app, clock, meeting, FOURS)
    send(alice, meeting, "/groupes$", {"facon": "noms", "nombre": "2"})
    page = carole.get(POST.format(meeting))
    assert len(teams(page)) == 2
    assert "/groupes" not in page.text
    form = next(one for one in page.tree.iter("form") if "/reponses" in (one.get("action") or ""))
    carole.post(form.get("action"), filled(form, {"pour_": "groupe:2", "texte": "un seul numéro à appeler"}))
    with app.app_context(), reading():
        row = db.session.scalar(select(Contribution).where(Contribution.stage_id == stage))
        assert (row.group, row.attendance_id) == ("2", None)
    assert "Groupe 2" in alice.get(DESK.format(meeting)).words
    person = drawn(app, clock, meeting)[0].people[0]
    send(alice, meeting, "/reponses$", {"pour_": person, "texte": "deux numéros"})
    with app.app_context(), reading():
        rows = db.session.scalars(select(Contribution).where(Contribution.stage_id == stage)).all()
        assert sorted(one.group for one in rows) == ["1", "2"]


def test_a_group_that_does_not_exist_signs_nothing(alice, app, clock, meeting):
    stage = at(app, clock, meeting, FOURS)
    send(alice, meeting, "/groupes$", {"facon": "noms", "nombre": "2"})
    form = next(
        one for one in alice.get(DESK.format(meeting)).tree.iter("form") if "/reponses" in (one.get("action") or "")
    )
    alice.post(form.get("action"), filled(form, {"pour_": "groupe:7", "texte": "une idée"}))
    with app.app_context(), reading():
        assert db.session.scalar(select(Contribution).where(Contribution.stage_id == stage)).group == ""


def test_a_phone_learns_its_group_and_looks_again_when_it_changes(alice, app, clock, meeting):
    stage = shown(app, clock, meeting).current.id
    before = versions(app, meeting)
    send(alice, meeting, "/groupes$", {"facon": "noms", "nombre": "2"})
    assert versions(app, meeting) > before
    with app.app_context(), reading():
        row = db.session.get(Stage, stage)
        first = groups.groups_of(row)[0]
        assert groups.group_of(row, first.people[1]) == first
        assert groups.group_of(row, None) is None


def versions(app, meeting):
    with app.app_context(), reading():
        return db.session.get(Meeting, meeting).stage_version


def test_any_step_can_be_split_and_the_secretary_splits_none(alice, carole, app, clock, meeting):
    accept(carole, invited(alice, meeting, "secretariat"))
    stage = at(app, clock, meeting, "accueil")
    assert "volet=groupes" in alice.get(DESK.format(meeting)).text
    assert not re.search("volet=groupes", carole.get(POST.format(meeting)).text)
    carole.post(f"{DESK.format(meeting)}/etapes/{stage}/groupes", {"nombre": "2"}, status=404)


@pytest.fixture
def kept_by_groups(alice, app, clock, meeting):
    """A step whose notes the minutes keep, split in two; the second group and the first wrote, and somebody in none."""
    choice = {"type": "notes", "rubriques": [{"id": "montre", "titre": "Ce que la grille montre"}]}
    step = {"id": "grille", "titre": "Avec une grille", "minutes": 5, "activite": choice, "trace": "pv"}
    about = {"titre": "Grilles", "resume": "Essai.", "publics": ["formation"], "objet": "situation", "duree": 5}
    rest = {"groupe": {"min": 5, "max": 14}, "sources": [], "licence": "CC-BY-4.0", "attribution": "Essai."}
    whole = {"format": 1, "id": "grilles", "langue": "fr", "version": "1.0.0", **about, **rest, "etapes": [step]}
    guide = Guide.model_validate(whole, by_alias=True, by_name=False, strict=False)

    def added():
        add_point(db.session.get(Meeting, meeting), PointKind.GUIDE, "Grilles", freeze(guide, Catalogue()), "")

    act(app, added)
    at(app, clock, meeting, "grille")
    send(alice, meeting, "/groupes", {"facon": "noms", "nombre": "2"}, query="?volet=groupes")
    for who, text in (("groupe:2", "les dates"), ("groupe:1", "les liens"), ("", "le bruit")):
        send(alice, meeting, "/reponses$", {"pour_": who, "montre": text})
    return meeting


def test_what_sub_groups_write_is_read_in_the_room_under_the_name_of_each(alice, app, clock, kept_by_groups):
    stage = shown(app, clock, kept_by_groups).current.id
    assert "les dates" not in alice.get(ROOM.format(kept_by_groups)).words
    act(app, service.reveal, meeting_id=kept_by_groups, stage_id=stage, now=clock())
    words = alice.get(ROOM.format(kept_by_groups)).words
    order = [words.index(one) for one in ("Groupe 1", "les liens", "Groupe 2", "les dates", "Sans groupe", "le bruit")]
    assert order == sorted(order)


def test_the_minutes_name_the_sub_group_of_what_they_keep(alice, app, clock, kept_by_groups):
    act(app, service.end, meeting_id=kept_by_groups, now=clock())
    words = alice.get(f"/reunions/{kept_by_groups}/relecture?lecteurs=groupe").words
    order = [words.index(one) for one in ("Groupe 1", "les liens", "Groupe 2", "les dates", "Sans groupe", "le bruit")]
    assert order == sorted(order)
