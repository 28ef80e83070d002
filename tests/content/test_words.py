"""Acceptance: what authors wrote reads well. Typography, length of questions, ease of what the person concerned reads, no protected name as ours, no word that
`domain/relecture.md` replaces. Walked over every file of content, whoever adds one; each rule is shown to refuse a bad sample.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
import yaml

from tests.content.authored import FILES, FOLDER, Text, ease, sentences, texts_in, texts_of

FOREIGN = {("sources", "titre"), ("sources", "revue"), ("sources", "editeur"), ("sources", "auteurs")}
"""Titles and names as they were published."""
TYPOGRAPHY = {
    "a straight apostrophe": r"\w'\w",
    "a straight quotation mark": r"\"",
    "three dots for …": r"\.\.\.",
    "an exclamation mark": r"!",
    "a space that may break, or none, before ; : ? »": r" [;:?»]|[^\W\d_][;?»](?=\s|$)|[^\W\d_]:(?=\s|$)",
    "a space that may break, or none, after «": r"«(?![\u00a0\u202f])",
    "two spaces": r"(?<=\S)  +(?=\S)",
    "a long dash for a comma": r" [—–] ",
}
ADDRESS = re.compile(r"https?://\S+|`[^`\n]*`")
LONGEST_QUESTION = 240
PROTECTED = (
    "Photolangage", "Croisement des savoirs", "Clinique de Concertation", "Sociogénogramme", "Liberating Structures", "World Café", "Chapeaux de",
    "Open Space", "Art of Hosting", "Sociocratie", "Holacratie", "Métaplan", "Process Com", "Communication NonViolente", "Outil diagnostique",
)  # fmt: skip
"""`domain/protocoles.md`, principle 10, and other names that are somebody's."""
MAY_NAME = ("attribution",)
REPLACED = {
    "mettre de côté": r"gar(?:er|ée?s?|ez)|bac à idées",
    "retirer cet appareil": r"expuls(?:er|e|ez|é|ée)s?(?= (?:un|cet|l’) ?appareil)",
    "se situer": r"cotations?|coter|cotez|cotons",
    "ce qui ne dépend pas de nous": r"non[ -]négociables?",
    "pendant dix minutes, on écoute sans répondre": r"interdit de se justifier",
    "préférer un geste visible": r"verbes? flous?",
    "ramener à ce qui a été vu ou entendu": r"couper les interprétations",
    "porteur·euse, collègues": r"clients?|consultante?s?",
    "proposer une ligne « arrêter »": r"forcer une ligne",
    "souhaitez-vous dire un mot de la suite ?": r"qu’est devenu l’incident",
    "que s’est-il passé ensuite ?": r"en vrai",
    "elle peut dire qu’elle ne s’y reconnaît pas": r"refuser un compliment",
    "le numéro de la séance, Action 3/2026-A1": r"[AQ]20\d\d-\d\d-\d\d",
    "ne sort d’ici que ce que nous aurons relu": r"ce qui se dit ici reste ici",
    "Avis de sortie": r"ROTI",
    "le groupe réfléchit tout haut": r"roddel\w*|ragots?",
    "la personne concernée": r"usag(?:er|ère)s?(?:·\w+)?|bénéficiaires?|cas social|cas sociaux|incasables?",
    "accompagnement": r"prises? en charge",
}
"""What to write instead → what is not to be written (`domain/relecture.md` §1 and §2)."""
QUOTED = {
    ("intervision-codeveloppement.yaml", "attribution"): "« client » in the method: the table of relecture says so",
    ("sept-services-et-une-boite-aux-lettres.yaml", "attribution"): "the words of the poster",
    ("parents-sous-mandat.yaml", "texte"): "asks whether parents are treated as such",
    ("travail-de-en-reseau.yaml", "carnet"): "an example: the group replaces the word",
}
"""Where such a word is spoken of, and not used."""
DICTIONARIES = {
    "glossary.yaml": "the words of the field, those that we do not use as well",
    "sources.yaml": "titles, and what others write",
}
SEEN = frozenset(
    [
        "abstention",
        "aide",
        "amorce",
        "bouts",
        "ligne_libre",
        "nom",
        "paliers",
        "points",
        "pour",
        "question",
        "regles",
        "titre",
        "titres",
    ]
)
"""Keys of what the room reads, the person concerned as well where she is there."""
LOWEST_EASE, LONGEST_SENTENCE, USUAL_SENTENCE = 75, 25, 12
PAGE_FOR_THE_PERSON = Path(__file__).parents[1] / "documents" / "outlines" / "page-personne-rien.txt"


