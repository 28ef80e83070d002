"""What pages say of a meeting's states, kinds and readers. Pure; constants are passed through `_` when they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Protocol

from facilitation.confidentiality.readers import Reader
from facilitation.documents import convocation
from facilitation.french_dates import day, hour, long_day
from facilitation.i18n import _, mark
from facilitation.meetings.rules import MeetingState, NetworkType, PointKind
from facilitation.meetings.shown import MeetingLine, MeetingShown, OutcomeShown
from facilitation.outcomes.rules import MODES, OutcomeKind, PersonTouched

STATES = {
    MeetingState.PREPARED: mark("en préparation"),
    MeetingState.CONVENED: mark("convoquée"),
    MeetingState.OPEN: mark("ouverte"),
    MeetingState.RUNNING: mark("en cours"),
    MeetingState.ENDED: mark("à relire et à clore"),
    MeetingState.CLOSED: mark("close"),
    MeetingState.CANCELLED: mark("annulée"),
}
NETWORKS = {
    NetworkType.PRACTICE: (
        mark("Une problématique, des pratiques"),
        mark("Nous comparons nos façons de faire."),
    ),
    NetworkType.PROJECT: (
        mark("Un projet, une action commune"),
        mark("Nous faisons quelque chose ensemble."),
    ),
    NetworkType.PERSON: (
        mark("Autour d'une personne, et avec elle"),
        mark("Elle est invitée, ou nous disons pourquoi elle ne l'est pas."),
    ),
}
POINTS = {
    PointKind.INFORMATION: mark("Une information"),
    PointKind.DISCUSSION: mark("Une discussion"),
    PointKind.DECISION: mark("Une décision à prendre"),
}
READERS = {
    Reader.ANIMATEUR: mark("L'animation"),
    Reader.GROUPE: mark("Le groupe"),
    Reader.PARTENAIRES: mark("Les partenaires"),
    Reader.PERSONNE: mark("La personne concernée"),
    Reader.PUBLIC: mark("Tout public"),
}


def name_of(meeting: MeetingShown | MeetingLine) -> str:
    """The meeting's title as typed, or what it is called while it has none."""
    return meeting.title or _("Réunion sans titre")


def place_in_year(meeting: MeetingShown | MeetingLine) -> str:
    """« séance 3/2026 », or nothing before it has a number."""
    return _("séance %(number)s", number=meeting.number) if meeting.number else ""


def when(meeting: MeetingShown | MeetingLine) -> str:
    """« jeudi 12 mars 2026, 9 h 30 », or « sans date »."""
    if meeting.starts_at is None:
        return _("sans date")
    return f"{long_day(meeting.starts_at)}, {hour(meeting.starts_at)}"


class Announced(Protocol):
    """What is asked of a meeting, as a row or as a page shows it, to say what has become of it."""

    @property
    def state(self) -> MeetingState:
        """Where it is in its life."""

    @property
    def starts_at(self) -> datetime | None:
        """When it begins."""

    @property
    def put_off_from(self) -> datetime | None:
        """When it was first announced for, if that was another day."""

    @property
    def cancel_reason(self) -> str:
        """Why it was cancelled, if that was said."""


def moved(meeting: Announced) -> str:
    """That the meeting was put off or cancelled, in a sentence or two; empty while it stands as it was announced."""
    return convocation.moved(
        meeting.starts_at,
        meeting.put_off_from,
        cancelled=meeting.state is MeetingState.CANCELLED,
        reason=meeting.cancel_reason,
    )


DOWNLOADS = {
    "pv": mark("Télécharger le PV (Word)"),
    "releve-decisions": mark("Télécharger le relevé de décisions (Word)"),
    "compte-rendu": mark("Télécharger le compte rendu (Word)"),
    "plan-action": mark("Télécharger le plan d'action (Word)"),
    "carnet": mark("Télécharger le carnet d'animation (Word)"),
}
CORRECTIONS = {
    OutcomeKind.DECISION: mark("la décision %(name)s"),
    OutcomeKind.ACTION: mark("l'action %(name)s"),
    OutcomeKind.QUESTION: mark("la question %(name)s"),
    OutcomeKind.RESERVE: mark("la réserve %(name)s"),
    OutcomeKind.ASIDE: mark("ce qui est mis de côté, %(name)s"),
}


def details(outcome: OutcomeShown) -> tuple[str, ...]:
    """What is read aloud after the wording of an outcome: one sentence a fact, those that are known."""
    return tuple(filter(None, _DETAILS[outcome.kind](outcome)))


def _decision(outcome: OutcomeShown) -> Iterator[str]:
    if outcome.mode:
        yield _("Décision %(mode)s.", mode=_(MODES[outcome.mode]))
    yield _votes(outcome)
    if outcome.effect_on:
        yield _("À partir du %(day)s.", day=day(outcome.effect_on))
    if outcome.responsible:
        yield _("Y veille : %(who)s.", who=outcome.responsible)
    if outcome.review:
        yield _("À revoir : %(when)s.", when=outcome.review)
    yield from _person(outcome)


def _votes(outcome: OutcomeShown) -> str:
    counts = (outcome.votes_yes, outcome.votes_no, outcome.votes_abstain)
    if all(count is None for count in counts):
        return ""
    yes, no, none = (count or 0 for count in counts)
    return _("Voix : %(yes)s pour, %(no)s contre, %(none)s sans avis.", yes=yes, no=no, none=none)


def _person(outcome: OutcomeShown) -> Iterator[str]:
    """The empty chair: what the person concerned would say of it, and who tells them."""
    if outcome.person_says:
        yield _("Ce qu'en dirait la personne concernée : %(words)s", words=outcome.person_says)
    if outcome.told_by:
        yield _("L'en informe : %(who)s%(when)s.", who=outcome.told_by, when=_before(outcome.told_on))
    if outcome.touches_person is PersonTouched.NO_OBJECT:
        yield _("Ne touche personne en dehors du groupe.")


def _action(outcome: OutcomeShown) -> Iterator[str]:
    who = outcome.bearer or (outcome.to_confirm_by and _("à confirmer par %(who)s", who=outcome.to_confirm_by))
    until = _("pour le %(day)s", day=day(outcome.due_on)) if outcome.due_on else _("sans date")
    yield f"{who or _('Personne ne la porte encore')}, {until}."
    if outcome.sign:
        yield _("On le verra à : %(sign)s", sign=outcome.sign)
    if outcome.resources:
        yield _("Moyens : %(words)s", words=outcome.resources)


def _question(outcome: OutcomeShown) -> Iterator[str]:
    if outcome.for_whom:
        yield _("Question adressée à : %(who)s.", who=outcome.for_whom)


def _reserve(outcome: OutcomeShown) -> Iterator[str]:
    if outcome.named:
        yield _("Au nom de %(who)s, à sa demande.", who=outcome.named)
    else:
        yield _("Sans nom.")
    yield _("Toujours d'accord pour l'écrire ?")


def _before(when: date | None) -> str:
    return _(", avant le %(day)s", day=day(when)) if when else ""


_DETAILS: dict[OutcomeKind, Callable[[OutcomeShown], Iterator[str]]] = {
    OutcomeKind.DECISION: _decision,
    OutcomeKind.ACTION: _action,
    OutcomeKind.QUESTION: _question,
    OutcomeKind.RESERVE: _reserve,
    OutcomeKind.ASIDE: lambda _outcome: iter(()),
}
