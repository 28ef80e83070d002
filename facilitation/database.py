"""The one database: its base class, its units of work, its upgrades.

Every unit of work passes one fair queue, does its reading or writing, ends its transaction, and only then is anything rendered: with a rollback
journal an open reader blocks commits, and a queue that is fair to all kept the slowest twentieth under 60 ms where a lock for writers alone gave
1.5 s (`design/architecture.md`, « Transactions on SQLite »).
"""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, before_render_template
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Connection, DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from facilitation.errors import FacilitationError

MIGRATIONS = Path(__file__).parent / "migrations"
FILE = "maillage.sqlite3"
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class NewerDatabase(FacilitationError):
    """Ces données viennent d'une version plus récente de Maillage. Installez cette version-là, ou ouvrez une copie plus ancienne ; rien n'a été modifié."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, kept in UTC and given back aware; a naive value is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant as naive UTC; raises ValueError for a naive value."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant, aware, in UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The base of every table."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: UtcDateTime(), dict[str, Any]: JSON(), list[str]: JSON()},
    )


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


def new_id() -> str:
    """A random id of 22 characters (nearly 128 bits): never reused, so that the purge ledger never meets a new object.

    It begins with no hyphen: a command line would take it for an option.
    """
    while (made := secrets.token_urlsafe(16)).startswith("-"):
        pass
    return made


# ------------------------------------------------------------------ units of work


class _FairQueue:
    """A lock that serves in the order of arrival."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._busy = False
        self._waiting: deque[threading.Event] = deque()

    def __enter__(self) -> None:
        with self._guard:
            if not self._busy:
                self._busy = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._busy = False


_queue = _FairQueue()
_unit = threading.local()


def unit_is_open() -> bool:
    """Whether this thread is inside a unit of work."""
    return getattr(_unit, "mode", None) is not None


def unit_only_reads() -> bool:
    """Whether this thread is inside a unit of work that changes nothing: what it loaded once is still so."""
    return getattr(_unit, "mode", None) == "read"


@contextmanager
def _unit_of_work(mode: str) -> Iterator[None]:
    if unit_is_open():
        raise RuntimeError("a unit of work is already open: services don't open their own")
    with _queue:
        _unit.mode, _unit.read = mode, None
        try:
            yield
            if mode == "write":
                db.session.commit()
            elif _unit.read is not None and _unit.read.total_changes != _unit.changes:
                raise RuntimeError("a unit of work that only reads has written: nothing of it is kept")
        except BaseException:
            db.session.rollback()
            raise
        finally:
            db.session.remove()
            _unit.mode = _unit.read = None


@contextmanager
def reading() -> Iterator[None]:
    """A unit of work that changes nothing: what it loads must be frozen data before it ends."""
    with _unit_of_work("read"):
        yield


@contextmanager
def writing() -> Iterator[None]:
    """A unit of work that commits once, when it ends without an error; nothing is read after the commit."""
    with _unit_of_work("write"):
        yield


def _begin(connection: Connection) -> None:
    mode = getattr(_unit, "mode", None)
    reads = mode == "read"
    if reads:  # not `PRAGMA query_only`: it has SQLite prepare every statement anew, and reading and writing take turns
        _unit.read = connection.connection.dbapi_connection
        _unit.changes = _unit.read.total_changes
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # or the driver would begin its own, deferred, transactions
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout=5000",
        "journal_mode=TRUNCATE",  # a write-ahead log keeps deleted text and the order of writes
        "synchronous=EXTRA",
        "secure_delete=ON",
        "temp_store=MEMORY",  # what a large sort sets aside is somebody's words too
        "foreign_keys=ON",
        "trusted_schema=OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _refuse_to_render(_app: Flask, **_: object) -> None:
    if unit_is_open():
        raise RuntimeError("a template renders while a unit of work is open")


def listen(engine: Engine) -> None:
    """Give the engine its pragmas and its kinds of transaction."""
    event.listen(engine, "connect", _connect)
    event.listen(engine, "begin", _begin)


def init_app(app: Flask, folder: Path | None) -> None:
    """Tie the database of this data folder to the application, or without a folder one in memory alone; nothing is opened yet."""
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{folder / FILE}" if folder else "sqlite://"
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"hide_parameters": True}
    db.init_app(app)
    with app.app_context():
        listen(db.engine)
    before_render_template.connect(_refuse_to_render, app)


@contextmanager
def alone() -> Iterator[None]:
    """Hold the queue without a unit of work: whoever copies the file meanwhile makes nobody wait longer than it takes. Short things only."""
    if unit_is_open():
        raise RuntimeError("a unit of work is already open")
    with _queue:
        yield


def let_go(app: Flask) -> None:
    """Close the database of this application once nobody is in it: one in memory is no more."""
    with _queue, app.app_context():
        db.engine.dispose()


def folder_of() -> Path | None:
    """The data folder of the current application's database; None for one in memory alone."""
    named = db.engine.url.database
    return Path(named).parent if named else None


def compact() -> None:
    """Make the whole file anew without what was deleted from it, in its turn in the fair queue; never inside a unit of work.

    Killed at any moment it leaves the file as it was. Raises sqlite3.OperationalError when somebody reads it for longer than the driver waits.
    """
    if unit_is_open():
        raise RuntimeError("a database is not made anew inside a unit of work")
    with _queue:
        connection = db.engine.raw_connection()
        try:
            connection.cursor().execute("VACUUM")
        finally:
            connection.close()


# ------------------------------------------------------------------ upgrades


def revisions() -> list[str]:
    """The known revisions, oldest first: the four digits that begin each file of `migrations/versions`."""
    return sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def revision_of(path: Path) -> str | None:
    """The revision of this database file, or None when it is absent or empty; nothing is written but the end of a power cut."""
    if not path.exists():
        return None
    connection = opened(path)
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        return None
    finally:
        connection.close()
    return str(row[0]) if row else None


def opened(path: Path) -> sqlite3.Connection:
    """A connection to this very file, with the pragmas of the house, beside the application's own; raises OperationalError when it isn't there."""
    # Not `mode=ro`: a connection that may not write cannot undo what a power cut left half written, and refuses to read it.
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)
    _connect(connection, None)
    return connection


def upgrade(app: Flask, folder: Path, *, now: datetime) -> None:
    """Bring the database of this folder to the newest revision, after a sealed copy of the house as it was; raises NewerDatabase, DamagedDatabase.

    Alembic is imported only when there is something to do: it is half of the time of a start.
    """
    path, known = folder / FILE, revisions()
    current = revision_of(path)
    if current == known[-1]:
        return
    if current is not None and current not in known:
        raise NewerDatabase()
    if current is not None:
        from facilitation.backups import files  # only when there is something to do, like Alembic

        files.make(folder, now=now, before=known[-1])
    migrate(app, "head")


def migrate(app: Flask, target: str) -> None:
    """Run the migrations up to `target` (a revision, « head » or « base »), whole or not at all."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with app.app_context(), db.engine.begin() as connection:
        config.attributes["connection"] = connection
        current = revision_of_connection(connection)
        going_down = target == "base" or (current is not None and target != "head" and target < current)
        (command.downgrade if going_down else command.upgrade)(config, target)


def revision_of_connection(connection: Connection) -> str | None:
    """The revision that this connection sees, or None."""
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchall()
    if not names:
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None
