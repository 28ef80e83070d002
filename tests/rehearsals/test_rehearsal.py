"""A rehearsal: the real desk with people who do not exist, and nothing of it anywhere afterwards."""

from __future__ import annotations

import io
import logging
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from facilitation import create_app
from facilitation.activities import registry
from facilitation.database import db, reading
from facilitation.guides.catalogue import content_folder, load_catalogue
from facilitation.meetings import service as meetings
from facilitation.meetings.models import Contribution
from facilitation.meetings.shown import NewMeeting
from facilitation.partnerships import service as partnerships
from facilitation.rehearsals import service
from facilitation.rehearsals.worlds import IDLE, LIFE, MOST, Worlds, worlds
from facilitation.settings import Settings
from tests.checked import CheckedClient, Page, flat
from tests.conftest import Clock, browser_of
from tests.meetings.leading import account, act

GUIDE = "reflexivite-collective"
CANARY = "Zoqnixardel"
CATALOGUE = load_catalogue(content_folder(), registry.kinds())


def begun(client: CheckedClient, guide: str = GUIDE, **fields: str) -> Page:
    """The desk of a rehearsal that this person has just begun from the guide's page."""
    page = client.submit(f"/bibliotheque/{guide}", fields, action="/repeter")
    desk = client.follow(page)
    client.forms = desk.path
    return desk


def base_of(desk: Page) -> str:
    """« /repetition/KEY »."""
    found = re.match(r"/repetition/[^/]+", desk.path)
    assert found
    return found[0]


def pressed(client: CheckedClient, desk: str, action: str, **fields: str) -> Page:
    """The page that comes after this form of the desk."""
    return client.follow(client.submit(desk, fields, action=action))


def files(data: Path) -> dict[str, bytes]:
    """Every byte of the data folder."""
    return {str(path.relative_to(data)): path.read_bytes() for path in data.rglob("*") if path.is_file()}


# ------------------------------------------------------------------ leading


def test_one_begins_at_the_first_step_with_people_who_are_there(alice: CheckedClient) -> None:
    desk = begun(alice)
    first = CATALOGUE.guides[GUIDE].steps[0]
    assert flat(desk.h1) == flat(first.title)
    assert "Répétition." in desk.words
    assert "Sophie Renard" in desk.words


def test_the_people_answer_as_the_example_tells_and_once(alice: CheckedClient) -> None:
    desk = begun(alice)
    page = pressed(alice, desk.path, "/repondre")
    assert "réponses inventées sont arrivées" in page.words
    assert "je suis d’accord, si nous parlons de nos courriers à tous" in page.words.casefold()
    assert "ont déjà répondu" in pressed(alice, desk.path, "/repondre").words


def test_the_room_screen_follows_and_says_that_it_is_a_rehearsal(alice: CheckedClient, app: Flask) -> None:
    desk = begun(alice)
    room = alice.get(desk.path.replace("/pupitre", "/salle"))
    assert "Répétition." in room.words
    assert f"{base_of(desk)}/reunions/" in room.text
    pulse = re.search(r'data-pulse="([^"]+)"', room.text)
    assert pulse
    assert alice.raw.get(f"{pulse[1]}?v=1").status_code == 200
    stream = alice.raw.get(pulse[1].replace("/pouls", "/flux") + "?v=1")
    assert stream.mimetype == "text/event-stream"
    stream.close()


@pytest.mark.parametrize(
    "guide",
    [pytest.param(one, marks=[] if one == GUIDE else pytest.mark.long) for one in sorted(CATALOGUE.guides)],
)
def test_a_guide_is_rehearsed_from_its_first_step_to_its_papers(alice: CheckedClient, guide: str) -> None:
    desk = begun(alice, guide)
    for _step in CATALOGUE.guides[guide].steps:
        page = pressed(alice, desk.path, "/repondre")
        if "/avancer" not in page.text:
            break
        pressed(alice, desk.path, "/avancer")
    assert "/relecture" in pressed(alice, desk.path, "/terminer").text
    papers = alice.get(desk.path.replace("/pupitre", "/relecture"))
    assert "Répétition, rien n’est réel" in papers.words
    files = [link for link in papers.links() if link.endswith(".docx")]
    assert files
    for address in files:
        written = zipfile.ZipFile(io.BytesIO(alice.raw.get(address).data)).read("word/document.xml").decode()
        assert "Répétition, rien n’est réel" in re.sub(r"<[^>]+>", "", written)
    closed = alice.submit(desk.path.replace("/pupitre", "/clore"), action="/clore")
    assert "Répétition, rien n’est réel" in alice.follow(closed).words


def test_a_variant_is_rehearsed_by_itself(alice: CheckedClient) -> None:
    guide = next(one for one in CATALOGUE.guides.values() if one.variants)
    variant = guide.variants[0]
    token = alice.token()
    page = alice.post(f"/bibliotheque/{guide.id}/repeter", {"variante": variant.id, "csrf_token": token})
    assert f"sur {len(variant.steps)}" in alice.follow(page).words
    alice.post(f"/bibliotheque/{guide.id}/repeter", {"variante": "absente", "csrf_token": token}, status=404)
    alice.post("/bibliotheque/absent/repeter", {"csrf_token": token}, status=404)


