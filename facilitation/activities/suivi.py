"""Follow-up: what became of the actions of earlier meetings; of their open questions; of what was set aside.

The group decides aloud and the desk notes it, matter by matter. What there is to follow is not in the guide but in the desk's state: the meetings
room fills it when the stage begins. The form's fields are named by the matters' numbers (`1/2026-A2`, `1/2026-A2.note`, `1/2026-A2.date`); so
`fitted` gives the settings that `read`, `fields` and `summarise` take here: those of the guide with the matters of this stage.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, Strict

from facilitation.activities import becoming
from facilitation.activities.base import FormData, Given, Line, Part, Production, Several, answers_of
from facilitation.activities.reading import Reading
from facilitation.activities.unanswered import nothing_to_arrange, refuse
from facilitation.activities.wording import counted
from facilitation.confidentiality.readers import Mark, Note, Reader, Trace, marks_from, readers_from
from facilitation.errors import InvalidText
from facilitation.french_dates import day, long_day
from facilitation.i18n import WIDE, _, mark
from facilitation.outline import Blocks, Labelled, Run, Runs, plain
from facilitation.typed_days import read_day

TYPE = "suivi"
TITLE = mark("Suivi")
What = Literal["actions", "questions", "mis-de-cote"]
Day = Annotated[date, Strict(False)]
WORDS: Mapping[str, Mapping[str, str]] = {
    "actions": becoming.STATUSES,
    "questions": {"repondue": mark("répondue"), "ouverte": mark("reste ouverte")},
    "mis-de-cote": {
        "reprise": mark("repris aujourd'hui"),
        "attend": mark("reste de côté"),
        "laissee": mark("laissé pour de bon"),
    },
}
SETTLED = frozenset({"repondue", "reprise", "laissee"})
"""Of a question or what was set aside: it does not come back at the next meeting."""
NAMES = {"actions": mark("Action"), "questions": mark("Question"), "mis-de-cote": mark("Mis de côté")}


class Config(Part):
    """`reprend`: which matters come back; `echues`: of the actions, only those whose date has come, and those without a date."""

    what: What = Field(default="actions", alias="reprend")
    overdue: bool = Field(default=False, alias="echues")


class Matter(Part):
    """An action, a question or something set aside, as it stood when the stage began. `id` is the outcome's, `was` an action's status."""

    id: str
    number: str
    text: str
    bearer: str = ""
    for_whom: str = ""
    due: Day | None = None
    postponed: int = 0
    was: str = ""
    obstacle: str = ""
    readers: Several[str] = ()
    marks: Several[str] = ()

    @property
    def note(self) -> Note:
        """What the selection is asked about it: it remains whatever the trace of the step in which it comes back."""
        return Note(self.id, self.text, readers_from(self.readers), marks_from(self.marks), Trace.PV, revealed=True)


class Fitted(Config):
    """The settings of one stage: the guide's, with what this stage follows. `today`: the day on which its list was made."""

    matters: Several[Matter] = ()
    today: Day = date.min

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What each matter may have become: the value of the form, and its words."""
        return tuple((value, _(words)) for value, words in WORDS[self.what].items())

    def named(self, matter: Matter) -> str:
        """« Action 1/2026-A2 »; « Mis de côté », which people know by its words alone."""
        return matter_label(self.what, matter.number)


class Answer(Part):
    """What became of some matters: the fields of the form that say something; dates as « 2026-05-07 »."""

    said: dict[str, str]


class DeskState(Part):
    """What there is to follow, and the day on which this list was made."""

    matters: Several[Matter] = ()
    today: Day | None = None


class Row(Matter):
    """A matter with what was said of it here. `said` carries the note, empty or not, and the answer's id; None while nothing was said.

    `alone`: the answer speaks of no other matter.
    """

    what: What
    status: str = ""
    day: Day | None = None
    said: Line | None = None
    alone: bool = True

    @property
    def label(self) -> str:
        """« Action 1/2026-A2 »; « Mis de côté »."""
        return matter_label(self.what, self.number)

    @property
    def put_off(self) -> str:
        """« reportée deux fois »; empty while it never was."""
        if self.postponed < 2:
            return _("reportée une fois") if self.postponed else ""
        return _("reportée %(times)s fois", times=counted(self.postponed))

    @property
    def became(self) -> str:
        """What became of it, in words: « reporté au 7 mai 2026 »; empty while nothing was said."""
        word = _(WORDS[self.what][self.status]) if self.status else ""
        return _("%(status)s au %(day)s", status=word, day=day(self.day)) if word and self.day else word

    @property
    def shown_status(self) -> str:
        """The same as a beginning, once the room may see it."""
        return capital(self.became) if self.said is not None and self.said.revealed else ""

    @property
    def asks_what_hinders(self) -> bool:
        """Whether a new date asks first what hinders."""
        return becoming.asks_what_hinders(self.postponed)


class Summary(Production):
    """The matters in order, each with the last that was said of it."""

    what: What = "actions"
    rows: tuple[Row, ...] = ()

    @property
    def waiting(self) -> tuple[Row, ...]:
        """Those of which nothing was said yet."""
        return tuple(row for row in self.rows if row.said is None)

    @property
    def entries(self) -> tuple[Row, ...]:
        """Those of which something was said."""
        return tuple(row for row in self.rows if row.said is not None)


def matter_label(what: What, number: str) -> str:
    """« Action 1/2026-A2 »; what is set aside shows no number."""
    name = _(NAMES[what])
    return name if what == "mis-de-cote" else f"{name}{WIDE}{number}"


# ------------------------------------------------------------------ what the desk's state brings


def fitted(config: Config, desk: DeskState) -> Fitted:
    """The settings with what this stage follows."""
    own = {name: getattr(config, name) for name in Config.model_fields}
    return Fitted(**own, matters=desk.matters, today=desk.today or date.min)


def carried(desk: DeskState) -> tuple[Note, ...]:
    """The notes that the desk's state brings from elsewhere: each reader is shown only those that `select` lets through."""
    return tuple(matter.note for matter in desk.matters)


