"""The « relevé de décisions »: for frequent meetings, one or two pages an hour (`domain/protocoles.md` §C.1)."""

from __future__ import annotations

from collections.abc import Iterator

from facilitation.documents.front import (
    confidentiality,
    furnished,
    guide_mentions,
    guides_of,
    identity,
    identity_lines,
    mention,
    session_line,
    titled,
)
from facilitation.documents.minutes import next_meeting
from facilitation.documents.outcomes import actions_table, all_outcomes, in_place, of_kind, written
from facilitation.documents.record import OutcomeRecord, Record
from facilitation.documents.vigilance import softened_for
from facilitation.documents.wording import opened, sentence
from facilitation.i18n import _, mark
from facilitation.outline import AnyBlock, Heading, Labelled, Outline, Paragraph, plain


def compose(record: Record) -> Outline:
    """Decisions with their reservations, points left without decision, actions, next meeting."""
    return furnished(
        record,
        document=_("Relevé de décisions"),
        title=titled(mark("Relevé de décisions du %(day)s"), record),
        subtitle=session_line(record),
        blocks=tuple(_blocks(record)),
        guides=guides_of(record),
    )


def _blocks(record: Record) -> Iterator[AnyBlock]:
    outcomes = all_outcomes(record)
    status, place, *others = identity_lines(record)
    yield from (status, place)
    present = [person.name for person in record.attendance if person.status in ("present", "invite")]
    yield from identity(_("Présent·e·s"), ", ".join(present))
    yield from others
    if record.purpose.strip():
        yield Paragraph(runs=opened(_("Contexte"), sentence(record.purpose)), role="summary")
    yield Heading(level=1, text=_("Décisions"))
    decided = in_place(of_kind(outcomes, "decision", "reserve"), record)
    if decided:
        yield from decided
    else:
        yield Paragraph(runs=plain(_("Aucune décision n'a été prise à cette séance.")))
    undecided = list(_undecided(record, outcomes))
    if undecided:
        yield Heading(level=1, text=_("Sans décision"))
        yield from undecided
    actions = of_kind(outcomes, "action")
    if actions:
        yield Heading(level=1, text=_("Actions"))
        yield actions_table(actions, whole=True)
    coming = list(next_meeting(record))
    if coming:
        yield Heading(level=1, text=_("Prochaine réunion"))
        yield from coming
    yield from mention(_("Confidentialité"), confidentiality(record))
    yield from guide_mentions(record, guides_of(record), brief=True)


def _undecided(record: Record, outcomes: tuple[OutcomeRecord, ...]) -> Iterator[AnyBlock]:
    """Points brought for a decision that took none, then open questions and what was set aside."""
    for point in record.points:
        taken = [one for stage in point.stages for one in stage.outcomes if one.kind == "decision"]
        if point.kind == "decision" and not point.withheld and not taken:
            yield Labelled(label=softened_for(point.title, record.readership), runs=plain(_("Aucune décision.")))
    for kind in ("question", "aside"):
        for one in of_kind(outcomes, kind):
            yield written(one, record)
