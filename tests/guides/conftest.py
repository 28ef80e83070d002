from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from facilitation.activities import registry
from facilitation.cli_guides import library_of
from facilitation.guides.catalogue import Catalogue, content_folder, load_catalogue
from facilitation.guides.load import Library, Loaded, guide_from
from facilitation.guides.schema import Guide

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(content_folder(), registry.kinds())


@pytest.fixture(scope="session")
def library(catalogue: Catalogue) -> Library:
    return library_of(catalogue)


@pytest.fixture(scope="session")
def small() -> str:
    """A small guide with nothing wrong."""
    return (HERE / "small.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def load(library: Library) -> Callable[[str | bytes], Loaded[Guide]]:
    """Loads a guide's text or bytes as the file « essai.yaml »."""
    return lambda text: guide_from(text.encode("utf-8") if isinstance(text, str) else text, library, "essai.yaml")
