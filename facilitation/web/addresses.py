"""The private addresses of this computer, with names that people know: wifi, cable, shared connection."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from facilitation.i18n import _

_VIRTUAL = re.compile(
    r"docker|br-|veth|virbr|vboxnet|vmnet|tun|tap|wg|zt|utun|virtualbox|vmware|hyper-v|wsl|tailscale|vpn", re.I
)
_WIFI = re.compile(r"wl|wi-?fi|wireless|802\.11|airport", re.I)
_CABLE = re.compile(r"en|eth|em\d|lan", re.I)
_SHARED_HERE = tuple(ipaddress.ip_network(one) for one in ("192.168.137.0/24", "10.42.0.0/16", "192.168.2.0/24"))
"""What Windows, GNU/Linux and macOS take when they share their own connection; macOS only on a bridge."""
_SHARED_BY_A_PHONE = tuple(
    ipaddress.ip_network(one) for one in ("172.20.10.0/28", "192.168.43.0/24", "192.168.49.0/24", "192.168.42.0/24")
)
"""What an iPhone, and most Android phones, give to what joins their hotspot."""


class Link(StrEnum):
    """How this computer is on a network."""

    WIFI = "wifi"
    CABLE = "cable"
    OWN_HOTSPOT = "partage_ici"
    PHONE_HOTSPOT = "partage_telephone"
    OTHER = "autre"


@dataclass(frozen=True, slots=True)
class Here:
    """An address of this computer and the network that it is on."""

    host: str
    link: Link
    card: str = ""

    @property
    def name(self) -> str:
        """« le wifi », as the desk lists it."""
        return {
            Link.WIFI: _("Le wifi de la salle"),
            Link.CABLE: _("Le câble réseau"),
            Link.OWN_HOTSPOT: _("Le partage de connexion de cet ordinateur"),
            Link.PHONE_HOTSPOT: _("Le partage de connexion d'un téléphone"),
            Link.OTHER: _("Un autre réseau"),
        }[self.link]

    @property
    def advice(self) -> str:
        """What the phones have to do to reach it."""
        return {
            Link.WIFI: _(
                "Les téléphones se mettent sur le même wifi que cet ordinateur. Certains wifis publics séparent les appareils : essayez avec un téléphone."
            ),
            Link.CABLE: _("Les téléphones se mettent sur le wifi du même réseau, s'il y en a un."),
            Link.OWN_HOTSPOT: _(
                "Les téléphones rejoignent le wifi que cet ordinateur partage. Il n'y faut pas d'internet."
            ),
            Link.PHONE_HOTSPOT: _(
                "Les téléphones rejoignent le wifi partagé par ce téléphone. Il n'y faut pas d'internet."
            ),
            Link.OTHER: _("Essayez avec un téléphone avant l'arrivée du groupe."),
        }[self.link]


def addresses() -> tuple[Here, ...]:
    """The private IPv4 addresses of this computer that phones may reach, wifi and shared connections first; the same is listed once."""
    import ifaddr  # only when somebody opens a room

    found = [
        (str(one.ip), f"{card.nice_name} {card.name if isinstance(card.name, str) else ''}")
        for card in ifaddr.get_adapters()
        for one in card.ips
        if one.is_IPv4
    ]
    return listed(found)


def listed(found: Iterable[tuple[str, str]]) -> tuple[Here, ...]:
    """Those of these (address, name of the card) that a room can be opened on; cards of virtual machines only where there is nothing else."""
    usable = [(host, card) for host, card in found if _usable(host)]
    real = [
        one
        for one in usable
        if not _VIRTUAL.match(one[1]) and not re.search(r"virtual|vmware|hyper-v|vpn", one[1], re.I)
    ]
    order = list(Link)
    made = {host: Here(host, link_of(host, card), card.split(" ")[0]) for host, card in real or usable}
    return tuple(sorted(made.values(), key=lambda one: (order.index(one.link), one.host)))


def link_of(host: str, card: str) -> Link:
    """How the computer is on this network, from the address and the name of its card."""
    address = ipaddress.ip_address(host)
    if any(address in network for network in _SHARED_HERE[:2]) or (address in _SHARED_HERE[2] and "bridge" in card):
        return Link.OWN_HOTSPOT
    if any(address in network for network in _SHARED_BY_A_PHONE):
        return Link.PHONE_HOTSPOT
    if _WIFI.search(card):
        return Link.WIFI
    return Link.CABLE if _CABLE.match(card) else Link.OTHER


def _usable(host: str) -> bool:
    address = ipaddress.ip_address(host)
    return address.is_private and not (address.is_loopback or address.is_link_local or address.is_unspecified)
