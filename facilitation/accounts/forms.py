"""The forms of accounts."""

from __future__ import annotations

from wtforms import PasswordField, StringField

from facilitation.i18n import mark
from facilitation.web.forms import AtMost, BaseForm, LineField, Needed, later


class SignInForm(BaseForm):
    email = StringField(later(mark("Adresse e-mail")), [Needed(mark("Écrivez l'adresse e-mail de votre compte."))])
    password = PasswordField(later(mark("Phrase de passe")), [Needed(mark("Écrivez votre phrase de passe."))])


class FirstAccountForm(BaseForm):
    code = StringField(
        later(mark("Code affiché au démarrage")), [Needed(mark("Recopiez le code affiché au démarrage de Maillage."))]
    )
    name = LineField(later(mark("Votre nom, tel qu'il figurera dans les comptes rendus")), [AtMost(200)])
    email = StringField(later(mark("Adresse e-mail")), [Needed(mark("Écrivez votre adresse e-mail."))])
    password = PasswordField(later(mark("Phrase de passe")), [Needed(mark("Choisissez une phrase de passe."))])


class NewPasswordForm(BaseForm):
    code = StringField(later(mark("Code reçu")), [Needed(mark("Recopiez le code qui vous a été donné."))])
    password = PasswordField(later(mark("Nouvelle phrase de passe")), [Needed(mark("Choisissez une phrase de passe."))])


class ChangePasswordForm(BaseForm):
    current = PasswordField(
        later(mark("Phrase de passe actuelle")), [Needed(mark("Écrivez votre phrase de passe actuelle."))]
    )
    password = PasswordField(
        later(mark("Nouvelle phrase de passe")), [Needed(mark("Choisissez une nouvelle phrase de passe."))]
    )
