from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest

from facilitation.cli_guides import answer_faults, read_script
from facilitation.confidentiality.readers import Mark, Reader
from facilitation.french_dates import BRUSSELS
from facilitation.guides.schema import ActivityChoice

SCRIPT = """format: 1
partenariat:
  nom: Réseau d’essai
  services: [Service du Val]
membres:
  - {nom: Alice Martin, fonction: coordinatrice, service: Service du Val}
  - {nom: Bob Lenoir}
reunion:
  titre: Réunion d’essai
  debut: 2026-03-12T09:30
  fin: 2026-03-12T11:00
  animation: Alice Martin
  secretariat: Bob Lenoir
  presents: [Alice Martin, Bob Lenoir]
  invites: [{nom: Carole Petit, qualite: invitée}]
  arrivees: [{nom: Bob Lenoir, heure: 09:45}]
points:
  - titre: Nouvelles
    genre: information
    minutes: 10
    texte: Rien de neuf.
    actions:
      - {texte: Appeler, porteur: Bob Lenoir, echeance: 2026-04-30, signe: C’est fait}
  - guide: reflexivite-collective
    etapes:
      accueil:
        reponses:
          - {de: Carole Petit, champs: {reponse: oui}}
          - champs: {reponse: reserve, reserve: Je préfère écouter.}
            lecteurs: [groupe]
            marques: [confidence]
        synthese: Tous d’accord.
      decision:
        decisions:
          - texte: On relit à voix haute.
            mode: consensus
            votes: {pour: 3, contre: 1}
            effet: 2026-04-01
            personne: {dirait: Enfin, informee_par: Alice, quand: 2026-03-20}
        reserves: [{texte: Trop long., de: Bob Lenoir}]
        questions: [{texte: Qui relit ?, pour: La direction}]
        mis_de_cote: [{texte: L’été}]
      avis:
        reponses: [{de: Bob Lenoir, champs: {note: 4, mot: utile}}]
        carnet: Bien passé.
documents: {lecteurs: partenaires}
"""


@pytest.fixture
def read(catalogue, tmp_path):
    """Reads a script's text: the script, and what is said of it without the file's name."""

    def reading(text: str):
        path = tmp_path / "reunion.yaml"
        path.write_text(text, encoding="utf-8")
        loaded = read_script(path, catalogue)
        return loaded.value, [
            str(fault).removeprefix(fault.path + ":").replace("\u00a0", " ").replace("\u202f", " ")
            for fault in loaded.faults
        ]

    return reading


def test_a_script_is_read_whole(read):
    script, faults = read(SCRIPT)
    assert faults == []
    assert script.partnership.name == "Réseau d’essai"
    assert script.members[0].function == "coordinatrice"
    assert script.meeting.begins == datetime(2026, 3, 12, 9, 30, tzinfo=BRUSSELS)
    assert script.meeting.arrivals[0].at == time(9, 45)
    assert script.points[0].text.text == "Rien de neuf."
    assert script.points[0].actions[0].due_on == date(2026, 4, 30)
    steps = script.points[1].steps
    assert dict(steps["avis"].answers[0].fields) == {"note": "4", "mot": "utile"}
    assert steps["accueil"].synthesis.text == "Tous d’accord."
    assert steps["accueil"].answers[1].readers == (Reader.GROUPE,)
    assert steps["accueil"].answers[1].marks == (Mark.CONFIDENCE,)
    decision = steps["decision"].decisions[0]
    assert (decision.votes.yes, decision.votes.no, decision.effect_on) == (3, 1, date(2026, 4, 1))
    assert (decision.person.would_say, decision.person.told_on) == ("Enfin", date(2026, 3, 20))
    assert steps["decision"].reserves[0].named == "Bob Lenoir"
    assert steps["decision"].asides[0].text == "L’été"
    assert script.documents.reader is Reader.PARTENAIRES


