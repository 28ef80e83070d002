"""How the library holds with five hundred guides: its pages, and how long after a start its first page comes.

    python -m benchmarks.library [--json]

Guides made from those of the tree, each with an id, a title and questions of its own. Pages, through the application as a browser would, with 125 and 500
guides: all of them, a search by words, the four questions at once, a search that finds nothing (and says what to give up), one guide, and where one
chooses a guide for a meeting. `slope` is t(500)/t(125): at most 5. `floor_ms` is, in the same run, a page that shows no guide (the help).
Starts: a fresh process, from its first instruction to its first page of the library, with 20 and with 500 guides that were read at an earlier start;
`start_ratio` is one to the other: at most 2. `unread_ms`: the same on the very first start, when nothing was read yet. `sign_in_ratio`: to the page that
signs in, which needs no guide. Interleaved runs, medians, milliseconds.
"""

from __future__ import annotations

import argparse
import gc
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from facilitation import create_app, database
from facilitation.accounts import service as accounts
from facilitation.database import writing
from facilitation.guides.catalogue import content_folder
from facilitation.guides.compiled import INDEX
from facilitation.settings import Settings

FEW, SMALL, LARGE = 20, 125, 500
RUNS, STARTS = 11, 5
SLOPE, START = 5.0, 2.0
NOW = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)
PAGES = {
    "all": "/bibliotheque",
    "search": "/bibliotheque?q=consentement+r%C3%A9seau",
    "questions": "/bibliotheque?temps=90&personnes=7&personne=non&trace=oui",
    "nothing": "/bibliotheque?personnes=60&temps=60&q=brontosaure",
    "guide": "/bibliotheque/essai-7",
    "choosing": "/reunions/nouvelle",
}
# The way of `serve`, up to the first page that is asked for; the session was opened before.
STARTED = """
import sys
from pathlib import Path
from facilitation import create_app
from facilitation.settings import Settings
app = create_app(Settings(data=Path(sys.argv[1]), content=Path(sys.argv[2])))
client = app.test_client()
client.set_cookie("maillage_session", sys.argv[3], domain="localhost")
page = client.get(sys.argv[4])
assert page.status_code == 200, page.status_code
"""
WRITTEN_DOWN = """
import sys
from pathlib import Path
from facilitation import create_app
from facilitation.settings import Settings
from facilitation.web.context import house
with create_app(Settings(data=Path(sys.argv[1]), content=Path(sys.argv[2]))).app_context():
    house().write_down()
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="the figures alone, as JSON")
    arguments = parser.parse_args()
    figures = measure()
    if arguments.json:
        print(json.dumps(figures))
        return
    for name in PAGES:
        found = figures[name]
        print(
            f"{name:10}{found[f'{SMALL}_ms']:8.1f} ms {found[f'{LARGE}_ms']:8.1f} ms   "
            f"slope {found['slope']:.2f} (at most {SLOPE:g})   {found[f'{LARGE}_bytes']} bytes"
        )
    print(f"floor     {figures['floor_ms']:8.1f} ms, a page that shows no guide")
    start = figures["start"]
    print(
        f"start     {start[f'{FEW}_ms']:8.1f} ms {start[f'{LARGE}_ms']:8.1f} ms   ratio {start['start_ratio']:.2f} (at most {START:g})"
    )
    print(
        f"sign in   ratio {start['sign_in_ratio']:.2f}; first page of the library before any was read: {start['unread_ms']:.0f} ms"
    )


def measure(runs: int = RUNS, starts: int = STARTS) -> dict[str, Any]:
    """The medians of each page and their slopes, the floor, and the starts."""
    with tempfile.TemporaryDirectory() as folder:
        contents = {size: library_of(Path(folder) / f"content-{size}", size) for size in (FEW, SMALL, LARGE)}
        data, token = signed_in(Path(folder) / "data")
        return pages_of(contents, data, token, runs) | {"start": starts_of(contents, data, token, starts)}


def library_of(folder: Path, size: int) -> Path:
    """A library of this many guides, made from those of the tree."""
    own = content_folder()
    shutil.copytree(own / "modules", folder / "modules")
    for name in ("sources.yaml", "drifts.yaml", "glossary.yaml"):
        shutil.copy(own / name, folder / name)
    (folder / "guides").mkdir()
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((own / "guides").glob("*.yaml"))}
    models = list(texts.items())
    for number in range(size):
        name, text = models[number % len(models)]
        told = text.replace(f"\nid: {name}\n", f"\nid: essai-{number}\n", 1)
        told = told.replace("\ntitre: ", "\ntitre: &", 1)
        told = told.replace('titre: &"', f'titre: "Essai {number} ', 1).replace(
            "titre: &", f"titre: Essai {number} ", 1
        )
        (folder / "guides" / f"essai-{number}.yaml").write_text(told, encoding="utf-8")
    return folder


def signed_in(data: Path) -> tuple[Path, str]:
    """A data folder with one account, and the token of its session."""
    app = create_app(Settings(data=data, testing=True), lambda: NOW)
    database.upgrade(app, data, now=NOW)
    with app.app_context():
        with writing():
            now = datetime.now(UTC)
            alice = accounts.create_account(name="Alice", email="alice@val.test", password_hash="-", now=now)  # noqa: S106  nobody signs in with it
            token = accounts.open_session(account_id=alice, now=now)
        database.db.engine.dispose()
    return data, token


# ------------------------------------------------------------------ pages


def pages_of(contents: dict[int, Path], data: Path, token: str, runs: int) -> dict[str, Any]:
    """Each page at both sizes, and the floor."""
    clients = {size: browser(data, contents[size], token, size) for size in (SMALL, LARGE)}
    times: dict[Any, list[float]] = {}
    weights = {(name, size): weight(clients[size], path) for name, path in PAGES.items() for size in clients}
    for _run in range(runs):
        for name, path in PAGES.items():
            for size, client in clients.items():
                times.setdefault((name, size), []).append(timed(client, path))
        times.setdefault("floor", []).append(timed(clients[LARGE], "/aide"))
    medians = {key: statistics.median(each) for key, each in times.items()}
    figures: dict[str, Any] = {
        name: {
            **{f"{size}_ms": round(medians[name, size], 2) for size in clients},
            **{f"{size}_bytes": weights[name, size] for size in clients},
            "slope": round(medians[name, LARGE] / medians[name, SMALL], 2),
        }
        for name in PAGES
    }
    return figures | {"floor_ms": round(medians["floor"], 2)}


def browser(data: Path, content: Path, token: str, size: int) -> FlaskClient:
    """Somebody signed in, at an application that serves this library: all its guides, or it would measure something else."""
    app = create_app(Settings(data=data, content=content, testing=True))
    client = app.test_client()
    client.set_cookie("maillage_session", token, domain="localhost")
    assert f"{size} guides" in client.get(PAGES["all"]).text, f"not all of the {size} guides are served"
    return client


def weight(client: FlaskClient, path: str) -> int:
    """The bytes of this page, seen once before it is timed."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return len(answer.data)


