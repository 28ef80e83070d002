"""The forms of accounts."""

from __future__ import annotations

from wtforms import PasswordField, SelectField, StringField

from facilitation.i18n import mark
from facilitation.web.forms import AtMost, BaseForm, LineField, Needed, later

PRESENT = mark("Phrase de passe actuelle")
WRITE_PRESENT = mark("Écrivez votre phrase de passe actuelle.")
NAME = mark("Votre nom, tel qu'il figurera dans les comptes rendus")
SIX_DIGITS = mark("Code à six chiffres")
WRITE_DIGITS = mark("Écrivez les six chiffres que montre votre téléphone.")


class SignInForm(BaseForm):
    email = StringField(later(mark("Adresse e-mail")), [Needed(mark("Écrivez l'adresse e-mail de votre compte."))])
    password = PasswordField(later(mark("Phrase de passe")), [Needed(mark("Écrivez votre phrase de passe."))])


class SecondCodeForm(BaseForm):
    code = StringField(later(SIX_DIGITS), [Needed(WRITE_DIGITS)])


class UnlockForm(BaseForm):
    password = PasswordField(later(mark("Phrase de passe")), [Needed(mark("Écrivez votre phrase de passe."))])


class FirstAccountForm(BaseForm):
    code = StringField(
        later(mark("Code affiché au démarrage")), [Needed(mark("Recopiez le code affiché au démarrage de Maillage."))]
    )
    name = LineField(later(NAME), [AtMost(200)])
    email = StringField(later(mark("Adresse e-mail")), [Needed(mark("Écrivez votre adresse e-mail."))])
    password = PasswordField(later(mark("Phrase de passe")), [Needed(mark("Choisissez une phrase de passe."))])


class InvitedForm(BaseForm):
    code = StringField(later(mark("Code de l'invitation")), [Needed(mark("Recopiez le code de votre invitation."))])
    name = LineField(later(NAME), [AtMost(200)])
    email = StringField(later(mark("Adresse e-mail")), [Needed(mark("Écrivez votre adresse e-mail."))])
    password = PasswordField(later(mark("Phrase de passe")), [Needed(mark("Choisissez une phrase de passe."))])


class NewPasswordForm(BaseForm):
    code = StringField(later(mark("Code reçu")), [Needed(mark("Recopiez le code qui vous a été donné."))])
    password = PasswordField(later(mark("Nouvelle phrase de passe")), [Needed(mark("Choisissez une phrase de passe."))])


class RenameForm(BaseForm):
    name = LineField(later(NAME), [Needed(mark("Écrivez votre nom.")), AtMost(200)])


class ChangePasswordForm(BaseForm):
    current = PasswordField(later(PRESENT), [Needed(WRITE_PRESENT)])
    password = PasswordField(
        later(mark("Nouvelle phrase de passe")), [Needed(mark("Choisissez une nouvelle phrase de passe."))]
    )


class AddFactorForm(BaseForm):
    code = StringField(later(SIX_DIGITS), [Needed(WRITE_DIGITS)])
    current = PasswordField(later(PRESENT), [Needed(WRITE_PRESENT)])


class RemoveFactorForm(BaseForm):
    current = PasswordField(later(PRESENT), [Needed(WRITE_PRESENT)])


class InviteForm(BaseForm):
    """The partnerships to choose among are the account's own: the view gives them."""

    partnership = SelectField(later(mark("Partenariat confié avec le compte")), choices=[], validate_choice=True)
