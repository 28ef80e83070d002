"""What the minutes say, and to whom: the rules of `design/documents.md` and `domain/protocoles.md` §C.2."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from facilitation.confidentiality.readers import Reader, Trace
from facilitation.documents import catalogue, decisions, minutes, plan, report, text
from facilitation.documents.record import NextMeeting, OutcomeRecord, Point, Record, StageRecord
from facilitation.outline import Heading, Labelled, Listing, Outline, Table, paragraph, plain
from tests.documents.samples import (
    ACTIONS,
    DECISION_1,
    EMPTY,
    FOLLOW_UP,
    GUIDE,
    MATRIX,
    RECORD,
    REPORT,
    RESERVE_1,
    note,
)


def dump(outline: Outline) -> str:
    """The document's text, its no-break spaces as spaces: typography has its own tests."""
    return text.dump(outline).replace("\u00a0", " ").replace("\u202f", " ")


def with_stages(*stages: StageRecord, record: Record = RECORD, **about: object) -> Record:
    """The record with one point, a guide of these steps."""
    point = Point(title="Le relais", kind="guide", minutes=90, guide=GUIDE, stages=stages)
    return replace(record, points=(replace(point, **about),), follow_up=())


def headings(text: str) -> list[str]:
    """The headings of a dump."""
    return [line.partition("] ")[2] for line in text.splitlines() if line.startswith("[Titre ")]


def test_headings_come_in_the_order_of_the_field() -> None:
    assert headings(dump(minutes.compose(RECORD))) == [
        "Présences",
        "Ordre du jour",
        "Approbation du procès-verbal du vendredi 12 juin 2026",
        "Suivi des décisions et actions",
        "1. Nouvelles des services",
        "2. Quand l’un de nous passe le relais",
        "2.1. Objet et cadre",
        "2.2. Le moment : les faits",
        "2.3. Lire autrement",
        "2.4. Nos hypothèses",
        "2.5. Ce que nous gardons, arrêtons, essayons",
        "2.6. Décision et actions",
        "3. Permanence d’hiver",
        "Décisions",
        "Actions",
        "Questions en suspens",
        "Prochaine réunion",
        "Avis de sortie",
    ]


def test_an_empty_meeting_has_no_empty_section() -> None:
    assert headings(dump(minutes.compose(EMPTY))) == ["Présences"]


def test_a_reservation_is_named_only_when_its_author_asks_for_it() -> None:
    stage = replace(RECORD.points[1].stages[6], outcomes=(DECISION_1, replace(RESERVE_1, author_named=False)))
    said = dump(minutes.compose(with_stages(stage)))
    assert RESERVE_1.text in said
    assert RESERVE_1.author not in said
    assert RESERVE_1.author in dump(minutes.compose(RECORD))


@pytest.mark.parametrize(
    ("trace", "annex", "kept"),
    [
        (Trace.PV, False, {"synthesis", "table"}),
        (Trace.PV, True, {"synthesis", "table", "word for word"}),
        (Trace.SYNTHESE, True, {"synthesis"}),
        (Trace.PERSO, True, set()),
        (Trace.SESSION, True, set()),
        (Trace.AUCUNE, True, set()),
    ],
)
def test_the_trace_of_a_step_decides_what_remains_of_it(trace: Trace, annex: bool, kept: set[str]) -> None:
    texts = {
        "synthesis": "CANARI-SYNTHESE",
        "table": "Que « transmis » n’est pas « reçu »",
        "word for word": "CANARI-MOT",
    }
    stage = StageRecord(
        id="s",
        title="Une étape",
        trace=trace,
        synthesis=note("n", texts["synthesis"]),
        blocks=(MATRIX, Listing(items=(plain(texts["word for word"]),), sources=("x",), field="texte")),
        outcomes=ACTIONS[:1],
    )
    said = dump(minutes.compose(replace(with_stages(stage), annex=annex)))
    assert {name for name, text in texts.items() if text in said} == kept
    assert ACTIONS[0].text in said


def test_the_counts_of_a_vote_stay_beside_its_synthesis_and_its_objections_go_to_the_annex() -> None:
    counts = "Pour : 7 · Contre : 1 (8 voix)."
    objection = Labelled(label="Objection", runs=plain("CANARI-MOT"), source="x", field="objection")
    stage = StageRecord(
        id="s",
        title="Une étape",
        trace=Trace.PV,
        activity="vote",
        synthesis=note("n", "CANARI-SYNTHESE"),
        blocks=(paragraph(counts), objection),
    )
    said = dump(minutes.compose(with_stages(stage)))
    assert counts in said
    assert "CANARI-SYNTHESE" in said
    assert "CANARI-MOT" not in said
    annexed = dump(minutes.compose(replace(with_stages(stage), annex=True)))
    assert annexed.count(counts) == 1
    assert "CANARI-MOT" in annexed


