"""A vote: one choice, several, points to place, or consent with its objections in words. Whether it is secret is said before anybody answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from facilitation.activities.base import AnswerFaults, FormData, Given, Item, Line, Part, Several, answers_of
from facilitation.activities.items import no_twin
from facilitation.activities.reading import Reading, gesture
from facilitation.activities.spread import Counted, counted_from
from facilitation.i18n import _, mark, ngettext
from facilitation.outline import AnyBlock, Blocks, Labelled, paragraph, plain

TYPE = "vote"
TITLE = mark("Un vote")
ABSTAIN = "abstention"
MOST_HANDS = 1_000
MOST_OWN, LONGEST_OWN = 20, 120
"""Choices that the group may write, and signs of each: it heads a row on a wall and on a ballot."""
OWN_IDS = tuple(f"groupe-{place}" for place in range(1, MOST_OWN + 1))
CONSENT = {
    "accord": mark("D'accord"),
    "reserve": mark("D'accord, avec une réserve"),
    "objection": mark("Une objection"),
}


class Config(Part):
    """How one votes, on what, how many points each has or choices each may make, whether one may abstain, and whether the vote is secret.

    `choix_du_groupe`: what one chooses among comes from the meeting. The group writes it at the desk, after the choices that the guide may have.
    """

    way: Literal["un-choix", "plusieurs", "points", "consentement"] = Field(default="un-choix", alias="mode")
    choices: Several[Item] = Field(default=(), alias="choix")
    points: Annotated[int, Field(ge=1, le=10)] = 3
    most: Annotated[int, Field(ge=1, le=50)] | None = Field(default=None, alias="au_plus")
    abstention: bool = True
    ballot: Literal["nominatif", "secret"] = Field(default="nominatif", alias="scrutin")
    own: bool = Field(default=False, alias="choix_du_groupe")

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        no_twin(self.choices)
        if any(one.id == ABSTAIN for one in self.choices):
            raise ValueError(
                _("« abstention » est déjà proposée à chacun : ôtez ce choix, ou changez son identifiant.")
            )
        if self.way == "consentement" and self.choices:
            raise ValueError(_("Un consentement porte sur la proposition lue : ôtez « choix », ou changez « mode »."))
        if self.way == "consentement" and self.own:
            raise ValueError(
                _("Un consentement porte sur la proposition lue : ôtez « choix_du_groupe », ou changez « mode ».")
            )
        if self.way != "consentement" and not self.own and len(self.choices) < 2:
            raise ValueError(_("Un vote a besoin de deux choix au moins : ajoutez-les sous « choix »."))
        if self.own and any(one.id in OWN_IDS for one in self.choices):
            raise ValueError(
                _("« groupe-1 » et ceux qui suivent désignent les choix du groupe : changez l'identifiant de ce choix.")
            )
        if self.most is not None and self.way != "plusieurs":
            raise ValueError(_("« au_plus » ne sert qu'au mode « plusieurs » : ôtez cette clé."))
        return self

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """What may be chosen: (value, what people read), abstention last."""
        if self.way == "consentement":
            return tuple((value, _(words)) for value, words in CONSENT.items())
        own = tuple((one.id, one.title) for one in self.choices)
        return (*own, (ABSTAIN, _("Je m'abstiens"))) if self.abstains else own

    @property
    def abstains(self) -> bool:
        """Whether abstaining is one of the choices: where one makes a single one."""
        return self.way == "un-choix" and self.abstention

    @property
    def announced(self) -> str:
        """What is said of secrecy before anybody votes."""
        if self.ballot == "secret":
            return _("Vote secret : personne ne saura qui a choisi quoi.")
        return _(
            "Vote à découvert : les personnes qui animent voient qui choisit quoi, le procès-verbal garde les totaux."
        )

    @property
    def asked(self) -> str:
        """What one is asked to do, in a sentence."""
        if self.way == "points":
            return ngettext("Placez un point.", "Placez %(num)s points, où vous voulez.", self.points)
        if self.way == "plusieurs" and self.most:
            return ngettext("Faites un choix.", "Faites jusqu'à %(num)s choix.", self.most)
        if self.way == "plusieurs":
            return _("Faites autant de choix que vous voulez.")
        return _("Que dites-vous de la proposition ?") if self.way == "consentement" else _("Faites un choix.")


class Answer(Part):
    """The choices made (a choice comes as often as it has points), and the words of a reservation or an objection."""

    choices: tuple[str, ...]
    words: str = ""


class DeskState(Part):
    """The totals counted in the room (raised hands, ballots), by choice: None until some are typed in; `added`: the choices that the group wrote."""

    totals: dict[str, int] | None = None
    added: tuple[Item, ...] = ()


class Option(Part):
    """What may be chosen: how many chose it in writing, how many were counted in the room."""

    id: str
    title: str
    written: int = 0
    counted: int = 0

    @property
    def votes(self) -> int:
        """All of its votes."""
        return self.written + self.counted


class Ballot(Line):
    """One answer: the words of a reservation or an objection (empty without), and for the desk what was chosen."""

    choice: str = ""
    told: str = ""


class Summary(Counted):
    """What each choice received; `hands`: whether totals counted in the room are among them; `own`: the choices that the group wrote."""

    options: tuple[Option, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    hands: bool = False
    points: bool = False
    own: tuple[str, ...] = ()

    @property
    def most_votes(self) -> int:
        """The most votes that a choice received."""
        return max((one.votes for one in self.options), default=0)

    @property
    def objections(self) -> tuple[Ballot, ...]:
        """The answers that hold words."""
        return tuple(one for one in self.ballots if one.text)

    @property
    def leading(self) -> str:
        """Which choice comes first, or that several are level; empty without a vote. Abstention leads nowhere."""
        own = [one for one in self.options if one.id not in (ABSTAIN, *CONSENT)]
        best = max((one.votes for one in own), default=0)
        first = [one.title for one in own if one.votes == best]
        if not best:
            return ""
        if len(first) > 1:
            return _("À égalité : %(titles)s.", titles=", ".join(first))
        words = _("Le plus de points : %(title)s.") if self.points else _("Le plus de voix : %(title)s.")
        return words % {"title": first[0]}

    @property
    def total(self) -> str:
        """« 30 voix. » or « 90 points. »; a choice may receive several points of one person."""
        number = sum(one.votes for one in self.options)
        if self.points:
            return ngettext("%(num)s point.", "%(num)s points.", number)
        return ngettext("%(num)s voix.", "%(num)s voix.", number)

    @property
    def counts(self) -> str:
        """« Pour : 7 · Contre : 1 · Abstentions : 2 (10 votes) », or that too few voted to show it; empty without a vote."""
        if self.withheld and not self.hands:
            return _("Moins de cinq votes secrets : le résultat n'est pas montré.")
        total = sum(one.votes for one in self.options)
        if not total:
            return ""
        told = " · ".join(_("%(title)s : %(votes)s", title=_short(one), votes=one.votes) for one in self.options)
        if self.points:
            return _("%(told)s (%(total)s)", told=told, total=ngettext("%(num)s point", "%(num)s points", total))
        return _("%(told)s (%(total)s)", told=told, total=ngettext("%(num)s voix", "%(num)s voix", total))


def _short(one: Option) -> str:
    return {"accord": _("Accord"), "reserve": _("Réserve"), "objection": _("Objection"), ABSTAIN: _("Abstention")}.get(
        one.id, one.title
    )


def settled(config: Config) -> bool:
    """Whether the guide alone says what one chooses among."""
    return not config.own


def fitted(config: Config, desk: DeskState) -> Config:
    """The settings with the choices that the group wrote, last."""
    known = {one.id for one in config.choices}
    more = tuple(one for one in desk.added if one.id not in known) if config.own else ()
    return config.model_copy(update={"choices": (*config.choices, *more)}) if more else config


def fields(config: Config) -> tuple[str, ...]:
    """The answer's fields."""
    return ("reponse", "objection") if config.way == "consentement" else ("choix",)


