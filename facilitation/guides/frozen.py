"""The copy of a guide that a meeting keeps: content may change, a meeting and its minutes never do."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from facilitation.errors import FacilitationError
from facilitation.guides.schema import Drift, GlossaryEntry, Guide, Source, Step
from facilitation.guides.upgrade import upgraded

ANNEXES = "annexes"
M = TypeVar("M", bound=BaseModel)
_MENTION = re.compile(r"\bD\d\d\b")


class UnreadableCopy(FacilitationError):
    """La copie du guide gardée avec cette réunion ne se lit plus. Reprenez une sauvegarde, ou exportez ce que la réunion a produit."""


@dataclass(frozen=True, slots=True)
class FrozenGuide:
    """A guide as a meeting keeps it, with all that it refers to; `variant` is the id of the variant taken, or empty."""

    guide: Guide
    sources: tuple[Source, ...] = ()
    drifts: tuple[Drift, ...] = ()
    glossary: tuple[GlossaryEntry, ...] = ()
    variant: str = ""

    def copy(self) -> dict[str, Any]:
        """The JSON that `thaw` reads."""
        return {
            **_json(self.guide),
            ANNEXES: {
                "variante": self.variant,
                "sources": [_json(one) for one in self.sources],
                "derives": [_json(one) for one in self.drifts],
                "glossaire": [_json(one) for one in self.glossary],
            },
        }

    def with_steps(self, added: tuple[Step, ...]) -> dict[str, Any]:
        """The JSON of this copy with these steps at its end; their ids must be new."""
        guide = self.guide.model_copy(update={"steps": (*self.guide.steps, *added)})
        return FrozenGuide(guide, self.sources, self.drifts, self.glossary, self.variant).copy()


def freeze_with(
    guide: Guide,
    sources: Mapping[str, Source],
    drifts: Mapping[str, Drift],
    glossary: Iterable[GlossaryEntry],
    variant: str | None = None,
) -> dict[str, Any]:
    """The JSON copy of a guide, with the sources, drifts and glossary entries that it uses resolved inside."""
    taken = _variant_of(guide, variant) if variant else guide
    texts = list(_texts(_json(taken)))
    used_drifts = _used_drifts(taken, texts, drifts)
    wanted = [*taken.sources, *(name for step in taken.steps for name in step.sources)]
    wanted += [owed.id for drift in used_drifts for owed in drift.sources]
    found = tuple(sources[name] for name in dict.fromkeys(wanted) if name in sources)
    return FrozenGuide(taken, found, used_drifts, _used_words(texts, glossary), variant or "").copy()


def thaw(copy: Mapping[str, Any]) -> FrozenGuide:
    """The guide of this copy, whatever format it was frozen in. Raises UnreadableCopy, or what `upgrade` raises."""
    data = upgraded(dict(copy))
    annexes = data.pop(ANNEXES, {})
    try:
        return FrozenGuide(
            _read(Guide, data),
            tuple(_read(Source, one) for one in annexes.get("sources", ())),
            tuple(_read(Drift, one) for one in annexes.get("derives", ())),
            tuple(_read(GlossaryEntry, one) for one in annexes.get("glossaire", ())),
            annexes.get("variante", ""),
        )
    except (ValidationError, AttributeError, TypeError) as error:
        raise UnreadableCopy() from error


def fingerprint(copy: Mapping[str, Any]) -> str:
    """The SHA-256 of a copy's canonical JSON, 64 hexadecimal digits."""
    canonical = json.dumps(copy, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _variant_of(guide: Guide, variant: str) -> Guide:
    """The guide with the variant's steps, title kept; a step no longer reads one that the variant leaves out. Raises KeyError."""
    steps = guide.steps_of(variant)
    names = {step.id for step in steps}
    duration = next(one.duration for one in guide.variants if one.id == variant)
    kept = tuple(
        step.model_copy(update={"inputs": tuple(name for name in step.inputs if name in names)}) for step in steps
    )
    return guide.model_copy(update={"steps": kept, "duration": duration, "variants": ()})


def _used_drifts(guide: Guide, texts: list[str], drifts: Mapping[str, Drift]) -> tuple[Drift, ...]:
    mentioned = {name for text in texts for name in _MENTION.findall(text)}
    return tuple(drift for name, drift in drifts.items() if name in mentioned or name in guide.drifts)


def _used_words(texts: list[str], glossary: Iterable[GlossaryEntry]) -> tuple[GlossaryEntry, ...]:
    """The entries whose French word, or its plural, stands in these texts."""
    whole = "\n".join(texts).casefold()
    return tuple(
        entry for entry in glossary if re.search(rf"(?<!\w){re.escape(entry.fr.casefold())}[sx]?(?!\w)", whole)
    )


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from _texts(value)


def _json(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True)


def _read(model: type[M], data: Any) -> M:
    return model.model_validate_json(json.dumps(data), by_alias=True, by_name=False)
