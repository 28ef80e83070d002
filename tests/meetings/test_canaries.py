"""Acceptance 5: for random notes and random sets of readers, what every document, preview and screen holds equals what is allowed.

The oracle below (`Allowed`) is written from `design/confidentiality.md` alone and calls nothing of the product's own selection.
"""

from __future__ import annotations

import html
import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from facilitation import create_app, database
from facilitation.activities.base import Fields
from facilitation.activities.registry import activities, get, validate
from facilitation.confidentiality.gate import GateRefused, read_attestation
from facilitation.confidentiality.readers import Mark, Reader, Trace
from facilitation.database import db, reading, writing
from facilitation.documents import page
from facilitation.documents.word.write import write
from facilitation.guides.catalogue import Catalogue, freeze
from facilitation.guides.schema import Guide
from facilitation.meetings import models
from facilitation.meetings import service as meetings
from facilitation.meetings.rules import PointKind, StageState
from facilitation.meetings.service.agenda import add_point
from facilitation.meetings.service.answers import KeepsNothing
from facilitation.meetings.shown import NewMeeting
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.models import Outcome
from facilitation.outcomes.rules import OutcomeKind
from facilitation.settings import Settings
from tests.checked import CheckedClient
from tests.conftest import START, browser_of
from tests.meetings.leading import account, partnership

CANARY = re.compile(r"canari\d{3}fin")
ITEMS = [{"id": "quand", "titre": "Quand"}, {"id": "qui", "titre": "Qui"}]
# Settings that let each activity take a text, and whether what it leaves is a table, which stays beside a synthesis.
KINDS = {
    **{name: ({"type": name}, False) for name in sorted(activities())},
    "accord": ({"type": "accord", "points": ["On parle en « je »."]}, False),
    "echelle": ({"type": "echelle", "items": ITEMS, "bornes": {"min": 0, "max": 3}, "bouts": ["peu", "fort"]}, True),
    "liste-controle": ({"type": "liste-controle", "conditions": ITEMS}, True),
    "matrice": ({"type": "matrice", "lignes": ITEMS, "colonnes": ITEMS}, True),
    "position": ({"type": "position", "items": ITEMS, "bouts": ["aide", "contrôle"]}, True),
    "tour": ({"type": "tour", "garde": True}, False),
    "vote": ({"type": "vote", "mode": "consentement"}, False),
    "rubriques": ({"type": "notes", "rubriques": ITEMS}, None),  # a table or not, as the answers fall
}
NO_TEXT = frozenset({"echelle", "position"})
"""What is answered by a place alone: no canary fits in it."""
DOCUMENTS = ("pv", "compte-rendu")
ATTESTED = """
par: Nadia Lambert
le: 2026-03-12
destinataires:
  - {service: Le Pont, informee: oui, accord: oui, interet: oui, necessaire: oui, secret: oui, mission: oui}
"""


@dataclass(frozen=True, order=True)
class Place:
    """A step of the made-up guides: `name` is its id there."""

    document: str
    kind: str
    trace: str
    anonymous: bool = False
    learning: bool = False

    @property
    def name(self) -> str:
        marks = "a" * self.anonymous + "l" * self.learning
        return f"{self.document}-{self.kind}-{self.trace}-{marks}x"

    @property
    def step(self) -> dict[str, object]:
        flags = ["anonyme"] if self.anonymous else []
        about = {"titre": self.name, "minutes": 3, "apprentissage": self.learning, "drapeaux": flags}
        return {"id": self.name, **about, "activite": KINDS[self.kind][0], "trace": self.trace}

    @property
    def takes_texts(self) -> bool:
        choice = dict(KINDS[self.kind][0])
        return self.kind not in NO_TEXT and bool(get(choice["type"]).fields(validate(choice.pop("type"), choice)))

    def form(self, canary: str) -> dict[str, str]:
        special = {
            "accord": {"reponse": "reserve", "reserve": canary},
            "avis": {"note": "4", "mot": canary},
            "tour": {"phrase": canary},
            "liste-controle": {"quand": "oui", "quand.note": canary},
            "matrice": {"quand.qui": canary},
            "vote": {"reponse": "objection", "objection": canary},
            "rubriques": {"quand": canary, "qui": f"et {canary}"},
        }
        return special.get(self.kind, {"texte": canary})


