"""The forms of partnerships."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField

from facilitation.i18n import _, mark
from facilitation.partnerships.rules import APPROVAL_DAYS, CONVOCATION_DAYS, TERMS, Term
from facilitation.partnerships.service import Settings
from facilitation.web.both import TwoSided
from facilitation.web.fields import choice
from facilitation.web.forms import AtMost, BaseForm, IfTyped, LineField, Needed, TextField, WholeNumber, later, said


def _terms() -> list[Any]:
    return [choice(term.value, _(TERMS[term].plain)) for term in Term]


class PartnershipForm(TwoSided, BaseForm):
    name = LineField(
        later(mark("Nom du partenariat")),
        [Needed(mark("Donnez-lui un nom, par exemple « Réseau Logement du Val ».")), AtMost(300)],
    )
    territory = LineField(later(mark("Territoire")), [AtMost(300)])
    place = LineField(later(mark("Lieu habituel")), [AtMost(300)])
    concerned_person_term = SelectField(  # type: ignore[call-arg]  # its sentence is newer than the stubs
        later(mark("Le mot pour celles et ceux avec qui vous travaillez")),
        choices=_terms,
        default=Term.PERSONNE_CONCERNEE.value,
        invalid_choice_message=later(mark("Choisissez un mot de la liste.")),
    )
    approval_days = LineField(
        later(mark("Remarques sur un projet de PV, en jours")), [WholeNumber(1, 60)], default=str(APPROVAL_DAYS)
    )
    convocation_days = LineField(
        later(mark("Convocation avant la réunion, en jours")), [WholeNumber(1, 60)], default=str(CONVOCATION_DAYS)
    )
    quorum = LineField(later(mark("Quorum, en nombre de membres")), [IfTyped(WholeNumber(1, 500))])

    def settings(self) -> Settings:
        """What the form says, once validated."""
        return Settings(
            name=said(self.name),
            territory=said(self.territory),
            place=said(self.place),
            concerned_person_term=Term(said(self.concerned_person_term)),
            approval_days=int(said(self.approval_days)),
            convocation_days=int(said(self.convocation_days)),
            quorum=int(said(self.quorum)) if said(self.quorum).strip() else None,
        )


class LinesForm(BaseForm):
    lines = TextField(
        later(mark("Un membre par ligne : nom, fonction, service")),
        [Needed(mark("Collez au moins une ligne : nom, fonction, service."))],
    )


class MemberForm(TwoSided, BaseForm):
    name = LineField(later(mark("Nom")), [Needed(mark("Écrivez le nom de cette personne.")), AtMost(300)])
    function = LineField(later(mark("Fonction")), [AtMost(300)])
    organisation = LineField(later(mark("Service")), [AtMost(300)])
    active = BooleanField(later(mark("Fait encore partie du partenariat")))


class ServiceForm(TwoSided, BaseForm):
    name = LineField(later(mark("Nom du service")), [Needed(mark("Écrivez le nom du service.")), AtMost(300)])
