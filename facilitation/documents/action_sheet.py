"""The « fiche action »: one action on one page, for who carries it (`domain/protocoles.md` §C.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from facilitation.documents.front import confidentiality, furnished, identity, mention, session_words
from facilitation.documents.outcomes import all_outcomes, bearer, cell, label, of_kind
from facilitation.documents.plan import STATUSES, status_words
from facilitation.documents.record import ActionStatus, OutcomeRecord, Record
from facilitation.documents.wording import capital, readers, sentence
from facilitation.french_dates import day, long_day
from facilitation.i18n import _
from facilitation.outline import AnyBlock, Heading, Labelled, Outline, Paragraph, SignatureLine, Table, plain

TITLE_SIGNS = 160


@dataclass(frozen=True, slots=True)
class Followed:
    """What was said of the action one day: at which meeting (« 4/2026 »; empty between two), its status from then on, why, and its new date."""

    on: date
    session: str
    status: ActionStatus
    note: str = ""
    new_due: date | None = None


def compose(record: Record, action: OutcomeRecord, history: tuple[Followed, ...] = ()) -> Outline:
    """The sheet of this action of this record; `history` in the order in which it was said."""
    name = label(action)
    return furnished(
        record,
        document=_("Fiche action"),
        title=name,
        subtitle=action.text if _is_title(action) else "",
        blocks=tuple(_blocks(record, action, history)),
    )


def _is_title(action: OutcomeRecord) -> bool:
    """Whether the wording is short enough to stand below the title, and nowhere else."""
    return len(action.text) <= TITLE_SIGNS and "\n" not in action.text


def _blocks(record: Record, action: OutcomeRecord, history: tuple[Followed, ...]) -> Iterator[AnyBlock]:
    word, *_notes = status_words(action)
    now = (word[0].model_copy(update={"text": capital(word[0].text)}), *word[1:])
    yield Labelled(label=_("Avancement"), runs=now, role="identity")
    carried = ", ".join(filter(None, (bearer(action), action.bearer_service)))
    yield from identity(_("Responsable"), carried or _("à désigner"))
    yield from identity(_("Échéance"), _due(action))
    yield from identity(_("Origine"), _origin(record, action))
    yield from identity(_("Lecteurs"), readers(record))
    for title, text, field in (
        (_("Ce qu'il faut faire"), "" if _is_title(action) else action.text, "text"),
        (_("Objectif"), action.objective, "objective"),
        (_("À quoi on verra que c'est fait"), action.sign, "sign"),
        (_("Avec qui"), action.partners, "partners"),
        (_("Moyens"), action.resources, "resources"),
    ):
        if text.strip():
            yield Heading(level=1, text=title)
            yield Paragraph(runs=plain(text), source=action.id, field=field)
    yield from _history(history)
    yield Heading(level=1, text=_("À compléter d'ici là"))
    yield SignatureLine(name=_("Prochain pas"))
    yield SignatureLine(name=_("Ce qui empêche"))
    yield from mention(_("Confidentialité"), confidentiality(record))


def _due(action: OutcomeRecord) -> str:
    if action.due is None:
        return _("à fixer")
    first = ""
    if action.first_due and action.first_due != action.due:
        first = " " + _("(d'abord %(day)s)", day=day(action.first_due))
    return capital(long_day(action.due)) + first


def _origin(record: Record, action: OutcomeRecord) -> str:
    """« Séance 3/2026 du 18 septembre 2026, décision 3/2026-D1 »."""
    session = session_words(record)
    held = _("%(session)s du %(day)s", session=session or _("Réunion"), day=day(record.start))
    decisions = of_kind(all_outcomes(record), "decision")
    from_one = next(
        (one for one in decisions if one.id == action.decision_id or one.number == action.decision_number), None
    )
    return f"{held}, {label(from_one)[:1].lower()}{label(from_one)[1:]}" if from_one and from_one.number else held


def _history(history: tuple[Followed, ...]) -> Iterator[AnyBlock]:
    if not history:
        return
    yield Heading(level=1, text=_("Ce qu'elle est devenue"))
    yield Table(
        title=_("Ce qui s'est dit de cette action"),
        description=_("Une ligne par fois : quand, où elle en était, ce qui s'est dit."),
        header=(_("Quand"), _("Où elle en était"), _("Ce qui s'est dit")),
        rows=tuple(
            (
                cell(day(one.on), _("séance %(number)s", number=one.session) if one.session else ""),
                cell(_status(one)),
                cell(one.note or "–"),
            )
            for one in history
        ),
        widths=(38, 46, 76),
    )


def _status(one: Followed) -> str:
    word = capital(_(STATUSES[one.status]))
    if one.new_due:
        return sentence(_("%(status)s, pour le %(day)s", status=word, day=day(one.new_due))).rstrip(".")
    return word