def test_an_adapted_guide_is_rehearsed_with_the_example_of_its_original(alice: CheckedClient) -> None:
    page = alice.submit(f"/bibliotheque/{GUIDE}", action="/adapter")
    assert page.location
    own = page.location.rpartition("/")[2]
    desk = begun(alice, own)
    assert "réponses inventées sont arrivées" in pressed(alice, desk.path, "/repondre").words


def test_answers_that_do_not_fit_are_said_and_none_is_kept(alice: CheckedClient, app: Flask, clock: Clock) -> None:
    desk = begun(alice)
    world = worlds(app).of_account(account(app), clock())
    assert world
    assert world.told
    told = world.told.steps["accueil"]
    wrong = told.answers[-1].model_copy(update={"fields_given": {}})
    steps = {"accueil": told.model_copy(update={"answers": (*told.answers[:2], wrong)})}
    world.told = world.told.model_copy(update={"steps": steps})
    assert "leurs réponses ne conviennent pas" in pressed(alice, desk.path, "/repondre").words
    assert not world.answered
    with world.app.app_context(), reading():
        assert db.session.scalar(db.select(db.func.count()).select_from(Contribution)) == 0


def test_a_library_without_examples_can_be_rehearsed_too(data: Path, tmp_path: Path, clock: Clock) -> None:
    content = tmp_path / "content"
    shutil.copytree(content_folder() / "modules", content / "modules")
    (content / "guides").mkdir()
    for name in ("sources.yaml", "drifts.yaml", "glossary.yaml", f"guides/{GUIDE}.yaml"):
        shutil.copy(content_folder() / name, content / name)
    bare = create_app(Settings(data=data, testing=True, content=content), clock)
    desk = begun(browser_of(bare, "Alice", clock()))
    assert "Répétition." in desk.words
    assert "Les faire répondre" not in desk.words
    with bare.app_context():
        db.engine.dispose()


def test_a_name_that_is_no_guide_has_no_example(tmp_path: Path) -> None:
    for name in ("../secret", "absent"):
        assert service.script_of(name, content_folder(), CATALOGUE) is None
    assert service.script_of(GUIDE, tmp_path, CATALOGUE) is None
    assert service.point_of(None, GUIDE) is None


# ------------------------------------------------------------------ what it keeps out of


def test_what_goes_out_to_people_is_not_in_a_rehearsal(alice: CheckedClient) -> None:
    desk = begun(alice)
    meeting = f"/reunions/{desk.path.split('/')[4]}"
    for address in (
        *("/reunions", "/reunions/nouvelle", "/partenariats", "/compte", "/bibliotheque", "/actions"),
        *(f"{meeting}/{page}" for page in ("convocation", "convocation.ics", "appareils", "equipe")),
        *("/connexion", "/rejoindre"),
    ):
        assert "En répétition, cette page n’existe pas" in alice.get(base_of(desk) + address, status=404).words
    assert alice.get(f"{base_of(desk)}/", status=303).location == desk.path
    assert "Ouvrir à la salle" not in desk.words
    assert "Verrouiller" not in desk.words


def test_nobody_else_reaches_a_rehearsal(alice: CheckedClient, bob: CheckedClient, client: CheckedClient) -> None:
    desk = begun(alice)
    assert "Cette répétition est finie" in bob.get(desk.path, status=404).words
    assert client.get(desk.path, status=303).location.startswith("/connexion")
    bob.post(f"{base_of(desk)}/repetition/finir", status=404)
    assert alice.get(desk.path).status == 200


def test_a_form_inside_needs_its_own_token(alice: CheckedClient) -> None:
    desk = begun(alice)
    alice.forms = "/aide"
    alice.post(f"{base_of(desk)}/repetition/finir", status=400)
    alice.post(f"{base_of(desk)}/repetition/finir", {"csrf_token": "x"}, status=400)
    assert alice.get(desk.path).status == 200


def test_the_cookies_of_the_house_stay_as_they_were(alice: CheckedClient) -> None:
    desk = begun(alice)
    before = alice.raw.get_cookie("maillage_session", domain="localhost")
    response = alice.raw.get(desk.path)
    assert all("maillage_session" not in one for one in response.headers.getlist("Set-Cookie"))
    assert alice.raw.get_cookie("maillage_session", domain="localhost") == before
    assert "Alice" in alice.get("/").words


def test_the_data_folder_is_not_touched(alice: CheckedClient, data: Path) -> None:
    alice.get("/bibliotheque")
    before = files(data)
    desk = begun(alice)
    pressed(alice, desk.path, "/repondre")
    pressed(alice, desk.path, "/avancer")
    assert files(data) == before