def test_without_a_synthesis_a_pv_step_keeps_its_texts_in_place() -> None:
    stage = StageRecord(id="s", title="Une étape", trace=Trace.PV, blocks=(paragraph("mot à mot", source="x"),))
    assert headings(dump(minutes.compose(with_stages(stage))))[-2:] == ["1.1. Une étape", "Prochaine réunion"]
    assert "mot à mot" in dump(minutes.compose(with_stages(stage)))


def test_a_withheld_step_and_a_withheld_point_keep_their_numbers() -> None:
    first, second, third = (
        StageRecord(id=f"s{index}", title=f"Étape {index}", trace=Trace.PV, blocks=(paragraph("x", source="x"),))
        for index in range(3)
    )
    record = with_stages(first, replace(second, blocks=(), withheld=True), third)
    assert [each for each in headings(dump(minutes.compose(record))) if "Étape" in each] == [
        "1.1. Étape 0",
        "1.3. Étape 2",
    ]
    points = (replace(RECORD.points[0], withheld=True), RECORD.points[2])
    said = dump(minutes.compose(replace(RECORD, points=points)))
    assert "Nouvelles des services" not in said
    assert "1. Point réservé aux personnes présentes" in said
    assert "2. Permanence d’hiver" in headings(said)


def test_every_outcome_is_written_in_full_once_and_its_table_has_few_words() -> None:
    long_text = "Proposer un rendez-vous à trois " * 20
    stage = StageRecord(id="s", title="Décider", trace=Trace.SESSION, outcomes=(replace(DECISION_1, text=long_text),))
    said = dump(minutes.compose(with_stages(stage)))
    assert said.count(long_text) == 1
    row = next(line for line in said.splitlines() if line.startswith("| 3/2026-D1"))
    assert len(row) < 220
    assert "…" in row


def test_votes_are_counted_with_their_voters() -> None:
    assert "Pour : 5 · Contre : 0 · Abstention : 1 (6 votants)." in dump(minutes.compose(RECORD))


def test_a_decision_without_object_asks_nothing_of_the_person() -> None:
    said = dump(decisions.compose(RECORD)).split("3/2026-D2")[1]
    assert "dirait" not in said.split("[Titre")[0]


def test_the_term_of_the_partnership_is_used_for_the_person() -> None:
    assert "L’usager dirait : «" in dump(minutes.compose(replace(RECORD, concerned_person_term="usager")))


def test_the_words_that_authors_wrote_change_for_those_outside_and_typed_words_never_do() -> None:
    stage = StageRecord(
        id="s",
        title="Les dérives possibles",
        trace=Trace.PV,
        blocks=(
            paragraph("Une dérive nommée par l’autrice."),
            paragraph("Notre dérive à nous.", source="x", field="texte"),
        ),
    )
    inside = dump(minutes.compose(with_stages(stage, record=replace(RECORD, readership=Reader.GROUPE))))
    outside = dump(minutes.compose(with_stages(stage)))
    assert "Les dérives possibles" in inside
    assert "Les points de vigilance possibles" in outside
    assert "Un point de vigilance nommée par l’autrice." in outside
    assert "Notre dérive à nous." in outside


def test_the_brief_is_three_lines_and_says_what_was_decided() -> None:
    brief = next(line for line in dump(minutes.compose(RECORD)).splitlines() if line.startswith("[En bref]"))
    assert "Deux décisions" in brief
    assert "Trois actions, une réserve et une question en suspens." in brief
    assert "Prochaine séance le 13 novembre 2026." in brief
    assert len(brief) <= 3 * 115


def test_drafts_are_marked() -> None:
    assert "[Identité] Statut | **Projet**" in dump(minutes.compose(replace(RECORD, status="projet")))
    approved = replace(RECORD, status="approuve", approved_on=date(2026, 11, 13), approval_planned=None)
    assert "[Identité] Statut | **Approuvé** le 13 novembre 2026" in dump(minutes.compose(approved))


def test_a_report_keeps_learnings_and_outcomes_and_nothing_of_what_was_told() -> None:
    said = dump(report.compose(REPORT))
    assert "Un refus adressé à un service" in said
    assert "5/2026-A1" in said
    assert "Un récit qui ne doit pas sortir." not in said
    assert "Nadia Lambert" not in said


def test_a_report_that_passed_the_gate_says_for_whom_it_is_and_not_that_it_touches_nobody() -> None:
    ordinary, attested = (
        dump(report.compose(REPORT)),
        dump(report.compose(replace(REPORT, attested=True, recipients="CPAS, AMO"))),
    )
    assert "ne contient volontairement aucun élément" in ordinary
    assert "ne contient volontairement aucun élément" not in attested
    assert "Il n’est que pour : CPAS, AMO." in attested


def test_minutes_keep_only_the_learnings_of_a_point_that_ends_in_a_report() -> None:
    said = dump(minutes.compose(REPORT))
    assert "Un refus adressé à un service" in said
    assert "Un récit qui ne doit pas sortir." not in said


