"""Somebody who leads a meeting script in a browser: the desk with its script, a room screen on another device, and a phone for each who answers for themselves.

What is prepared and how a script is read is `tests.pages.facilitator`; here every gesture is a click.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ElementHandle, Page, expect

from facilitation.activities import registry
from facilitation.documents.word.reread import reread
from facilitation.guides.schema import Flag
from facilitation.meetings.asked import asks_each
from facilitation.meetings.shown import StageShown
from tests.browser.conftest import Server
from tests.conftest import browser_of, phone_of, screen_of
from tests.pages.facilitator import Facilitator, readers, text

PHONE, LAPTOP, WALL = {"width": 360, "height": 740}, {"width": 1280, "height": 800}, {"width": 1920, "height": 1080}
FORM = """([action, given, button]) => [...document.forms].find(one =>
  one.getAttribute("action") && new URL(one.action).pathname === action
  && Object.entries(given).every(([name, value]) => one.elements[name] && (one.elements[name].type !== "hidden" || one.elements[name].value === value))
  && (!button || [...one.elements].some(each => each.type === "submit" && each.name === button[0] && each.value === button[1])))"""
CONTROLS = "(form, name) => [...form.elements].filter(one => one.name === name)"
OPEN = """one => { for (let at = one.closest("details"); at; at = at.parentElement.closest("details"))
  if (!at.open) { at.open = true; at.dataset.opened = "" } }"""
CLOSE = "() => document.querySelectorAll('details[data-opened]').forEach(one => { one.open = false; delete one.dataset.opened })"
SUBMIT = """(form, button) => [...form.elements].find(one => one.type === "submit" &&
  (button ? one.name === button[0] && one.value === button[1] : !one.name && !one.hasAttribute("formaction")))"""


class Led(Facilitator):
    """A meeting led in windows: `desk`, `wall`, and `phones` by the name of who holds each."""

    def __init__(self, browser: Browser, server: Server, script: dict[str, Any]) -> None:
        super().__init__(server.app, browser_of(server.app, "Alice", server.clock()), server.clock, script)
        self.browser, self.server = browser, server
        self.contexts: list[BrowserContext] = []
        self.errors: list[str] = []
        self.phones: dict[str, Page] = {}
        self.sent_by_phone = 0

    # -------------------------------------------------------------- windows

    def window(self, size: dict[str, int], name: str, value: str) -> Page:
        """A window that holds this cookie; an error of a script is remembered."""
        context = self.browser.new_context(viewport=size, locale="fr-BE")  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": name, "value": value, "url": self.server.url, "httpOnly": True}])
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        return page

    def prepare_by_post(self) -> None:
        """Prepared as `tests/pages` prepares it; from here on, everything is done in windows."""
        by_post = Facilitator(self.app, self.client, self.clock, self.script)
        by_post.prepare()
        self.meeting = by_post.meeting
        held = self.client.raw.get_cookie("maillage_session", domain="localhost")
        assert held
        self.desk = self.window(LAPTOP, "maillage_session", held.value)

    def join(self) -> None:
        """The wall, and a phone for each who answers something: as many as an anonymous step has answers."""
        now, seats = self.clock(), self.seats()
        screen = screen_of(self.app, self.meeting, now).raw.get_cookie("maillage_ecran", domain="localhost")
        assert screen
        self.wall = self.window(WALL, "maillage_ecran", screen.value)
        self.wall.goto(f"{self.server.url}/ecran/{self.meeting}")
        here = [name for name in seats if name not in self.about.get("excuses", ())]
        steps = [step or {} for point in self.script["points"] for step in point.get("etapes", {}).values()]
        answers = [step.get("reponses", ()) for step in steps]
        most = max(sum(1 for one in each if "de" not in one) for each in answers)
        named = {one["de"] for each in answers for one in each if "de" in one}
        for name in sorted(here, key=lambda one: one not in named)[: max(len(named), most)]:
            held = phone_of(self.app, self.meeting, now, place_id=seats[name]).raw.get_cookie(
                "maillage_salle", domain="localhost"
            )
            assert held
            self.phones[name] = self.window(PHONE, "maillage_salle", held.value)
            self.phones[name].goto(f"{self.server.url}/salle/{self.meeting}")

    def close(self) -> None:
        """Close all windows; an error of a script fails."""
        for context in self.contexts:
            context.close()
        assert not self.errors, "\n".join(self.errors)

    # -------------------------------------------------------------- forms

    def press(self, page: Page, action: str, given: dict[str, Any], button: tuple[str, str] | None = None) -> None:
        """Fill the form to `action` of this page, and press its button."""
        form = page.evaluate_handle(FORM, [action, given, button]).as_element()
        assert form, f"{page.url} has no form to {action} with {list(given)}"
        self.fill_in(page, form, action, given, button)

    def fill_in(
        self, page: Page, form: ElementHandle, action: str, given: dict[str, Any], button: tuple[str, str] | None = None
    ) -> None:
        """Fill this form, and press its button."""
        for name, value in given.items():
            put(page, form, name, value)
        page.evaluate(CLOSE)  # a list that stays open may lie over the button
        pressed = form.evaluate_handle(SUBMIT, button).as_element()
        assert pressed, f"no button in the form to {action}"
        pressed.evaluate(OPEN)
        with page.expect_response(
            lambda one: one.request.method == "POST" and urlsplit(one.url).path == action
        ) as answer:
            pressed.click()
        assert answer.value.status in (200, 303), f"{action}: {answer.value.status}"
        page.wait_for_load_state()

    def fill(self, path: str, action: str, button: str = "", **given: Any) -> None:  # type: ignore[override]
        self.desk.goto(self.server.url + path)
        named = {name: text(value) for name, value in given.items()}
        self.press(self.desk, action, named, ("faire", button) if button else None)

    def present(self, seat: str, **given: str) -> None:
        """Note who is here: the desk sends the choice by itself, unless it waits for a name."""
        action = self.at(f"/presences/{seat}")
        if "par" in given:
            self.fill(self.at("/pupitre"), action, par=given["par"], presence=given["presence"])
            return
        self.desk.goto(self.server.url + self.at("/pupitre"))
        choice = self.desk.locator(f"#presence-{seat}")
        choice.evaluate(OPEN)
        with self.desk.expect_response(lambda one: one.request.method == "POST"):
            choice.select_option(given["presence"])
        self.desk.wait_for_load_state()

    # -------------------------------------------------------------- lived

    def live(self, stage: StageShown, told: dict[str, Any]) -> None:
        if stage.title and Flag.ECRAN_MASQUE not in stage.step.flags:
            expect(self.wall.locator("h1")).to_have_text(stage.title)
        super().live(stage, told)

    def answer(self, stage: StageShown, told: dict[str, Any]) -> None:
        if stage.step.activity.type == "suivi":
            self.follow(told["champs"])
            return
        holder = self.holder(stage, told)
        if holder:
            self.from_phone(self.phones[holder], stage, told["champs"])
            return
        self.desk.goto(self.server.url + self.at("/pupitre"))
        seat = self.seats().get(told.get("de", ""), "")
        offered = self.desk.locator(f"select[name=pour_] option[value='{seat}']").count() if seat else 0
        given = {**({"pour_": seat} if offered else {}), **told["champs"], **readers(told)}
        action = self.at(f"/pupitre/etapes/{stage.id}/reponses")
        self.press(self.desk, action, {name: text(value) for name, value in given.items()})

    def holder(self, stage: StageShown, told: dict[str, Any]) -> str:
        """Whose phone gives this answer: its author's, or for an unsigned one the next that has not answered; nobody's where the desk writes it."""
        elsewhere = "lecteurs" in told or "marques" in told or "passe" in told["champs"]
        if elsewhere or not asks_each(stage.step, registry.config(stage.step.activity)):
            return ""
        if Flag.ANONYME not in stage.step.flags:
            return told["de"] if told.get("de") in self.phones else ""
        return next((name for name, phone in self.phones.items() if stage.id not in self.unsigned(phone)), "")

    @staticmethod
    def unsigned(phone: Page) -> set[str]:
        """The anonymous steps that this phone has answered: remembered here, since nobody else knows."""
        kept: set[str] = phone.__dict__.setdefault("_unsigned", set())
        return kept

    def from_phone(self, phone: Page, stage: StageShown, fields: dict[str, Any]) -> None:
        """Answer from a phone, which has followed the meeting by itself."""
        expect(phone.locator("#answer [name=etape_]")).to_have_value(stage.id)
        for name in fields:  # what the desk adds to a step reaches a phone a moment after
            expect(phone.locator(f"#answer [name='{name}']").first).to_be_attached()
        form = phone.query_selector("#answer")
        assert form
        for name, value in fields.items():
            put(phone, form, name, text(value))
        with phone.expect_response(lambda one: one.request.method == "POST") as sent:
            phone.get_by_role("button", name="Envoyer").click()
        assert sent.value.ok or sent.value.status == 303, f"{phone.url}: {sent.value.status}"
        expect(phone.get_by_text("Enregistré").first).to_be_visible()
        self.unsigned(phone).add(stage.id)
        self.sent_by_phone += 1

    def follow(self, said: dict[str, Any]) -> None:
        for number in (name for name in said if "." not in name):
            self.desk.goto(self.server.url + self.at("/pupitre"))
            more = {name: str(said[name]) for name in (f"{number}.note", f"{number}.date") if name in said}
            button = self.desk.locator(f"button[name='{number}'][value='{said[number]}']").first
            form = button.evaluate_handle("one => one.form").as_element()
            assert form
            for name, value in more.items():
                put(self.desk, form, name, value)
            button.evaluate(OPEN)
            with self.desk.expect_response(lambda one: one.request.method == "POST"):
                button.click()
            self.desk.wait_for_load_state()

    def capture(self, genre: str, told: dict[str, Any]) -> None:
        self.tick()
        given = {"genre": genre, "texte": told["texte"], **readers(told)}
        self.desk.goto(self.server.url + self.at("/pupitre"))
        foot = self.desk.query_selector("#capture")
        assert foot
        usual: dict[str, Any] = (
            {"habituels_": []} if "lecteurs" in told else {}
        )  # who chooses readers leaves the usual ones
        self.fill_in(self.desk, foot, self.at("/pupitre/captures"), {**given, **usual})
        details = self.details(genre, told)
        if details:
            made = self.last_outcome()
            self.fill(self.at(f"/pupitre?completer={made}"), self.at(f"/pupitre/acquis/{made}"), **details)

    # -------------------------------------------------------------- after

    def read_back(self) -> None:
        """Each line is ticked as it is read aloud; the page notes it by itself."""
        self.desk.goto(self.server.url + self.at("/relecture"))
        for box in self.desk.locator("[form=lu][type=checkbox]").all():
            with self.desk.expect_response(lambda one: one.request.method == "POST"):
                box.check(force=True)

    def download(self, reader: str) -> dict[str, str]:
        self.desk.goto(self.server.url + self.at(f"/relecture?lecteurs={reader}"))
        links = self.desk.locator(f"a[href*='/documents/{reader}/']").evaluate_all("all => all.map(one => one.href)")
        return {one.rsplit("/", 1)[1]: reread(self.desk.request.get(one).body()) for one in links}


def put(page: Page, form: ElementHandle, name: str, value: Any) -> None:
    """Put this value in the field of this name: typed, chosen, or ticked (a list: these boxes and no other)."""
    controls = form.evaluate_handle(CONTROLS, name)
    found = [one for prop in controls.get_properties().values() if (one := prop.as_element())]
    assert found, f"{page.url}: no field {name}"
    for control in found:
        control.evaluate(OPEN)
    kind = found[0].evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
    if kind == "select":
        found[0].select_option(value)
    elif kind == "hidden":
        assert found[0].get_attribute("value") == value
    elif kind in ("radio", "checkbox"):
        _tick(found, kind, value)
    else:
        found[0].fill(value)


def _tick(found: list[ElementHandle], kind: str, value: Any) -> None:
    wanted = list(value) if isinstance(value, list) else value.split(",")
    for control in found:
        own = control.get_attribute("value") or ""
        if own in wanted:
            control.check(force=True)
            wanted.remove(own)
        elif kind == "checkbox" and control.is_checked():
            control.uncheck(force=True)
    assert not wanted, f"not offered: {wanted}"
