"""The whole room at once: a desk, a screen on another device, a secretary, two phones (one without a script) and a sheet of paper.

Served by the real command, over the plain http of a room (`salle.test` is mapped to the room's own address in the browser: an insecure context). Two
meetings are led to their files; the second begins with what the first promised.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from facilitation import create_app
from facilitation.database import db, writing
from facilitation.documents.word.reread import reread
from facilitation.meetings import service
from facilitation.meetings.shown import NewMeeting
from facilitation.partnerships import service as partnerships
from facilitation.settings import Settings
from facilitation.web.context import catalogue
from tests.conftest import PASSWORD
from tests.meetings.leading import PEOPLE, account_in

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 800}
EXPECTED = Path(__file__).parent / "room"
ITSELF = 20_000  # a phone without a script asks again every eight seconds, while nothing is typed
NEXT = "[data-key=ArrowRight]"
MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
CHANGING = (
    (rf"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?\d{{1,2}}(?:er)? (?:{MONTHS}) \d{{4}}", "‹jour›"),
    (r"\d{1,2} h(?: \d{2})?", "‹heure›"),
    (r"(\d+)/20\d\d", r"\1/‹an›"),
    (r"\b\d{2}/\d{2}/20\d\d\b", "‹jour›"),
    (r"[0-9a-f]{12}", "‹empreinte›"),
)


@dataclass
class House:
    """Maillage as it is served: the desk's address, the room's, and the folder behind."""

    desk: str
    room: str
    data: Path

    def prepare(self, title: str, guide: str, *, first: bool = False) -> str:
        """A meeting of the Réseau du Val, with this guide."""
        app, now = create_app(Settings(data=self.data, testing=True)), datetime.now(UTC)
        with app.app_context(), writing():
            alice = account_in("Alice")
            if first:
                made = partnerships.create(
                    account_id=alice, settings=partnerships.Settings(name="Réseau du Val"), now=now
                )
                partnerships.add_members(partnership_id=made, lines=PEOPLE)
            group = partnerships.partnerships_of(account_id=alice)[0].id
            people = tuple(one.id for one in partnerships.members_of(partnership_id=group))
            new = NewMeeting(title=title, partnership_id=group, people=people, starts_at=now)
            meeting = service.prepare(account_id=alice, new=new, now=now)
            service.use_guide(meeting_id=meeting, guide_id=guide, catalogue=catalogue(), now=now)
        with app.app_context():
            db.engine.dispose()
        return meeting


@pytest.fixture
def house(data: Path) -> Iterator[House]:
    """`facilitation serve`, its room at an address of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.2", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--port", "0", "--room", f"127.0.0.2:{port}", "--trusted-host", "salle.test"]
    command = [sys.executable, "-m", "facilitation", "serve", *options, "--data", str(data)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout
    address = server.stdout.readline().removeprefix("Maillage : ").strip().rstrip("/")
    assert address, server.communicate()[1]
    yield House(address, f"http://salle.test:{port}", data)
    server.terminate()
    server.communicate(timeout=20)


@pytest.fixture
def device(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A device of its own, with nothing in its memory; an error of a script fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(size: dict[str, int] = LAPTOP, *, script: bool = True) -> Page:
        context = browser.new_context(viewport=size, locale="fr-BE", java_script_enabled=script)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors, "\n".join(errors)


def sign_in(page: Page, house: House, name: str) -> None:
    page.goto(f"{house.desk}/")
    page.locator("[name=email]").fill(f"{name.lower()}@val.test")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page.locator("body")).to_contain_text(name)


def open_to_room(desk: Page, house: House, meeting: str) -> str:
    """The room opened from the desk; gives the code that people type."""
    desk.goto(f"{house.desk}/reunions/{meeting}/appareils")
    desk.get_by_label("L’adresse ouverte au démarrage").check()
    desk.get_by_role("button", name="Ouvrir à la salle").click()
    return desk.locator(".way-in .code").inner_text()


def join(phone: Page, house: House, code: str, *, name: str = "", place: str = "") -> None:
    """A phone joins by the room's address; without a script its holder types the code."""
    phone.goto(f"{house.room}/rejoindre#{code.replace(' ', '')}")
    if not phone.get_by_label("Code").input_value():
        phone.get_by_label("Code").fill(code.lower())
    phone.get_by_role("button", name="Rejoindre la réunion").click()
    phone.locator("[name=name]").fill(name)
    if place:
        phone.get_by_label(place).check()
    phone.get_by_role("button", name="Continuer").click()


def led_to(desk: Page, title: str) -> None:
    desk.locator(NEXT).first.click()
    expect(desk.locator("h1")).to_have_text(title)


def captured(page: Page, kind: str, words: str) -> None:
    page.locator(f"#capture [name=genre][value={kind}]").check(force=True)
    page.locator("#capture-text").fill(words)
    page.locator("#capture-text").press("Enter")
    expect(page.locator(".noted, main").first).to_contain_text(words)


def send(phone: Page, label: str, words: str) -> None:
    phone.get_by_label(label).fill(words)
    phone.get_by_role("button", name="Envoyer").click()
    expect(phone.get_by_text(words)).to_be_visible()
    expect(phone.get_by_text("Enregistré").first).to_be_visible()


def papers(desk: Page, house: House, meeting: str) -> dict[str, str]:
    """Ends the meeting at its last step, reads it back and takes its Word files; gives their text by name."""
    desk.goto(f"{house.desk}/reunions/{meeting}/pupitre")
    desk.get_by_role("button", name="Terminer la réunion et relire").first.click()
    expect(desk.locator("h1")).to_have_text("La réunion est terminée")
    desk.goto(f"{house.desk}/reunions/{meeting}/relecture")
    links = desk.locator("a[href*='.docx']").evaluate_all("links => links.map(link => link.href)")
    found = {}
    for name in ("pv", "plan-action"):
        answer = desk.request.get(next(link for link in links if link.endswith(f"/{name}.docx")))
        assert answer.ok
        found[name] = still(reread(answer.body()))
    return found


def still(text: str) -> str:
    """The text without what changes from one day to the next."""
    plain = text.replace("\u00a0", " ").replace("\u202f", " ")
    for pattern, word in CHANGING:
        plain = re.sub(pattern, word, plain)
    return plain


def compare(found: dict[str, str], meeting: str) -> None:
    for name, text in found.items():
        kept = EXPECTED / f"{meeting}-{name}.txt"
        assert text == kept.read_text(encoding="utf-8"), f"{kept.name} is otherwise"


def test_two_meetings_are_led_by_a_whole_room_to_their_files(house: House, device: Callable[..., Page]) -> None:
    first = house.prepare("Relire un moment", "reflexivite-collective", first=True)
    desk, screen, post = device(), device(), device()
    phone, plain = device(PHONE), device(PHONE, script=False)
    sign_in(desk, house, "Alice")
    sign_in(post, house, "Bob")

    # The secretary answers an invitation; the screen opens by its own link; phones join by their code.
    desk.goto(f"{house.desk}/reunions/{first}/equipe")
    desk.get_by_role("button", name="Préparer un lien").click()
    post.goto(desk.get_by_label("Lien", exact=True).input_value())
    post.get_by_role("button", name="Voir l’invitation").click()
    post.get_by_role("button", name="Accepter l’invitation").click()
    code = open_to_room(desk, house, first)
    join(phone, house, code, place="Carole Marchal")
    assert phone.evaluate("window.isSecureContext") is False
    join(plain, house, code, name="Odile")
    expect(plain.get_by_text("La réunion n’a pas commencé")).to_be_visible()
    desk.get_by_role("button", name="Faire un lien pour l’écran de salle").click()
    link = desk.locator(".banner .code").inner_text()
    screen.goto(f"{house.room}/ecran#{link}")
    screen.get_by_role("button", name="Ouvrir l’écran").click()
    expect(screen.locator("body")).to_contain_text(code)

    # The frame: each answers as they like, and nothing is on the wall before the desk has shown it.
    desk.goto(f"{house.desk}/reunions/{first}/pupitre")
    desk.get_by_role("button", name="Commencer la réunion").click()
    expect(screen.locator("h1")).to_have_text("Accueil, cadre et accord")
    phone.get_by_label("Oui", exact=True).check()
    phone.get_by_role("button", name="Envoyer").click()
    expect(phone.get_by_text("Enregistré").first).to_be_visible()
    expect(plain.get_by_label("Oui, avec une réserve")).to_be_visible(timeout=ITSELF)
    plain.get_by_label("Oui, avec une réserve").check()
    plain.get_by_label("La réserve, telle qu’elle est dite").fill("Pas de photo du tableau.")
    plain.get_by_role("button", name="Envoyer").click()
    expect(screen.locator("body")).to_contain_text("2 réponses sur 3")
    expect(screen.locator("body")).not_to_contain_text("Pas de photo du tableau.")
    desk.reload()
    desk.get_by_text("Voir les réponses sans répondre d’abord").click()
    desk.get_by_role("button", name=re.compile("^Montrer")).first.click()
    expect(screen.locator("body")).to_contain_text("Pas de photo du tableau.")

    # The secretary writes while the desk leads.
    led_to(desk, "Le moment, tel qu’il s’est passé")
    post.goto(f"{house.desk}/reunions/{first}/secretariat")
    expect(post.locator("h1")).to_have_text("Le moment, tel qu’il s’est passé")
    post.locator("#synthesis-text").evaluate("field => field.closest('details').open = true")
    post.locator("#synthesis-text").fill("Deux rendez-vous le même jour ; personne n’a rappelé.")
    post.get_by_role("button", name="Garder cette synthèse").click()
    captured(post, "question", "Qui rappelle si le relais n’aboutit pas ?")

    # Hypotheses from two phones and a sheet of paper.
    desk.locator(".thread a", has_text="Nos hypothèses").click()
    desk.get_by_role("button", name="Y aller avec le groupe").click()
    send(phone, "Il se pourrait que", "chacun attende que l’autre rappelle")
    expect(plain.get_by_label("Il se pourrait que")).to_be_visible(timeout=ITSELF)
    send(plain, "Il se pourrait que", "nos mots ne disent pas la même chose")
    post.goto(f"{house.desk}/reunions/{first}/saisie")
    post.get_by_role("link", name=re.compile("Nos hypothèses")).click()
    expect(post.locator("#c1")).to_be_focused()
    post.keyboard.type("le temps nous manque pour nous parler")
    post.get_by_role("button", name="Enregistrer la feuille").click()
    expect(post.locator("#told")).to_have_text("1 feuille")
    desk.reload()
    desk.get_by_role("button", name="Montrer les 3 textes").click()
    for words in ("chacun attende", "nos mots ne disent", "le temps nous manque"):
        expect(screen.locator("body")).to_contain_text(words)

    # Decided and promised.
    led_to(desk, "Ce que nous gardons, arrêtons, essayons")
    led_to(desk, "Ce que nous décidons")
    post.goto(f"{house.desk}/reunions/{first}/secretariat")
    captured(post, "decision", "Qui oriente appelle la veille, jusqu’à la fin de juin.")
    led_to(desk, "Qui fait quoi, pour quand")
    for words, bearer in (("Écrire le texte de l’appel.", "Carole Marchal"), ("Prévenir l’accueil.", "Bob Haddad")):
        desk.locator("#capture-step").fill(words)
        desk.get_by_role("button", name="Noter cette action").click()
        desk.locator("#bearer_id").select_option(label=bearer)
        desk.locator("#due_on").fill("30/4/2031")
        desk.get_by_role("button", name="Enregistrer").click()
    desk.locator(".thread a", has_text="Avis de sortie").click()
    desk.get_by_role("button", name="Y aller avec le groupe").click()
    phone.locator("label", has_text=re.compile("^4$")).click()
    phone.get_by_role("button", name="Envoyer").click()
    expect(phone.get_by_text("Enregistré").first).to_be_visible()
    compare(papers(desk, house, first), "first")
    expect(phone.get_by_text("terminée").first).to_be_visible()
    expect(screen.locator("h1")).to_have_text("Merci.")
    desk.goto(f"{house.desk}/reunions/{first}/clore")
    desk.get_by_role("button", name=re.compile("^Clore")).last.click()

    # The next meeting begins where this one ended.
    second = house.prepare("Ce que nous avions promis", "suivi-plan-action")
    code = open_to_room(desk, house, second)
    join(phone, house, code, name="Carole")
    desk.goto(f"{house.desk}/reunions/{second}/pupitre")
    desk.get_by_role("button", name="Commencer la réunion").click()
    phone.get_by_label("Oui", exact=True).check()
    phone.get_by_role("button", name="Envoyer").click()
    expect(phone.get_by_text("Enregistré").first).to_be_visible()
    led_to(desk, "Le procès-verbal de la fois passée")
    led_to(desk, "Que sont devenues nos actions ?")
    done = desk.locator("details.matter", has_text="Écrire le texte de l’appel.")
    expect(done).to_contain_text(re.compile(r"Action\s1/20\d\d-A1"))
    done.get_by_role("button", name="Fait", exact=True).click()
    later = desk.locator("details.matter", has_text="Prévenir l’accueil.")
    later.locator("textarea").fill("L’accueil change d’équipe.")
    later.get_by_label("Nouvelle date, si elle est reportée").fill("31/5/2031")
    later.get_by_role("button", name="Reporté", exact=True).last.click()
    led_to(desk, "Nos questions sans réponse")
    asked = desk.locator("details.matter", has_text="Qui rappelle si le relais n’aboutit pas ?")
    asked.locator("textarea").fill("Qui a orienté, sauf accord contraire.")
    asked.get_by_role("button", name=re.compile("^Répondue")).click()
    desk.locator(".thread a", has_text="Avis de sortie").click()
    desk.get_by_role("button", name="Y aller avec le groupe").click()
    compare(papers(desk, house, second), "second")