def by_name(path: Path) -> str:
    return str(path.relative_to(FOLDER))


every_file = pytest.mark.parametrize("path", FILES, ids=by_name)


# ------------------------------------------------------------------ typography


def ill_typed(texts: Iterable[Text]) -> list[str]:
    return [
        f"{one}: {what}"
        for one in texts
        if one.path[-2:] not in FOREIGN
        for what, pattern in TYPOGRAPHY.items()
        if re.search(pattern, ADDRESS.sub("", one.text))
    ]


@every_file
def test_every_text_is_typed_as_french_asks(path: Path) -> None:
    assert ill_typed(texts_of(path)) == []


@pytest.mark.parametrize(
    "text",
    ["C'est", 'Dire "oui"', "Attendre...", "Bravo\u202f!", "Quoi ?", "Quoi?", "Voici :", "Voici:", "«oui\u202f»", "a  b", "oui — non"],
)  # fmt: skip
def test_a_text_typed_otherwise_is_seen(text: str) -> None:
    assert ill_typed([Text("essai.yaml", 1, ("etapes", "question"), text)])


# ------------------------------------------------------------------ questions


def questions(texts: Iterable[Text]) -> Iterator[Text]:
    for one in texts:
        if one.key in ("question", "questions") or one.path[-2:] == ("questions", "texte"):
            yield one


def too_long(texts: Iterable[Text]) -> list[str]:
    return [
        f"{one}: {len(one.text.strip())} signs" for one in questions(texts) if len(one.text.strip()) >= LONGEST_QUESTION
    ]


@every_file
def test_a_question_holds_at_one_look(path: Path) -> None:
    assert too_long(texts_of(path)) == []


def test_questions_are_found_wherever_they_stand_and_a_long_one_is_seen() -> None:
    written = 'etapes:\n  - {question: "%s"}\nderives:\n  - questions: ["%s"]\nquestions:\n  - {texte: "%s"}\n'
    assert len(too_long(texts_in(written % (("x" * LONGEST_QUESTION,) * 3)))) == 3
    assert too_long(texts_in(written % (("x" * (LONGEST_QUESTION - 1),) * 3))) == []
    assert sum(1 for path in FILES for _one in questions(texts_of(path))) > 400


# ------------------------------------------------------------------ names and words


def protected(texts: Iterable[Text]) -> list[str]:
    """Where a protected name stands elsewhere than in what says whom we thank."""
    return [
        f"{one}: {name}"
        for one in texts
        for name in PROTECTED
        if name.lower() in one.text.lower() and not set(MAY_NAME) & set(one.path) and one.path[-2:] not in FOREIGN
    ]


@every_file
def test_no_protected_method_is_named_as_ours(path: Path) -> None:
    assert protected(texts_of(path)) == []


@pytest.mark.parametrize("name", PROTECTED)
def test_a_protected_name_in_a_title_is_seen_and_thanks_are_not(name: str) -> None:
    assert protected(texts_in(f"titre: Un {name.lower()} pour nous\n"))
    assert not protected(texts_in(f"attribution: D’après {name}.\n"))


def replaced(texts: Iterable[Text]) -> list[str]:
    return [
        f"{one}: « {found.group()} »; write: {instead}"
        for one in texts
        for instead, pattern in REPLACED.items()
        for found in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", one.text, re.IGNORECASE)
        if one.file not in DICTIONARIES and (one.file, one.key) not in QUOTED and one.path[-2:] not in FOREIGN
    ]


