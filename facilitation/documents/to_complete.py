"""What the models that a partnership completes have in common: gaps to search for, rows of a table, lines to sign."""

from __future__ import annotations

from collections.abc import Iterable

from facilitation.i18n import _
from facilitation.outline import Cell, Labelled, Paragraph, Run, Runs, Table, plain

Row = tuple[Runs, ...]


def gap(hint: str = "") -> Runs:
    """« [à compléter : hint] », to be searched for in Word."""
    text = _("[à compléter : %(hint)s]", hint=_(hint)) if hint else _("[à compléter]")
    return (Run(text=text, emphasis=True),)


def said(message: str) -> Runs:
    """This message; of one that is empty, a gap."""
    return plain(_(message)) if message else gap()


def line(label: str, hint: str = "") -> Labelled:
    """A line of the identity block that is to be completed."""
    return Labelled(label=_(label), runs=gap(hint), role="identity")


def body(message: str, hint: str = "") -> Paragraph:
    """A paragraph that says this, then a gap where there is a hint."""
    return Paragraph(runs=(*plain(_(message) + (" " if hint else "")), *(gap(hint) if hint else ())))


def table(title: str, header: tuple[str, ...], rows: Iterable[Row], widths: tuple[float, ...]) -> Table:
    """A table whose cells are these runs; its title says what it holds."""
    return Table(
        title=_(title),
        description=_(title),
        header=tuple(map(_, header)),
        rows=tuple(tuple(Cell(paragraphs=(runs,)) for runs in row) for row in rows),
        widths=widths,
    )
