"""The paper kit of each guide, printed: no sheet sends its last lines alone to another page."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from facilitation.guides.catalogue import content_folder
from tests.browser.conftest import Server
from tests.components import pdftoppm_path

pytestmark = [pytest.mark.browser, pytest.mark.long]
GUIDES = sorted(path.stem for path in (content_folder() / "guides").glob("*.yaml"))
CODE = re.compile(r"\b[A-Z]\d(?:-[A-Z]\d)?$", re.MULTILINE)
FEW = 5
"""Lines under which a page that begins no sheet is the end of one that should have held on its own."""


@pytest.mark.parametrize("guide", GUIDES)
def test_no_sheet_leaves_its_last_lines_on_another_page(
    server: Server, window: Callable[..., Page], tmp_path: Path, guide: str
) -> None:
    page, printed = window(), tmp_path / "kit.pdf"
    page.goto(f"{server.url}/bibliotheque/{guide}/kit/feuilles?personnes=1")
    page.pdf(path=printed, prefer_css_page_size=True)
    reader = pdftoppm_path().with_name("pdftotext")
    told = subprocess.run([reader, "-layout", printed, "-"], capture_output=True, text=True, check=True).stdout
    pages = [[line for line in each.splitlines() if line.strip()] for each in told.split("\f")[:-1]]
    first = next(number for number, lines in enumerate(pages) if lines and CODE.search(lines[0]))
    ends = [lines for lines in pages[first:] if len(lines) < FEW and not any(CODE.search(line) for line in lines)]
    assert ends == []
