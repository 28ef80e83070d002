"""`make screenshots`: every page of the route map, empty and full, and every document, on contact sheets in `docs/captures`.

    python -m tests.browser.screenshots [--only WORD] [--keep DIR]

`--only` looks at the addresses that hold this word; `--keep` leaves the single pictures in DIR, to look at them closely. A page that answers
anything else than 200 or a redirection, or that scrolls sideways, ends the run with a failure that names it.
"""

from __future__ import annotations

import argparse
import logging
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from facilitation import create_app, database
from facilitation.settings import Settings
from tests.browser import sheets, worlds, worlds_room
from tests.browser.holders import cookie, holder
from tests.browser.sheets import Picture

TREE = Path(__file__).resolve().parents[2]
OUT = TREE / "docs" / "captures"
LARGEST = 10 * 1024 * 1024
LONGEST = 6000  # pixels of a page that are looked at
SIZES = {"telephone": (360, 740), "ordinateur": (1280, 800), "salle": (1920, 1080)}
ROOM = re.compile(r"/(salle|un-seul-ecran)$|^/ecran/")
PRINTED = ("/deroule", "/relecture", "/kit/feuilles", "/fiche", "/convocation")
SIGNED_OUT = (
    "/connexion",
    "/premier-compte",
    "/mot-de-passe",
    "/rejoindre",
    "/ecran",
    "/remarques",
    "/invitation",
    "/nouveau-compte",
    "/verrou",
)
SILENT = (
    "/pouls",
    "/flux",
    "/verrou/etat",
    ".docx",
    ".ics",
    ".eml",
    "/proces-verbal/version",
    "/transmettre/fait",
    "/fichier",
    ".txt",
    ".zip",
    "/static",
)
STEPS = tuple(f"step {kind}" for kind in worlds_room.KINDS)
COUNTED = ("step vote", "step avis", "step position", "step echelle")
SHOWN = {  # in which states a meeting's page has something of its own to show
    "deroule": ("prepared",),
    "preparer": ("prepared", "open"),
    "relecture": ("running", "ended", "closed"),
    "supprimer": ("prepared", "convened", "cancelled"),
    "sortir-du-guide": ("running",),
    "appareils": ("open", "running"),
    "equipe": ("prepared", "groups"),
    "convocation": ("prepared", "convened", "cancelled"),
    "kit": ("prepared", "followed"),
    "feuilles": ("prepared", "followed", "step vote"),
    "secretariat": ("open", "running", "groups", "ended"),
    "saisie": ("prepared", "running", "step vote"),
    "/reunions/<meeting_id>/consultation/<stage_id>": ("consultation", "drawn"),
    "<stage_id>": ("step cotes", "step echelle", "step cartes"),
    "proces-verbal": ("ended", "closed", "sent"),
    "corriger": ("sent",),
    "a-relire": ("running", "ended", "closed"),
    "fiche": ("sent",),
    "/reunions/<meeting_id>/effacer": ("closed", "cancelled"),
    "pupitre": ("open", "running", "cards", "ended", "groups", "followed", "drawn", *COUNTED),
    "salle": ("open", "running", "cards", "ended", "groups", "followed", "drawn", *COUNTED),
    "moi": ("open", "running"),
    "/salle/<meeting_id>": ("open", "running", "groups", "followed", *STEPS),
    "/ecran/<meeting_id>": ("open", "running", "followed", "step vote", "ended"),
    "": ("open", "running", "cards", "ended", "closed", "cancelled"),
}
SHEETS = {
    "ordinateur": {"columns": 4, "width": 560, "most": 16},
    "telephone": {"columns": 9, "width": 240, "most": 32, "tallest": 9},
    "salle": {"columns": 3, "width": 760, "most": 12},
    "papier": {"columns": 6, "width": 380, "most": 24},
    "documents": {"columns": 6, "width": 380, "most": 24},
}


@dataclass(frozen=True, slots=True)
class Shot:
    """An address to look at: who looks (an account, or nobody), and what stands under the picture."""

    name: str
    path: str
    account: str = ""


