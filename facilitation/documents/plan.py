"""The action plan: landscape, six columns, or the twelve of `domain/protocoles.md` §C.3 on request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Literal

from facilitation.documents.front import (
    confidentiality,
    furnished,
    guide_mentions,
    guides_of,
    identity_lines,
    mention,
    session_line,
    titled,
)
from facilitation.documents.outcomes import all_outcomes, bearer, cell, counted_actions, of_kind, strong
from facilitation.documents.record import OutcomeRecord, Record
from facilitation.documents.wording import capital, listed, opened, sentence
from facilitation.french_dates import day, short_day
from facilitation.i18n import _, mark, ngettext
from facilitation.outline import AnyBlock, Cell, Heading, Outline, Paragraph, Runs, Table, paragraph, plain

ENDED = ("fait", "abandonne")
STATUSES = {
    "a-faire": mark("à faire"),
    "en-cours": mark("en cours"),
    "bloque": mark("bloqué"),
    "reporte": mark("reporté"),
    "fait": mark("fait"),
    "abandonne": mark("abandonné"),
}


def compose(record: Record, *, columns: Literal[6, 12] = 6) -> Outline:
    """The plan after this meeting: its new actions and those still open from before, the most postponed first, the ended ones last."""
    actions = in_order((*record.earlier_actions, *of_kind(all_outcomes(record), "action")))
    return furnished(
        record,
        document=_("Plan d'action"),
        title=titled(mark("Plan d'action au %(day)s"), record),
        subtitle=session_line(record, _counts(actions)),
        blocks=tuple(_blocks(record, actions, columns)),
        guides=guides_of(record),
        landscape=True,
    )


def in_order(actions: Iterable[OutcomeRecord]) -> tuple[OutcomeRecord, ...]:
    """The most postponed first, then by date, without a date after; the ended ones at the end."""
    return tuple(
        sorted(actions, key=lambda one: (one.status in ENDED, -one.postponed, one.due is None, one.due or date.max))
    )


def status_words(action: OutcomeRecord) -> tuple[Runs, ...]:
    """« **reporté (2 fois)** », then what hinders; « **fait** le 27 août 2026 »."""
    word = _(STATUSES[action.status])
    if action.status == "reporte" and action.postponed:
        word = _("reporté (une fois)") if action.postponed == 1 else _("reporté (%(num)s fois)", num=action.postponed)
    when = " " + _("le %(day)s", day=day(action.status_day)) if action.status_day and action.status in ENDED else ""
    return (strong(word, when), *((plain(action.status_note),) if action.status_note else ()))


def _counts(actions: tuple[OutcomeRecord, ...]) -> str:
    still = [one for one in actions if one.status not in ENDED]
    ended = len(actions) - len(still)
    opened_words = ngettext(
        "%(counted)s ouverte", "%(counted)s ouvertes", len(still), counted=counted_actions(len(still))
    )
    ended_words = ngettext("une terminée", "%(num)s terminées", ended) if ended else ""
    return ", ".join(filter(None, (opened_words if still else "", ended_words)))


def _blocks(record: Record, actions: tuple[OutcomeRecord, ...], columns: Literal[6, 12]) -> Iterator[AnyBlock]:
    yield from identity_lines(record)
    yield Paragraph(runs=opened(_("En bref"), _brief(actions)), role="summary")
    yield Heading(level=1, text=_("Actions"))
    if actions:
        yield _table(actions, columns, _sorted_words(actions))
    else:
        yield paragraph(_("Aucune action n'a été prise à cette séance."))
    yield from mention(_("Origine"), _("Le début du numéro dit la séance.") if actions and record.number else "")
    yield from mention(_("Confidentialité"), confidentiality(record))
    yield from guide_mentions(record, guides_of(record), brief=True)


def _brief(actions: tuple[OutcomeRecord, ...]) -> str:
    if not actions:
        return _("Rien à porter d'ici la prochaine séance.")
    still = [one for one in actions if one.status not in ENDED]
    postponed = [one for one in still if one.postponed]
    blocked = [one for one in still if one.status == "bloque"]
    undated = [one for one in still if one.due is None]
    unsure = [one for one in still if not one.bearer or one.to_confirm_by]
    dates = sorted(one.due for one in still if one.due)
    parts = [
        capital(
            listed(
                (
                    ngettext("une action est reportée", "%(num)s actions sont reportées", len(postponed))
                    if postponed
                    else "",
                    ngettext("une est bloquée", "%(num)s sont bloquées", len(blocked)) if blocked else "",
                    ngettext("une n'a pas de date", "%(num)s n'ont pas de date", len(undated)) if undated else "",
                    ngettext("une attend qui la portera", "%(num)s attendent qui les portera", len(unsure))
                    if unsure
                    else "",
                )
            )
        ),
        _("Première échéance le %(day)s", day=day(dates[0])) if dates else "",
        _("Pour corriger ce tableau, écrivez dans les cases et gardez les numéros"),
    ]
    return " ".join(sentence(part) for part in parts if part)


def _sorted_words(actions: tuple[OutcomeRecord, ...]) -> str:
    if any(one.postponed for one in actions) or any(one.status in ENDED for one in actions):
        return _("La plus reportée d'abord, puis par échéance ; les actions terminées à la fin")
    return _("Par échéance") if len(actions) > 1 else ""


def _table(actions: tuple[OutcomeRecord, ...], columns: Literal[6, 12], caption: str) -> Table:
    names = _SHORT if columns == 6 else _LONG
    widths = {name: _WIDTHS_SHORT[name] if columns == 6 else _WIDTHS_LONG[name] for name in names}
    # the long form has a column for what hinders: the status stands alone there
    cells = _CELLS if columns == 6 else _CELLS | {"status": lambda one: _status(one, 1)}
    return Table(
        title=_("Plan d'action"),
        description=_(
            "%(count)s en lignes : %(columns)s.",
            count=capital(counted_actions(len(actions))),
            columns=listed(_column(name).lower() for name in names),
        ),
        header=tuple(_(_HEADERS[name]) if columns == 6 else _column(name) for name in names),
        rows=tuple(tuple(cells[name](action) for name in names) for action in actions),
        widths=tuple(widths.values()),
        caption=caption,
    )


def _column(name: str) -> str:
    """A column's name without what explains it."""
    return _(_HEADERS[name]).partition("\u00a0:")[0]


