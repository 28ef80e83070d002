from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from facilitation.database import reading, writing
from facilitation.meetings import service
from facilitation.meetings.shown import NewMeeting
from facilitation.partnerships import service as partnerships
from facilitation.web.context import catalogue
from tests.browser.conftest import WALL
from tests.components import axe_script
from tests.conftest import PASSWORD
from tests.meetings.leading import GUIDE, PEOPLE, account_in

pytestmark = pytest.mark.browser
NEXT = "[data-key=ArrowRight]"


@pytest.fixture
def meeting(server, clock):
    """A meeting of three named people, prepared with the first guide."""
    with server.app.app_context(), writing():
        alice, now = account_in("Alice"), clock()
        group = partnerships.create(account_id=alice, settings=partnerships.Settings(name="Réseau du Val"), now=now)
        partnerships.add_members(partnership_id=group, lines=PEOPLE)
        members = tuple(one.id for one in partnerships.members_of(partnership_id=group))
        new = NewMeeting(title="Notre façon de travailler", partnership_id=group, people=members, starts_at=now)
        made = service.prepare(account_id=alice, new=new, now=now)
        service.use_guide(meeting_id=made, guide_id=GUIDE, catalogue=catalogue(), now=now)
    return made


@pytest.fixture
def desk(server, meeting, window):
    """Alice's desk, the meeting just begun."""
    page = window()
    page.goto(f"{server.url}/reunions/{meeting}/pupitre")
    page.get_by_role("button", name="Commencer la réunion").click()
    expect(page.locator("h1")).to_have_text("Accueil, cadre et accord")
    return page


def shown(server, meeting, clock):
    with server.app.app_context(), reading():
        return service.meeting_shown(meeting_id=meeting, now=clock())


def look_at(page, title, *, patience=5_000):
    expect(page.locator("h1")).to_have_text(title, timeout=patience)


def focus_nothing(page):
    """As after reading: no field and no button has the focus."""
    page.evaluate("document.activeElement.blur()")


def go_to(page, title):
    page.locator(".thread a", has_text=title).click()
    page.get_by_role("button", name="Y aller avec le groupe").click()
    look_at(page, title)


