"""How far a day is: counted while it is near, left to the date that stands beside it when it is far."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from facilitation.web.filters import FAR, delay

NOW = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)
TODAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "un jour de retard"),
        (-10, "10 jours de retard"),
        (-60, "60 jours de retard"),
        (-61, "en retard"),
        (-412, "en retard"),
        (0, "aujourd'hui"),
        (1, "demain"),
        (11, "dans 11 jours"),
        (60, "dans 60 jours"),
        (61, ""),
        (1620, ""),
    ],
)
def test_a_far_day_is_not_told_as_a_count_of_days(app, days, words):
    assert FAR == 60
    with app.test_request_context():
        assert delay(TODAY + timedelta(days=days), NOW).replace("’", "'").replace("\u00a0", " ") == words
