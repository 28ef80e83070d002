"""The security journal: what kind of thing happened to which account, and when. Append-only: nothing here changes or removes a line.

A line holds ids, counts and words of a closed list; never content, a title, a name, an address, a browser (abuse case S71). Lines are kept 90 days
(`retention`). Called inside a writing unit of the caller.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from facilitation.accounts.models import SecurityEvent
from facilitation.database import db
from facilitation.i18n import _, mark

KINDS: dict[str, str] = {
    "signed_in": mark("Connexion"),
    "sign_in_refused": mark("Connexion refusée : phrase de passe"),
    "signed_out": mark("Déconnexion"),
    "password_changed": mark("Phrase de passe changée"),
    "password_reset": mark("Phrase de passe choisie de nouveau, avec un code donné sur l'ordinateur"),
    "reset_asked": mark("Code pour une nouvelle phrase de passe, donné sur l'ordinateur"),
    "session_closed": mark("Session fermée"),
    "sessions_closed": mark("Autres sessions fermées"),
    "session_locked": mark("Session verrouillée"),
    "session_unlocked": mark("Session déverrouillée"),
    "unlock_refused": mark("Déverrouillage refusé"),
    "factor_on": mark("Seconde preuve ajoutée"),
    "factor_off": mark("Seconde preuve retirée"),
    "factor_lifted": mark("Seconde preuve levée, avec un code donné sur l'ordinateur"),
    "factor_refused": mark("Connexion refusée : seconde preuve"),
    "account_made": mark("Compte créé"),
    "account_invited": mark("Invitation à créer un compte"),
    "account_invitation_used": mark("Votre invitation a servi : un compte est créé"),
    "account_invitation_withdrawn": mark("Invitation retirée"),
    "meeting_invited": mark("Invitation à une part d'une réunion"),
    "meeting_part_taken": mark("Part d'une réunion acceptée"),
    "meeting_part_removed": mark("Part d'une réunion retirée"),
    "device_removed": mark("Appareil retiré d'une réunion"),
    "document_handed_over": mark("Document remis"),
    "consultation_closed": mark("Consultation dépouillée"),
    "backup_made": mark("Copie de sauvegarde"),
    "purged": mark("Effacement selon les délais"),
    "gate_passed": mark("Transmission attestée"),
    "gate_refused": mark("Transmission refusée"),
    "acknowledged": mark("Repérage confirmé avant un document"),
}
"""What may happen, as the account reads it. A room that notes something else adds its line here."""
WORD = re.compile(r"[\w.:+\-]{0,64}", re.ASCII)
"""What a fact may be made of, besides numbers: an id, a word of a closed list, a file's own name. Nothing that a sentence or a name fits in."""
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Noted:
    """A line of the journal as its account reads it."""

    at: datetime
    kind: str
    words: str


def note(kind: str, *, account_id: str | None = None, now: datetime, **facts: int | str) -> None:
    """Add a line; raises ValueError for a kind that is not listed, or a fact that could be somebody's words."""
    check(kind, facts)
    db.session.add(SecurityEvent(at=now, kind=kind, account_id=account_id, facts=dict(facts)))
    db.session.flush()


def check(kind: str, facts: Mapping[str, int | str]) -> None:
    """Raise ValueError for a kind that is not listed, or a fact that could be somebody's words."""
    if kind not in KINDS or not all(isinstance(one, int) or WORD.fullmatch(one) for one in facts.values()):
        raise ValueError("the security journal takes kinds of its list, numbers and ids")


def lines_of(*, account_id: str, most: int = MOST_SHOWN) -> tuple[Noted, ...]:
    """The last lines about this account, the newest first."""
    rows = db.session.execute(
        select(SecurityEvent.at, SecurityEvent.kind)
        .where(SecurityEvent.account_id == account_id)
        .order_by(SecurityEvent.at.desc(), SecurityEvent.id)
        .limit(most)
    )
    return tuple(Noted(row.at, row.kind, _(KINDS[row.kind]) if row.kind in KINDS else row.kind) for row in rows)
