"""What binds those who would receive a document: the weakest speaks for a service, and only « bound by nothing » closes the gate."""

from __future__ import annotations

import itertools

from facilitation.confidentiality.standing import WORDS, Standing, from_text, refuses, said, service_key, weakest
from facilitation.i18n import _

NOTED = (None, *Standing)


def test_a_word_that_is_none_of_ours_notes_nothing() -> None:
    assert [from_text(one.value) for one in Standing] == list(Standing)
    assert {from_text(one) for one in (None, "", "SECRET", "oui", "<b>")} == {None}


def test_whoever_is_bound_least_speaks_for_a_service() -> None:
    order = [Standing.NEITHER, Standing.UNKNOWN, Standing.DISCRETION, Standing.SECRET]
    for people in itertools.product(NOTED, repeat=3):
        noted = [order.index(one) for one in people if one is not None]
        assert weakest(people) is (order[min(noted)] if noted else None)


def test_a_service_is_the_same_however_it_is_written_and_no_other() -> None:
    written = ("AMO Passerelle", "amo passerelle ", "A.M.O. Passerelle", "AMO\u00a0PASSERELLE", "AMO-Passerelle")
    assert len({service_key(one) for one in written}) == 1
    assert len({service_key(one) for one in ("AMO Passerelle", "AMO Passerelles", "CPAS", "Été", "Ete 1")}) == 5
    assert service_key(" . ") == ""


def test_only_somebody_bound_by_nothing_closes_the_gate_and_every_other_standing_is_told() -> None:
    for people in itertools.product(NOTED, repeat=2):
        assert refuses(people) is (Standing.NEITHER in people)
        assert bool(said(people)) is any(people)
    sentences = {said([one]) for one in Standing}
    assert len(sentences) == len(WORDS) == 4
    assert "ne suffit pas" in _(said([Standing.SECRET, Standing.DISCRETION]))
    assert "rien ne lui est transmis" in _(said([Standing.NEITHER]))
