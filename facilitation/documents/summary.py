"""The public summary (« synthèse »): what the group chose to let anyone read, without the name of anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from facilitation.documents.front import (
    SILENT,
    furnished,
    guide_mentions,
    guides_of,
    identity,
    identity_lines,
    mention,
    session_line,
    titled,
)
from facilitation.documents.minutes import brief
from facilitation.documents.outcomes import all_outcomes, of_kind, written
from facilitation.documents.record import OutcomeRecord, Record
from facilitation.documents.steps import opinions, sections
from facilitation.i18n import _, mark
from facilitation.outline import AnyBlock, Heading, Outline, Paragraph, plain


def compose(record: Record) -> Outline:
    """The points and outcomes that this readership may have, in the order of the meeting; services are named, people are not."""
    nameless = without_names(record)
    return furnished(
        nameless,
        document=_("Synthèse"),
        title=titled(mark("Synthèse de la réunion du %(day)s"), record),
        subtitle=session_line(record),
        blocks=tuple(_blocks(nameless)),
        guides=guides_of(record),
    )


def without_names(record: Record) -> Record:
    """The record without the people of its attendance, its writers, and those who carry or express an outcome."""
    points = tuple(
        replace(
            point,
            stages=tuple(replace(stage, outcomes=tuple(map(_nameless, stage.outcomes))) for stage in point.stages),
        )
        for point in record.points
    )
    return replace(record, points=points, attendance=(), animator="", secretary="", signatures=())


def _nameless(outcome: OutcomeRecord) -> OutcomeRecord:
    return replace(
        outcome, bearer="", responsible="", told_by="", told_when=None, to_confirm_by="", author="", author_named=False
    )


def _blocks(record: Record) -> Iterator[AnyBlock]:
    yield from identity_lines(record, written=False)
    yield from identity(_("Territoire"), record.territory)
    outcomes = all_outcomes(record)
    points = [
        block
        for number, point in enumerate(record.points, 1)
        if not point.withheld
        for block in sections(point, number, record)
    ]
    if not points and not outcomes:
        nothing = _("Rien de cette réunion n'a encore été ouvert à tout public.")
        yield Heading(level=1, text=_("Ce qui est ouvert à tout public"))
        yield Paragraph(runs=plain(nothing), field=SILENT)
    yield from brief(record, outcomes)
    yield from points
    asked = [written(one, record) for kind in ("question", "aside") for one in of_kind(outcomes, kind)]
    if asked:
        yield Heading(level=1, text=_("Questions en suspens"))
        yield from asked
    said = opinions(record)
    if said:
        yield Heading(level=1, text=_("Avis de sortie"))
        yield from said
    yield from mention(_("Origine"), record.partnership)
    yield from guide_mentions(record, guides_of(record))
