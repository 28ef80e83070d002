"""The run sheet of a guide (« déroulé »), to print and hold in the hand: steps with their minutes, what to say, what to ask, what remains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from facilitation.confidentiality.readers import Trace
from facilitation.documents.front import identity, mention
from facilitation.documents.outcomes import cell
from facilitation.documents.printed import printed
from facilitation.french_dates import duration
from facilitation.guides.schema import Flag, Guide, Step, step_minutes, usual_people
from facilitation.guides.text import plain_text
from facilitation.i18n import _, mark
from facilitation.outline import AnyBlock, Heading, Labelled, Listing, Outline, Paragraph, Run, Table, paragraph, plain

TRACES = {
    Trace.PV: mark("au document de la réunion, sans nom"),
    Trace.SYNTHESE: mark("seule la synthèse validée par le groupe"),
    Trace.PERSO: mark("gardé par qui l'écrit, effacé à la clôture"),
    Trace.SESSION: mark("effacé à la clôture"),
    Trace.AUCUNE: mark("rien"),
}
FLAGS = {
    Flag.SANS_CONSEIL: mark("pas de conseil maintenant"),
    Flag.PORTEUR_SILENCIEUX: mark("la personne qui porte la question écoute sans répondre"),
    Flag.ECRAN_MASQUE: mark("écran masqué"),
    Flag.SOUS_GROUPES: mark("en sous-groupes"),
    Flag.ANONYME: mark("sans nom"),
    Flag.CONSULTATION: mark("consultation"),
    Flag.SANS_MINUTEUR: mark("sans minuteur"),
    Flag.REPETABLE: mark("peut se répéter"),
}


def compose(guide: Guide, *, variant: str | None = None, people: int | None = None) -> Outline:
    """The run sheet of this guide or of one of its variants. `people`: how many are expected, to count the minutes; by default a middling group."""
    steps = tuple(step for step in guide.steps_of(variant) if not step.disabled)
    present = people or usual_people(guide)
    total = sum(step_minutes(step, present, guide.subgroup_size) for step in steps)
    subtitle = _("Déroulé pour %(people)s personnes : %(time)s", people=present, time=duration(total))
    return printed(_("Déroulé"), guide.title, subtitle, _blocks(guide, steps, present), version=guide.version)


def _blocks(guide: Guide, steps: tuple[Step, ...], people: int) -> Iterator[AnyBlock]:
    size = _("de %(min)s à %(max)s personnes", min=guide.group.min, max=guide.group.max)
    yield from identity(_("Groupe"), ", ".join(filter(None, (size, plain_text(guide.group.note)))))
    yield Paragraph(runs=(Run(text=plain_text(guide.summary)),), role="summary")
    yield from _prose(_("Avant"), guide.preparation)
    if guide.roles:
        yield Heading(level=1, text=_("Rôles"))
        for role in guide.roles:
            yield Labelled(label=role.name, runs=plain(plain_text(role.briefing)))
    if guide.rules:
        yield Heading(level=1, text=_("Règles"))
        yield Listing(items=tuple(plain(plain_text(rule)) for rule in guide.rules))
    yield Heading(level=1, text=_("En un coup d'œil"))
    yield _glance(guide, steps, people)
    for number, step in enumerate(steps, 1):
        yield from _step(step, number, step_minutes(step, people, guide.subgroup_size))
    yield from _prose(_("Pièges"), guide.pitfalls)
    yield from mention(_("Guide"), f"{guide.attribution} {_('Licence %(licence)s.', licence=guide.licence)}")


_ITEM = re.compile(r"(–|\d+\.) ")


def _prose(title: str, text: str) -> Iterator[AnyBlock]:
    """Authored text under its heading."""
    if text.strip():
        yield Heading(level=1, text=title)
        yield from prose(text)


def prose(text: str) -> Iterator[AnyBlock]:
    """Authored text (Markdown): paragraphs, and real lists where the author made lists; nothing where there is none."""
    if not text.strip():
        return
    for kind, lines in groupby(plain_text(text).split("\n"), key=_kind):
        if kind:
            items = tuple(plain(_ITEM.sub("", line, count=1)) for line in lines)
            yield Listing(items=items, numbered=kind == "numbered")
        else:
            yield from map(paragraph, lines)


def _kind(line: str) -> str:
    found = _ITEM.match(line)
    if found is None:
        return ""
    return "bulleted" if found[1] == "–" else "numbered"


def _glance(guide: Guide, steps: tuple[Step, ...], people: int) -> Table:
    at, rows = 0, []
    for number, step in enumerate(steps, 1):
        lasts = step_minutes(step, people, guide.subgroup_size)
        title = step.title if step.essential else _("%(title)s (si le temps le permet)", title=step.title)
        rows.append((cell(str(number)), cell(title), cell(duration(lasts)), cell(_("à %(time)s", time=duration(at)))))
        at += lasts
    return Table(
        title=_("Les étapes et leur durée"),
        description=_("Une ligne par étape : le numéro, le titre, la durée, le moment où elle commence."),
        header=(_("N°"), _("Étape"), _("Durée"), _("Commence")),
        rows=tuple(rows),
        widths=(14, 90, 26, 30),
    )


def _step(step: Step, number: int, lasts: int) -> Iterator[AnyBlock]:
    yield Heading(level=1, text=f"{step.title}, {duration(lasts)}", number=str(number))
    if step.question.strip():
        yield Labelled(label=_("Question"), runs=plain(plain_text(step.question), strong=True))
    if step.briefing.strip():
        yield Labelled(label=_("Consigne"), runs=plain(plain_text(step.briefing)))
    flags = [_(FLAGS[flag]) for flag in step.flags]
    if flags:
        yield Labelled(label=_("À tenir"), runs=plain(", ".join(flags)))
    yield Labelled(label=_("Ce qui reste"), runs=plain(_(TRACES[step.trace])))
