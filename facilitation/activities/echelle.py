"""A scale for each item: from one named end to the other, « je ne sais pas » apart. The spread is shown first, never a mean (`domain/relecture.md` §1.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from facilitation.activities.base import FormData, Given, Item, Part, Several, Wording, answers_of
from facilitation.activities.drift_map import DriftMap, drift_map
from facilitation.activities.items import Bounds, no_twin
from facilitation.activities.reading import Reading, gesture
from facilitation.activities.spread import Scattered, Spread, Voice, counted_from, layout, spread, spread_table
from facilitation.activities.spread_drawing import drawn
from facilitation.activities.wording import GAP, lowered
from facilitation.i18n import _, mark
from facilitation.outline import Blocks

TYPE = "echelle"
TITLE = mark("Se situer sur une échelle")
UNKNOWN = "nsp"
MOST_STEPS = 21
ADDED = "ajout"
"""The item whose title the group writes."""
LONGEST_NAME = 80
"""Signs of the title that the group writes: it heads a row on a wall and on a sheet of paper."""


class Help(Item):
    """An item with a sentence that explains it."""

    help: Wording | None = Field(default=None, alias="aide")


class Dimension(Item):
    """What is asked of each item, when two things are: with bounds and names of its own, or those of the activity."""

    bounds: Bounds | None = Field(default=None, alias="bornes")
    ends: Several[Wording] = Field(default=(), alias="bouts")
    steps: Several[Wording] = Field(default=(), alias="paliers")


class Scale(Part):
    """One row of radio buttons: the field it is sent in, its item, its own title where two things are asked, the names of its steps."""

    field: str
    item: Help
    title: str = ""
    second: bool = False
    lowest: int
    names: tuple[str, ...]
    ends: tuple[str, ...] = ()

    @property
    def full(self) -> str:
        """The item, and what is asked of it where two things are."""
        return f"{self.item.title}, {self.title[:1].lower()}{self.title[1:]}" if self.title else self.item.title

    @property
    def hint(self) -> str:
        """What the first and the last number mean; empty where each step has a name."""
        if self.ends == (self.names[0], self.names[-1]):
            return ""
        return _(
            "De %(low)s, %(first)s, à %(high)s, %(last)s.",
            low=self.names[0],
            first=self.ends[0],
            high=self.names[-1],
            last=self.ends[1],
        )

    @property
    def layout(self) -> str:
        """The class that sets its buttons out: few or worded side by side, many numbers in as many columns as fit."""
        return layout(len(self.names), worded=not self.hint)

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Each step's value and name."""
        return tuple((str(self.lowest + rank), name) for rank, name in enumerate(self.names))


class Config(Part):
    """The items, the bounds, the names of the ends or of all steps, whether « je ne sais pas » is offered, and up to two dimensions.

    `lecture: carte` reads two dimensions together, from the largest disagreement to the smallest. `ligne_libre` is what one more line is called until
    the group names it at the desk; it is asked from then on.
    """

    items: Several[Help] = Field(min_length=1)
    bounds: Bounds | None = Field(default=None, alias="bornes")
    ends: Several[Wording] = Field(default=(), alias="bouts")
    steps: Several[Wording] = Field(default=(), alias="paliers")
    unknown: bool = Field(default=True, alias="nsp")
    dimensions: Annotated[Several[Dimension], Field(max_length=2)] = ()
    reading: Literal["lignes", "carte"] = Field(default="lignes", alias="lecture")
    free: Wording | None = Field(default=None, alias="ligne_libre")

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        no_twin(self.items)
        no_twin(self.dimensions)
        for asked in self.dimensions or (self,):
            _check(*_own(self, asked))
        if self.reading == "carte" and len(self.dimensions) != 2:
            raise ValueError(
                _("Une carte se lit sur deux « dimensions » : écrivez-en deux, ou ôtez « lecture : carte ».")
            )
        if self.free and any(item.id == ADDED for item in self.items):
            raise ValueError(_("« ajout » désigne déjà la ligne libre : changez l'identifiant de cet élément."))
        return self

    @property
    def scales(self) -> tuple[Scale, ...]:
        """Each row, item by item."""
        return tuple(
            _scale(self, item, asked, second=rank > 0)
            for item in self.items
            for rank, asked in enumerate(self.dimensions or (None,))
        )

    @property
    def by_item(self) -> tuple[tuple[Help, tuple[Scale, ...]], ...]:
        """Each item with its rows."""
        return tuple((item, tuple(one for one in self.scales if one.item is item)) for item in self.items)

    @property
    def names_line(self) -> bool:
        """Whether one more line waits for the name that the group gives it."""
        return self.free is not None and not self.added

    @property
    def added(self) -> Help | None:
        """The line that the group added, once it has a name."""
        return next((item for item in self.items if self.free and item.id == ADDED), None)

    @property
    def ends_by_field(self) -> dict[str, tuple[str, ...]]:
        """What the two ends of each row are called."""
        return {scale.field: scale.ends for scale in self.scales}


