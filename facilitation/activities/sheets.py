"""The paper side of activities: what sheet each one has, and the cells of one row when a sheet is typed in again.

The sheet itself is `templates/activities/<type>/paper.html`; it draws what is written by hand, and nothing else: the page around it
(`templates/paper/`) says the meeting, the question, the code of the sheet and who will read it. It may use

    config   the activity's settings (its Config)
    step     the guide's step
    people   names to write on a list, or none
    rows     how many people a list of the group makes room for

and the macros of `paper/parts.html`. An activity that nobody writes for has a `paper.html` that is empty, and the kind « aucune ».
A row is posted as it was typed, key by key; `facilitation.paper.rules` turns it into the form that the activity's `read` knows.
"""

from __future__ import annotations

from functools import singledispatch
from typing import Literal

from facilitation.activities import (
    accord,
    avis,
    cartes,
    echelle,
    liste_controle,
    matrice,
    notes,
    position,
    registry,
    suivi,
    tour,
    vote,
)
from facilitation.activities.base import Part
from facilitation.i18n import _

Kind = Literal["feuille", "billets", "groupe", "aucune"]
"""`feuille`: one page a person; `billets`: several on a page, to cut out; `groupe`: one page for the group; `aucune`: nothing is written."""
UNKNOWN_KEY = "n"
_KINDS: dict[str, Kind] = {
    "accord": "groupe", "action": "groupe", "aucune": "aucune", "avis": "billets", "cartes": "billets", "decision": "groupe", "liste-controle": "groupe",
    "matrice": "groupe", "notes": "groupe", "question": "groupe", "relecture": "aucune", "suivi": "groupe", "tour": "groupe", "vote": "billets",
}  # fmt: skip
_PER_PAGE = {"avis": 4, "cartes": 8, "vote": 4}


def kind_of(type: str) -> Kind:
    """The kind of sheet of this activity; one page a person unless it is known to be otherwise."""
    return _KINDS.get(type, "feuille")


def per_page(type: str) -> int:
    """How many slips of this activity are cut out of a page."""
    return _PER_PAGE.get(type, 1)


class Choice(Part):
    """What a key stands for in a cell: the value that the activity reads, and what the sheet says."""

    key: str
    value: str
    label: str


