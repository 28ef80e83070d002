"""Every key that a guide may have is said in words beside its field, and so is every value that one may choose."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from facilitation.activities import registry
from facilitation.adapting.keys import Key, keys_of
from facilitation.adapting.names import slug
from facilitation.adapting.rules import APART, KEPT
from facilitation.adapting.words import CHOICES, LABELS
from facilitation.guides.load import ModuleUse
from facilitation.guides.schema import GroupSize, Guide, Role, Step, Variant

ROOMS: list[tuple[str, type[BaseModel]]] = [
    ("", Guide),
    ("groupe", GroupSize),
    ("role", Role),
    ("etape", Step),
    ("etape", ModuleUse),
    ("variante", Variant),
    *registry.kinds().items(),
]
KEYS = [
    pytest.param(room, key, id=f"{room or 'guide'}.{key.name}")
    for room, model in ROOMS
    for key in keys_of(model).values()
    if key.name not in (*APART, *KEPT, "activite")
]


@pytest.mark.parametrize(("room", "key"), KEYS)
def test_a_new_key_gets_its_words_in_adapting_words(room: str, key: Key) -> None:
    assert (room, key.name) in LABELS or ("", key.name) in LABELS
    assert [one for one in key.choices if (key.name, one) not in CHOICES] == []


@pytest.mark.parametrize(
    ("title", "name"),
    [("Où j’en suis", "ou-j-en-suis"), ("Œuvre & cœur", "oeuvre-coeur"), ("…", "element"), ("A" * 99, "a" * 48)],
)
def test_a_short_name_comes_from_the_title(title, name):
    assert slug(title, ()) == name
    assert slug(title, {name}) == f"{name}-2"
