from __future__ import annotations

import re
from dataclasses import replace

import pytest

from facilitation.guides.schema import Subject
from facilitation.meetings import service
from facilitation.meetings.rules import MeetingState, NetworkType, PointKind
from tests.meetings.leading import GUIDE, account, act, partnership, prepared, press, shown

PREPARE = "/reunions/{}/preparer"


def taken(meeting):
    return [stage for stage in meeting.stages if stage.taken]


def test_a_person_without_a_meeting_is_told_what_will_be_there(alice):
    page = alice.get("/reunions")
    assert "Préparer une première réunion" in page.words
    assert "/reunions/nouvelle" in page.links()


def test_a_new_meeting_proposes_at_most_three_guides_each_with_its_reason_and_its_run_sheet(alice):
    page = alice.get("/reunions/nouvelle")
    cards = [item for item in page.tree.iter("li") if "card" in item.get("class", "")]
    assert 1 <= len(cards) <= 3
    for card in cards:
        assert card.find(".//h3/a").get("href").startswith("/bibliotheque/")
        assert "".join(card.find("p").itertext()).strip().endswith(".")
        assert any((link.get("href") or "").endswith("/deroule") for link in card.iter("a"))


def test_a_variant_that_is_proposed_for_its_length_is_the_one_chosen_on_its_card(alice):
    page = alice.get("/reunions/nouvelle?expected=8&minutes=60")
    cards = [item for item in page.tree.iter("li") if "card" in item.get("class", "")]
    told = [card for card in cards if "la variante" in "".join(card.find("p").itertext())]
    assert told
    for card in told:
        chosen = [one for one in card.iter("option") if one.get("selected") is not None]
        assert [bool(one.get("value")) for one in chosen] == [True]


def test_the_page_of_a_guide_leads_here_with_that_guide_first(alice):
    page = alice.get("/reunions/nouvelle?guide=desaccord-entre-services")
    assert "C’est le guide que vous avez choisi." in page.words
    first = next(item for item in page.tree.iter("li") if "card" in item.get("class", ""))
    assert first.find(".//button").get("value") == "guide:desaccord-entre-services"


def test_asking_for_proposals_changes_nothing_and_keeps_what_was_said(alice, app, clock):
    answer = alice.submit(
        "/reunions/nouvelle",
        {"expected": "9", "network_type": "projet", "faire": "proposer"},
        action="/reunions/nouvelle",
    )
    assert "expected=9" in answer.location
    assert alice.follow(answer).form(answer.location)["expected"] == "9"
    with app.app_context():
        assert "Préparer une première réunion" in alice.get("/reunions").words


def test_two_fields_are_enough_to_reach_a_running_step(alice, app, clock):
    meeting = prepared(alice, expected="6")
    answer = press(alice, meeting, "commencer")
    assert answer.location == f"/reunions/{meeting}/pupitre"
    found = shown(app, clock, meeting)
    assert found.state is MeetingState.RUNNING
    assert found.current is not None
    assert found.headcount == 6


@pytest.mark.parametrize(
    ("typed", "sentence"), [("0", "nombre entier de 1 à 500"), ("beaucoup", "nombre entier de 1 à 500")]
)
def test_a_number_of_people_that_is_none_is_asked_again(alice, typed, sentence):
    page = alice.submit(
        "/reunions/nouvelle", {"expected": typed, "faire": f"guide:{GUIDE}"}, action="/reunions/nouvelle", status=422
    )
    assert sentence in page.words
    assert page.form("/reunions/nouvelle")["expected"] == typed


def test_a_meeting_of_a_partnership_expects_all_its_members(alice, app, clock):
    group = partnership(app, clock)
    meeting = prepared(alice, expected="", partnership=group)
    page = alice.get(PREPARE.format(meeting))
    ticked = [box for box in page.tree.iter("input") if box.get("name") == "people" and "checked" in box.attrib]
    assert len(ticked) == 3
    assert shown(app, clock, meeting).headcount == 3


def test_nobody_prepares_a_meeting_for_a_partnership_of_others(david, app, clock):
    group = partnership(app, clock, "Alice")
    david.submit(
        "/reunions/nouvelle", {"partnership": group, "faire": "sans-guide"}, action="/reunions/nouvelle", status=404
    )