def timed(client: FlaskClient, path: str) -> float:
    """Milliseconds of one page, begun on a clean heap."""
    gc.collect()
    start = time.perf_counter()
    client.get(path)
    return (time.perf_counter() - start) * 1000


# ------------------------------------------------------------------ starts


def starts_of(contents: dict[int, Path], data: Path, token: str, runs: int) -> dict[str, float]:
    """The medians of a fresh process's first page of the library, and of its page to sign in."""
    houses = {size: Path(shutil.copytree(data, data.with_name(f"data-{size}"))) for size in (FEW, LARGE)}
    unread = process(STARTED, houses[LARGE], contents[LARGE], token, PAGES["all"])
    for size, house in houses.items():
        process(WRITTEN_DOWN, house, contents[size])
        assert (house / INDEX).exists()
    times: dict[Any, list[float]] = {}
    for _run in range(runs):
        for size, house in houses.items():
            for path in (PAGES["all"], "/connexion"):
                times.setdefault((path, size), []).append(process(STARTED, house, contents[size], token, path))
    medians = {key: statistics.median(each) for key, each in times.items()}
    first, sign_in = PAGES["all"], "/connexion"
    return {
        f"{FEW}_ms": round(medians[first, FEW], 1),
        f"{LARGE}_ms": round(medians[first, LARGE], 1),
        "start_ratio": round(medians[first, LARGE] / medians[first, FEW], 2),
        "sign_in_ratio": round(medians[sign_in, LARGE] / medians[sign_in, FEW], 2),
        "unread_ms": round(unread, 1),
    }


def process(code: str, *arguments: Path | str) -> float:
    """Milliseconds of a fresh process that runs this code."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
