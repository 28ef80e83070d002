"""The forms of the life of the minutes. What is typed is given back whole, whatever is wrong with it."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from wtforms import Field
from wtforms.validators import ValidationError

from facilitation.i18n import _, mark
from facilitation.web.fields import DayField, LongWords, Words
from facilitation.web.forms import AtMost, BaseForm, Needed, later


class _DoneForm(BaseForm):
    """When something was done."""

    FIELD = ""

    def on(self) -> date:
        """The day, once validated."""
        found: Any = self[self.FIELD].data
        return date.fromisoformat(found.isoformat())

    @classmethod
    def at(cls, day: date) -> Self:
        """The form filled with this day."""
        return cls(formdata=None, data={cls.FIELD: day})


def _wanted(_form: BaseForm, field: Field) -> None:
    if field.data is None and not field.errors:
        raise ValidationError(_("Écrivez le jour, par exemple « jeudi 7 mai 2026 »."))


class SentForm(_DoneForm):
    FIELD = "sent_on"
    sent_on = DayField(later(mark("Envoyé le")), [_wanted])


class ApprovedForm(_DoneForm):
    FIELD = "approved_on"
    approved_on = DayField(later(mark("Approuvé en séance le")), [_wanted])


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
