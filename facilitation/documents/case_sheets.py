"""A fictional case to print: the text to read aloud, a sheet a grid, what is told later to cut out, and the trainer's page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from facilitation.documents.front import identity, mention
from facilitation.documents.outcomes import cell
from facilitation.documents.printed import printed
from facilitation.documents.run_sheet import prose
from facilitation.documents.wording import listed
from facilitation.french_dates import duration
from facilitation.guides.schema import Certainty, Drift, Source
from facilitation.guides.text import plain_text
from facilitation.i18n import _
from facilitation.library.cases import Case, Grid, places, seconds_aloud
from facilitation.library.rules import reference, sure_of
from facilitation.outline import AnyBlock, Heading, Labelled, Listing, Outline, PageBreak, Table, paragraph, plain

BLANK = "\u00a0"
ROOM = 7  # blank lines to write on beside each thing to observe


def compose(case: Case, sources: Mapping[str, Source], drifts: Mapping[str, Drift]) -> Outline:
    """The sheets of this case, each beginning its page; a source or a drift that is not known is left out."""
    subtitle = _("À lire à voix haute : %(time)s", time=duration(-(-seconds_aloud(case.text) // 60)))
    return printed(_("Cas fictif"), case.title, subtitle, _blocks(case, sources, drifts), version=case.version)


def _blocks(case: Case, sources: Mapping[str, Source], drifts: Mapping[str, Drift]) -> Iterator[AnyBlock]:
    yield from (paragraph(line) for line in plain_text(case.text).split("\n"))
    yield Heading(level=1, text=_("Nos questions"))
    yield Listing(items=tuple(plain(one.text) for one in case.questions), numbered=True)
    yield paragraph(_("Lieux, services et personnes sont inventés."), role="mention")
    for grid in case.grids:
        yield from _grid(case, grid, drifts)
    yield PageBreak()
    yield from _rebounds(case)
    yield PageBreak()
    yield from _trainer(case, sources)


def _grid(case: Case, grid: Grid, drifts: Mapping[str, Drift]) -> Iterator[AnyBlock]:
    """The sheet of a sub-group: what to look for, and room to write."""
    yield PageBreak()
    yield Heading(level=1, text=_("Grille : %(title)s", title=grid.title))
    yield from identity(_("Cas"), case.title)
    for name in grid.drifts:
        if name in drifts:
            yield from identity(_("Point de vigilance"), f"{drifts[name].title}. {drifts[name].definition}")
    yield Table(
        title=_("Ce que l'on observe"),
        description=_("Une ligne par chose à observer, avec de la place pour écrire."),
        header=(_("Ce que l'on observe"), _("Ce que nous voyons")),
        rows=tuple((cell(one), cell(*[BLANK] * ROOM)) for one in grid.look_for),
        widths=(60, 100),
    )
    yield Table(
        title=_("Ce que nous proposons"),
        description=_("Des lignes vides, à remplir à la main."),
        header=(_("En quelques mots, et ce que nous en dirions à la personne concernée"),),
        rows=((cell(BLANK, BLANK),),) * 3,
        widths=(160,),
    )


def _rebounds(case: Case) -> Iterator[AnyBlock]:
    yield Heading(level=1, text=_("Et si… (feuilles à découper)"))
    yield paragraph(_("À donner plus tard, une par sous-groupe ou l'une après l'autre."), role="detail")
    yield Table(
        title=_("Ce que l'on apprend plus tard"),
        description=_("Une ligne par feuille à découper : ce qui arrive, puis la question que cela ouvre."),
        header=(_("Et si…"), _("La question")),
        rows=tuple((cell(one.text), cell(one.question)) for one in case.rebounds),
        widths=(80, 80),
    )


def _trainer(case: Case, sources: Mapping[str, Source]) -> Iterator[AnyBlock]:
    yield Heading(level=1, text=_("Pour la personne qui forme"))
    yield paragraph(_("À ne pas distribuer."), role="detail")
    yield from prose(case.trainer)
    yield Heading(level=2, text=_("Ce que chaque grille fait voir"))
    for grid in case.grids:
        yield Labelled(label=grid.title, runs=plain(grid.shows))
    yield Heading(level=2, text=_("D'où viennent les idées"))
    yield Listing(items=tuple(plain(line) for line in _owed(case, sources)))
    yield from mention(_("Cas"), f"{case.attribution} {_('Licence %(licence)s.', licence=case.licence)}")


def _owed(case: Case, sources: Mapping[str, Source]) -> Iterator[str]:
    """A line a source, in the order in which they come: where it serves, with what may be said of it there."""
    told: dict[str, dict[Certainty, list[str]]] = {}
    for place in places(case):
        for one in place.sources:
            told.setdefault(one.id, {}).setdefault(one.certainty, []).append(place.words)
    for name, found in told.items():
        if name in sources:
            for_what = ((listed(where), sure_of(sources[name], how)) for how, where in found.items())
            uses = "\u202f; ".join(_("%(places)s (%(sure)s)", places=where, sure=how) for where, how in for_what)
            yield _("%(source)s. Pour : %(uses)s.", source=reference(sources[name]), uses=uses)
