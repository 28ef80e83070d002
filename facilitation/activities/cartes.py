"""Short cards, that the facilitator groups under titles the room chooses; dots to choose among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from facilitation.activities.base import (
    AnswerFaults,
    FormData,
    Given,
    Line,
    Part,
    Production,
    Several,
    Wording,
    answers_of,
)
from facilitation.activities.reading import Reading, gesture
from facilitation.activities.wording import counted, listing
from facilitation.i18n import _, mark, ngettext
from facilitation.outline import AnyBlock, Blocks, Paragraph, Run, paragraph

TYPE = "cartes"
TITLE = mark("Des cartes à regrouper")
MOST_GROUPS = 40
MOST_DOTS = 9_999


class Config(Part):
    """How a card begins, the titles proposed at the start, and how many dots each person has."""

    opening: Wording | None = Field(default=None, alias="amorce")
    titles: Several[Wording] = Field(default=(), alias="titres", max_length=MOST_GROUPS)
    dots: Annotated[int, Field(ge=1, le=20)] | None = Field(default=None, alias="points")


class Answer(Part):
    """One card."""

    text: str


class Group(Part):
    """A title and the ids of the cards put under it, in the order they were put there."""

    id: str
    title: str
    cards: tuple[str, ...] = ()


class DeskState(Part):
    """The groups (None: those that the guide proposes, untouched), how many were ever made, and the dots by group or card."""

    groups: tuple[Group, ...] | None = None
    made: int = 0
    dots: dict[str, int] = Field(default_factory=dict)


class Pile(Part):
    """A group as people see it."""

    id: str
    title: str
    cards: tuple[Line, ...]
    dots: int = 0


class Summary(Production):
    """The cards under their titles, those under none, and the dots of single cards."""

    piles: tuple[Pile, ...] = ()
    loose: tuple[Line, ...] = ()
    dots: dict[str, int] = Field(default_factory=dict)

    @property
    def shown_piles(self) -> tuple[Pile, ...]:
        """The groups of which the room sees at least one card: a title alone could tell of a card that it does not see."""
        return tuple(pile for pile in self.piles if any(card.revealed for card in pile.cards))


def fields(config: Config) -> tuple[str, ...]:
    """The card's only field."""
    return ("texte",)


def read(config: Config, formdata: FormData) -> Answer:
    """The card; raises AnswerFaults when it is empty or too long."""
    form = Reading(formdata)
    text = form.text("texte")
    if not text:
        form.fault("texte", _("Écrivez quelques mots sur la carte avant de l'enregistrer."))
    form.settle()
    return Answer(text=text)


def several(config: Config) -> bool:
    """As many cards as one wants."""
    return True


def values(config: Config, answer: Answer) -> dict[str, str]:
    """The form that holds this answer."""
    return {"texte": answer.text}


def summarise(
    config: Config, given: Sequence[Given], desk: DeskState, inputs: Mapping[str, Part], expected: int
) -> Summary:
    """The cards as the desk arranged them; what the desk remembers of cards that were not given is left out."""
    answers = answers_of(given, Answer)
    cards = {
        one.id: Line(id=one.id, text=answer.text, who=one.who, revealed=one.revealed, field="texte", group=one.group)
        for one, answer in answers
    }
    piles: list[Pile] = []
    placed: set[str] = set()
    for group in arranged(config, desk):
        held = tuple(card for card in group.cards if card in cards and card not in placed)
        placed.update(held)
        piles.append(
            Pile(
                id=group.id,
                title=group.title,
                cards=tuple(cards[card] for card in held),
                dots=desk.dots.get(group.id, 0) if config.dots else 0,
            )
        )
    return Summary(
        answered=len(answers),
        expected=expected,
        piles=tuple(piles),
        loose=tuple(line for card, line in cards.items() if card not in placed),
        dots={card: desk.dots[card] for card in cards if card in desk.dots} if config.dots else {},
    )


def arranged(config: Config, desk: DeskState) -> tuple[Group, ...]:
    """The groups of the desk, or those that the guide proposes while nothing was touched."""
    if desk.groups is not None:
        return desk.groups
    return tuple(Group(id=f"g{rank}", title=title) for rank, title in enumerate(config.titles, start=1))


def blocks(config: Config, summary: Summary) -> Blocks:
    """The words that cards begin with, then each title with its cards, then the cards under no title; a title without a card is left out."""
    if not summary.answered:
        return ()
    made: list[AnyBlock] = [paragraph(config.opening)] if config.opening else []
    told = _endings(summary)
    for pile in summary.piles:
        if pile.cards:
            after = (Run(text=f" ({dots_told(pile.dots)})"),) if pile.dots else ()
            made.append(Paragraph(runs=(Run(text=pile.title, strong=True), *after)))
            made.append(listing(pile.cards, told))
    if summary.loose:
        if any(pile.cards for pile in summary.piles):
            made.append(Paragraph(runs=(Run(text=_("Sans titre"), strong=True),)))
        made.append(listing(summary.loose, told))
    return tuple(made)


