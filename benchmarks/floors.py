"""The barest servers that do what the room does, each on its own: what `benchmarks.live` and `benchmarks.writes` measure Maillage beside.

    python -m benchmarks.floors live|writes HOST PORT FOLDER

Both run on waitress with the threads and limits of `facilitation serve`, and commit to SQLite with its pragmas before they answer.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from waitress.server import create_server
from waitress.task import ThreadedTaskDispatcher

from facilitation.live.beats import HEARTBEAT
from facilitation.live.hub import STREAMS
from facilitation.web.server import CONNECTIONS
from facilitation.web.threads import SWITCH, THREADS

PRAGMAS = (
    "busy_timeout=5000",
    "journal_mode=TRUNCATE",
    "synchronous=EXTRA",
    "secure_delete=ON",
    "foreign_keys=ON",
    "trusted_schema=OFF",
)
TABLE = "CREATE TABLE IF NOT EXISTS line (id TEXT PRIMARY KEY, text TEXT NOT NULL)"
PAGE = "<!doctype html><html lang=fr><title>Salle</title><main><p>{count} réponses sur {people}</p>{filling}</main>"
FILLING = "<p>" + "Ce que la salle voit par ailleurs. " * 120 + "</p>"
"""Four kilobytes, as much as the room's own page."""


def opened(folder: Path) -> sqlite3.Connection:
    """A database of one table in this folder, with Maillage's pragmas, that any thread may use in its turn."""
    connection = sqlite3.connect(folder / "plancher.sqlite3", isolation_level=None, check_same_thread=False)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(TABLE)
    return connection


class Live:
    """A phone posts a text; it is committed; every screen's stream is told the new number; a screen asks for its page and reads the count there."""

    def __init__(self, folder: Path, people: int) -> None:
        self.connection, self.people = opened(folder), people
        self.turn, self.guard = threading.Lock(), threading.Lock()
        self.count = 0
        self.screens: set[threading.Event] = set()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if method == "POST":
            self.take(parse_qs(environ["wsgi.input"].read().decode()))
            start_response("204 No Content", [])
            return [b""]
        if path in ("/flux-ecran", "/flux-telephone"):
            start_response("200 OK", [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store")])
            return self.stream(told=path == "/flux-ecran")
        page = PAGE.format(count=self.count, people=self.people, filling=FILLING).encode()
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page)))])
        return [page]

    def take(self, fields: dict[str, list[str]]) -> None:
        """Commit the text, then tell the screens."""
        with self.turn:
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.execute("INSERT INTO line VALUES (?, ?)", (fields["cle_"][0], fields["texte"][0]))
            self.connection.execute("COMMIT")
            self.count += 1
        with self.guard:
            for screen in self.screens:
                screen.set()

    def stream(self, *, told: bool) -> Iterable[bytes]:
        """The number now, then each time it moves for a screen; a phone's stream is open and silent, as in Maillage."""
        moved = threading.Event()
        if told:
            with self.guard:
                self.screens.add(moved)
        try:
            yield b"data: %d\n\n" % self.count
            while True:
                yield b"data: %d\n\n" % self.count if moved.wait(HEARTBEAT) else b": .\n\n"
                moved.clear()
        finally:
            with self.guard:
                self.screens.discard(moved)


class Base(DeclarativeBase):
    """The base of the floor's one table."""


class Line(Base):
    """One text."""

    __tablename__ = "line"
    id: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def writes(folder: Path) -> Callable[..., Any]:
    """Flask and Flask-SQLAlchemy, one table, one route that adds a row and commits, in the order of arrival."""
    app, turn = Flask("floor"), threading.Lock()
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{folder / 'plancher.sqlite3'}"
    db.init_app(app)

    def connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    with app.app_context():
        event.listen(db.engine, "connect", connect)
        event.listen(db.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        db.session.execute(db.text(TABLE))
        db.session.commit()

    @app.post("/")
    def take() -> tuple[str, int]:
        with turn:  # or the losers of SQLite's own lock sleep, and some of them for seconds
            db.session.add(Line(id=request.form["cle_"], text=request.form["texte"]))
            db.session.commit()
            db.session.remove()
        return "", 204

    return app


def main() -> None:
    """Serve one of them until the process ends."""
    kind, host, port, folder, *people = sys.argv[1:]
    app: Any = Live(Path(folder), int(people[0])) if kind == "live" else writes(Path(folder))
    sys.setswitchinterval(SWITCH)
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(THREADS + (STREAMS if kind == "live" else 0))
    server = create_server(
        app,
        host=host,
        port=int(port),
        _dispatcher=dispatcher,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        channel_request_lookahead=1,
        ident=None,
    )
    server.run()


if __name__ == "__main__":
    main()