@every_file
def test_no_word_stands_that_the_reading_from_the_field_replaces(path: Path) -> None:
    assert replaced(texts_of(path)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Garer ce point", "Expulser un appareil", "La cotation", "Les non négociables", "Interdit de se justifier", "Pas de verbe flou",
        "Couper les interprétations", "Le client parle", "Un consultant", "Forcer une ligne « arrêter »", "Qu’est devenu l’incident ?", "Et en vrai ?",
        "Refuser un compliment", "A2026-03-01", "Ce qui se dit ici reste ici", "ROTI", "Un ragot", "L’usager", "Une prise en charge",
    ],
)  # fmt: skip
def test_a_word_that_is_replaced_is_seen(text: str) -> None:
    assert len(replaced([Text("essai.yaml", 1, ("titre",), text)])) == 1


def test_what_is_let_through_is_still_there() -> None:
    """A permission that nobody needs any more would let something else through."""
    found = {(one.file, one.key) for path in FILES for one in texts_of(path)}
    assert set(QUOTED) <= found


# ------------------------------------------------------------------ what the person concerned reads


def hard(texts: Iterable[str]) -> list[str]:
    """What makes these texts hard to read for somebody who is not of the trade."""
    read = list(texts)
    lengths = [len(one) for text in read for one in sentences(text)]
    said = [
        f"{len(one)} words: {' '.join(one)}" for text in read for one in sentences(text) if len(one) > LONGEST_SENTENCE
    ]
    if sum(lengths) > USUAL_SENTENCE * len(lengths):
        said.append(f"{sum(lengths) / len(lengths):.1f} words a sentence")
    if (found := ease("\n".join(read))) < LOWEST_EASE:
        said.append(f"ease {found:.0f}, under {LOWEST_EASE}")
    return said


def seen(path: Path) -> list[str]:
    """What the room reads of this guide or module."""
    return [one.text for one in texts_of(path) if one.key in SEEN and "roles" not in one.path]


def with_the_person() -> list[Path]:
    """The guides that may be led with the person concerned, and the modules, which may be taken into any."""
    guides = [
        path
        for path in sorted((FOLDER / "guides").glob("*.yaml"))
        if yaml.safe_load(path.read_text("utf-8")).get("personne_concernee") in ("presente", "possible")
    ]
    return guides + sorted((FOLDER / "modules").glob("*.yaml"))


@pytest.mark.parametrize("path", with_the_person(), ids=by_name)
def test_what_the_person_concerned_reads_is_short_and_plain(path: Path) -> None:
    assert hard(seen(path)) == []


def test_the_page_for_the_person_is_short_and_plain() -> None:
    lines = PAGE_FOR_THE_PERSON.read_text("utf-8").splitlines()
    assert hard(re.sub(r"^\[[^\]]*\] |^– |\*\*", "", line) for line in lines) == []


@pytest.mark.parametrize(
    "text",
    [
        "Dans une perspective d’amélioration continue de l’accompagnement interinstitutionnel, quelles modalités de coordination préconisez-vous ?",
        "Nous " + "et nous " * 25 + "allons.",
        "Les collaborations intersectorielles nécessitent l’explicitation préalable des responsabilités institutionnelles.",
    ],
)
def test_a_text_of_the_trade_is_seen(text: str) -> None:
    assert hard([text])


def test_the_measure_orders_three_texts_as_a_reader_does() -> None:
    child = "Le chat dort. Il a faim. Il va boire du lait."
    paper = "La commune ouvre un nouveau service pour les familles du quartier, le mardi matin."
    law = "L’interprétation jurisprudentielle des dispositions susmentionnées présuppose l’identification préalable des responsabilités."
    rule: Callable[[str], float] = ease
    assert rule(child) > 90 > rule(paper) > 50 > rule(law)
