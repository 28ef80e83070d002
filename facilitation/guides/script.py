"""What a meeting written as a file says (`meeting-script.md`): frozen models, French keys ↔ English names.

Texts are what people would type: kept whole, any character a browser can send. Hours are those of Brussels.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from facilitation.confidentiality.readers import Mark, Reader
from facilitation.french_dates import BRUSSELS
from facilitation.guides.schema import Authored
from facilitation.i18n import _
from facilitation.typed import LONGEST, clean

T = TypeVar("T")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_HOUR = re.compile(r"\d\d?:\d\d")
_MOMENT = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<hour>\d\d?:\d\d)")


def _kept(text: str) -> str:
    """The text, unless it is longer than what may be typed; without the line end that YAML gives to a block."""
    if len(clean(text)) > LONGEST:
        count = len(clean(text))
        raise ValueError(
            _("ce texte compte %(count)s caractères ; la limite est de 20 000. Coupez-le en deux.", count=count)
        )
    return text.removesuffix("\n")


def _said(text: str) -> str:
    """The text, unless it holds nothing but spaces."""
    if not text.strip():
        raise ValueError(_("ce texte est vide. Écrivez-le, ou enlevez la ligne."))
    return _kept(text)


def _day(written: Any) -> Any:
    if not isinstance(written, str):
        return written
    if not _DAY.fullmatch(written):
        raise ValueError(_("cette date ne se lit pas. Écrivez l'année, le mois et le jour : 2026-04-30."))
    return _existing(lambda: date.fromisoformat(written))


def _hour(written: Any) -> Any:
    if not isinstance(written, str):
        return written
    if not _HOUR.fullmatch(written):
        raise ValueError(_("cette heure ne se lit pas. Écrivez-la ainsi : 09:45."))
    return _existing(lambda: time.fromisoformat(written.zfill(5)))


def _moment(written: Any) -> Any:
    if not isinstance(written, str):
        return written
    found = _MOMENT.fullmatch(written)
    if found is None:
        raise ValueError(_("ce moment ne se lit pas. Écrivez le jour, T et l'heure : 2026-03-12T09:30."))
    return datetime.combine(_day(found["day"]), _hour(found["hour"]), BRUSSELS)


def _existing(read: Callable[[], T]) -> T:
    try:
        return read()
    except ValueError:
        raise ValueError(_("ce jour ou cette heure n'existe pas. Vérifiez le calendrier.")) from None


def _as_mapping(written: Any) -> Any:
    """A text written by itself, as the mapping that may also say who reads it."""
    return written if isinstance(written, dict) else {"texte": written}


Typed = Annotated[str, AfterValidator(_kept)]
Said = Annotated[str, AfterValidator(_said)]
# A string stays what the JSON Schema of these says: the moment is read from it before pydantic looks at its kind.
Day = Annotated[date, BeforeValidator(_day)]
Hour = Annotated[time, BeforeValidator(_hour)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Mode = Literal["autorite", "majorite", "consensus", "consentement", "personne", "impose"]


class Readable(Authored):
    """Who reads a text (None: as the product does by default) and its marks."""

    readers: tuple[Reader, ...] | None = Field(default=None, alias="lecteurs")
    marks: tuple[Mark, ...] = Field(default=(), alias="marques")


class ScriptText(Readable):
    """A text by itself."""

    text: Said = Field(alias="texte")


class _TextAlone(ScriptText):
    """A text that may be written without its mapping. Pydantic no longer knows, after the validator that makes one, that it reads JSON: lax then."""

    model_config = ConfigDict(strict=False)


TextAlone = Annotated[_TextAlone, BeforeValidator(_as_mapping)]


class ScriptAnswer(Readable):
    """What somebody (or the group, without `of`) answered: the activity's own form fields."""

    of: str = Field(default="", alias="de")
    fields_given: dict[str, Typed] = Field(alias="champs")

    @property
    def fields(self) -> Mapping[str, str]:
        """The form fields, read-only."""
        return MappingProxyType(self.fields_given)


class Votes(Authored):
    """The count of a vote by raised hands."""

    yes: Annotated[int, Field(ge=0, le=1000)] = Field(alias="pour")
    no: Annotated[int, Field(ge=0, le=1000)] = Field(default=0, alias="contre")
    abstain: Annotated[int, Field(ge=0, le=1000)] = Field(default=0, alias="abstention")


class EmptyChair(Authored):
    """What a decision that touches persons says of them."""

    would_say: Typed = Field(default="", alias="dirait")
    told_by: Typed = Field(default="", alias="informee_par")
    told_on: Day | None = Field(default=None, alias="quand")
    no_object: bool = Field(default=False, alias="sans_objet")


class ScriptDecision(ScriptText):
    """A decision."""

    mode: Mode | None = None
    votes: Votes | None = None
    effect_on: Day | None = Field(default=None, alias="effet")
    review: Typed = Field(default="", alias="revision")
    responsible: Typed = Field(default="", alias="responsable")
    person: EmptyChair | None = Field(default=None, alias="personne")


class ScriptAction(ScriptText):
    """An action; `to_confirm_by` names who confirms when the bearer could not agree in the room."""

    bearer: Typed = Field(default="", alias="porteur")
    to_confirm_by: Typed = Field(default="", alias="a_confirmer")
    due_on: Day | None = Field(default=None, alias="echeance")
    sign: Typed = Field(default="", alias="signe")
    resources: Typed = Field(default="", alias="ressources")


class ScriptReserve(ScriptText):
    """A reservation; `named` only where its author asks for it."""

    named: Typed = Field(default="", alias="de")


class ScriptQuestion(ScriptText):
    """An open question, and whom it is for."""

    for_whom: Typed = Field(default="", alias="pour")


