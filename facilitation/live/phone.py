"""A phone's page: where the meeting is, the one question that it asks, what this phone has sent. Made from what the room sees, and from its own answers.

A phone is shown nothing that the room screen is not (`meetings.service.room_page`), but for what was sent from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from facilitation.accounts.rules import Device
from facilitation.activities import registry
from facilitation.activities.base import Line, Part
from facilitation.confidentiality.readers import Trace
from facilitation.database import db
from facilitation.french_dates import hour
from facilitation.i18n import _, mark, ngettext
from facilitation.meetings import service as meetings
from facilitation.meetings.asked import FEWEST, OWN_WRITING
from facilitation.meetings.models import Attendance, Participant
from facilitation.meetings.rules import MeetingState
from facilitation.meetings.service import groups, own_texts, phones
from facilitation.meetings.service.answers import in_words
from facilitation.meetings.service.phones import Asked
from facilitation.meetings.shown import GroupShown, RoomPage

NO_PRODUCTION = frozenset({"aucune", "decision", "action", "question", "relecture"})


class Standing(StrEnum):
    """Where the group is, as a phone tells it."""

    WAITING = "attente"  # the meeting has not begun
    RESTING = "repos"  # the screen is neutral: people speak
    BETWEEN = "entre"  # no step runs
    LISTENING = "ecoute"  # a step in which nobody writes by themselves
    ASKED = "reponse"
    OVER = "fin"


@dataclass(frozen=True, slots=True)
class OwnLine:
    """An answer of this phone: its words, and its fields as a form holds them. It can be changed until the room has seen it (`shown`). `shared`: others than its author may read it."""

    id: str
    text: str
    fields: Mapping[str, str]
    shown: bool
    late: bool
    shared: bool = True


@dataclass(frozen=True, slots=True)
class PhonePage:
    """All that a phone shows. `room` is what the room sees. `asked` is the question, of the stage that runs or of the one that a form was sent from.

    `group`: the sub-group of whoever holds it; `writes`: for that group. `mine`: what this phone sent to it; `sealed`: it has answered, and nobody knows which answer is its own; `few`: too few people for an anonymity that
    can be promised; `named`: the desk sees whose answers these are; `signed`: so does the room; `until`: the hour announced for the end of the stage, None without a timer; `for_oneself`: what was written in
    other stages for its author alone; `claims`: whose place this phone asked for, until the desk says; `left`: the meeting is over, and something is its holder's to take away.
    """

    meeting_id: str
    standing: Standing
    version: int
    room: RoomPage
    asked: Asked | None
    mine: tuple[OwnLine, ...] = ()
    sealed: bool = False
    named: bool = False
    signed: bool = False
    until: datetime | None = None
    stopping: bool = False
    group: GroupShown | None = None
    writes: bool = False
    for_oneself: tuple[str, ...] = ()
    claims: str = ""
    left: bool = False

    @property
    def to_take(self) -> bool:
        """Whether this phone has something to take away: written for its holder alone, or to be erased as theirs."""
        here = self.asked is not None and self.asked.trace is Trace.PERSO and bool(self.mine)
        return bool(self.for_oneself) or here or self.left

    @property
    def few(self) -> bool:
        """Whether an anonymous step has too few people around it."""
        return bool(self.asked and self.asked.anonymous and 0 < self.room.headcount < FEWEST)

    @property
    def title(self) -> str:
        """What the page is called."""
        if self.asked is not None:
            return self.asked.title
        return self.room.title or heading(self) or _("Réunion")

    @property
    def produced(self) -> bool:
        """Whether the room sees something that an activity made; a form is not followed by an empty table."""
        if self.room.summary is None or self.room.activity in NO_PRODUCTION or self.framed:
            return False
        return self.asked is None or _shows(self.room.summary)

    @property
    def framed(self) -> bool:
        """Whether what the room sees is what this phone is asked about, to be read first: the rules that one agrees to."""
        return self.asked is not None and self.asked.activity == "accord" and self.room.summary is not None


def phone_page(
    *, meeting_id: str, device: Device, secret: bytes, now: datetime, stage_id: str | None = None
) -> PhonePage:
    """The page of this phone; `stage_id` is the stage of a form that was not taken, shown instead of the one that runs. Raises NotHere."""
    room = meetings.room_page(meeting_id=meeting_id, now=now)
    here = room.stage_id if not room.neutral else ""
    asked = phones.asked(meeting_id=meeting_id, stage_id=stage_id or here) if stage_id or here else None
    if asked is not None and asked.sealed and not stage_id:  # the group came back to read what was answered
        asked = None
    row = db.session.get(Participant, device.id)
    group, writes = groups.on_phone(stage_id=asked.stage_id if asked else here, attendance_id=device.attendance_id)
    return PhonePage(
        meeting_id=meeting_id,
        standing=_standing(room, asked),
        version=room.stage_version,
        room=room,
        asked=asked,
        mine=_mine(asked, device),
        sealed=bool(
            asked and asked.anonymous and phones.has_answered(stage_id=asked.stage_id, device=device, secret=secret)
        ),
        named=device.attendance_id is not None,
        signed=_signed(asked, device),
        until=_until(room, now),
        stopping=bool(row and row.asks_to_stop),
        group=group,
        writes=writes,
        for_oneself=_for_oneself(meeting_id, device, asked),
        claims=_claims(row),
        left=room.state is MeetingState.ENDED and own_texts.anything(meeting_id=meeting_id, device=device),
    )


def _standing(room: RoomPage, asked: Asked | None) -> Standing:
    if asked is not None:
        return Standing.ASKED
    if room.state in (MeetingState.PREPARED, MeetingState.CONVENED, MeetingState.OPEN):
        return Standing.WAITING
    if room.state is not MeetingState.RUNNING:
        return Standing.OVER
    if not room.stage_id:
        return Standing.BETWEEN
    return Standing.RESTING if room.neutral else Standing.LISTENING


def _mine(asked: Asked | None, device: Device) -> tuple[OwnLine, ...]:
    if asked is None or asked.anonymous:
        return ()
    activity = registry.get(asked.activity)
    return tuple(
        OwnLine(
            id=one.id,
            text=in_words(one.answer),
            fields=activity.values(asked.config, activity.Answer.model_validate(one.answer, strict=False)),
            shown=one.revealed,
            late=one.late,
            shared=one.shared,
        )
        for one in phones.own(stage_id=asked.stage_id, device=device)
    )


def _claims(row: Participant | None) -> str:
    seat = db.session.get(Attendance, row.claims_id) if row is not None and row.claims_id else None
    return seat.name if seat is not None else ""


def _signed(asked: Asked | None, device: Device) -> bool:
    """Whether the room, once it is shown an answer of this phone, reads a name beside it."""
    config: Any = asked.config if asked else None
    if device.attendance_id is None or asked is None or asked.activity != OWN_WRITING or config.signature == "anonyme":
        return False
    seat = db.session.get(Attendance, device.attendance_id)
    return seat is not None and seat.accepts_naming


def _for_oneself(meeting_id: str, device: Device, asked: Asked | None) -> tuple[str, ...]:
    found = phones.kept_to_oneself(meeting_id=meeting_id, device=device, but=asked.stage_id if asked else "")
    return tuple(in_words(answer) for answer in found)


def _until(room: RoomPage, now: datetime) -> datetime | None:
    if room.state is not MeetingState.RUNNING or room.neutral or not room.timed or not room.planned or room.paused:
        return None
    return now + timedelta(seconds=room.planned - room.elapsed)


def _shows(part: object) -> bool:
    """Whether a summary holds a line that the desk has shown."""
    if isinstance(part, Line):
        return part.revealed
    if isinstance(part, Part):
        return any(_shows(getattr(part, name)) for name in type(part).model_fields)
    return isinstance(part, (tuple, list)) and any(_shows(one) for one in part)


# ------------------------------------------------------------------ in words

HEADINGS = {
    Standing.WAITING: mark("La réunion n'a pas commencé"),
    Standing.RESTING: mark("L'écran est au repos"),
    Standing.BETWEEN: mark("Les étapes sont finies"),
    Standing.OVER: mark("La réunion est terminée"),
}
HAPPENING = {
    Standing.WAITING: mark("Cette page avancera toute seule. Vous pouvez poser le téléphone."),
    Standing.RESTING: mark("On se parle, sans écran. Il n'y a rien à écrire pour le moment."),
    Standing.BETWEEN: mark("La personne qui anime va terminer la réunion. Il n'y a plus rien à écrire ici."),
    Standing.OVER: mark("Merci. Le groupe relit ce qui sera gardé. Vous pouvez fermer cette page : rien ne reste sur ce téléphone."),
}  # fmt: skip
STEPS = {
    "aucune": mark("Rien ne s'écrit à cette étape."),
    "decision": mark("Le groupe formule une décision à voix haute. Elle est notée au pupitre, puis relue."),
    "action": mark("Le groupe choisit à voix haute ce qui sera fait, par qui et pour quand. C'est noté au pupitre, puis relu."),
    "question": mark("Le groupe dit à voix haute ce qui reste ouvert. C'est noté au pupitre, puis relu."),
    "relecture": mark("Le groupe relit ensemble ce qui sera gardé. Écoutez, et dites ce qui est à corriger."),
    "suivi": mark("Le groupe reprend à voix haute ce qui avait été convenu. C'est noté au pupitre."),
    "tour": mark("Chacun parle à son tour, et peut passer. Rien ne s'écrit sur les téléphones."),
}  # fmt: skip
REMAINS = {
    Trace.PV: mark("Votre réponse ira dans le document du groupe."),
    Trace.SYNTHESE: mark("Seule la formulation que le groupe valide restera. Votre réponse s'efface à la clôture."),
    Trace.PERSO: mark("Votre réponse est à vous : emportez-la en fichier avant la clôture, qui l'efface."),
    Trace.SESSION: mark("Votre réponse s'efface à la clôture."),
    Trace.AUCUNE: "",
}


def heading(page: PhonePage) -> str:
    """Where the meeting is, in a few words, when no step runs; else nothing."""
    return _(HEADINGS[page.standing]) if page.standing in HEADINGS else ""


def happening(page: PhonePage) -> str:
    """What is going on, in a sentence, where this phone has nothing to answer."""
    if page.room.slips is not None and page.room.slips.sealed:
        return _(
            "Cette étape se répond avec un bulletin tiré au sort, pas depuis cette page : prenez-en un, et lisez son code."
        )
    if page.room.sealed:
        return _("Le groupe lit ensemble les réponses sans nom. Aucune ne s'ajoute plus.")
    if page.standing is Standing.LISTENING:
        return _(STEPS.get(page.room.activity, STEPS["aucune"]))
    return _(HAPPENING.get(page.standing, HAPPENING[Standing.WAITING]))


def time_told(page: PhonePage, now: datetime) -> str:
    """« jusqu'à 10 h 42 », « prévu jusqu'à 10 h 42 » once that hour has passed, « en pause », or nothing."""
    if page.room.paused and not page.room.neutral:
        return _("en pause")
    if page.until is None:
        return ""
    words = _("jusqu'à %(hour)s") if page.until > now else _("prévu jusqu'à %(hour)s")
    return words % {"hour": hour(page.until)}


def group_told(page: PhonePage) -> str:
    """« Groupe 2 : vous écrivez pour le groupe. », or nothing without sub-groups."""
    if page.group is None:
        return ""
    name = groups.group_name(page.group.id)
    if page.writes:
        return _("%(group)s : vous écrivez pour le groupe.", group=name)
    if page.group.writer:
        return _("%(group)s : %(name)s écrit pour le groupe.", group=name, name=page.group.writer)
    return _("%(group)s : une personne écrit pour le groupe.", group=name)


def readers_told(page: PhonePage) -> tuple[str, str]:
    """Who will read what is sent, in words, and the drawing that doubles them."""
    if page.asked is not None and page.asked.anonymous:
        if page.few:
            return _("Sans nom, mais vous êtes moins de cinq : on pourrait deviner qui a écrit ceci"), "r-anonymous"
        return _("Anonyme : personne ne saura qui a écrit ceci"), "r-anonymous"
    if page.asked is not None and page.asked.authors:
        return _("Lu par : vous seul·e, sauf si vous le partagez"), "r-self"
    if page.signed:
        return _("Lu par : le groupe, avec votre nom"), "r-group"
    if not page.room.headcount:
        return _("Lu par : le groupe, sans votre nom"), "r-group"
    return ngettext(
        "Lu par : le groupe, %(num)s personne, sans votre nom",
        "Lu par : le groupe, %(num)s personnes, sans votre nom",
        page.room.headcount,
    ), "r-group"


def sharing_told(page: PhonePage) -> str:
    """What it is to share what one wrote for oneself: who then reads it, and under which name."""
    if page.signed:
        return _("Partagé, l'animation le lit au pupitre et peut le montrer à la salle, avec votre nom.")
    if page.named:
        return _(
            "Partagé, l'animation le lit au pupitre et voit que c'est vous. Elle peut le montrer à la salle, sans votre nom."
        )
    return _("Partagé, l'animation le lit au pupitre et peut le montrer à la salle, sans votre nom.")


def remains_told(page: PhonePage) -> str:
    """What becomes of what is sent, once the meeting is closed."""
    if page.asked is not None and page.asked.authors:
        return _("Votre texte reste sur l'ordinateur de la réunion, puis s'efface à la clôture.")
    return _(REMAINS[page.asked.trace]) if page.asked and REMAINS[page.asked.trace] else ""
