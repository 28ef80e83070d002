"""A table to fill: text, a tick, a rating or a role in each cell; gaps stay visible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from facilitation.activities.base import (
    FormData,
    Given,
    Item,
    Line,
    Part,
    Production,
    Several,
    Wording,
    answers_of,
    by_answer,
)
from facilitation.activities.items import Bounds, no_twin
from facilitation.activities.reading import Reading
from facilitation.activities.unanswered import nothing_to_arrange
from facilitation.activities.wording import GAP, counted, lowered, table
from facilitation.i18n import _, mark
from facilitation.outline import Blocks, Labelled, plain
from facilitation.outline import Cell as TableCell

TYPE = "matrice"
TITLE = mark("Un tableau à remplir")
MOST_FREE = 6
Kind = Literal["texte", "coche", "cote", "role"]


class Config(Part):
    """The rows, the columns, what a cell holds, between which numbers a rating lies, and what the column of row titles is called.

    `lecture: colonnes` suits a table whose rows are mere places to write (keep, stop, try): it is then read column by column, without its rows.
    `lignes_libres`: how many rows each answer may add, under a title of its own.
    """

    rows: Several[Item] = Field(alias="lignes", min_length=1)
    columns: Several[Item] = Field(alias="colonnes", min_length=1)
    cell: Kind = Field(default="texte", alias="cellule")
    bounds: Bounds | None = Field(default=None, alias="bornes")
    corner: Wording | None = Field(default=None, alias="entete")
    reading: Literal["tableau", "colonnes"] = Field(default="tableau", alias="lecture")
    free: Annotated[int, Field(ge=0, le=MOST_FREE)] = Field(default=0, alias="lignes_libres")

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        no_twin(self.rows)
        no_twin(self.columns)
        if self.cell == "cote" and self.bounds is None:
            raise ValueError(_("Une cote a besoin de bornes : ajoutez « bornes : {min : 0, max : 3} »."))
        if self.cell != "cote" and self.bounds is not None:
            raise ValueError(_("Des bornes ne servent qu'à une cote : ôtez-les, ou écrivez « cellule : cote »."))
        if self.free and self.reading == "colonnes":
            raise ValueError(_("Un tableau lu par colonnes n'a pas de « lignes_libres » : ôtez l'une des deux clés."))
        if self.free and {row.id for row in self.rows} & set(self.free_rows):
            raise ValueError(_("« libre-1 » nomme déjà une ligne ajoutée : changez l'identifiant de cette ligne."))
        return self

    @property
    def free_rows(self) -> tuple[str, ...]:
        """The rows that an answer may add: the name of the field of each title, with which its cells' begin."""
        return tuple(f"libre-{rank}" for rank in range(1, self.free + 1))

    def cells_of(self, row: str) -> tuple[str, ...]:
        """The fields of the cells of this row."""
        return tuple(f"{row}.{column.id}" for column in self.columns)


class Answer(Part):
    """What was put in each cell, by field « row.column »: a text, « oui » for a tick, a number for a rating; and the titles of added rows. Empty cells are not in it."""

    cells: dict[str, str]


class DeskState(Part):
    """Nothing to arrange."""


class Cell(Part):
    """A cell with what each answer put there. `sole`: the table holds one answer, so that nothing needs counting."""

    field: str
    kind: Kind
    sole: bool
    lines: tuple[Line, ...] = ()

    @property
    def gist(self) -> str:
        """What the cell says of ticks or ratings, in words; empty for texts, roles and gaps."""
        return self._told([line.text for line in self.lines])

    @property
    def shown_gist(self) -> str:
        """The same, of what has been revealed."""
        return self._told([line.text for line in self.lines if line.revealed])

    def _told(self, values: list[str]) -> str:
        if not values or self.kind in ("texte", "role"):
            return ""
        if self.sole:
            return values[0]
        if self.kind == "coche":
            return _("%(count)s fois", count=counted(len(values), feminine=True))
        spread = sorted(set(values), key=int)
        return ", ".join(
            _("%(value)s (%(count)s fois)", value=value, count=counted(values.count(value), feminine=True))
            for value in spread
        )


class Row(Part):
    """A row: its title and its cells, one a column. `added`: its title as somebody typed it, where an answer added the row."""

    title: str
    cells: tuple[Cell, ...]
    added: Line | None = None

    @property
    def shown(self) -> bool:
        """Whether the room may see the row."""
        return self.added is None or self.added.revealed


class Summary(Production):
    """The filled table; `corner`: what the column of row titles is called; `columnwise`: whether it is read column by column;
    `order`: the answers' ids as they came.
    """

    order: tuple[str, ...] = ()
    corner: str = ""
    columnwise: bool = False
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def entries(self) -> tuple[tuple[Line, ...], ...]:
        """The same lines answer by answer."""
        titles = [row.added for row in self.rows if row.added]
        return by_answer(self.order, titles + [line for row in self.rows for cell in row.cells for line in cell.lines])

    @property
    def titles(self) -> dict[str, str]:
        """Each field's title: « row, column », or the column's alone where the rows are mere places to write, or were added by an answer."""
        added = {row.added.field: _("Ligne ajoutée") for row in self.rows if row.added}
        return added | {
            cell.field: title if self.columnwise or row.added else f"{row.title}, {title}"
            for row in self.rows
            for cell, title in zip(row.cells, self.columns, strict=True)
        }

    @property
    def by_column(self) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
        """Each column's title and its cells, from top to bottom."""
        return tuple((title, tuple(row.cells[rank] for row in self.rows)) for rank, title in enumerate(self.columns))


