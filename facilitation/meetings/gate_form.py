"""The form of the six conditions (`confidentiality.gate`): what was ticked for whom, given back whole with the sentences for what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from wtforms import Field
from wtforms.validators import ValidationError

from facilitation.confidentiality.gate import CONDITIONS, Attestation
from facilitation.confidentiality.standing import service_key
from facilitation.i18n import _, mark
from facilitation.typed import clean
from facilitation.web.fields import DayField, Words
from facilitation.web.forms import AtMost, BaseForm, Needed, later

MOST = 60  # services; a form that says more was not made by our page
SIGNS = 300
WORDS = {
    "informee": (
        mark("La personne a été informée avant."),
        mark("Elle sait ce qui est transmis, à qui, pourquoi, et ce que cela peut entraîner."),
        mark("l'information de la personne"),
    ),
    "accord": (
        mark("Elle est d'accord."),
        mark("Elle pouvait refuser, et peut revenir en arrière. Se taire n'est pas être d'accord."),
        mark("son accord"),
    ),
    "interet": (
        mark("C'est dans son intérêt."),
        mark("Le sien, tel qu'elle le dit ; pas le confort de nos services."),
        mark("son intérêt"),
    ),
    "necessaire": (
        mark("C'est strictement nécessaire."),
        mark("Sans ces textes, ce service ne pourrait pas faire ce qu'elle attend de lui."),
        mark("la stricte nécessité"),
    ),
    "secret": (
        mark("Ceux qui le recevront sont tenus au secret professionnel."),
        mark("Chacun de ceux qui liront, pas seulement le service. Un devoir de discrétion ne suffit pas."),
        mark("le secret professionnel de ceux qui liront"),
    ),
    "mission": (
        mark("Ils travaillent à la même mission."),
        mark("La même que vous, auprès d'elle : aider et contrôler ne sont pas la même mission."),
        mark("la même mission"),
    ),
}
"""For each condition: what is ticked, what it asks, and what is missing, after « il manque »."""


@dataclass(frozen=True, slots=True)
class Row:
    """A service and the conditions ticked for it. `typed`: its name is written by hand, in a field of the page."""

    service: str
    holds: tuple[str, ...] = ()
    typed: bool = False

    @property
    def asked(self) -> bool:
        """Whether the document goes to this service: a condition was ticked, or its name written."""
        return bool(self.holds) or (self.typed and bool(self.service.strip()))

    @property
    def missing(self) -> tuple[str, ...]:
        """The conditions that were not ticked."""
        return tuple(one for one in CONDITIONS if one not in self.holds)


def _wanted(_form: BaseForm, field: Field) -> None:
    if field.data is None and not field.errors:
        raise ValidationError(_("Écrivez le jour, par exemple « jeudi 7 mai 2026 »."))


class GateForm(BaseForm):
    """Who attests, and when; the services and their conditions are read beside it (`rows_from`)."""

    by = Words(later(mark("Qui l'atteste")), [Needed(mark("Écrivez qui atteste de ces conditions.")), AtMost(SIGNS)])
    on = DayField(later(mark("Le")), [_wanted])

    @classmethod
    def fresh(cls, name: str, today: date) -> Self:
        """The form as it is first shown."""
        return cls(formdata=None, data={"by": name, "on": today})

    def attestation(self, rows: tuple[Row, ...]) -> Attestation:
        """What this form and these rows attest, once both are without fault."""
        on: Any = self.on.data
        asked = tuple((row.service.strip(), row.missing) for row in rows if row.asked)
        return Attestation(by=str(self.by.data).strip(), on=date.fromisoformat(on.isoformat()), missing=asked)


def fresh_rows(services: tuple[str, ...]) -> tuple[Row, ...]:
    """The services of the meeting, nothing ticked, and a row to write another."""
    return (*map(Row, services), Row("", typed=True))


def rows_from(sent: Any) -> tuple[Row, ...]:
    """The rows that a posted form holds, as typed, and one more to write a service in when the last is taken. `sent`: a werkzeug MultiDict."""
    names = sent.getlist("service")[:MOST]
    typed = set(sent.getlist("autre"))
    rows = [
        Row(clean(name), tuple(one for one in CONDITIONS if one in sent.getlist(f"condition-{n}")), str(n) in typed)
        for n, name in enumerate(names, 1)
    ]
    if not rows or rows[-1].asked:
        rows.append(Row("", typed=True))
    return tuple(rows)


def faults(rows: tuple[Row, ...], barred: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """For each service that was not served right, the id of what to correct and the sentence that says it, in the order of the page.

    `barred`: the services (`service_key`) where somebody is bound by nothing, for which « bound by secrecy » cannot hold.
    """
    if not any(row.asked for row in rows):
        return [("service-1", _("Cochez ce qui est vrai pour chaque service qui reçoit le document."))]
    return [fault for number, row in enumerate(rows, 1) if row.asked for fault in _of_row(number, row, barred)]


def complete(rows: tuple[Row, ...], barred: frozenset[str] = frozenset()) -> tuple[Row, ...]:
    """The services that may receive the document whatever lacks to the others: their six conditions hold."""
    return tuple(row for n, row in enumerate(rows, 1) if row.asked and not any(_of_row(n, row, barred)))


def _of_row(number: int, row: Row, barred: frozenset[str]) -> Iterator[tuple[str, str]]:
    if not row.service.strip():
        yield f"service-{number}", _("Écrivez le nom du service, ou décochez ce que vous avez coché pour lui.")
    elif len(row.service) > SIGNS:
        yield f"service-{number}", _("Restez sous %(count)s caractères pour le nom d'un service.", count=SIGNS)
    elif service_key(row.service) in barred:
        yield (
            f"condition-{number}-secret",
            _(
                "%(service)s : quelqu'un de ce service n'est tenu ni au secret ni à la discrétion. Rien ne lui est transmis.",
                service=row.service,
            ),
        )
    elif row.missing:
        told = " ; ".join(_(WORDS[one][2]) for one in row.missing)
        sentence = _("%(service)s : il manque %(missing)s. Rien n'est transmis.", service=row.service, missing=told)
        yield f"condition-{number}-{row.missing[0]}", sentence


def by_row(found: list[tuple[str, str]]) -> Mapping[int, str]:
    """The sentences by the number of their row: what is shown beside it."""
    return {int(id.split("-")[1]): sentence for id, sentence in found}
