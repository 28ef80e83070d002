"""What pages say of a meeting's states, kinds and readers. Pure; constants are passed through `_` when they are shown."""

from __future__ import annotations

from facilitation.confidentiality.readers import Reader
from facilitation.french_dates import hour, long_day
from facilitation.i18n import _, mark, ngettext
from facilitation.meetings.rules import MeetingState, NetworkType, PointKind
from facilitation.meetings.shown import MeetingLine, MeetingShown

STATES = {
    MeetingState.PREPARED: mark("en préparation"),
    MeetingState.CONVENED: mark("convoquée"),
    MeetingState.OPEN: mark("ouverte"),
    MeetingState.RUNNING: mark("en cours"),
    MeetingState.ENDED: mark("à relire et à clore"),
    MeetingState.CLOSED: mark("close"),
    MeetingState.CANCELLED: mark("annulée"),
}
NETWORKS = {
    NetworkType.PRACTICE: (
        mark("Une problématique, des pratiques"),
        mark("Nous comparons nos façons de faire."),
    ),
    NetworkType.PROJECT: (
        mark("Un projet, une action commune"),
        mark("Nous faisons quelque chose ensemble."),
    ),
    NetworkType.PERSON: (
        mark("Autour d'une personne, et avec elle"),
        mark("Elle est invitée, ou nous disons pourquoi elle ne l'est pas."),
    ),
}
POINTS = {
    PointKind.INFORMATION: mark("Une information"),
    PointKind.DISCUSSION: mark("Une discussion"),
    PointKind.DECISION: mark("Une décision à prendre"),
}
READERS = {
    Reader.ANIMATEUR: mark("L'animation"),
    Reader.GROUPE: mark("Le groupe"),
    Reader.PARTENAIRES: mark("Les partenaires"),
    Reader.PERSONNE: mark("La personne concernée"),
    Reader.PUBLIC: mark("Tout public"),
}


def name_of(meeting: MeetingShown | MeetingLine) -> str:
    """The meeting's title as typed, or what it is called while it has none."""
    return meeting.title or _("Réunion sans titre")


def place_in_year(meeting: MeetingShown | MeetingLine) -> str:
    """« séance 3/2026 », or nothing before it has a number."""
    return _("séance %(number)s", number=meeting.number) if meeting.number else ""


def when(meeting: MeetingShown | MeetingLine) -> str:
    """« jeudi 12 mars 2026, 9 h 30 », or « sans date »."""
    if meeting.starts_at is None:
        return _("sans date")
    return f"{long_day(meeting.starts_at)}, {hour(meeting.starts_at)}"


def people(count: int) -> str:
    """« Neuf personnes »: in words up to sixteen, as a careful colleague writes."""
    if not count:
        return _("Personne encore")
    number = _(COUNTS[count - 1]) if count <= len(COUNTS) else str(count)
    return ngettext("%(number)s personne", "%(number)s personnes", count, number=number)


COUNTS = (
    *(mark("Une"), mark("Deux"), mark("Trois"), mark("Quatre"), mark("Cinq"), mark("Six"), mark("Sept"), mark("Huit")),
    *(
        mark("Neuf"),
        mark("Dix"),
        mark("Onze"),
        mark("Douze"),
        mark("Treize"),
        mark("Quatorze"),
        mark("Quinze"),
        mark("Seize"),
    ),
)


def read_by(reader: Reader, meeting: MeetingShown) -> str:
    """Who will read a document, in words: « Lu par : les partenaires, sept services, y compris les absents »."""
    if reader is Reader.GROUPE:
        return ngettext(
            "Lu par : le groupe, %(num)s personne présente",
            "Lu par : le groupe, %(num)s personnes présentes",
            meeting.headcount,
        )
    if reader is Reader.PARTENAIRES and meeting.services:
        return ngettext(
            "Lu par : les partenaires, %(num)s service",
            "Lu par : les partenaires, %(num)s services, y compris les absents",
            meeting.services,
        )
    return {
        Reader.ANIMATEUR: _("Lu par : les personnes qui animent cette réunion, elles seules"),
        Reader.PARTENAIRES: _("Lu par : les services du partenariat, y compris les absents"),
        Reader.PERSONNE: _("Lu par : la personne concernée"),
        Reader.PUBLIC: _("Lu par : n'importe qui"),
    }[reader]
