"""The sheet of a drift, to print or hand out: what it is, its signs, what keeps it going, what the person bears, questions, levers, sources.

It may leave the group: it says « point de vigilance » (`domain/relecture.md` §1.9). The titles of its sources stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from facilitation.documents.front import identity, mention
from facilitation.documents.printed import printed
from facilitation.documents.vigilance import softened
from facilitation.documents.wording import capital, sentence
from facilitation.guides.schema import Drift, Source
from facilitation.i18n import _, ngettext
from facilitation.library.rules import reference, sure_of
from facilitation.outline import AnyBlock, Heading, Listing, Outline, PageBreak, paragraph, plain


def compose(drift: Drift, family: str, sources: Mapping[str, Source]) -> Outline:
    """The sheet of this drift, of the family with this title; a source that is not known is left out."""
    name = _("Point de vigilance %(number)s", number=drift.id)
    subtitle = _("%(name)s · %(family)s", name=name, family=family) if family else name
    return printed(_("Point de vigilance"), softened(drift.title), subtitle, _blocks(drift, sources))


def compose_all(drifts: Iterable[Drift], families: Mapping[str, str], sources: Mapping[str, Source]) -> Outline:
    """The sheets of these drifts in one document, each on its page."""
    kept = tuple(drifts)
    subtitle = ngettext("%(num)s fiche, une par page", "%(num)s fiches, une par page", len(kept))
    return printed(_("Points de vigilance"), _("Toutes les fiches"), subtitle, _pages(kept, families, sources))


def _pages(drifts: tuple[Drift, ...], families: Mapping[str, str], sources: Mapping[str, Source]) -> Iterator[AnyBlock]:
    for drift in drifts:
        yield PageBreak()
        yield Heading(level=1, text=softened(drift.title), number=drift.id)
        yield from identity(_("Famille"), families.get(drift.family, ""))
        yield from _blocks(drift, sources, below=1)


def _blocks(drift: Drift, sources: Mapping[str, Source], below: int = 0) -> Iterator[AnyBlock]:
    """The sheet; its headings stand `below` so many levels of others."""
    for block in _parts(drift, sources):
        yield block.model_copy(update={"level": block.level + below}) if isinstance(block, Heading) else block


def _parts(drift: Drift, sources: Mapping[str, Source]) -> Iterator[AnyBlock]:
    yield paragraph(softened(drift.definition), role="summary")
    yield paragraph(_("C'est une pente, jamais une faute, et jamais une personne."))
    yield from _list(_("Des signes, chez nous"), drift.signs)
    yield from _text(_("Ce qui l'entretient"), drift.sustained_by)
    yield from _text(_("Ce que la personne concernée en porte"), drift.person)
    yield from _list(_("Des questions à se poser"), drift.questions)
    yield from _list(_("Ce qui peut aider"), drift.levers)
    yield from _sources(drift, sources)
    own = _("Signes, questions et leviers sont écrits pour Maillage ; aucun n'est prêté à un auteur.")
    yield from mention(_("Fiche"), f"{own} {_('Licence %(licence)s.', licence='CC-BY-4.0')}")


def _text(title: str, text: str) -> Iterator[AnyBlock]:
    if text.strip():
        yield Heading(level=1, text=title)
        yield paragraph(softened(text))


def _list(title: str, items: tuple[str, ...]) -> Iterator[AnyBlock]:
    if items:
        yield Heading(level=1, text=title)
        yield Listing(items=tuple(plain(capital(softened(one))) for one in items))


def _sources(drift: Drift, sources: Mapping[str, Source]) -> Iterator[AnyBlock]:
    """A line a source, with how sure it is that the idea of the sheet is its."""
    known = [one for one in drift.sources if one.id in sources]
    told = (
        _(
            "%(source)s %(sure)s",
            source=sentence(reference(sources[one.id])),
            sure=sentence(capital(sure_of(sources[one.id], one.certainty))),
        )
        for one in known
    )
    if known:
        yield Heading(level=1, text=_("D'où vient l'idée"))
        yield Listing(items=tuple(map(plain, told)))