def test_no_number_no_action_and_no_meeting_come_of_it(app: Flask, alice: CheckedClient, clock: Clock) -> None:
    begun(alice)
    for address in ("/reunions", "/actions", "/partenariats", "/"):
        assert "Répétition" not in alice.get(address).words
    settings = partnerships.Settings(name="Réseau du Val")
    group = act(app, partnerships.create, account_id=account(app), settings=settings, now=clock())
    new = NewMeeting(partnership_id=group, expected=5)
    meeting = act(app, meetings.prepare, account_id=account(app), new=new, now=clock())
    act(app, meetings.open_meeting, meeting_id=meeting, now=clock())
    with app.app_context(), reading():
        assert meetings.meeting_shown(meeting_id=meeting, now=clock()).number.startswith("1/")


# ------------------------------------------------------------------ how it ends


def test_once_ended_nothing_of_it_is_left(
    alice: CheckedClient, data: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    desk = begun(alice)
    for action, more in (("/captures", {"genre": "action"}), ("/captures", {"genre": "decision"}), ("/notes", {})):
        pressed(alice, desk.path, action, texte=CANARY, **more)
    drafts = desk.path.replace("/pupitre", "/brouillons")
    alice.raw.post(drafts, data={"csrf_token": alice.token(), "lieu_": "capture", "texte": CANARY})
    pressed(alice, desk.path, "/repondre")
    assert CANARY in alice.get(desk.path).words
    assert CANARY.encode() not in b"".join(files(data).values())
    page = alice.follow(alice.submit(desk.path, action="/repetition/finir"))
    assert page.path == f"/bibliotheque/{GUIDE}"
    assert "Il n’en reste rien" in page.words
    assert "Cette répétition est finie" in alice.get(desk.path, status=404).words
    for address in ("/", "/reunions", "/actions", "/partenariats", "/bibliotheque", f"/bibliotheque/{GUIDE}"):
        assert CANARY not in alice.get(address).text
    assert CANARY.encode() not in b"".join(files(data).values())
    assert CANARY not in caplog.text + "".join(capfd.readouterr())


def test_a_second_rehearsal_ends_the_first(alice: CheckedClient, app: Flask) -> None:
    first = begun(alice).path
    alice.forms = "/aide"
    second = begun(alice).path
    alice.get(first, status=404)
    assert alice.get(second).status == 200
    assert second in alice.get(f"/bibliotheque/{GUIDE}").links()


def test_a_variant_that_does_not_exist_ends_nothing(alice: CheckedClient, app: Flask, clock: Clock) -> None:
    desk = begun(alice).path
    alice.forms = "/aide"
    fields = {"variante": "absente", "csrf_token": alice.token()}
    alice.post(f"/bibliotheque/{GUIDE}/repeter", fields, status=404)
    assert alice.get(desk).status == 200


def test_whoever_signs_out_has_left_it(alice: CheckedClient, app: Flask, clock: Clock) -> None:
    begun(alice)
    alice.forms = "/aide"
    assert worlds(app).of_account(account(app), clock())
    alice.submit("/", action="/deconnexion")
    assert worlds(app).of_account(account(app), clock()) is None


@pytest.mark.parametrize("after", [IDLE, LIFE])
def test_a_rehearsal_that_nobody_looks_at_ends_by_itself(
    alice: CheckedClient, app: Flask, clock: Clock, after: object
) -> None:
    desk = begun(alice)
    world = worlds(app).of_account(account(app), clock())
    assert world
    step = IDLE * 0.9
    while clock() - world.begun_at < LIFE - IDLE:
        clock.later(minutes=step.total_seconds() / 60)
        world.seen_at = clock()
        assert worlds(app).found(world.key, clock())
        if after is IDLE:
            break
    clock.later(minutes=IDLE.total_seconds() / 60)
    if after is LIFE:
        world.seen_at = clock()
    assert worlds(app).found(world.key, clock()) is None
    alice.get(desk.path, status=303)  # the session of the house is over too


def test_the_next_start_knows_nothing_of_it(alice: CheckedClient, data: Path, clock: Clock) -> None:
    desk = begun(alice)
    again = create_app(Settings(data=data, testing=True), clock)
    other = CheckedClient(again, "Alice")
    cookie = alice.raw.get_cookie("maillage_session", domain="localhost")
    assert cookie
    other.raw.set_cookie("maillage_session", cookie.value, domain="localhost")
    other.get(desk.path, status=404)
    with again.app_context():
        db.engine.dispose()


def test_there_is_an_end_to_how_many_are_held(app: Flask, clock: Clock) -> None:
    held = Worlds(lambda: app)
    for number in range(MOST):
        held.admit(held.begin(account_id=str(number), guide_id=GUIDE, home="/", told=None, now=clock()))
    with pytest.raises(Exception, match="Trop de répétitions"):
        held.begin(account_id="one more", guide_id=GUIDE, home="/", told=None, now=clock())
