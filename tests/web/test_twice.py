"""A form posted twice counts once, and is answered alike; a refused one can be sent again."""

from __future__ import annotations

from tests.checked import CheckedClient

NEW = "/partenariats/nouveau"


def count(client: CheckedClient) -> int:
    return client.get("/partenariats").words.count("Réseau du Val")


def test_a_form_sent_twice_makes_one_partnership_and_leads_to_the_same_page(alice: CheckedClient) -> None:
    form = {**alice.get(NEW).form(), "name": "Réseau du Val"}
    first, again = alice.post(NEW, form), alice.post(NEW, form)
    assert first.response.location == again.response.location
    assert count(alice) == 1


def test_the_same_words_from_a_form_opened_anew_count_again(alice: CheckedClient) -> None:
    for _each in range(2):
        alice.post(NEW, {**alice.get(NEW).form(), "name": "Réseau du Val"})
    assert count(alice) == 2


def test_a_refused_form_can_be_sent_again_once_corrected(alice: CheckedClient) -> None:
    form = alice.get(NEW).form()
    for _each in range(2):
        alice.post(NEW, {**form, "name": ""}, status=422)
    alice.post(NEW, {**form, "name": "Réseau du Val"})
    assert count(alice) == 1


def test_another_session_that_borrows_the_word_of_a_form_is_not_answered_in_its_place(
    alice: CheckedClient, bob: CheckedClient
) -> None:
    form = {**alice.get(NEW).form(), "name": "Réseau du Val"}
    alice.post(NEW, form)
    bob.post(NEW, {**form, "csrf_token": bob.token()})
    assert count(bob) == 1
