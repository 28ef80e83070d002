"""What is typed is looked at by our own server: told in French with its place, kept nowhere, the people of the meeting left alone."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest

from facilitation.confidentiality.pointing import NOT_ENOUGH, point
from facilitation.confidentiality.pseudonyms import LETTERS, draw, instead_of, is_one
from facilitation.i18n import _
from facilitation.typed import LONGEST
from facilitation.web.pointing import MOST_TOLD
from tests.meetings.leading import partnership, prepared
from tests.pages.test_routes import digest


@pytest.fixture
def meeting(alice, app, clock):
    return prepared(alice, partnership=partnership(app, clock))


def asked(client, meeting, text, taken=(), status=200):
    return client.post(
        f"/reunions/{meeting}/reperage", {"texte": text, "pris": list(taken)}, status=status
    ).response.json


def test_what_is_found_is_told_with_its_place_as_browsers_count_it(alice, meeting):
    text = "🙂 Appeler le 0475 12 34 56 avant jeudi."
    told = asked(alice, meeting, text)
    (one,) = told["found"]
    units = text.encode("utf-16-le")
    assert units[2 * one["start"] : 2 * one["end"]].decode("utf-16-le") == "0475 12 34 56" == one["text"]
    assert one["said"] == "On dirait un numéro de téléphone\u00a0: «\u00a00475 12 34 56\u00a0»."
    assert one["instead"] == "(téléphone retiré)"
    assert "repérage, pas une anonymisation" in told["note"]


def test_a_name_takes_a_letter_that_is_neither_its_own_nor_taken(alice, meeting):
    taken = [_("la personne %(letters)s.", letters=one) for one in LETTERS if one != "K"]
    (one,) = asked(alice, meeting, "Mme Dupont ne vient plus.", taken)["found"]
    assert one["instead"] == "la personne K."
    assert one["button"] == "Remplacer par «\u00a0la personne K.\u00a0»"


def test_a_pseudonym_that_the_text_holds_already_is_not_given_to_somebody_else(alice, meeting):
    held = " ".join(_("la personne %(letters)s.", letters=one) for one in LETTERS if one != "K")
    (one,) = asked(alice, meeting, f"{held} Mme Dupont ne vient plus.")["found"]
    assert one["instead"] == "la personne K."


def test_a_text_full_of_names_is_answered_at_once_and_one_name_takes_one_pseudonym(alice, meeting):
    names = [f"Mme {first}{second}x" for first in LETTERS for second in "aeiou"]
    text = (", ".join(names) + ", ") * (LONGEST // len(", ".join(names)) - 1)
    assert len(set(names)) > MOST_TOLD
    before = time.process_time()
    told = asked(alice, meeting, text)["found"]
    assert time.process_time() - before < 2
    pairs = {(one["text"], one["instead"]) for one in told}
    assert len(pairs) == len(dict(pairs)) == len({instead for _text, instead in pairs}) == MOST_TOLD
    assert all(text[one["start"] : one["end"]] == one["text"] for one in told)
    assert len(told) == sum(text.count(f"{name},") for name in dict(pairs))


def test_members_and_people_of_the_meeting_are_not_pointed_at(alice, meeting):
    assert asked(alice, meeting, "M. Haddad appelle Mme Lambert et Mme MARCHAL.")["found"] == []
    assert [one["text"] for one in asked(alice, meeting, "Mme Lambert-Noël et M. Haddadi")["found"]]
    anywhere = alice.post("/reperage", {"texte": "Mme Lambert"}, status=200).response.json
    assert [one["text"] for one in anywhere["found"]] == ["Mme Lambert"]


def test_asking_changes_no_byte_and_leaves_no_line(alice, data, meeting, caplog):
    caplog.set_level(0)
    before = digest(data)
    told = asked(alice, meeting, "NISS 85.07.30-033.28 de Mme Zébulonette")
    assert [one["text"] for one in told["found"]] == ["85.07.30-033.28", "Mme Zébulonette"]
    assert digest(data) == before
    assert "Zébulonette" not in caplog.text
    assert "85.07" not in caplog.text


def test_a_text_too_long_is_not_looked_at_and_who_asks_too_often_waits(alice, clock, meeting):
    assert asked(alice, meeting, "0475 12 34 56 " + "x" * LONGEST, status=422) == {"found": []}
    token = alice.token()
    answers = [
        alice.raw.post(f"/reunions/{meeting}/reperage", data={"texte": "M. D.", "csrf_token": token}).status_code
        for _again in range(50)
    ]
    assert set(answers[:20]) == {200}
    assert answers[-1] == 429
    clock.now -= timedelta(hours=1)  # a computer whose clock is put right is not kept waiting for it
    asked(alice, meeting, "M. D.")


@pytest.mark.parametrize("text", ["Mme D. a rappelé", "avec M. D", "la famille K.", "Monsieur A.-B. revient"])
def test_a_title_and_an_initial_are_warned_of(text):
    (one,) = point(text)
    assert one.kind == "initial"
    assert "vraie initiale" in one.sentence
    assert not one.blocks


def test_nobody_in_particular_is_not_warned_of():
    assert point("Mme X et M. Y ; Madame la Juge, M. le Substitut") == []


def test_no_pseudonym_is_derived_from_what_it_replaces():
    for _again in range(300):
        assert draw("Mme Émilie D’Hondt", ())[len("la personne ")] not in "MEDH"
    drawn = {draw("Mme Dupont", ()) for _again in range(400)}
    assert len(drawn) > 15, "drawn at random, not computed"
    assert {len(draw("", {draw("", (), lambda free, n=n: free[n]) for n in range(26)})) for _again in range(5)} == {
        len("la personne KK.")
    }


def test_what_a_form_sends_back_is_one_of_ours_or_is_refused():
    assert is_one(draw("Mme Dupont", ()))
    assert is_one(instead_of("birthdate", "12/03/1985", ()))
    for forged in ("la personne <b>.", "la personne .", "Mme Dupont", "", "la personne KKKK.", "la personne K"):
        assert not is_one(forged)


def test_every_place_that_speaks_of_it_says_what_it_is_not():
    assert "pas une anonymisation" in _(NOT_ENOUGH)
    script = Path("facilitation/static/pointing.js").read_text("utf-8")
    assert "told.note" in script
    assert "localStorage" not in script
    assert "sessionStorage" not in script