PLACES = sorted(
    [Place("pv", kind, trace.value) for kind in KINDS for trace in Trace]
    + [Place("pv", kind, trace.value, anonymous=True) for kind in ("ecriture", "notes") for trace in Trace]
    + [
        Place("compte-rendu", kind, trace, learning=learning)
        for kind in KINDS
        for trace in ("pv", "synthese")
        for learning in (True, False)
    ]
)


def guide_of(document: str) -> Guide:
    steps = [place.step for place in PLACES if place.document == document]
    about = {"resume": "Essai.", "publics": ["partenariat"], "objet": "situation", "duree": 90, "sources": []}
    words = {"titre": f"Un guide qui finit en {document}", "licence": "CC-BY-4.0", "attribution": "Essai."}
    head = {"format": 1, "id": f"essai-{document}", "langue": "fr", "version": "1.0.0", "groupe": {"min": 1, "max": 99}}
    whole = {**head, **about, **words, "document": document, "etapes": steps}
    return Guide.model_validate(whole, by_alias=True, by_name=False, strict=False)


# ------------------------------------------------------------------ what is drawn


@dataclass(frozen=True)
class Said:
    """A text of the meeting, and who may read it."""

    place: Place
    readers: frozenset[Reader]
    marks: frozenset[Mark]
    revealed: bool = False
    kind: str = "answer"


def said(kind: str, places: list[Place], revealed: st.SearchStrategy[bool]) -> st.SearchStrategy[Said]:
    readers = st.frozensets(st.sampled_from(sorted(Reader)))
    marks = st.one_of(st.just(frozenset()), st.frozensets(st.sampled_from(sorted(Mark))))
    return st.builds(
        Said, place=st.sampled_from(places), readers=readers, marks=marks, revealed=revealed, kind=st.just(kind)
    )


@dataclass(frozen=True)
class Drawn:
    """What was said in a few steps, the step that runs, and whether the group keeps its texts word for word."""

    notes: list[Said]
    here: Place
    annex: bool


def meetings_in(places: list[Place]) -> st.SearchStrategy[Drawn]:
    """Few steps and much said in each, so that texts meet a synthesis, and the room's step is seldom empty."""
    answered = [place for place in places if place.takes_texts]
    summed_up = [place for place in places if KINDS[place.kind][1] is not None]
    nothing = st.just([])
    kinds = st.sampled_from(sorted(OutcomeKind))
    groups = st.tuples(
        st.lists(said("answer", answered, st.booleans()), max_size=12) if answered else nothing,
        st.lists(said("synthesis", summed_up, st.just(True)), max_size=3, unique_by=lambda one: one.place)
        if summed_up
        else nothing,
        st.lists(kinds.flatmap(lambda kind: said(kind, places, st.just(True))), max_size=5),
        st.lists(said("notebook", places, st.just(False)), max_size=2, unique_by=lambda one: one.place),
    )
    notes = groups.map(lambda drawn: [one for group in drawn for one in group])
    return st.builds(Drawn, notes=notes, here=st.sampled_from(places), annex=st.booleans())


SUMMED_UP = [place for place in PLACES if KINDS[place.kind][1] is not None]
MEETINGS = st.lists(st.sampled_from(PLACES), min_size=1, max_size=3, unique=True).flatmap(meetings_in)


# ------------------------------------------------------------------ what is allowed