def test_a_whole_meeting_is_led_to_its_two_files(server, meeting, clock, window, desk):
    room = window(context=desk.context, size=WALL)
    room.goto(f"{server.url}/reunions/{meeting}/salle")
    look_at(room, "Accueil, cadre et accord")

    # For somebody, for the group; shown when the desk decides.
    desk.locator("#write-for").select_option(label="pour Bob Haddad")
    desk.get_by_role("radio", name="Oui, avec une réserve").check()
    desk.locator("[id='rep-reserve']").fill("Pas de photo du tableau.")
    desk.get_by_role("button", name="Garder", exact=True).click()
    expect(desk.locator(".notes").first).to_contain_text("Pas de photo du tableau.")
    expect(room.locator("body")).not_to_contain_text("Pas de photo du tableau.")
    desk.get_by_role("button", name="Montrer", exact=True).first.click()
    expect(room.locator("body")).to_contain_text("Pas de photo du tableau.")

    # The room follows by itself; a step is skipped with its reason, one returns to it, and it is skipped again.
    desk.locator(NEXT).click()
    look_at(room, "Le moment, tel qu’il s’est passé")
    desk.locator("footer summary", has_text="Sauter l’étape").click()
    desk.locator("#skip-reason").fill("Raconté hier.")
    desk.get_by_role("button", name=re.compile("Sauter « Le moment")).click()
    look_at(desk, "Ce que cela nous a fait")
    desk.locator("[data-key=ArrowLeft]").click()
    look_at(desk, "Le moment, tel qu’il s’est passé")
    look_at(room, "Le moment, tel qu’il s’est passé")
    desk.locator("#synthesis-text").evaluate("field => field.closest('details').open = true")
    desk.locator("#synthesis-text").fill("Deux rendez-vous le même jour.")
    desk.get_by_role("button", name="Garder cette synthèse").click()

    # A break is put in, and the step overruns: the ring empties, time is counted up.
    desk.get_by_role("link", name="Réordonner").click()
    desk.locator("#module").select_option("pause")
    desk.get_by_role("button", name="Ajouter cette étape").click()
    expect(desk.locator(".thread")).to_contain_text("Pause")
    clock.later(minutes=45)
    desk.reload()
    expect(desk.locator(".clock")).to_have_class(re.compile("over"))
    expect(desk.locator("[data-time]")).to_contain_text("+")
    expect(desk.locator(".desk-head")).to_contain_text("de plus que prévu")

    # The server stops and starts again: same step, same time, and the room goes on.
    server.restart()
    desk.reload()
    look_at(desk, "Le moment, tel qu’il s’est passé")
    expect(desk.locator("[data-time]")).to_contain_text("+")

    # Captured at any moment; completed later.
    desk.locator("[name=genre][value=question]").check(force=True)
    desk.locator("#capture-text").fill("Qui rappelle si le relais n'aboutit pas ?")
    desk.locator("#capture-text").press("Enter")
    expect(desk.locator(".noted")).to_contain_text("Qui rappelle si le relais")
    expect(desk.locator("#capture-text")).to_have_value("")

    go_to(desk, "Nos hypothèses")
    for text in ("chacun attende que l'autre rappelle", "nos mots diffèrent"):
        desk.locator("[id='rep-texte']").fill(text)
        desk.get_by_role("button", name="Garder", exact=True).click()
        expect(desk.locator(".notes").first).to_contain_text(text)
    desk.get_by_role("button", name="Montrer les 2 textes").click()
    expect(room.locator("body")).to_contain_text("nos mots diffèrent")

    # The same laptop mirrored: a line that everybody sees at once.
    single = window(context=desk.context)
    single.goto(f"{server.url}/reunions/{meeting}/un-seul-ecran")
    single.locator("#strip-text").fill("le temps manque")
    single.locator("#strip-text").press("Enter")
    expect(single.locator("main")).to_contain_text("le temps manque")
    expect(room.locator("body")).to_contain_text("le temps manque")
    single.get_by_role("button", name=re.compile("Étape suivante")).click()
    look_at(single, "Ce que nous gardons, arrêtons, essayons")
    expect(desk.locator("[data-moved]")).to_be_visible()
    desk.get_by_role("link", name="Voir où elle en est").click()

    desk.locator(NEXT).click()
    look_at(desk, "Ce que nous décidons")
    desk.locator("#capture-step").fill("Appeler la veille, jusqu'à la fin de juin.")
    desk.get_by_role("button", name="Noter cette décision").click()
    desk.get_by_label("Oui").check()
    desk.get_by_label("Ce qu’en dirait la personne concernée").fill("Elle voudrait choisir l'heure.")
    desk.get_by_role("button", name="Enregistrer").click()
    desk.locator(NEXT).click()
    look_at(desk, "Qui fait quoi, pour quand")
    desk.locator("#capture-step").fill("Écrire le texte de l'appel.")
    desk.get_by_role("button", name="Noter cette action").click()
    desk.locator("#bearer_id").select_option(label="Carole Marchal")
    desk.locator("#due_on").fill("30/4/2026")
    desk.get_by_role("button", name="Enregistrer").click()

    go_to(desk, "Avis de sortie")
    desk.get_by_role("button", name="Terminer la réunion et relire").click()
    look_at(desk, "La réunion est terminée")
    expect(room.locator("h1")).to_have_text("Merci.")
    desk.get_by_role("link", name="Relire ce qui partira").click()
    links = desk.locator("a[href*='.docx']").evaluate_all("links => links.map(link => link.href)")
    for document in ("pv", "plan-action"):
        address = next(link for link in links if link.endswith(f"/{document}.docx"))
        answer = desk.request.get(address)
        assert answer.ok
        assert answer.body()[:2] == b"PK"


def test_the_whole_meeting_is_led_with_the_keyboard_alone(server, meeting, clock, window):
    page = window()
    page.goto(f"{server.url}/reunions/{meeting}/pupitre")

    def tab_to(name, role="button", most=80):
        for _press in range(most):
            page.keyboard.press("Tab")
            found = page.evaluate("(document.activeElement.innerText || document.activeElement.value || '').trim()")
            if found.startswith(name):
                return
        raise AssertionError(f"« {name} » cannot be reached by the keyboard")

    tab_to("Commencer la réunion")
    page.keyboard.press("Enter")
    look_at(page, "Accueil, cadre et accord")
    focus_nothing(page)
    titles = [one.title for one in shown(server, meeting, clock).stages if one.taken]
    for title in titles[1:]:
        page.keyboard.press("ArrowRight")
        look_at(page, title)
        focus_nothing(page)
    page.keyboard.press("ArrowLeft")
    look_at(page, titles[-2])
    focus_nothing(page)
    page.keyboard.press("Space")
    expect(page.locator(".desk-head")).to_contain_text("minuteur suspendu")
    focus_nothing(page)
    page.keyboard.press("m")
    expect(page.locator(".desk-room")).to_contain_text("L’écran de salle est neutre")
    focus_nothing(page)
    for key, letter in (("d", "D1"), ("a", "A1"), ("q", "Q1"), ("r", "R1"), ("c", "C1")):
        page.keyboard.press(key)
        expect(page.locator("#capture-text")).to_be_focused()
        page.keyboard.type(f"Noté avec {letter}")
        page.keyboard.press("Enter")
        expect(page.locator(".noted")).to_contain_text(f"Noté avec {letter}")
        focus_nothing(page)
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).not_to_be_visible()
    focus_nothing(page)
    page.keyboard.press("ArrowRight")
    look_at(page, titles[-1])
    focus_nothing(page)
    tab_to("Terminer la réunion et relire", most=120)
    page.keyboard.press("Enter")
    look_at(page, "La réunion est terminée")


