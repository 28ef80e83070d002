"""How a guide is told on its card and on its page, and which guides fit. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from facilitation.confidentiality.readers import Trace
from facilitation.guides.schema import (
    Audience,
    Certainty,
    Flag,
    Guide,
    PersonThere,
    Role,
    Source,
    Step,
    step_minutes,
    total_minutes,
    usual_people,
)
from facilitation.guides.text import render
from facilitation.i18n import _, mark, ngettext

AUDIENCES = {
    Audience.PARTENARIAT: mark("partenariat"),
    Audience.FORMATION: mark("formation"),
    Audience.INTERVISION: mark("intervision"),
}
THERE = {
    PersonThere.PRESENTE: mark("présente, c'est sa réunion"),
    PersonThere.POSSIBLE: mark("présente ou non, au choix"),
    PersonThere.ABSENTE: mark("absente, entre professionnels"),
}
READ = {
    "titre": mark("titre seul, texte non consulté"),
    "editorial": mark("éditorial, lu en entier"),
    "extrait": mark("extrait lu"),
    "affiche": mark("affiche lue"),
    "rien": mark("non consulté"),
}
CERTAINTY = {
    "titre": mark("seul le titre peut lui être attribué"),
    "editorial": mark("attribution sûre"),
    "affiche": mark("attribution sûre"),
    "meme-auteur": mark("d'après un autre texte du même auteur ou du même service"),
    "voisine": mark("d'après un texte voisin sur le même thème"),
    "generale": mark("connaissance commune du métier"),
    "inspire": mark("simple inspiration"),
}


@dataclass(frozen=True, slots=True)
class StepLength:
    """A step as a ribbon draws it."""

    minutes: int
    optional: bool
    pause: bool


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step as the guide's page tells it; `question` is safe HTML, `remarks` says in words what is particular."""

    number: int
    title: str
    minutes: int
    question: Markup
    remarks: tuple[str, ...]
    optional: bool
    pause: bool


@dataclass(frozen=True, slots=True)
class VariantCard:
    """Another way to lead the guide; `minutes` for the same number of people."""

    id: str
    title: str
    minutes: int
    steps: tuple[StepCard, ...]


@dataclass(frozen=True, slots=True)
class GuideCard:
    """A guide as its index card tells it. `minutes` are counted for `people`, and `lengths` are those of the steps that it takes."""

    id: str
    title: str
    summary: str
    minutes: int
    people: int
    smallest: int
    largest: int
    group_note: str
    audiences: str
    person: str
    remains: str
    origin: str
    lengths: tuple[StepLength, ...]


@dataclass(frozen=True, slots=True)
class GuidePage:
    """What the guide's page adds to its card; texts are safe HTML. Its sources, drifts and cases are told apart (`library.uses`).

    `kept` says in sentences what becomes of what is said, step by step; `document` what the written document holds.
    """

    card: GuideCard
    steps: tuple[StepCard, ...]
    offered: tuple[StepCard, ...]
    variants: tuple[VariantCard, ...]
    roles: tuple[Role, ...]
    rules: tuple[str, ...]
    preparation: Markup
    pitfalls: Markup
    document: Markup
    plan: Markup
    kept: tuple[str, ...]
    attribution: str
    version: str
    licence: str


def card(guide: Guide, people: int | None = None) -> GuideCard:
    """The card of this guide, its minutes counted for `people` (by default, a middling group)."""
    present = people or usual_people(guide)
    return GuideCard(
        id=guide.id,
        title=guide.title,
        summary=guide.summary,
        minutes=total_minutes(guide, present),
        people=present,
        smallest=guide.group.min,
        largest=guide.group.max,
        group_note=guide.group.note,
        audiences=_listed(_(AUDIENCES[audience]) for audience in guide.audiences),
        person=_(THERE[guide.person_there]) if guide.person_there else "",
        remains=_remains(guide),
        origin=guide.adapted_from.title if guide.adapted_from else "",
        lengths=tuple(
            StepLength(step_minutes(step, present, guide.subgroup_size), not step.essential, step.module == "pause")
            for step in guide.steps
            if not step.disabled
        ),
    )