def test_the_plan_puts_the_most_postponed_first_then_by_date_and_the_ended_last() -> None:
    table = next(block for block in plan.compose(RECORD).blocks if isinstance(block, Table))
    assert [row[0].paragraphs[0][0].text for row in table.rows] == [
        "1/2026-A3",
        "3/2026-A1",
        "3/2026-A3",
        "3/2026-A2",
        "2/2026-A1",
    ]
    assert len(table.header) == 6
    long = next(block for block in plan.compose(RECORD, columns=12).blocks if isinstance(block, Table))
    assert len(long.header) == 12


def test_the_table_of_earlier_actions_says_due_only_where_each_was() -> None:
    assert "Actions échues le 18 septembre 2026" in dump(minutes.compose(RECORD))
    early = replace(FOLLOW_UP[1], due=date(2026, 9, 19))
    said = dump(minutes.compose(replace(RECORD, follow_up=(FOLLOW_UP[0], early))))
    assert "échues" not in said
    assert "Actions des séances précédentes, au 18 septembre 2026" in said
    undated = replace(FOLLOW_UP[1], due=None)
    assert "échues" not in dump(minutes.compose(replace(RECORD, follow_up=(undated,))))


def test_the_first_date_of_a_postponed_action_has_its_year_where_that_is_another() -> None:
    moved = replace(FOLLOW_UP[0], first_due=date(2026, 6, 12), due=date(2027, 1, 29))
    assert "29 janvier 2027 // (d’abord 12 juin 2026)" in dump(plan.compose(replace(RECORD, earlier_actions=(moved,))))
    assert "30 octobre 2026 // (d’abord 12 juin)" in dump(plan.compose(RECORD))


def test_an_action_without_bearer_says_who_will_confirm() -> None:
    assert "À confirmer par Aurélie Noël" in dump(plan.compose(RECORD))


def test_a_decision_point_that_took_none_says_so() -> None:
    point = replace(RECORD.points[2], stages=())
    said = dump(decisions.compose(replace(RECORD, points=(point,))))
    assert "[Résultat] Permanence d’hiver | Aucune décision." in said


@pytest.mark.parametrize(
    ("record", "names"),
    [
        (RECORD, ("pv", "releve-decisions", "plan-action")),
        (replace(RECORD, readership=Reader.PERSONNE), ("page-personne",)),
        (replace(RECORD, readership=Reader.PUBLIC), ("synthese",)),
        (replace(RECORD, readership=Reader.ANIMATEUR), ()),
        (REPORT, ("compte-rendu", "plan-action")),
        (EMPTY, ("pv",)),
        (replace(EMPTY, earlier_actions=FOLLOW_UP), ("pv", "plan-action")),
    ],
)
def test_each_readership_gets_its_documents(record: Record, names: tuple[str, ...]) -> None:
    assert catalogue.names_for(record) == names
    for name in names:
        assert any(isinstance(block, Heading) for block in catalogue.compose(name, record).blocks)


@pytest.mark.parametrize("reader", [Reader.PERSONNE, Reader.PUBLIC])
def test_outside_the_partnership_services_are_named_and_people_are_not(reader: Reader) -> None:
    outcome = OutcomeRecord(
        id="x",
        kind="decision",
        text="Ouvrir le mardi.",
        number="3/2026-D9",
        responsible="Aurélie Noël",
        told_by="Fatou Diallo",
    )
    stage = StageRecord(id="s", title="Décider", trace=Trace.SESSION, outcomes=(outcome, *ACTIONS, RESERVE_1))
    record = replace(with_stages(stage), readership=reader)
    (name,) = catalogue.names_for(record)
    said = dump(catalogue.compose(name, record))
    assert "Ouvrir le mardi." in said
    assert not [person.name for person in record.attendance if person.name in said]
    assert RESERVE_1.author not in said


def test_a_workshop_ends_in_a_synthesis_that_names_no_student_as_its_writer() -> None:
    said = dump(minutes.compose(replace(RECORD, workshop=True, secretary="Manon Tilkin", animator="Dominique Rasquin")))
    head = said.split("Présences")[0]
    assert "Synthèse de l’atelier du" in head
    assert "Animation" in head
    assert "Dominique Rasquin" in head
    assert "Manon Tilkin" not in head
    assert "Procès-verbal" not in head


def test_what_is_announced_of_a_meeting_without_a_date_is_told() -> None:
    """Typed at the read-back, it was left out of the minutes as long as nobody knew the day."""
    coming = NextMeeting(None, None, "Maison médicale", "Les congés d’été")
    said = dump(minutes.compose(replace(RECORD, next_meeting=coming)))
    assert "Date à convenir, Maison médicale. Points annoncés : Les congés d’été." in said
    assert "Prochaine séance" not in said