def test_steps_are_reordered_with_the_arrow_keys_and_by_dragging(server, meeting, clock, desk):
    before = [one.title for one in shown(server, meeting, clock).stages]
    desk.get_by_role("link", name="Réordonner").click()
    row = desk.locator(".order li", has_text=before[3])
    row.locator("button[data-arrow=ArrowUp]").focus()
    desk.keyboard.press("ArrowUp")
    expect(desk.locator(".order li").nth(2)).to_contain_text(before[3])
    assert desk.evaluate(
        "document.activeElement.closest('li')?.innerText || document.activeElement.innerText"
    ).startswith(before[3])
    desk.locator(".order li", has_text=before[5]).drag_to(desk.locator(".order li", has_text=before[4]))
    expect(desk.locator(".order li").nth(4)).to_contain_text(before[5])


def test_keys_are_silent_in_fields_and_where_the_focused_element_uses_them(server, meeting, clock, desk):
    version = shown(server, meeting, clock).version
    desk.locator("[id='rep-reserve']").click()
    desk.keyboard.type("Daqrcm ? ")
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("ArrowLeft")
    expect(desk.locator("[id='rep-reserve']")).to_have_value("Daqrcm ? ")
    expect(desk.locator("[id='rep-reserve']")).to_be_focused()
    desk.locator("#write-for").focus()
    desk.keyboard.press("d")
    desk.keyboard.press("ArrowRight")
    desk.locator("#capture summary").first.focus()
    desk.keyboard.press("Space")
    expect(desk.locator("#capture .pop").first).to_be_visible()
    assert shown(server, meeting, clock).version == version
    look_at(desk, "Accueil, cadre et accord")


def test_keys_are_switched_off_in_one_place(server, meeting, clock, desk):
    focus_nothing(desk)
    desk.keyboard.press("?")
    desk.locator("[data-keys-switch]").uncheck()
    desk.locator("[data-close]").click()
    focus_nothing(desk)
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("d")
    look_at(desk, "Accueil, cadre et accord")
    expect(desk.locator("#capture-text")).not_to_be_focused()
    desk.reload()
    focus_nothing(desk)
    desk.keyboard.press("ArrowRight")
    desk.wait_for_timeout(300)
    look_at(desk, "Accueil, cadre et accord")


def test_nothing_typed_is_lost_by_a_move_a_reload_another_tab_or_a_crash(server, meeting, clock, window, desk):
    desk.locator("[id='rep-reserve']").fill("Une réserve commencée")
    desk.locator("#private-note").fill("Revenir au mot « urgence ».")
    desk.locator("#capture-text").fill("Une question commencée")
    desk.locator(NEXT).click()  # at once: before anything was kept by itself
    look_at(desk, "Le moment, tel qu’il s’est passé")
    expect(desk.locator("#capture-text")).to_have_value("Une question commencée")
    desk.locator(".noted a", has_text="Accueil, cadre et accord").click()
    expect(desk.locator("[id='rep-reserve']")).to_have_value("Une réserve commencée")
    expect(desk.locator("#private-note")).to_have_value("Revenir au mot « urgence ».")

    desk.locator("[id='rep-reserve']").fill("Une réserve commencée, puis continuée")
    expect(desk.locator("#ecrire [data-state]")).to_have_text("Enregistré")
    desk.reload()
    expect(desk.locator("[id='rep-reserve']")).to_have_value("Une réserve commencée, puis continuée")
    tab = window(context=desk.context)
    tab.goto(desk.url)
    expect(tab.locator("[id='rep-reserve']")).to_have_value("Une réserve commencée, puis continuée")

    server.restart()
    again = window()
    again.goto(desk.url)
    expect(again.locator("[id='rep-reserve']")).to_have_value("Une réserve commencée, puis continuée")
    expect(again.locator("#private-note")).to_have_value("Revenir au mot « urgence ».")


def test_a_locked_desk_opens_again_at_the_same_step_with_what_was_being_typed(desk):
    desk.locator(NEXT).click()
    look_at(desk, "Le moment, tel qu’il s’est passé")
    desk.locator("#private-note").fill("Laisser B. finir.")
    desk.locator("[id='rep-quand']").fill("Mardi")
    desk.get_by_role("button", name="Verrouiller").click()
    desk.locator("[name=password]").fill(PASSWORD)
    desk.locator("[name=password]").press("Enter")
    look_at(desk, "Le moment, tel qu’il s’est passé")
    expect(desk.locator("#private-note")).to_have_value("Laisser B. finir.")
    expect(desk.locator("[id='rep-quand']")).to_have_value("Mardi")


