"""The base of every form with fixed fields: our token, French sentences, and typed text that is kept whole."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from flask_babel import LazyString
from flask_wtf import FlaskForm
from wtforms import Field, Form, StringField, TextAreaField, ValidationError
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.form import BaseForm as AnyForm

from facilitation.errors import FacilitationError
from facilitation.i18n import _
from facilitation.typed import clean, kept
from facilitation.web import csrf as tokens


def later(message: str) -> LazyString:
    """The message, translated when it is shown: for labels and sentences of a form's class."""
    return LazyString(lambda: _(message))


class _Token(CSRF):
    """The token of `web.csrf`, as WTForms wants it; every request was already checked before its view."""

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        return tokens.token()

    def validate_csrf_token(self, form: AnyForm, field: CSRFTokenField) -> None:
        if not hmac.compare_digest(
            str(field.current_token).encode(), str(field.data or "").encode("utf-8", "surrogatepass")
        ):
            raise ValidationError(
                _("Cette page est restée ouverte trop longtemps. Renvoyez-la : votre texte est resté.")
            )


class BaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form of ours. `faults()` lists what is to be corrected, for the summary above the form."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # the same
        """Our token; the sentences are ours too, so WTForms' own translations are not asked."""

        csrf = True
        csrf_class = _Token
        csrf_field_name = tokens.FIELD
        csrf_context = None

        def get_translations(self, form: Form) -> None:
            """No catalogue: every sentence passes through `_`."""
            return

    def faults(self) -> list[tuple[str, str]]:
        """For each fault, the id of its field and « label : sentence », in the order of the fields."""
        return [
            (field.id, _("%(label)s : %(sentence)s", label=str(field.label.text), sentence=str(error)))
            for field in self
            for error in field.errors
        ]

    def refuse(self, name: str, error: FacilitationError) -> None:
        """Put the sentence of this error beside the field of this name."""
        field: Field = self[name]
        field.errors = (*field.errors, error.sentence)


def said(field: Field) -> str:
    """What this field holds, as text."""
    return str(field.data or "")


class _Typed(Field):
    """Text as people type it: whole, with unwritable signs made visible; over 20,000 characters it is refused and stays in the field."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed, line ends as `\\n`."""
        if valuelist:
            self.data = clean(valuelist[0])

    def pre_validate(self, form: AnyForm) -> None:
        """Refuse what is too long, with the sentence that says so."""
        try:
            kept(self.data or "")
        except FacilitationError as error:
            raise ValidationError(error.sentence) from None


class LineField(_Typed, StringField):
    """One line of typed text."""


class TextField(_Typed, TextAreaField):
    """Several lines of typed text."""


class Needed:
    """The field must hold something else than spaces; `message` says what to write."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        """Raise ValidationError when there are only spaces."""
        if not str(field.data or "").strip():
            raise ValidationError(_(self.message))


class AtMost:
    """The field must not be longer than this many characters."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __call__(self, form: Form, field: Field) -> None:
        """Raise ValidationError when it is longer."""
        if len(str(field.data or "")) > self.count:
            raise ValidationError(
                _("Restez sous %(count)s caractères ; il y en a %(length)s.", count=self.count, length=len(field.data))
            )


class IfTyped:
    """What the field must be, where something was typed in it."""

    def __init__(self, then: Callable[[Form, Field], None]) -> None:
        self.then = then

    def __call__(self, form: Form, field: Field) -> None:
        """Raise what `then` raises, for anything but spaces."""
        if str(field.data or "").strip():
            self.then(form, field)


class WholeNumber:
    """The field must hold a whole number between two bounds."""

    def __init__(self, lowest: int, highest: int) -> None:
        self.lowest, self.highest = lowest, highest

    def __call__(self, form: Form, field: Field) -> None:
        """Raise ValidationError for anything else."""
        text = str(field.data or "").strip()
        if not (text.isascii() and text.isdigit() and len(text) < 10 and self.lowest <= int(text) <= self.highest):
            raise ValidationError(
                _("Écrivez un nombre entier de %(lowest)s à %(highest)s.", lowest=self.lowest, highest=self.highest)
            )
