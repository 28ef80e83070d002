"""How much one phone, or one session, may send or ask to be written in a minute: more is a machine at work, or a key that is stuck.

What is counted is kept in memory alone, by digests whose key is drawn anew every hour (`accounts.throttle.Salt`). Tries of pass phrases and codes are
counted where they are tried. A form that comes too soon is shown back with what was typed, and can be sent again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, current_app, request

from facilitation.accounts import access
from facilitation.accounts.throttle import Salt, TooManyAttempts, Window
from facilitation.web import csrf
from facilitation.web.context import now, settings

MINUTE = timedelta(minutes=1)
_PLACE = "maillage.pace"


class TooManyPosts(TooManyAttempts):
    """Beaucoup d'envois se suivent d'ici. Attendez une minute, puis renvoyez : votre texte est ci-dessous."""


class TooManyFiles(TooManyAttempts):
    """Beaucoup de documents ont été demandés d'ici. Attendez une minute, puis redemandez celui-ci ; rien n'est perdu."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in a minute, and the error that is raised above."""

    name: str
    most: int
    error: type[TooManyAttempts]


CONTRIBUTIONS = Rate("contributions", 60, TooManyPosts)
"""What one phone sends: one a second, a minute long. The checklist says twenty; a quick hand sends more where each line is an answer (decision 0026)."""
SENT = frozenset({"live.send", "live.correct_own", "live.take_back", "live.stop", "live.who_post"})
CHANGES = Rate("changes", 240, TooManyPosts)
"""What one session sends: a desk keeps what is being typed every few seconds."""
EXPORTS = Rate("exports", 20, TooManyFiles)
"""Files that one session or phone has written: a meeting hands over nine at most, and each takes the computer's time."""
FILES = frozenset(
    {
        *("meetings.download", "meetings.convocation_calendar", "meetings.convocation_mail"),
        *(
            "minutes.version_file",
            "minutes.converted",
            "live.own_texts_plain",
            "adapting.download",
            "outcomes.due_date",
        ),
        *("meetings.hand_over", "meetings.gate_file", "confidentiality.impact_model", "confidentiality.register_model"),
        *("retention.whole_copy", "retention.service_copy"),
    }
)
"""The endpoints that write a file, besides those whose name ends with `_word`."""


class Pace:
    """What was sent in the last minute, by whom. Safe between threads."""

    def __init__(self) -> None:
        self._salt, self._sent = Salt(), Window(MINUTE)

    def count(self, rate: Rate, who: str, now: datetime) -> None:
        """Count one more; raises the rate's error when there are too many, which then does not count."""
        if not self._sent.note(self._salt.digest(rate.name, who, now=now), now, most=rate.most):
            raise rate.error()


def writes_a_file(endpoint: str) -> bool:
    """Whether this endpoint writes a file to be taken away."""
    return endpoint in FILES or endpoint.endswith("_word")


def init_app(app: Flask) -> None:
    """Count each request before its view, unless the settings say not to (a test that sends a thousand answers from one phone)."""
    app.extensions[_PLACE] = Pace()
    app.before_request(_look)


def _look() -> None:
    rate = _rate()
    if rate is None or not settings().limited:
        return
    pace: Pace = current_app.extensions[_PLACE]
    pace.count(rate, access.holder(), now())


def _rate() -> Rate | None:
    if not access.holder() or request.endpoint is None:
        return None
    if writes_a_file(request.endpoint):
        return EXPORTS
    if request.method in csrf.SAFE:
        return None
    return CONTRIBUTIONS if request.endpoint in SENT else CHANGES
