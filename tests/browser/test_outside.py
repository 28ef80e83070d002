"""The browser of the tests knows nobody outside this computer (`tests/offline` holds the rest)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Error

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("address", ["http://192.0.2.1/", "http://maillage.invalid/"])
def test_the_browser_of_the_tests_reaches_nothing_outside(browser: Browser, address: str) -> None:
    context = browser.new_context()
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        context.new_page().goto(address, timeout=5_000)
    context.close()
