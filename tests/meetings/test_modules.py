"""The steps already written, put in the ribbon of a meeting that runs: all are offered, and each lives its steps in the minutes that it announces."""

from __future__ import annotations

import pytest

from facilitation.guides.schema import step_minutes
from facilitation.meetings import service
from facilitation.web.context import catalogue
from tests.meetings.leading import act, partnership, prepared, shown
from tests.meetings.test_desk_pages import DESK, send

MINUTES = {
    "ecriture-silencieuse": (5,),
    "ligne-du-temps": (10,),
    "desaccord": (6, 3, 4, 3),
    "tour-de-consentement": (4, 4, 4, 3),
    "un-deux-quatre-tous": (1, 2, 4, 5),
}
"""For the three people of the meeting: the round of reactions takes one minute, and one each."""


@pytest.fixture
def meeting(alice, app, clock):
    """Three people who begin a meeting."""
    made = prepared(alice, expected="", partnership=partnership(app, clock))
    send(alice, made, "/commencer$")
    return made


def test_every_module_is_offered_at_the_desk_and_lives_in_its_minutes(alice, app, clock, meeting):
    with app.app_context():
        library = catalogue()
    lists = [
        one
        for one in alice.get(f"{DESK.format(meeting)}?volet=ruban").tree.iter("select")
        if one.get("name") == "module"
    ]
    assert {option.get("value") for option in lists[0].iter("option")} == set(library.modules)
    for name in library.modules:
        act(app, service.insert_module, meeting_id=meeting, module_id=name, catalogue=library, now=clock())
    lived = shown(app, clock, meeting)
    for name, module in library.modules.items():
        found = [one.minutes for one in lived.stages if one.step.module == name]
        assert found == [step_minutes(step, lived.headcount, 4) for step in module.steps], name
        assert name not in MINUTES or tuple(found) == MINUTES[name], name
