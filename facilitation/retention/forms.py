"""The forms of retention."""

from __future__ import annotations

from wtforms import BooleanField

from facilitation.i18n import mark
from facilitation.web.forms import BaseForm, LineField, Needed, TextField, WholeNumber, later

MOST_DAYS = 3660


class DelayForm(BaseForm):
    days = LineField(later(mark("Garder pendant, en jours")), [WholeNumber(0, MOST_DAYS)])
    reason = TextField(later(mark("Raison de garder plus longtemps")))


class ConfirmForm(BaseForm):
    confirmation = LineField(
        later(mark("Écrivez EFFACER pour confirmer")), [Needed(mark("Écrivez EFFACER, en toutes lettres."))]
    )


class DepartureForm(BaseForm):
    names = BooleanField(later(mark("Effacer aussi les noms de ses membres de la liste")))
    confirmation = LineField(later(mark("Pour effacer les noms, écrivez EFFACER")))
