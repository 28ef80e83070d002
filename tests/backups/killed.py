"""A program that does one thing again and again in a child, and kills it when it is told: its parent has imported all, so that a kill costs little.

Each line of the input is [what, folder, seconds]; after the kill it answers with a line.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from flask import Flask

from facilitation import database
from facilitation.accounts import service as accounts
from facilitation.backups import files, restore
from facilitation.meetings import service as meetings
from facilitation.paper import service as paper
from facilitation.retention import ledger

ACKNOWLEDGED = "acquittes"
"""Beside the house: a line for each account whose commit was acknowledged."""
EVERYTHING = (meetings, paper)  # all the tables, as the application has them


def house(folder: Path) -> Flask:
    """The database of this folder, without the pages."""
    app = Flask("house")
    database.init_app(app, folder)
    return app


def backup(folder: Path) -> None:
    """Copy after copy, while somebody writes and is told so after each commit."""
    app, told = house(folder), os.open(folder.parent / ACKNOWLEDGED, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def write() -> None:
        with app.app_context():
            while True:
                name = os.urandom(8).hex()
                with database.writing():
                    accounts.create_account(
                        name=name, email=f"{name}@val.test", password_hash="-", now=datetime.now(UTC)
                    )
                os.write(told, f"{name}\n".encode())

    threading.Thread(target=write, daemon=True).start()
    while True:
        files.make(folder, now=datetime.now(UTC))


def put_back(folder: Path) -> None:
    """The same copy into one new folder after another, with a ledger to replay."""
    (path,) = (folder / files.FOLDER).glob("*.zip")
    for number in count():
        restore.restore(path, to=folder.parent / f"neuf{number}", data=folder, now=datetime.now(UTC))


def upgrade(folder: Path) -> None:
    """A house of the first version brought to the newest."""
    database.upgrade(house(folder), folder, now=datetime.now(UTC))


WHAT = {"backup": backup, "restore": put_back, "migration": upgrade}


def main() -> None:
    """Kill one child for each line of the input."""
    import alembic.command  # noqa: F401  # half of the time of an upgrade

    print(ledger.FILE, flush=True)  # noqa: T201
    for line in sys.stdin:
        what, folder, seconds = json.loads(line)
        child = os.fork()
        if not child:
            try:
                WHAT[what](Path(folder))
            finally:
                os._exit(0)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        print("fini", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
