"""Before something that touches a person leaves the group: six conditions, for each recipient, and who attests them.

Source: article 14 of the psychologists' code of ethics, as corrected for the field by `domain/relecture.md` §1.1: six conditions, all needed. The
attestation says who, when and to whom; never what, and no person's name. It is a text file (YAML):

    par: Nadia Lambert
    le: 2026-03-12
    destinataires:
      - service: Maison médicale du Pont
        informee: oui       # the person knew beforehand what, to whom, why
        accord: oui         # she agrees, and could refuse
        interet: oui        # it is in her interest
        necessaire: oui     # it is strictly necessary
        secret: oui         # the recipient is bound by secrecy
        mission: oui        # and works at the same mission
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from facilitation.errors import FacilitationError

CONDITIONS = ("informee", "accord", "interet", "necessaire", "secret", "mission")
LARGEST = 64_000


class AttestationUnreadable(FacilitationError):
    """Cette attestation ne se lit pas. Elle doit dire « par », « le » (une date) et « destinataires », avec pour chacun le service et les six conditions : informee, accord, interet, necessaire, secret, mission."""


class GateRefused(FacilitationError):
    """Le document touche une personne et sortirait du groupe. Il faut, pour chaque destinataire, une attestation des six conditions ; à défaut : partager sans la situation, en parler sans identité, inviter la personne, ou s'arrêter là."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """Who attests, on which day, and for each recipient which conditions are missing."""

    by: str
    on: date
    missing: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def recipients(self) -> tuple[str, ...]:
        """The services it speaks of."""
        return tuple(name for name, _ in self.missing)


def read_attestation(text: str) -> Attestation:
    """The attestation of this file; raises AttestationUnreadable."""
    if len(text) > LARGEST or "&" in text:
        raise AttestationUnreadable()
    try:
        data = yaml.load(text, yaml.BaseLoader)  # noqa: S506  # BaseLoader makes only texts, lists and mappings
        recipients = tuple(_recipient(one) for one in data["destinataires"])
        found = Attestation(by=data["par"].strip(), on=date.fromisoformat(data["le"]), missing=recipients)
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError):
        raise AttestationUnreadable() from None
    if not found.by or not recipients:
        raise AttestationUnreadable()
    return found


def _recipient(data: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    name = data["service"].strip()
    if not name:
        raise ValueError("a recipient without a name")
    return name, tuple(condition for condition in CONDITIONS if data.get(condition) != "oui")


def for_complete(attestation: Attestation) -> Attestation | None:
    """The same, for those recipients alone whose six conditions hold; None when none has them. The gate stays closed for each of the others."""
    complete = tuple(one for one in attestation.missing if not one[1])
    return Attestation(by=attestation.by, on=attestation.on, missing=complete) if complete else None


def must_open(attestation: Attestation | None) -> None:
    """Raise GateRefused unless every condition holds for every recipient: one missing, and nothing is shared."""
    if attestation is None or any(missing for _, missing in attestation.missing):
        raise GateRefused()