def _own(config: Config, asked: Config | Dimension) -> tuple[Bounds | None, Sequence[str], Sequence[str]]:
    steps = asked.steps or (() if asked.ends else config.steps)
    return asked.bounds or config.bounds, asked.ends or config.ends, steps


def _check(bounds: Bounds | None, ends: Sequence[str], steps: Sequence[str]) -> None:
    """Raise ValueError, in an author's words, where a scale does not hold together."""
    if bounds is None:
        raise ValueError(_("Une échelle a besoin de bornes : ajoutez « bornes : {min : 0, max : 3} »."))
    size = bounds.highest - bounds.lowest + 1
    if size > MOST_STEPS:
        raise ValueError(_("Une échelle a au plus %(most)s degrés. Rapprochez les bornes.", most=MOST_STEPS))
    if steps and len(steps) != size:
        raise ValueError(
            _("De « min » à « max », il y a %(size)s degrés : écrivez autant de « paliers ».", size=str(size))
        )
    if not steps and len(ends) != 2:
        raise ValueError(_("Une échelle nomme ses deux bouts : ajoutez « bouts : [pas du tout, tout à fait] »."))


def _scale(config: Config, item: Help, asked: Dimension | None, *, second: bool) -> Scale:
    bounds, ends, steps = _own(config, asked or config)
    assert bounds is not None  # noqa: S101 - the config was validated
    numbers = tuple(str(value) for value in range(bounds.lowest, bounds.highest + 1))
    return Scale(
        field=f"{item.id}.{asked.id}" if asked else item.id,
        item=item,
        title=asked.title if asked else "",
        second=second,
        lowest=bounds.lowest,
        names=tuple(steps) or numbers,
        ends=(steps[0], steps[-1]) if steps else tuple(ends),
    )


class Answer(Part):
    """A number or « nsp » by field; a row left blank is not in it."""

    places: dict[str, int | str]


class DeskState(Part):
    """What the group calls the line that it adds; empty while it adds none."""

    added: str = ""


class Summary(Scattered):
    """How the answers spread, row by row; and where the settings say so, read as a map."""

    map: DriftMap | None = None


def settled(config: Config) -> bool:
    """Whether the guide alone names every line."""
    return config.free is None


def fitted(config: Config, desk: DeskState) -> Config:
    """The settings with the line that the group added, last."""
    if config.free is None or not desk.added or config.added:
        return config
    return config.model_copy(update={"items": (*config.items, Help(id=ADDED, title=desk.added))})


def fields(config: Config) -> tuple[str, ...]:
    """One field a row: « item », or « item.dimension »."""
    return tuple(scale.field for scale in config.scales)


def read(config: Config, formdata: FormData) -> Answer:
    """What was chosen on each row; raises AnswerFaults for a number out of bounds, an answer that is not offered, or a form left blank."""
    form, places = Reading(formdata), dict[str, int | str]()
    for scale in config.scales:
        if config.unknown and form.word(scale.field) == UNKNOWN:
            places[scale.field] = UNKNOWN
            continue
        place = form.between(scale.field, scale.lowest, scale.lowest + len(scale.names) - 1)
        if place is not None:
            places[scale.field] = place
    if not places and not form.faults:
        form.fault(fields(config)[0], _("Situez-vous sur une ligne au moins, ou passez."))
    form.settle()
    return Answer(places=places)


