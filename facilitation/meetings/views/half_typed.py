"""The point that somebody is typing on the page of preparation while they press another button: it stays in its fields."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from facilitation.accounts import access
from facilitation.meetings import service
from facilitation.web.context import now

PLACE = "point"
_FIELDS = ("point-genre", "point-titre", "point-minutes")


def keep_point(meeting_id: str, *, added: bool) -> None:
    """Inside a unit that writes: keep the point of this request for its author, or forget it once it is `added` or has no title."""
    titled = request.form.get("point-titre", "").strip() and not added
    typed = {name: request.form.get(name, "") for name in _FIELDS} if titled else {}
    service.save_draft(
        meeting_id=meeting_id, account_id=access.current().account_id, place=PLACE, fields=typed, now=now()
    )


def kept_point(meeting_id: str) -> Mapping[str, str]:
    """Inside a unit: the fields of the point that this person was typing; empty when there is none."""
    return service.draft(meeting_id=meeting_id, account_id=access.current().account_id, place=PLACE)
