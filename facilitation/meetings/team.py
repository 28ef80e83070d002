"""Who has which part in a meeting, and who holds the desk. Pure: `now` is an argument.

The desk is held by one account at a time, the leader: it moves the meeting from step to step. The other facilitators capture, write and show;
they take the desk when it is handed to them, or, when its holder can no longer be reached, by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from facilitation.errors import FacilitationError

Role = Literal["facilitator", "secretary"]
INVITATION_LIFE = timedelta(days=7)
ROLES: dict[str, Role] = {"animation": "facilitator", "secretariat": "secretary"}
"""The part in the meeting that a link of this kind gives, once."""


class LastFacilitator(FacilitationError):
    """Une réunion garde au moins une personne qui anime. Invitez d'abord quelqu'un d'autre, puis retirez cette part."""


class InvitationOver(FacilitationError):
    """Cette invitation n'est pas, ou n'est plus, valable : elle sert une seule fois, pendant sept jours. Demandez-en une nouvelle à la personne qui anime."""


class AlreadyThere(FacilitationError):
    """Vous animez déjà cette réunion avec ce compte : l'invitation est pour quelqu'un d'autre. Elle reste valable."""


class NotLeading(FacilitationError):
    """%(name)s mène la réunion : rien n'a bougé. Pour la mener vous-même, reprenez d'abord la main."""


class NoOffer(FacilitationError):
    """Le pupitre ne vous est plus proposé : l'offre a été reprise, ou quelqu'un d'autre l'a acceptée."""


class NotInTheTeam(FacilitationError):
    """Cette personne n'a plus de part dans la réunion. Choisissez-en une autre."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of one account. `leads`: holds the desk; `offered`: it was proposed the desk and has not answered."""

    account_id: str
    name: str
    role: Role
    leads: bool = False
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that waits to be used, until `expires_at` (aware)."""

    id: str
    role: Role
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Team:
    """The parts of a meeting, by name, as the account `me` sees them."""

    parts: tuple[Part, ...]
    me: str

    @property
    def leader(self) -> Part | None:
        """Who holds the desk, or None when nobody does."""
        return next((one for one in self.parts if one.leads), None)

    @property
    def mine(self) -> str:
        """My own part: « facilitator », « secretary », or nothing."""
        return next((one.role for one in self.parts if one.account_id == self.me), "")

    @property
    def i_lead(self) -> bool:
        """Whether the moves are mine: I hold the desk, or nobody does."""
        return self.leader is None or self.leader.account_id == self.me

    @property
    def offered(self) -> Part | None:
        """Who was proposed the desk, or None."""
        return next((one for one in self.parts if one.offered), None)

    @property
    def offered_to_me(self) -> bool:
        """Whether the desk is proposed to me."""
        return self.offered is not None and self.offered.account_id == self.me

    @property
    def others(self) -> tuple[Part, ...]:
        """Everybody but me."""
        return tuple(one for one in self.parts if one.account_id != self.me)

    def can_spare(self, part: Part) -> bool:
        """Whether somebody would still facilitate without this part."""
        return any(one.role == "facilitator" and one.account_id != part.account_id for one in self.parts)


def holder(leader_id: str | None, facilitators: Sequence[str]) -> str | None:
    """Who holds the desk: the leader as long as they facilitate; otherwise nobody does, and any facilitator may move the meeting."""
    return leader_id if leader_id in facilitators else None


def must_hold(leader_id: str | None, facilitators: Sequence[str], account_id: str, name: str) -> None:
    """Raise NotLeading, with the leader's `name`, when somebody else holds the desk."""
    if holder(leader_id, facilitators) not in (None, account_id):
        raise NotLeading(name=name)


def must_leave_one(roles: Sequence[tuple[str, str]], account_id: str) -> None:
    """Raise LastFacilitator when nobody would facilitate once this account's part is taken away; `roles` are pairs (account, role)."""
    if not any(role == "facilitator" for other, role in roles if other != account_id):
        raise LastFacilitator()


def joined(present: str | None, role: Role) -> Role:
    """The part that somebody has after an invitation: a facilitator stays one. Raises AlreadyThere when it would bring nothing."""
    if present == "facilitator" or present == role:
        raise AlreadyThere()
    return role


def is_open(expires_at: datetime | None, used_at: datetime | None, now: datetime) -> bool:
    """Whether a link can still be used: never used, and not past its end."""
    return used_at is None and (expires_at is None or now < expires_at)
