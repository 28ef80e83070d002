"""« Attestation d'effacement »: what a purge erased, when, what was looked for, and until when copies may still hold it. No title, no name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from facilitation.documents.front import identity, mention
from facilitation.documents.wording import capital
from facilitation.french_dates import day, glued, hour, local, long_day
from facilitation.i18n import _
from facilitation.outline import AnyBlock, Heading, Listing, Outline, SignatureLine, paragraph, plain


@dataclass(frozen=True, slots=True)
class Erasure:
    """What the certificate says, in words already: `kind` why, `erased` what, `proved` what the search gave."""

    id: str
    at: datetime
    kind: str
    erased: str
    proved: str
    copies: tuple[str, ...]
    copies_until: datetime | None


def compose(erasure: Erasure) -> Outline:
    """The certificate, to print and sign."""
    document, when = _("Attestation d'effacement"), glued(long_day(erasure.at))
    return Outline(
        partnership="",
        title=document,
        subtitle=_("%(day)s, à %(hour)s", day=when, hour=hour(erasure.at)),
        document=document,
        number="",
        status="",
        day=local(erasure.at).isoformat(),
        footer=" · ".join((document, when)),
        property_title=", ".join((document, when)),
        blocks=(
            *identity(_("Raison"), erasure.kind),
            *identity(_("Effacé"), capital(erasure.erased)),
            *identity(_("Référence"), erasure.id),
            Heading(level=1, text=_("Ce qui a été vérifié")),
            paragraph(erasure.proved),
            Heading(level=1, text=_("Les copies")),
            *_copies(erasure),
            Heading(level=1, text=_("Pour l'organisation responsable")),
            SignatureLine(name=_("Nom, fonction, date et signature")),
            *mention(
                _("Ce que cette attestation ne dit pas"),
                _(
                    "Elle compte et date ; elle ne nomme ni réunion ni personne. Elle ne dit rien des documents déjà remis, imprimés ou envoyés."
                ),
            ),
        ),
    )


def _copies(erasure: Erasure) -> tuple[AnyBlock, ...]:
    if not erasure.copies or erasure.copies_until is None:
        return (
            paragraph(
                _("Au moment de l'effacement, aucune copie de sauvegarde n'existait dans le dossier de Maillage.")
            ),
        )
    return (
        paragraph(
            _(
                "Ces copies de sauvegarde, faites avant, peuvent encore contenir ce qui a été effacé, au plus tard jusqu'au %(day)s :",
                day=day(erasure.copies_until),
            )
        ),
        Listing(items=tuple(plain(name) for name in erasure.copies)),
        paragraph(
            _(
                "Si l'une d'elles est rétablie par Maillage, le registre des effacements est rejoué : les mêmes textes sont effacés à nouveau. Une copie emportée ailleurs n'est pas connue de Maillage ; elle est à détruire au plus tard ce jour-là."
            )
        ),
    )
