"""What may become of an action taken earlier, and what must be said with it: one rule for the room and for the time between two meetings.

Source: `domain/protocoles.md` §C.3 (statuses, « abandonné (motif) ») and `domain/relecture.md` §1.5: from the second postponement on, « Qu'est-ce
qui nous empêche ? » is answered before a new date is taken.
"""

from __future__ import annotations

from datetime import date

from facilitation.french_dates import day
from facilitation.i18n import _, mark

TO_DO, UNDER_WAY, BLOCKED, POSTPONED, DONE, GIVEN_UP = "a-faire", "en-cours", "bloque", "reporte", "fait", "abandonne"
STATUSES = {
    TO_DO: mark("à faire"),
    UNDER_WAY: mark("en cours"),
    BLOCKED: mark("bloqué"),
    POSTPONED: mark("reporté"),
    DONE: mark("fait"),
    GIVEN_UP: mark("abandonné"),
}
ENDED = frozenset({DONE, GIVEN_UP})
WHAT_HINDERS = mark("Qu'est-ce qui nous empêche ?")


def asks_what_hinders(postponed: int) -> bool:
    """Whether one more postponement asks what hinders: the action was put off at least once already."""
    return postponed >= 1


def faults(status: str, note: str, new_due: date | None, *, due: date | None, postponed: int) -> dict[str, str]:
    """What is missing or wrong, by « note » and « date », each with the French sentence that says what to do; empty when all is said.

    `due` and `postponed`: the action's date and how many times it had moved later, before this is said of it.
    """
    found: dict[str, str] = {}
    if status == GIVEN_UP and not note.strip():
        found["note"] = _("Dites en quelques mots pourquoi cette action est abandonnée : c'est ce qu'on en apprend.")
    if status == POSTPONED:
        if asks_what_hinders(postponed) and not note.strip():
            found["note"] = _(
                "Cette action a déjà été reportée. Répondez d'abord : qu'est-ce qui nous empêche ? Puis donnez la date."
            )
        if new_due is None:
            found["date"] = _("Donnez la nouvelle date, par exemple « 7 mai 2026 ».")
        elif due is not None and new_due <= due:
            found["date"] = _(
                "Une action reportée l'est à une date plus lointaine que le %(day)s. Corrigez la date.", day=day(due)
            )
    elif new_due is not None and status in ENDED:
        found["date"] = _("Une action terminée n'a plus d'échéance. Videz ce champ.")
    elif new_due is not None and due is not None and new_due > due:
        found["date"] = _("Une date plus lointaine est un report. Choisissez « reporté », ou videz ce champ.")
    return found
