"""Setting the stage of a rehearsal, and having its people answer. Like the leading of a script, it opens the units of work, in the rehearsal's own world."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from facilitation.accounts import service as accounts
from facilitation.activities import registry
from facilitation.activities.base import AnswerFaults, Fields
from facilitation.confidentiality.readers import Mark, Trace
from facilitation.database import Base, db, reading, writing
from facilitation.errors import FacilitationError
from facilitation.guides.catalogue import Catalogue
from facilitation.guides.load import Library, load_guide
from facilitation.guides.load_script import load_script
from facilitation.guides.schema import Flag, Guide, usual_people
from facilitation.guides.script import Script, ScriptAnswer, ScriptPoint
from facilitation.i18n import _, ngettext
from facilitation.meetings import service as meetings
from facilitation.meetings.rules import Presence
from facilitation.meetings.shown import NewMeeting, StageShown
from facilitation.meetings.told import members, presence, step_of, texts
from facilitation.partnerships import service as partnerships
from facilitation.rehearsals.worlds import World
from facilitation.typed import clean

EXAMPLE = "reflexivite-collective"
"""Whose people a guide without an example of its own is rehearsed with."""
EMAIL, NO_PASSWORD = "repetition@maillage.invalid", "-"  # nobody signs in with it: no password has this digest


class NothingToAnswer(FacilitationError):
    """À cette étape, l'exemple ne leur fait rien dire. Répondez à leur place depuis le pupitre, ou passez à la suite."""


class AnswersDoNotFit(FacilitationError):
    """À cette étape, leurs réponses ne conviennent pas : l'étape a été changée depuis l'exemple. Répondez à leur place depuis le pupitre."""


class AlreadyAnswered(FacilitationError):
    """À cette étape, ces personnes ont déjà répondu."""


def script_of(guide_id: str, content: Path, catalogue: Catalogue) -> Script | None:
    """The example meeting of this guide, if the library has one without a fault."""
    path = content / "examples" / f"{guide_id}.yaml"
    if guide_id not in catalogue.guides or not path.is_file():
        return None
    library = Library(registry.kinds(), catalogue.modules)
    return load_script(path, catalogue.guides, lambda beside: load_guide(beside, library)).value


def told_as(guide: Guide) -> str:
    """The id of the guide whose example tells of this one: its own, or that of the guide it was adapted from."""
    return guide.adapted_from.id if guide.adapted_from else guide.id


def point_of(script: Script | None, guide_id: str) -> ScriptPoint | None:
    """What this example tells of the guide."""
    points = script.points if script else ()
    return next((point for point in points if point.guide == guide_id), None)


def set_up(
    world: World, *, name: str, script: Script | None, variant: str | None, catalogue: Catalogue, now: datetime
) -> None:
    """Fill this new world: somebody called `name` has just begun to lead the guide, with the people of the script."""
    guide = catalogue.guides[world.guide_id]
    with world.app.app_context():
        Base.metadata.create_all(db.engine)
        with writing():
            world.inner_account = accounts.create_account(name=name, email=EMAIL, password_hash=NO_PASSWORD, now=now)
            world.token = accounts.open_session(account_id=world.inner_account, now=now)
            world.meeting_id = _prepared(world, script, usual_people(guide), now)
            meetings.use_guide(
                meeting_id=world.meeting_id, guide_id=guide.id, variant=variant, catalogue=catalogue, now=now
            )
        with writing():
            meetings.open_meeting(meeting_id=world.meeting_id, now=now)
            world.seats = _seated(world.meeting_id, script, now)
        with writing():
            meetings.start(meeting_id=world.meeting_id, now=now)


def _prepared(world: World, script: Script | None, people: int, now: datetime) -> str:
    """The id of the meeting, in a partnership that does not exist and whose name says so: it stands at the head and at the foot of every document."""
    if script is None:
        return meetings.prepare(
            account_id=world.inner_account, new=NewMeeting(title=_("Répétition"), expected=people), now=now
        )
    name = _("Répétition, rien n'est réel : %(name)s", name=script.partnership.name)
    settings = partnerships.Settings(name=name, territory=script.partnership.territory)
    partnership = partnerships.create(account_id=world.inner_account, settings=settings, now=now)
    for service in dict.fromkeys(script.partnership.services):
        partnerships.add_service(partnership_id=partnership, name=service)
    partnerships.add_members(partnership_id=partnership, lines=tuple(members(script)))
    new = NewMeeting(
        title=_("Répétition"),
        partnership_id=partnership,
        with_situation=any(Mark.SITUATION in one.marks for one in texts(script)),
        place=script.meeting.place,
        people=tuple(member.id for member in partnerships.members_of(partnership_id=partnership)),
        guests=tuple((guest.name, guest.quality) for guest in script.meeting.guests),
        secretary=script.meeting.secretary,
    )
    return meetings.prepare(account_id=world.inner_account, new=new, now=now)


def _seated(meeting_id: str, script: Script | None, now: datetime) -> dict[str, str]:
    """The places of those who are here, by their names; whom the script has excused is excused."""
    people = meetings.meeting_shown(meeting_id=meeting_id, now=now).people
    for person in people:
        if script is not None and person.presence is not Presence.GUEST:
            here = presence(script.meeting, person.name)
            if here in (Presence.EXCUSED, Presence.ABSENT):
                meetings.set_presence(meeting_id=meeting_id, attendance_id=person.id, presence=here, now=now)
    return {person.name: person.id for person in reversed(people)}


def answer_all(world: World, *, now: datetime) -> str:
    """Have the people answer the current step as the example tells; gives a sentence. Raises NothingToAnswer, AlreadyAnswered, or what the step refuses."""
    with reading():
        stage = meetings.meeting_shown(meeting_id=world.meeting_id, now=now).current
    told = step_of(world.told, stage.step.id, last=False) if world.told is not None and stage is not None else None
    if stage is None or told is None or not told.answers or stage.step.trace is Trace.AUCUNE:
        raise NothingToAnswer()
    if stage.id in world.answered:
        raise AlreadyAnswered()
    try:
        with writing():
            for one in told.answers:
                _answer(world, stage, one, now)
    except AnswerFaults as error:
        raise AnswersDoNotFit() from error
    world.answered.add(stage.id)
    count = len(told.answers)
    return ngettext("%(num)s réponse inventée est arrivée.", "%(num)s réponses inventées sont arrivées.", count)


def _answer(world: World, stage: StageShown, said: ScriptAnswer, now: datetime) -> None:
    anonymous = Flag.ANONYME in stage.step.flags
    meetings.answer(
        meeting_id=world.meeting_id,
        stage_id=stage.id,
        formdata=Fields(said.fields),
        attendance_id=None if anonymous else world.seats.get(clean(said.of)),
        account_id=world.inner_account,
        readers=said.readers,
        marks=said.marks,
        now=now,
    )