def test_a_gesture_is_undone_from_the_keyboard(desk):
    desk.locator(NEXT).click()
    look_at(desk, "Le moment, tel qu’il s’est passé")
    focus_nothing(desk)
    desk.keyboard.press("Control+z")
    look_at(desk, "Accueil, cadre et accord")


def test_saved_is_said_only_when_it_is(server, desk):
    desk.locator("[id='rep-reserve']").fill("d'abord")
    expect(desk.locator("#ecrire [data-state]")).to_have_text("Enregistré")
    server.stop()
    desk.locator("[id='rep-reserve']").fill("pendant la panne")
    expect(desk.locator("#ecrire [data-state]")).to_contain_text("Pas encore enregistré")
    desk.wait_for_timeout(1000)
    expect(desk.locator("#ecrire [data-state]")).to_contain_text("Pas encore enregistré")
    server.start()
    expect(desk.locator("#ecrire [data-state]")).to_have_text("Enregistré")
    desk.reload()
    expect(desk.locator("[id='rep-reserve']")).to_have_value("pendant la panne")


def test_a_text_that_is_too_long_keeps_the_page_and_says_why(server, meeting, desk):
    desk.locator("#private-note").fill("a" * 25_000)
    desk.locator(NEXT).click()
    expect(desk.locator(".desk-private [data-state]")).to_contain_text("25000 caractères")
    look_at(desk, "Accueil, cadre et accord")
    assert len(desk.locator("#private-note").input_value()) == 25_000
    desk.locator("#private-note").fill("court")
    desk.locator(NEXT).click()
    look_at(desk, "Le moment, tel qu’il s’est passé")


def test_the_room_keeps_what_it_saw_while_maillage_does_not_answer(server, meeting, window, desk):
    room = window(context=desk.context, size=WALL)
    room.goto(f"{server.url}/reunions/{meeting}/salle")
    server.stop()
    room.wait_for_timeout(2500)
    look_at(room, "Accueil, cadre et accord")
    server.start()
    desk.locator(NEXT).click()
    look_at(
        room, "Le moment, tel qu’il s’est passé", patience=15_000
    )  # without a stream, it asks every two to four seconds


def test_the_single_screen_never_replaces_a_field_in_use(server, meeting, clock, window, desk):
    go_to(desk, "Nos hypothèses")
    single = window(context=desk.context)
    single.goto(f"{server.url}/reunions/{meeting}/un-seul-ecran")
    single.locator("#strip-text").fill("une phrase en cours")
    desk.locator(NEXT).click()
    expect(single.locator("h1")).to_have_text("Ce que nous gardons, arrêtons, essayons")
    expect(single.locator("#strip-text")).to_have_value("une phrase en cours")
    expect(single.locator("#strip-text")).to_be_focused()
    expect(single.locator("[data-moved]")).to_be_visible()


@pytest.mark.parametrize("width", [320, pytest.param(360, marks=pytest.mark.long)])
def test_no_page_of_a_meeting_scrolls_sideways(server, meeting, clock, window, desk, width):
    narrow = window(context=desk.context, size={"width": width, "height": 640})
    here = f"{server.url}/reunions/{meeting}"
    for step in ("accueil", "moment", "hypotheses", "garder-arreter-essayer", "decision"):
        stage = next(one for one in shown(server, meeting, clock).stages if one.step.id == step)
        with server.app.app_context(), writing():
            service.go_to(meeting_id=meeting, stage_id=stage.id, now=clock())
        for path in ("/pupitre", "/pupitre?volet=ruban", "/pupitre?volet=presences", "/salle", "/un-seul-ecran"):
            narrow.goto(here + path)
            wide = narrow.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path} at {step} is {wide} px wide"


@pytest.mark.long  # these pages as another house has them are looked at each time by test_accessibility.py
@pytest.mark.parametrize(
    "path", ["/pupitre", "/pupitre?volet=ruban", "/pupitre?volet=presences", "/salle", "/un-seul-ecran"]
)
def test_axe_finds_nothing_on_the_pages_of_a_running_meeting(server, meeting, clock, desk, path):
    for step in ("accueil", "hypotheses", "decision"):
        stage = next(one for one in shown(server, meeting, clock).stages if one.step.id == step)
        with server.app.app_context(), writing():
            service.go_to(meeting_id=meeting, stage_id=stage.id, now=clock())
        desk.goto(f"{server.url}/reunions/{meeting}{path}")
        desk.evaluate(axe_script().read_text())
        found = desk.evaluate("axe.run()")["violations"]
        told = [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
        assert not told, f"{path} at {step}\n" + "\n".join(told)
