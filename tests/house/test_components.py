"""Without a browser or LibreOffice a test is skipped with the reason; under CI=true it fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import components

ALL = [
    components.chromium_path,
    components.libreoffice_path,
    components.pdftoppm_path,
    components.ooxml_validator,
    components.axe_script,
]


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine where nothing was installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(components, "NODE_MODULES", tmp_path)


@pytest.mark.usefixtures("bare_machine")
@pytest.mark.parametrize("path_of", ALL)
def test_a_missing_component_skips_with_the_way_to_install_it(
    path_of: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match=r"is not installed \((sudo apt install|npm ci)"):
        path_of()


@pytest.mark.usefixtures("bare_machine")
@pytest.mark.parametrize("path_of", ALL)
def test_a_missing_component_fails_under_ci(path_of: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="is not installed"):
        path_of()


@pytest.mark.parametrize("path_of", ALL)
def test_a_component_that_is_there_is_a_file(path_of: Callable[[], Path]) -> None:
    assert path_of().is_file()
