"""What somebody wrote for themselves, as a file for them alone: handed over before the closing erases it (`design/confidentiality.md`, trace `perso`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from facilitation.documents.front import mention
from facilitation.french_dates import glued, local, long_day
from facilitation.i18n import _
from facilitation.outline import AnyBlock, Heading, Labelled, Outline, paragraph, plain


@dataclass(frozen=True, slots=True)
class OwnStep:
    """What was written in one step: its title, and each text under its label (empty where there is only one)."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OwnTexts:
    """All that one person takes away of a meeting: its name, its day, and the steps, in order."""

    title: str
    day: datetime
    steps: tuple[OwnStep, ...]


def compose(own: OwnTexts) -> Outline:
    """The texts under the titles of their steps, word for word; it names nobody, not even their author."""
    document, day = _("Mes textes"), glued(long_day(own.day))
    return Outline(
        partnership="",
        title=document,
        subtitle=", ".join(filter(None, (own.title, day))),
        document=document,
        number="",
        status="",
        day=local(own.day).isoformat(),
        footer=" · ".join((document, day)),
        property_title=", ".join((document, day)),
        blocks=(
            tuple(block for step in own.steps for block in _step(step)) or (paragraph(_("Rien n'est à emporter.")),)
        )
        + mention(
            _("À vous"),
            _("Ces textes sont les vôtres. Maillage les efface à la clôture de la réunion et n'en garde pas de copie."),
        ),
    )


def _step(step: OwnStep) -> tuple[AnyBlock, ...]:
    texts = (Labelled(label=label, runs=plain(text)) if label else paragraph(text) for label, text in step.lines)
    return (Heading(level=1, text=step.title), *texts)


def as_text(own: OwnTexts) -> str:
    """The same as plain text, for a telephone that opens no Word file."""
    lines = [", ".join(filter(None, (own.title, long_day(own.day))))]
    for step in own.steps:
        lines += ["", step.title, *(f"{label}\n{text}" if label else text for label, text in step.lines)]
    return "\n".join(lines) + "\n"