def _endings(summary: Summary) -> dict[str, str]:
    """What stands behind a card: its sub-group, its dots."""
    cards = (*(card for pile in summary.piles for card in pile.cards), *summary.loose)
    said = {
        card.id: (card.group, dots_told(summary.dots[card.id]) if summary.dots.get(card.id) else "") for card in cards
    }
    return {card: f"({', '.join(filter(None, parts))})" for card, parts in said.items() if any(parts)}


def dots_told(count: int) -> str:
    """« trois points »."""
    return ngettext("%(count)s point", "%(count)s points", count, count=counted(count))


Gesture = Literal["creer", "renommer", "supprimer", "ranger", "points"]


def direct(config: Config, desk: DeskState, formdata: FormData, given: Sequence[Given]) -> DeskState:
    """The arrangement after `geste`; raises AnswerFaults, and then nothing has moved.

    `creer`: `titre`. `renommer`: `groupe`, `titre`. `supprimer`: `groupe`, whose cards come back under no title. `ranger`: `carte`, once or
    several times, and `groupe` (empty: under no title). `points`: `cible` (a group or a card) and `points`.
    """
    word = gesture(formdata, Gesture)
    desk = desk.model_copy(
        update={"groups": arranged(config, desk), "made": max(desk.made, len(arranged(config, desk)))}
    )
    if word == "creer":
        return _create(desk, formdata)
    if word == "renommer":
        return _rename(desk, formdata)
    if word == "supprimer":
        return _remove(desk, formdata)
    if word == "ranger":
        return _place(desk, formdata, {one.id for one, _answer in answers_of(given, Answer)})
    return _count(config, desk, formdata, {one.id for one, _answer in answers_of(given, Answer)})


def _groups(desk: DeskState) -> tuple[Group, ...]:
    return desk.groups or ()


def _title(desk: DeskState, formdata: FormData, own: str = "") -> str:
    form = Reading(formdata)
    title = form.text("titre").strip()
    if not title:
        form.fault("titre", _("Écrivez le titre que la salle a choisi."))
    elif any(group.title == title and group.id != own for group in _groups(desk)):
        form.fault("titre", _("Ce titre existe déjà. Choisissez-en un autre, ou rangez les cartes sous celui-là."))
    form.settle()
    return title


def _group(desk: DeskState, formdata: FormData) -> str:
    wanted = Reading(formdata).word("groupe")
    if wanted not in {group.id for group in _groups(desk)}:
        raise AnswerFaults({"groupe": _("Ce titre n'est plus là. Choisissez-en un autre.")})
    return wanted


def _create(desk: DeskState, formdata: FormData) -> DeskState:
    title = _title(desk, formdata)
    if len(_groups(desk)) >= MOST_GROUPS:
        raise AnswerFaults({"titre": _("Il y a déjà quarante titres. Ôtez-en un avant d'en ajouter.")})
    made = desk.made + 1
    return desk.model_copy(update={"groups": (*_groups(desk), Group(id=f"g{made}", title=title)), "made": made})


def _rename(desk: DeskState, formdata: FormData) -> DeskState:
    wanted = _group(desk, formdata)
    title = _title(desk, formdata, wanted)
    return desk.model_copy(
        update={
            "groups": tuple(
                group.model_copy(update={"title": title}) if group.id == wanted else group for group in _groups(desk)
            )
        }
    )


def _remove(desk: DeskState, formdata: FormData) -> DeskState:
    wanted = _group(desk, formdata)
    return desk.model_copy(
        update={
            "groups": tuple(group for group in _groups(desk) if group.id != wanted),
            "dots": {target: count for target, count in desk.dots.items() if target != wanted},
        }
    )


def _place(desk: DeskState, formdata: FormData, cards: set[str]) -> DeskState:
    moved = tuple(dict.fromkeys(formdata.getlist("carte")))
    if not moved:
        raise AnswerFaults({"carte": _("Cochez d'abord les cartes à ranger.")})
    if not cards.issuperset(moved):
        raise AnswerFaults({"carte": _("Une de ces cartes n'est plus là. Rechargez la page et recommencez.")})
    wanted = _group(desk, formdata) if Reading(formdata).word("groupe") else ""
    kept = [(group, tuple(card for card in group.cards if card not in moved)) for group in _groups(desk)]
    return desk.model_copy(
        update={
            "groups": tuple(
                group.model_copy(update={"cards": (*held, *moved) if group.id == wanted else held})
                for group, held in kept
            )
        }
    )


def _count(config: Config, desk: DeskState, formdata: FormData, cards: set[str]) -> DeskState:
    if config.dots is None:
        raise AnswerFaults({"points": _("Cette étape n'a pas de points à donner.")})
    form = Reading(formdata)
    target = form.word("cible")
    if target not in cards | {group.id for group in _groups(desk)}:
        form.fault("cible", _("Cette carte ou ce titre n'est plus là. Rechargez la page et recommencez."))
    count = form.between("points", 0, MOST_DOTS)
    if count is None:
        form.fault("points", _("Indiquez combien de points, 0 s'il n'y en a pas."))
    form.settle()
    dots = {known: number for known, number in desk.dots.items() if known != target}
    return desk.model_copy(update={"dots": {**dots, target: count} if count else dots})
