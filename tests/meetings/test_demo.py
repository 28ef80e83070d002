"""Acceptance 2: `facilitation demo` leads a meeting written as a file, and its documents hold all that their readers may have and nothing else."""

from __future__ import annotations

import io
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document
from docx.oxml.ns import qn

from facilitation.cli import main
from facilitation.documents.word.reread import reread
from facilitation.guides.catalogue import content_folder
from tests.pages import scripts

EXAMPLES = sorted((content_folder() / "examples").glob("*.yaml"))
OUTCOMES = ("decisions", "actions", "reserves", "questions", "mis_de_cote")
BY_DEFAULT = {"mis_de_cote": {"groupe"}, "reponses": {"groupe"}, "texte": {"groupe"}}
BOTH = {"groupe", "partenaires"}
LEAST = {
    "concertation-avec-usager": (1, 1),
    "desaccord-entre-services": (8, 3),
    "reflexivite-collective": (8, 3),
    "suivi-plan-action": (5, 1),
}
LEAST_OF_OTHERS = (2, 1)
"""What an example holds at least, and a rich one: outcomes that its readers have, texts that they don't."""
MINUTES = ("pv.docx", "compte-rendu.docx")
"""What a meeting leaves: the second where it was nothing but an intervision, whose report has learnings only and no steps."""


def written_to(folder: Path, script: Path | None = None) -> dict[str, bytes]:
    """The files that the demonstration of this script writes, by name; it must succeed."""
    told = ["--script", str(script)] if script else []
    assert main(["demo", *told, "--out", str(folder)]) == 0
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def minutes_of(files: dict[str, bytes]) -> bytes:
    """The minutes of a meeting, or the compte rendu of an intervision."""
    return next(files[name] for name in MINUTES if name in files)


def least(path: Path) -> tuple[int, int]:
    """What this example holds at least."""
    return LEAST.get(path.stem, LEAST_OF_OTHERS)


