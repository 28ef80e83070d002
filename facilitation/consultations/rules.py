"""A consultation, pure: its states, its slips, what may be said of it while it is sealed. `now` is an argument."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from facilitation.errors import FacilitationError
from facilitation.french_dates import hour
from facilitation.guides.schema import Flag, Step
from facilitation.i18n import _

FEWEST, MOST = 5, 200
"""Slips of one consultation. Under five no anonymity can be promised (`design/confidentiality.md`, « Anonymity »)."""
NOTICE = timedelta(minutes=2)
"""How long before the closing it is announced (S87)."""
FORGOTTEN = timedelta(days=1)
"""A consultation that nobody closed closes this long after its meeting has ended."""
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs: neither 0 nor O, neither 1 nor I. Slips are printed in capitals, where L is read for no other."""
LENGTH = 12
"""60 bits: with the limits of the ballot page nobody finds one, and a hash of it is not turned back within the life of an urn."""
LONGEST_TYPED = 64
LONGEST_KEY = 80


class State(StrEnum):
    """Where a consultation is. It goes forward only."""

    OPEN = "ouverte"
    ANNOUNCED = "annoncee"
    CLOSED = "close"


class NotAConsultation(FacilitationError):
    """Cette étape ne se répond pas par bulletins : le guide ne l'a pas prévu."""


class NotNow(FacilitationError):
    """Les bulletins se tirent quand la réunion a commencé, et avant que leur étape soit finie. Revenez à cette étape, puis tirez-les."""


class WrongNumber(FacilitationError):
    """Écrivez combien de bulletins il faut, en chiffres : de 5 à 200. À moins de cinq, l'anonymat ne peut pas être promis : faites cette étape ensemble, à voix haute ; avec les noms, si tout le monde est d'accord ; ou avec des cartes de papier, mêlées."""


class AlreadyAnswered(FacilitationError):
    """Quelqu'un a déjà répondu à cette étape sans bulletin : il ou elle répondrait deux fois. Continuez comme vous avez commencé."""


class AlreadyDrawn(FacilitationError):
    """Les bulletins de cette consultation sont déjà tirés, et ne se montrent qu'une fois. Si aucun n'est revenu, vous pouvez en tirer de nouveaux."""


class SomeCameBack(FacilitationError):
    """Un bulletin au moins est déjà revenu : les bulletins tirés restent ceux de cette consultation. Rien n'a changé."""


class NotOpen(FacilitationError):
    """Cette consultation n'est pas ouverte : il n'y a rien à clore."""


class NotAnnounced(FacilitationError):
    """La clôture s'annonce deux minutes avant, pour que chacun finisse d'écrire. Annoncez-la d'abord ; vous pourrez clore ensuite."""


class TooEarly(FacilitationError):
    """La clôture est annoncée, et les deux minutes ne sont pas passées : quelqu'un écrit peut-être encore. Attendez l'heure dite."""


class Closed(FacilitationError):
    """Cette consultation est close, et ne se rouvre pas. Pour interroger de nouveau le groupe, il faut un nouveau tour, avec de nouveaux bulletins."""


class StillSealed(FacilitationError):
    """Une consultation attend encore d'être close. Annoncez sa clôture, puis clôturez-la : sinon, ses réponses se perdraient."""


class UrnTrouble(FacilitationError):
    """L'urne ne peut pas être lue ou écrite en ce moment : rien n'a changé, aucune réponse n'est perdue. Vérifiez la place sur le disque, puis recommencez."""


class BySlipsOnly(FacilitationError):
    """Cette étape se répond avec un bulletin tiré au sort, et pas autrement : rien n'a été enregistré. Prenez un bulletin, et tapez son code à l'adresse qu'il porte."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the consultation of a step is, as desk, wall and phones may know it: `state` is None until its slips are drawn. Nothing of the answers is in here."""

    state: State | None = None
    closes_at: datetime | None = None

    @property
    def sealed(self) -> bool:
        """Whether its answers are not there to be read yet."""
        return self.state is not State.CLOSED


def is_consultation(step: Step) -> bool:
    """Whether the guide has this step answered by slips."""
    return Flag.CONSULTATION in step.flags and Flag.ANONYME in step.flags


def too_few(people: int) -> bool:
    """Whether so few people are known to be here that no anonymity can be promised; 0 means that nobody said how many."""
    return 0 < people < FEWEST


