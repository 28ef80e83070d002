"""A place: on a line between two named ends, on a plane between two axes, or in a named corner; one line, plane or choice an item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from facilitation.activities.base import FormData, Given, Item, Part, Several, Wording, answers_of
from facilitation.activities.corners import Gathering, corners_table, gathered
from facilitation.activities.items import no_twin
from facilitation.activities.plane import Axis, Plane, plane_of
from facilitation.activities.reading import Reading
from facilitation.activities.spread import Scattered, Spread, Voice, counted_from, layout, spread, spread_table
from facilitation.activities.spread_drawing import drawn
from facilitation.activities.unanswered import nothing_to_arrange
from facilitation.activities.wording import GAP, lowered
from facilitation.i18n import _, mark
from facilitation.outline import Blocks, paragraph

TYPE = "position"
TITLE = mark("Prendre place")
MOST_DRAWN = 4
"""A plane or corners take a whole screen each: more of them are another step."""


class LineItem(Item):
    """What one takes a place on: its title, and its two ends where they are not those of the activity."""

    ends: Several[Wording] = Field(default=(), alias="bouts")


class Row(Part):
    """One line of places: its field, what it is called alone and with its item, what its two ends are called."""

    field: str
    title: str
    full: str
    ends: tuple[str, ...]
    hint: str


class Config(Part):
    """The form, the items, and what it needs: ends of a line, axes of a plane, corners; `places`: how many there are from one end to the other."""

    form: Literal["ligne", "plan", "coins"] = Field(default="ligne", alias="forme")
    items: Several[LineItem] = Field(min_length=1)
    ends: Several[Wording] = Field(default=(), alias="bouts")
    axes: Several[Axis] = ()
    corners: Several[Item] = Field(default=(), alias="coins")
    places: Annotated[int, Field(ge=2, le=11)] = 7

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        for named in (self.items, self.axes, self.corners):
            no_twin(named)
        if self.form != "plan" and self.axes:
            raise ValueError(_("« axes » ne sert qu'à un plan : ajoutez « forme : plan », ou ôtez cette clé."))
        if self.form != "coins" and self.corners:
            raise ValueError(_("« coins » ne sert qu'à des coins : ajoutez « forme : coins », ou ôtez cette clé."))
        if self.form != "ligne":
            self._no_line()
        {"ligne": self._line, "plan": self._plane, "coins": self._corners}[self.form]()
        return self

    def _line(self) -> None:
        if any(len(item.ends or self.ends) != 2 for item in self.items):
            raise ValueError(_("Une ligne nomme ses deux bouts : ajoutez « bouts : [aide, contrôle] »."))

    def _plane(self) -> None:
        if len(self.axes) != 2 or any(len(axis.ends) != 2 for axis in self.axes):
            raise ValueError(
                _(
                    "Un plan a deux « axes », d'abord de gauche à droite, puis de bas en haut ; chacun nomme ses deux « bouts »."
                )
            )

    def _corners(self) -> None:
        if not 2 <= len(self.corners) <= 6:
            raise ValueError(_("Il faut de deux à six « coins », chacun avec un titre."))
        if "places" in self.model_fields_set:
            raise ValueError(_("Des coins n'ont pas de « places » : ôtez cette clé."))

    def _no_line(self) -> None:
        if self.ends or any(item.ends for item in self.items):
            raise ValueError(_("« bouts » d'un élément ne sert qu'à une ligne : ôtez cette clé, ou changez « forme »."))
        if len(self.items) > MOST_DRAWN:
            raise ValueError(
                _("Un plan ou des coins prennent un écran entier : au plus %(most)s éléments.", most=MOST_DRAWN)
            )

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What may be chosen on a row: value, and what is read on it."""
        if self.form == "coins":
            return tuple((corner.id, corner.title) for corner in self.corners)
        return tuple((str(place), str(place)) for place in range(1, self.places + 1))

    @property
    def layout(self) -> str:
        """The class that sets the choices out."""
        return "one" if self.form == "coins" else layout(self.places, worded=False)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Each row that is asked, item by item; a plane asks two of each item."""
        return tuple(row for item in self.items for row in self.rows_of(item))

    def rows_of(self, item: LineItem) -> tuple[Row, ...]:
        """The rows of one item."""
        if self.form == "plan":
            return tuple(
                Row(
                    field=f"{item.id}.{axis.id}",
                    title=axis.title,
                    full=f"{item.title}, {lowered(axis.title)}",
                    ends=axis.ends,
                    hint=axis.hint(self.places),
                )
                for axis in self.axes
            )
        hint = "" if self.form == "coins" else self.hint_of(item)
        return (Row(field=item.id, title=item.title, full=item.title, ends=self.ends_of(item), hint=hint),)

    @property
    def ends_by_field(self) -> dict[str, tuple[str, ...]]:
        """What the two ends of each row are called."""
        return {row.field: row.ends for row in self.rows}

    def hint_of(self, item: LineItem) -> str:
        """What the first and the last place of a line mean."""
        first, last = self.ends_of(item)
        return _("De 1, %(first)s, à %(high)s, %(last)s.", first=first, high=self.places, last=last)

    def ends_of(self, item: LineItem) -> tuple[str, ...]:
        """The two ends of this line."""
        return tuple(item.ends or self.ends)


class Answer(Part):
    """What was chosen by field: a place from 1 (the first end) on, or a corner's id; a row left blank is not in it."""

    places: dict[str, int | str]


