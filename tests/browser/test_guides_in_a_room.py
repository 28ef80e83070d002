"""Acceptance: three guides are led in a browser, with the desk, a room screen and a phone for each, to the same text as everywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Server
from tests.browser.leading import Led
from tests.pages import scripts
from tests.pages.facilitator import local

pytestmark = [pytest.mark.browser, pytest.mark.long]
GUIDES = ("intervision-codeveloppement", "place-usager", "analyse-derives-partenariat")


@pytest.fixture
def led(browser: Browser, server: Server) -> Iterator[Callable[[dict[str, Any]], Led]]:
    """Gives somebody who leads this script; their windows are closed at the end."""
    made: list[Led] = []

    def leading(script: dict[str, Any]) -> Led:
        made.append(Led(browser, server, script))
        return made[-1]

    yield leading
    for one in made:
        one.close()


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_is_led_by_a_whole_room_to_the_text_that_is_kept(
    name: str, led: Callable[[dict[str, Any]], Led], server: Server
) -> None:
    whole = scripts.Led(name)
    script = scripts.script_of(whole)
    server.clock.now = local(script["reunion"]["debut"])
    room = led(script)
    room.prepare_by_post()
    room.welcome()
    room.join()
    room.lead()
    room.read_back()
    assert scripts.as_kept(room.download(script["documents"]["lecteurs"])) == whole.kept.read_text("utf-8")
    assert room.sent_by_phone >= 10, "the phones gave next to nothing"
