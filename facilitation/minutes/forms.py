"""The forms of the life of the minutes. What is typed is given back whole, whatever is wrong with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError

from facilitation.i18n import _, mark
from facilitation.web.fields import DayField, LongWords, Words
from facilitation.web.forms import AtMost, BaseForm, Needed, later


class DoneForm(BaseForm):
    """When something was done."""

    day = DayField(later(mark("Le jour")))

    def on(self) -> date:
        """The day, once validated."""
        found: Any = self.day.data
        return date.fromisoformat(found.isoformat())

    def validate_day(self, field: Field) -> None:
        """A day is wanted."""
        if field.data is None and not field.errors:
            raise ValidationError(_("Écrivez le jour, par exemple « jeudi 7 mai 2026 »."))


class RemarkForm(BaseForm):
    author = Words(later(mark("Votre nom")), [AtMost(300)])
    organisation = Words(later(mark("Votre service")), [AtMost(300)])
    text = LongWords(
        later(mark("Votre remarque")), [Needed(mark("Écrivez votre remarque : ce qui est à corriger, et où."))]
    )


class CodedRemarkForm(RemarkForm):
    code = Words(later(mark("Code du lien")), [Needed(mark("Recopiez le code qui se trouve à la fin du lien reçu."))])


class AnswerForm(BaseForm):
    answer = LongWords(later(mark("Ce qui en est fait")))


class CorrectionForm(BaseForm):
    says = LongWords(
        later(mark("Ce qui change, en une phrase")),
        [Needed(mark("Dites en une phrase ce qui change : elle sera lue avec la nouvelle version.")), AtMost(500)],
    )
