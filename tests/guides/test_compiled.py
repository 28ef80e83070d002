"""What was read of the library before is taken as it was, and never instead of what is there now."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import pytest

from facilitation.activities import registry
from facilitation.guides import catalogue as reading
from facilitation.guides.catalogue import Catalogue, content_folder, describe, load_catalogue
from facilitation.guides.compiled import INDEX, Compiled

NAMES = ("suivi-plan-action", "reflexivite-collective")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A library of two guides."""
    folder = tmp_path / "content"
    shutil.copytree(content_folder() / "modules", folder / "modules")
    (folder / "guides").mkdir()
    for name in ("sources.yaml", "drifts.yaml", "glossary.yaml", *(f"guides/{name}.yaml" for name in NAMES)):
        shutil.copy(content_folder() / name, folder / name)
    return folder


def loaded(content: Path, *, write: bool = True) -> Catalogue:
    known = Compiled(content.parent / INDEX, content)
    found = load_catalogue(content, registry.kinds(), known)
    if write:
        known.write()
    return found


def read_again(monkeypatch: pytest.MonkeyPatch, content: Path) -> tuple[Catalogue, list[str]]:
    """The library read once more, and the guides whose file was read for it."""
    asked: list[str] = []
    real = reading.load_guide

    def noted(path: Path, *more: object) -> object:
        asked.append(path.stem)
        return real(path, *more)

    monkeypatch.setattr(reading, "load_guide", noted)
    return loaded(content, write=False), asked


def test_the_second_time_no_guide_is_read_and_all_are_the_same(content, monkeypatch):
    first = loaded(content)
    again, asked = read_again(monkeypatch, content)
    assert asked == []
    assert again.guides == first.guides
    assert [describe(one, again) for one in again.guides.values()] == [
        describe(one, first) for one in first.guides.values()
    ]
    assert again == load_catalogue(content, registry.kinds())


def test_every_guide_of_the_library_comes_back_as_it_was(tmp_path):
    folder = content_folder()
    known = Compiled(tmp_path / INDEX, folder)
    first = load_catalogue(folder, registry.kinds(), known)
    known.write()
    assert load_catalogue(folder, registry.kinds(), Compiled(tmp_path / INDEX, folder)).guides == first.guides


def test_only_the_guide_that_changed_is_read_again(content, monkeypatch):
    loaded(content)
    path = content / "guides" / f"{NAMES[0]}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("version: 1.", "version: 7."), encoding="utf-8")
    again, asked = read_again(monkeypatch, content)
    assert asked == [NAMES[0]]
    assert again.guides[NAMES[0]].version.startswith("7.")


@pytest.mark.parametrize("name", ["sources.yaml", "drifts.yaml", "glossary.yaml", "modules/pause.yaml"])
def test_what_guides_refer_to_has_all_of_them_read_again(content, monkeypatch, name):
    loaded(content)
    path = content / name
    path.write_text(path.read_text(encoding="utf-8") + "# lu\n", encoding="utf-8")
    assert sorted(read_again(monkeypatch, content)[1]) == sorted(NAMES)


def test_a_faulty_guide_and_one_with_a_remark_are_said_each_time(content):
    path = content / "guides" / f"{NAMES[0]}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("duree: ", "duree: 9"), encoding="utf-8")
    other = content / "guides" / f"{NAMES[1]}.yaml"
    other.write_text(other.read_text(encoding="utf-8").replace("titre:", "titr:", 1), encoding="utf-8")
    first = loaded(content)
    assert first.faults
    assert loaded(content).faults == first.faults
    assert NAMES[1] not in loaded(content).guides


@pytest.mark.parametrize("damage", ["", "{", '"x"\n', "\x00", "cut", "other guide", "not utf-8", "folder"])
def test_whatever_is_amiss_with_the_index_has_the_files_read(content, damage):
    first = loaded(content)
    index = content.parent / INDEX
    lines = index.read_text(encoding="utf-8").splitlines()
    if damage == "cut":
        index.write_text("\n".join((lines[0], lines[1][:900])), encoding="utf-8")
    elif damage == "other guide":
        key, _tab, text = lines[1].partition("\t")
        told = {**json.loads(text), "duree": "longtemps"}
        index.write_text("\n".join((lines[0], f"{key}\t{json.dumps(told)}")), encoding="utf-8")
    elif damage == "not utf-8":
        index.write_bytes(lines[0].encode() + b"\n\xff\xfe\n")
    elif damage == "folder":
        index.unlink()
        index.mkdir()
    else:
        index.write_text(damage, encoding="utf-8")
    assert loaded(content).guides == first.guides


def test_it_is_its_owner_s_alone_and_is_written_when_something_changed(content):
    loaded(content)
    index = content.parent / INDEX
    assert stat.S_IMODE(index.stat().st_mode) == 0o600
    before = index.stat().st_mtime_ns, index.stat().st_ino
    loaded(content)
    assert (index.stat().st_mtime_ns, index.stat().st_ino) == before
    assert [path.name for path in content.parent.iterdir() if path.name.startswith(".")] == []