class DeskState(Part):
    """Nothing to arrange."""


class Summary(Scattered):
    """Everyone's dot on each line, or on each plane and along its axes; or how many stand in each corner."""

    planes: tuple[Plane, ...] = ()
    gatherings: tuple[Gathering, ...] = ()


def fields(config: Config) -> tuple[str, ...]:
    """One field an item, or « item.axis » on a plane."""
    return tuple(row.field for row in config.rows)


def read(config: Config, formdata: FormData) -> Answer:
    """What was chosen on each row; raises AnswerFaults for a place or a corner that is not there, or a form left blank."""
    form, chosen = Reading(formdata), dict[str, int | str]()
    for name in fields(config):
        place = _corner(config, form, name) if config.form == "coins" else form.between(name, 1, config.places)
        if place:
            chosen[name] = place
    if not chosen and not form.faults:
        form.fault(fields(config)[0], _nothing(config))
    form.settle()
    return Answer(places=chosen)


def _corner(config: Config, form: Reading, name: str) -> str:
    word = form.word(name)
    if word and word not in {corner.id for corner in config.corners}:
        form.fault(name, _("Ce coin n'est pas proposé. Choisissez dans la liste."))
    return word


def _nothing(config: Config) -> str:
    if config.form == "coins":
        return _("Choisissez un coin, ou passez.")
    if config.form == "plan":
        return _("Prenez place sur un axe au moins, ou passez.")
    return _("Prenez place sur une ligne au moins, ou passez.")


def several(config: Config) -> bool:
    """One answer a person: a new one replaces it."""
    return False


def values(config: Config, answer: Answer) -> dict[str, str]:
    """The form that holds this answer."""
    return {name: str(place) for name, place in answer.places.items()}


def summarise(
    config: Config, given: Sequence[Given], desk: DeskState, inputs: Mapping[str, Part], expected: int
) -> Summary:
    """Where everyone stands, item by item. Under five anonymous answers, nothing of them."""
    kept = answers_of(given, Answer)
    answers = [answer for _one, answer in kept]
    anonymous = any(one.anonymous for one, _answer in kept)
    corners = config.form == "coins"
    return Summary(
        **counted_from([one for one, _answer in kept], expected),
        spreads=() if corners else tuple(_spread(config, row, answers, anonymous) for row in config.rows),
        planes=_planes(config, answers, anonymous) if config.form == "plan" else (),
        gatherings=_gatherings(config, answers, anonymous) if corners else (),
        voices=() if anonymous else tuple(_voice(config, one, answer) for one, answer in kept),
    )


def _spread(config: Config, row: Row, answers: Sequence[Answer], anonymous: bool) -> Spread:
    places = (answer.places.get(row.field) for answer in answers)
    first, last = row.ends
    return spread(
        field=row.field,
        title=row.full if len(config.items) > 1 else row.title,
        lowest=1,
        names=(first, *(str(place) for place in range(2, config.places)), last),
        values=[place for place in places if isinstance(place, int)],
        anonymous=anonymous,
        asks_unknown=False,
    )


def _planes(config: Config, answers: Sequence[Answer], anonymous: bool) -> tuple[Plane, ...]:
    across, up = config.axes

    def pair(answer: Answer, item: LineItem) -> tuple[int | None, int | None]:
        right, high = (answer.places.get(f"{item.id}.{axis.id}") for axis in (across, up))
        return right if isinstance(right, int) else None, high if isinstance(high, int) else None

    return tuple(
        plane_of(item.title, (across, up), config.places, [pair(answer, item) for answer in answers], anonymous)
        for item in config.items
    )


def _gatherings(config: Config, answers: Sequence[Answer], anonymous: bool) -> tuple[Gathering, ...]:
    def chosen(item: LineItem) -> list[str]:
        return [str(answer.places[item.id]) for answer in answers if item.id in answer.places]

    return tuple(gathered(item, config.corners, chosen(item), anonymous=anonymous) for item in config.items)


def _voice(config: Config, one: Given, answer: Answer) -> Voice:
    titles = dict(config.choices)
    said = ((row, answer.places.get(row.field)) for row in config.rows)
    told = " · ".join(
        _("%(title)s : %(place)s", title=row.full, place=GAP if place is None else titles.get(str(place), place))
        for row, place in said
    )
    return Voice(id=one.id, text="", who=one.who, revealed=one.revealed, field=fields(config)[0], told=told)


def blocks(config: Config, summary: Summary) -> Blocks:
    """Lines and axes: a table with where people stand, the median and the shape, the lines drawn with it, planes above it; corners: how many stand in each."""
    if config.form == "coins":
        if summary.withheld:
            return spread_table(summary, title="", header="")
        return corners_table(summary.gatherings) if summary.answered else ()
    header = _("L'axe") if config.form == "plan" else _("La ligne")
    spreads = spread_table(summary, title=_("Où chacun se place"), header=header)
    if summary.withheld or config.form == "ligne":
        return drawn(spreads, summary, config.ends_by_field)
    shown = [one for one in summary.planes if one.spots]
    halves = tuple(paragraph(one.halves) for one in summary.planes if one.halves)
    return (*(one.figure for one in shown), *halves, *spreads)


def direct(config: Config, desk: DeskState, formdata: FormData, given: Sequence[Given]) -> DeskState:
    """Always raises AnswerFaults: there is nothing to arrange."""
    raise nothing_to_arrange()
