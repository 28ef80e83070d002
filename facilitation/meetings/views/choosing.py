"""The guides of a meeting in preparation: those proposed, any other of the library, what earlier meetings left to take up."""

from __future__ import annotations

from collections.abc import Callable

from flask import request

from facilitation.meetings import service
from facilitation.web.context import catalogue, now


def _take(meeting_id: str, guide_id: str, variant: str | None, *, replace: bool) -> str:
    service.use_guide(
        meeting_id=meeting_id,
        guide_id=guide_id,
        variant=variant or None,
        catalogue=catalogue(),
        now=now(),
        replace=replace,
    )
    return "ruban"


def _use(replace: bool) -> Callable[[str, str], str]:
    """Take the guide of this button, in the version chosen on its card."""

    def use(meeting_id: str, guide_id: str) -> str:
        return _take(meeting_id, guide_id, request.form.get(f"variante-{guide_id}"), replace=replace)

    return use


def _choose(replace: bool) -> Callable[[str, str], str]:
    """Take the guide picked in the list of all guides: « ID », or « ID/VARIANT »."""

    def choose(meeting_id: str, _argument: str) -> str:
        guide_id, _slash, variant = request.form.get("guide-choisi", "").partition("/")
        return _take(meeting_id, guide_id, variant, replace=replace)

    return choose


def _take_up(meeting_id: str, _argument: str) -> str:
    service.take_up(meeting_id=meeting_id, catalogue=catalogue(), now=now())
    return "ruban"


def _take_sequel(meeting_id: str, _argument: str) -> str:
    service.take_sequel(meeting_id=meeting_id, catalogue=catalogue(), now=now())
    return "ruban"


GESTURES: dict[str, Callable[[str, str], str]] = {
    "guide": _use(replace=True),
    "guide-apres": _use(replace=False),
    "choisir": _choose(replace=True),
    "choisir-apres": _choose(replace=False),
    "suivi": _take_up,
    "suite": _take_sequel,
}
"""What the buttons do: each takes the meeting's id and the button's argument, and gives the anchor to go to."""