class Outcomes(Authored):
    """What a step or a simple point produced."""

    decisions: tuple[ScriptDecision, ...] = ()
    actions: tuple[ScriptAction, ...] = ()
    reserves: tuple[ScriptReserve, ...] = ()
    questions: tuple[ScriptQuestion, ...] = ()
    asides: tuple[ScriptText, ...] = Field(default=(), alias="mis_de_cote")


class ScriptStep(Outcomes):
    """What happened in a step; a step that isn't named is walked through, empty. `desk`: what was arranged at the desk before anybody answered."""

    desk: tuple[dict[str, Typed], ...] = Field(default=(), alias="pupitre")
    answers: tuple[ScriptAnswer, ...] = Field(default=(), alias="reponses")
    synthesis: TextAlone | None = Field(default=None, alias="synthese")
    skipped: bool = Field(default=False, alias="passee")
    reason: Typed = Field(default="", alias="motif")
    notebook: Typed = Field(default="", alias="carnet")


class ScriptPoint(Outcomes):
    """A point of the agenda: a guide (an id of the library, or a file beside the script) with its steps, or a simple point."""

    guide: str = ""
    variant: str = Field(default="", alias="variante")
    steps: dict[str, ScriptStep] = Field(default_factory=dict, alias="etapes")
    title: Typed = Field(default="", alias="titre")
    kind: Literal["information", "discussion", "decision"] | None = Field(default=None, alias="genre")
    minutes: Annotated[int, Field(ge=1, le=600)] | None = None
    text: TextAlone | None = Field(default=None, alias="texte")
    notebook: Typed = Field(default="", alias="carnet")

    @model_validator(mode="after")
    def _one_or_the_other(self) -> ScriptPoint:
        if not self.guide and not self.title.strip():
            raise ValueError(_("un point a un « titre » et un « genre », ou un « guide ». Ajoutez l'un ou l'autre."))
        if not self.guide and self.kind is None:
            raise ValueError(_("il manque le « genre » de ce point : information, discussion ou decision."))
        if not self.guide and self.steps:
            raise ValueError(_("un point sans « guide » n'a pas d'« etapes ». Nommez le guide, ou enlevez-les."))
        return self


class ScriptMember(Authored):
    """A member of the partnership."""

    name: Said = Field(alias="nom")
    function: Typed = Field(default="", alias="fonction")
    service: Typed = ""


class ScriptPartnership(Authored):
    """The partnership that meets."""

    name: Said = Field(alias="nom")
    territory: Typed = Field(default="", alias="territoire")
    services: tuple[Said, ...] = ()


class Guest(Authored):
    """Somebody invited for once."""

    name: Said = Field(alias="nom")
    quality: Typed = Field(default="", alias="qualite")


class Passage(Authored):
    """Somebody's arrival or departure while the meeting runs."""

    name: Said = Field(alias="nom")
    at: Hour = Field(alias="heure")


class Represented(Authored):
    """Somebody absent, and who speaks for them."""

    name: Said = Field(alias="nom")
    by: Said = Field(alias="par")


class ScriptMeeting(Authored):
    """The meeting: what, when, where, who."""

    title: Said = Field(alias="titre")
    begins: Moment = Field(alias="debut")
    ends: Moment | None = Field(default=None, alias="fin")
    number: Annotated[int, Field(ge=1, le=9999)] | None = Field(default=None, alias="numero")
    place: Typed = Field(default="", alias="lieu")
    facilitator: Typed = Field(default="", alias="animation")
    secretary: Typed = Field(default="", alias="secretariat")
    present: tuple[Said, ...] = Field(default=(), alias="presents")
    excused: tuple[Said, ...] = Field(default=(), alias="excuses")
    guests: tuple[Guest, ...] = Field(default=(), alias="invites")
    arrivals: tuple[Passage, ...] = Field(default=(), alias="arrivees")
    departures: tuple[Passage, ...] = Field(default=(), alias="departs")
    represented: tuple[Represented, ...] = Field(default=(), alias="representes")


class ScriptFollowed(Authored):
    """What was said of an action between two meetings; `number` is « 1/2026-A1 »."""

    number: Said = Field(alias="action")
    status: Literal["a-faire", "en-cours", "bloque", "reporte", "fait", "abandonne"] = Field(alias="statut")
    note: Typed = ""
    new_due_on: Day | None = Field(default=None, alias="date")


class ScriptEarlier(Authored):
    """A meeting of the partnership held before this one: what it left, and what was said of its actions since (`suivi`)."""

    title: Said = Field(alias="titre")
    begins: Moment = Field(alias="debut")
    actions: tuple[ScriptAction, ...] = ()
    questions: tuple[ScriptQuestion, ...] = ()
    asides: tuple[ScriptText, ...] = Field(default=(), alias="mis_de_cote")
    followed: tuple[ScriptFollowed, ...] = Field(default=(), alias="suivi")


class ScriptDocuments(Authored):
    """For whom the demonstration writes its documents."""

    readers: Literal["groupe", "partenaires", "personne", "public"] = Field(default="groupe", alias="lecteurs")

    @property
    def reader(self) -> Reader:
        """The readership."""
        return Reader(self.readers)


class Script(Authored):
    """A meeting from beginning to end."""

    format: Literal[1]
    partnership: ScriptPartnership = Field(alias="partenariat")
    members: tuple[ScriptMember, ...] = Field(default=(), alias="membres")
    earlier: tuple[ScriptEarlier, ...] = Field(default=(), alias="avant")
    meeting: ScriptMeeting = Field(alias="reunion")
    points: Annotated[tuple[ScriptPoint, ...], Field(min_length=1)]
    documents: ScriptDocuments = ScriptDocuments()
