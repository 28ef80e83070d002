"""What the pages say of the life of the minutes. Pure; constants are passed through `_` when they are shown."""

from __future__ import annotations

from datetime import date

from facilitation.confidentiality.readers import Reader
from facilitation.french_dates import day, long_day
from facilitation.i18n import _, mark
from facilitation.meetings.shown import MeetingShown
from facilitation.minutes.rules import Life, Stand, Way

READERS = {
    Reader.GROUPE: mark("Pour le groupe"),
    Reader.PARTENAIRES: mark("Pour les partenaires, absents compris"),
    Reader.PERSONNE: mark("Pour la personne concernée"),
    Reader.PUBLIC: mark("Pour tout public"),
}
SHARED = {
    (Reader.GROUPE, "pv"): mark("PV interne"),
    (Reader.PARTENAIRES, "pv"): mark("PV partagé"),
    (Reader.PUBLIC, "synthese"): mark("Synthèse publique"),
}
OF = {Reader.GROUPE: mark("pour le groupe"), Reader.PARTENAIRES: mark("pour les partenaires")}
STANDS = {
    Stand.DRAFT: mark("C'est un projet : tout n'a pas encore été relu à voix haute."),
    Stand.READ: mark("Il a été relu en séance. Il peut encore changer, jusqu'à la clôture."),
    Stand.FROZEN: mark("Il est figé depuis la clôture, et n'a pas encore été envoyé."),
    Stand.SENT: mark("Il est envoyé ; les remarques sont attendues."),
    Stand.APPROVED: mark("Il est approuvé. Une correction reste possible : elle fait une nouvelle version."),
}


def named(reader: Reader, document: str, title: str) -> str:
    """« PV partagé », or the document's own title."""
    return _(SHARED.get((reader, document), title))


def named_for(reader: Reader, document: str, title: str) -> str:
    """The same, with its readers where its name does not tell them."""
    name = named(reader, document, title)
    return f"{name} {_(OF[reader])}" if (reader, document) not in SHARED and reader in OF else name


def past(life: Life, last_day: date | None, closed_on: date | None) -> tuple[tuple[str, str, bool], ...]:
    """The five moments of its life: (name, when or what is still to come, whether it is behind)."""
    sent = (
        _("le %(day)s ; remarques jusqu'au %(last)s", day=day(life.sent_at), last=day(last_day))
        if life.sent_at and last_day
        else _("à faire une fois la réunion close")
    )
    return (
        (_("Projet"), _("écrit pendant la réunion du %(day)s", day=day(life.held_on)), True),
        (_("Relu en séance"), _("tout a été relu") if life.read else _("tout n'a pas été relu"), life.read),
        (
            _("Figé"),
            _("le %(day)s, à la clôture", day=day(closed_on)) if closed_on else _("à la clôture"),
            bool(closed_on),
        ),
        (_("Envoyé"), sent, life.sent_at is not None),
        (_("Approuvé"), approval(life, last_day), life.approved_at is not None),
    )


def approval(life: Life, last_day: date | None) -> str:
    """When and how it was approved, or what would make it so."""
    if life.approved_at is not None:
        if life.way == Way.TACIT.value:
            return _("tacitement, le %(day)s", day=day(life.approved_at))
        return _("en séance, le %(day)s", day=day(life.approved_at))
    if last_day is None:
        return _("à la réunion suivante, ou sans remarque après %(days)s jours", days=life.days)
    if life.open_remarks:
        return _("une remarque sans réponse retient l'approbation tacite")
    if life.unsent:
        return _("la dernière version n'a pas encore été envoyée")
    return _("à la réunion suivante, ou sans remarque après le %(day)s", day=day(last_day))


def message(meeting: MeetingShown, last_day: date, link: str) -> str:
    """The text to paste in a mail; without `link`, remarks are answered to it."""
    held = meeting.started_at or meeting.starts_at
    which = ", ".join(
        filter(
            None,
            (
                _("séance %(number)s", number=meeting.number) if meeting.number else meeting.title,
                long_day(held) if held else "",
                meeting.partnership,
            ),
        )
    )
    where = _("par ce formulaire : %(link)s", link=link) if link else _("en réponse à ce message")
    return "\n\n".join(
        (
            _("Bonjour,"),
            _("Vous trouverez en pièce jointe le projet de compte rendu de notre réunion (%(which)s).", which=which),
            _("Vos remarques sont les bienvenues jusqu'au %(day)s, %(where)s", day=day(last_day), where=where)
            + ("" if link else "."),
            _("Sans remarque d'ici là, il sera tenu pour approuvé."),
            _("Merci, et à bientôt."),
        )
    )
