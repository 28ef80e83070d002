"""The read-back corrects by the id of a block: one of another meeting, or one that this person may not read, is neither shown nor changed."""

from __future__ import annotations

import pytest

from facilitation.confidentiality.readers import Mark, Reader
from facilitation.database import db, reading
from facilitation.meetings import models, service
from facilitation.outcomes.models import Outcome
from facilitation.outcomes.rules import OutcomeKind
from tests.live.rooms import room_of
from tests.meetings.leading import act, captured, prepared, shown
from tests.meetings.test_desk_pages import at
from tests.meetings.test_secretary import PAPERS, meeting, written  # noqa: F401 - the fixtures

FORGED = "mots forgés"


def answered(app, clock, meeting_id, stage_id, words, **more):
    """The id of an answer of these words."""
    return act(
        app, service.answer, meeting_id=meeting_id, stage_id=stage_id, formdata={"texte": words}, now=clock(), **more
    )


def worded(app, clock, meeting_id, stage_id, words, **more):
    """The id of the wording that this stage keeps."""
    act(app, service.save_synthesis, meeting_id=meeting_id, stage_id=stage_id, text=words, now=clock(), **more)
    query = db.select(models.Synthesis.id).where(models.Synthesis.stage_id == stage_id)
    with app.app_context(), reading():
        return db.session.scalar(query)


def stored(app):
    """Every wording that the house keeps, whoever's it is."""
    with app.app_context(), reading():
        kept = [
            *db.session.scalars(db.select(Outcome.text)),
            *db.session.scalars(db.select(models.Synthesis.text)),
            *db.session.scalars(db.select(models.Contribution.answer)),
            *db.session.scalars(db.select(models.AnonymousAnswer.answer)),
        ]
    return [str(one) for one in kept]


def refused(client, meeting_id, source):
    """Whether this block can be neither opened nor corrected there by this person."""
    for field in ("text", "texte", ""):
        where = f"corriger={source}&champ={field}"
        opened = client.raw.get(f"{PAPERS.format(meeting_id)}?{where}")
        assert "canari" not in opened.text, source
        assert opened.status_code == (404 if source else 200), source
        client.post(f"/reunions/{meeting_id}/corriger?{where}", {"text": FORGED, "version": "1"}, status=404)
        client.post(f"/reunions/{meeting_id}/corriger?{where}", {"text": FORGED}, status=404)
    return True


@pytest.fixture
def elsewhere(david, app, clock):
    """The ids of an outcome, of a wording and of an answer of David's own meeting."""
    other = prepared(david, title="Ailleurs")
    act(app, service.start, meeting_id=other, now=clock())
    stage = next(one.id for one in shown(app, clock, other).stages if one.step.id == "hypotheses")
    return (
        captured(app, clock, other, OutcomeKind.DECISION, "canari décidé ailleurs"),
        worded(app, clock, other, stage, "canari validé ailleurs"),
        answered(app, clock, other, stage, "canari dit ailleurs"),
    )


@pytest.mark.parametrize("who", ["alice", "carole"])
def test_blocks_of_another_meeting_are_neither_opened_nor_corrected(request, app, clock, written, elsewhere, who):  # noqa: F811
    client = request.getfixturevalue(who)
    before = stored(app)
    for source in (*elsewhere, "absente", ""):
        assert refused(client, written, source)
    assert stored(app) == before


def test_the_secretary_neither_opens_nor_corrects_what_only_facilitators_read(alice, carole, app, clock, written):  # noqa: F811
    stage = at(alice, app, clock, written, "hypotheses")
    kept, trust = {"readers": {Reader.ANIMATEUR}}, {"marks": {Mark.CONFIDENCE}}
    secrets = [
        *(captured(app, clock, written, OutcomeKind.DECISION, "canari décidé", **apart) for apart in (kept, trust)),
        *(answered(app, clock, written, stage, "canari dit", **apart) for apart in (kept, trust)),
        worded(app, clock, written, stage, "canari validé", **kept),
    ]
    before = stored(app)
    for source in secrets:
        assert refused(carole, written, source)
    assert stored(app) == before
    address = f"/reunions/{written}/corriger?corriger={secrets[2]}&champ=text"
    alice.post(address, {"text": "corrigé au pupitre"})
    assert any("corrigé au pupitre" in one for one in stored(app)), "the facilitators read it"


def test_what_the_group_reads_is_corrected_by_the_secretary(alice, carole, app, clock, written):  # noqa: F811
    stage = at(alice, app, clock, written, "hypotheses")
    sources = {
        captured(app, clock, written, OutcomeKind.DECISION, "décidé"): "",
        answered(app, clock, written, stage, "dit"): "text",
        worded(app, clock, written, stage, "validé"): "",
    }
    for number, (source, field) in enumerate(sources.items()):
        carole.post(f"/reunions/{written}/corriger?corriger={source}&champ={field}", {"text": f"mieux {number}"})
    assert all(any(f"mieux {number}" in one for one in stored(app)) for number in range(3))


def test_no_one_opens_or_corrects_an_anonymous_answer_while_its_step_runs(alice, app, clock):
    room = room_of(app, clock)
    room.at("anonyme")
    room.send("anonyme", texte="canari sans nom")
    [row] = room.unsigned("anonyme")
    assert refused(alice, room.meeting, row.id)
    assert room.unsigned("anonyme")[0].answer == {"text": "canari sans nom"}
    room.at("cartes")
    alice.post(f"/reunions/{room.meeting}/corriger?corriger={row.id}&champ=text", {"text": "relu ensemble"})
    assert room.unsigned("anonyme")[0].answer == {"text": "relu ensemble"}


def test_the_secretary_marks_as_read_only_what_she_may_read(carole, app, clock, written):  # noqa: F811
    secret = captured(app, clock, written, OutcomeKind.DECISION, "gardé", readers={Reader.ANIMATEUR})
    ours = captured(app, clock, written, OutcomeKind.DECISION, "décidé")
    carole.post(f"{PAPERS.format(written)}/lu", {"ligne": [secret, ours], "lu": [secret, ours]})
    with app.app_context(), reading():
        assert not db.session.get(Outcome, secret).read_back
        assert db.session.get(Outcome, ours).read_back


@pytest.mark.parametrize("who", ["alice", "carole"])
def test_the_wording_of_another_meeting_answers_like_an_absent_one(request, david, app, clock, written, who):  # noqa: F811
    client, other = request.getfixturevalue(who), prepared(david, title="Ailleurs")
    stage = shown(app, clock, other).stages[0].id
    worded(app, clock, other, stage, "canari gardé ailleurs", readers={Reader.ANIMATEUR})
    for absent in (stage, "absente"):
        client.post(f"{PAPERS.format(written)}/syntheses/{absent}", {"text": FORGED}, status=404)
        client.post(f"/reunions/{written}/pupitre/etapes/{absent}/synthese", {"texte": FORGED}, status=404)
    assert FORGED not in stored(app)