def narrowed(desk: DeskState, ids: Collection[str]) -> DeskState:
    """The desk's state with only the matters of these ids."""
    return desk.model_copy(update={"matters": tuple(matter for matter in desk.matters if matter.id in ids)})


def comes_back(readers: Collection[Reader], marks: Collection[Mark]) -> bool:
    """Whether something with these readers and marks comes back at a later meeting.

    Source: `design/confidentiality.md`, « Retention »: what touches a person does not carry over; nor what the group may not read.
    """
    return Reader.GROUPE in readers and not set(marks) & {Mark.SITUATION, Mark.CONFIDENCE}


# ------------------------------------------------------------------ the contract


def _matters(config: Config) -> tuple[Matter, ...]:
    return config.matters if isinstance(config, Fitted) else ()


def several(config: Config) -> bool:
    """Each answer speaks of another matter, where there is one to speak of."""
    return bool(_matters(config))


def fields(config: Config) -> tuple[str, ...]:
    """For each matter its number and its note; for an action its date too. None before the stage has its list."""
    endings = ("", ".note", ".date") if config.what == "actions" else ("", ".note")
    return tuple(f"{matter.number}{ending}" for matter in _matters(config) for ending in endings)


def read(config: Config, formdata: FormData) -> Answer:
    """What became of these matters; raises AnswerFaults for a status without what it asks for, or a form that says nothing."""
    matters = _matters(config)
    if not matters:
        raise refuse(_("Il n'y a rien à suivre dans cette étape. Notez ceci avec « Action » ou « Question »."))
    form = Reading(formdata)
    said: dict[str, str] = {}
    for matter in matters:
        said |= _read_one(config, matter, form)
    if not said and not form.faults:
        form.fault(matters[0].number, _("Dites ce qu'est devenue au moins une de ces lignes."))
    form.settle()
    return Answer(said={name: value for name, value in said.items() if value})


def _read_one(config: Config, matter: Matter, form: Reading) -> dict[str, str]:
    status, note = form.word(matter.number), form.text(f"{matter.number}.note")
    new_due = _day(config, f"{matter.number}.date", form) if config.what == "actions" else None
    if not status:
        if note or new_due:
            form.fault(matter.number, _("Dites aussi ce que cette ligne est devenue : choisissez dans la liste."))
        return {}
    if status not in WORDS[config.what]:
        form.fault(matter.number, _("Choisissez dans la liste ce que cette ligne est devenue."))
        return {}
    if config.what == "actions":
        found = becoming.faults(status, note, new_due, due=matter.due, postponed=matter.postponed)
        for name, sentence in found.items():
            form.fault(f"{matter.number}.{name}", sentence)
    return {
        matter.number: status,
        f"{matter.number}.note": note,
        f"{matter.number}.date": new_due.isoformat() if new_due else "",
    }


def _day(config: Config, name: str, form: Reading) -> date | None:
    try:
        return read_day(form.text(name), config.today if isinstance(config, Fitted) else date.min)
    except InvalidText as refused:
        form.fault(name, refused.sentence)
        return None


def values(config: Config, answer: Answer) -> dict[str, str]:
    """The form that holds this answer, its dates in words."""
    return {
        name: long_day(date.fromisoformat(value)) if name.endswith(".date") else value
        for name, value in answer.said.items()
    }


def summarise(
    config: Config, given: Sequence[Given], desk: DeskState, inputs: Mapping[str, Part], expected: int
) -> Summary:
    """Each matter with the last that was said of it."""
    answers = answers_of(given, Answer)
    rows = []
    for matter in _matters(config):
        last = next(((one, answer.said) for one, answer in reversed(answers) if matter.number in answer.said), None)
        rows.append(_row(config, matter, *last) if last else Row(**dict(matter), what=config.what))
    return Summary(answered=len(answers), expected=expected, what=config.what, rows=tuple(rows))


def _row(config: Config, matter: Matter, one: Given, said: Mapping[str, str]) -> Row:
    field = f"{matter.number}.note"
    until = said.get(f"{matter.number}.date")
    return Row(
        **dict(matter),
        what=config.what,
        status=said[matter.number],
        day=date.fromisoformat(until) if until else None,
        said=Line(id=one.id, text=said.get(field, ""), who=one.who, revealed=one.revealed, field=field),
        alone=all(name.partition(".")[0] == matter.number for name in said),
    )


def blocks(config: Config, summary: Summary) -> Blocks:
    """Questions and what was set aside, each with what became of it. The actions have their own section in the documents."""
    if summary.what == "actions":
        return ()
    return tuple(_written(row) for row in summary.entries)


def _written(row: Row) -> Labelled:
    line = row.said
    became: Runs = (Run(text=capital(row.became), strong=True),)
    if line is not None and line.text:
        became = (*became, *plain(_(" : %(note)s", note=line.text)))
    return Labelled(
        label=row.label,
        runs=plain(row.text),
        details=(became,),
        source=line.id if line is not None and line.text else "",
        field=line.field if line is not None and line.text else "",
    )


def capital(text: str) -> str:
    """The text with its first sign in capital, the rest untouched."""
    return text[:1].upper() + text[1:]


def direct(config: Config, desk: DeskState, formdata: FormData, given: Sequence[Given]) -> DeskState:
    """Always raises AnswerFaults: there is nothing to arrange."""
    raise nothing_to_arrange()