def _due(action: OutcomeRecord) -> Cell:
    first = ""
    if action.first_due and action.first_due != action.due:
        same_year = action.due is not None and action.first_due.year == action.due.year
        first = _("(d'abord %(day)s)", day=(short_day if same_year else day)(action.first_due))
    return cell(day(action.due) if action.due else _("à fixer"), first, source=action.id, field="due")


def _status(action: OutcomeRecord, paragraphs: int) -> Cell:
    return cell(*status_words(action)[:paragraphs], source=action.id, field="status")


_HEADERS = {
    "number": mark("N°"),
    "objective": mark("Objectif"),
    "text": mark("Action"),
    "bearer": mark("Responsable"),
    "partners": mark("Partenaires et appuis"),
    "resources": mark("Ressources"),
    "due": mark("Échéance"),
    "sign": mark("Indicateur : à quoi on voit que c'est fait"),
    "priority": mark("Priorité"),
    "status": mark("Statut"),
    "status_note": mark("Commentaire ou obstacle"),
    "origin": mark("Origine"),
}
_SHORT = ("number", "text", "bearer", "due", "sign", "status")
_LONG = tuple(_HEADERS)
_WIDTHS_SHORT = {"number": 23, "text": 68, "bearer": 40, "due": 36, "sign": 45, "status": 35}
_WIDTHS_LONG = {
    "number": 20, "objective": 20, "text": 28, "bearer": 23, "partners": 21, "resources": 21, "due": 19, "sign": 22,
    "priority": 15, "status": 15, "status_note": 25, "origin": 18,
}  # fmt: skip
_CELLS: dict[str, Callable[[OutcomeRecord], Cell]] = {
    "number": lambda one: cell(one.number),
    "objective": lambda one: cell(one.objective, source=one.id, field="objective"),
    "text": lambda one: cell(one.text, source=one.id, field="text"),
    "bearer": lambda one: cell(bearer(one), one.bearer_service, source=one.id, field="bearer"),
    "partners": lambda one: cell(one.partners, source=one.id, field="partners"),
    "resources": lambda one: cell(one.resources, source=one.id, field="resources"),
    "due": _due,
    "sign": lambda one: cell(one.sign, source=one.id, field="sign"),
    "priority": lambda one: cell(one.priority, source=one.id, field="priority"),
    "status": lambda one: _status(one, 2),
    "status_note": lambda one: cell(one.status_note, source=one.id, field="status_note"),
    "origin": lambda one: cell(_origin(one)),
}


def _origin(action: OutcomeRecord) -> str:
    session = action.number.partition("-")[0] if "-" in action.number else ""
    seance = _("séance %(number)s", number=session) if session else ""
    return ", ".join(filter(None, (seance, action.decision_number)))
