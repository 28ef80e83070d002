from __future__ import annotations

import io
import json
import os
import re
import shutil
from pathlib import Path

import pytest

from facilitation.cli_guides import check, list_guides, print_schema
from facilitation.guides.catalogue import content_folder

LINE = re.compile(r"^(?P<path>\S.*?):(?P<line>\d+):(?P<column>\d+) \S.*$")
GUIDE = content_folder() / "guides" / "reflexivite-collective.yaml"


def run(command, *arguments, **options) -> tuple[int, str]:
    out = io.StringIO()
    return command(*arguments, out, **options) if arguments else command(out, **options), out.getvalue()


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "fautif.yaml"
    path.write_text(GUIDE.read_text(encoding="utf-8").replace("minutes: 8", "minutes: huit", 1), encoding="utf-8")
    return path


def test_the_library_has_no_fault():
    assert run(check, []) == (0, "Aucune faute.\n")


def test_a_faulty_file_gives_one_line_a_fault_and_ends_in_1(faulty):
    code, said = run(check, [faulty])
    assert code == 1
    assert all(LINE.match(line) for line in said.splitlines())
    assert LINE.match(said)["path"] == str(faulty)


def test_a_remark_is_said_and_ends_in_0(tmp_path):
    path = tmp_path / "remarque.yaml"
    path.write_text(GUIDE.read_text(encoding="utf-8").replace("duree: 90", "duree: 95", 1), encoding="utf-8")
    code, said = run(check, [path])
    assert code == 0
    assert LINE.match(said)
    assert "remarque" in said


def test_the_path_is_said_as_it_is_typed_from_here(faulty, monkeypatch):
    monkeypatch.chdir(faulty.parent)
    assert run(check, [Path("fautif.yaml")])[1].startswith("fautif.yaml:")


@pytest.mark.parametrize("kind", ["missing", "folder", "forbidden", "nul"])
def test_what_cannot_be_read_gets_a_sentence_and_ends_in_2(tmp_path, kind, monkeypatch):
    path = tmp_path / "x.yaml"
    if kind == "folder":
        path.mkdir()
    if kind == "forbidden":
        path.write_text("format: 1")
        monkeypatch.setattr(Path, "open", lambda *_arguments, **_options: (_ for _ in ()).throw(PermissionError()))
    if kind == "nul":
        path = Path("a\0b.yaml")
    code, said = run(check, [path])
    assert code == 2
    assert "Traceback" not in said
    assert said.strip().endswith((".", "yaml."))


def test_readable_files_are_still_checked_beside_one_that_is_missing(faulty):
    code, said = run(check, [Path("absent.yaml"), faulty])
    assert code == 2
    assert f"{faulty}:" in said


@pytest.mark.parametrize(
    "path", sorted(content_folder().rglob("*.yaml")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_every_file_of_the_library_can_be_checked_by_itself(path):
    assert run(check, [path]) == (0, "Aucune faute.\n")


def test_a_fault_of_an_example_is_named_too(tmp_path):
    folder = Path(shutil.copytree(content_folder(), tmp_path / "content"))
    example = folder / "examples" / "reflexivite-collective.yaml"
    example.write_text(
        example.read_text(encoding="utf-8").replace("genre: information", "genre: info"), encoding="utf-8"
    )
    code, said = run(check, [], folder=folder)
    assert code == 1
    assert str(example) in said


def test_guides_prints_what_machines_rely_on(monkeypatch):
    monkeypatch.chdir(content_folder().parent)
    code, said = run(list_guides, as_json=True)
    found = json.loads(said)
    assert code == 0
    assert {one["id"] for one in found} >= {"reflexivite-collective", "desaccord-entre-services"}
    for one in found:
        assert re.fullmatch(r"[0-9a-f]{64}", one["empreinte"])
        assert Path(one["fichier"]).is_file()
        assert sum(step["minutes"] for step in one["etapes"]) > 0


def test_guides_prints_a_line_each_for_people():
    code, said = run(list_guides)
    assert code == 0
    assert "reflexivite-collective  Réflexivité collective" in said


def test_guides_says_that_a_file_is_left_out(tmp_path, faulty):
    folder = Path(shutil.copytree(content_folder(), tmp_path / "content"))
    shutil.copy(faulty, folder / "guides" / "reflexivite-collective.yaml")
    code, said = run(list_guides, folder=folder)
    assert code == 0
    assert "reflexivite-collective  " not in said
    assert "facilitation check" in said


def test_the_schema_is_json():
    code, said = run(print_schema)
    assert code == 0
    assert json.loads(said)["type"] == "object"


@pytest.mark.parametrize("command", [check, list_guides])
def test_a_library_that_is_not_there_ends_in_2(command, tmp_path):
    arguments = ([],) if command is check else ()
    code, said = run(command, *arguments, folder=tmp_path / "absent")
    assert code == 2
    assert os.fspath(tmp_path) in said


def test_own_guides_are_listed_and_checked_with_the_library(tmp_path, faulty):
    own, small = tmp_path / "guides", (Path(__file__).parent / "guides" / "small.yaml").read_text(encoding="utf-8")
    own.mkdir()
    (own / "bilan.yaml").write_text(small.replace("id: petit-guide", "id: bilan", 1), encoding="utf-8")
    code, said = run(list_guides, own=own)
    assert (code, sum(line.startswith("bilan  Petit guide") for line in said.splitlines())) == (0, 1)
    assert run(check, [], own=own) == (0, "Aucune faute.\n")
    faulty.rename(own / "faux.yaml")
    code, said = run(check, [], own=own)
    assert code == 1
    assert "faux.yaml:" in said
    assert "ne sont pas servis" in run(list_guides, own=own)[1]
    assert "bilan" not in run(list_guides, own=tmp_path / "ailleurs")[1]
