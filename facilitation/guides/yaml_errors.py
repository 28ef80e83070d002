"""What the YAML reader refuses, said in an author's words."""

from __future__ import annotations

from typing import Any

import yaml

from facilitation.guides.faults import Faults, Place
from facilitation.i18n import _, mark

# What the reader says (libyaml and PyYAML word it differently), what to tell the author, and whether the fault lies where the element began.
_SENTENCES: tuple[tuple[tuple[str, ...], str, bool], ...] = (
    (
        ("mapping values are not allowed",),
        mark(
            "Deux-points mal placés. Un texte qui contient « : » se met entre guillemets droits ; sinon, vérifiez que cette ligne commence à la même colonne que ses voisines."
        ),
        False,
    ),
    (
        ("found unexpected end of stream", "found unexpected document indicator"),
        mark("Le guillemet ouvert ici n'est pas refermé. Ajoutez le guillemet qui manque à la fin du texte."),
        True,
    ),
    (
        ("could not find expected ':'",),
        mark(
            "Cette ligne n'est ni une clé suivie de deux-points, ni la suite d'un texte. Ajoutez les deux-points, ou mettez la ligne en retrait."
        ),
        True,
    ),
    (
        ("expected ',' or ']'", "expected ',' or '}'"),
        mark("Le crochet ou l'accolade ouvert ici n'est pas refermé, ou une virgule manque entre deux éléments."),
        True,
    ),
    (
        ("expected key", "expected <block end>"),
        mark(
            "Cette ligne n'est pas alignée avec ses voisines, ou un texte continue après son guillemet. Alignez-la ; dans un texte entre guillemets droits, écrivez les guillemets « comme ceci »."
        ),
        False,
    ),
    (
        ("expected '-' indicator",),
        mark(
            "Dans une liste, chaque élément commence par un tiret à la même colonne. Alignez cette ligne, ou ajoutez le tiret."
        ),
        False,
    ),
    (
        ("cannot start any token", "found a tab character"),
        mark(
            "Cette ligne ne peut pas commencer ainsi. Remplacez une tabulation par des espaces, et mettez entre guillemets droits un texte qui commence par @, % ou `."
        ),
        False,
    ),
    (
        ("escape character", "escape code", "escape sequence", "hexdecimal numbers"),
        mark("Ce caractère échappé n'existe pas. Pour écrire une barre oblique inverse, doublez-la : \\\\."),
        False,
    ),
    (
        ("block sequence entries are not allowed", "sequence entries are not allowed"),
        mark("Un tiret de liste n'a pas sa place ici. Commencez la liste à la ligne suivante, en retrait."),
        False,
    ),
    (
        ("expected comment or line break", "chomping or indentation", "indentation indicator", "indentation increment"),
        mark("Après « | » ou « > », le texte commence à la ligne suivante, en retrait."),
        False,
    ),
    (
        ("tag", "anchor", "alias"),
        mark(
            "Les étiquettes (« ! »), les ancres (« & ») et les renvois (« * ») ne sont pas lus. Mettez ce texte entre guillemets droits."
        ),
        False,
    ),
)
_OTHERWISE = mark(
    "La mise en page de cette ligne ne se lit pas. Comparez ses retraits, ses tirets et ses guillemets avec ceux d'un guide existant."
)


def say_what_yaml_refused(error: Exception, faults: Faults) -> None:
    """Note the fault that the YAML reader stopped at, at its line."""
    problem = str(getattr(error, "problem", None) or error)
    for words, sentence, at_start in _SENTENCES:
        if any(word in problem for word in words):
            faults.add(_where(error, at_start=at_start), _(sentence))
            return
    faults.add(_where(error, at_start=False), _(_OTHERWISE))


def _where(error: Exception, *, at_start: bool) -> Place:
    if not isinstance(error, yaml.MarkedYAMLError):
        return Place(1, 1)
    marks: list[Any] = [error.problem_mark, error.context_mark]
    found = [one for one in (reversed(marks) if at_start else marks) if one is not None]
    return Place(found[0].line + 1, found[0].column + 1) if found else Place(1, 1)
