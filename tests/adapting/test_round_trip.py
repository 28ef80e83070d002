"""A guide becomes a page, the page's form becomes the guide again: nothing is lost on the way, whatever the file holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.activities import registry
from facilitation.adapting.files import bytes_of, counted, data_in
from facilitation.adapting.rules import has_parts, received, sheet
from facilitation.adapting.yaml_text import parsed, written
from facilitation.guides.catalogue import content_folder, load_catalogue
from facilitation.guides.load import guide_from
from facilitation.guides.own import library_of
from tests.adapting.forms import sent_as_shown

KINDS = registry.kinds()
CATALOGUE = load_catalogue(content_folder(), KINDS)
LIBRARY = library_of(CATALOGUE, KINDS)
FILES = sorted((content_folder() / "guides").glob("*.yaml"))


def again(data: dict[str, Any]) -> dict[str, Any]:
    """The guide after its page was opened and sent untouched."""
    found = received(sent_as_shown(sheet(data, KINDS, CATALOGUE.modules)), data, KINDS)
    assert found.unreadable == ()
    return found.data


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_guide_comes_back_from_its_page_as_it_was(path):
    data = data_in(path.read_bytes())
    assert data is not None, "the page shows this guide as text: a key of it has no part"
    back = again(data)
    loaded = guide_from(bytes_of(back), LIBRARY, path.name)
    assert loaded.faults == ()
    assert loaded.value == guide_from(path.read_bytes(), LIBRARY, path.name).value
    assert counted(back, loaded.value) == back
    assert bytes_of(again(back)) == bytes_of(back), "the second time, not a byte changes"


WORDS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\u2028\x00\x85\ufeff\r\n:#-|>'\"[]{}&*!%@` ,?~")
)
ANY = st.recursive(
    WORDS | st.integers(-(10**9), 10**9) | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(WORDS, ANY, min_size=1))
def test_what_is_written_is_read_again_whatever_the_texts_hold(data):
    assert parsed(written(data)) == (data, ())


STEP = {"id": "a", "titre": "A", "minutes": 5, "activite": {"type": "notes"}, "trace": "pv"}
KEYS = st.sampled_from(
    ["titre", "minutes", "drapeaux", "essentielle", "consigne", "entrees", "seance", "activite", "trace", "inconnue"]
)


@given(KEYS, ANY, st.sampled_from(sorted(KINDS)), WORDS, ANY)
def test_a_step_that_holds_anything_loses_nothing(key, value, kind, setting, other):
    activity = value if key == "activite" else {"type": kind, setting or "lignes": other}
    data = {"titre": "T", "etapes": [{**STEP, key: value, "activite": activity}]}
    if not has_parts(data) or not data["etapes"][0]["activite"].get("type"):
        return
    step, back = data["etapes"][0], again(data)["etapes"][0]
    for name, held in step.items():
        assert same(back.get(name), held), (name, back.get(name), held)


def same(found: Any, held: Any) -> bool:
    """Whether nothing was lost: equal, or as good as absent, or the text of a number where a number is wanted."""
    if isinstance(held, dict) and isinstance(found, dict):
        return all(same(found.get(name), value) for name, value in held.items())
    return found == held or (found is None and held in ("", False, [], {})) or str(found) == str(held).lower()