@dataclass(slots=True)
class Album:
    """The pictures taken, by kind of sheet, and the faults that a machine can see."""

    folder: Path
    pictures: dict[str, list[Picture]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def place(self, kind: str, name: str) -> Path:
        """Where the next picture of this kind goes."""
        row = self.pictures.setdefault(kind, [])
        path = self.folder / f"{kind}-{len(row):03}.png"
        row.append(Picture(name, path))
        return path


# ------------------------------------------------------------------ what is looked at


def shots(app: Flask, world: worlds.World, what: str) -> Iterator[Shot]:
    """Every page of the route map that this world has something to show on, with its states."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        path = str(rule)
        if "GET" not in (rule.methods or ()) or any(word in path for word in SILENT):
            continue
        for filled, name, account in _filled(path, world):
            out = path.startswith(SIGNED_OUT) and "<" not in path
            yield Shot(f"{name}, {what}", filled, "" if out else account)
    yield Shot(f"adresse inconnue, {what}", "/rien-ici", world.account)


def _filled(path: str, world: worlds.World) -> Iterator[tuple[str, str, str]]:
    fixed = {
        "<guide_id>": "reflexivite-collective",
        "<case_id>": "d-accord-d-accord",
        "<own_id>": world.ids.get("<own_id>", ""),
        "<drift_id>": "D07",
        "<help_id>": "que-faire-si",
        "<page>": "reunion",
        "<topic>": "juge",
        "<what>": "contributions",
        "<certificate_id>": world.ids.get("<certificate_id>", ""),
        "<partnership_id>": world.partnership,
        "<member_id>": world.member,
        "<organisation_id>": world.organisation,
        "<action_id>": world.ids.get("<action_id>", ""),
    }
    if any(word in path and not value for word, value in fixed.items()):
        return
    told = re.sub("<[^>]+>", "…", path.replace("/reunions/<meeting_id>", "…"))
    states = SHOWN.get(path) or SHOWN.get(path.rpartition("/")[2], SHOWN[""])
    for word, value in fixed.items():
        path = path.replace(word, value)
    if "<meeting_id>" not in path:
        yield path, told, world.account
        return
    for state, (account, meeting) in world.meetings.items():
        if state not in states:
            continue
        name, filled = f"{told}, {state}", path.replace("<meeting_id>", meeting)
        for word in re.findall("<[^>]+>", filled):
            filled = filled.replace(word, world.ids[f"{state} {word}"])
        yield filled, name, holder(filled, account)
        if path.endswith("/relecture"):
            yield f"{filled}?lecteurs=partenaires&document=plan-action", f"{name}, plan", account


# ------------------------------------------------------------------ the camera


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address at which this application answers meanwhile."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def signed_in(app: Flask, browser: Browser, address: str, account: str, size: tuple[int, int]) -> BrowserContext:
    """A window of this size, with what this account or this device holds."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="fr-BE",
        timezone_id="Europe/Brussels",
        reduced_motion="reduce",
    )
    if account:
        name, value = cookie(app, account)
        context.add_cookies([{"name": name, "value": value, "url": address}])
    return context


def look(app: Flask, browser: Browser, address: str, wanted: list[Shot], album: Album) -> None:
    """Take each address at the sizes where it is used."""
    contexts: dict[tuple[str, str], BrowserContext] = {}
    for shot in wanted:
        room = bool(ROOM.search(shot.path.split("?")[0]))
        for kind, size in SIZES.items():
            if room != (kind == "salle") and not (room and kind == "ordinateur"):
                continue
            key = (shot.account, kind)
            if key not in contexts:
                contexts[key] = signed_in(app, browser, address, shot.account, size)
            if shot.path.startswith("/salle/") and kind != "telephone":
                continue
            page = contexts[key].new_page()
            _take(page, address, shot, kind, album)
            page.close()
    for context in contexts.values():
        context.close()