def page(guide: Guide, people: int | None = None) -> GuidePage:
    """The page of this guide, its minutes counted for `people` (by default, a middling group)."""
    present = people or usual_people(guide)
    return GuidePage(
        card=card(guide, people),
        steps=_steps(guide, [step for step in guide.steps if not step.disabled], present),
        offered=_steps(guide, [step for step in guide.steps if step.disabled], present),
        variants=tuple(
            VariantCard(
                one.id, one.title, total_minutes(guide, present, one.id), _steps(guide, guide.steps_of(one.id), present)
            )
            for one in guide.variants
        ),
        roles=guide.roles,
        rules=guide.rules,
        preparation=render(guide.preparation),
        pitfalls=render(guide.pitfalls),
        document=render(guide.minutes_text) if leaves_a_trace(guide) else Markup(""),
        plan=render(guide.plan_text),
        kept=_kept(guide),
        attribution=guide.attribution,
        version=guide.version,
        licence=guide.licence,
    )


def leaves_a_trace(guide: Guide) -> bool:
    """Whether something written remains of its steps."""
    return any(step.trace in (Trace.PV, Trace.SYNTHESE) for step in guide.steps)


def reference(source: Source) -> str:
    """« Xavier Bouchereau, « Prendre soin… », L'Observatoire n° 111, 2022 »."""
    review = " ".join(filter(None, (source.review, _("n° %(number)s", number=source.number) if source.number else "")))
    title = _("« %(title)s »", title=source.title)
    publisher = "" if source.publisher in source.authors else source.publisher
    parts = (_listed(source.authors), title, review, publisher, str(source.year or ""))
    return ", ".join(filter(None, parts))


def certainty(source: Source) -> str:
    """What was read of it, and how sure an attribution to it is."""
    return _("%(read)s ; %(sure)s", read=_(READ[source.read]), sure=sure_of(source, source.certainty))


def sure_of(source: Source, how: Certainty) -> str:
    """How sure it is that an idea is this source's, said of one use of it. What the poster cites was not read: it is the poster that says so."""
    if how == "affiche" and source.read == "rien":
        return _("d'après l'affiche, qui cite ce texte")
    return _(CERTAINTY[how])


def _steps(guide: Guide, steps: Iterable[Step], people: int) -> tuple[StepCard, ...]:
    return tuple(
        StepCard(
            number=number,
            title=step.title,
            minutes=step_minutes(step, people, guide.subgroup_size),
            question=render(step.question),
            remarks=_remarks(step),
            optional=not step.essential,
            pause=step.module == "pause",
        )
        for number, step in enumerate(steps, start=1)
    )


def _remarks(step: Step) -> tuple[str, ...]:
    told = {
        Flag.SANS_CONSEIL: _("Pas de conseil."),
        Flag.PORTEUR_SILENCIEUX: _("La personne qui porte la question écoute sans répondre."),
        Flag.ANONYME: _("Anonyme."),
        Flag.SOUS_GROUPES: _("En sous-groupes."),
        Flag.ECRAN_MASQUE: _("Écran masqué."),
    }
    kept = {
        Trace.SYNTHESE: _("Seule la synthèse est gardée."),
        Trace.PERSO: _("Chacun garde le sien."),
        Trace.SESSION: _("Effacé à la clôture."),
        Trace.AUCUNE: _("Rien n'est noté."),
    }
    flags = tuple(told[flag] for flag in step.flags if flag in told)
    return (*flags, kept[step.trace]) if step.trace in kept and step.module != "pause" else flags


def _kept(guide: Guide) -> tuple[str, ...]:
    """What becomes of what is said in the steps that the guide takes, one sentence for each fate; breaks are not told of."""
    fates = {
        Trace.PV: _("Ce qui est dit entre au document, relu avant"),
        Trace.SYNTHESE: _("Seule la synthèse que le groupe valide est gardée"),
        Trace.PERSO: _("Chacun emporte le sien, puis Maillage l'efface"),
        Trace.SESSION: _("Effacé à la clôture"),
        Trace.AUCUNE: _("Rien n'est noté"),
    }
    taken = [step for step in guide.steps if not step.disabled]
    told = []
    for trace, fate in fates.items():
        numbers = [str(at) for at, step in enumerate(taken, start=1) if step.trace is trace and step.module != "pause"]
        if numbers:
            which = ngettext("étape %(numbers)s", "étapes %(numbers)s", len(numbers), numbers=_listed(numbers))
            told.append(_("%(fate)s : %(which)s.", fate=fate, which=which))
    return tuple(told)


def _remains(guide: Guide) -> str:
    if not leaves_a_trace(guide):
        return _("rien d'écrit")
    document = _("un compte rendu") if guide.document == "compte-rendu" else _("un PV")
    plan = guide.plan_text or any(step.activity.type == "action" for step in guide.steps)
    return _("%(document)s et un plan d'action", document=document) if plan else document


def _listed(parts: Iterable[str]) -> str:
    names = list(parts)
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s et %(last)s", first=", ".join(names[:-1]), last=names[-1])
