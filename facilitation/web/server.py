"""Serving pages: sockets, waitress, the door to the room, https."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import functools
import ipaddress
import logging
import os
import signal
import socket
import ssl
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from facilitation.accounts.access import ROOM
from facilitation.errors import FacilitationError
from facilitation.live.hub import STREAMS
from facilitation.web.threads import THREADS, Threads

CONNECTIONS = THREADS + STREAMS + 400
"""More than threads + 200: with waitress's own limit, 98 of 300 streams opened and posts timed out (`architecture.md`, « The pulse »)."""
FILES = 4096
"""Files that the process may hold open, where the system lets it ask: each connection is one, and a phone's browser keeps several."""
BODY = 16 * 1024 * 1024
"""Bytes that waitress takes in; above 2 MB the application answers, with its own sentence."""
_NOT_OURS = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}
log = logging.getLogger("facilitation")
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class PortInUse(FacilitationError):
    """Le port %(port)s est déjà occupé sur cet ordinateur. Fermez l'autre programme (peut-être Maillage lui-même), ou choisissez un autre port avec --port."""


class NoSuchAddress(FacilitationError):
    """L'adresse « %(address)s » n'est pas une adresse de cet ordinateur sur son réseau privé. Écrivez --room ADRESSE:PORT, par exemple --room 192.168.1.20:8322."""


class BadCertificate(FacilitationError):
    """Le certificat ou sa clé ne peuvent pas être lus. Vérifiez les fichiers donnés à --cert et --key : il faut les deux, au format PEM."""


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


def certificate(cert: Path | None, key: Path | None) -> ssl.SSLContext | None:
    """What https needs, or None without files; raises BadCertificate, also for one file of the two."""
    if cert is None and key is None:
        return None
    if cert is None or key is None:
        raise BadCertificate()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(cert, key)
    except (OSError, ssl.SSLError) as error:
        raise BadCertificate() from error
    return context


def room_door(app: Wsgi) -> Wsgi:
    """The application as the room sees it: only what is open to participants (`accounts.access` looks at the mark)."""

    def door(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return app({**environ, ROOM: True}, start_response)

    return door


def asked_to_stop() -> Callable[[], bool]:
    """Tells from now on whether SIGINT or SIGTERM came. Only for the main thread.

    The handler raises nothing: an exception that arrives inside a finaliser or a callback is printed and lost, and the server with it.
    """
    came: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _frame: came.append(received))
    return lambda: bool(came)


def serve(
    app: Wsgi,
    listener: socket.socket,
    *,
    room: socket.socket | None = None,
    tls: ssl.SSLContext | None = None,
    threads: Threads,
    until: Callable[[], bool],
) -> None:
    """Serve in these threads while `until` says no; the room's socket has its own server."""
    _open_many_files()
    if room is not None:
        _in_a_thread(_waitress(room_door(app), room, threads).run, "room")
    if tls is None:
        _in_a_thread(_waitress(app, listener, threads).run, "pages")
        _wait(until)
        return
    with tempfile.TemporaryDirectory(prefix="maillage-") as folder:
        inner, reach = _inner_socket(Path(folder))
        _in_a_thread(functools.partial(_encrypt, listener, tls, reach), "https")
        _in_a_thread(_waitress(app, inner, threads, url_scheme="https").run, "pages")
        _wait(until)


def _in_a_thread(run: Callable[[], object], name: str) -> None:
    threading.Thread(target=run, daemon=True, name=name).start()


def _wait(until: Callable[[], bool]) -> None:
    while not until():
        time.sleep(0.2)  # a signal cuts it short


def _open_many_files() -> None:
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _waitress(app: Wsgi, listener: socket.socket, threads: Threads, **options: Any) -> Any:
    from waitress.server import create_server

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    return create_server(
        app,
        sockets=[listener],
        _dispatcher=threads,
        channel_request_lookahead=1,  # or a browser that went away is only noticed by the next word to it
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        max_request_body_size=BODY,
        clear_untrusted_proxy_headers=True,
        ident=None,
        **options,
    )


# ------------------------------------------------------------------ https: waitress speaks plain http behind this


def _inner_socket(folder: Path) -> tuple[socket.socket, Callable[[], Any]]:
    """A socket that only this computer's owner reaches, and how to connect to it."""
    if hasattr(socket, "AF_UNIX") and sys.platform != "win32":
        path = str(folder / "interne")
        inner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        inner.bind(path)
        inner.listen(256)
        return inner, lambda: asyncio.open_unix_connection(path)
    inner = listen(Address("127.0.0.1", 0))
    port = inner.getsockname()[1]
    return inner, lambda: asyncio.open_connection("127.0.0.1", port)


def _encrypt(listener: socket.socket, tls: ssl.SSLContext, reach: Callable[[], Any]) -> None:
    asyncio.run(_encrypt_all(listener, tls, reach))


async def _encrypt_all(listener: socket.socket, tls: ssl.SSLContext, reach: Callable[[], Any]) -> None:
    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await reach()
        ways = [asyncio.create_task(_pour(reader, inner_writer)), asyncio.create_task(_pour(inner_reader, writer))]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for each in (inner_writer, writer):
            each.close()
        await asyncio.gather(*ways)

    server = await asyncio.start_server(one, sock=listener, ssl=tls, ssl_handshake_timeout=10)
    async with server:
        await server.serve_forever()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
