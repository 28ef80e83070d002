"""What each source gave: the guides, ready-made steps, drifts, cases and words that name it, and the questions that came of it. Pure.

All of it is read from the content: an author names a source where it serves, and the bibliography says so by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from facilitation.guides.catalogue import Catalogue
from facilitation.guides.schema import Attribution, Audience, Certainty, Drift, Guide, Source, Step
from facilitation.guides.text import plain_text
from facilitation.i18n import NARROW, _, mark
from facilitation.library.cases import Case, Place, places
from facilitation.library.rules import certainty, reference, sure_of

Kind = Literal["guide", "module", "drift", "case", "word"]


@dataclass(frozen=True, slots=True)
class Use:
    """What a source served for. `sure`: how sure that is, in words; `places`: in which parts of it; `questions`: those that were written after it."""

    kind: Kind
    id: str
    title: str
    sure: str
    places: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source on a page: the shelf where it stands, its full reference, what was read of it and how sure an attribution is (`sure`; `usual` the second alone), a remark, what it served for."""

    id: str
    shelf: str
    title: str
    reference: str
    sure: str
    note: str
    address: str
    usual: str
    uses: tuple[Use, ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """Every question that came of it, once."""
        return tuple(dict.fromkeys(text for use in self.uses for text in use.questions))


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part of the bibliography under its title."""

    id: str
    title: str
    lines: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class GuideReferences:
    """What a guide's page refers to: the drifts it works on, the cases that show them, and its sources."""

    drifts: tuple[Drift, ...]
    cases: tuple[Case, ...]
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class DriftReferences:
    """Where a drift is worked on: guides, and cases that show it."""

    guides: tuple[Guide, ...]
    cases: tuple[Case, ...]


NEAR = 3
"""Cases that a guide's page shows when not all of them suit it."""
SHELVES = {
    "numero": mark("Le dossier de la revue et l'affiche"),
    "memes": mark("Autres textes des mêmes auteurs ou des mêmes services"),
    "voisins": mark("Textes voisins"),
    "cites": mark("Cités par l'affiche, non consultés"),
    "metier": mark("Méthodes connues du métier"),
}


def uses(catalogue: Catalogue, cases: Iterable[Case]) -> dict[str, tuple[Use, ...]]:
    """What each source served for, by its id: guides first, then ready-made steps, drifts, cases and words. A source that serves nowhere is not there."""
    found: dict[str, list[Use]] = {}
    for name, use in _all(catalogue, tuple(cases)):
        found.setdefault(name, []).append(use)
    return {name: tuple(one) for name, one in found.items()}


def bibliography(catalogue: Catalogue, cases: Iterable[Case]) -> tuple[Shelf, ...]:
    """Every source on its shelf, in the order of the file, with what it served for; an empty shelf is left out."""
    served = uses(catalogue, cases)
    shelves: dict[str, list[SourceLine]] = {name: [] for name in SHELVES}
    for source in catalogue.sources.values():
        told = line(source, served.get(source.id, ()))
        shelves[told.shelf].append(told)
    return tuple(Shelf(name, _(SHELVES[name]), tuple(lines)) for name, lines in shelves.items() if lines)


def line(source: Source, served: tuple[Use, ...] = ()) -> SourceLine:
    """This source as a page tells it."""
    return SourceLine(
        id=source.id,
        shelf=_shelf(source),
        title=source.title,
        reference=reference(source),
        sure=certainty(source),
        note=source.note,
        address=source.address,
        usual=sure_of(source, source.certainty),
        uses=served,
    )


def of_guide(guide: Guide, catalogue: Catalogue, cases: Iterable[Case]) -> GuideReferences:
    """What this guide's page refers to. A guide for classes alone takes any case; one that a class may use too, the few that show most of its drifts."""
    named = dict.fromkeys((*guide.sources, *(name for step in guide.steps for name in step.sources)))
    return GuideReferences(
        drifts=tuple(catalogue.drifts[name] for name in guide.drifts if name in catalogue.drifts),
        cases=_cases_of(guide, tuple(cases)),
        sources=tuple(line(catalogue.sources[name]) for name in named if name in catalogue.sources),
    )


def of_drift(drift: Drift, catalogue: Catalogue, cases: Iterable[Case]) -> DriftReferences:
    """The guides and the cases that say that they work on this drift."""
    return DriftReferences(
        guides=tuple(one for one in catalogue.guides.values() if drift.id in one.drifts),
        cases=tuple(one for one in cases if drift.id in one.drifts),
    )


def _cases_of(guide: Guide, cases: tuple[Case, ...]) -> tuple[Case, ...]:
    if guide.audiences == (Audience.FORMATION,):
        return cases
    shared = {one.id: len(set(one.drifts) & set(guide.drifts)) for one in cases}
    near = sorted((one for one in cases if shared[one.id]), key=lambda one: -shared[one.id])
    return tuple(near[:NEAR]) if Audience.FORMATION in guide.audiences else ()


def _shelf(source: Source) -> str:
    if source.read in ("titre", "editorial", "affiche"):
        return "numero"
    if source.read == "rien":
        return "cites" if source.certainty == "affiche" else "metier"
    return "memes" if source.certainty == "meme-auteur" else "voisins"


def _all(catalogue: Catalogue, cases: tuple[Case, ...]) -> Iterator[tuple[str, Use]]:
    sources = catalogue.sources
    for guide in catalogue.guides.values():
        steps = tuple(step for step in guide.steps if not step.module)
        yield from _of_steps("guide", guide.id, guide.title, guide.sources, steps, sources)
    for module in catalogue.modules.values():
        yield from _of_steps("module", module.id, module.title, module.sources, module.steps, sources)
    for drift in catalogue.drifts.values():
        yield from ((one.id, _owed("drift", drift.id, drift.title, one, sources)) for one in drift.sources)
    for case in cases:
        yield from _of_case(case, sources)
    for entry in catalogue.glossary:
        yield from ((one.id, _owed("word", entry.id, entry.fr, one, sources)) for one in entry.sources)


def _of_steps(
    kind: Kind, name: str, title: str, owed: tuple[str, ...], steps: tuple[Step, ...], sources: Mapping[str, Source]
) -> Iterator[tuple[str, Use]]:
    """The sources of a guide or of a module, each with the steps that name it themselves."""
    for one in dict.fromkeys((*owed, *(source for step in steps for source in step.sources))):
        theirs = [step for step in steps if one in step.sources]
        asked = (" ".join(plain_text(step.question).split("\n")) for step in theirs)
        sure = sure_of(sources[one], sources[one].certainty) if one in sources else ""
        yield one, Use(kind, name, title, sure, tuple(step.title for step in theirs), tuple(filter(None, asked)))


def _of_case(case: Case, sources: Mapping[str, Source]) -> Iterator[tuple[str, Use]]:
    """One use a source, with each certainty that the case's parts give it."""
    told: dict[str, list[tuple[Place, Certainty]]] = {}
    for place in places(case):
        for one in place.sources:
            told.setdefault(one.id, []).append((place, one.certainty))
    for name, parts in told.items():
        ways = dict.fromkeys(sure_of(sources[name], how) for _place, how in parts) if name in sources else ()
        asked = tuple(place.question for place, _how in parts if place.question)
        words = tuple(place.words for place, _how in parts)
        yield name, Use("case", case.id, case.title, f"{NARROW}; ".join(ways), words, asked)


def _owed(kind: Kind, name: str, title: str, owed: Attribution, sources: Mapping[str, Source]) -> Use:
    return Use(kind, name, title, sure_of(sources[owed.id], owed.certainty) if owed.id in sources else "")