@dataclass
class Allowed:
    """The oracle: from the table of readers, the marks, and what each trace says remains."""

    notes: dict[str, Said]
    annex: bool = False
    through: bool = False  # an attestation opened the gate
    synthesised: set[Place] = field(default_factory=set)

    def readable(self, one: Said, reader: Reader) -> bool:
        within = reader in ("animateur", "groupe") or self.through
        return reader in one.readers and "confidence" not in one.marks and ("situation" not in one.marks or within)

    def documents(self, reader: Reader) -> set[str]:
        """The canaries that the documents of this reader hold, all together."""
        if reader == "animateur":
            return {canary for canary, one in self.notes.items() if one.kind == "notebook"}
        self.synthesised = {
            one.place
            for one in self.notes.values()
            if one.kind == "synthesis" and one.place.trace in ("pv", "synthese") and self.readable(one, reader)
        }
        return {canary for canary, one in self.notes.items() if self.readable(one, reader) and self._left(one, reader)}

    def _left(self, one: Said, reader: Reader) -> bool:
        place = one.place
        if one.kind in set(OutcomeKind):
            return True
        if one.kind == "notebook" or (place.document == "compte-rendu" and not place.learning):
            return False
        if place.kind == "avis" and reader == "personne":
            return False  # what the group thought of its own meeting is not for the person's page
        if one.kind == "synthesis":
            return place.trace in ("pv", "synthese")
        if place.trace != "pv":
            return False
        in_annex = self.annex and place.document == "pv" and reader in ("groupe", "partenaires")
        return place not in self.synthesised or bool(KINDS[place.kind][1]) or in_annex

    def room(self, here: Place) -> set[str]:
        """The canaries that the room sees while this step runs: what the group may read and the desk has shown."""
        return {
            canary
            for canary, one in self.notes.items()
            if one.place == here
            and one.kind not in ("notebook", "synthesis")
            and "groupe" in one.readers
            and "confidence" not in one.marks
            and one.revealed
            and not (here.anonymous and one.kind == "answer")
        }

    def post(self, here: Place) -> tuple[set[str], set[str]]:
        """The canaries that the secretary's post must show while this step runs, and those that it may: what the group may read."""
        group = {
            canary
            for canary, one in self.notes.items()
            if "groupe" in one.readers and "confidence" not in one.marks and one.kind != "notebook"
        }
        produced = {canary for canary in group if self.notes[canary].kind in set(OutcomeKind)}
        said = {canary for canary in group if self.notes[canary].place == here}
        hidden = {canary for canary in said if here.anonymous and self.notes[canary].kind == "answer"}
        return produced, produced | (said - hidden)


# ------------------------------------------------------------------ the meeting


@dataclass
class World:
    """One meeting with a step for each activity and each trace; wiped and filled again for each example."""

    app: Flask
    browser: CheckedClient
    account: str
    meeting: str
    stages: dict[Place, str]

    def fill(self, notes: list[Said], *, here: Place, annex: bool) -> dict[str, Said]:
        """Say all this in the meeting, and stand at `here`; gives each canary kept, with what it stands for."""
        told = {f"canari{number:03d}fin": one for number, one in enumerate(notes)}
        with writing():
            self._wipe()
            kept = {canary: one for canary, one in told.items() if self._say(canary, one)}
            meetings.go_to(meeting_id=self.meeting, stage_id=self.stages[here], now=START)
            meetings.choose_annex(meeting_id=self.meeting, annex=annex, now=START)
        return kept

    def _wipe(self) -> None:
        for table in (
            models.Contribution,
            models.AnonymousAnswer,
            models.AnonymousKey,
            models.Synthesis,
            models.PrivateNote,
            models.Event,
            models.Undo,
            Outcome,
        ):
            db.session.execute(delete(table))

    def _say(self, canary: str, one: Said) -> bool:
        where = {"meeting_id": self.meeting, "stage_id": self.stages[one.place], "now": START}
        reading_it = {"readers": one.readers, "marks": one.marks}
        if one.kind == "synthesis":
            meetings.save_synthesis(**where, text=canary, **reading_it)
        elif one.kind == "notebook":
            meetings.save_note(**where, account_id=self.account, text=canary)
        elif one.kind in set(OutcomeKind):
            kind = OutcomeKind(one.kind)
            outcomes.capture(**where, kind=kind, text=canary, account_id=self.account, **reading_it)
        else:
            return self._answer(where, canary, one)
        return True

    def _answer(self, where: dict[str, object], canary: str, one: Said) -> bool:
        given = {"formdata": Fields(one.place.form(canary)), "readers": one.readers, "marks": one.marks}
        if one.place.trace != "aucune":
            stage = db.session.get_one(models.Stage, where["stage_id"])
            was = stage.state
            if one.place.anonymous and was is StageState.DONE:
                stage.state = StageState.TO_COME  # said in its time: once it is over, such a step takes no answer
            meetings.answer(**where, **given, revealed=one.revealed)
            stage.state = was
            return True
        with pytest.raises(KeepsNothing):
            meetings.answer(**where, **given)
        return False


