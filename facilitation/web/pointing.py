"""What a page's script asks while somebody types: what in this text may tell who a person is. Posted to our own server, kept nowhere, logged nowhere.

Each answer holds the findings with their places counted as browsers count them (UTF-16), their sentence, and what one click would put in their place.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, jsonify, request

from facilitation.accounts import access
from facilitation.confidentiality.pointing import IN_SHORT, Pointed, point
from facilitation.confidentiality.pseudonyms import instead_of, standing_in
from facilitation.i18n import _
from facilitation.typed import LONGEST
from facilitation.web.context import now
from facilitation.web.limits import Pace, Rate, TooManyPosts

ASKED = Rate("pointing", 40, TooManyPosts)
"""Texts that one session or phone has looked at in a minute: one every second and a half at most, when somebody stops between words."""
MOST_TAKEN = 200
MOST_TOLD = 100
"""Different things told of one text; a page shows three, and asks again once they are dealt with."""

_pace = Pace()


def answer(known: Iterable[str] = ()) -> Response | tuple[Response, int]:
    """What the posted text holds, as JSON; nothing is looked at in a text that is too long (422), nor for who asks too often (429)."""
    text = request.form.get("texte", "")
    if len(text) > LONGEST:
        return jsonify(found=[]), 422
    try:
        _pace.count(ASKED, access.holder(), now())
    except TooManyPosts:
        return jsonify(found=[]), 429
    told = _told(text, point(text, known), {*request.form.getlist("pris")[:MOST_TAKEN], *standing_in(text)})
    return jsonify(
        found=told, note=_(IN_SHORT), leave=_("Laisser"), back=_("Remettre"), more=_("Et plus loin, d'autres encore.")
    )


def _told(text: str, found: Iterable[Pointed], taken: set[str]) -> list[dict[str, str | int]]:
    """Each place of the first things found, in order; the same words take the same pseudonym."""
    said, told = dict[str, dict[str, str]](), list[dict[str, str | int]]()
    units = reached = 0
    for one in found:
        if one.found not in said:
            if len(said) == MOST_TOLD:
                continue
            instead = instead_of(one.kind, one.found, taken)
            taken.add(instead)
            said[one.found] = _said(one, instead)
        start = units + _units(text[reached : one.start])
        units, reached = start + _units(one.found), one.end
        told.append({"start": start, "end": units, **said[one.found]})
    return told


def _said(one: Pointed, instead: str) -> dict[str, str]:
    return {
        "text": one.found,
        "said": one.sentence,
        "instead": instead,
        "button": _("Remplacer par « %(instead)s »", instead=instead),
        "done": _("« %(instead)s » a remplacé « %(found)s ».", instead=instead, found=one.found),
    }


def _units(text: str) -> int:
    """The length of this text as JavaScript counts it."""
    return len(text) + sum(sign > "\uffff" for sign in text)
