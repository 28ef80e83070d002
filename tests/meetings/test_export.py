"""`facilitation export MEETING --for READER [--attestation FILE] --out DIR`, to the letter of the table of commands."""

from __future__ import annotations

import re
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from facilitation import create_app, database
from facilitation.cli import main
from facilitation.confidentiality.readers import Mark, Reader
from facilitation.database import db, reading, writing
from facilitation.documents import text
from facilitation.documents.word.reread import reread
from facilitation.meetings import service as meetings
from facilitation.meetings.models import Event
from facilitation.meetings.shown import NewMeeting
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from facilitation.partnerships import service as partnerships
from facilitation.settings import Settings
from facilitation.web.context import catalogue
from tests.meetings.leading import account_in

NOW = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)
ATTESTED = """par: Nadia Lambert
le: 2026-03-12
destinataires:
  - {service: Maison médicale du Pont, informee: oui, accord: oui, interet: oui, necessaire: oui, secret: oui, mission: oui}
"""


@dataclass
class Kept:
    """A data folder with a meeting of Alice that ended, as `facilitation` finds it."""

    data: Path
    out: Path
    meeting: str

    def export(self, name: str, reader: str, *more: str) -> int:
        return main(["export", name, "--for", reader, "--data", str(self.data), "--out", str(self.out), *more])

    def files(self) -> dict[str, str]:
        """The text of each file written, by name."""
        return (
            {path.name: reread(path.read_bytes()) for path in sorted(self.out.glob("*"))} if self.out.exists() else {}
        )


@pytest.fixture
def kept(data: Path, tmp_path: Path) -> Kept:
    """A decision for the group and the partners, an action, a question that touches a person; the meeting has ended."""
    app = create_app(Settings(data=data, testing=True), lambda: NOW)
    with app.app_context():
        with writing():
            meeting = prepared("Réseau du Val")
            meetings.start(meeting_id=meeting, now=NOW)
            say(meeting, OutcomeKind.DECISION, "canari-decision")
            say(meeting, OutcomeKind.ACTION, "canari-action", bearer="Bob Haddad")
            say(meeting, OutcomeKind.QUESTION, "canari-situation", marks=[Mark.SITUATION])
            say(meeting, OutcomeKind.DECISION, "canari-public", readers=list(Reader))
            note = meetings.meeting_shown(meeting_id=meeting, now=NOW).stages[0].id
            meetings.save_note(
                meeting_id=meeting, stage_id=note, account_id=account_in("Alice"), text="canari-carnet", now=NOW
            )
            meetings.end(meeting_id=meeting, now=NOW + timedelta(hours=1))
        db.engine.dispose()
    return Kept(data, tmp_path / "out", meeting)


def prepared(name: str) -> str:
    """The id of a meeting of a new partnership, opened today."""
    owner = account_in("Alice")
    group = partnerships.create(account_id=owner, settings=partnerships.Settings(name=name), now=NOW)
    new = NewMeeting(title="Essai", partnership_id=group, expected=6, with_situation=True, starts_at=NOW)
    meeting = meetings.prepare(account_id=owner, new=new, now=NOW)
    meetings.use_guide(meeting_id=meeting, guide_id="reflexivite-collective", catalogue=catalogue(), now=NOW)
    meetings.open_meeting(meeting_id=meeting, now=NOW)
    return meeting


def say(meeting: str, kind: OutcomeKind, words: str, **details: object) -> None:
    owner = account_in("Alice")
    outcomes.capture(meeting_id=meeting, stage_id=None, kind=kind, text=words, account_id=owner, now=NOW, **details)


def inside(kept: Kept, gesture: object, **arguments: object) -> object:
    """A gesture of the services on the meeting, between two commands."""
    app = create_app(Settings(data=kept.data, testing=True), lambda: NOW)
    with app.app_context():
        with writing():
            found = gesture(**arguments)  # type: ignore[operator]
        db.engine.dispose()
    return found


GROUP = {"pv.docx", "releve-decisions.docx", "plan-action.docx"}


@pytest.mark.parametrize(
    ("reader", "files", "words"),
    [
        ("groupe", GROUP, "decision action situation public"),
        ("personne", {"page-personne.docx"}, "public"),
        ("public", {"synthese.docx"}, "public"),
        ("animateur", {"carnet.docx"}, "carnet"),
    ],
)
def test_a_readership_gets_its_documents_and_each_path_is_printed(
    kept: Kept, capsys: pytest.CaptureFixture[str], reader: str, files: set[str], words: str
) -> None:
    assert kept.export(kept.meeting, reader) == 0
    assert set(kept.files()) == files
    assert set(re.findall(r"canari-\w+", str(kept.files()))) == {f"canari-{word}" for word in words.split()}
    printed = [line for line in capsys.readouterr().out.splitlines() if line.endswith(".docx")]
    assert sorted(printed) == sorted(str(kept.out / name) for name in files)


