"""Each file passes two validators and opens in LibreOffice; each of the three refuses the file kept for it in `refused/` (acceptance 7)."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from facilitation.documents import minutes, plan
from facilitation.documents.word.write import write
from tests import components
from tests.documents.samples import ACTIONS, DECISION_1, RECORD
from tests.documents.written import DOCUMENTS

REFUSED = Path(__file__).with_name("refused")
pytestmark = pytest.mark.documents


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every document written in it."""
    made = tmp_path_factory.mktemp("word")
    for name, outline in DOCUMENTS.items():
        (made / f"{name}.docx").write_bytes(write(outline))
    return made


def audit(path: Path) -> subprocess.CompletedProcess[str]:
    """What openxml-audit says of a file, or of every file of a folder."""
    program = Path(sys.executable).with_name("openxml-audit")
    return subprocess.run(
        [program, "--ooxml-security", "--recursive", path], capture_output=True, text=True, check=False
    )


def validate(path: Path) -> list[object]:
    """The errors that the Open XML SDK finds in a file."""
    answer = subprocess.run([components.ooxml_validator(), path], capture_output=True, text=True, check=True)
    told = json.loads(answer.stdout)
    assert told["ok"] == (not told["errors"])
    return list(told["errors"])


def convert(folder: Path, *files: Path) -> subprocess.CompletedProcess[str]:
    """LibreOffice makes a PDF of each file, in the folder."""
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [components.libreoffice_path(), profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *files]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)


def test_openxml_audit_finds_nothing(folder: Path) -> None:
    answer = audit(folder)
    assert answer.returncode == 0, answer.stdout
    assert "Error:" not in answer.stdout


def test_openxml_audit_refuses_elements_out_of_order() -> None:
    answer = audit(REFUSED / "out-of-order.docx")
    assert answer.returncode != 0
    assert "Errors: 0" not in answer.stdout


def test_the_open_xml_sdk_finds_nothing(folder: Path) -> None:
    files = sorted(folder.glob("*.docx"))
    assert len(files) == len(DOCUMENTS)
    with ThreadPoolExecutor(2) as pool:
        assert dict(zip(files, pool.map(validate, files), strict=True)) == {path: [] for path in files}


def test_the_open_xml_sdk_refuses_a_table_without_grid() -> None:
    assert validate(REFUSED / "no-grid.docx")


def test_libreoffice_opens_each_file_and_shows_the_numbers_of_its_headings(folder: Path) -> None:
    answer = convert(folder, *sorted(folder.glob("*.docx")))
    assert answer.returncode == 0, answer.stderr
    assert {path.stem for path in folder.glob("*.pdf")} == set(DOCUMENTS)
    reader = components.pdftoppm_path().with_name("pdftotext")
    shown = subprocess.run(
        [reader, "-layout", folder / "pv.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    flat = " ".join(shown.split())
    for heading in (
        "1 Nouvelles des services",
        "2.3 Lire autrement",
        "2.6 Décision et actions",
        "3 Permanence d’hiver",
    ):
        assert heading in flat
    assert "3/3" in flat, "the minutes of the sample hold on three pages"
    lister = components.pdftoppm_path().with_name("pdfimages")
    drawn = subprocess.run([lister, "-list", folder / "pv-chiffres.pdf"], capture_output=True, text=True, check=True)
    pictures = [line.split() for line in drawn.stdout.splitlines()[2:]]
    pictures = [one for one in pictures if one[2] == "image"]
    assert len(pictures) == 4
    assert all(int(one[12]) >= 290 for one in pictures), "each is drawn at 300 points to the inch, or nearly"


def test_a_text_of_20_000_signs_in_a_decision_and_in_a_cell_is_shown_whole(tmp_path: Path) -> None:
    words = [f"mot{index}" for index in range(2_500)]
    outcome = replace(DECISION_1, text=" ".join(words), person_says="")
    action = replace(ACTIONS[0], text=" ".join(words))
    stage = replace(RECORD.points[1].stages[6], outcomes=(outcome, action))
    record = replace(RECORD, points=(replace(RECORD.points[1], stages=(stage,)),), partnership="Réseau " * 40)
    (tmp_path / "pv.docx").write_bytes(write(minutes.compose(record)))
    (tmp_path / "plan.docx").write_bytes(write(plan.compose(record)))
    assert audit(tmp_path).returncode == 0
    convert(tmp_path, tmp_path / "pv.docx", tmp_path / "plan.docx")
    reader = components.pdftoppm_path().with_name("pdftotext")
    for name in ("pv", "plan"):
        shown = subprocess.run(
            [reader, tmp_path / f"{name}.pdf", "-"], capture_output=True, text=True, check=True
        ).stdout
        assert set(words) <= set(shown.split())


def test_libreoffice_refuses_a_file_whose_body_is_no_xml(tmp_path: Path) -> None:
    convert(tmp_path, REFUSED / "cut-short.docx")
    assert not list(tmp_path.glob("*.pdf"))
