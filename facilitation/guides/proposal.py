"""Which guides to propose for a meeting: a plain rule, with its reason in a sentence. No score is kept or shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from facilitation.guides.schema import Guide, PersonThere, Subject, total_minutes, usual_people
from facilitation.i18n import _, mark

# For each of the editorial's three networks, the subjects that serve it, the closest first.
_SUBJECTS: dict[str, tuple[Subject, ...]] = {
    "pratiques": (Subject.PRATIQUE, Subject.PARTENARIAT),
    "projet": (Subject.PARTENARIAT, Subject.SUIVI, Subject.CARTE),
    "personne": (Subject.SITUATION, Subject.CARTE, Subject.PARTENARIAT),
}
_ABOUT = {
    Subject.SITUATION: mark("Il part d'une situation"),
    Subject.PRATIQUE: mark("Il porte sur vos pratiques"),
    Subject.PARTENARIAT: mark("Il porte sur votre façon de travailler ensemble"),
    Subject.CARTE: mark("Il dessine votre réseau"),
    Subject.SUIVI: mark("Il fait le point sur ce que vous aviez décidé"),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A guide to propose, the reason in one sentence, and the variant that fits the time, or empty."""

    guide_id: str
    reason: str
    variant: str = ""


@dataclass(frozen=True, slots=True)
class _Fit:
    guide: Guide
    variant: str
    minutes: int
    in_time: bool
    in_number: bool
    subject: int


def propose(
    guides: Iterable[Guide], *, network_type: str | None, minutes: int, people: int, person_present: bool
) -> tuple[Proposal, ...]:
    """At most three guides, the fittest first, each with its reason in one sentence.

    The rule, in this order: it holds in the time, whole or in a variant; the number of people suits it; where the person concerned will be there, it is
    not one of those that are led without them; its subject is close to the network's type
    (`pratiques`, `projet`, `personne`; with the person concerned in the room, what speaks of a situation or of a map comes first); the longer before
    the shorter; the title. `minutes` and `people` may be 0 when they are not known yet: they then set nothing apart.
    """
    wanted = _SUBJECTS.get(network_type or "", ())
    if person_present:
        wanted = (*(one for one in wanted if one in (Subject.SITUATION, Subject.CARTE)), *wanted) or _SUBJECTS[
            "personne"
        ]
    fits = sorted(
        (_fit(guide, wanted, minutes, people) for guide in guides),
        key=lambda fit: _order(fit, with_person=person_present),
    )
    return tuple(Proposal(fit.guide.id, _reason(fit, people), fit.variant) for fit in fits[:3])


def _fit(guide: Guide, wanted: tuple[Subject, ...], minutes: int, people: int) -> _Fit:
    number = people or usual_people(guide)
    lengths = [("", total_minutes(guide, number))]
    lengths += [(one.id, total_minutes(guide, number, one.id)) for one in guide.variants]
    held = [one for one in lengths if not minutes or one[1] <= minutes]
    variant, length = (
        held[0] if held and held[0][0] == "" else max(held, key=lambda one: one[1]) if held else lengths[0]
    )
    in_number = not people or guide.group.min <= people <= guide.group.max
    subject = wanted.index(guide.subject) if guide.subject in wanted else len(wanted)
    return _Fit(guide, variant, length, bool(held), in_number, subject)


def _order(fit: _Fit, *, with_person: bool) -> tuple[bool, bool, bool, int, int, str]:
    left_out = with_person and fit.guide.person_there is PersonThere.ABSENTE
    return (not fit.in_time, not fit.in_number, left_out, fit.subject, -fit.minutes, fit.guide.title)


def _reason(fit: _Fit, people: int) -> str:
    about = _(_ABOUT[fit.guide.subject])
    number = people or usual_people(fit.guide)
    said = {
        "about": about,
        "minutes": fit.minutes,
        "people": number,
        "min": fit.guide.group.min,
        "max": fit.guide.group.max,
    }
    if not fit.in_time:
        return _("%(about)s, mais demande %(minutes)s minutes à %(people)s personnes : prévoyez plus de temps.", **said)
    if not fit.in_number:
        return _(
            "%(about)s et tient en %(minutes)s minutes, mais il est fait pour %(min)s à %(max)s personnes.", **said
        )
    if fit.variant:
        title = next(one.title for one in fit.guide.variants if one.id == fit.variant)
        return _(
            "%(about)s et tient en %(minutes)s minutes à %(people)s personnes, avec la variante « %(title)s ».",
            title=title,
            **said,
        )
    return _("%(about)s et tient en %(minutes)s minutes à %(people)s personnes.", **said)
