"""Two people fill the same form: nobody is overwritten, and where both changed the same thing both texts are shown."""

from __future__ import annotations

import pytest

from facilitation.meetings import service
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from tests.checked import fields_of
from tests.meetings.leading import act, captured, partnership, prepared, press, shown
from tests.meetings.test_team import accept, invited

CHOICES = {"mien": "Chez Bob", "autre": "Chez Alice", "deux": "Chez Alice / Chez Bob"}


@pytest.fixture
def val(app, clock):
    """Alice's partnership."""
    return partnership(app, clock)


@pytest.fixture
def meeting(alice, bob, app, clock, val):
    """A meeting that Alice and Bob prepare together."""
    made = prepared(alice, expected="", partnership=val)
    accept(bob, invited(alice, made, "animation"))
    return made


def opened(client, path, action=""):
    """The fields of this page's form, as this person sees them now."""
    page, wanted = client.get(path), action or path
    form = next(one for one in page.tree.iter("form") if (one.get("action") or "").partition("?")[0].endswith(wanted))
    return form.get("action"), sent(form)


def sent(form):
    from werkzeug.datastructures import MultiDict

    return MultiDict(list(fields_of(form)))


def again(page, action):
    """The same form on the page that came back."""
    form = next(one for one in page.tree.iter("form") if (one.get("action") or "").partition("?")[0].endswith(action))
    return sent(form)


def test_what_each_of_two_changes_in_another_field_is_kept(alice, bob, app, clock, meeting):
    path = f"/reunions/{meeting}/preparer"
    _action, hers = opened(alice, path)
    _action, his = opened(bob, path)
    hers["title"], hers["faire"] = "Relire un moment", "enregistrer"
    his["place"], his["faire"] = "Au CPAS", "enregistrer"
    alice.post(path, hers)
    bob.post(path, his)
    found = shown(app, clock, meeting)
    assert (found.title, found.place) == ("Relire un moment", "Au CPAS")


@pytest.mark.parametrize("choice", CHOICES)
def test_the_same_field_changed_by_both_shows_both_texts_and_asks(alice, bob, app, clock, meeting, choice):
    path = f"/reunions/{meeting}/preparer"
    _action, hers = opened(alice, path)
    _action, his = opened(bob, path)
    hers["place"], hers["faire"] = "Chez Alice", "enregistrer"
    his["place"], his["faire"], his["title"] = "Chez Bob", "enregistrer", "Un titre"
    alice.post(path, hers)
    refused = bob.post(path, his, status=422)
    for words in ("Chez Alice", "Chez Bob", "l’autre"):
        assert words in refused.words
    assert shown(app, clock, meeting).place == "Chez Alice", "nothing is kept before the choice"
    back = again(refused, "/preparer")
    assert (back["place"], back["title"]) == ("Chez Bob", "Un titre")
    back["choix_"], back["faire"] = choice, "enregistrer"
    bob.post(path, back)
    found = shown(app, clock, meeting)
    assert (found.place, found.title) == (CHOICES[choice], "Un titre")


def test_a_third_change_during_the_choice_is_shown_too(alice, bob, app, clock, meeting):
    path = f"/reunions/{meeting}/preparer"
    _action, his = opened(bob, path)
    press(alice, meeting, "enregistrer", {"place": "Chez Alice"})
    his["place"], his["faire"] = "Chez Bob", "enregistrer"
    back = again(bob.post(path, his, status=422), "/preparer")
    press(alice, meeting, "enregistrer", {"place": "Ailleurs"})
    back["faire"] = "enregistrer"
    refused = bob.post(path, back, status=422)
    assert "Ailleurs" in refused.words


def test_a_member_that_the_other_unticked_does_not_come_back(alice, bob, app, clock, meeting):
    path = f"/reunions/{meeting}/preparer"
    _action, hers = opened(alice, path)
    _action, his = opened(bob, path)
    everybody = hers.getlist("people")
    hers.setlist("people", everybody[:1])
    hers["faire"] = his["faire"] = "enregistrer"
    alice.post(path, hers)
    his["title"] = "Un titre"
    bob.post(path, his)
    assert len(shown(app, clock, meeting).people) == 1


def test_a_form_with_a_fault_still_knows_what_it_first_showed(alice, bob, app, clock, meeting):
    path = f"/reunions/{meeting}/preparer"
    _action, his = opened(bob, path)
    press(alice, meeting, "enregistrer", {"place": "Chez Alice"})
    his["place"], his["day"], his["faire"] = "Chez Bob", "31 février", "enregistrer"
    back = again(bob.post(path, his, status=422), "/preparer")
    back["day"], back["faire"] = "", "enregistrer"
    refused = bob.post(path, back, status=422)
    assert "Chez Alice" in refused.words