FAULTY = [
    ("echeance: 2026-04-30", "echeance: 2026-02-31", "23:47 point « Nouvelles » : action n° 1 : ce jour"),
    ("debut: 2026-03-12T09:30", "debut: jeudi", "10:3 ce moment ne se lit pas."),
    ("debut: 2026-03-12T09:30", "debut: 2026-13-12T09:30", "10:3 ce jour ou cette heure n’existe pas."),
    ("fin: 2026-03-12T11:00", "fin: 2026-03-12T09:00", "11:3 la réunion finit avant d’avoir commencé."),
    ("heure: 09:45", "heure: 25:45", "16:32 arrivée « Bob Lenoir » : ce jour ou cette heure n’existe pas."),
    (
        "porteur: Bob Lenoir",
        "porteur: Bob Lenoire",
        "23:26 point « Nouvelles » : action n° 1 : « Bob Lenoire » n’est ni membre, ni invité·e. Vouliez-vous « Bob Lenoir » ?",
    ),
    (
        "de: Carole Petit",
        "de: David Roche",
        "28:14 point « reflexivite-collective » : étape « accueil » : réponse n° 1 : « David Roche » n’est ni membre",
    ),
    (
        "animation: Alice Martin",
        "animation: Alise Martin",
        "12:3 « Alise Martin » n’est ni membre, ni invité·e. Vouliez-vous « Alice Martin » ?",
    ),
    (
        "      accueil:",
        "      acueil:",
        "26:7 point « reflexivite-collective » : étape « acueil » : ce guide n’a pas cette étape. Vouliez-vous « accueil » ?",
    ),
    (
        "guide: reflexivite-collective",
        "guide: reflexivite-colective",
        "24:5 point « reflexivite-colective » : le guide « reflexivite-colective » n’existe pas. Vouliez-vous « reflexivite-collective » ?",
    ),
    (
        "    etapes:\n      acc",
        "    variante: une-heur\n    etapes:\n      acc",
        "25:5 point « reflexivite-collective » : ce guide n’a pas la variante « une-heur ». Vouliez-vous « une-heure » ?",
    ),
    (
        "{reponse: oui}",
        "{reponse: peut-être}",
        "28:41 point « reflexivite-collective » : étape « accueil » : réponse n° 1 : ",
    ),
    (
        "{reponse: oui}",
        "{repons: oui}",
        "28:41 point « reflexivite-collective » : étape « accueil » : réponse n° 1 : le champ « repons » n’existe pas dans cette activité. Vouliez-vous « reponse » ?",
    ),
    ("note: 4", "note: 9", "44:46 point « reflexivite-collective » : étape « avis » : réponse n° 1 : "),
    (
        "mode: consensus",
        "mode: concensus",
        "36:13 point « reflexivite-collective » : étape « decision » : décision n° 1 : « mode » ne peut pas valoir",
    ),
    ("lecteurs: [groupe]", "lecteurs: [tous]", "30:24 point"),
    ("marques: [confidence]", "marques: [confidense]", "31:23 point"),
    (
        "genre: information",
        "genre: info",
        "19:5 point « Nouvelles » : « genre » ne peut pas valoir « info ». Vouliez-vous « information » ?",
    ),
    ("texte: Appeler", "texte: ' '", "23:10 point « Nouvelles » : action n° 1 : ce texte est vide"),
    (
        "texte: Rien de neuf.",
        "texte: [Rien]",
        "21:5 point « Nouvelles » : « texte » attend un texte, et c’est une liste",
    ),
    (
        "  - titre: Nouvelles\n    genre",
        "  - genre",
        "18:5 point n° 1 : un point a un « titre » et un « genre », ou un « guide ».",
    ),
    ("    genre: information\n", "", "18:5 point « Nouvelles » : il manque le « genre » de ce point"),
    (
        "carnet: Bien passé.",
        "carnets: Bien passé.",
        "45:9 point « reflexivite-collective » : étape « avis » : la clé « carnets » n’existe pas ici. Vouliez-vous « carnet » ?",
    ),
    ("format: 1", "format: 7", "1:1 Le format 7"),
    ("synthese: Tous d’accord.", "synthese: Tous\u0007.", "32:23 Caractère de contrôle U+0007."),
]


@pytest.mark.parametrize(
    ("right", "wrong", "said"), FAULTY, ids=[wrong.strip()[:40] or "rien" for _right, wrong, _said in FAULTY]
)
def test_each_fault_of_a_script_is_named_at_its_line(read, right, wrong, said):
    assert right in SCRIPT
    script, faults = read(SCRIPT.replace(right, wrong, 1))
    assert script is None
    assert any(fault.startswith(said) for fault in faults), faults


def test_all_faults_come_at_once(read):
    text = SCRIPT
    for right, wrong in [
        ("genre: information", "genre: info"),
        ("mode: consensus", "mode: concensus"),
        ("note: 4", "note: 9"),
        ("porteur: Bob Lenoir", "porteur: Bob Noir"),
    ]:
        text = text.replace(right, wrong, 1)
    _script, faults = read(text)
    assert [fault.split(":")[0] for fault in faults] == ["19", "23", "36", "44"]


def test_what_people_type_comes_whole_by_escapes(read):
    script, faults = read(
        SCRIPT.replace("texte: Rien de neuf.", 'texte: "a\\0b\\u2028c\\N  d \\r\\n <b> **x** e\\u0301"')
    )
    assert faults == []
    assert script.points[0].text.text == "a\0b\u2028c\x85  d \r\n <b> **x** e\u0301"


