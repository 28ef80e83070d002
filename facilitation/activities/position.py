"""A place on a line between two named ends, one line an item. A plane and named corners may follow: `forme` will name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from facilitation.activities.base import FormData, Given, Item, Part, Several, Wording, answers_of
from facilitation.activities.items import no_twin
from facilitation.activities.reading import Reading
from facilitation.activities.spread import Scattered, Voice, counted_from, layout, spread, spread_table
from facilitation.activities.unanswered import nothing_to_arrange
from facilitation.i18n import _, mark
from facilitation.outline import Blocks

TYPE = "position"
TITLE = mark("Prendre place sur une ligne")


class LineItem(Item):
    """A line: its title, and its two ends where they are not those of the activity."""

    ends: Several[Wording] = Field(default=(), alias="bouts")


class Config(Part):
    """The lines, their ends, and how many places there are between them (an odd number leaves a middle)."""

    form: Literal["ligne"] = Field(default="ligne", alias="forme")
    items: Several[LineItem] = Field(min_length=1)
    ends: Several[Wording] = Field(default=(), alias="bouts")
    places: Annotated[int, Field(ge=2, le=11)] = 7

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        no_twin(self.items)
        if any(len(item.ends or self.ends) != 2 for item in self.items):
            raise ValueError(_("Une ligne nomme ses deux bouts : ajoutez « bouts : [aide, contrôle] »."))
        return self

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """The places: value, and what is read on them."""
        return tuple((str(place), str(place)) for place in range(1, self.places + 1))

    @property
    def layout(self) -> str:
        """The class that sets the places out."""
        return layout(self.places, worded=False)

    @property
    def ends_by_field(self) -> dict[str, tuple[str, ...]]:
        """What the two ends of each line are called."""
        return {item.id: self.ends_of(item) for item in self.items}

    def hint_of(self, item: LineItem) -> str:
        """What the first and the last place mean."""
        first, last = self.ends_of(item)
        return _("De 1, %(first)s, à %(high)s, %(last)s.", first=first, high=self.places, last=last)

    def ends_of(self, item: LineItem) -> tuple[str, ...]:
        """The two ends of this line."""
        return tuple(item.ends or self.ends)


class Answer(Part):
    """A place by item, from 1 (the first end) on; a line left blank is not in it."""

    places: dict[str, int]


class DeskState(Part):
    """Nothing to arrange."""


class Summary(Scattered):
    """Everyone's dot on each line."""


def fields(config: Config) -> tuple[str, ...]:
    """One field a line."""
    return tuple(item.id for item in config.items)


def read(config: Config, formdata: FormData) -> Answer:
    """The place on each line; raises AnswerFaults for a place that is not on it, or a form left blank."""
    form = Reading(formdata)
    places = {name: form.between(name, 1, config.places) for name in fields(config)}
    chosen = {name: place for name, place in places.items() if place is not None}
    if not chosen and not form.faults:
        form.fault(fields(config)[0], _("Prenez place sur une ligne au moins, ou passez."))
    form.settle()
    return Answer(places=chosen)


def several(config: Config) -> bool:
    """One answer a person: a new one replaces it."""
    return False


def values(config: Config, answer: Answer) -> dict[str, str]:
    """The form that holds this answer."""
    return {name: str(place) for name, place in answer.places.items()}


def summarise(
    config: Config, given: Sequence[Given], desk: DeskState, inputs: Mapping[str, Part], expected: int
) -> Summary:
    """Where everyone stands, line by line. Under five anonymous answers, nothing of them."""
    answers = answers_of(given, Answer)
    anonymous = any(one.anonymous for one, _answer in answers)
    return Summary(
        **counted_from([one for one, _answer in answers], expected),
        spreads=tuple(
            spread(
                field=item.id,
                title=item.title,
                lowest=1,
                names=_names(config, item),
                values=[answer.places[item.id] for _one, answer in answers if item.id in answer.places],
                anonymous=anonymous,
                asks_unknown=False,
            )
            for item in config.items
        ),
        voices=()
        if anonymous
        else tuple(
            Voice(
                id=one.id,
                text="",
                who=one.who,
                revealed=one.revealed,
                field=fields(config)[0],
                told=", ".join(str(place) for place in answer.places.values()),
            )
            for one, answer in answers
        ),
    )


def _names(config: Config, item: LineItem) -> tuple[str, ...]:
    """The places by their number, the first and the last by the words of their ends."""
    first, last = config.ends_of(item)
    return (first, *(str(place) for place in range(2, config.places)), last)


def blocks(config: Config, summary: Summary) -> Blocks:
    """A table: each line with where people stand, the median and the shape."""
    return spread_table(summary, title=_("Où chacun se place"), header=_("La ligne"))


def direct(config: Config, desk: DeskState, formdata: FormData, given: Sequence[Given]) -> DeskState:
    """Always raises AnswerFaults: there is nothing to arrange."""
    raise nothing_to_arrange()
