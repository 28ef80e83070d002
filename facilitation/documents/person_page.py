"""The page for the person concerned: plain words, large type, to be kept, shown or thrown away (`design/word/README.md`, « Larger type »)."""

from __future__ import annotations

from collections.abc import Iterator

from facilitation.documents.front import SILENT, furnished, mention, session_words
from facilitation.documents.outcomes import all_outcomes, label, of_kind
from facilitation.documents.record import OutcomeRecord, Record
from facilitation.documents.steps import OPINION, remains
from facilitation.documents.summary import without_names
from facilitation.documents.vigilance import softened_for
from facilitation.documents.wording import listed, number_word, opened, sentences
from facilitation.french_dates import day, long_day
from facilitation.i18n import _, ngettext
from facilitation.outline import AnyBlock, Heading, Labelled, Listing, Outline, Paragraph, SignatureLine, plain


def compose(record: Record) -> Outline:
    """What was decided, what will be done, what was said, in this order; what may be asked, and whom to speak to, which is filled in by hand.

    Where nothing was opened to the person, the page says so.
    """
    return furnished(
        record,
        document=_("Page pour vous"),
        title=record.title or _("Page pour vous"),
        subtitle=_subtitle(record),
        blocks=tuple(_blocks(without_names(record))),
        large=True,
    )


def _subtitle(record: Record) -> str:
    when = long_day(record.start)
    if not record.services:
        return _("Réunion du %(day)s", day=when)
    services = number_word(record.services)
    return ngettext(
        "Réunion d'un service, le %(day)s",
        "Réunion de %(services)s services, le %(day)s",
        record.services,
        services=services,
        day=when,
    )


def _blocks(record: Record) -> Iterator[AnyBlock]:
    yield Paragraph(
        runs=opened(_("Cette page est à vous"), _("Vous pouvez la garder, la montrer ou la jeter.")), role="summary"
    )
    said = list(_content(record))
    yield from said or (_nothing(),)
    yield Heading(level=1, text=_("Ce que vous pouvez demander"))
    asked = (
        _("Qu'on vous relise cette page, avec un interprète s'il le faut."),
        _("Qu'on corrige ce qui n'est pas juste."),
        _("D'en parler avec quelqu'un de votre choix à côté de vous."),
    )
    yield Listing(items=tuple(map(plain, asked)))
    if said:
        yield Heading(level=1, text=_("Si cela ne se passe pas ainsi"))
        yield Paragraph(runs=plain(_otherwise(record)))
    yield Heading(level=1, text=_("À qui parler"))
    yield SignatureLine(name=_("Nom de la personne"))
    yield SignatureLine(name=_("Téléphone"))
    yield from mention(_("Origine"), _origin(record))


def _content(record: Record) -> Iterator[AnyBlock]:
    outcomes = all_outcomes(record)
    yield from _list(_("Ce qui est décidé"), of_kind(outcomes, "decision"))
    yield from _list(_("Ce qui va se faire"), of_kind(outcomes, "action"))
    yield from _said(record)
    yield from _list(_("Ce qui reste à régler"), of_kind(outcomes, "reserve", "question", "aside"))


def _nothing() -> Paragraph:
    text = _(
        "Rien de ce qui a été noté à cette réunion n'a encore été écrit pour vous. Ce qui vous concerne, vous pouvez le demander."
    )
    return Paragraph(runs=plain(text), field=SILENT)


def _otherwise(record: Record) -> str:
    asked = _("Dites-le à la personne dont le nom est plus bas, ou à l'accueil d'un service.")
    if record.next_meeting is None or record.next_meeting.start is None:
        return asked
    when = long_day(record.next_meeting.start)
    return f"{asked} " + _("Vous pouvez demander que ce soit relu à la réunion du %(day)s, sans votre nom.", day=when)


def _origin(record: Record) -> str:
    named = listed(label(one) for one in of_kind(all_outcomes(record), "decision") if one.number)
    return sentences(", ".join(filter(None, (record.partnership, session_words(record)))), named)


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
