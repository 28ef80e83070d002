"""What 186 attacks do in a real browser, with its scripts on: no dialog, no error, no request to the outside, no element of theirs (S31, S32)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from facilitation.activities.base import Fields
from facilitation.database import reading, writing
from facilitation.meetings import service as meetings
from facilitation.meetings.rules import PointKind
from facilitation.meetings.shown import NewMeeting
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from facilitation.partnerships import service as partnerships
from tests.attacks import CORPUS, WHOLE
from tests.browser.conftest import Server
from tests.conftest import Clock
from tests.meetings.leading import account_in

pytestmark = [pytest.mark.browser, pytest.mark.long]
LINE = " ".join(one for one in CORPUS if "\n" not in one)[:15_000]


@pytest.fixture
def attacked(server: Server, clock: Clock) -> tuple[str, str]:
    """A partnership and a meeting in which everything is called by all the attacks, and says them."""
    now = clock()
    with server.app.app_context():
        with writing():
            named = partnerships.Settings(name=LINE, territory=LINE, place=LINE)
            group = partnerships.create(account_id=account_in("Alice"), settings=named, now=now)
            guests = ((LINE[:300], LINE[:300]),)
            new = NewMeeting(title=LINE, partnership_id=group, purpose=WHOLE, place=LINE, guests=guests, starts_at=now)
            made = meetings.prepare(account_id=account_in("Alice"), new=new, now=now)
            meetings.insert_point(meeting_id=made, kind=PointKind.DISCUSSION, title=LINE, minutes=20, now=now)
            meetings.open_meeting(meeting_id=made, now=now)
            meetings.start(meeting_id=made, now=now)
        with reading():
            stage = meetings.meeting_shown(meeting_id=made, now=now).current
            assert stage
        where = {"meeting_id": made, "stage_id": stage.id, "now": now}
        with writing():
            meetings.answer(**where, formdata=Fields(texte=WHOLE), revealed=True)
            meetings.save_note(**where, account_id=account_in("Alice"), text=WHOLE)
            for kind in OutcomeKind:
                outcomes.capture(**where, kind=kind, text=WHOLE, account_id=account_in("Alice"))
    return group, made


def test_no_attack_does_anything_in_a_browser(
    server: Server, window: Callable[..., Page], attacked: tuple[str, str]
) -> None:
    group, meeting = attacked
    page, happened, shown = window(), [], 0
    page.on("dialog", lambda dialog: (happened.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda said: happened.append(said.text) if said.type == "error" else None)
    page.on(
        "request", lambda sent: happened.append(sent.url) if not sent.url.startswith((server.url, "data:")) else None
    )
    page.on("popup", lambda _popup: happened.append("a window"))
    here = f"/reunions/{meeting}"
    for path in (
        "/",
        "/reunions",
        "/actions",
        "/partenariats",
        f"/partenariats/{group}",
        f"/partenariats/{group}/reglages",
        f"{here}/pupitre",
        f"{here}/pupitre?volet=presences",
        f"{here}/pupitre?volet=ruban",
        f"{here}/salle",
        f"{here}/un-seul-ecran",
        f"{here}/equipe",
        f"{here}/relecture",
        f"{here}/kit",
        f"{here}/deroule",
    ):
        answer = page.goto(f"{server.url}{path}")
        assert answer
        assert answer.status < 400, path
        page.wait_for_timeout(150)
        foreign = page.evaluate(
            "[...document.querySelectorAll('iframe, object, embed, base, marquee, video, audio, math, [onerror], [onload], [style]')]"
            ".map(one => one.outerHTML.slice(0, 90))"
        )
        assert foreign == [], path
        assert happened == [], path
        assert page.url == f"{server.url}{path}"
        shown += "<script>alert(1)</script>" in page.evaluate("document.documentElement.textContent")
    assert shown > 10, "the attacks are there, as text"
