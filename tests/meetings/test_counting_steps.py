"""The steps that count, led from the desk: what is kept, what the room sees, what the minutes keep; and the threshold of anonymous ones."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.database import db
from facilitation.guides.catalogue import Catalogue, freeze
from facilitation.guides.schema import Guide
from facilitation.meetings import service
from facilitation.meetings.models import Meeting
from facilitation.meetings.rules import PointKind
from facilitation.meetings.service.agenda import add_point
from tests.conftest import phone_of
from tests.meetings.leading import act, prepared, shown

ITEMS = [{"id": "dilution", "titre": "La dilution"}, {"id": "rond", "titre": "Tourner en rond"}]
SCALE = {"type": "echelle", "items": ITEMS, "bornes": {"min": 0, "max": 3}, "bouts": ["absente", "installée"]}
STEPS: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "echelle": (SCALE, "pv", []),
    "cachee": (SCALE, "pv", ["anonyme"]),
    "position": ({"type": "position", "items": ITEMS, "bouts": ["aide", "contrôle"]}, "pv", []),
    "plan": (
        {
            "type": "position",
            "forme": "plan",
            "items": ITEMS[:1],
            "axes": [
                {"id": "temps", "titre": "Le temps", "bouts": ["peu", "beaucoup"]},
                {"id": "effet", "titre": "L’effet", "bouts": ["rien", "beaucoup"]},
            ],
        },
        "pv",
        [],
    ),
    "coins": ({"type": "position", "forme": "coins", "items": ITEMS[:1], "coins": ITEMS}, "pv", []),
    "vote": ({"type": "vote", "choix": ITEMS}, "pv", []),
    "secret": ({"type": "vote", "choix": ITEMS, "scrutin": "secret"}, "pv", ["anonyme"]),
    "consentement": ({"type": "vote", "mode": "consentement"}, "pv", []),
    "liste": ({"type": "liste-controle", "conditions": ITEMS}, "pv", []),
    "lire": ({"type": "aucune"}, "aucune", []),
}
READ = ("cachee", "secret")


def guide() -> Guide:
    """A guide of one step each."""
    steps = [
        {"id": name, "titre": f"Étape {name}", "minutes": 5, "activite": activity, "trace": trace, "drapeaux": flags}
        | ({"entrees": list(READ)} if name == "lire" else {})
        for name, (activity, trace, flags) in STEPS.items()
    ]
    about = {"titre": "Ce qui compte", "resume": "Essai.", "publics": ["partenariat"], "objet": "partenariat"}
    rest = {
        "duree": 50,
        "groupe": {"min": 5, "max": 14},
        "sources": [],
        "licence": "CC-BY-4.0",
        "attribution": "Essai.",
    }
    whole = {"format": 1, "id": "compte", "langue": "fr", "version": "1.0.0", **about, **rest, "etapes": steps}
    return Guide.model_validate(whole, by_alias=True, by_name=False, strict=False)


@pytest.fixture
def meeting(alice, app, clock) -> str:
    """A meeting that runs, at its first step."""
    made = prepared(alice, guide="", expected="9")

    def led() -> None:
        row = db.session.get(Meeting, made)
        assert row
        add_point(row, PointKind.GUIDE, "Ce qui compte", freeze(guide(), Catalogue()), "")
        service.start(meeting_id=made, now=clock())

    act(app, led)
    return made


def go(alice, app, clock, meeting: str, name: str) -> str:
    """The id of this step, which runs now."""
    stage = next(one for one in shown(app, clock, meeting).stages if one.step.id == name)
    act(app, service.go_to, meeting_id=meeting, stage_id=stage.id, now=clock())
    return stage.id


def answer(alice, meeting: str, stage: str, *forms: dict[str, str]) -> None:
    for form in forms:
        path = f"/reunions/{meeting}/pupitre/etapes/{stage}/reponses"
        alice.submit(f"/reunions/{meeting}/pupitre", form, action=path)


def room(alice, meeting: str) -> Any:
    return alice.get(f"/reunions/{meeting}/salle")


def test_a_scale_is_shown_to_the_room_when_the_desk_shows_it_and_all_at_once(alice, app, clock, meeting) -> None:
    stage = go(alice, app, clock, meeting, "echelle")
    answer(alice, meeting, stage, *[{"dilution": place, "rond": "3"} for place in ("0", "0", "0", "3", "3", "3")])
    assert 'class="presence"' not in room(alice, meeting).text
    desk = alice.get(f"/reunions/{meeting}/pupitre")
    assert "Montrer les 6 réponses" in desk.words
    assert "deux camps" in desk.words
    assert "unanime" in desk.words
    service_ids = [one.id for one in loaded(app, clock, meeting).lines]
    act(app, service.reveal, meeting_id=meeting, stage_id=stage, ids=service_ids, now=clock())
    seen = room(alice, meeting)
    assert seen.text.count('class="presence"') == 12
    assert "deux camps" in seen.words
    assert "La salle voit ces réponses" in alice.get(f"/reunions/{meeting}/pupitre").words


def test_choices_without_their_votes_are_not_seen_again_where_a_later_step_reads_them(
    alice, app, clock, meeting
) -> None:
    """They would read as if the group had agreed to them."""
    stage = go(alice, app, clock, meeting, "secret")
    assert "La dilution" in room(alice, meeting).words
    answer(alice, meeting, stage, *[{"choix": "dilution"}] * 5)
    go(alice, app, clock, meeting, "lire")
    assert "La dilution" not in room(alice, meeting).words
    act(app, service.reveal, meeting_id=meeting, stage_id=stage, now=clock())
    assert "La dilution" in room(alice, meeting).words


def loaded(app, clock, meeting: str) -> Any:
    from facilitation.database import reading
    from tests.meetings.leading import account_in

    with app.app_context(), reading():
        return service.desk_page(
            meeting_id=meeting, account_id=account_in("Alice"), now=clock(), catalogue=Catalogue(), stage_id=None
        )


def test_a_plane_is_answered_from_desk_and_phone_drawn_in_the_room_and_kept_with_its_table(
    alice, app, clock, meeting
) -> None:
    stage = go(alice, app, clock, meeting, "plan")
    answer(alice, meeting, stage, {"dilution.temps": "1", "dilution.effet": "7"})
    phone, address = phone_of(app, meeting, clock()), f"/salle/{meeting}"
    phone.submit(address, {"dilution.temps": "6", "dilution.effet": "2"}, action=f"{address}/etapes/{stage}/reponse")
    assert 'class="plane"' not in room(alice, meeting).text
    act(app, service.reveal, meeting_id=meeting, stage_id=stage, now=clock())
    assert room(alice, meeting).text.count('fill="#1F5C63"') == 2
    assert phone.get(address).text.count('fill="#1F5C63"') == 2
    act(app, service.end, meeting_id=meeting, now=clock())
    page = alice.get(f"/reunions/{meeting}/relecture?lecteurs=groupe")
    assert page.text.count('fill="#1F5C63"') == 2
    assert "De gauche à droite, le temps" in page.text.replace("\u202f", " ").replace("\u00a0", " ")


def test_corners_are_counted_in_the_room_and_in_the_minutes(alice, app, clock, meeting) -> None:
    stage = go(alice, app, clock, meeting, "coins")
    answer(alice, meeting, stage, {"dilution": "rond"}, {"dilution": "rond"}, {"dilution": "dilution"})
    act(app, service.reveal, meeting_id=meeting, stage_id=stage, now=clock())
    assert "Tourner en rond 2" in room(alice, meeting).words
    act(app, service.end, meeting_id=meeting, now=clock())
    assert "Tourner en rond 2" in preview(alice, meeting)


@pytest.mark.parametrize(("name", "form"), [("cachee", {"dilution": "3", "rond": "3"}), ("secret", {"choix": "rond"})])
@pytest.mark.parametrize("count", [4, 5])
def test_an_anonymous_step_shows_nothing_of_four_answers_and_all_of_five(
    alice, app, clock, meeting, name, form, count
) -> None:
    stage = go(alice, app, clock, meeting, name)
    answer(alice, meeting, stage, *[form] * count)
    go(alice, app, clock, meeting, "position")
    desk = alice.get(f"/reunions/{meeting}/pupitre?etape={stage}")
    few = count < 5
    assert ("Moins de cinq" in desk.words) is few
    assert ("Montrer les 5 réponses" in desk.words) is not few
    act(app, service.reveal, meeting_id=meeting, stage_id=stage, now=clock())
    go(alice, app, clock, meeting, "lire")
    seen = room(alice, meeting)
    assert ("unanime" in seen.words or "Le plus de voix" in seen.words) is not few
    assert ('class="presence"' in seen.text) is not few
    act(app, service.end, meeting_id=meeting, now=clock())
    minutes = preview(alice, meeting)
    assert ("Moins de cinq" in minutes) is few
    assert ("unanime" in minutes or "5 voix" in minutes) is not few


def test_an_anonymous_step_that_is_over_offers_no_form_and_says_what_was_counted(alice, app, clock, meeting) -> None:
    stage = go(alice, app, clock, meeting, "secret")
    answer(alice, meeting, stage, *[{"choix": "rond"}] * 5)
    path = f"/reunions/{meeting}/pupitre/etapes/{stage}/reponses"
    late = {"choix": "dilution", "lieu_": f"reponse:{stage}", "cle_": "k"}
    go(alice, app, clock, meeting, "position")
    here = f"/reunions/{meeting}/pupitre?etape={stage}"
    page = alice.get(here)
    assert path not in [(form.get("action") or "").partition("?")[0] for form in page.tree.iter("form")]
    assert page.words.count("5 réponses sur 9") == 1
    assert "Commencé" not in page.words
    refused = alice.post(f"{path}?etape={stage}", late, status=422)
    assert "à voix haute" in refused.words
    assert "Commencé, et non enregistré" in refused.words, "what was chosen is still there"
    chosen = [one.get("value") for one in refused.tree.iter("input") if "checked" in one.attrib]
    assert "dilution" in chosen


def preview(alice, meeting: str) -> str:
    """The minutes as they stand for the group."""
    return alice.get(f"/reunions/{meeting}/relecture?lecteurs=groupe").words


def test_raised_hands_typed_at_the_desk_are_seen_by_the_room_and_kept(alice, app, clock, meeting) -> None:
    stage = go(alice, app, clock, meeting, "vote")
    path = f"/reunions/{meeting}/pupitre/etapes/{stage}/ranger"
    totals = {"total.dilution": "7", "total.rond": "1", "total.abstention": "1"}
    alice.submit(f"/reunions/{meeting}/pupitre", totals, action=path)
    assert "Le plus de voix : La dilution." in room(alice, meeting).words
    page = alice.submit(f"/reunions/{meeting}/pupitre", {**totals, "total.rond": "beaucoup"}, action=path, status=422)
    assert "nombre entier" in page.words
    act(app, service.end, meeting_id=meeting, now=clock())
    assert "La dilution : 7 · Tourner en rond : 1 · Abstention : 1 (9 voix)" in preview(alice, meeting)


def test_a_checklist_and_an_objection_reach_the_minutes_without_a_name(alice, app, clock, meeting) -> None:
    stage = go(alice, app, clock, meeting, "liste")
    answer(alice, meeting, stage, {"dilution": "oui", "rond": "non", "rond.note": "À demander à la direction."})
    stage = go(alice, app, clock, meeting, "consentement")
    answer(alice, meeting, stage, {"reponse": "objection", "objection": "Trop vite pour elle."}, {"reponse": "accord"})
    act(app, service.end, meeting_id=meeting, now=clock())
    words = preview(alice, meeting)
    for part in (
        "Manque",
        "À demander à la direction.",
        "Trop vite pour elle.",
        "Accord : 1 · Réserve : 0 · Objection : 1",
    ):
        assert part in words


@pytest.mark.parametrize("name", STEPS)
def test_the_single_screen_takes_an_answer_to_every_counting_step(alice, app, clock, meeting, name) -> None:
    go(alice, app, clock, meeting, name)
    page = alice.get(f"/reunions/{meeting}/un-seul-ecran")
    assert "Écrire, visible de tous" in page.words or name == "lire"


def test_an_answer_that_was_given_is_corrected_in_its_own_form(alice, app, clock, meeting) -> None:
    stage = go(alice, app, clock, meeting, "echelle")
    answer(alice, meeting, stage, {"dilution": "2"})
    line = loaded(app, clock, meeting).lines[0]
    assert dict(line.fields) == {"dilution": "2"}
    page = alice.get(f"/reunions/{meeting}/pupitre?corriger={line.id}")
    assert 'id="cor-dilution-2" type="radio" name="dilution" value="2" checked' in page.text


def test_a_phone_shows_again_what_the_room_sees_of_an_earlier_count(alice, app, clock, meeting) -> None:
    stage = go(alice, app, clock, meeting, "cachee")
    answer(alice, meeting, stage, *[{"dilution": "3", "rond": "3"}] * 5)
    go(alice, app, clock, meeting, "lire")
    phone = phone_of(app, meeting, clock())
    address = f"/salle/{meeting}"
    assert "unanime" not in phone.get(address).words
    act(app, service.reveal, meeting_id=meeting, stage_id=stage, now=clock())
    assert "unanime" in phone.get(address).words