def outcome_texts(script: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every outcome of the script, with its kind."""
    for point in script["points"]:
        for told in (point, *(point.get("etapes") or {}).values()):
            for kind in OUTCOMES:
                yield from ((kind, one) for one in told.get(kind, ()))


def flat(text: str) -> str:
    """The text in one line, as it is found again whatever breaks its lines."""
    return " ".join(text.replace("⏎", " ").split())


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.stem)
def led(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """An example and the documents that its demonstration wrote."""
    return request.param, written_to(tmp_path_factory.mktemp(request.param.stem), request.param)


def test_the_demonstration_writes_the_minutes_and_the_plan(led: tuple[Path, dict[str, bytes]]) -> None:
    assert "plan-action.docx" in led[1]
    assert set(MINUTES) & set(led[1])


def test_the_documents_hold_the_text_that_is_kept_and_that_the_pages_give(led: tuple[Path, dict[str, bytes]]) -> None:
    kept = scripts.Led(led[0].stem).kept
    found = scripts.as_kept({name: reread(data) for name, data in led[1].items()})
    assert found == kept.read_text("utf-8"), scripts.RENEW % led[0].stem


def test_the_documents_have_real_headings_lists_and_tables_with_repeated_headers(
    led: tuple[Path, dict[str, bytes]],
) -> None:
    minutes = Document(io.BytesIO(minutes_of(led[1])))
    styles = [paragraph.style.name for paragraph in minutes.paragraphs if paragraph.style is not None]
    assert {"Heading 1", *(["Heading 2"] if "pv.docx" in led[1] else [])} <= set(styles)
    numbered = list(minutes.element.body.iter(qn("w:numPr")))
    assert numbered or "List Bullet" in styles, "the agenda, or what was learned, is a real list"
    for name, data in led[1].items():
        for table in Document(io.BytesIO(data)).tables:
            properties = table.rows[0]._tr.trPr
            assert properties is not None, name
            assert properties.find(qn("w:tblHeader")) is not None, name
            assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows), name


def test_every_outcome_that_its_readers_may_have_is_found_and_no_other(led: tuple[Path, dict[str, bytes]]) -> None:
    path, files = led
    script = yaml.safe_load(path.read_text("utf-8"))
    reader = script.get("documents", {}).get("lecteurs", "groupe")
    minutes, plan = (flat(reread(data)) for data in (minutes_of(files), files["plan-action.docx"]))
    seen = 0
    for kind, one in outcome_texts(script):
        allowed = reader in one.get("lecteurs", BY_DEFAULT.get(kind, BOTH)) and "confidence" not in one.get(
            "marques", ()
        )
        allowed = allowed and ("situation" not in one.get("marques", ()) or reader == "groupe")
        assert (flat(one["texte"]) in minutes) == allowed, one["texte"]
        assert (flat(one["texte"]) in plan) == (allowed and kind == "actions"), one["texte"]
        seen += allowed
    assert seen >= least(path)[0]


def test_nothing_that_its_readers_may_not_have_is_in_any_part(led: tuple[Path, dict[str, bytes]]) -> None:
    path, files = led
    script = yaml.safe_load(path.read_text("utf-8"))
    everything = flat(" ".join(part for data in files.values() for part in parts(data)))
    kept_back = [
        step["carnet"]
        for point in script["points"]
        for step in (point.get("etapes") or {}).values()
        if "carnet" in step
    ]
    kept_back += [
        text
        for point in script["points"]
        for step in (point.get("etapes") or {}).values()
        for answer in step.get("reponses", ())
        if "confidence" in answer.get("marques", ())
        for text in answer["champs"].values()
        if len(text) > 20
    ]
    assert len(kept_back) >= least(path)[1]
    for text in kept_back:
        assert flat(text) not in everything


def parts(data: bytes) -> Iterator[str]:
    """The text of every part of the file."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            yield re.sub(r"<[^>]*>", "", file.read(name).decode("utf-8", "replace"))


def test_without_a_script_the_example_of_the_first_guide_is_led(tmp_path: Path) -> None:
    assert written_to(tmp_path / "seul") == written_to(
        tmp_path / "nommé", content_folder() / "examples" / "reflexivite-collective.yaml"
    )


# ------------------------------------------------------------------ a script of one's own

SCRIPT = """
format: 1
partenariat: {nom: Réseau du Val, territoire: Valmont, services: [CPAS de Valmont, AMO Passerelle]}
membres:
  - {nom: Nadia Lambert, fonction: coordinatrice, service: CPAS de Valmont}
  - {nom: Karim Haddad, fonction: assistant social, service: AMO Passerelle}
  - {nom: Sophie Renard, fonction: infirmière, service: CPAS de Valmont}
  - {nom: Luc Piron, fonction: psychologue, service: AMO Passerelle}
  - {nom: Odile Noël, fonction: animatrice, service: AMO Passerelle}
reunion:
  titre: Essai
  debut: 2026-03-12T09:30
  fin: 2026-03-12T11:05
  numero: 7
  lieu: Salle du Conseil
  animation: Nadia Lambert
  secretariat: Karim Haddad
  presents: [Nadia Lambert, Karim Haddad, Sophie Renard]
  excuses: [Odile Noël]
  representes: [{nom: Luc Piron, par: Karim Haddad}]
  invites: [{nom: Mireille Tasset, qualite: comité des locataires}]
  arrivees: [{nom: Sophie Renard, heure: 10:10}]
  departs: [{nom: Karim Haddad, heure: 10:50}]
points:
  - titre: Nouvelles
    genre: information
    minutes: 10
    texte: canari-texte
    carnet: canari-carnet-point
    decisions:
      - {texte: canari-vote, mode: majorite, votes: {pour: 4, contre: 1, abstention: 2}}
      - {texte: canari-situation, marques: [situation]}
      - {texte: canari-confie, marques: [confidence]}
    reserves: [{texte: canari-reserve-ouverte, lecteurs: [groupe, partenaires]}, {texte: canari-reserve}]
    mis_de_cote: [{texte: canari-cote}, {texte: canari-cote-partage, lecteurs: [partenaires]}]
  - guide: reflexivite-collective
    etapes:
      ressenti:
        reponses: [{de: Karim Haddad, champs: {phrase: canari-aucune}}]
        passee: true
        motif: canari-motif
      moment:
        reponses: [{de: Karim Haddad, champs: {quoi: canari-session}}]
        synthese: {texte: canari-synthese, lecteurs: [groupe]}
        carnet: canari-carnet
      hypotheses:
        reponses:
          - {de: Sophie Renard, champs: {texte: canari-groupe}}
          - {champs: {texte: canari-partage}, lecteurs: [groupe, partenaires, public]}
      actions:
        actions:
          - {texte: canari-action, porteur: Karim Haddad, echeance: 2026-04-30, signe: canari-signe, ressources: canari-moyens}
          - {texte: canari-personne, lecteurs: [personne]}
documents: {lecteurs: READERS}
"""
ALLOWED = {
    "groupe": "texte vote situation reserve-ouverte reserve cote synthese groupe partage action signe",
    "partenaires": "vote reserve-ouverte cote-partage partage action signe",
    "personne": "personne",
    "public": "partage",
}
FILES = {
    "groupe": {"pv.docx", "releve-decisions.docx", "plan-action.docx"},
    "partenaires": {"pv.docx", "releve-decisions.docx", "plan-action.docx"},
    "personne": {"page-personne.docx"},
    "public": {"synthese.docx"},
}


def script_of(folder: Path, text: str, name: str = "essai.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("reader", FILES)
def test_each_readership_gets_its_documents_and_what_it_may_read(
    tmp_path: Path, reader: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files = written_to(tmp_path / "out", script_of(tmp_path, SCRIPT.replace("READERS", reader)))
    assert set(files) == FILES[reader]
    found = set(re.findall(r"canari(?:-[a-z]+)+", " ".join(reread(data) for data in files.values())))
    assert found == {f"canari-{name}" for name in ALLOWED[reader].split()}
    told = capsys.readouterr().out
    assert [line for line in told.splitlines() if line.endswith(".docx")] == [
        str(tmp_path / "out" / name) for name in sorted(files, key=list(files_in_order(told)).index)
    ]
    assert "1 texte du script a été laissé de côté" in told
    assert ("attestation" in told) == (reader == "partenaires")
    assert "canari" not in told


def files_in_order(told: str) -> Iterator[str]:
    return (Path(line).name for line in told.splitlines() if line.endswith(".docx"))


def test_people_hours_and_number_are_those_of_the_script(tmp_path: Path) -> None:
    files = written_to(tmp_path / "out", script_of(tmp_path, SCRIPT.replace("READERS", "groupe")))
    minutes = reread(files["pv.docx"]).replace("\u00a0", " ").replace("\u202f", " ").replace("⏎", "\n")
    for words in (
        "Séance 7/2026 : Essai",
        "Salle du Conseil, de 9 h 30 à 11 h 05",
        "Karim Haddad ; animation : Nadia Lambert",
        "Sophie Renard, infirmière, CPAS de Valmont (arrivé·e à 10 h 10)",
        "Karim Haddad, assistant social, AMO Passerelle (parti·e à 10 h 50)",
        "Luc Piron, psychologue, AMO Passerelle (procuration à Karim Haddad)",
        "Odile Noël, animatrice, AMO Passerelle",
        "Mireille Tasset, comité des locataires",
        "Pour : 4 · Contre : 1 · Abstentions : 2 (7 votants)",
        "7/2026-D1",
        "7/2026-A1",
        "30 avril 2026",
    ):
        assert words in minutes, f"{words}\n{minutes}"


def test_two_runs_of_one_script_write_the_same_bytes(tmp_path: Path) -> None:
    script = script_of(tmp_path, SCRIPT.replace("READERS", "groupe"))
    assert written_to(tmp_path / "un", script) == written_to(tmp_path / "deux", script)


def test_a_guide_beside_the_script_is_led(tmp_path: Path) -> None:
    guide = (content_folder() / "guides" / "reflexivite-collective.yaml").read_text("utf-8")
    (tmp_path / "le-mien.yaml").write_text(guide.replace("id: reflexivite-collective", "id: le-mien", 1), "utf-8")
    text = SCRIPT.replace("READERS", "groupe").replace("guide: reflexivite-collective", "guide: le-mien.yaml")
    assert "canari-groupe" in reread(written_to(tmp_path / "out", script_of(tmp_path, text))["pv.docx"])


# ------------------------------------------------------------------ what cannot be led


def test_a_script_with_faults_names_them_all_with_their_line_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = SCRIPT.replace("READERS", "tous").replace("echeance: 2026-04-30", "echeance: 2026-02-31")
    script = script_of(tmp_path, text.replace("titre: Essai", "titer: Essai"))
    assert main(["demo", "--script", str(script), "--out", str(tmp_path / "out")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert all(re.match(rf"{re.escape(str(script))}:\d+:\d+ \S", line) for line in lines), lines
    for wrong in ("titer", "2026-02-31", "tous"):
        number = next(place for place, line in enumerate(script.read_text("utf-8").splitlines(), 1) if wrong in line)
        assert any(f":{number}:" in line for line in lines), (wrong, lines)
    assert list((tmp_path / "out").iterdir()) == []


def test_what_cannot_be_read_or_written_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = script_of(tmp_path, SCRIPT.replace("READERS", "groupe"))
    closed = tmp_path / "fermé"
    closed.mkdir(mode=0o500)
    cases = [
        (tmp_path / "absent.yaml", tmp_path / "out", "absent.yaml"),
        (tmp_path, tmp_path / "out", "dossier"),
        (script, script, "n’est pas un dossier"),
        (script, script / "dessous", "n’est pas un dossier"),
        (script, Path("/proc/maillage"), "/proc/maillage"),
    ]
    if os.geteuid():
        cases.append((script, closed, "Rien ne peut être écrit"))
    for asked, out, words in cases:
        assert main(["demo", "--script", str(asked), "--out", str(out)]) == 2, words
        told = capsys.readouterr()
        assert words in told.err
        assert "Traceback" not in told.err + told.out
        assert not any(line.endswith(".docx") for line in told.out.splitlines())


@pytest.mark.parametrize("goes", ["well", "wrong"])
def test_the_demonstration_leaves_no_database_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, goes: str
) -> None:
    own = tmp_path / "provisoire"
    own.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    if goes == "wrong":
        monkeypatch.setattr("facilitation.meetings.service.close", lambda **_: 1 / 0)
    code = main(["demo", "--out", str(tmp_path / "out")])
    assert code == (0 if goes == "well" else 2)
    assert list(own.iterdir()) == []
