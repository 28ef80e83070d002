"""The « compte rendu » of an intervision: half a page, what the group learned and what it tries; nothing of what was told (`domain/protocoles.md` §C.1)."""

from __future__ import annotations

from collections.abc import Iterator

from facilitation.confidentiality.readers import Trace
from facilitation.documents.front import (
    furnished,
    guide_mentions,
    guides_of,
    identity_lines,
    mention,
    sensitive,
    session_line,
    status_runs,
)
from facilitation.documents.outcomes import in_place, of_kind, written
from facilitation.documents.record import Record, StageRecord
from facilitation.documents.vigilance import softened_blocks
from facilitation.french_dates import long_day
from facilitation.i18n import _
from facilitation.outline import AnyBlock, Blocks, Heading, Labelled, Listing, Outline, plain

DOCUMENT = "compte-rendu"


def compose(record: Record) -> Outline:
    """Learnings and outcomes of the points whose guide ends in a compte rendu; nobody is named but who carries an action."""
    guides = guides_of(record, DOCUMENT)
    day = long_day(record.start)
    line = session_line(record, _("%(day)s : %(title)s", day=day, title=record.title) if record.title else day)
    return furnished(
        record,
        document=_("Compte rendu d'intervision"),
        title=_("Compte rendu d'intervision"),
        subtitle=line if not record.number else line.replace("\u00a0: ", ", ", 1),
        blocks=tuple(_blocks(record)),
        guides=guides,
        confidential=" ".join((_("Confidentiel."), sensitive(record))),
    )


def stages(record: Record) -> tuple[StageRecord, ...]:
    """The steps of the points whose guide ends in a compte rendu."""
    return tuple(
        stage for point in record.points if point.document == DOCUMENT and not point.withheld for stage in point.stages
    )


def _blocks(record: Record) -> Iterator[AnyBlock]:
    yield Labelled(label=_("Statut"), runs=status_runs(record), role="identity")
    yield from identity_lines(record, written=False)[1:]
    lived = stages(record)
    learned = [block for stage in lived if stage.learning for block in _learnings(stage, record)]
    if learned:
        yield Heading(level=1, text=_("Ce que nous avons appris"))
        yield from _joined(learned)
    outcomes = [one for stage in lived for one in stage.outcomes]
    tried = [*in_place(outcomes, record), *(written(one, record) for one in of_kind(outcomes, "question", "aside"))]
    if tried:
        yield Heading(level=1, text=_("Ce que nous essayons"))
        yield from tried
    yield from mention(_("Confidentiel"), f"{_of_whom(record)} {sensitive(record)}")
    yield from guide_mentions(record, guides_of(record, DOCUMENT))


def _of_whom(record: Record) -> str:
    """That it speaks of nobody; or, once what touches a person came through the gate, for whom alone it is."""
    if record.attested:
        return _(
            "Ce document touche une personne accompagnée. Il n'est que pour : %(services)s.",
            services=record.recipients,
        )
    return _("Ce document ne contient volontairement aucun élément permettant d'identifier une personne accompagnée.")


def _learnings(stage: StageRecord, record: Record) -> Blocks:
    if stage.trace in (Trace.PV, Trace.SYNTHESE) and stage.synthesis is not None and stage.synthesis.text.strip():
        return (Listing(items=(plain(stage.synthesis.text),), sources=(stage.synthesis.id,), field="text"),)
    return softened_blocks(stage.blocks, record.readership) if stage.trace is Trace.PV else ()


def _joined(blocks: list[AnyBlock]) -> Iterator[AnyBlock]:
    """The blocks with neighbouring lists of the same kind made one."""
    held: Listing | None = None
    for block in blocks:
        if (
            isinstance(block, Listing)
            and held is not None
            and (block.numbered, block.run_on, block.field) == (held.numbered, held.run_on, held.field)
        ):
            held = held.model_copy(update={"items": held.items + block.items, "sources": held.sources + block.sources})
            continue
        if held is not None:
            yield held
        held = block if isinstance(block, Listing) else None
        if held is None:
            yield block
    if held is not None:
        yield held
