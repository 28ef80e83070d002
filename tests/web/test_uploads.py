"""Files that are sent: one form takes one, by its content and never by its name; elsewhere they are left aside."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

import facilitation
from facilitation.guides.catalogue import content_folder
from facilitation.guides.yaml_nodes import MAX_BYTES
from tests.checked import CheckedClient, Page
from tests.conftest import Clock
from tests.live.rooms import room_of

TEMPLATES = Path(facilitation.__file__).parent / "templates"
GUIDE = (content_folder() / "guides" / "reflexivite-collective.yaml").read_bytes()


def send(alice: CheckedClient, data: bytes, name: str, status: int) -> Page:
    sent = {"fichier": FileStorage(io.BytesIO(data), name)}
    return alice.post("/bibliotheque/mes-guides/recevoir", sent, status=status, content_type="multipart/form-data")


def test_only_the_forms_that_are_known_take_a_file() -> None:
    """A new one is guarded first (size, kind, name), then listed here."""
    taking = {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if re.search(r'type="file"|multipart/form-data', path.read_text(encoding="utf-8"))
    }
    assert taking == {"adapting/index.html"}


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.yaml", "..\\..\\x.yaml", "/absolu.yaml", "CON.yaml", "a\0b.yaml", ".yaml", "é" * 300]
)
def test_the_name_of_a_file_decides_nothing(alice: CheckedClient, data: Path, name: str) -> None:
    outside = {path for path in data.parent.rglob("*") if path.is_file()}
    send(alice, GUIDE, name, 303)
    new = {path for path in data.parent.rglob("*") if path.is_file()} - outside
    kept = {path.name for path in new if path.suffix == ".yaml"}
    assert len(kept) == 1
    assert re.fullmatch(r"[a-z0-9-]{1,64}\.yaml", kept.pop())
    assert {path.parent.relative_to(data).as_posix() for path in new if path.suffix == ".yaml"} == {"guides"}


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04" + b"\0" * 100, b"\xff\xfe\0x", b"x: " + b"a" * MAX_BYTES, b"%PDF-1.7\n", b"\0" * 50]
)
def test_what_is_no_guide_is_refused_in_words_and_kept_nowhere(
    alice: CheckedClient, data: Path, content: bytes
) -> None:
    page = send(alice, content, "guide.yaml", 422)
    assert page.all(".//*[@role='alert']")
    assert not list(data.glob("guides/*"))


def test_a_file_sent_from_a_phone_is_not_taken_and_the_text_stays(app: Flask, clock: Clock) -> None:
    room = room_of(app, clock)
    stage = room.at("cartes")
    phone = room.phone("Odile")
    form = phone.get(room.address).form(f"{stage}/reponse")
    sent = {**form, "texte": "Ce que j’avais à dire", "photo": FileStorage(io.BytesIO(b"\xff\xd8\xff"), "moi.jpg")}
    address = f"{room.address}/etapes/{stage}/reponse"
    page = phone.post(address, sent, status=422, content_type="multipart/form-data")
    assert "Ce que j’avais à dire" in page.text
    assert not room.answers("cartes")
