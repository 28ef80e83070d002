"""What remains of a step in a document: decided by its trace, once for all documents (`design/documents.md`).

`pv`: the activity's blocks, unattributed; where the group validated a synthesis, the synthesis, and the texts word for word go to the annex if the group
chose one (a table or a figure, which the group made together, stays, as do the counts of a vote and what the numbers of a scale mean). `synthese`: the synthesis alone. Any other trace: nothing but the outcomes. A step
that leaves nothing is absent.
"""

from __future__ import annotations

from collections.abc import Iterator

from facilitation.confidentiality.readers import Reader, Trace
from facilitation.documents.outcomes import in_place, of_kind
from facilitation.documents.record import Point, Record, StageRecord
from facilitation.documents.vigilance import softened_blocks, softened_for
from facilitation.i18n import _, ngettext
from facilitation.outline import AnyBlock, Blocks, Figure, Heading, Paragraph, Table, paragraph
from facilitation.paper.rules import counted

OPINION = "avis"  # the activity whose blocks have their own section
COUNTED = frozenset({"accord", "echelle", "position", "vote"})
"""The activities whose own sentences, which nobody typed, tell what the group decided or where it stands."""


def remains(stage: StageRecord, record: Record) -> Blocks:
    """The step's own blocks, then its decisions, actions and reservations in full; empty when nothing remains."""
    content = _content(stage, record.readership)
    return (*content, *(_typed_in(stage, record) if content else ()), *in_place(stage.outcomes, record))


def _typed_in(stage: StageRecord, record: Record) -> Blocks:
    """« Saisi après coup : 9 feuilles sur 10. » Not for those who read none of the answers: it would tell them how many there are."""
    if stage.sheets is None or not (stage.blocks or record.readership is Reader.GROUPE):
        return ()
    sheets = stage.sheets
    told = [_("Saisi après coup : %(sheets)s.", sheets=counted(sheets.typed, sheets.handed_out))]
    if sheets.unread:
        told.append(ngettext("Une réponse illisible.", "%(num)s réponses illisibles.", sheets.unread))
    if sheets.blank:
        told.append(ngettext("Une feuille blanche.", "%(num)s feuilles blanches.", sheets.blank))
    return (paragraph(" ".join(told), role="detail"),)


def word_for_word(stage: StageRecord, record: Record) -> Blocks:
    """What goes to the annex of this step: its texts, where a synthesis stands for them."""
    if not record.annex or stage.trace is not Trace.PV or stage.synthesis is None:
        return ()
    return softened_blocks(_chosen(stage, stage.blocks, stays=False), record.readership)


def _chosen(stage: StageRecord, blocks: Blocks, *, stays: bool) -> Blocks:
    """Of these blocks, those that stay beside a synthesis, or the others; a title (a sub-group's name) goes with what stands under it."""
    found: list[AnyBlock] = []
    title: Blocks = ()
    for block in blocks:
        if isinstance(block, Paragraph) and not block.source and all(run.strong for run in block.runs):
            title = (block,)
        elif _stays(stage, block) is stays:
            found.extend((*title, block))
            title = ()
    return tuple(found)


def _stays(stage: StageRecord, block: AnyBlock) -> bool:
    """Whether this block stands beside the synthesis: the group made it together, or it counts."""
    return isinstance(block, Table | Figure) or (stage.activity in COUNTED and not block.source)


def _content(stage: StageRecord, readership: Reader) -> Blocks:
    kept = stage.trace in (Trace.PV, Trace.SYNTHESE) and stage.synthesis is not None
    synthesis: Blocks = ()
    if kept and stage.synthesis is not None and stage.synthesis.text.strip():
        synthesis = (paragraph(stage.synthesis.text, source=stage.synthesis.id, field="text"),)
    if stage.trace is not Trace.PV:
        return synthesis
    blocks = softened_blocks(stage.blocks, readership)
    return (*_chosen(stage, blocks, stays=True), *synthesis) if synthesis else blocks


def sections(point: Point, number: int, record: Record) -> Iterator[AnyBlock]:
    """The blocks of a point of the agenda, its numbered heading first; none when nothing remains of it.

    A guide's steps are 2.1, 2.2…, in the order they were lived; a step withheld from these readers takes its number and is not shown. A simple point
    has no sub-heading. In a point whose guide ends in a compte rendu, only what the group learned is kept, and its outcomes.
    """
    shown = [
        stage
        for stage in point.stages
        if stage.activity != OPINION and (point.document == "pv" or stage.learning or stage.outcomes)
    ]
    body: list[AnyBlock] = []
    place = 0
    for stage in shown:
        blocks = _kept(stage, point, record)
        place += bool(blocks) or stage.withheld
        if blocks and point.kind == "guide":
            title = softened_for(stage.title, record.readership)
            body.append(Heading(level=2, text=title, number=f"{number}.{place}", source="", field=""))
        body.extend(blocks)
    if body:
        yield Heading(level=1, text=softened_for(point.title, record.readership), number=str(number))
        yield from body


def opinions(record: Record) -> Blocks:
    """What the last round said of the meeting itself; of a point whose guide ends in a compte rendu, only if it teaches something."""
    return tuple(
        block
        for point in record.points
        if not point.withheld
        for stage in point.stages
        if stage.activity == OPINION
        for block in _kept(stage, point, record)
    )


def _kept(stage: StageRecord, point: Point, record: Record) -> Blocks:
    """What remains of a step in this point: of a guide that ends in a compte rendu, what the group learned, and the outcomes of every step."""
    learned = point.document == "pv" or stage.learning
    return remains(stage, record) if learned else tuple(in_place(stage.outcomes, record))


def annex(record: Record) -> Blocks:
    """The texts word for word, under the titles of their steps; empty unless the group chose it."""
    found: list[AnyBlock] = []
    for point in record.points:
        for stage in () if point.withheld or point.document != "pv" else point.stages:
            if blocks := word_for_word(stage, record):
                found.append(Heading(level=2, text=softened_for(stage.title, record.readership)))
                found.extend(blocks)
    return tuple(found)


def open_matters(record: Record) -> tuple[StageRecord, ...]:
    """The steps that leave a question or something set aside."""
    return tuple(
        stage
        for point in record.points
        if not point.withheld
        for stage in point.stages
        if of_kind(stage.outcomes, "question", "aside")
    )