def read(config: Config, formdata: FormData) -> Answer:
    """What was chosen; raises AnswerFaults for nothing, something that is not offered, too much, or an objection without its words."""
    form = Reading(formdata)
    answer = _consent(form) if config.way == "consentement" else Answer(choices=_chosen(config, form, formdata))
    form.settle()
    return answer


def _consent(form: Reading) -> Answer:
    word, words = form.word("reponse"), form.text("objection")
    if word not in CONSENT:
        form.fault("reponse", _("Choisissez « D'accord », « D'accord, avec une réserve » ou « Une objection »."))
    elif word != "accord" and not words:
        form.fault(
            "objection",
            _("Écrivez en quelques mots la réserve ou l'objection : c'est elle qui fait avancer la proposition."),
        )
    elif word == "accord" and words:
        form.fault("reponse", _("Une réserve ou une objection est écrite : choisissez laquelle, ou effacez-la."))
    return Answer(choices=(word,), words=words)


def _chosen(config: Config, form: Reading, formdata: FormData) -> tuple[str, ...]:
    """The choices of the form, in the order offered; a form made by hand may write them in one field, with commas."""
    form.text("choix")  # says what is wrong with what cannot be read at all
    sent = [part.strip() for text in formdata.getlist("choix") for part in text.split(",") if part.strip()]
    known = [value for value, _title in config.options]
    if not sent:
        form.fault("choix", _("Choisissez, ou passez."))
    elif not set(sent) <= set(known):
        form.fault("choix", _("Ce choix n'est pas proposé. Choisissez dans la liste."))
    elif wrong := _too_much(config, sent):
        form.fault("choix", wrong)
    return tuple(value for value in known for _time in range(sent.count(value)))


