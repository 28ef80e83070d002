"""A guide in two meetings: the first leads its own steps, the next one of the partnership is offered the others; and any guide can be chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from facilitation.database import writing
from facilitation.meetings import service
from facilitation.meetings.shown import NewMeeting
from facilitation.web.context import catalogue
from tests.checked import CheckedClient
from tests.conftest import PASSWORD, Clock
from tests.meetings.leading import account_in, act, partnership, press, shown

CHARTER, SECOND = "charte-partenariat", "deuxieme-seance"


def made(app: Flask, clock: Clock, group: str, guide: str = "", variant: str | None = None) -> str:
    """A meeting of this partnership, with this guide."""
    with app.app_context(), writing():
        meeting = service.prepare(
            account_id=account_in("Alice"), new=NewMeeting(partnership_id=group, expected=6), now=clock()
        )
        if guide:
            service.use_guide(meeting_id=meeting, guide_id=guide, variant=variant, catalogue=catalogue(), now=clock())
    return meeting


def led(app: Flask, clock: Clock, meeting: str) -> None:
    act(app, service.start, meeting_id=meeting, now=clock())
    act(app, service.end, meeting_id=meeting, now=clock())
    clock.later(days=20)


@pytest.fixture
def group(app: Flask, clock: Clock) -> str:
    return partnership(app, clock)


def test_the_first_meeting_leads_its_own_steps_and_the_next_is_offered_the_second(
    app: Flask, clock: Clock, alice: CheckedClient, group: str
) -> None:
    first = made(app, clock, group, CHARTER)
    assert not any(one.taken and one.step.session > 1 for one in shown(app, clock, first).stages)
    led(app, clock, first)
    alice.post("/verrou", {"password": PASSWORD})
    second = made(app, clock, group)
    page = alice.get(f"/reunions/{second}/preparer")
    assert "Mener la séance 2" in page.words
    press(alice, second, "suite")
    point = shown(app, clock, second).points[-1]
    assert point.guide_id == CHARTER
    assert {"rappel", "rediger-suite"} <= {one.step.id for one in point.stages if one.taken}
    assert 'id="suite"' not in alice.get(f"/reunions/{second}/preparer").text
    led(app, clock, second)
    alice.post("/verrou", {"password": PASSWORD})
    assert 'id="suite"' not in alice.get(f"/reunions/{made(app, clock, group)}/preparer").text


def test_nothing_follows_in_another_partnership_or_before_the_first_meeting_was_led(
    app: Flask, clock: Clock, alice: CheckedClient, group: str
) -> None:
    first = made(app, clock, group, CHARTER)
    assert 'id="suite"' not in alice.get(f"/reunions/{made(app, clock, group)}/preparer").text
    led(app, clock, first)
    alice.post("/verrou", {"password": PASSWORD})
    other = partnership(app, clock)
    assert 'id="suite"' not in alice.get(f"/reunions/{made(app, clock, other)}/preparer").text


def test_a_guide_without_a_variant_for_its_second_meeting_offers_the_steps_of_that_meeting(
    app: Flask, clock: Clock, group: str
) -> None:
    with app.app_context():
        library = catalogue()
        whole = library.guides[CHARTER].model_copy(update={"variants": ()})
    without = replace(library, guides={**library.guides, CHARTER: whole})
    led(app, clock, made(app, clock, group, CHARTER))
    second = made(app, clock, group)
    act(app, service.take_sequel, meeting_id=second, catalogue=without, now=clock())
    taken = [one for one in shown(app, clock, second).stages if one.taken]
    assert taken
    assert all(one.step.session == 2 for one in taken)


def test_any_guide_of_the_library_can_be_chosen_for_a_meeting_in_preparation(
    app: Flask, clock: Clock, alice: CheckedClient, group: str
) -> None:
    meeting = made(app, clock, group, "reflexivite-collective")
    page = alice.get(f"/reunions/{meeting}/preparer")
    with app.app_context():
        known = catalogue().guides
    offered = {one.get("value") for one in page.tree.iter("option")}
    assert known.keys() <= offered
    assert all(f"{guide.id}/{one.id}" in offered for guide in known.values() for one in guide.variants)
    press(alice, meeting, "choisir-apres", {"guide-choisi": f"{CHARTER}/{SECOND}"})
    assert [point.guide_id for point in shown(app, clock, meeting).points] == ["reflexivite-collective", CHARTER]
    press(alice, meeting, "choisir", {"guide-choisi": "qui-porte-quoi"})
    assert [point.guide_id for point in shown(app, clock, meeting).points] == ["qui-porte-quoi"]


def test_a_guide_that_is_no_longer_there_is_refused_in_words(
    app: Flask, clock: Clock, alice: CheckedClient, group: str
) -> None:
    meeting = made(app, clock, group)
    page = press(alice, meeting, "choisir", {"guide-choisi": "rien"}, status=422)
    assert "n’est plus dans la bibliothèque" in page.words
