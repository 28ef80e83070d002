"""Where a document stands: draft, read back, sent for remarks, approved, corrected since; in the words of its first lines and of its footer.

A text that was frozen keeps its words; only what it says of itself moves on: `stamped` writes it anew on an outline (`design/documents.md`, « Status
and versions »).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from facilitation.documents.record import Status
from facilitation.documents.wording import sentence, sentences
from facilitation.french_dates import day
from facilitation.i18n import NARROW, _
from facilitation.outline import AnyBlock, Labelled, Outline, Run, Runs, plain


@dataclass(frozen=True, slots=True)
class Standing:
    """What a document says of itself. Dates that are not known are None.

    `until`: the last day for remarks; `planned`: the day on which its approval is planned; `tacit`: approved because no remark was left when the delay
    ended. `version` counts from 1, `version_on` is its day, `changes` what it says differently in sentences; `replaced_by`: the version that came after.
    """

    status: Status = "projet"
    sent_on: date | None = None
    until: date | None = None
    planned: date | None = None
    approved_on: date | None = None
    tacit: bool = False
    version: int = 1
    version_on: date | None = None
    changes: str = ""
    replaced_by: int = 0


def word(status: Status) -> str:
    """« Projet », « Projet relu en séance », « Approuvé »: for the footer and the properties."""
    words = {
        "projet": _("Projet"),
        "relu": _("Projet relu en séance"),
        "envoye": _("Envoyé pour remarques"),
        "approuve": _("Approuvé"),
        "corrige": _("Approuvé, corrigé depuis"),
    }
    return words[status]


def runs(standing: Standing) -> Runs:
    """« **Projet**, relu en séance ; approbation prévue le 13 novembre 2026 », « **Approuvé** tacitement le 28 mars 2026 »."""
    if standing.status in ("approuve", "corrige"):
        tacitly = " " + _("tacitement") if standing.tacit else ""
        when = " " + _("le %(day)s", day=day(standing.approved_on)) if standing.approved_on else ""
        since = ", " + _("corrigé depuis") if standing.status == "corrige" else ""
        return (Run(text=_("Approuvé"), strong=True), *(plain(more) if (more := tacitly + when + since) else ()))
    if standing.status == "envoye":
        when = " " + _("le %(day)s", day=day(standing.sent_on)) if standing.sent_on else ""
        until = f"{NARROW}; " + _("remarques jusqu'au %(day)s", day=day(standing.until)) if standing.until else ""
        return (
            Run(text=_("Projet envoyé pour remarques"), strong=True),
            *(plain(when + until) if when + until else ()),
        )
    more = ", " + _("relu en séance") if standing.status == "relu" else ""
    if standing.planned:
        more += f"{NARROW}; " + _("approbation prévue le %(day)s", day=day(standing.planned))
    return (Run(text=_("Projet"), strong=True), *(plain(more) if more else ()))


def lines(standing: Standing) -> tuple[Labelled, ...]:
    """The identity lines: the status, and the version where there is more than one."""
    status = Labelled(label=_("Statut"), runs=runs(standing), role="identity")
    told = _version(standing)
    return (status, Labelled(label=_("Version"), runs=plain(told), role="identity")) if told else (status,)


def _version(standing: Standing) -> str:
    number = _("version %(number)s", number=standing.version)
    if standing.replaced_by:
        replaced = _("remplacée par la version %(number)s", number=standing.replaced_by)
        return sentences(f"{number[:1].upper()}{number[1:]}, {replaced}", standing.changes)
    if standing.version < 2:
        return ""
    when = ", " + _("du %(day)s", day=day(standing.version_on)) if standing.version_on else ""
    told = f"{number[:1].upper()}{number[1:]}{when}"
    return sentences(told, sentence(standing.changes)) if standing.changes else sentence(told)


def stamped(outline: Outline, standing: Standing) -> Outline:
    """The outline with this standing in place of what it said of itself; a document that has no line « Statut » gains none."""
    blocks: list[AnyBlock] = []
    for block in outline.blocks:
        if isinstance(block, Labelled) and block.role == "identity" and block.label == _("Statut"):
            blocks.extend(lines(standing))
        else:
            blocks.append(block)
    said = word(standing.status)
    footer = outline.footer
    if outline.status and footer.endswith(outline.status):
        footer = footer[: -len(outline.status)] + said
    if standing.version > 1 or standing.replaced_by:
        footer += " · " + _("version %(number)s", number=standing.version)
    return outline.model_copy(update={"blocks": tuple(blocks), "status": said, "footer": footer})