def announced(state: State, now: datetime) -> datetime:
    """When a consultation that is announced now takes no more answers: the first whole minute that leaves two, for people are told no seconds. Raises Closed."""
    if state is State.CLOSED:
        raise Closed()
    until = now + NOTICE
    whole = until.replace(second=0, microsecond=0)
    return until if whole == until else whole + timedelta(minutes=1)


def takes_answers(state: State, closes_at: datetime | None, now: datetime) -> bool:
    """Whether an answer that comes now is kept: until the announced hour, and not once more after the closing."""
    if state is State.CLOSED:
        return False
    return state is State.OPEN or closes_at is None or now < closes_at


def must_be_closable(state: State, closes_at: datetime | None, now: datetime, *, all_back: bool) -> None:
    """Raise Closed, NotAnnounced or TooEarly; once every slip is back nobody can be writing, and nobody waits."""
    if state is State.CLOSED:
        raise Closed()
    if all_back:
        return
    if state is State.OPEN or closes_at is None:
        raise NotAnnounced()
    if now < closes_at:
        raise TooEarly()


def is_due(state: State, closes_at: datetime | None, ended_at: datetime | None, now: datetime) -> bool:
    """Whether it closes by itself: its announced hour has passed, or its meeting has been over for a day."""
    if state is State.CLOSED:
        return False
    if state is State.ANNOUNCED and closes_at is not None and now >= closes_at:
        return True
    return ended_at is not None and now >= ended_at + FORGOTTEN


def came_back_told(came_back: int, slips: int) -> str:
    """How many slips came back, in steps: a number that moves by one as somebody puts a phone down would say who has answered."""
    if not came_back:
        return _("Aucun bulletin n'est revenu.")
    if came_back >= slips:
        return _("Tous les bulletins sont revenus.")
    if came_back < FEWEST:
        return _("Moins de cinq bulletins sont revenus.")
    return _("Cinq bulletins ou plus sont revenus, pas tous.")


def told_in_room(standing: Standing) -> tuple[str, ...]:
    """What desk, wall and phones say of it, as a rule of the step."""
    if standing.state is State.CLOSED:
        return (_("La consultation est close : plus aucun bulletin ne compte."),)
    if standing.state is State.ANNOUNCED and standing.closes_at is not None:
        until = hour(standing.closes_at)
        return (
            _("La consultation se clôt à %(hour)s. Finissez votre bulletin : après, il ne compte plus.", hour=until),
        )
    return (_("Par bulletin : tirez-en un, et répondez à l'adresse qu'il porte. Résultats en attente de la clôture."),)


# ------------------------------------------------------------------ slips


def slips_read(typed: str) -> int:
    """The number of slips; raises WrongNumber for what is not one between 5 and 200."""
    text = typed.strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not FEWEST <= number <= MOST:
        raise WrongNumber()
    return number


def draw(count: int, key: bytes) -> tuple[str, ...]:
    """So many codes, drawn from the key of one form: the same form sent twice (a double click) gives the same slips, and the key is kept nowhere."""
    found: list[str] = []
    place = 0
    while len(found) < count:
        number = int.from_bytes(hmac.digest(key, f"slip {place}".encode(), hashlib.sha256))
        code = "".join(ALPHABET[number >> (5 * at) & 31] for at in range(LENGTH))
        place += 1
        if code not in found:
            found.append(code)
    return tuple(found)


def new_key() -> str:
    """The key of a form that draws slips: 256 random bits."""
    return secrets.token_urlsafe(32)


def key_read(typed: str) -> bytes:
    """The key as it came back. An empty or short one is replaced by a fresh one: the slips are then shown once."""
    return (typed if 40 <= len(typed) <= LONGEST_KEY else new_key()).encode("utf-8", "surrogatepass")


def shown_code(code: str) -> str:
    """« KX7M 4PRT 9HWD »: in three groups, as people copy it."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def normal_code(typed: str) -> str:
    """The code as it is compared: capitals, without what people put between its groups; at most 64 signs are looked at."""
    return re.sub(r"[\s#\-‐‑‒–—_.]", "", typed[:LONGEST_TYPED]).upper()


def digest(code: str) -> bytes:
    """What an urn keeps of a slip."""
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).digest()