def fields(config: Config) -> tuple[str, ...]:
    """One field a cell, row by row; a row that may be added has its title's first."""
    own = [name for row in config.rows for name in config.cells_of(row.id)]
    return (*own, *(name for row in config.free_rows for name in (row, *config.cells_of(row))))


def read(config: Config, formdata: FormData) -> Answer:
    """What was put in the cells; raises AnswerFaults for a text too long, a rating out of bounds, or a table left wholly empty."""
    form = Reading(formdata)
    cells = {}
    for name in fields(config):
        if name in config.free_rows:
            cells[name] = form.text(name)
        elif config.cell == "coche":
            cells[name] = _TICK if form.ticked(name) else ""
        elif config.bounds is not None:
            rating = form.between(name, config.bounds.lowest, config.bounds.highest)
            cells[name] = "" if rating is None else str(rating)
        else:
            cells[name] = form.text(name)
    if not any(cells.values()) and not form.faults:
        form.fault(fields(config)[0], _("Remplissez au moins une case avant d'enregistrer."))
    for row in config.free_rows:
        if not cells[row] and any(cells[name] for name in config.cells_of(row)):
            form.fault(row, _("Donnez un titre à cette ligne, ou videz ses cases."))
    form.settle()
    return Answer(cells={name: value for name, value in cells.items() if value})


_TICK = "oui"


def several(config: Config) -> bool:
    """Ticks and ratings are filled in once; texts and roles are added one by one."""
    return config.cell in ("texte", "role")


def values(config: Config, answer: Answer) -> dict[str, str]:
    """The form that holds this answer."""
    return dict(answer.cells)


def summarise(
    config: Config, given: Sequence[Given], desk: DeskState, inputs: Mapping[str, Part], expected: int
) -> Summary:
    """The table with, in each cell, what each answer put there, in the order they came."""
    answers = answers_of(given, Answer)

    def cell(name: str) -> Cell:
        return Cell(
            field=name,
            kind=config.cell,
            sole=len(answers) == 1,
            lines=tuple(
                Line(id=one.id, text=answer.cells[name], who=one.who, revealed=one.revealed, field=name)
                for one, answer in answers
                if name in answer.cells
            ),
        )

    return Summary(
        answered=len(answers),
        expected=expected,
        order=tuple(one.id for one, _answer in answers),
        corner=config.corner or _("Rubrique"),
        columnwise=by_column(config),
        columns=tuple(column.title for column in config.columns),
        rows=tuple(
            Row(title=row.title, cells=tuple(cell(name) for name in config.cells_of(row.id))) for row in config.rows
        )
        + tuple(
            _added(config, one, answer, row)
            for one, answer in answers
            for row in config.free_rows
            if row in answer.cells
        ),
    )


def _added(config: Config, one: Given, answer: Answer, row: str) -> Row:
    """A row that one answer added: it stands for itself, even where another has the same title."""

    def line(name: str) -> Line:
        return Line(id=one.id, text=answer.cells[name], who=one.who, revealed=one.revealed, field=name)

    return Row(
        title=answer.cells[row],
        cells=tuple(
            Cell(field=name, kind=config.cell, sole=True, lines=(line(name),) if name in answer.cells else ())
            for name in config.cells_of(row)
        ),
        added=line(row),
    )


def blocks(config: Config, summary: Summary) -> Blocks:
    """A table with its gaps; a label and its texts where there is one row or one column only."""
    if not summary.entries:
        return ()
    if by_column(config):
        return _labelled((title, cell) for title, cells in summary.by_column for cell in filled(cells))
    if len(config.columns) == 1 and not config.free:
        return _labelled((row.title, row.cells[0]) for row in summary.rows)
    return (
        table(
            title=config.corner or _("Tableau rempli par le groupe"),
            description=_(
                "En lignes : %(rows)s. En colonnes : %(columns)s. Un tiret marque une case restée vide.",
                rows=_joined(row.title for row in summary.rows if not row.added),
                columns=_joined(summary.columns),
            ),
            header=(summary.corner, *summary.columns),
            rows=tuple((_headed(row), *(_written(cell) for cell in row.cells)) for row in summary.rows),
        ),
    )


def by_column(config: Config) -> bool:
    """Whether the table is read column by column."""
    return config.reading == "colonnes" or len(config.rows) + config.free == 1


def filled(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells that hold something; the first one alone, a gap, when none does."""
    return tuple(cell for cell in cells if cell.lines) or tuple(cells[:1])


def _labelled(cells: Iterable[tuple[str, Cell]]) -> Blocks:
    made = []
    for label, cell in cells:
        if cell.gist or not cell.lines:
            made.append(Labelled(label=label, runs=plain(cell.gist or GAP)))
        else:
            made.extend(
                Labelled(label=label, runs=plain(line.text), source=line.id, field=line.field) for line in cell.lines
            )
    return tuple(made)


def _written(cell: Cell) -> TableCell:
    if cell.gist or not cell.lines:
        return TableCell(paragraphs=(plain(cell.gist or GAP),))
    source = cell.lines[0] if len(cell.lines) == 1 else None
    return TableCell(
        paragraphs=tuple(plain(line.text) for line in cell.lines),
        source=source.id if source else "",
        field=source.field if source else "",
    )


def _headed(row: Row) -> TableCell:
    """The title of a row; of one that was added, as it may be corrected."""
    source = (row.added.id, row.added.field) if row.added else ("", "")
    return TableCell(paragraphs=(plain(row.title),), source=source[0], field=source[1])


def _joined(titles: Iterable[str]) -> str:
    return ", ".join(lowered(title) for title in titles)


def direct(config: Config, desk: DeskState, formdata: FormData, given: Sequence[Given]) -> DeskState:
    """Always raises AnswerFaults: there is nothing to arrange."""
    raise nothing_to_arrange()