class Cell(Part):
    """A cell of a row: the activity's field, what the sheet calls it, and the choices offered (none: a text is typed).

    `several`: more than one choice may be typed, one key after another; `each`: how many times each may be crossed (points).
    """

    field: str
    title: str
    choices: tuple[Choice, ...] = ()
    several: bool = False
    each: int = 1

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its choices."""
        return tuple(one.key for one in self.choices)


@singledispatch
def cells(config: Part) -> tuple[Cell, ...]:
    """The cells of one row, in the order of the sheet; none where nothing is typed in again. An activity that says nothing else has texts."""
    for activity in registry.activities().values():
        if type(config) is activity.Config:
            return tuple(Cell(field=name, title=_("Texte")) for name in activity.fields(config))
    return ()


def on_paper(config: Part) -> tuple[Cell, ...]:
    """The cells that a sheet has room for: those of one row, and a line that the group has not named yet, with dots for its name."""
    if not isinstance(config, echelle.Config) or not config.names_line:
        return cells(config)
    own = cells(config)
    line = cells(echelle.fitted(config, echelle.DeskState(added=config.free or "")))[len(own) :]
    dots = tuple(_("%(line)s : %(dots)s", line=one.title, dots="…" * 12) for one in line)
    return (*own, *(one.model_copy(update={"title": title}) for one, title in zip(line, dots, strict=True)))


def _choice(key: str, value: str, label: str) -> Choice:
    return Choice(key=key, value=value, label=label)


@cells.register
def _accord(config: accord.Config) -> tuple[Cell, ...]:
    answers = (
        _choice("o", "oui", _("oui")),
        _choice("r", "reserve", _("oui, avec une réserve")),
        _choice("p", "passe", _("je passe")),
    )
    return (Cell(field="reponse", title=_("Réponse"), choices=answers), Cell(field="reserve", title=_("Réserve")))


@cells.register
def _avis(config: avis.Config) -> tuple[Cell, ...]:
    places = tuple(_choice(str(place), str(place), str(place)) for place in range(avis.LOWEST, avis.HIGHEST + 1))
    return (Cell(field="note", title=_("De 1 à 5"), choices=places), Cell(field="mot", title=_("Un mot")))


@cells.register
def _echelle(config: echelle.Config) -> tuple[Cell, ...]:
    unknown = (_choice(UNKNOWN_KEY, echelle.UNKNOWN, _("je ne sais pas")),) if config.unknown else ()
    return tuple(
        Cell(
            field=scale.field,
            title=scale.full,
            choices=tuple(_choice(value, value, name) for value, name in scale.choices) + unknown,
        )
        for scale in config.scales
    )


@cells.register
def _position(config: position.Config) -> tuple[Cell, ...]:
    if config.form == "coins":
        corners = tuple(_choice(str(rank), *corner) for rank, corner in enumerate(config.choices, start=1))
        return tuple(Cell(field=item.id, title=item.title, choices=corners) for item in config.items)
    return tuple(Cell(field=row.field, title=row.full, choices=_places(config, *row.ends)) for row in config.rows)


def _places(config: position.Config, first: str, last: str) -> tuple[Choice, ...]:
    """The places of a row by their number, what the two ends mean beside the first and the last."""
    ends = {"1": first, str(config.places): last}
    told = _("%(place)s (%(end)s)")
    return tuple(
        _choice(value, value, told % {"place": value, "end": ends[value]} if value in ends else value)
        for value, _name in config.choices
    )


@cells.register
def _matrice(config: matrice.Config) -> tuple[Cell, ...]:
    choices: tuple[Choice, ...] = ()
    if config.cell == "coche":
        choices = (_choice("o", "oui", _("coché")),)
    elif config.bounds is not None:
        values = map(str, range(config.bounds.lowest, config.bounds.highest + 1))
        choices = tuple(_choice(value, value, value) for value in values)
    own = tuple(
        Cell(field=f"{row.id}.{column.id}", title=_title(row.title, column.title), choices=choices)
        for row in config.rows
        for column in config.columns
    )
    return (
        *own,
        *(cell for rank, row in enumerate(config.free_rows, start=1) for cell in _added(config, rank, row, choices)),
    )


def _added(config: matrice.Config, rank: int, row: str, choices: tuple[Choice, ...]) -> tuple[Cell, ...]:
    """The title of a row that the sheet leaves free, then its cells."""
    title = _("Ligne ajoutée %(rank)s", rank=rank)
    cells = zip(config.cells_of(row), config.columns, strict=True)
    return (
        Cell(field=row, title=_title(title, _("Titre"))),
        *(Cell(field=name, title=_title(title, column.title), choices=choices) for name, column in cells),
    )


def _title(row: str, column: str) -> str:
    return f"{row}, {column[:1].lower()}{column[1:]}"


@cells.register
def _liste_controle(config: liste_controle.Config) -> tuple[Cell, ...]:
    answers = (
        _choice("o", "oui", _("oui")),
        _choice("n", "non", _("non")),
        _choice("v", "a-verifier", _("à vérifier")),
    )
    marks = tuple(Cell(field=one.id, title=one.title, choices=answers) for one in config.conditions)
    told = tuple(Cell(field=f"{one.id}.note", title=_title(one.title, _("Remarque"))) for one in config.conditions)
    return tuple(cell for pair in zip(marks, told, strict=True) for cell in pair)


@cells.register
def _vote(config: vote.Config) -> tuple[Cell, ...]:
    if config.way == "consentement":
        answers = tuple(
            _choice(key, value, label) for key, (value, label) in zip(("a", "r", "o"), config.options, strict=True)
        )
        words = Cell(field="objection", title=_("Réserve ou objection"))
        return (Cell(field="reponse", title=_("Réponse"), choices=answers), words)
    own = [option for option in config.options if option[0] != vote.ABSTAIN]
    choices = tuple(_choice(str(rank), *option) for rank, option in enumerate(own, start=1))
    if config.abstains:
        choices += (_choice("a", vote.ABSTAIN, _("je m'abstiens")),)
    each = config.points if config.way == "points" else 1
    return (Cell(field="choix", title=_("Choix"), choices=choices, several=config.way != "un-choix", each=each),)


@cells.register
def _notes(config: notes.Config) -> tuple[Cell, ...]:
    if not config.headings:
        return (Cell(field="texte", title=_("Texte")),)
    return tuple(Cell(field=heading.id, title=heading.title) for heading in config.headings)


@cells.register
def _cartes(config: cartes.Config) -> tuple[Cell, ...]:
    return (Cell(field="texte", title=_("Carte")),)


@cells.register
def _tour(config: tour.Config) -> tuple[Cell, ...]:
    if not config.keeps:
        return ()
    passed = Cell(field="passe", title=_("Je passe"), choices=(_choice("p", "oui", _("je passe")),))
    return (Cell(field="phrase", title=_("Phrase")), passed)


@cells.register
def _suivi(config: suivi.Fitted) -> tuple[Cell, ...]:
    """What each matter became, by the number of the list of the sheet; a word; for an action a new date."""
    choices = tuple(_choice(str(rank), *choice) for rank, choice in enumerate(config.choices, start=1))
    made: list[Cell] = []
    for matter in config.matters:
        made.append(Cell(field=matter.number, title=config.named(matter), choices=choices))
        made.append(Cell(field=f"{matter.number}.note", title=_title(config.named(matter), _("Un mot"))))
        if config.what == "actions":
            made.append(Cell(field=f"{matter.number}.date", title=_title(config.named(matter), _("Nouvelle date"))))
    return tuple(made)


@cells.register
def _suivi_to_come(config: suivi.Config) -> tuple[Cell, ...]:
    """None while the step has no list."""
    return ()