@pytest.mark.parametrize(
    "forged",
    ["", "{", "[]", "12", '{"place":["x"]}', '{"place":"0"}', "é" * 5000, pytest.param("[" * 100_000, id="brackets")],
)
def test_what_a_forged_form_says_that_it_showed_breaks_nothing(alice, app, clock, meeting, forged):
    _action, fields = opened(alice, f"/reunions/{meeting}/preparer")
    fields["lu_"], fields["place"], fields["heurts_"] = forged, "Chez Alice", forged
    fields["faire"], fields["choix_"] = "enregistrer", forged
    answer = alice.raw.post(f"/reunions/{meeting}/preparer", data=fields)
    assert answer.status_code in (303, 422)
    assert (shown(app, clock, meeting).place == "Chez Alice") is (answer.status_code == 303)


def test_the_settings_of_a_partnership_changed_in_two_windows_show_both(alice, app, clock, val):
    path = f"/partenariats/{val}/reglages"
    action, here = opened(alice, path)
    _action, there = opened(alice, path)
    alice.post(action, {**here, "territory": "Valmont"})
    refused = alice.post(action, {**there, "territory": "Le Val", "place": "Au CPAS"}, status=422)
    assert "Valmont" in refused.words
    back = again(refused, "/reglages")
    assert back["territory"] == "Le Val"
    alice.post(action, {**back, "choix_": "deux"})
    _action, kept = opened(alice, path)
    assert (kept["territory"], kept["place"]) == ("Valmont / Le Val", "Au CPAS")


def test_a_member_and_a_service_changed_in_two_windows_show_both(alice, app, clock, val):
    links = alice.get(f"/partenariats/{val}").links()
    for kind, field in (("/membres/", "function"), ("/services/", "name")):
        path = next(link for link in links if kind in link)
        action, here = opened(alice, path)
        _action, there = opened(alice, path)
        alice.post(action, {**here, field: "D'abord ceci"})
        refused = alice.post(action, {**there, field: "Puis cela"}, status=422)
        assert "D'abord ceci" in refused.words
        alice.post(action, {**again(refused, path), "choix_": "mien"})
        assert opened(alice, path)[1][field] == "Puis cela"


def test_what_comes_next_typed_by_both_shows_both(alice, bob, app, clock, meeting):
    act(app, service.start, meeting_id=meeting, now=clock())
    path, action = f"/reunions/{meeting}/relecture", "/suite"
    where, hers = opened(alice, path, action)
    _where, his = opened(bob, path, action)
    alice.post(where, {**hers, "points": "Le budget."})
    refused = bob.post(where, {**his, "points": "Les horaires."}, status=422)
    assert "Le budget." in refused.words
    bob.post(where, {**again(refused, action), "choix_": "deux"})
    assert shown(app, clock, meeting).next_points == "Le budget.\nLes horaires."


def test_the_wording_of_an_outcome_changed_at_two_desks_shows_both(alice, bob, app, clock, meeting):
    act(app, service.start, meeting_id=meeting, now=clock())
    action = captured(app, clock, meeting, OutcomeKind.ACTION, "Appeler.")
    path = f"/reunions/{meeting}/pupitre?completer={action}"
    where, hers = opened(alice, path, f"/acquis/{action}")
    _where, his = opened(bob, path, f"/acquis/{action}")
    alice.post(where, {**hers, "text": "Appeler la veille."})
    refused = bob.post(where, {**his, "text": "Appeler le matin."}, status=422)
    assert "Appeler la veille." in refused.words
    bob.post(where, {**again(refused, f"/acquis/{action}"), "les_deux_": "oui"})
    kept = opened(alice, path, f"/acquis/{action}")[1]["text"].strip().split("\n")
    assert [line.strip() for line in kept] == ["Appeler la veille.", "Appeler le matin."]


def test_each_facilitator_has_a_notebook_of_their_own(alice, bob, app, clock, meeting):
    act(app, service.start, meeting_id=meeting, now=clock())
    path, action = f"/reunions/{meeting}/pupitre", "/notes"
    for client, text in ((alice, "canari d'Alice"), (bob, "canari de Bob")):
        where, fields = opened(client, path, action)
        client.post(where, {**fields, "texte": text})
    assert opened(alice, path, action)[1]["texte"].strip() == "canari d'Alice"
    assert "canari d'Alice" not in bob.get(path).text


def test_what_was_written_about_something_that_the_other_took_away_is_shown_to_be_copied(
    alice, bob, app, clock, meeting
):
    outcome = captured(app, clock, meeting, OutcomeKind.ACTION, "Rappeler la commune")
    act(app, service.start, meeting_id=meeting, now=clock())
    path = f"/reunions/{meeting}/pupitre"
    action, his = opened(bob, f"{path}?completer={outcome}", f"acquis/{outcome}")
    act(app, outcomes.remove, outcome_id=outcome, now=clock())
    his["sign"] = "La commune a rappelé"
    gone = bob.post(action, his, status=404)
    assert "La commune a rappelé" in [(field.text or "").strip() for field in gone.all(".//textarea")]
    assert not gone.all(".//form[@method='post']//textarea")
