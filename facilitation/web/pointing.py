"""What a page's script asks while somebody types: what in this text may tell who a person is. Posted to our own server, kept nowhere, logged nowhere.

Each answer holds the findings with their places counted as browsers count them (UTF-16), their sentence, and what one click would put in their place.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterable
from datetime import datetime, timedelta

from flask import Response, jsonify, request

from facilitation.accounts import access
from facilitation.confidentiality.pointing import IN_SHORT, Pointed, point
from facilitation.confidentiality.pseudonyms import instead_of
from facilitation.i18n import _
from facilitation.typed import LONGEST
from facilitation.web.context import now

MOST, WINDOW = 40, timedelta(minutes=1)
MOST_TAKEN = 200


class _Pace:
    """How often each holder asked in the last minute, in memory."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._asked: OrderedDict[str, deque[datetime]] = OrderedDict()

    def allows(self, holder: str, moment: datetime) -> bool:
        """Whether this holder may ask once more; counts it when they may."""
        with self._guard:
            asked = self._asked.setdefault(holder, deque())
            self._asked.move_to_end(holder)
            while len(self._asked) > 1_000:
                self._asked.popitem(last=False)
            while asked and moment - asked[0] > WINDOW:
                asked.popleft()
            if len(asked) < MOST:
                asked.append(moment)
                return True
            return False


_pace = _Pace()


def answer(known: Iterable[str] = ()) -> Response | tuple[Response, int]:
    """What the posted text holds, as JSON; nothing is looked at in a text that is too long (422), nor for who asks too often (429)."""
    text = request.form.get("texte", "")
    if len(text) > LONGEST:
        return jsonify(found=[]), 422
    if not _pace.allows(access.holder(), now()):
        return jsonify(found=[]), 429
    taken, told = set(request.form.getlist("pris")[:MOST_TAKEN]), []
    for one in point(text, known):
        instead = instead_of(one.kind, one.found, taken)
        taken.add(instead)
        told.append(_told(text, one, instead))
    return jsonify(
        found=told, note=_(IN_SHORT), leave=_("Laisser"), back=_("Remettre"), more=_("Et plus loin, d'autres encore.")
    )


def _told(text: str, one: Pointed, instead: str) -> dict[str, str | int]:
    return {
        "start": _units(text[: one.start]),
        "end": _units(text[: one.end]),
        "text": one.found,
        "said": one.sentence,
        "instead": instead,
        "button": _("Remplacer par « %(instead)s »", instead=instead),
        "done": _("« %(instead)s » a remplacé « %(found)s ».", instead=instead, found=one.found),
    }


def _units(text: str) -> int:
    """The length of this text as JavaScript counts it."""
    return len(text) + sum(sign > "\uffff" for sign in text)
