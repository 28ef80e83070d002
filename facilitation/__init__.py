"""Maillage: guides partnership meetings step by step, and hands over their minutes and action plan.

`create_app` wires the house; nothing inside imports it. Flask and the rooms are imported when it is called, so that the pure rooms and the
commands that need no page stay quick to import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from facilitation.settings import Settings
    from facilitation.web.context import Clock


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """The application for these settings (by default, those of the environment), telling the time by `clock` (by default, the computer's).

    The data folder is made if it is missing, and its secret with it; the database is neither opened nor upgraded. Raises UnusableFolder.
    """
    from facilitation.web.wiring import build

    return build(settings, clock)
