"""Decisions, actions, questions, reservations: written in full where they were taken, then in few words in summary tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from facilitation.documents.record import OutcomeRecord, Record, Votes
from facilitation.documents.wording import capital, number_word, person, quoted, sentence, sentences, short
from facilitation.french_dates import day
from facilitation.i18n import WIDE, _, mark, ngettext
from facilitation.outline import Cell, Labelled, Run, Runs, Table, plain

NAMES = {
    "decision": mark("Décision"),
    "action": mark("Action"),
    "question": mark("Question"),
    "reserve": mark("Réserve"),
    "aside": mark("Mis de côté"),
}
MODES = {
    "autorite": mark("Décidé par l'autorité compétente"),
    "majorite": mark("À la majorité"),
    "consensus": mark("Par consensus"),
    "consentement": mark("Par consentement"),
    "impose": mark("Imposé de l'extérieur"),
}


def all_outcomes(record: Record) -> tuple[OutcomeRecord, ...]:
    """Every outcome of the meeting that its readers may have, in the order of the agenda."""
    return tuple(
        outcome for point in record.points if not point.withheld for stage in point.stages for outcome in stage.outcomes
    )


def of_kind(outcomes: Iterable[OutcomeRecord], *kinds: str) -> tuple[OutcomeRecord, ...]:
    """Those of these kinds, in order."""
    return tuple(outcome for outcome in outcomes if outcome.kind in kinds)


def label(outcome: OutcomeRecord) -> str:
    """« Décision 3/2026-D1 », its words glued; « Mis de côté »."""
    name = _(NAMES[outcome.kind])
    return f"{name}{WIDE}{outcome.number}" if outcome.number else name


def in_place(outcomes: Iterable[OutcomeRecord], record: Record) -> tuple[Labelled, ...]:
    """Decisions, each with its reservations after it, and actions, in full; questions and what was set aside have their own section."""
    here = [outcome for outcome in outcomes if outcome.kind in ("decision", "action", "reserve")]
    decisions = {outcome.id for outcome in here if outcome.kind == "decision"}
    ordered: list[OutcomeRecord] = []
    for outcome in here:
        if outcome.kind == "reserve" and outcome.decision_id in decisions:
            continue
        ordered.append(outcome)
        ordered.extend(other for other in here if other.kind == "reserve" and other.decision_id == outcome.id)
    return tuple(written(_beside(outcome, decisions), record) for outcome in ordered)


def _beside(outcome: OutcomeRecord, decisions: set[str]) -> OutcomeRecord:
    """A reservation that stands below its decision need not say which one it bears on."""
    return (
        replace(outcome, decision_number="")
        if outcome.kind == "reserve" and outcome.decision_id in decisions
        else outcome
    )


def written(outcome: OutcomeRecord, record: Record) -> Labelled:
    """One outcome in full, with its details below it."""
    texts = _DETAILS[outcome.kind](outcome, record)
    return Labelled(
        label=label(outcome),
        runs=(*plain(outcome.text), *_after(outcome)),
        role="decision" if outcome.kind == "decision" else "outcome",
        details=tuple(plain(text) for text in texts if text),
        source=outcome.id,
        field="text",
    )


def votes_line(votes: Votes) -> str:
    """« Pour : 5 · Contre : 1 · Abstention : 0 (6 votants) »."""
    voters = votes.yes + votes.no + votes.abstain
    counts = " · ".join(
        (
            _("Pour : %(count)s", count=votes.yes),
            _("Contre : %(count)s", count=votes.no),
            ngettext("Abstention : %(num)s", "Abstentions : %(num)s", votes.abstain),
        )
    )
    return f"{counts} {ngettext('(un votant)', '(%(num)s votants)', voters)}"


def _decision(outcome: OutcomeRecord, record: Record) -> tuple[str, ...]:
    mode = _("Décidé par %(person)s", person=person(record)) if outcome.mode == "personne" else ""
    told_when = ", " + _("avant le %(day)s", day=day(outcome.told_when)) if outcome.told_when else ""
    told_by = outcome.told_by or (_("à désigner") if outcome.told_when else "")
    return (
        sentences(
            mode or (_(MODES[outcome.mode]) if outcome.mode else ""),
            votes_line(outcome.votes) if outcome.votes else "",
            _("À partir du %(day)s", day=day(outcome.effect_date)) if outcome.effect_date else "",
            _("Responsable : %(name)s", name=outcome.responsible) if outcome.responsible else "",
            _("Révision : %(review)s", review=outcome.review) if outcome.review else "",
        ),
        _("%(person)s dirait : %(words)s", person=capital(person(record)), words=quoted(outcome.person_says))
        if outcome.person_says
        else "",
        sentence(_("Qui l'en informe : %(who)s%(when)s", who=told_by, when=told_when)) if told_by else "",
    )


def _action(outcome: OutcomeRecord, _record: Record) -> tuple[str, ...]:
    """Who and when; what shows that it is done, means and supports are in the plan."""
    who = ", ".join(filter(None, (bearer(outcome), outcome.bearer_service)))
    return (sentences(who, _("Pour le %(day)s", day=day(outcome.due)) if outcome.due else ""),)


def _reserve(outcome: OutcomeRecord, _record: Record) -> tuple[str, ...]:
    bears = _("Porte sur la décision %(number)s", number=outcome.decision_number) if outcome.decision_number else ""
    named = (
        _("Exprimée par %(name)s, mentionnée à sa demande", name=outcome.author)
        if outcome.author_named and outcome.author
        else ""
    )
    return (sentences(named, bears),)


def _after(outcome: OutcomeRecord) -> Runs:
    """Whom a question is for, in its own line."""
    return (
        plain(" " + _("(Pour : %(whom)s)", whom=outcome.for_whom))
        if outcome.kind == "question" and outcome.for_whom
        else ()
    )


def _nothing(_outcome: OutcomeRecord, _record: Record) -> tuple[str, ...]:
    return ()


_DETAILS = {"decision": _decision, "action": _action, "reserve": _reserve, "question": _nothing, "aside": _nothing}


def bearer(outcome: OutcomeRecord) -> str:
    """Who carries an action, or who is to confirm it."""
    if outcome.to_confirm_by:
        asked = _("à confirmer par %(name)s", name=outcome.to_confirm_by)
        return f"{outcome.bearer}, {asked}" if outcome.bearer else capital(asked)
    return outcome.bearer


def cell(*texts: str | Runs, source: str = "", field: str = "") -> Cell:
    """A cell of these paragraphs, those that say nothing left out."""
    paragraphs = tuple(plain(text) if isinstance(text, str) else text for text in texts if text)
    return Cell(paragraphs=paragraphs, source=source, field=field)


def decisions_table(decisions: tuple[OutcomeRecord, ...]) -> Table:
    """Number, decision in few words, date of effect; the last column only where a decision has one."""
    dated = any(decision.effect_date for decision in decisions)
    rows = tuple(
        (
            cell(decision.number),
            cell(short(decision.text)),
            *((cell(day(decision.effect_date) if decision.effect_date else ""),) if dated else ()),
        )
        for decision in decisions
    )
    return Table(
        title=capital(counted_decisions(len(decisions))),
        description=_("Une ligne par décision : le numéro, la décision en peu de mots, la date d'effet.")
        if dated
        else _("Une ligne par décision : le numéro, la décision en peu de mots."),
        header=(_("N°"), _("Décision"), *((_("À partir du"),) if dated else ())),
        rows=rows,
        widths=(24, 100, 36) if dated else (24, 136),
    )


def actions_table(actions: tuple[OutcomeRecord, ...], *, whole: bool = False) -> Table:
    """Number, action, bearer, date. In few words, or `whole` where the document has them nowhere else."""
    return Table(
        title=capital(counted_actions(len(actions))),
        description=_("Une ligne par action : le numéro, l'action, la personne responsable, l'échéance."),
        header=(_("N°"), _("Action"), _("Responsable"), _("Échéance")),
        rows=tuple(
            (
                cell(action.number),
                cell(action.text if whole else short(action.text)),
                cell(bearer(action)),
                cell(day(action.due) if action.due else ""),
            )
            for action in actions
        ),
        widths=(24, 75, 29, 32),
    )


def strong(text: str, more: str = "") -> Runs:
    """« **text** more »."""
    return (Run(text=text, strong=True), *(plain(more) if more else ()))


def counted_decisions(count: int) -> str:
    """« deux décisions »."""
    return ngettext("%(count)s décision", "%(count)s décisions", count, count=number_word(count, feminine=True))


def counted_actions(count: int) -> str:
    """« trois actions »."""
    return ngettext("%(count)s action", "%(count)s actions", count, count=number_word(count, feminine=True))


def counted_reserves(count: int) -> str:
    """« une réserve »."""
    return ngettext("%(count)s réserve", "%(count)s réserves", count, count=number_word(count, feminine=True))


def counted_questions(count: int) -> str:
    """« une question en suspens »."""
    return ngettext(
        "%(count)s question en suspens",
        "%(count)s questions en suspens",
        count,
        count=number_word(count, feminine=True),
    )