def _too_much(config: Config, sent: Sequence[str]) -> str:
    if config.way == "un-choix":
        return _("Un seul choix : ôtez les autres.") if len(sent) > 1 else ""
    if config.way == "points":
        return (
            _("Vous avez placé %(sent)s points, sur %(points)s. Enlevez-en.", sent=len(sent), points=config.points)
            if len(sent) > config.points
            else ""
        )
    if len(set(sent)) < len(sent):
        return _("Chaque choix compte une fois.")
    most = config.most or len(config.choices)
    return (
        _("Vous avez fait %(sent)s choix, sur %(most)s. Enlevez-en.", sent=len(sent), most=most)
        if len(sent) > most
        else ""
    )


def several(config: Config) -> bool:
    """One answer a person: a new one replaces it."""
    return False


def values(config: Config, answer: Answer) -> dict[str, str]:
    """The form that holds this answer; several choices stand in one field, with commas."""
    if config.way == "consentement":
        return {"reponse": answer.choices[0], "objection": answer.words}
    return {"choix": ",".join(answer.choices)}


def summarise(
    config: Config, given: Sequence[Given], desk: DeskState, inputs: Mapping[str, Part], expected: int
) -> Summary:
    """What each choice received, in writing and counted in the room. Under five anonymous answers, nothing of those written."""
    config, answers = fitted(config, desk), answers_of(given, Answer)
    made = counted_from([one for one, _answer in answers], expected)
    anonymous = any(one.anonymous for one, _answer in answers)
    shown = () if made["withheld"] else answers
    totals = desk.totals or {}
    titles = dict(config.options)
    return Summary(
        **made,
        options=tuple(
            Option(
                id=value,
                title=title,
                written=sum(answer.choices.count(value) for _one, answer in shown),
                counted=totals.get(value, 0),
            )
            for value, title in config.options
        ),
        ballots=tuple(
            Ballot(
                id=one.id,
                text=answer.words,
                who=one.who,
                revealed=one.revealed,
                field=fields(config)[-1],
                choice=answer.choices[0] if answer.words else "",
                told=", ".join(titles.get(choice, choice) for choice in answer.choices),
            )
            for one, answer in shown
            if answer.words or not anonymous
        ),
        hands=desk.totals is not None,
        points=config.way == "points",
        own=tuple(one.title for one in desk.added),
    )


def blocks(config: Config, summary: Summary) -> Blocks:
    """The counts in one line and what comes first; then each reservation and objection, unattributed."""
    if not summary.counts:
        return ()
    if summary.withheld and not summary.hands:
        return (paragraph(summary.counts),)
    how = _("Vote secret.") if config.ballot == "secret" else ""
    hands = _("Totaux comptés dans la salle.") if summary.hands else ""
    made: list[AnyBlock] = [
        paragraph(" ".join(part for part in (f"{summary.counts}.", summary.leading, how, hands) if part))
    ]
    made.extend(
        Labelled(
            label=_("Objection") if one.choice == "objection" else _("Réserve"),
            runs=plain(one.text),
            source=one.id,
            field=one.field,
        )
        for one in summary.objections
    )
    return tuple(made)


Gesture = Literal["compter", "oublier", "ecrire"]


def direct(config: Config, desk: DeskState, formdata: FormData, given: Sequence[Given]) -> DeskState:
    """The desk's state after `geste`; raises AnswerFaults.

    `compter`: `total.<choice>`, a number for each choice, empty for none. `oublier`: no totals any more. `ecrire`: `propositions`, the group's own
    choices, one a line, as long as nobody has chosen.
    """
    done = gesture(formdata, Gesture)
    if done == "oublier":
        return desk.model_copy(update={"totals": None})
    form = Reading(formdata)
    if done == "ecrire":
        added = _written(config, form, voted=bool(given) or desk.totals is not None)
        form.settle()
        return desk.model_copy(update={"added": added})
    totals = {value: form.between(f"total.{value}", 0, MOST_HANDS) or 0 for value, _title in config.options}
    form.settle()
    if not any(totals.values()):
        first = next((f"total.{value}" for value, _title in config.options), "propositions")
        raise AnswerFaults({first: _("Écrivez au moins un total avant de garder.")})
    return desk.model_copy(update={"totals": totals})


def _written(config: Config, form: Reading, *, voted: bool) -> tuple[Item, ...]:
    """The choices typed one a line, each once. An answer would come to speak of something else: nothing changes once somebody chose."""
    lines = list(dict.fromkeys(line.strip() for line in form.text("propositions").splitlines() if line.strip()))
    if not config.own:
        form.fault("propositions", _("Les choix de cette étape sont ceux du guide."))
    elif voted:
        form.fault("propositions", _("Des voix sont déjà données : les choix ne changent plus."))
    elif not lines:
        form.fault("propositions", _("Écrivez au moins un choix, un par ligne."))
    elif len(lines) > MOST_OWN or max(map(len, lines)) > LONGEST_OWN:
        form.fault(
            "propositions",
            _("Au plus %(most)s choix, de %(signs)s signes chacun.", most=MOST_OWN, signs=LONGEST_OWN),
        )
    return tuple(Item(id=name, title=line) for name, line in zip(OWN_IDS, lines, strict=False))
