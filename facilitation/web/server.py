"""Serving pages: sockets, waitress, the door to the room, https."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import itertools
import logging
import signal
import socket
import ssl
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from facilitation.accounts.access import ROOM
from facilitation.errors import FacilitationError
from facilitation.live.hub import STREAMS
from facilitation.web.doors import Close, Doors
from facilitation.web.sockets import Address, listen
from facilitation.web.threads import THREADS, Threads

CONNECTIONS = THREADS + STREAMS + 400
"""More than threads + 200: with waitress's own limit, 98 of 300 streams opened and posts timed out (`architecture.md`, « The pulse »)."""
FILES = 4096
"""Files that the process may hold open, where the system lets it ask: each connection is one, and a phone's browser keeps several."""
BODY = 16 * 1024 * 1024
"""Bytes that waitress takes in; above 2 MB the application answers, with its own sentence."""
SHUTTING = 0.2
"""Seconds in which the connections of a door that shuts are let go."""
log = logging.getLogger("facilitation")
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Reach = Callable[[str], Awaitable[Streams]]
Whose = Callable[[Any], str]


class BadCertificate(FacilitationError):
    """Le certificat ou sa clé ne peuvent pas être lus. Vérifiez les fichiers donnés à --cert et --key : il faut les deux, au format PEM."""


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
    doors: Doors,
    room: socket.socket | None = None,
    names: Sequence[str] = (),
    tls: ssl.SSLContext | None = None,
    threads: Threads,
    until: Callable[[], bool],
) -> None:
    """Serve in these threads while `until` says no. The room's socket, and those that `doors` open meanwhile, let participants in and nobody else;
    with a certificate they are encrypted and lead to every page. `names`: those under which people reach this computer."""
    _open_many_files()
    with tempfile.TemporaryDirectory(prefix="maillage-") as folder:
        if tls is None:
            answer = functools.partial(_serve_plainly, threads=threads)
            answer(app, listener, "pages")
            let_in = functools.partial(answer, room_door(app), name="room")
        else:
            inside = Inside(Path(folder))
            _serve_plainly(app, inside.listener, "pages", threads=threads, whose=inside.whose, url_scheme="https")
            let_in = functools.partial(_encrypt, tls=tls, reach=inside.reach)
            let_in(listener)
        if room is not None:
            let_in(room)
        doors.serve_with(lambda address: let_in(listen(address)), fixed=_reached(listener, room, names, tls))
        _wait(until)
        doors.serve_with(None)


def _reached(
    listener: socket.socket, room: socket.socket | None, names: Sequence[str], tls: ssl.SSLContext | None
) -> tuple[str, ...]:
    """The names and ports under which phones reach what listens from the start."""
    if room is not None:
        host, port = room.getsockname()[:2]
        return tuple(Address(name, port).shown for name in names or (host,))
    return tuple(Address(name, listener.getsockname()[1]).shown for name in names) if tls else ()


def _serve_plainly(
    app: Wsgi, listener: socket.socket, name: str, *, threads: Threads, whose: Whose | None = None, **options: Any
) -> Close:
    """Answer what comes in by this socket; gives what closes it, with all that came in by it. `whose`: the address behind a connection, if not its own."""
    server = _waitress(app, listener, threads, **options)
    if whose is not None:
        server.fix_addr = lambda name: (whose(name), None)
    _in_a_thread(server.run, name)

    def shut() -> None:
        server.del_channel()
        server.socket.close()
        for channel in list(server.active_channels.values()):
            channel.handle_close()

    # In waitress's own thread. Its trigger stays: a thread that still answers pulls it, and would write into whatever has its number by then.
    return lambda: server.trigger.pull_trigger(shut)


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


def without_address(record: logging.LogRecord) -> bool:
    """Have a line of waitress say what happened, and not at which address of ours: it writes the path of what it served."""
    record.msg = str(record.msg).partition(" while serving ")[0]
    return True


def _waitress(app: Wsgi, listener: socket.socket, threads: Threads, **options: Any) -> Any:
    from waitress.server import create_server

    from facilitation.web.channel import Channel

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    logging.getLogger("waitress").addFilter(without_address)
    server: Any = create_server(
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
    server.channel_class = Channel
    return server


# ------------------------------------------------------------------ https: waitress speaks plain http behind this


class Inside:
    """The way from the encryption to waitress, which only this computer's owner reaches, and the address that each connection stands for.

    Without the address, everybody would be one: whoever tries pass phrases over the room's wifi would keep all the others from signing in.
    """

    def __init__(self, folder: Path) -> None:
        """`folder`: where the sockets have their names, and nobody else looks."""
        self._folder, self._numbers = folder, itertools.count()
        self._addresses: dict[Any, str] = {}
        if hasattr(socket, "AF_UNIX") and sys.platform != "win32":
            self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.listener.bind(str(folder / "interne"))
            self.listener.listen(256)
        else:
            self.listener = listen(Address("127.0.0.1", 0))

    def whose(self, name: Any) -> str:
        """The address that the connection of this name, which has just been taken in, stands for."""
        return self._addresses.pop(name, "localhost")

    async def reach(self, address: str) -> Streams:
        """A connection to waitress that stands for this address."""
        one = socket.socket(self.listener.family, socket.SOCK_STREAM)
        one.setblocking(False)
        path = self._folder / str(next(self._numbers))
        try:
            one.bind(str(path) if one.family != socket.AF_INET else ("127.0.0.1", 0))
            self._addresses[one.getsockname()] = address
            await asyncio.get_running_loop().sock_connect(one, self.listener.getsockname())
            return await asyncio.open_connection(sock=one)
        except BaseException:
            self._addresses.pop(one.getsockname(), None)
            one.close()
            raise
        finally:
            path.unlink(missing_ok=True)


def _encrypt(listener: socket.socket, *, tls: ssl.SSLContext, reach: Reach) -> Close:
    """Answer what comes in by this socket, encrypted; gives what closes it, with all that came in by it."""
    loop = asyncio.new_event_loop()

    def run() -> None:
        with contextlib.suppress(asyncio.CancelledError), asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(_encrypt_all(listener, tls, reach))

    def stop() -> None:
        for task in asyncio.all_tasks(loop):
            task.cancel()

    def close() -> None:
        loop.call_soon_threadsafe(stop)

    _in_a_thread(run, "https")
    return close


async def _encrypt_all(listener: socket.socket, tls: ssl.SSLContext, reach: Reach) -> None:
    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address, *_port = writer.get_extra_info("peername") or ("",)
        inner_reader, inner_writer = await reach(address)
        ways = [asyncio.create_task(_pour(reader, inner_writer)), asyncio.create_task(_pour(inner_reader, writer))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for each in (inner_writer, writer):
                each.close()
            await asyncio.gather(*ways)
            with contextlib.suppress(OSError):  # whoever leaves doesn't always say so
                await writer.wait_closed()
        except asyncio.CancelledError:  # this door is shut
            for each in (inner_writer, writer):
                each.transport.abort()
            raise

    server = await asyncio.start_server(one, sock=listener, ssl=tls, ssl_handshake_timeout=10, ssl_shutdown_timeout=5)
    try:
        async with server:
            await server.serve_forever()
    finally:
        await asyncio.sleep(SHUTTING)


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