@pytest.fixture(scope="module")
def world(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    data = Path(shutil.copytree(stocked, tmp_path_factory.mktemp("canaries") / "data"))
    app = create_app(Settings(data=data, testing=True), lambda: START)
    alice = account(app)
    group = partnership(app, lambda: START)
    with app.app_context():
        with writing():
            new = NewMeeting(title="Essai", partnership_id=group, expected=6, with_situation=True)
            meeting = meetings.prepare(account_id=alice, new=new, now=START)
            row = db.session.get(models.Meeting, meeting)
            assert row is not None
            for document in DOCUMENTS:
                guide = guide_of(document)
                add_point(row, PointKind.GUIDE, guide.title, freeze(guide, Catalogue()), "")
            meetings.open_meeting(meeting_id=meeting, now=START)
            meetings.start(meeting_id=meeting, now=START)
            found = {stage.step_id: stage.id for stage in row.stages}
        stages = {place: found[place.name] for place in PLACES}
        yield World(app, browser_of(app, "Alice", START), alice, meeting, stages)
        database.db.engine.dispose()


def in_docx(data: bytes) -> set[str]:
    """The canaries in any part of this file: as bytes, and as text whatever runs cut it."""
    found: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            content = parts.read(name).decode("utf-8", "replace")
            found |= canaries(name + content) | canaries(html.unescape(re.sub(r"<[^>]*>", "", content)))
    return found


def canaries(text: str) -> set[str]:
    return set(CANARY.findall(text))


def papers(world: World, reader: Reader, attestation: str = "") -> tuple[set[str], set[str]]:
    """The canaries in all the Word files of this reader, and those in their previews."""
    in_files: set[str] = set()
    in_previews: set[str] = set()
    if attestation:
        attested = read_attestation(attestation)
        with writing():
            found = meetings.outlines_leaving(
                meeting_id=world.meeting, readership=reader, attestation=attested, now=START
            )
    else:
        with reading():
            found = {
                name: meetings.outline(meeting_id=world.meeting, document=name, readership=reader)
                for name in meetings.documents_for(meeting_id=world.meeting, readership=reader)
            }
    for outline in found.values():
        in_files |= in_docx(write(outline))
        in_previews |= canaries(str(page.render(outline)))
    return in_files, in_previews


def check(world: World, drawn: Drawn) -> None:
    """Say all this in the meeting; every paper and the room then hold what they may, no more and no less."""
    allowed = Allowed(world.fill(drawn.notes, here=drawn.here, annex=drawn.annex), drawn.annex)
    here, said = drawn.here, allowed.notes.items()
    sealed = {canary for canary, one in said if here.anonymous and one.place == here and one.kind == "answer"}
    for reader in Reader:
        may = allowed.documents(reader) - sealed  # nobody reads an anonymous step while it runs
        in_files, in_previews = papers(world, reader)
        assert in_files == may, f"{reader}: files too much {in_files - may}, missing {may - in_files}: {allowed.notes}"
        assert in_previews == may, f"{reader}: previews {in_previews ^ may}"
    for reader in (Reader.PARTENAIRES, Reader.PERSONNE, Reader.PUBLIC):
        check_gate(world, allowed, reader, sealed)
    check_room(world, allowed, drawn.here)


def check_room(world: World, allowed: Allowed, here: Place) -> None:
    """What the room is given, and what its two pages say, are the notes that it may see of this step; the secretary's post keeps to the group's."""
    with reading():
        room = canaries(repr(meetings.room_page(meeting_id=world.meeting, now=START, with_people=True)))
    assert room == allowed.room(here), f"room: {room ^ allowed.room(here)}: {allowed.notes}"
    for address in ("salle", "un-seul-ecran"):
        shown = canaries(world.browser.raw.get(f"/reunions/{world.meeting}/{address}").get_data(as_text=True))
        assert shown == allowed.room(here), f"{address}: {shown ^ allowed.room(here)}"
    must, may = allowed.post(here)
    post = canaries(world.browser.raw.get(f"/reunions/{world.meeting}/secretariat").get_data(as_text=True))
    assert must <= post <= may, f"secretariat: too much {post - may}, missing {must - post}: {allowed.notes}"


def check_gate(world: World, allowed: Allowed, reader: Reader, sealed: set[str]) -> None:
    """What touches a person leaves with an attestation that holds; without one, or when a condition is missing, the command is refused.

    `sealed`: what nobody reads yet, of an anonymous step that runs.
    """
    opened = Allowed(allowed.notes, allowed.annex, through=True).documents(reader)
    if opened == allowed.documents(reader):
        return
    assert papers(world, reader, ATTESTED)[0] == opened - sealed
    for missing in ("", ATTESTED.replace("accord: oui", "accord: non")):
        attestation = read_attestation(missing) if missing else None
        with pytest.raises(GateRefused), writing():
            meetings.outlines_leaving(meeting_id=world.meeting, readership=reader, attestation=attestation, now=START)


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=5, suppress_health_check=QUIET)
@given(drawn=MEETINGS)
def test_papers_and_room_hold_what_their_readers_may_have_and_nothing_else(world: World, drawn: Drawn) -> None:
    check(world, drawn)


