"""The page for the person concerned: plain words, large type, to be kept, shown or thrown away (`design/word/README.md`, « Larger type »)."""

from __future__ import annotations

from collections.abc import Iterator

from facilitation.documents.front import furnished, mention, session_words
from facilitation.documents.outcomes import all_outcomes, of_kind
from facilitation.documents.record import OutcomeRecord, Record
from facilitation.documents.steps import OPINION, remains
from facilitation.documents.summary import without_names
from facilitation.documents.vigilance import softened_for
from facilitation.documents.wording import opened, sentence
from facilitation.french_dates import day, long_day
from facilitation.i18n import _
from facilitation.outline import AnyBlock, Heading, Labelled, Listing, Outline, Paragraph, SignatureLine, plain


def compose(record: Record) -> Outline:
    """What was decided, what will be done, what was said, in this order; whom to speak to is left to fill in by hand."""
    return furnished(
        record,
        document=_("Page pour vous"),
        title=record.title or _("Page pour vous"),
        subtitle=_("Réunion du %(day)s", day=long_day(record.start)),
        blocks=tuple(_blocks(without_names(record))),
        large=True,
    )


def _blocks(record: Record) -> Iterator[AnyBlock]:
    yield Paragraph(
        runs=opened(_("Cette page est à vous"), _("Vous pouvez la garder, la montrer ou la jeter.")), role="summary"
    )
    outcomes = all_outcomes(record)
    yield from _list(_("Ce qui est décidé"), of_kind(outcomes, "decision"))
    yield from _list(_("Ce qui va se faire"), of_kind(outcomes, "action"))
    yield from _said(record)
    yield from _list(_("Ce qui reste à régler"), of_kind(outcomes, "reserve", "question", "aside"))
    yield Heading(level=1, text=_("À qui parler"))
    yield SignatureLine(name=_("Nom de la personne"))
    yield SignatureLine(name=_("Téléphone"))
    if record.next_meeting:
        yield from mention(_("Prochaine réunion"), sentence(_("Le %(day)s", day=long_day(record.next_meeting.start))))
    yield from mention(_("Origine"), sentence(", ".join(filter(None, (record.partnership, session_words(record))))))


def _list(title: str, outcomes: tuple[OutcomeRecord, ...]) -> Iterator[AnyBlock]:
    if not outcomes:
        return
    yield Heading(level=1, text=title)
    items = tuple((*plain(one.text), *(plain(f" {when}") if (when := _when(one)) else ())) for one in outcomes)
    yield Listing(items=items, sources=tuple(one.id for one in outcomes), field="text")
    for one in outcomes:
        if one.person_says:
            yield Labelled(label=_("Vous diriez"), runs=plain(one.person_says), source=one.id, field="person_says")


def _when(outcome: OutcomeRecord) -> str:
    if outcome.effect_date:
        return _("(à partir du %(day)s)", day=day(outcome.effect_date))
    return _("(pour le %(day)s)", day=day(outcome.due)) if outcome.due else ""


def _said(record: Record) -> Iterator[AnyBlock]:
    for point in record.points:
        for stage in () if point.withheld else point.stages:
            learned = point.document == "pv" or stage.learning
            blocks = [
                block
                for block in remains(stage, record)
                if not (isinstance(block, Labelled) and _is_outcome(block, stage.outcomes))
            ]
            if blocks and learned and stage.activity != OPINION:
                yield Heading(level=1, text=softened_for(stage.title, record.readership))
                yield from blocks


def _is_outcome(block: Labelled, outcomes: tuple[OutcomeRecord, ...]) -> bool:
    return block.source in {one.id for one in outcomes}
