"""What must hold together in a guide beyond each key by itself, each said at its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from facilitation.guides import coherence
from facilitation.guides.faults import Faults
from facilitation.guides.load import Library
from facilitation.guides.schema import Guide
from facilitation.guides.yaml_nodes import compose, data_of
from tests.guides.authored import LIBRARY, MODULES, SMALL, changed, faults_of, loaded


class NoSetting(BaseModel):
    """An activity without settings."""


def guide(*changes: tuple[str, str]) -> Guide:
    found = loaded(changed(*changes)).value
    assert found is not None
    return found


# ------------------------------------------------------------------ known names


def test_sources_and_drifts_that_do_not_exist_are_named_at_their_item() -> None:
    text = changed(("sources: [affiche]", "sources: [affiche, afiche]\nderives: [D01, D02]"))
    assert faults_of(text) == [
        "11:20 la source « afiche » n’existe pas. Vouliez-vous « affiche » ?",
        "12:16 la dérive « D02 » n’existe pas. Vouliez-vous « D01 » ?",
    ]


def test_names_are_not_checked_where_none_is_known() -> None:
    text = changed(("sources: [affiche]", "sources: [autre]\nderives: [D77]"), ("Pour les essais.", "Comme D88."))
    assert faults_of(text, Library(LIBRARY.kinds)) == []


def test_without_any_known_source_one_that_is_named_is_to_be_removed() -> None:
    assert faults_of(SMALL, Library(LIBRARY.kinds, sources=frozenset())) == [
        "11:11 la source « affiche » n’existe pas. Enlevez-le."
    ]


def test_a_step_s_sources_are_checked_too() -> None:
    text = changed(("    entrees: [accueil]", "    entrees: [accueil]\n    sources: [affiche, xyz]"))
    assert faults_of(text) == ["31:24 étape « lecture » : la source « xyz » n’existe pas. Choisissez parmi : affiche."]


@pytest.mark.parametrize(("length", "told"), [(199, True), (200, True), (201, False)])
def test_a_long_list_of_what_is_known_is_not_told(length, told) -> None:
    name = "a" * (length - len("Choisissez parmi : ."))
    cure = f"Choisissez parmi : {name}." if told else "Ajoutez-la au fichier, ou corrigez son identifiant."
    said = faults_of(
        changed(("sources: [affiche]", "sources: [zzz]")), Library(LIBRARY.kinds, sources=frozenset({name}))
    )
    assert said == [f"11:11 la source « zzz » n’existe pas. {cure}"]


def test_of_one_list_500_names_are_looked_up() -> None:
    text = changed(("sources: [affiche]", f"sources: [{', '.join(f'x{n}' for n in range(502))}]"))
    assert len(faults_of(text)) == 500


def test_a_drift_mentioned_in_a_text_is_to_exist() -> None:
    text = changed(("Pour les essais.", "De D01, D03 et D02, pas XD04 ni D055."))
    assert faults_of(text) == [
        "6:9 la dérive « D02 » n’existe pas. Corrigez son numéro.",
        "6:9 la dérive « D03 » n’existe pas. Corrigez son numéro.",
    ]


# ------------------------------------------------------------------ identifiers


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            "roles:\n  - {id: a, nom: A}\n  - {id: b, nom: B}\n  - {nom: C, id: a}\n",
            "17:14 rôle « a » : l’identifiant « a » sert déjà à la ligne 15. Donnez-en un autre.",
        ),
        (
            "variantes:\n" + 2 * "  - {id: a, titre: A, duree: 10, etapes: [{id: lecture}]}\n",
            "16:6 variante « a » : l’identifiant « a » sert déjà à la ligne 15. Donnez-en un autre.",
        ),
    ],
)
def test_an_identifier_used_twice_is_named_with_the_line_of_the_first(lines, said) -> None:
    assert faults_of(changed(("etapes:\n", lines + "etapes:\n"))) == [said]


def test_each_step_of_the_same_name_after_the_first_is_named_at_its_id() -> None:
    again = "  - titre: Encore\n    id: accueil\n    minutes: 1\n    activite: {type: aucune}\n    trace: aucune\n"
    assert faults_of(changed(("duree: 15", "duree: 17")) + again + again) == [
        f"{line}:5 étape « accueil » : l’identifiant « accueil » sert déjà à la ligne 15. Donnez-en un autre."
        for line in (32, 37)
    ]


def test_steps_that_are_no_keys_are_left_to_the_schema() -> None:
    text = SMALL[: SMALL.index("etapes:")]
    for steps in ("[[a]]", "[a, 3, {id: [b]}]", "texte", "{a: b}", "[{entrees: x}]"):
        assert loaded(f"{text}etapes: {steps}\n").value is None


# ------------------------------------------------------------------ what a step takes in


def test_a_step_that_comes_later_or_the_step_itself_is_no_input() -> None:
    said = "« entrees » nomme « %s », qui ne vient pas avant. Nommez une étape précédente."
    itself = changed(("entrees: [accueil]", "entrees: [accueil, lecture]"))
    assert faults_of(itself) == [f"30:24 étape « lecture » : {said % 'lecture'}"]
    later = changed(("    trace: aucune\n", "    trace: aucune\n    entrees: [lecture]\n"))
    assert faults_of(later) == [f"22:15 étape « accueil » : {said % 'lecture'}"]


def test_an_unknown_input_is_told_with_the_nearest_of_the_earlier_steps() -> None:
    assert faults_of(changed(("entrees: [accueil]", "entrees: [acueil]"))) == [
        "30:15 étape « lecture » : « entrees » nomme « acueil », qui n’est pas une étape précédente. Vouliez-vous « accueil » ?"
    ]
    assert faults_of(changed(("entrees: [accueil]", "entrees: [lectures]"))) == [
        "30:15 étape « lecture » : « entrees » nomme « lectures », qui n’est pas une étape précédente. Choisissez parmi : accueil."
    ]
    assert faults_of(changed(("    trace: aucune\n", "    trace: aucune\n    entrees: [lectures]\n"))) == [
        "22:15 étape « accueil » : « entrees » nomme « lectures », qui n’est pas une étape précédente. Enlevez-le."
    ]


# ------------------------------------------------------------------ minutes


NO_MINUTE = "0 minute. Une étape dure au moins une minute, ou porte le drapeau « sans-minuteur »."


@pytest.mark.parametrize(
    ("more", "duration", "fine"),
    [
        ("", 10, False),
        ("    minutes_par_personne: 1\n", 16, True),
        ("    minutes_par_groupe: 1\n", 12, True),
        ("    drapeaux: [sans-minuteur]\n", 10, True),
        ("    drapeaux: [repetable]\n", 10, False),
    ],
)
def test_a_step_lasts_a_minute_or_says_why_not(more, duration, fine) -> None:
    text = changed(("    minutes: 5\n", f"    minutes: 0\n{more}"), ("duree: 15", f"duree: {duration}"))
    assert faults_of(text) == ([] if fine else [f"17:5 étape « accueil » : {NO_MINUTE}"])
    variant = (
        f"variantes: [{{id: v, titre: V, duree: {duration}, etapes: [{{id: accueil, minutes: 0}}, {{id: lecture}}]}}]\n"
    )
    text = changed(
        ("    minutes: 5\n", f"    minutes: 5\n{more}"), ("duree: 15", f"duree: {duration + 5}"), ("etapes:\n", variant + "etapes:\n")
    )  # fmt: skip
    column = variant.index("minutes") + 1
    assert faults_of(text) == ([] if fine else [f"14:{column} variante « v » : étape « accueil » : {NO_MINUTE}"])


@pytest.mark.parametrize("minutes", [None, 1])
def test_a_variant_may_shorten_a_step_to_one_minute_or_leave_it(minutes) -> None:
    taken = "{id: accueil}" if minutes is None else "{id: accueil, minutes: 1}"
    duration = 5 if minutes is None else 1
    variant = f"variantes: [{{id: v, titre: V, duree: {duration}, etapes: [{taken}]}}]\n"
    assert faults_of(changed(("etapes:\n", variant + "etapes:\n"))) == []


def test_the_announced_duration_is_that_of_the_middle_of_the_group() -> None:
    grows = ("    minutes: 5\n", "    minutes: 5\n    minutes_par_personne: 1\n    minutes_par_groupe: 10\n")
    assert faults_of(changed(grows, ("duree: 15", "duree: 41"))) == []
    assert faults_of(changed(grows)) == [
        "9:1 remarque : « duree » annonce 15 minutes ; à 6 personnes, les étapes en font 41. Corrigez l’une ou les autres."
    ]
    assert faults_of(changed(grows, ("duree: 15", "taille_sous_groupe: 2\nduree: 51"))) == []
    assert loaded(changed(grows)).value is not None


def test_a_disabled_step_is_not_counted() -> None:
    disabled = ("    minutes: 5\n", "    minutes: 5\n    desactivee: true\n")
    assert faults_of(changed(disabled, ("duree: 15", "duree: 10"))) == []


@pytest.mark.parametrize("size", ["1", "0", "deux"])
def test_with_sub_groups_of_no_size_no_sum_is_made(size) -> None:
    said = faults_of(changed(("duree: 15", f"taille_sous_groupe: {size}\nduree: 99")))
    assert [one.split(" ")[0] for one in said] == ["9:1"]
    assert "taille_sous_groupe" in said[0]


def test_no_sum_is_made_without_a_group_or_of_steps_that_are_not_well_formed() -> None:
    wrong = ("duree: 15", "duree: 99")
    assert len(faults_of(changed(wrong, ("{min: 4, max: 8}", "{min: 4}")))) == 1
    assert len(faults_of(changed(wrong, ("trace: pv", "trace: pvs")))) == 1
    assert len(faults_of(changed(("duree: 15", "duree: quinze")))) == 1


# ------------------------------------------------------------------ variants


def test_a_variant_s_steps_exist_once_and_its_duration_is_their_sum() -> None:
    def said(duration: int, steps: str) -> list[str]:
        variant = f"variantes:\n  - id: v\n    titre: V\n    duree: {duration}\n    etapes: [{steps}]\n"
        return faults_of(changed(("etapes:\n", variant + "etapes:\n")))

    assert said(13, "{id: accueil, minutes: 3}, {id: lecture}") == []
    assert said(12, "{id: accueil, minutes: 3}, {id: lecture}") == [
        "17:5 remarque : variante « v » : « duree » annonce 12 minutes ; à 6 personnes, les étapes en font 13. Corrigez l’une ou les autres."
    ]
    assert said(99, "{id: acueil}") == [
        "18:14 variante « v » : étape « acueil » : l’étape « acueil » n’existe pas dans ce guide. Vouliez-vous « accueil » ?"
    ]
    assert said(20, "{id: lecture}, {id: lecture}") == [
        "18:29 variante « v » : étape « lecture » : l’étape « lecture » y est déjà. Enlevez l’une des deux."
    ]


# ------------------------------------------------------------------ groups, anonymity, plan, prose


@pytest.mark.parametrize(("smallest", "said"), [(8, 0), (9, 1)])
def test_the_smallest_group_is_no_larger_than_the_largest(smallest, said) -> None:
    found = faults_of(changed(("min: 4", f"min: {smallest}")))
    assert len([one for one in found if "Échangez-les" in one]) == said
    assert found[:said] == [
        one for one in found if one.startswith("10:10 le plus petit groupe (9) dépasse le plus grand (8)")
    ]


@pytest.mark.parametrize(
    ("trace", "smallest", "said"), [("pv", 4, 1), ("pv", 5, 0), ("session", 4, 0), ("synthese", 4, 0)]
)
def test_anonymous_answers_are_kept_in_the_minutes_from_five_people_on(trace, smallest, said) -> None:
    flagged = changed(
        ("    trace: pv\n", f"    trace: {trace}\n    drapeaux: [anonyme]\n"), ("min: 4", f"min: {smallest}")
    )
    found = faults_of(flagged)
    assert len([one for one in found if one.startswith("29:5 étape « lecture » : la trace « pv » garderait")]) == said


VOTE = "      type: vote\n      choix: [{id: a, titre: A}, {id: b, titre: B}]\n"


@pytest.mark.parametrize(
    ("ballot", "flags", "said"),
    [
        ("      scrutin: secret\n", "", "un vote secret porte le drapeau « anonyme »"),
        ("", "    drapeaux: [anonyme]\n", "une étape « anonyme » annonce un vote secret"),
        ("      scrutin: secret\n", "    drapeaux: [anonyme]\n", ""),
        ("      scrutin: nominatif\n", "", ""),
    ],
)
def test_a_vote_is_secret_where_its_answers_have_no_author(ballot, flags, said) -> None:
    found = faults_of(
        changed(
            ("      type: tour\n      secondes: 60\n", VOTE + ballot),
            ("    trace: aucune\n", flags + "    trace: session\n"),
        )
    )
    assert [said in one.replace("\u00a0", " ") for one in found] == [True] * bool(said)


@pytest.mark.parametrize(("flags", "said"), [("", False), ("    drapeaux: [anonyme]\n", True)])
def test_a_step_that_follows_actions_up_is_not_anonymous(flags, said) -> None:
    found = faults_of(
        changed(
            ("      type: tour\n      secondes: 60\n", "      type: suivi\n"),
            ("    trace: aucune\n", flags + "    trace: session\n"),
        )
    )
    told = "une étape « suivi » ne peut pas être anonyme"
    assert [told in one.replace("\u00a0", " ") for one in found] == [True] * said


def test_a_group_that_cannot_be_read_hides_nobody() -> None:
    text = changed(("    trace: pv\n", "    trace: pv\n    drapeaux: [anonyme]\n"), ("{min: 4, max: 8}", "{min: 6}"))
    assert any("garderait des réponses anonymes" in one for one in faults_of(text))


def test_a_plan_is_announced_only_with_a_step_that_makes_one() -> None:
    announced = ("etapes:\n", "plan_action: Le plan.\netapes:\n")
    said = faults_of(changed(announced))
    assert [one.split(" annonce")[0] for one in said] == ["14:1 « plan_action »"]
    made = changed(announced, ("      type: tour\n      secondes: 60\n", "      type: action\n"))
    assert faults_of(made) == []
    followed = changed(announced, ("      type: tour\n      secondes: 60\n", "      type: suivi\n"))
    kinds = {**LIBRARY.kinds, "suivi": NoSetting}
    assert faults_of(followed, Library(kinds, MODULES, LIBRARY.sources, LIBRARY.drifts)) == []


def test_html_is_remarked_and_a_control_character_is_a_fault() -> None:
    assert faults_of(changed(("Pour les essais.", "Un <b>mot</b>."))) == [
        "6:9 remarque : balise « <b » : elle ne sera pas gardée. Écrivez en Markdown : **gras**, *italique*, - liste."
    ]
    assert faults_of(changed(("Pour les essais.", '"Un \\x07"'))) == [
        "6:9 ce texte contient un caractère de contrôle. Enlevez-le."
    ]
    assert faults_of(changed(("Pour les essais.", "1 < 2 et 3 > 2, <3, <- et a<b."))) == []


# ------------------------------------------------------------------ long guides


BREAK = "9:1 remarque : un guide de plus de 100 minutes a une pause. Ajoutez « - module: pause »."
FOLLOW_UP = (
    "9:1 remarque : un guide de plus de 100 minutes s’ouvre sur le suivi des actions échues. Ajoutez cette étape."
)


def long(minutes: int, *lines: str) -> str:
    return changed(("duree: 15", f"duree: {minutes + 15 + 5 * len(lines)}")) + "".join(
        (
            f"  - id: reste\n    titre: Reste\n    minutes: {minutes}\n    activite: {{type: aucune}}\n    trace: aucune\n",
            *lines,
        )
    )


def step(name: str, kind: str = "aucune") -> str:
    return f"  - id: {name}\n    titre: X\n    minutes: 5\n    activite: {{type: {kind}}}\n    trace: aucune\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (long(85), []),
        (long(86), [BREAK, FOLLOW_UP]),
        (long(200, "  - module: pause\n"), [FOLLOW_UP]),
        (long(200, step("pause")), [FOLLOW_UP]),
        (long(200, "  - {module: pause, id: souffle}\n"), [FOLLOW_UP]),
        (long(200, "  - module: suivi\n"), [BREAK]),
        (long(200, "  - {module: suivi, id: retour}\n"), [BREAK]),
        (long(200, step("retour", "suivi")), [BREAK]),
        (long(200, step("suivi")), [BREAK, FOLLOW_UP]),
        (long(200, "  - module: pause\n", "  - module: suivi\n"), []),
    ],
)
def test_a_guide_of_more_than_100_minutes_has_a_break_and_a_follow_up(text, said) -> None:
    library = Library({**LIBRARY.kinds, "suivi": NoSetting}, MODULES, LIBRARY.sources, LIBRARY.drifts)
    assert faults_of(text, library) == said
    assert loaded(text, library).value is not None


# ------------------------------------------------------------------ the file's name


def named(name: str, file: str, *others: str) -> list[str]:
    faults = Faults("essai.yaml")
    coherence.check_name(name, Path("x") / file, others, faults)
    return [str(one).removeprefix("essai.yaml:") for one in faults.all]


def test_a_file_has_an_identifier_of_its_own_which_is_its_name() -> None:
    assert named("tour", "tour.yaml", "autre") == []
    assert named("tour", "tour.yaml", "autre", "tour") == [
        "1:1 l’identifiant « tour » est déjà celui d’un autre fichier. Donnez-en un autre."
    ]
    assert named("tour", "tours.yaml") == [
        "1:1 remarque : l’identifiant « tour » n’est pas le nom du fichier. Nommez le fichier tour.yaml."
    ]


# ------------------------------------------------------------------ translations


def translated(language: str, *changes: tuple[str, str], original: Guide | None = None) -> list[str]:
    faults = Faults("essai.yaml")
    text = changed(("langue: fr", f"langue: {language}"), *changes)
    found = loaded(text).value
    assert found is not None
    coherence.check_translation(found, original or guide(), "nl", faults)
    return [str(one).removeprefix("essai.yaml:") for one in faults.all]


def test_a_translation_changes_words_and_nothing_else() -> None:
    assert translated("nl", ("titre: Accueil", "titre: Onthaal")) == []


def test_a_translation_without_its_original_is_a_fault() -> None:
    faults = Faults("essai.yaml")
    coherence.check_translation(guide(), None, "nl", faults)
    assert [(one.line, one.column, one.remark) for one in faults.all] == [(1, 1, False)]
    assert "n’a pas d’original lisible" in faults.all[0].sentence


@pytest.mark.parametrize(
    ("language", "changes"), [("en", ()), ("nl", (("id: petit-guide", "id: autre"),))], ids=["language", "id"]
)
def test_a_translation_has_the_id_of_its_original_and_the_language_of_its_file(language, changes) -> None:
    said = translated(language, *changes)
    assert [one[:41] for one in said] == ["1:1 une traduction garde l’« id » de l’or"]
    assert "(petit-guide)" in said[0]
    assert "(nl)" in said[0]


BONES = "1:1 cette traduction n’a pas les mêmes étapes que l’original, avec les mêmes minutes, activités et traces. Reprenez sa structure."


@pytest.mark.parametrize(
    "changes",
    [
        (("minutes: 5", "minutes: 6"),),
        (("duree: 15", "duree: 16"),),
        (("min: 4", "min: 3"),),
        (("max: 8", "max: 9"),),
        (("trace: aucune", "trace: session"),),
        (("trace: aucune", "trace: aucune\n    drapeaux: [repetable]"),),
        (("trace: aucune", "trace: aucune\n    minutes_par_personne: 1"),),
        (("trace: aucune", "trace: aucune\n    minutes_par_groupe: 1"),),
        (("      type: tour\n      secondes: 60\n", "      type: aucune\n"),),
        (("etapes:\n", "variantes: [{id: v, titre: V, duree: 10, etapes: [{id: lecture}]}]\netapes:\n"),),
    ],
)
def test_a_translation_has_the_steps_and_the_times_of_its_original(changes) -> None:
    assert translated("nl", *changes) == [BONES]


def test_the_steps_that_a_translation_lacks_are_named() -> None:
    more = guide(("  - id: lecture\n", step("un") + step("deux") + "  - id: lecture\n"))
    assert translated("nl", original=more) == [BONES + " Il manque : un, deux."]


def test_a_new_version_of_the_original_is_a_remark_beside_nothing_else() -> None:
    newer = guide(("version: 1.0.0", "version: 1.1.0"))
    assert translated("nl", original=newer) == [
        "1:1 remarque : l’original est en version 1.1.0. Relisez la traduction, puis changez sa version."
    ]
    both = guide(("version: 1.0.0", "version: 1.1.0"), ("minutes: 5", "minutes: 6"))
    assert translated("nl", original=both) == [BONES]


# ------------------------------------------------------------------ what a draft holds


def test_a_draft_gives_the_parts_that_are_well_formed_with_their_index() -> None:
    text = changed(("  - id: accueil\n    titre: Accueil\n", "  - id: accueil\n"))
    faults = Faults("x")
    root = compose(text, faults)
    assert root is not None
    found = coherence.draft(root, data_of(root), faults)
    assert [(index, one.id) for index, one in found.steps] == [(1, "lecture")]
    assert found.whole is False
    assert found.group is not None
    assert (found.ids("etapes"), found.ids("titre"), found.ids("sources")) == (["accueil", "lecture"], [], [None])
    assert found.names("etapes", 1, "entrees") == [(0, "accueil")]
    assert found.names("titre") == []
    assert found.names("absent", 3) == []
    found.say(("etapes", 1, "minutes"), "Dit.", remark=True)
    assert [(one.line, one.column, one.remark) for one in faults.all] == [(23, 5, True)]
