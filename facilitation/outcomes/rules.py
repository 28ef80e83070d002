"""What a decision, an action, a question, a reservation is; how each is numbered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from facilitation.activities import becoming
from facilitation.activities.base import AnswerFaults
from facilitation.confidentiality.readers import DEFAULT_CONTRIBUTION, DEFAULT_OUTCOME, Reader
from facilitation.i18n import _, mark


class OutcomeKind(StrEnum):
    """The five things that can be captured at any moment."""

    DECISION = "decision"
    ACTION = "action"
    QUESTION = "question"
    RESERVE = "reserve"
    ASIDE = "aside"


class DecisionMode(StrEnum):
    """How a decision was taken (`domain/protocoles.md`, B.2 « Décider »)."""

    AUTHORITY = "autorite"
    MAJORITY = "majorite"
    CONSENSUS = "consensus"
    CONSENT = "consentement"
    PERSON = "personne"
    IMPOSED = "impose"


class PersonTouched(StrEnum):
    """The answer to the empty chair: does this decision touch persons?"""

    UNSAID = ""
    YES = "oui"
    NO_OBJECT = "sans-objet"


class ActionStatus(StrEnum):
    """What became of an action (`domain/protocoles.md`, C.3)."""

    TO_DO = "a-faire"
    UNDER_WAY = "en-cours"
    BLOCKED = "bloque"
    POSTPONED = "reporte"
    DONE = "fait"
    GIVEN_UP = "abandonne"


LETTERS = {
    OutcomeKind.DECISION: "D",
    OutcomeKind.ACTION: "A",
    OutcomeKind.QUESTION: "Q",
    OutcomeKind.RESERVE: "R",
    OutcomeKind.ASIDE: "C",
}
NAMES = {
    OutcomeKind.DECISION: mark("Décision"),
    OutcomeKind.ACTION: mark("Action"),
    OutcomeKind.QUESTION: mark("Question"),
    OutcomeKind.RESERVE: mark("Réserve"),
    OutcomeKind.ASIDE: mark("Mis de côté"),
}
MODES = {
    DecisionMode.AUTHORITY: mark("annoncée par l'autorité"),
    DecisionMode.MAJORITY: mark("à la majorité"),
    DecisionMode.CONSENSUS: mark("par consensus"),
    DecisionMode.CONSENT: mark("par consentement"),
    DecisionMode.PERSON: mark("par la personne concernée"),
    DecisionMode.IMPOSED: mark("imposée par un tiers"),
}
STATUSES = {status: becoming.STATUSES[status.value] for status in ActionStatus}
CLOSED = frozenset(status for status in ActionStatus if status.value in becoming.ENDED)


def number_text(kind: OutcomeKind, number: int, session: str) -> str:
    """« 3/2026-D1 », or « D1 » while the meeting has no number."""
    own = f"{LETTERS[kind]}{number}"
    return f"{session}-{own}" if session else own


def label(kind: OutcomeKind, number: int, session: str) -> str:
    """« Décision 3/2026-D1 », its two words glued by a no-break space; what is set aside has no number."""
    name = _(NAMES[kind])
    return name if kind is OutcomeKind.ASIDE else f"{name}\u00a0{number_text(kind, number, session)}"


def usual_readers(kind: OutcomeKind, decision: frozenset[Reader] | None = None) -> frozenset[Reader]:
    """Who reads an outcome when nobody said: a reservation follows its decision, what is set aside stays with the group, the rest goes to the partners.

    Source: `design/confidentiality.md`, « Readers ». `decision`: the readers of the decision that a reservation bears on.
    """
    if kind is OutcomeKind.ASIDE:
        return DEFAULT_CONTRIBUTION
    return decision if kind is OutcomeKind.RESERVE and decision is not None else DEFAULT_OUTCOME


def is_late(status: ActionStatus, due_on: date | None, today: date) -> bool:
    """Whether an action that is still open has passed its date."""
    return status not in CLOSED and due_on is not None and due_on < today


# ------------------------------------------------------------------ what becomes of an action


@dataclass(frozen=True, slots=True)
class ActionAt:
    """An action at one moment: its status, its date, how many times that date moved later, and what was last said of it."""

    status: ActionStatus
    due_on: date | None
    postponed: int
    comment: str


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of an action, at a meeting or between two."""

    status: ActionStatus
    note: str = ""
    new_due_on: date | None = None


def must_be_whole(action: ActionAt, said: Said) -> None:
    """Raise AnswerFaults (on « note » and « date ») when what was said lacks its reason, what hinders, or its new date."""
    found = becoming.faults(
        said.status.value, said.note, said.new_due_on, due=action.due_on, postponed=action.postponed
    )
    if found:
        raise AnswerFaults(found)


def followed(action: ActionAt, said: Said) -> ActionAt:
    """The action after this was said of it: a postponement is counted, a date that was given replaces the other."""
    return ActionAt(
        status=said.status,
        due_on=said.new_due_on or action.due_on,
        postponed=action.postponed + (said.status is ActionStatus.POSTPONED),
        comment=said.note,
    )


def history(action: ActionAt, said: Iterable[Said]) -> Iterator[ActionAt]:
    """The action before each of these, then after the last: what a follow-up taken back or said otherwise is computed again from."""
    yield action
    for one in said:
        action = followed(action, one)
        yield action