def test_a_meeting_is_named_by_its_number_where_only_one_has_it(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    assert kept.export("1/2026", "groupe") == 0
    twin = inside(kept, prepared, name="Jeunes en chemin")
    assert kept.export("1/2026", "groupe") == 2
    said = capsys.readouterr().err
    assert kept.meeting in said
    assert str(twin) in said
    assert kept.export(kept.meeting, "groupe") == 0


def test_a_national_number_is_refused_until_it_was_read_again_and_its_words_are_not_printed(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    inside(
        kept, say, meeting=kept.meeting, kind=OutcomeKind.DECISION, words="Le 85.07.30-033.28, puis le 0475 12 34 56."
    )
    assert kept.export(kept.meeting, "groupe") == 3
    said = capsys.readouterr().out
    assert "un numéro national" in said
    assert "85.07" not in said
    assert kept.files() == {}
    assert kept.export(kept.meeting, "groupe", "--acknowledge-identifiers") == 0
    assert "85.07.30-033.28" in str(kept.files())
    assert "un numéro de téléphone" in capsys.readouterr().out


def test_what_waits_at_the_gate_is_refused_without_an_attestation_that_holds(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weak, broken, latin = (tmp_path / name for name in ("faible.yaml", "illisible.yaml", "latin.yaml"))
    weak.write_text(ATTESTED.replace("accord: oui", "accord: non"), "utf-8")
    broken.write_text("par: [", "utf-8")
    latin.write_bytes("par: é".encode("latin-1"))
    for more in ([], *(["--attestation", str(path)] for path in (weak, broken, latin))):
        assert kept.export(kept.meeting, "partenaires", *more) == 3, more
        assert kept.files() == {}
        assert "attestation" in "".join(capsys.readouterr())
    assert gate_events(kept) == []


def test_an_attestation_that_holds_opens_the_gate_and_is_stored_without_content(kept: Kept, tmp_path: Path) -> None:
    path = tmp_path / "attestation.yaml"
    path.write_text(ATTESTED, "utf-8")
    assert kept.export(kept.meeting, "partenaires", "--attestation", str(path)) == 0
    minutes = kept.files()["pv.docx"]
    assert "canari-situation" in minutes
    assert "Maison médicale du Pont" in minutes
    facts = {
        "by": "Nadia Lambert",
        "on": "2026-03-12",
        "recipients": ["Maison médicale du Pont"],
        "readers": "partenaires",
    }
    assert gate_events(kept) == [facts]


def gate_events(kept: Kept) -> list[dict[str, object]]:
    def found() -> list[dict[str, object]]:
        return list(db.session.scalars(select(Event.facts).where(Event.kind == "gate_opened")))

    return list(inside(kept, found))  # type: ignore[call-overload]


def test_an_attestation_is_not_asked_where_nothing_waits(kept: Kept, tmp_path: Path) -> None:
    path = tmp_path / "attestation.yaml"
    path.write_text(ATTESTED, "utf-8")
    assert kept.export(kept.meeting, "groupe", "--attestation", str(path)) == 0
    assert gate_events(kept) == []


def test_a_closed_meeting_gives_its_documents_as_they_were_frozen(kept: Kept) -> None:
    assert kept.export(kept.meeting, "groupe") == 0
    before = kept.files()
    inside(kept, meetings.close, meeting_id=kept.meeting, now=NOW + timedelta(hours=2))
    shutil.rmtree(kept.out)
    assert kept.export(kept.meeting, "groupe") == 0
    assert kept.files() == before
    app = create_app(Settings(data=kept.data, testing=True), lambda: NOW)
    with app.app_context():
        with reading():
            frozen = meetings.outline(meeting_id=kept.meeting, document="pv", readership=Reader.GROUPE)
        db.engine.dispose()
    assert text.dump(frozen) == before["pv.docx"]


def test_the_gate_still_stands_before_a_closed_meeting(kept: Kept, tmp_path: Path) -> None:
    inside(kept, meetings.close, meeting_id=kept.meeting, now=NOW + timedelta(hours=2))
    assert kept.export(kept.meeting, "partenaires") == 3
    path = tmp_path / "attestation.yaml"
    path.write_text(ATTESTED, "utf-8")
    assert kept.export(kept.meeting, "partenaires", "--attestation", str(path)) == 0
    assert "canari-situation" in kept.files()["pv.docx"]
    assert len(gate_events(kept)) == 1


def test_what_is_not_there_or_cannot_be_written_is_said_in_a_sentence(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "fichier"
    file.write_text("", "utf-8")
    out = ["--out", str(tmp_path / "out")]
    cases = [
        ([kept.meeting, "--for", "tous", *out], "animateur, groupe, partenaires"),
        (["3/2026", "--for", "groupe", *out], "Aucune réunion"),
        (["absente", "--for", "groupe", *out], "Aucune réunion"),
        (["1/" + "9" * 400, "--for", "groupe", *out], "Aucune réunion"),
        (["²/2026", "--for", "groupe", *out], "Aucune réunion"),
        ([kept.meeting, "--for", "groupe", "--out", str(file)], "n’est pas un dossier"),
        ([kept.meeting, "--for", "groupe", "--attestation", str(tmp_path / "absente.yaml"), *out], "n’existe pas"),
        ([kept.meeting, "--for", "groupe", "--attestation", str(tmp_path), *out], "est un dossier"),
    ]
    for arguments, words in cases:
        assert main(["export", *arguments, "--data", str(kept.data)]) == 2, arguments
        told = capsys.readouterr()
        assert words in told.err
        assert "Traceback" not in told.err + told.out
    assert kept.files() == {}


def test_a_database_of_a_newer_version_is_left_alone(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    file = kept.data / database.FILE
    connection = sqlite3.connect(file)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = file.read_bytes()
    assert kept.export(kept.meeting, "groupe") == 2
    assert "plus récente" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_no_id_can_be_taken_for_an_option_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["-" + "a" * 21, "-" * 22, "b" * 22])
    monkeypatch.setattr(database.secrets, "token_urlsafe", lambda _size: next(drawn))
    assert database.new_id() == "b" * 22
