"""What the tests of paper share: a house whose library holds « Un essai sur papier », and a meeting of twelve prepared with it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from flask import Flask

from facilitation.database import reading, writing
from facilitation.guides.catalogue import content_folder
from facilitation.meetings import service as meetings
from facilitation.meetings.shown import MeetingShown, NewMeeting
from facilitation.partnerships import service as partnerships
from facilitation.partnerships.rules import MemberLine
from facilitation.web.context import catalogue
from tests.meetings.leading import account_in

GUIDE = "essai-papier"
NAMES = ("Alice Lambert", "Bob Haddad", "Carole Marchal", "Denis Noël", "Émile Roy", "Fatima Saïd", "Gaëlle Petit", "Hugo Stas", "Inès Tran", "Jean Udry", "Kim Vos", "Léa Wauters")  # fmt: skip


def library(folder: Path) -> Path:
    """The library with one guide more, in a folder of its own."""
    made = Path(shutil.copytree(content_folder(), folder / "content"))
    shutil.copy(Path(__file__).parent / f"{GUIDE}.yaml", made / "guides")
    return made


def prepared_on_paper(app: Flask, now: Any) -> str:
    """The id of a meeting of twelve people of a partnership, prepared with the guide."""
    with app.app_context(), writing():
        alice = account_in("Alice")
        made = partnerships.create(account_id=alice, settings=partnerships.Settings(name="Réseau du Val"), now=now)
        partnerships.add_members(
            partnership_id=made, lines=tuple(MemberLine(name, "assistant·e social·e", "CPAS") for name in NAMES)
        )
        people = tuple(member.id for member in partnerships.members_of(partnership_id=made))
        new = NewMeeting(title="Sur papier", partnership_id=made, people=people, starts_at=now)
        meeting = meetings.prepare(account_id=alice, new=new, now=now)
        meetings.use_guide(meeting_id=meeting, guide_id=GUIDE, catalogue=catalogue(), now=now)
    return meeting


def shown(app: Flask, now: Any, meeting: str) -> MeetingShown:
    """The meeting as it stands."""
    with app.app_context(), reading():
        return meetings.meeting_shown(meeting_id=meeting, now=now)


def stage_of(app: Flask, now: Any, meeting: str, step: str) -> str:
    """The id of the stage of this step."""
    return next(stage.id for stage in shown(app, now, meeting).stages if stage.step.id == step)
