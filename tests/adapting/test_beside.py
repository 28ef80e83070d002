"""Each fault stands beside the field that it is about; no fault is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.activities import registry
from facilitation.adapting.beside import beside
from facilitation.adapting.files import bytes_of, data_in
from facilitation.adapting.rules import sheet
from facilitation.guides.catalogue import content_folder, load_catalogue
from facilitation.guides.load import guide_from
from facilitation.guides.own import library_of

HERE = Path(__file__).parent
KINDS = registry.kinds()
CATALOGUE = load_catalogue(content_folder(), KINDS)
LIBRARY = library_of(CATALOGUE, KINDS)
FILES = sorted((HERE.parent / "guides" / "faults").glob("*.yaml"))
EXPECTED = dict(line.split(" : ") for line in (HERE / "beside.txt").read_text(encoding="utf-8").splitlines())
GUIDE = (content_folder() / "guides" / "reflexivite-collective.yaml").read_bytes()


def fields_at_fault(raw: bytes) -> list[str]:
    """The fields beside which the faults of this file stand, « above » for those that stand above them all."""
    data = data_in(raw)
    if data is None:
        return ["as text"]
    faults = guide_from(raw, LIBRARY, "essai.yaml").faults
    shown = beside(sheet(data, KINDS, CATALOGUE.modules), faults, raw.decode())
    names = [*("above" for _fault in shown.faults), *(one.name for one in shown.all() for _fault in one.faults)]
    assert len(names) == len(faults), "a fault is shown nowhere, or twice"
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_kind_of_fault_stands_beside_its_field(path):
    found = ", ".join(fields_at_fault(path.read_bytes()))
    assert found == EXPECTED.get(path.stem, found)


STEPS = len((data_in(GUIDE) or {})["etapes"])
KEYS = ["titre", "minutes", "trace", "consigne", "drapeaux", "seance", "entrees", "taille_sous_groupe"]


@settings(max_examples=25)
@given(st.integers(0, STEPS - 1), st.sampled_from(KEYS), st.sampled_from([["x", ["y"]], "nulle part", -7, True]))
def test_what_is_wrong_in_one_step_is_said_in_that_step(number, key, value):
    data = data_in(GUIDE) or {}
    if "module" in data["etapes"][number] and key not in ("minutes", "seance"):
        return
    data["etapes"][number][key] = value
    said = [name for name in fields_at_fault(bytes_of(data)) if name.startswith("etapes.")]
    others = [name for name in said if not name.startswith(f"etapes.{number}.")]
    assert others == [], "a fault of one step stands in another"


def test_a_step_after_a_module_of_several_steps_keeps_its_faults():
    data = data_in(GUIDE) or {}
    several = next(name for name, one in CATALOGUE.modules.items() if len(one.steps) > 1)
    data["etapes"].insert(0, {"module": several})
    data["etapes"][3]["trace"] = "pvv"
    assert "etapes.3.trace" in fields_at_fault(bytes_of(data))
