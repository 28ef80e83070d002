"""The forms of the pages before and after a meeting. What is typed is given back whole, whatever is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, Field, PasswordField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import ValidationError

from facilitation.french_dates import local
from facilitation.i18n import _, mark
from facilitation.meetings.rules import NetworkType
from facilitation.meetings.service.agenda import NoMinutes
from facilitation.meetings.shown import MeetingShown, NewMeeting, OutcomeShown, Person
from facilitation.outcomes.rules import DecisionMode, OutcomeKind, PersonTouched
from facilitation.web.both import TwoSided
from facilitation.web.fields import DayField, HourField, LongWords, NumberField, Words, choice, moment_of
from facilitation.web.forms import AtMost, BaseForm, LineField, Needed, later

_MINUTES = re.compile(r"minutes-(?P<stage>[\w-]+)")


def _choices(kind: Any) -> list[Any]:
    return [choice(one.value) for one in kind]


class NewForm(BaseForm):
    ASKED = frozenset({"network_type", "expected", "minutes", "person_present", "partnership"})
    network_type = RadioField(later(mark("Type de réunion")), choices=_choices(NetworkType), validate_choice=False)
    expected = NumberField(later(mark("Nombre de personnes")), least=1, most=500)
    minutes = NumberField(later(mark("Temps disponible, en minutes")), least=5, most=600)
    person_present = BooleanField(later(mark("La personne concernée sera là")))
    partnership = SelectField(later(mark("Partenariat")), choices=[], validate_choice=False)

    def kind(self) -> NetworkType | None:
        """The network type that was chosen."""
        return network_type(self.network_type.data)


class _WhenForm(BaseForm):
    day = DayField(later(mark("Jour")))
    start = HourField(later(mark("Début")))
    place = Words(later(mark("Lieu")))

    def validate_day(self, field: Field) -> None:
        """A day is asked for once an hour is given."""
        if field.data is None and not field.errors and self.start.data is not None:
            raise ValidationError(_("Quel jour ? Écrivez par exemple « jeudi 7 mai 2026 »."))

    def validate_start(self, field: Field) -> None:
        """An hour is asked for once a day is given."""
        if field.data is None and not field.errors and self.day.data is not None:
            raise ValidationError(_("À quelle heure ? Écrivez par exemple « 9 h 30 »."))


class PrepareForm(TwoSided, _WhenForm):
    title = Words(later(mark("Titre de la réunion")))
    network_type = RadioField(later(mark("Type de réunion")), choices=_choices(NetworkType), validate_choice=False)
    purpose = LongWords(later(mark("Si elle n'avait pas lieu, que manquerait-il, et à qui ?")))
    serves_several = BooleanField(later(mark("Elle sert plusieurs réseaux à la fois : le dire au début")))
    situation = RadioField(
        later(mark("De quoi parlera-t-on ?")),
        choices=[choice("sans", ""), choice("avec", "")],
        validate_choice=False,
    )
    people = SelectMultipleField(later(mark("Membres attendus")), choices=[], validate_choice=False)
    guests = LongWords(later(mark("Personnes invitées à cette séance")))
    expected = NumberField(later(mark("Nombre de personnes")), least=1, most=500)
    animator = Words(later(mark("Animation")))
    secretary = Words(later(mark("Secrétariat")))

    def new(self, *, asks_situation: bool = False, partnership_id: str | None = None) -> NewMeeting:
        """What was said, as the service takes it; to be called once the form is valid."""
        return NewMeeting(
            title=self.title.data or "",
            partnership_id=partnership_id,
            network_type=network_type(self.network_type.data),
            purpose=self.purpose.data or "",
            serves_several=bool(self.serves_several.data),
            with_situation=asks_situation and self.situation.data == "avec",
            starts_at=moment_of(self.day, self.start),
            place=self.place.data or "",
            expected=int(self.expected.data or 0),
            people=tuple(self.people.data or ()),
            guests=guests_of(self.guests.data or ""),
            animator=self.animator.data or "",
            secretary=self.secretary.data or "",
        )

    @classmethod
    def of(cls, meeting: MeetingShown) -> PrepareForm:
        """The form filled with what is known of the meeting."""
        begins = local(meeting.starts_at) if meeting.starts_at else None
        same = ("title", "purpose", "serves_several", "place", "expected", "animator", "secretary")
        return cls(
            formdata=None,
            data={
                **{name: getattr(meeting, name) for name in same},
                "expected": meeting.expected or None,
                "network_type": meeting.network_type.value if meeting.network_type else "",
                "situation": "avec" if meeting.with_situation else "",  # unsaid until somebody says it
                "day": begins.date() if begins else None,
                "start": begins.time() if begins else None,
                "people": [person.member_id for person in meeting.people if person.member_id],
                "guests": "\n".join(_guest_line(person) for person in meeting.people if not person.member_id),
            },
        )


def network_type(name: str | None) -> NetworkType | None:
    """The network type of this name, or None."""
    return next((kind for kind in NetworkType if kind.value == name), None)


def guests_of(text: str) -> tuple[tuple[str, str], ...]:
    """The guests of these lines « Nom, qualité », one a line; an empty line is nobody."""
    lines = (line.partition(",") for line in text.split("\n"))
    return tuple((name.strip(), function.strip()) for name, _comma, function in lines if name.strip())


def _guest_line(guest: Person) -> str:
    return f"{guest.name}, {guest.function}" if guest.function else guest.name


def minutes_typed(sent: Mapping[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    """The minutes that were changed, by stage, and the faults, by field: `minutes-ID` is compared with `etaient-ID`, what the page showed.

    So minutes that nobody touched go on following the number of people.
    """
    changed: dict[str, int] = {}
    faults: dict[str, str] = {}
    for name, typed in sent.items():
        found = _MINUTES.fullmatch(name)
        if not found or typed.strip() == sent.get(f"etaient-{found['stage']}", ""):
            continue
        try:
            changed[found["stage"]] = whole_minutes(typed)
        except NoMinutes as refused:
            faults[name] = refused.sentence
    return changed, faults


def whole_minutes(typed: str) -> int:
    """The minutes typed, from 1 to 600; raises NoMinutes."""
    if not re.fullmatch(r"\s*\d{1,3}\s*", typed, re.ASCII) or not 1 <= int(typed) <= 600:
        raise NoMinutes()
    return int(typed)


# ------------------------------------------------------------------ the read-back


DETAILS = {
    OutcomeKind.DECISION: (
        *("mode", "votes_yes", "votes_no", "votes_abstain", "effect_on", "responsible", "review"),
        *("touches_person", "person_says", "told_by", "told_on"),
    ),
    OutcomeKind.ACTION: ("bearer", "to_confirm_by", "due_on", "sign", "resources"),
    OutcomeKind.QUESTION: ("for_whom",),
    OutcomeKind.RESERVE: ("named",),
    OutcomeKind.ASIDE: (),
}


class OutcomeForm(BaseForm):
    text = LongWords(later(mark("Texte")))
    mode = SelectField(
        later(mark("Comment a-t-on décidé ?")),
        choices=[choice("", ""), *_choices(DecisionMode)],
        validate_choice=False,
    )
    votes_yes = NumberField(later(mark("Voix pour")), least=0, most=500)
    votes_no = NumberField(later(mark("Voix contre")), least=0, most=500)
    votes_abstain = NumberField(later(mark("Abstentions")), least=0, most=500)
    effect_on = DayField(later(mark("À partir du")))
    responsible = Words(later(mark("Qui y veille")))
    review = Words(later(mark("Quand on la revoit")))
    touches_person = RadioField(
        later(mark("Touche-t-elle des personnes ?")), choices=_choices(PersonTouched), validate_choice=False
    )
    person_says = LongWords(later(mark("Ce qu'en dirait la personne concernée")))
    told_by = Words(later(mark("Qui l'en informe")))
    told_on = DayField(later(mark("Avant le")))
    bearer = Words(later(mark("Qui la porte")))
    to_confirm_by = Words(later(mark("À confirmer par")))
    due_on = DayField(later(mark("Pour le")))
    sign = LongWords(later(mark("À quel signe on le verra")))
    resources = Words(later(mark("Moyens")))
    for_whom = Words(later(mark("À qui elle s'adresse")))
    named = Words(later(mark("Nom, si la personne demande à être nommée")))

    def validate_text(self, field: Field) -> None:
        """The wording is the one thing that an outcome needs."""
        if not (field.data or "").strip():
            raise ValidationError(_("Écrivez quelques mots avant d'enregistrer."))

    def details(self, kind: OutcomeKind) -> dict[str, Any]:
        """The fields that an outcome of this kind has, as the service takes them."""
        found = {name: self[name].data for name in DETAILS[kind]}
        if "mode" in found:
            found["mode"] = next((mode for mode in DecisionMode if mode.value == found["mode"]), None)
            said = found["touches_person"]
            found["touches_person"] = next((one for one in PersonTouched if one.value == said), PersonTouched.UNSAID)
        return found

    @classmethod
    def of(cls, outcome: OutcomeShown) -> OutcomeForm:
        """The form filled with the outcome."""
        names = ("text", *DETAILS[outcome.kind])
        return cls(formdata=None, data={name: getattr(outcome, name) for name in names})


class BlockForm(BaseForm):
    text = LongWords(later(mark("Texte")))


class NextForm(TwoSided, _WhenForm):
    points = LongWords(later(mark("Points déjà annoncés")))

    @classmethod
    def of(cls, meeting: MeetingShown) -> NextForm:
        """The form filled with what is known."""
        at = local(meeting.next_at) if meeting.next_at else None
        return cls(
            formdata=None,
            data={
                "day": at.date() if at else None,
                "start": at.time() if at else None,
                "place": meeting.next_place,
                "points": meeting.next_points,
            },
        )


# ------------------------------------------------------------------ the team


class CodeForm(BaseForm):
    code = StringField(
        later(mark("Code de l'invitation")), [Needed(mark("Recopiez le code qui se trouve dans le lien reçu."))]
    )


class NewAccountForm(BaseForm):
    name = LineField(later(mark("Votre nom, tel qu'il figurera dans les comptes rendus")), [AtMost(200)])
    address = StringField(later(mark("Votre adresse e-mail")), [Needed(mark("Écrivez votre adresse e-mail."))])
    new_password = PasswordField(
        later(mark("Phrase de passe à choisir")), [Needed(mark("Choisissez une phrase de passe."))]
    )
