"""A whole meeting, led by posts alone, in which each text is a canary; and every place where a canary may be looked for.

Alice leads, Carole leads with her, Bob keeps the minutes, David is a stranger; Odile and Paul have phones, a screen hangs in the room.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask

from facilitation.backups import files
from facilitation.confidentiality.readers import Reader
from facilitation.database import FILE, reading
from facilitation.documents import page
from facilitation.documents.word.write import write
from facilitation.meetings import service as meetings
from tests.checked import CheckedClient
from tests.conftest import Clock
from tests.meetings.test_canaries import Place

CANARY = re.compile(r"canari\d{4}fin")
READERS = tuple(Reader)
PAGES_OF = {
    "desk": "Alice",
    "single": "Alice",
    "co-desk": "Carole",
    "post": "Bob",
    "room": "Alice",
    "wall": "screen",
    "phone": "Odile",
    "other phone": "Paul",
    "papers": "Alice",
    "partners' papers": "Alice",
    "post's papers": "Bob",
    "closing": "Alice",
    "life": "Alice",
    "list": "Alice",
    "home": "Alice",
    "actions": "Alice",
    "team": "Alice",
    "devices": "Alice",
    "preparation": "Alice",
    "stranger": "David",
    "signed out": "",
    "remark form": "",
}
"""Each page that is opened, and by whom."""
LIVE = (
    "desk",
    "single",
    "co-desk",
    "post",
    "room",
    "wall",
    "phone",
    "other phone",
    "papers",
    "post's papers",
    "stranger",
)
"""Those that change at every move."""


@dataclass(frozen=True)
class Word:
    """A text that somebody typed: where, as what, for whom. `by`: whose browser; `via`: the input it was typed in."""

    canary: str
    via: str
    by: str
    step: Place | None = None
    kind: str = "answer"
    readers: frozenset[str] = frozenset({"groupe"})
    marks: frozenset[str] = frozenset()
    shown: bool = False


@dataclass
class Whole:
    """The meeting, everybody's browser, and what was typed so far (`words`), with what is watched."""

    app: Flask
    data: Path
    clock: Clock
    elsewhere: Path
    log: Callable[[], str]
    steps: tuple[Place, ...]
    meeting: str = ""
    stages: dict[Place, str] = field(default_factory=dict)
    browsers: dict[str, CheckedClient] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    words: dict[str, Word] = field(default_factory=dict)
    here: Place | None = None
    over: set[Place] = field(default_factory=set)
    state: str = "prepared"
    neutral: bool = False
    gone: set[str] = field(default_factory=set)
    revealed: set[str] = field(default_factory=set)

    # ------------------------------------------------------------------ typing

    def new(self) -> str:
        """The next canary."""
        return f"canari{len(self.words) + 1:04d}fin"

    def said(self, **told: Any) -> str:
        """Remember a word about to be typed, and give its canary."""
        canary = self.new()
        self.words[canary] = Word(canary=canary, **told)
        return canary

    def post(self, who: str, path: str, fields: dict[str, Any], *, status: int = 303) -> Any:
        """What answers this form, sent as this person's browser does."""
        browser = self.browsers[who]
        if who not in self.tokens:
            self.tokens[who] = browser.token()
        answer = browser.raw.post(path, data={"csrf_token": self.tokens[who], **fields})
        assert answer.status_code == status, (who, path, fields, answer.status_code, answer.text[-2500:])
        return answer

    def at(self, rest: str) -> str:
        """An address of this meeting."""
        return f"/reunions/{self.meeting}{rest}"

    # ------------------------------------------------------------------ looking

    def addresses(self) -> dict[str, str]:
        """Where each page of `PAGES_OF` is."""
        return {
            "desk": self.at("/pupitre"),
            "single": self.at("/un-seul-ecran"),
            "co-desk": self.at("/pupitre"),
            "post": self.at("/secretariat"),
            "room": self.at("/salle"),
            "wall": f"/ecran/{self.meeting}",
            "phone": f"/salle/{self.meeting}",
            "other phone": f"/salle/{self.meeting}",
            "papers": self.at("/relecture?lecteurs=groupe"),
            "partners' papers": self.at("/relecture?lecteurs=partenaires"),
            "post's papers": self.at("/relecture?lecteurs=groupe"),
            "closing": self.at("/clore"),
            "life": self.at("/proces-verbal"),
            "list": "/reunions",
            "home": "/",
            "actions": "/actions",
            "team": self.at("/equipe"),
            "devices": self.at("/appareils"),
            "preparation": self.at("/preparer"),
            "stranger": self.at("/pupitre"),
            "signed out": self.at("/pupitre"),
            "remark form": "/remarques",
        }

    def pages(self, *, every: bool) -> dict[str, set[str]]:
        """The canaries on each page (or on the live ones), headers included; a page that leads elsewhere holds none."""
        found = {}
        for name, address in self.addresses().items():
            if (who := PAGES_OF[name]) in self.browsers and (
                every or name in LIVE
            ):  # a phone, a screen, once they have joined
                answer = self.browsers[who].raw.get(address)
                found[name] = canaries(f"{answer.headers}{answer.text}")
        return found

    def documents(self) -> dict[str, set[str]]:
        """The canaries in all the Word files of each readership, and in their previews."""
        found: dict[str, set[str]] = {}
        for reader in READERS:
            with self.app.app_context(), reading():
                names = meetings.documents_for(meeting_id=self.meeting, readership=reader)
                outlines = [
                    meetings.outline(meeting_id=self.meeting, document=name, readership=reader) for name in names
                ]
            found[f"word {reader}"] = set().union(*(in_docx(write(one)) for one in outlines))
            found[f"preview {reader}"] = set().union(*(canaries(str(page.render(one))) for one in outlines))
        return found

    def files(self) -> dict[str, set[str]]:
        """The canaries in the database's file (its rollback journal too), in the journal of events, in a copy made now, in every other file, in the log."""
        path = files.make(self.data, now=self.clock(), to=self.elsewhere / "copies")
        _manifest, members = files.contents(path)
        path.unlink()
        named = [self.data / FILE, self.data / f"{FILE}-journal"]
        with files.in_memory(members[FILE]) as kept:
            events = "".join(map(str, kept.execute("SELECT kind, facts FROM event").fetchall()))
        others = [
            path
            for folder in (self.data, self.elsewhere)
            for path in folder.rglob("*")
            if path.is_file() and path not in named
        ]
        return {
            "database": set().union(*(in_bytes(path.read_bytes()) for path in named if path.exists())),
            "copy": set().union(*map(in_bytes, members.values())),
            "events": canaries(events),
            "other files": set().union(
                *(in_bytes(path.read_bytes()) for path in others), *(canaries(path.name) for path in others)
            ),
            "log": canaries(self.log()),
        }

    def everywhere(self, *, every: bool = True) -> dict[str, set[str]]:
        """The canaries found in each place; unless it is `every`, in files and on live pages alone."""
        return {**self.files(), **self.pages(every=every), **(self.documents() if every else {})}


def canaries(text: str) -> set[str]:
    """The canaries of a text."""
    return set(CANARY.findall(text))


def in_bytes(raw: bytes) -> set[str]:
    """The canaries in what a file holds, written in UTF-8 or in UTF-16."""
    return canaries(raw.decode("latin-1")) | canaries(raw.replace(b"\0", b"").decode("latin-1"))


def in_docx(data: bytes) -> set[str]:
    """The canaries in any part of this file: as bytes, and as text whatever runs cut it."""
    found: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            content = parts.read(name).decode("utf-8", "replace")
            found |= canaries(name + content) | canaries(html.unescape(re.sub(r"<[^>]*>", "", content)))
    return found
