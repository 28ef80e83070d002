"""How what a meeting produces is numbered and named."""

from __future__ import annotations

from datetime import date

import pytest

from facilitation.confidentiality import Reader
from facilitation.i18n import WIDE
from facilitation.outcomes import rules
from facilitation.outcomes.rules import ActionStatus, DecisionMode, OutcomeKind

TODAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("kind", "letter", "name"),
    [
        (OutcomeKind.DECISION, "D", "Décision"),
        (OutcomeKind.ACTION, "A", "Action"),
        (OutcomeKind.QUESTION, "Q", "Question"),
        (OutcomeKind.RESERVE, "R", "Réserve"),
    ],
)
def test_an_outcome_is_named_after_its_session(kind: OutcomeKind, letter: str, name: str) -> None:
    assert rules.number_text(kind, 2, "3/2026") == f"3/2026-{letter}2"
    assert rules.label(kind, 2, "3/2026") == f"{name}{WIDE}3/2026-{letter}2"
    assert rules.label(kind, 2, "") == f"{name}{WIDE}{letter}2"


def test_what_is_set_aside_has_no_number() -> None:
    assert rules.label(OutcomeKind.ASIDE, 4, "3/2026") == "Mis de côté"


@pytest.mark.parametrize("status", ActionStatus)
@pytest.mark.parametrize(
    ("due", "past"), [(date(2026, 3, 11), True), (TODAY, False), (date(2026, 3, 13), False), (None, False)]
)
def test_an_open_action_is_late_the_day_after_its_date(status: ActionStatus, due: date | None, past: bool) -> None:
    assert rules.is_late(status, due, TODAY) is (past and status not in (ActionStatus.DONE, ActionStatus.GIVEN_UP))


def test_every_kind_mode_and_status_has_its_words() -> None:
    assert set(rules.NAMES) == set(rules.LETTERS) == set(OutcomeKind)
    assert set(rules.MODES) == set(DecisionMode)
    assert set(rules.STATUSES) == set(ActionStatus)


@pytest.mark.parametrize("kind", OutcomeKind)
def test_who_reads_an_outcome_when_nobody_said(kind: OutcomeKind) -> None:
    group = frozenset({Reader.GROUPE})
    both = group | {Reader.PARTENAIRES}
    assert rules.usual_readers(kind) == (group if kind is OutcomeKind.ASIDE else both)
    follows = group if kind in (OutcomeKind.ASIDE, OutcomeKind.RESERVE) else both
    assert rules.usual_readers(kind, group) == follows
