"""Acceptance: each guide, whole and in each of its variants, is led through the pages by somebody who fills their forms, to the text that is kept.

The same text is what `facilitation demo` gives of the same script (of whole guides, tests/meetings/test_demo.py says so), and what lies in tests/pages/led. `make test` leads
six guides, which have every kind of step between them, and one variant; `make test-long` every guide and every variant.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from facilitation import database
from facilitation.backups import journal
from facilitation.web.context import house
from tests.checked import CheckedClient
from tests.conftest import Clock
from tests.pages import scripts
from tests.pages.facilitator import Facilitator, local
from tests.pages.scripts import Led

SAMPLE = Led("suivi-plan-action", "en-ouverture")
GUIDES = {
    "analyse-derives-partenariat",
    "atelier-etude-de-cas",
    "concertation-avec-usager",
    "reflexivite-collective",
    "suivi-plan-action",
    "travail-de-en-reseau",
}


def test_the_guides_led_each_time_have_every_kind_of_step() -> None:
    kinds = {name: {step.activity.type for step in guide.steps} for name, guide in scripts.LIBRARY.guides.items()}
    assert set().union(*(kinds[name] for name in GUIDES)) == set().union(*kinds.values())


def journal_faults(app: Flask) -> list[tuple[str, str]]:
    """Where the meetings of this application are not what their journals tell."""
    with app.app_context():
        path = house().settings.data / database.FILE
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return journal.faults(connection)[1]


@pytest.mark.parametrize(
    "led",
    [
        *(
            pytest.param(one, id=one.name, marks=[] if one.guide in GUIDES else pytest.mark.long)
            for one in scripts.whole()
        ),
        *(pytest.param(one, id=one.name, marks=[] if one == SAMPLE else pytest.mark.long) for one in scripts.varied()),
    ],
)
def test_a_guide_led_through_the_pages_gives_the_text_of_the_demonstration_and_the_one_that_is_kept(
    led: Led, app: Flask, clock: Clock, signed_in: Callable[[str], CheckedClient], tmp_path: Path
) -> None:
    script = scripts.script_of(led)
    clock.now = local(script["reunion"]["debut"])
    person = Facilitator(app, signed_in("Alice"), clock, script)
    person.prepare()
    person.welcome()
    person.lead()
    assert (
        journal_faults(app) == []
    )  # and each step agrees with what the journal tells (`facilitation doctor --journal`)
    person.read_back()
    assert journal_faults(app) == []
    taken = person.download(script["documents"]["lecteurs"])
    assert "plan-action.docx" in taken
    assert {"pv.docx", "compte-rendu.docx"} & set(taken)
    assert scripts.as_kept(taken) == led.kept.read_text("utf-8"), scripts.RENEW % led.guide
    if led.variant:
        assert scripts.demonstrated(script, tmp_path / "demo") == taken


@pytest.mark.parametrize("led", [pytest.param(one, id=one.name) for one in scripts.varied()])
def test_the_script_of_a_variant_tells_of_every_step_that_it_has_and_keeps(led: Led) -> None:
    """Otherwise a variant would be led through empty steps, and prove little."""
    told = {
        name
        for point in scripts.script_of(led)["points"]
        if point.get("guide") == led.guide
        for name, step in point["etapes"].items()
        if step
    }
    steps = scripts.LIBRARY.guides[led.guide].steps_of(led.variant)
    silent = {one.id for one in steps if one.trace == "aucune" or one.activity.type in ("aucune", "relecture")}
    assert {one.id for one in steps} - silent - told == set()


def test_every_text_that_is_kept_is_the_one_of_a_guide_or_of_a_variant() -> None:
    assert set(scripts.KEPT.iterdir()) == {one.kept for one in (*scripts.whole(), *scripts.varied())}
