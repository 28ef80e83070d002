"""Two people on one form, where it is chosen rather than written: both sides are told in words, and the minutes of a step are no different."""

from __future__ import annotations

import pytest

from facilitation.meetings import service
from tests.meetings.leading import act, partnership, prepared, press, shown
from tests.meetings.test_desk_pages import DESK, filled
from tests.meetings.test_team import accept, invited
from tests.web.test_two_on_one_form import again, opened

PREPARE = "/reunions/{}/preparer"


@pytest.fixture
def val(app, clock):
    """Alice's partnership."""
    return partnership(app, clock)


@pytest.fixture
def meeting(alice, bob, val):
    """A meeting that Alice and Bob prepare together."""
    made = prepared(alice, expected="", partnership=val)
    accept(bob, invited(alice, made, "animation"))
    return made


def both_fill(alice, bob, path, hers, his):
    """What answers Bob, whose page was opened before Alice's was sent."""
    action, here = opened(alice, path)
    _action, there = opened(bob, path)
    for fields, typed in ((here, hers), (there, his)):
        for name, value in {"faire": "enregistrer", **typed}.items():
            fields.setlist(name, value if isinstance(value, list) else [value])
    alice.post(action, here)
    return bob.post(action, there, status=422)


def told(page):
    """The words of the banner that shows both sides."""
    banner = next(one for one in page.tree.iter("div") if one.get("class") == "banner danger")
    return " ".join("".join(banner.itertext()).split())


def test_kinds_of_meeting_are_told_by_their_titles(alice, bob, meeting):
    refused = both_fill(alice, bob, PREPARE.format(meeting), {"network_type": "projet"}, {"network_type": "pratiques"})
    words = told(refused)
    assert "Une problématique, des pratiques" in words
    assert "Un projet, une action commune" in words
    assert "projet " not in words.lower().replace("un projet", "")


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("mien", {"Alice", "Bob"}), ("autre", {"Alice", "Carole"}), ("deux", {"Alice", "Bob", "Carole"})],
)
def test_members_are_told_by_their_names_and_both_lists_can_be_kept(alice, bob, app, clock, meeting, choice, kept):
    ids = {one.name.split()[0]: one.member_id for one in shown(app, clock, meeting).people}
    refused = both_fill(
        alice,
        bob,
        PREPARE.format(meeting),
        {"people": [ids["Alice"], ids["Carole"]]},
        {"people": [ids["Alice"], ids["Bob"]]},
    )
    words = told(refused)
    assert "Chez vous : Bob Haddad, un choix commun" in words
    assert "L’autre version : Carole Marchal, un choix commun" in words
    assert "Alice Lambert" not in words, "what both ticked is not to be compared"
    assert not any(one in words for one in ids.values())
    back = again(refused, "/preparer")
    back["choix_"], back["faire"] = choice, "enregistrer"
    bob.post(PREPARE.format(meeting), back)
    assert {one.name.split()[0] for one in shown(app, clock, meeting).people} == kept


def test_the_word_of_a_partnership_is_told_as_its_list_shows_it(alice, val):
    path = f"/partenariats/{val}/reglages"
    action, here = opened(alice, path)
    _action, there = opened(alice, path)
    labels = {one.get("value"): "".join(one.itertext()).strip() for one in alice.last.tree.iter("option")}
    first, second = [value for value, label in labels.items() if value != label][1:3]
    alice.post(action, {**here, "concerned_person_term": first})
    words = told(alice.post(action, {**there, "concerned_person_term": second}, status=422))
    for value in (first, second):
        assert labels[value] in words
        assert value not in words


@pytest.mark.parametrize(("choice", "kept"), [("mien", 40), ("autre", 30)])
def test_minutes_that_both_changed_show_both_and_ask(alice, bob, app, clock, meeting, choice, kept):
    step, other = shown(app, clock, meeting).stages[:2]
    name, path = f"minutes-{step.id}", PREPARE.format(meeting)
    hers = {name: "30", f"minutes-{other.id}": "17"}
    refused = both_fill(alice, bob, path, hers, {name: "40", "title": "Un titre"})
    words = told(refused)
    assert step.title in words
    assert "40" in words
    assert "30" in words
    assert shown(app, clock, meeting).stages[0].minutes == 30, "nothing is kept before the choice"
    back = again(refused, "/preparer")
    assert back[name] == "40"
    back["choix_"], back["faire"] = choice, "enregistrer"
    bob.post(path, back)
    found = shown(app, clock, meeting)
    assert ([one.minutes for one in found.stages[:2]], found.title) == ([kept, 17], "Un titre")


def test_a_page_with_a_fault_still_knows_which_minutes_it_showed(alice, bob, app, clock, meeting):
    step, path = shown(app, clock, meeting).stages[0], PREPARE.format(meeting)
    _action, his = opened(bob, path)
    press(alice, meeting, "enregistrer", {f"minutes-{step.id}": "30"})
    his[f"minutes-{step.id}"], his["day"], his["faire"] = "40", "31 février", "enregistrer"
    back = again(bob.post(path, his, status=422), "/preparer")
    back["day"], back["faire"] = "", "enregistrer"
    assert "30" in told(bob.post(path, back, status=422))


def test_minutes_changed_at_two_desks_say_both_numbers(alice, bob, app, clock, meeting):
    act(app, service.start, meeting_id=meeting, now=clock())
    step, page = shown(app, clock, meeting).stages[2], DESK.format(meeting) + "?volet=ruban"
    action, hers = opened(alice, page, f"{step.id}/minutes")
    _action, his = opened(bob, page, f"{step.id}/minutes")
    alice.post(action, {**hers, "minutes": "30"})
    refused = bob.post(action, {**his, "minutes": "40"}, status=422)
    banner = told(refused)
    assert step.title in banner
    assert "30" in banner
    assert "40" in banner
    assert shown(app, clock, meeting).stages[2].minutes == 30
    form = next(one for one in refused.tree.iter("form") if f"{step.id}/minutes" in (one.get("action") or ""))
    bob.post(action, filled(form, {"minutes": "40"}))
    assert shown(app, clock, meeting).stages[2].minutes == 40


def test_a_stale_page_does_not_blank_the_secretary_that_another_window_named(alice, app, clock, meeting):
    path = PREPARE.format(meeting)
    _action, old = opened(alice, path)
    press(alice, meeting, "enregistrer", {"secretary": "Carole Marchal"})
    for gesture in ("enregistrer", f"monter:{shown(app, clock, meeting).stages[1].id}", "convoquer"):
        old["faire"] = gesture
        alice.post(path, old)
        assert shown(app, clock, meeting).secretary == "Carole Marchal"


def test_one_day_written_in_two_ways_is_no_conflict(alice, app, clock, meeting):
    path = PREPARE.format(meeting)
    _action, old = opened(alice, path)
    for day, start in (("7 mai 2026", "9 h 30"), ("7/5/2026", "9:30")):
        old["day"], old["start"], old["faire"] = day, start, "enregistrer"
        alice.post(path, old)
    old["start"], old["place"] = "10 h", "Au CPAS"
    assert "10 h" in told(alice.post(path, old, status=422))
