"""A round: each has a turn to speak, may pass, may come back. A sentence is kept only where the step keeps one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field

from facilitation.activities.base import AnswerFaults, FormData, Given, Line, Part, Production, answers_of
from facilitation.activities.reading import Reading, gesture
from facilitation.activities.wording import listing
from facilitation.i18n import _, mark
from facilitation.outline import Blocks

TYPE = "tour"
TITLE = mark("Un tour de parole")
MOST_NAMES = 200


class Config(Part):
    """Whether a sentence is kept, and how long a turn lasts."""

    keeps: bool = Field(default=False, alias="garde")
    seconds: Annotated[int, Field(ge=5, le=3_600)] | None = Field(default=None, alias="secondes")


class Answer(Part):
    """A sentence, or « je passe »."""

    sentence: str = ""
    passed: bool = False


class DeskState(Part):
    """Who speaks, who comes next, who has spoken, who passed and may come back: shown names. Wiped when the stage ends."""

    current: str = ""
    waiting: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()


class Summary(Production):
    """The order of turns as the desk has it, and the sentences that the step keeps."""

    current: str = ""
    waiting: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    sentences: tuple[Line, ...] = ()

    @property
    def begun(self) -> bool:
        """Whether an order of turns was given."""
        return bool(self.current or self.waiting or self.spoken or self.passed)


def fields(config: Config) -> tuple[str, ...]:
    """The answer's fields; `phrase` is known (and refused) even where the step keeps no sentence."""
    return ("phrase", "passe")


def read(config: Config, formdata: FormData) -> Answer:
    """The sentence, or that one passes; raises AnswerFaults. A round that keeps nothing refuses a sentence, so that it is not lost unseen."""
    form = Reading(formdata)
    sentence, passed = form.text("phrase"), form.ticked("passe")
    if sentence and not config.keeps:
        form.fault("phrase", _("Ce tour ne garde rien de ce qui est dit. Pour en garder un mot, mettez-le de côté."))
    elif sentence and passed:
        form.fault("passe", _("Une phrase est écrite : décochez « Je passe », ou effacez-la."))
    elif not sentence and not passed and not form.faults:
        wanted = _("Écrivez une phrase, ou passez.") if config.keeps else _("Cochez « Je passe ».")
        form.fault("phrase" if config.keeps else "passe", wanted)
    form.settle()
    return Answer(sentence=sentence, passed=passed)


def several(config: Config) -> bool:
    """As many sentences as one has turns."""
    return True


def values(config: Config, answer: Answer) -> dict[str, str]:
    """The form that holds this answer."""
    return {"phrase": answer.sentence, "passe": "oui" if answer.passed else ""}


def summarise(
    config: Config, given: Sequence[Given], desk: DeskState, inputs: Mapping[str, Part], expected: int
) -> Summary:
    """The turns as the desk has them; the sentences in the order they came, where the step keeps them."""
    answers = answers_of(given, Answer)
    return Summary(
        answered=len(answers),
        expected=expected,
        current=desk.current,
        waiting=desk.waiting,
        spoken=desk.spoken,
        passed=desk.passed,
        sentences=tuple(
            Line(id=one.id, text=answer.sentence, who=one.who, revealed=one.revealed, field="phrase")
            for one, answer in answers
            if answer.sentence and config.keeps
        ),
    )


def blocks(config: Config, summary: Summary) -> Blocks:
    """The kept sentences, unattributed; neither the order of turns nor who passed."""
    return (listing(summary.sentences),) if summary.sentences else ()


Gesture = Literal["cercle", "hasard", "suivant", "passer", "reprendre"]


def direct(config: Config, desk: DeskState, formdata: FormData, given: Sequence[Given]) -> DeskState:
    """The turns after `geste`; raises AnswerFaults.

    `cercle`: `noms`, one a line, in the order they sit. `hasard`: `noms` and `graine`, a text that the page drew: the same one gives the same
    order. `suivant`: who speaks has spoken. `passer`: who speaks passes. `reprendre`: `nom`, who had passed, speaks now, or next.
    """
    word = gesture(formdata, Gesture)
    if word in ("cercle", "hasard"):
        return _begin(formdata, shuffled=word == "hasard")
    if word == "reprendre":
        return _come_back(desk, Reading(formdata).text("nom"))
    if not (desk.current or desk.waiting):
        raise AnswerFaults({"geste": _("Le tour est fini. Recommencez-le, ou passez à l'étape suivante.")})
    done = (desk.current,) if desk.current else ()
    return DeskState(
        current=desk.waiting[0] if desk.waiting else "",
        waiting=desk.waiting[1:],
        spoken=desk.spoken if word == "passer" else desk.spoken + done,
        passed=desk.passed + done if word == "passer" else desk.passed,
    )


def _begin(formdata: FormData, *, shuffled: bool) -> DeskState:
    form = Reading(formdata)
    names = [name.strip() for name in form.text("noms").split("\n") if name.strip()]
    seed = form.word("graine")
    if not names:
        form.fault("noms", _("Écrivez au moins un nom, un par ligne."))
    elif len(names) > MOST_NAMES:
        form.fault("noms", _("Il y a plus de deux cents noms. Gardez-en deux cents au plus."))
    if shuffled and not seed:
        form.fault("graine", _("L'ordre n'a pas pu être tiré au sort. Rechargez la page et recommencez."))
    form.settle()
    if shuffled:
        Random(seed).shuffle(names)  # noqa: S311 - an order to speak in is no secret, and must be the same when the page is sent twice
    return DeskState(current=names[0], waiting=tuple(names[1:]))


def _come_back(desk: DeskState, name: str) -> DeskState:
    if name not in desk.passed:
        raise AnswerFaults({"nom": _("Cette personne n'est pas parmi celles qui ont passé.")})
    rank = desk.passed.index(name)
    passed = desk.passed[:rank] + desk.passed[rank + 1 :]
    if desk.current:
        return desk.model_copy(update={"waiting": (name, *desk.waiting), "passed": passed})
    return desk.model_copy(update={"current": name, "passed": passed})
