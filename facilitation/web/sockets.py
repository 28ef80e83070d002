"""Where to listen: an address of this computer and a port."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from dataclasses import dataclass

from facilitation.errors import FacilitationError

_NOT_OURS = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


class PortInUse(FacilitationError):
    """Le port %(port)s est déjà occupé sur cet ordinateur. Fermez l'autre programme (peut-être Maillage lui-même), ou choisissez un autre port avec --port."""


class NoSuchAddress(FacilitationError):
    """L'adresse « %(address)s » n'est pas une adresse de cet ordinateur sur son réseau privé. Écrivez --room ADRESSE:PORT, par exemple --room 192.168.1.20:8322."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen."""

    host: str
    port: int

    @property
    def shown(self) -> str:
        """« 127.0.0.1:8321 », « [::1]:8321 »."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def listen(address: Address) -> socket.socket:
    """A socket that listens there; raises PortInUse or NoSuchAddress."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":  # elsewhere it would let two programs share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address.host, address.port))
        listener.listen(256)
    except OSError as error:
        listener.close()
        if error.errno in _NOT_OURS:
            raise NoSuchAddress(address=address.shown) from error
        raise PortInUse(port=address.port) from error
    return listener


def room_address(text: str) -> Address:
    """The address of « 192.168.1.20:8322 »; raises NoSuchAddress for anything but one private address and a port."""
    host, _sign, port = text.rpartition(":")
    try:
        found = ipaddress.ip_address(host.strip("[]"))
        number = int(port)
    except ValueError as error:
        raise NoSuchAddress(address=text) from error
    if not found.is_private or found.is_unspecified or found.is_multicast or not 0 < number < 65536:
        raise NoSuchAddress(address=text)
    return Address(str(found), number)
