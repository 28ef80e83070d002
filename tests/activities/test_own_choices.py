"""What one chooses among comes from the meeting: written at the desk, one a line, before anybody chooses."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from facilitation.activities import vote
from facilitation.activities.base import AnswerFaults, Fields
from facilitation.activities.registry import config as config_of
from facilitation.activities.registry import settings_at, validate
from facilitation.guides.schema import ActivityChoice
from tests.activities.samples import desk_html, fields_html, given, room_html, summary_of

OWN = {"mode": "points", "points": 3, "choix_du_groupe": True}
LINES = "Du temps\n\n  Une feuille courte  \nDu temps\n"


def written(lines: str, config: vote.Config | None = None, answers: tuple = (), desk: vote.DeskState | None = None):
    """The desk's state once these lines were kept."""
    form = Fields({"geste": "ecrire", "propositions": lines})
    return vote.direct(config or validate("vote", OWN), desk or vote.DeskState(), form, answers)


def fitted() -> vote.Config:
    """The settings of a stage for which the group wrote two choices."""
    return settings_at(ActivityChoice(type="vote", settings=OWN), written(LINES))


def test_the_lines_are_the_choices_each_once():
    assert fitted().options == (("groupe-1", "Du temps"), ("groupe-2", "Une feuille courte"))


def test_they_come_after_those_of_the_guide_and_before_abstaining():
    settings = {"choix": [{"id": "rien", "titre": "Rien"}], "choix_du_groupe": True}
    found = vote.fitted(validate("vote", settings), written("Du temps"))
    assert [value for value, _title in found.options] == ["rien", "groupe-1", "abstention"]


def test_no_choice_of_the_guide_takes_the_place_of_one_that_the_group_writes():
    choices = [{"id": "groupe-1", "titre": "Le premier groupe"}, {"id": "rien", "titre": "Rien"}]
    with pytest.raises(ValidationError, match="groupe-1"):
        validate("vote", {"choix": choices, "choix_du_groupe": True})
    assert validate("vote", {"choix": choices}).choices[0].id == "groupe-1"


def test_points_are_placed_on_them_and_told_in_the_minutes():
    config, desk = fitted(), written(LINES)
    answers = given("vote", config, {"choix": "groupe-1,groupe-1,groupe-2"}, {"choix": "groupe-2"})
    summary = summary_of("vote", config, answers, desk=desk)
    assert [(one.title, one.votes) for one in summary.options] == [("Du temps", 2), ("Une feuille courte", 2)]
    assert "Une feuille courte" in vote.blocks(config, summary)[0].runs[0].text


def test_until_they_are_written_nothing_can_be_chosen_and_the_form_says_why():
    config = validate("vote", OWN)
    with pytest.raises(AnswerFaults):
        vote.read(config, Fields({"choix": "groupe-1"}))
    assert "pas encore écrits" in fields_html("vote", config, {}, {})


def test_no_total_is_kept_of_choices_that_are_not_written():
    with pytest.raises(AnswerFaults):
        vote.direct(validate("vote", OWN), vote.DeskState(), Fields({"geste": "compter"}), ())


def test_the_desk_asks_for_them_until_somebody_chose_and_what_people_typed_is_marked_so():
    config, desk = fitted(), written(LINES)
    asked = summary_of("vote", config, (), desk=desk)
    assert "Du temps\nUne feuille courte</textarea>" in desk_html("vote", config, asked, desk)
    assert '<th scope="row" data-typed>Du temps</th>' in room_html("vote", config, asked)
    chosen = summary_of("vote", config, given("vote", config, {"choix": "groupe-1"}), desk=desk)
    assert "textarea" not in desk_html("vote", config, chosen, desk)
    assert fields_html("vote", config, {}, {}).count("data-typed") == 2 * (1 + config.points)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("  \n ", "Écrivez au moins un choix"),
        ("\n".join(f"Choix {number}" for number in range(21)), "Au plus 20 choix"),
        ("x" * 121, "de 120 signes"),
    ],
)
def test_lines_that_do_not_hold_are_refused_with_what_to_do(lines: str, said: str):
    with pytest.raises(AnswerFaults) as refused:
        written(lines)
    assert said in refused.value.faults["propositions"].replace("\u00a0", " ")


def test_once_somebody_chose_or_hands_were_counted_they_change_no_more():
    config, desk = fitted(), written(LINES)
    answers = given("vote", config, {"choix": "groupe-1"})
    counted = vote.direct(config, desk, Fields({"geste": "compter", "total.groupe-1": "4"}), ())
    assert counted.added == desk.added
    for someone, state in ((answers, desk), ((), counted)):
        with pytest.raises(AnswerFaults):
            written("Autre chose", config, someone, state)
    assert vote.direct(config, counted, Fields(geste="oublier"), ()) == desk


def test_where_the_guide_names_the_choices_the_desk_writes_none():
    config = validate("vote", {"choix": [{"id": "a", "titre": "A"}, {"id": "b", "titre": "B"}]})
    with pytest.raises(AnswerFaults):
        written("C", config)
    assert vote.fitted(config, vote.DeskState(added=written(LINES).added)) == config


def test_a_consent_has_no_choices_of_the_group():
    with pytest.raises(ValidationError, match="choix_du_groupe"):
        config_of(ActivityChoice(type="vote", settings={"mode": "consentement", "choix_du_groupe": True}))