def _take(page: Page, address: str, shot: Shot, kind: str, album: Album) -> None:
    answer = page.goto(address + shot.path, wait_until="load")
    assert answer
    if page.url != address + shot.path:
        return  # this state has another page, which is looked at under its own address
    if answer.status >= 400 and "inconnue" not in shot.name:
        album.faults.append(f"{shot.name} ({shot.path.split('?')[0]}): {answer.status}")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        album.faults.append(f"{shot.name}, {kind}: {wide} px too wide")
    if kind != "salle" and not page.evaluate("document.documentElement.dataset.view"):
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": SIZES[kind][0], "height": min(max(tall, SIZES[kind][1]), LONGEST)})
    page.screenshot(path=album.place(kind, shot.name))
    if kind == "ordinateur" and shot.path.split("?")[0].endswith(PRINTED):
        _print(page, shot, album)


def _print(page: Page, shot: Shot, album: Album) -> None:
    pdf = album.folder / "page.pdf"
    page.pdf(path=pdf, prefer_css_page_size=True)
    _pages(pdf, shot.name, "papier", album, last=9 if "/kit/" in shot.path else 2)


def _pages(pdf: Path, name: str, kind: str, album: Album, *, last: int = 4) -> None:
    """The first pages of this PDF, one picture each."""
    with TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", "60", "-l", str(last), "-png", str(pdf), f"{folder}/p"], check=True)
        for number, path in enumerate(sorted(Path(folder).glob("*.png")), start=1):
            shutil.copy(path, album.place(kind, f"{name}, page {number}"))


def documents(album: Album) -> None:
    """The pages of every document that the examples give, as LibreOffice lays them out."""
    with TemporaryDirectory() as folder:
        for script in sorted((TREE / "content" / "examples").glob("*.yaml")):
            out = Path(folder) / script.stem
            command = [sys.executable, "-m", "facilitation", "demo", "--script", str(script), "--out", str(out)]
            subprocess.run(command, check=True, cwd=TREE, stdout=subprocess.DEVNULL)
            words, profile = sorted(out.glob("*.docx")), f"-env:UserInstallation=file://{folder}/profile"
            convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(out), *map(str, words)]
            subprocess.run(convert, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for word in words:
                _pages(word.with_suffix(".pdf"), f"{script.stem[:14]} {word.stem}", "documents", album)


# ------------------------------------------------------------------ the run


def take(folder: Path, only: str) -> Album:
    """The album of both worlds."""
    album = Album(folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for what, build in (("vide", worlds.empty), ("plein", worlds.full)):
            with TemporaryDirectory() as data:
                app = create_app(Settings(data=Path(data), testing=True), lambda: worlds.NOW)
                database.upgrade(app, Path(data), now=worlds.NOW)
                world = build(app)
                with serving(app) as address:
                    wanted = [shot for shot in shots(app, world, what) if only in shot.path]
                    look(app, browser, address, wanted, album)
                with app.app_context():
                    database.db.engine.dispose()
        browser.close()
    return album


def main() -> int:
    """Renew the sheets; 1 when a page failed or the sheets are too large."""
    parser = argparse.ArgumentParser(description="Contact sheets of every page and document.")
    parser.add_argument("--only", default="", help="only the addresses that hold this word, and no document")
    parser.add_argument(
        "--keep", type=Path, help="leave the single pictures in this folder, and the sheets as they are"
    )
    asked = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with TemporaryDirectory() as folder:
        if asked.keep:
            asked.keep.mkdir(parents=True, exist_ok=True)
        album = take(asked.keep or Path(folder), asked.only)
        if not asked.only:
            documents(album)
        if asked.keep:
            told = (f"{one.path.name} {one.name}\n" for row in album.pictures.values() for one in row)
            (asked.keep / "names.txt").write_text("".join(told), encoding="utf-8")
        else:
            _write(album)
    for kind, row in album.pictures.items():
        sys.stdout.write(f"{kind} : {len(row)}\n")
    sys.stdout.writelines(f"{fault}\n" for fault in album.faults)
    return 1 if album.faults else 0


def _write(album: Album) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*-[0-9]*.webp"):  # the sheets; the picture of the README stays
        old.unlink()
    for kind, row in album.pictures.items():
        sheets.write(row, OUT, kind, **SHEETS[kind])
    size = sum(path.stat().st_size for path in OUT.iterdir() if path.suffix in (".png", ".webp"))
    if size > LARGEST:
        album.faults.append(f"the sheets weigh {size} bytes: at most {LARGEST}")


if __name__ == "__main__":
    sys.exit(main())
