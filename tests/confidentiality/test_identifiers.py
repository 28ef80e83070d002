"""What may tell who somebody is, pointed at in a text: each kind by its form, its neighbours left alone, any text taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.confidentiality.identifiers import BLOCKING, Finding, find
from tests.confidentiality.marked import CORPORA, KINDS, SENTENCES, Marked, read


def seen(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in find(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("85.07.30-033.28", "niss"),
        ("85 07 30 033 28", "niss"),
        ("85073003328", "niss"),
        ("85.07.30\u2011033.28", "niss"),
        ("BE68 5390 0754 7034", "iban"),
        ("BE68\u202f5390\u202f0754\u202f7034", "iban"),
        ("FR76 3000 6000 0112 3456 7890 189", "iban"),
        ("0475 12 34 56", "phone"),
        ("+32 (0)475 12 34 56", "phone"),
        ("081/22.33.44", "phone"),
        ("0032475123456", "phone"),
        ("odile.d@exemple.be", "email"),
        ("avenue Reine Astrid 45 bte 3, 5100 Jambes", "address"),
        ("12, rue de l’Église", "address"),
        ("Steenstraat 12, 1000 Brussel", "address"),
        ("Mme N’Diaye", "titled_name"),
        ("M. van den Berghe", "titled_name"),
        ("la famille Martens-Dubois"[3:], "titled_name"),
    ],
)
def test_each_kind_is_found_where_it_stands(text: str, kind: str) -> None:
    sentence = f"Il est noté : {text}, à vérifier."
    assert seen(sentence) == [(kind, text)]


def test_a_date_is_found_where_it_is_said_to_be_of_a_birth() -> None:
    assert seen("Née à Namur le 12 mars 1985, arrivée le 3 avril 2021.") == [("birthdate", "12 mars 1985")]
    assert seen("Décret du 8 août 1983 ; réunion du 12/03/2026.") == []


@pytest.mark.parametrize(
    ("check", "found"), [("94", True), ("26", True), ("27", False)]
)  # of 1901, of 2001, of neither
def test_a_national_number_has_the_checksum_of_one_of_two_centuries(check: str, found: bool) -> None:
    assert bool(seen(f"Le 01.01.01-001.{check} y est.")) is found


@pytest.mark.parametrize(
    "text",
    [
        "BCE 0475.938.850",
        "La rue de la Loi s’est prononcée ; il reste en place 3 réunions.",
        "Madame la Ministre, Monsieur le Juge, Mme X et M. D. sont les invités d’un jeu de rôle.",
        "De 2019-2020 à 2024-2025, 12.500 euros, 14 h 30, le 02/03/2026.",
        "Le compte BE68 5390 0754 7035 ne tombe pas juste.",
        "Le dossier n° 12/03/2021 est clos.",
    ],
)
def test_what_looks_like_one_and_is_none_is_left_alone(text: str) -> None:
    assert seen(text) == []


def test_a_number_that_two_kinds_claim_is_of_one() -> None:
    assert seen("85073003328") == [("niss", "85073003328")]
    assert {"niss", "iban"} == BLOCKING


@given(st.text())
def test_any_text_is_taken_and_its_findings_follow_one_another(text: str) -> None:
    found = find(text)
    places = [place for one in found for place in (one.start, one.end)]
    assert places == sorted(places)
    assert all(0 <= one.start < one.end <= len(text) for one in found)


@pytest.mark.parametrize("corpus", CORPORA)
@given(data=st.data())
def test_lines_are_read_one_by_one(corpus: str, data: st.DataObject) -> None:
    texts = [one.text for one in CORPORA[corpus]]
    lines = data.draw(st.lists(st.sampled_from(texts), min_size=1, max_size=4))
    start, expected = 0, list[Finding]()
    for line in lines:
        expected += [Finding(one.kind, one.start + start, one.end + start) for one in find(line)]
        start += len(line) + 1
    assert find("\n".join(lines)) == expected


@pytest.mark.parametrize("corpus", CORPORA)
def test_each_corpus_is_large_and_half_of_it_holds_traps(corpus: str) -> None:
    sentences = CORPORA[corpus]
    assert len(sentences) >= 200
    assert 0.4 <= sum(not one.spans for one in sentences) / len(sentences) <= 0.6
    assert {kind for one in sentences for kind, _start, _end in one.spans} == set(KINDS)


def test_no_sentence_stands_twice() -> None:
    assert len({one.text for one in SENTENCES}) == len(SENTENCES) == sum(map(len, CORPORA.values()))


@pytest.mark.parametrize(
    "line",
    [
        "[titled_name:mr janssens] et [titled_name:mme wouters] viennent",
        "[titled_name:mme lefebvre] n'a pas rappelé",
        "[titled_name:mr dupont] est passé hier",
        "[titled_name:mr dupont] a téléphoné ; [titled_name:mme n'diaye] : ok",
        "[titled_name:mme van den broeck] absente, [titled_name:mr el amrani] présent",
        "mme pleure, mr hospitalisé, mme toujours sans nouvelles, mr en prison",
        "mme demande a voir le médecin, mr souhaite se reposer, mme ne vient plus",
        "Mme enceinte de 4 mois ; Mr sdf ; mme expulsion vendredi ; mr rdv lundi",
    ],
)
def test_a_name_in_lower_case_is_told_from_a_verb_or_a_noun_by_grammar(line: str) -> None:
    _assert_found(line)


@pytest.mark.parametrize(
    "line",
    [
        "[titled_name:MONSIEUR JEAN JANSSENS] MENACE LE PERSONNEL",
        "[titled_name:MADAME VAN DEN BOSSCHE] REFUSE LA VISITE",
        "[titled_name:MONSIEUR DUPONT] N'OUVRE PAS",
        "MONSIEUR N'OUVRE PAS, MADAME HABITE A HUY",
        "M. REFUSE LA VISITE",
        "Présents : [titled_name:M. DUPONT], [titled_name:Mme LEFEBVRE]",
        "LE DOCTEUR PASSE DEMAIN",
        "[titled_name:Mme Wouters] RDV ONEM lundi, Mme CPAS mardi",
    ],
)
def test_capitals_tell_no_name_where_the_line_is_in_capitals(line: str) -> None:
    _assert_found(line)


@pytest.mark.parametrize(
    "line",
    [
        "On se retrouve rue du Docteur Huet ; à la place du [titled_name:docteur Huet], que faire",
        "Le cours de [titled_name:Madame Lopez], le [titled_name:Pr Dewael], [titled_name:Mme. Pirson]",
        "Née à Kinshasa, arrivée le 3/5/2021 ; né à Huy et placé le 4 mai 2020",
        "Née un mardi, le [birthdate:3/5/2001], à Tournai ; né ici le [birthdate:4 mai 2002]",
        "Congé de naissance du 3/2/2024, nouveau-né vu le 4/2/2024",
        "Date et lieu de naissance : Huy, [birthdate:3/2/1977] ; mère [birthdate:4/5/1952]",
        "L'école est née le 1er septembre 1995 ; notre comité, né le 3 mai 2001",
        "Le service suit un jeune né le [birthdate:3/5/2001]",
        "Son anniversaire est le 12 mars, anniversaire : [birthdate:12/03/2015]",
        "ne le [birthdate:3/9/1986], on ne le voit plus depuis le 3 mars",
        "Habite-t-elle l'[address:avenue Louise 12, bte RC], boîte aux lettres comprise",
        "vu [address:rue de la paix 12], la rue du centre compte 140 logements, rue du centre 3 réunions",
        "Les habitants de la rue Basse, le logiciel de la rue Haute, quatre logements rue des Saules. Les candidatures",
        "Place Flagey 18h, place Communale 3 fois par mois, route de Namur 12 km",
        "Nés les [birthdate:12/03/2014] et [birthdate:14/05/2016]",
        "[titled_name:Pr. A. Dubois], [titled_name:Mme kaya] n'est pas venue",
    ],
)
def test_who_was_born_who_is_named_and_who_lives_there_is_told_by_the_words_around(line: str) -> None:
    _assert_found(line)


def _assert_found(line: str) -> None:
    marked = read(line)
    assert [(one.kind, one.start, one.end) for one in find(marked.text)] == list(marked.spans)


def test_a_marked_sentence_gives_its_text_and_its_spans() -> None:
    assert read("Appeler [phone:0475 12 34 56] avant midi.") == Marked(
        "Appeler 0475 12 34 56 avant midi.", (("phone", 8, 21),)
    )