def test_all_that_is_said_of_a_meeting_is_kept_and_shown_again(alice, app, clock):
    meeting = prepared(alice)
    said = {
        "title": "Après trois relais manqués",
        "network_type": "projet",
        "purpose": "Trois relais n'ont pas abouti.\nCela recommencera.",
        "serves_several": "y",
        "day": "jeudi 7 mai 2026",
        "start": "9 h 30",
        "place": "Salle du Conseil",
        "guests": "Dr Noël, médecin\nUne voisine",
        "secretary": "Bob",
    }
    alice.follow(press(alice, meeting, "enregistrer", said))
    found = shown(app, clock, meeting)
    assert (found.title, found.network_type, found.serves_several) == (said["title"], NetworkType.PROJECT, True)
    assert found.purpose == said["purpose"]
    assert [(guest.name, guest.function) for guest in found.people] == [("Dr Noël", "médecin"), ("Une voisine", "")]
    page = alice.get(PREPARE.format(meeting))
    assert {name: page.form("/preparer")[name] for name in ("title", "place", "secretary")} == {
        name: said[name] for name in ("title", "place", "secretary")
    }
    assert page.form("/preparer")["day"].replace("\u00a0", " ") == said["day"]
    assert "annoncez" in page.words


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"day": "31 février 2026", "start": "9 h"}, "n’existe pas"),
        ({"day": "31/2/2026", "start": "9 h"}, "n’existe pas"),
        ({"day": "mercredi 7 mai 2026", "start": "9 h"}, "est un jeudi"),
        ({"day": "7 mai 2026", "start": "26 h"}, "n’est pas une heure"),
        ({"day": "7 mai 2026", "start": ""}, "À quelle heure"),
        ({"day": "", "start": "9 h"}, "Quel jour"),
        ({"title": "x" * 20_001}, "la limite est de 20 000"),
        ({"expected": "-3"}, "nombre entier"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_and_everything_typed_comes_back(alice, app, clock, fields, sentence):
    meeting = prepared(alice)
    typed = {"purpose": "Ce que j'écris <b>ici</b> & là", **fields}
    page = press(alice, meeting, "enregistrer", typed, status=422)
    assert sentence in page.words
    back = page.form("/preparer")
    assert {name: back[name] for name in typed} == typed
    assert shown(app, clock, meeting).purpose == ""


def test_a_day_may_be_written_in_figures_or_left_out(alice, app, clock):
    meeting = prepared(alice)
    press(alice, meeting, "enregistrer", {"day": "7/5/2026", "start": "9:30"})
    assert shown(app, clock, meeting).starts_at.isoformat() == "2026-05-07T07:30:00+00:00"
    press(alice, meeting, "enregistrer", {"day": "", "start": ""})
    assert shown(app, clock, meeting).starts_at is None


def test_minutes_follow_the_number_of_people_until_somebody_sets_them(alice, app, clock):
    meeting = prepared(alice, expected="6")
    before = shown(app, clock, meeting)
    varying = next(stage for stage in taken(before) if stage.step.minutes_per_person)
    press(alice, meeting, "enregistrer", {"expected": "10"})
    after = shown(app, clock, meeting)
    assert after.total > before.total
    press(alice, meeting, "enregistrer", {f"minutes-{varying.id}": "25"})
    press(alice, meeting, "enregistrer", {"expected": "4"})
    final = {stage.id: stage.minutes for stage in shown(app, clock, meeting).stages}
    assert final[varying.id] == 25


@pytest.mark.parametrize("typed", ["0", "601", "dix", "", "-4", "1.5"])
def test_minutes_that_cannot_be_come_back_beside_their_step(alice, app, clock, typed):
    meeting = prepared(alice)
    stage = taken(shown(app, clock, meeting))[0]
    page = press(alice, meeting, "enregistrer", {f"minutes-{stage.id}": typed}, status=422)
    assert "au moins une minute" in page.words
    assert page.form("/preparer")[f"minutes-{stage.id}"] == typed


def test_steps_go_up_and_down_and_what_is_being_typed_is_saved_with_it(alice, app, clock):
    meeting = prepared(alice)
    second = taken(shown(app, clock, meeting))[1]
    answer = press(alice, meeting, f"monter:{second.id}", {"purpose": "À moitié écrit"})
    assert answer.location.endswith(f"#etape-{second.id}")
    found = shown(app, clock, meeting)
    assert found.stages[0].id == second.id
    assert found.purpose == "À moitié écrit"
    press(alice, meeting, f"descendre:{second.id}")
    assert shown(app, clock, meeting).stages[1].id == second.id
    press(alice, meeting, f"porter:{second.id}:3")
    assert [stage.id for stage in shown(app, clock, meeting).stages].index(second.id) == 4


def test_an_optional_step_is_left_out_and_taken_again(alice, app, clock):
    meeting = prepared(alice)
    optional = next(stage for stage in taken(shown(app, clock, meeting)) if not stage.step.essential)
    press(alice, meeting, f"laisser:{optional.id}")
    assert optional.id not in {stage.id for stage in taken(shown(app, clock, meeting))}
    assert "proposée" in alice.get(PREPARE.format(meeting)).words
    press(alice, meeting, f"prendre:{optional.id}")
    assert optional.id in {stage.id for stage in taken(shown(app, clock, meeting))}


def test_points_and_ready_made_steps_are_added_moved_and_removed(alice, app, clock):
    meeting = prepared(alice)
    press(
        alice,
        meeting,
        "point",
        {"point-titre": "Nouvelles du réseau", "point-genre": "information", "point-minutes": "10"},
    )
    press(alice, meeting, "module", {"module": "pause", "module-apres": taken(shown(app, clock, meeting))[2].id})
    found = shown(app, clock, meeting)
    assert [point.kind for point in found.points] == [PointKind.GUIDE, PointKind.INFORMATION]
    assert taken(found)[3].step.module == "pause"
    press(alice, meeting, f"monter-point:{found.points[1].id}")
    assert shown(app, clock, meeting).points[0].title == "Nouvelles du réseau"
    press(alice, meeting, f"retirer-point:{found.points[0].id}")
    assert [point.title for point in shown(app, clock, meeting).points] == ["Nouvelles du réseau"]


def test_a_point_without_a_title_is_asked_for_again_with_what_was_typed(alice):
    meeting = prepared(alice, guide="")
    page = press(alice, meeting, "point", {"point-titre": "  ", "point-minutes": "15"}, status=422)
    assert "Écrivez quelques mots" in page.words
    assert page.form("/preparer")["point-minutes"] == "15"


def test_another_guide_takes_the_place_of_the_first_or_stands_after_it(alice, app, clock):
    meeting = prepared(alice)
    press(alice, meeting, "guide:desaccord-entre-services")
    assert [point.guide_id for point in shown(app, clock, meeting).points] == ["desaccord-entre-services"]
    press(alice, meeting, f"guide-apres:{GUIDE}")
    assert [point.guide_id for point in shown(app, clock, meeting).points] == ["desaccord-entre-services", GUIDE]


def test_a_meeting_without_a_step_cannot_begin_and_says_what_to_do(alice):
    meeting = prepared(alice, guide="")
    page = press(alice, meeting, "commencer", {"purpose": "Gardé"}, status=422)
    assert "Choisissez un guide" in page.words
    assert page.form("/preparer")["purpose"] == "Gardé"


def test_a_button_that_nobody_wrote_does_nothing(alice):
    press(alice, prepared(alice), "effacer-tout", status=404)


def test_the_sum_says_when_it_ends_and_which_end_to_announce(alice):
    meeting = prepared(alice)
    assert "en commençant maintenant" in alice.get(PREPARE.format(meeting)).words
    press(alice, meeting, "enregistrer", {"day": "7/5/2026", "start": "9:30"})
    assert re.search(
        r"Avec une marge de \S+ min, annoncez \d+ h", alice.get(PREPARE.format(meeting)).words.replace("\u00a0", " ")
    )


def test_a_meeting_is_duplicated_without_what_was_said(alice, app, clock):
    meeting = prepared(alice)
    press(alice, meeting, "enregistrer", {"title": "Le modèle", "day": "7/5/2026", "start": "9:30"})
    answer = press(alice, meeting, "dupliquer")
    twin = answer.location.split("/")[2]
    assert twin != meeting
    found = shown(app, clock, twin)
    assert (found.title, found.starts_at, len(found.points)) == ("Le modèle", None, 1)


def test_a_meeting_is_cancelled_then_deleted(alice):
    meeting = prepared(alice)
    where = f"/reunions/{meeting}/supprimer"
    alice.submit(where, action=f"/reunions/{meeting}/annuler")
    assert "annulée" in alice.get("/reunions").words
    assert alice.get(f"/reunions/{meeting}", status=303).location == where
    alice.submit(where, action=where)
    alice.get(PREPARE.format(meeting), status=404)


def test_a_meeting_that_began_is_neither_deleted_nor_prepared_again(alice):
    meeting = prepared(alice)
    press(alice, meeting, "commencer")
    assert alice.get(PREPARE.format(meeting), status=303).location == f"/reunions/{meeting}/pupitre"
    page = alice.post(f"/reunions/{meeting}/supprimer", status=422)
    assert "ne peut plus être" in page.words


def test_a_meeting_of_nobody_is_attached_to_a_partnership(alice, app, clock):
    meeting = prepared(alice)
    group = partnership(app, clock)
    press(alice, meeting, "attacher", {"partenariat": group})
    assert shown(app, clock, meeting).partnership == "Réseau du Val"


def test_nobody_else_sees_the_meeting(alice, david):
    meeting = prepared(alice)
    for page in ("", "/preparer", "/supprimer", "/relecture", "/deroule"):
        david.get(f"/reunions/{meeting}{page}", status=404)
    david.post(PREPARE.format(meeting), {"faire": "commencer"}, status=404)


def test_the_run_sheet_follows_the_ribbon_as_it_was_prepared(alice, app, clock):
    meeting = prepared(alice)
    stages = taken(shown(app, clock, meeting))
    press(alice, meeting, f"monter:{stages[1].id}", {f"minutes-{stages[2].id}": "33"})
    page = alice.get(f"/reunions/{meeting}/deroule")
    titles = [stages[1].title, stages[0].title, stages[2].title]
    found = [page.words.index(f"{place} {title}") for place, title in enumerate(titles, start=1)]
    assert found == sorted(found)
    assert "33 min" in page.words.replace("\u00a0", " ")
    word = alice.get(f"/reunions/{meeting}/deroule.docx")
    assert word.headers["Content-Disposition"].startswith("attachment")


def test_the_list_sorts_what_runs_what_comes_and_what_is_past(alice, app, clock):
    first, second = prepared(alice), prepared(alice)
    press(alice, first, "enregistrer", {"title": "Celle qui vient", "day": "7/5/2026", "start": "9:30"})
    press(alice, second, "commencer", {"title": "Celle qui court"})
    words = alice.get("/reunions").words
    assert (
        words.index("En ce moment")
        < words.index("Celle qui court")
        < words.index("À venir")
        < words.index("Celle qui vient")
    )
    act(app, service.cancel, meeting_id=first, now=clock())
    assert "Passées" in alice.get("/reunions").words


def test_a_co_facilitator_is_not_let_in_by_name_alone(alice, bob, app):
    assert account(app, "Bob")
    bob.get(PREPARE.format(prepared(alice, animator="Bob")), status=404)


def test_beginning_twice_is_beginning_once(alice, app, clock):
    meeting = prepared(alice)
    sent = {**alice.get(PREPARE.format(meeting)).form("/preparer"), "faire": "commencer"}
    first = alice.post(PREPARE.format(meeting), sent)
    started = shown(app, clock, meeting).current
    clock.later(minutes=1)
    assert alice.post(PREPARE.format(meeting), sent).location == first.location
    assert shown(app, clock, meeting).current.id == started.id


@pytest.fixture
def guide_of_a_situation(app):
    """The first guide, as if it were about a situation."""
    house = app.extensions["maillage"]
    guide = house.library().guides[GUIDE].model_copy(update={"subject": Subject.SITUATION})
    guides = {**house.library().guides, GUIDE: guide}
    served = replace(house.library(), guides=guides)
    app.extensions["maillage"] = replace(house, library=lambda: served)


@pytest.mark.usefixtures("guide_of_a_situation")
@pytest.mark.parametrize(("said", "kept"), [("avec", True), ("sans", False)])
def test_a_guide_about_a_situation_asks_for_the_mode_before_it_begins(alice, app, clock, said, kept):
    meeting = prepared(alice)
    page = press(alice, meeting, "commencer", {"purpose": "Gardé"}, status=422)
    assert "Dites d’abord si la réunion parlera d’une situation réelle" in page.words
    assert page.form("/preparer")["purpose"] == "Gardé"
    press(alice, meeting, "commencer", {"situation": said})
    found = shown(app, clock, meeting)
    assert (found.state, found.with_situation) == (MeetingState.RUNNING, kept)


def test_without_such_a_guide_the_mode_is_not_offered_and_cannot_be_forged(alice, app, clock):
    meeting = prepared(alice)
    assert "situation réelle" not in alice.get(PREPARE.format(meeting)).words
    press(alice, meeting, "enregistrer", {"situation": "avec"})
    assert not shown(app, clock, meeting).with_situation
