"""What a guide is. Authors write French keys, the code reads English names: this module is the one place that knows both.

Every model is frozen. `model_validate_json(…, by_alias=True, by_name=False)` reads what an author wrote; code and tests may build a model with
English names. A guide held by the catalogue is resolved: its steps that came from a module are there, each with the `module` it came from.
"""

from __future__ import annotations

import builtins
import json
import math
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_serializer, model_validator

from facilitation.confidentiality.readers import Trace
from facilitation.i18n import _

FORMAT = 1
IDENTIFIER = r"^[a-z0-9]+(-[a-z0-9]+)*$"

Identifier = Annotated[str, Field(pattern=IDENTIFIER, max_length=80)]
Words = Annotated[str, Field(min_length=1)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Version = Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
Minutes = Annotated[int, Field(ge=0, le=600)]
Read = Literal["titre", "editorial", "extrait", "affiche", "rien"]
Certainty = Literal["titre", "editorial", "affiche", "meme-auteur", "voisine", "generale", "inspire"]
Grouping = Literal["tires", "reunis", "melanges"]
C = TypeVar("C", bound=BaseModel)


class Authored(BaseModel):
    """What an author wrote: frozen, strict about kinds, with no surprise key."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", populate_by_name=True)


class Audience(StrEnum):
    """Who a guide is for."""

    PARTENARIAT = "partenariat"
    FORMATION = "formation"
    INTERVISION = "intervision"


class Subject(StrEnum):
    """What a guide speaks about: a situation asks for the mode of the same name when a meeting is prepared."""

    SITUATION = "situation"
    PRATIQUE = "pratique"
    PARTENARIAT = "partenariat"
    CARTE = "carte"
    SUIVI = "suivi"


class PersonThere(StrEnum):
    """Whether the person concerned takes part in the meeting that a guide leads: with her, among professionals, or one as well as the other."""

    PRESENTE = "presente"
    ABSENTE = "absente"
    POSSIBLE = "possible"


class Flag(StrEnum):
    """How a step is led."""

    SANS_CONSEIL = "sans-conseil"
    PORTEUR_SILENCIEUX = "porteur-silencieux"
    ECRAN_MASQUE = "ecran-masque"
    SOUS_GROUPES = "sous-groupes"
    ANONYME = "anonyme"
    CONSULTATION = "consultation"
    SANS_MINUTEUR = "sans-minuteur"
    REPETABLE = "repetable"


class GroupSize(Authored):
    """How many people a guide is made for."""

    min: Annotated[int, Field(ge=1, le=1000)]
    max: Annotated[int, Field(ge=1, le=1000)]
    note: str = ""


class Role(Authored):
    """A role of the method, by its own name."""

    id: Identifier
    name: Words = Field(alias="nom")
    briefing: str = Field(default="", alias="consigne")


class ActivityChoice(Authored):
    """The activity of a step: its type, and the other keys as the author wrote them (lists as tuples)."""

    type: Words
    settings: Mapping[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _fold(cls, data: Any) -> Any:
        """The authored mapping with all keys but `type` folded into `settings`."""
        if not isinstance(data, Mapping) or (
            set(data) <= {"type", "settings"} and isinstance(data.get("settings"), Mapping)
        ):
            return data
        rest = {key: value for key, value in data.items() if key != "type"}
        return {"settings": rest} | ({"type": data["type"]} if "type" in data else {})

    @field_validator("settings", mode="after")
    @classmethod
    def _freeze(cls, settings: Mapping[str, Any]) -> Mapping[str, Any]:
        return MappingProxyType({key: _tupled(value) for key, value in settings.items()})

    @model_serializer
    def _flatten(self) -> dict[str, Any]:
        return {"type": self.type, **self.settings}

    def config(self, kind: builtins.type[C]) -> C:
        """These settings as the activity's own `Config`; they were checked when the guide was loaded."""
        return kind.model_validate_json(json.dumps(dict(self.settings)), by_alias=True, by_name=False)


class Step(Authored):
    """A step: one activity, one trace. `module` is the module it came from, or empty.

    `subgroup_size`, where given, replaces the guide's; `grouping` is how its sub-groups are proposed: drawn, the earlier ones put together, or mixed.
    """

    id: Identifier
    title: Words = Field(alias="titre")
    minutes: Minutes
    minutes_per_person: Minutes = Field(default=0, alias="minutes_par_personne")
    minutes_per_group: Minutes = Field(default=0, alias="minutes_par_groupe")
    essential: bool = Field(default=False, alias="essentielle")
    briefing: str = Field(default="", alias="consigne")
    question: str = ""
    activity: ActivityChoice = Field(alias="activite")
    trace: Trace
    flags: tuple[Flag, ...] = Field(default=(), alias="drapeaux")
    sources: tuple[Words, ...] = ()
    inputs: tuple[Words, ...] = Field(default=(), alias="entrees")
    disabled: bool = Field(default=False, alias="desactivee")
    learning: bool = Field(default=False, alias="apprentissage")
    session: Annotated[int, Field(ge=1, le=9)] = Field(default=1, alias="seance")
    subgroup_size: Annotated[int, Field(ge=2, le=100)] | None = Field(
        default=None, alias="taille_sous_groupe", exclude_if=lambda size: size is None
    )
    grouping: Grouping | None = Field(default=None, alias="groupes", exclude_if=lambda way: way is None)
    module: str = ""

    @model_validator(mode="after")
    def _groups_are_formed(self) -> Step:
        if self.grouping is not None and Flag.SOUS_GROUPES not in self.flags:
            raise ValueError(
                _("« groupes » dit comment former des sous-groupes : ajoutez le drapeau « sous-groupes », ou ôtez-le.")
            )
        return self


class VariantStep(Authored):
    """A step that a variant takes; `minutes`, where given, replaces the step's own `minutes` (not what it adds per person or group)."""

    id: Words
    minutes: Minutes | None = None


class Variant(Authored):
    """Another way to lead the guide: only these steps, in this order."""

    id: Identifier
    title: Words = Field(alias="titre")
    duration: Annotated[int, Field(ge=1, le=1440)] = Field(alias="duree")
    steps: Annotated[tuple[VariantStep, ...], Field(min_length=1)] = Field(alias="etapes")


class AdaptedFrom(Authored):
    """The guide that another was made from, as it then was, and what is owed to it."""

    id: Identifier
    version: Version
    title: Words = Field(alias="titre")
    licence: Words
    attribution: Words


class Guide(Authored):
    """An authored protocol. Times in minutes; texts in Markdown except titles, names, rules and notes, which are plain."""

    format: Literal[1]
    id: Identifier
    language: Language = Field(alias="langue")
    version: Version
    title: Words = Field(alias="titre")
    summary: Words = Field(alias="resume")
    audiences: Annotated[tuple[Audience, ...], Field(min_length=1)] = Field(alias="publics")
    subject: Subject = Field(alias="objet")
    person_there: PersonThere | None = Field(
        default=None, alias="personne_concernee", exclude_if=lambda there: there is None
    )
    duration: Annotated[int, Field(ge=1, le=1440)] = Field(alias="duree")
    group: GroupSize = Field(alias="groupe")
    sources: tuple[Words, ...]
    drifts: tuple[Words, ...] = Field(default=(), alias="derives")
    licence: Words
    attribution: Words
    adapted_from: AdaptedFrom | None = Field(default=None, alias="adapte_de", exclude_if=lambda origin: origin is None)
    roles: tuple[Role, ...] = ()
    rules: tuple[Words, ...] = Field(default=(), alias="regles")
    preparation: str = ""
    pitfalls: str = Field(default="", alias="pieges")
    steps: Annotated[tuple[Step, ...], Field(min_length=1)] = Field(alias="etapes")
    variants: tuple[Variant, ...] = Field(default=(), alias="variantes")
    document: Literal["pv", "compte-rendu"] = "pv"
    minutes_text: str = Field(default="", alias="pv")
    plan_text: str = Field(default="", alias="plan_action")
    subgroup_size: Annotated[int, Field(ge=2, le=100)] = Field(default=4, alias="taille_sous_groupe")

    def step(self, step_id: str) -> Step:
        """The step of this id; raises KeyError."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    def steps_of(self, variant_id: str | None = None) -> tuple[Step, ...]:
        """All steps, or those of the variant in its order: its minutes given, and none disabled. Raises KeyError for an unknown variant."""
        if variant_id is None:
            return self.steps
        for variant in self.variants:
            if variant.id == variant_id:
                return tuple(self._taken(choice) for choice in variant.steps)
        raise KeyError(variant_id)

    def _taken(self, choice: VariantStep) -> Step:
        step = self.step(choice.id)
        minutes = step.minutes if choice.minutes is None else choice.minutes
        return step.model_copy(update={"minutes": minutes, "disabled": False})


class Module(Authored):
    """Steps that any guide or running meeting can take in."""

    format: Literal[1]
    id: Identifier = Field(alias="module")
    language: Language = Field(alias="langue")
    version: Version
    title: Words = Field(alias="titre")
    summary: Words = Field(alias="resume")
    licence: Words
    attribution: Words
    sources: tuple[Words, ...] = ()
    steps: Annotated[tuple[Step, ...], Field(min_length=1)] = Field(alias="etapes")


class Source(Authored):
    """An entry of the bibliography: what it is, what of it was read, how sure the attribution is."""

    id: Identifier
    authors: tuple[Words, ...] = Field(default=(), alias="auteurs")
    title: Words = Field(alias="titre")
    review: str = Field(default="", alias="revue")
    publisher: str = Field(default="", alias="editeur")
    number: str = Field(default="", alias="numero")
    year: int | None = Field(default=None, alias="annee")
    address: str = Field(default="", alias="adresse")
    read: Read = Field(alias="lu")
    certainty: Certainty = Field(alias="certitude")
    note: str = ""


class Family(Authored):
    """A family of drifts."""

    id: Identifier
    title: Words = Field(alias="titre")


class Attribution(Authored):
    """What a drift owes to a source, and how sure that is."""

    id: Words
    certainty: Certainty = Field(alias="certitude")


class Drift(Authored):
    """A slope that a partnership slides down; never a fault, never a person.

    `sustained_by` says what keeps it going, `person` what the person concerned endures from it; signs are said in « nous ».
    """

    id: Annotated[str, Field(pattern=r"^D\d\d$")]
    title: Words = Field(alias="titre")
    family: Words = Field(alias="famille")
    definition: Words
    signs: Annotated[tuple[Words, ...], Field(min_length=1)] = Field(alias="signes")
    sustained_by: str = Field(default="", alias="entretient")
    person: str = Field(default="", alias="personne")
    questions: tuple[Words, ...] = ()
    levers: tuple[Words, ...] = Field(default=(), alias="leviers")
    sources: tuple[Attribution, ...] = ()


class GlossaryEntry(Authored):
    """A word of the field, in three languages; `definition` is a short remark on its use, `to_review` that its Dutch is to be read by a professional."""

    id: Identifier
    fr: Words
    en: str = ""
    nl: str = ""
    definition: str = ""
    to_review: bool = Field(default=False, alias="a_relire")
    sources: tuple[Attribution, ...] = Field(default=(), exclude_if=lambda owed: not owed)


class SourcesFile(Authored):
    """`sources.yaml`."""

    format: Literal[1]
    language: Language = Field(alias="langue")
    sources: tuple[Source, ...]


class DriftsFile(Authored):
    """`drifts.yaml`."""

    format: Literal[1]
    language: Language = Field(alias="langue")
    families: tuple[Family, ...] = Field(alias="familles")
    drifts: tuple[Drift, ...] = Field(alias="derives")


class GlossaryFile(Authored):
    """`glossary.yaml`."""

    format: Literal[1]
    language: Language = Field(alias="langue")
    entries: tuple[GlossaryEntry, ...] = Field(alias="entrees")


def step_minutes(step: Step, people: int, subgroup_size: int) -> int:
    """The minutes of a step for this many people, in sub-groups of at most `subgroup_size`, or of its own size."""
    groups = math.ceil(people / (step.subgroup_size or subgroup_size))
    return step.minutes + step.minutes_per_person * people + step.minutes_per_group * groups


def total_minutes(guide: Guide, people: int, variant: str | None = None) -> int:
    """The minutes of a guide, or of its variant, for this many people; disabled steps are not counted."""
    steps = guide.steps_of(variant)
    return sum(step_minutes(step, people, guide.subgroup_size) for step in steps if not step.disabled)


def usual_people(guide: Guide) -> int:
    """The number of people for whom `duree` is announced: halfway between the smallest and the largest group, rounded down."""
    return (guide.group.min + guide.group.max) // 2


def flag_label(flag: Flag) -> str:
    """What the desk says of a step with this flag, in a few words."""
    return {
        Flag.SANS_CONSEIL: _("Pas de conseil maintenant"),
        Flag.PORTEUR_SILENCIEUX: _("La personne qui apporte la question écoute sans répondre"),
        Flag.ECRAN_MASQUE: _("Écran neutre"),
        Flag.SOUS_GROUPES: _("En sous-groupes"),
        Flag.ANONYME: _("Réponses anonymes"),
        Flag.CONSULTATION: _("Consultation"),
        Flag.SANS_MINUTEUR: _("Sans minuteur"),
        Flag.REPETABLE: _("Peut être refaite"),
    }[flag]


def _tupled(value: Any) -> Any:
    """This JSON value with its lists, at any depth, as tuples."""
    if isinstance(value, (list, tuple)):
        return tuple(_tupled(item) for item in value)
    if isinstance(value, Mapping):
        return {key: _tupled(item) for key, item in value.items()}
    return value