@pytest.mark.long
@settings(max_examples=500, suppress_health_check=QUIET)
@given(drawn=MEETINGS)
def test_papers_and_room_hold_what_their_readers_may_have_many_times(world: World, drawn: Drawn) -> None:
    check(world, drawn)


EVERYBODY, GROUP = frozenset(Reader), frozenset({Reader.GROUPE})
ELSEWHERE = EVERYBODY - GROUP
TRUSTED, TOUCHING = frozenset({Mark.CONFIDENCE}), frozenset({Mark.SITUATION})


@pytest.mark.parametrize(
    ("annex", "synthesised"),
    [
        pytest.param(False, False, marks=pytest.mark.long),
        pytest.param(False, True, marks=pytest.mark.long),
        (True, True),
    ],
)
def test_every_activity_with_every_trace_leaves_what_it_may(world: World, annex: bool, synthesised: bool) -> None:
    notes = [
        said
        for place in PLACES
        for said in (
            *([Said(place, EVERYBODY, frozenset(), revealed=True)] if place.takes_texts else []),
            *([Said(place, GROUP, frozenset(), revealed=False)] if place.takes_texts else []),
            *([Said(place, EVERYBODY, TRUSTED, revealed=True)] if place.takes_texts else []),
            Said(place, GROUP, frozenset(), revealed=True, kind="decision"),
            *([Said(place, EVERYBODY, TOUCHING, revealed=True)] if place.takes_texts else []),
            *([Said(place, GROUP, frozenset(), kind="synthesis")] if synthesised and place in SUMMED_UP else []),
        )
    ]
    check(world, Drawn(notes, PLACES[0], annex))


def check_room_at(world: World, places: list[Place]) -> None:
    """Stand at each of these places in turn; the room sees what was shown there."""
    for place in places:
        notes = [
            *(
                [Said(place, GROUP, frozenset(), revealed=shown) for shown in (True, False)]
                if place.takes_texts
                else []
            ),
            *([Said(place, ELSEWHERE, frozenset(), revealed=True)] if place.takes_texts else []),
            Said(place, ELSEWHERE, frozenset(), revealed=True, kind="question"),
            Said(place, EVERYBODY, TRUSTED, revealed=True, kind="action"),
            Said(place, GROUP, frozenset(), revealed=True, kind="decision"),
        ]
        allowed = Allowed(world.fill(notes, here=place, annex=False))
        check_room(world, allowed, place)


@pytest.mark.long
def test_the_room_sees_the_shown_notes_of_every_activity_and_trace(world: World) -> None:
    """In `make test`, `tests/confidentiality/test_where_words_are.py` looks at the room in each activity and each trace."""
    check_room_at(world, PLACES)
