"""« Ce que Maillage sait de vous »: what is known of a member of a partnership, for them alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from facilitation.documents.front import identity, mention
from facilitation.french_dates import glued, local, long_day
from facilitation.i18n import _
from facilitation.outline import AnyBlock, Heading, Listing, Outline, paragraph, plain


@dataclass(frozen=True, slots=True)
class Known:
    """What is known, in words already: `lines` are (label, text), `places` and `carried` one line each."""

    on: datetime
    lines: Sequence[tuple[str, str]]
    places: Sequence[str]
    carried: Sequence[str]
    limits: Sequence[str]


def compose(known: Known) -> Outline:
    """The sheet, to hand over."""
    document, when = _("Ce que Maillage sait de vous"), glued(long_day(known.on))
    return Outline(
        partnership="",
        title=document,
        subtitle=when,
        document=document,
        number="",
        status="",
        day=local(known.on).isoformat(),
        footer=" · ".join((document, when)),
        property_title=", ".join((document, when)),
        blocks=(
            *(block for label, text in known.lines for block in identity(label, text)),
            Heading(level=1, text=_("Vos présences")),
            _listed(known.places, _("Aucune présence notée.")),
            Heading(level=1, text=_("Les actions que vous portez, ou avez portées")),
            _listed(known.carried, _("Aucune action.")),
            Heading(level=1, text=_("Vos droits, et leurs limites")),
            _listed(known.limits, ""),
            *mention(
                _("À vous"),
                _("Cette feuille vous est remise à votre demande. Maillage n'en garde pas de copie."),
            ),
        ),
    )


def _listed(lines: Sequence[str], nothing: str) -> AnyBlock:
    return Listing(items=tuple(plain(line) for line in lines)) if lines else paragraph(nothing)