def test_a_text_of_25_000_characters_is_refused_with_its_line(read):
    script, faults = read(SCRIPT.replace("Rien de neuf.", "x" * 25_000))
    assert script is None
    assert faults[0].startswith("21:5 point « Nouvelles » : ce texte compte 25000 caractères")


def test_a_synthesis_may_say_who_reads_it(read):
    script, faults = read(
        SCRIPT.replace("synthese: Tous d’accord.", "synthese: {texte: Tous., lecteurs: [groupe], marques: [situation]}")
    )
    assert faults == []
    synthesis = script.points[1].steps["accueil"].synthesis
    assert (synthesis.text, synthesis.readers, synthesis.marks) == ("Tous.", (Reader.GROUPE,), (Mark.SITUATION,))


def test_a_number_for_a_text_is_taken_as_it_is_written(read):
    script, faults = read(
        SCRIPT.replace("texte: Rien de neuf.", "texte: 007").replace("fonction: coordinatrice", "fonction: 12")
    )
    assert faults == []
    assert (script.points[0].text.text, script.members[0].function) == ("007", "12")


def test_a_guide_beside_the_script_is_taken_and_its_faults_are_named(read, tmp_path, small):
    (tmp_path / "mien.yaml").write_text(small, encoding="utf-8")
    text = SCRIPT[: SCRIPT.index("  - guide:")] + "  - {guide: mien.yaml, etapes: {lecture: {synthese: Vu.}}}\n"
    script, faults = read(text)
    assert faults == []
    assert script.points[1].guide == "mien.yaml"
    (tmp_path / "mien.yaml").write_text(small.replace("minutes: 10", "minutes: dix"), encoding="utf-8")
    script, faults = read(text)
    assert script is None
    assert any("le guide « mien.yaml » a des fautes" in fault for fault in faults)
    assert any("« minutes » attend un nombre entier" in fault for fault in faults)


def test_without_members_those_present_are_known(read):
    start, end = SCRIPT.index("membres:"), SCRIPT.index("reunion:")
    script, faults = read(
        (SCRIPT[:start] + SCRIPT[end:]).replace(
            "presents: [Alice Martin, Bob Lenoir]", "presents: [Alice Martin, Bob Lenoir]"
        )
    )
    assert faults == []
    assert script.members == ()


@pytest.mark.parametrize(
    ("type", "settings", "fields", "refused"),
    [
        ("notes", {}, {"texte": "oui"}, set()),
        ("notes", {}, {"text": "oui"}, {"text"}),
        ("notes", {"rubriques": ({"id": "vu", "titre": "Vu"},)}, {"vu": "x"}, set()),
        ("tour", {}, {"phrase": "bonjour"}, {"phrase"}),
        ("decision", {"au_plus": 2}, {"texte": "x"}, {"texte"}),
    ],
)
def test_each_activity_judges_its_own_fields(type, settings, fields, refused):
    assert set(answer_faults(ActivityChoice(type=type, settings=settings), fields)) == refused


def test_a_missing_script_is_a_fault_and_not_a_traceback(catalogue):
    loaded = read_script(Path("absent.yaml"), catalogue)
    assert loaded.value is None
    assert len(loaded.faults) == 1


BEFORE = """avant:
  - titre: La fois passée
    debut: 2026-02-05T09:30
    actions:
      - {texte: Appeler la commune, porteur: Bob Lenoir, echeance: 2026-02-20}
    questions: [{texte: Qui ouvre ?, pour: la commune}]
    mis_de_cote: [{texte: L’été}]
    suivi:
      - {action: 1/2026-A1, statut: reporte, note: Fermé., date: 2026-03-20}
reunion:
"""


def test_a_script_may_tell_what_an_earlier_meeting_left(read):
    script, said = read(SCRIPT.replace("reunion:\n", BEFORE))
    assert said == []
    (earlier,) = script.earlier
    assert earlier.actions[0].bearer == "Bob Lenoir"
    assert (earlier.followed[0].number, earlier.followed[0].new_due_on) == ("1/2026-A1", date(2026, 3, 20))


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("2026-02-05T09:30", "2026-04-05T09:30", "commence après celle que le fichier raconte"),
        ("porteur: Bob Lenoir, echeance: 2026-02-20", "porteur: Bob Lenoire, echeance: 2026-02-20", "Bob Lenoir »"),
        ("statut: reporte", "statut: rejeté", "statut"),
    ],
)
def test_each_fault_of_an_earlier_meeting_is_named(read, right, wrong, told):
    script, said = read(SCRIPT.replace("reunion:\n", BEFORE.replace(right, wrong)))
    assert script is None
    assert any(told in sentence for sentence in said)