def several(config: Config) -> bool:
    """One answer a person: a new one replaces it."""
    return False


def values(config: Config, answer: Answer) -> dict[str, str]:
    """The form that holds this answer."""
    return {field: str(place) for field, place in answer.places.items()}


def summarise(
    config: Config, given: Sequence[Given], desk: DeskState, inputs: Mapping[str, Part], expected: int
) -> Summary:
    """The spread of each row. Under five anonymous answers, nothing of them."""
    config, answers = fitted(config, desk), answers_of(given, Answer)
    anonymous = any(one.anonymous for one, _answer in answers)
    spreads = tuple(_spread(scale, [answer for _one, answer in answers], anonymous, config) for scale in config.scales)
    counted = counted_from([one for one, _answer in answers], expected)
    return Summary(
        **counted,
        spreads=spreads,
        voices=() if anonymous else tuple(_voice(config, one, answer) for one, answer in answers),
        map=_map(config, spreads, len(answers)) if answers and not counted["withheld"] else None,
    )


def _map(config: Config, spreads: Sequence[Spread], answered: int) -> DriftMap | None:
    if config.reading != "carte":
        return None
    scales, titles = config.by_item[0][1], [one.title for one in config.dimensions]
    ends = [(scale.ends[0], scale.ends[-1]) for scale in scales]
    return drift_map(config.items, spreads, titles, ends, answered=answered, added=config.added)


def _spread(scale: Scale, answers: Sequence[Answer], anonymous: bool, config: Config) -> Spread:
    places = [answer.places[scale.field] for answer in answers if scale.field in answer.places]
    return spread(
        field=scale.field,
        title=scale.full,
        lowest=scale.lowest,
        names=scale.names,
        values=[place for place in places if isinstance(place, int)],
        unknown=places.count(UNKNOWN),
        anonymous=anonymous,
        asks_unknown=config.unknown,
        second=scale.second,
    )


def _voice(config: Config, one: Given, answer: Answer) -> Voice:
    told = " · ".join(_said(scale, answer.places.get(scale.field)) for scale in config.scales)
    return Voice(id=one.id, text="", who=one.who, revealed=one.revealed, field=fields(config)[0], told=told)


def _said(scale: Scale, place: int | str | None) -> str:
    """What was chosen on a row, in the scale's own words; a dash where it was left blank."""
    if place is None:
        return GAP
    return scale.names[place - scale.lowest] if isinstance(place, int) else _("je ne sais pas")


def blocks(config: Config, summary: Summary) -> Blocks:
    """The map; or a table: each row with its spread, its median and its shape, drawn where a drawing says more."""
    if summary.map is not None:
        return (summary.map.figure,)
    hints = dict.fromkeys((scale.title, scale.hint) for scale in config.scales if scale.hint)
    ends = [
        _("%(title)s : %(hint)s", title=title, hint=lowered(hint) + ".") if title else hint for title, hint in hints
    ]
    made = spread_table(summary, title=_("Où le groupe se situe"), header=_("Ce qui est situé"), ends=ends)
    return drawn(made, summary, config.ends_by_field)


Gesture = Literal["nommer"]


def direct(config: Config, desk: DeskState, formdata: FormData, given: Sequence[Given]) -> DeskState:
    """The desk's state after `geste=nommer`: the group calls its own line `titre`, or nothing. Raises AnswerFaults.

    A line on which people may have placed themselves keeps its name: an answer would come to speak of something else.
    """
    gesture(formdata, Gesture)
    form = Reading(formdata)
    title = form.text("titre").strip()
    if config.free is None:
        form.fault("titre", _("Cette étape n'a pas de ligne libre."))
    elif desk.added and given and title != desk.added:
        form.fault("titre", _("Des réponses sont déjà là : le nom de cette ligne ne change plus."))
    elif not title and not desk.added:
        form.fault("titre", _("Écrivez en quelques mots ce que le groupe ajoute."))
    elif len(title) > LONGEST_NAME or "\n" in title:
        form.fault("titre", _("Un nom court, sur une ligne : %(most)s signes au plus.", most=LONGEST_NAME))
    form.settle()
    return DeskState(added=title)
