"""axe and the width of every page that the route map lists, empty, full, at every step, and when something was refused."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from facilitation import create_app, database
from facilitation.confidentiality.gate import Attestation
from facilitation.confidentiality.readers import Reader
from facilitation.database import reading, writing
from facilitation.meetings import service
from facilitation.meetings.service.leaving import open_gate
from facilitation.settings import Settings
from facilitation.web import context
from tests.browser import screenshots, worlds
from tests.browser.holders import PHONE, cookie
from tests.components import axe_script
from tests.pages.routes import ROUTES

pytestmark = pytest.mark.browser
LAPTOP = (1280, 800)
NARROW = (320, 256)
"""A window of 1280 × 1024 at 400 % (WCAG 2.2, 1.4.10): what a browser that zooms tells the page."""
NO_PAGE = {
    "static",
    "accounts.lock_state",
    "adapting.download",
    "confidentiality.impact_model",
    "confidentiality.register_model",
    "library.case_word",
    "references.drift_word",
    "references.drifts_word",
    "live.desk_pulse",
    "live.desk_stream",
    "live.own_texts_plain",
    "live.own_texts_word",
    "live.phone_pulse",
    "live.phone_stream",
    "live.screen_pulse",
    "live.screen_stream",
    "meetings.convocation_calendar",
    "meetings.convocation_mail",
    "meetings.convocation_word",
    "meetings.download",
    "meetings.hand_over",
    "meetings.run_sheet_word",
    "retention.certificate_word",
    "retention.rights_word",
    "retention.service_copy",
    "retention.whole_copy",
    "minutes.sheet_word",
    "minutes.version_file",
    "library.as_word",
    "outcomes.due_date",
    "paper.guide_kit_word",
    "paper.meeting_kit_word",
}
LEADS_ELSEWHERE = {"meetings.show", "accounts.locked"}
FAULTS = """async () => (await axe.run({ resultTypes: ["violations"] })).violations.flatMap(
    (one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)} ${node.failureSummary.slice(0, 300)}`))"""
WIDTH = "[document.scrollingElement.scrollWidth, innerWidth]"
SEND = """([action, fields]) => {
    const form = [...document.forms].find((one) => one.method === "post" && new RegExp(action).test(one.getAttribute("action")));
    for (const [name, value] of Object.entries(fields)) {
        const found = form.elements.namedItem(name);
        const field = found && found.tagName ? found : form.appendChild(document.createElement("textarea"));
        field.name = name;
        if (field.tagName === "SELECT") field.append(new Option(value, value));
        field.value = value;
    }
    HTMLFormElement.prototype.submit.call(form);
}"""


@dataclass(frozen=True, slots=True)
class Visit:
    """A page to look at: who looks (an account, or nobody), what happens first, and the form (action, fields) that is sent from it.

    The form is faulty, and the page comes back with what is wrong; or it `opens` a page of its own.
    """

    name: str
    path: str
    account: str = ""
    before: Callable[[], None] | None = None
    form: tuple[str, Mapping[str, str]] | None = None
    signs_out: bool = False
    opens: bool = False
    unless_seen: int = 0
    """Left out once its endpoint was seen so many times; 0: never."""


@dataclass(slots=True)
class House:
    """An application that is served, what there is in it, and the pages to look at."""

    app: Flask
    address: str
    world: worlds.World
    visits: list[Visit] = field(default_factory=list)


@dataclass(slots=True)
class Seen:
    """What a tour found: pages looked at, the endpoints they belong to, the faults."""

    pages: int = 0
    endpoints: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


# ------------------------------------------------------------------ the houses


def _house(folder: Path, build: Callable[[Flask], worlds.World]) -> Iterator[House]:
    app = create_app(Settings(data=folder, testing=True), lambda: worlds.NOW)
    database.upgrade(app, folder, now=worlds.NOW)
    world = build(app)
    with screenshots.serving(app) as address:
        yield House(app, address, world)
    with app.app_context():
        database.db.engine.dispose()


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Thirty people, a meeting in each state, every step, and what is said when something is refused."""
    for house in _house(tmp_path_factory.mktemp("full"), worlds.full):
        shots = screenshots.shots(house.app, house.world, "plein")
        house.visits = [Visit(shot.name, shot.path, shot.account) for shot in shots]
        house.visits += [*_panels(house), *_devices(house), *_refusals(house), *_steps(house)]
        yield house


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The first morning: one account and nothing else."""
    for house in _house(tmp_path_factory.mktemp("new"), worlds.empty):
        paths = ("/", "/reunions", "/partenariats", "/partenariats/nouveau", "/reunions/nouvelle", "/bibliotheque")
        house.visits = [Visit(f"{path}, vide", path, house.world.account) for path in paths]
        yield house


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The very first start: no account."""
    for house in _house(tmp_path_factory.mktemp("bare"), lambda _app: worlds.World("")):
        house.visits = [Visit(f"{path}, sans compte", path) for path in ("/premier-compte", "/connexion")]
        yield house


def _panels(house: House) -> Iterator[Visit]:
    """What opens beside the step at the desk, and on the page that is read back."""
    account, meeting = house.world.meetings["running"]
    desk = f"/reunions/{meeting}/pupitre"
    yield Visit("pupitre, ruban", f"{desk}?volet=ruban", account)
    yield Visit("pupitre, présences", f"{desk}?volet=presences", account)
    for asked in ("completer=", "corriger="):
        yield Visit(f"pupitre, {asked}", _link(house, account, desk, asked), account)
    yield Visit("bibliothèque, rien ne tient", "/bibliotheque?personnes=60&trace=oui&q=place", account)
    yield Visit("bibliothèque, trouvé", "/bibliotheque?temps=60&q=Bouchereau", account)
    for topic in ("protection", "secret-partage", "protection-des-donnees", "vos-droits"):
        yield Visit(topic, f"/confidentialite/{topic}")
    yield Visit("sauvegarder, une copie faite", "/sauvegardes", account, form=("/sauvegardes$", {}), opens=True)
    yield Visit("répétition", "/bibliotheque/reflexivite-collective", account, form=("/repeter$", {}), opens=True)
    account, meeting = house.world.meetings["ended"]
    for asked in ("corriger=", "rediger="):
        yield Visit(f"relecture, {asked}", _link(house, account, f"/reunions/{meeting}/relecture", asked), account)
    attested = f"transmettre/fait?attestation={_attested(house, account, meeting)}"
    yield Visit("transmettre, attesté", f"/reunions/{meeting}/{attested}", account)


def _attested(house: House, account: str, meeting: str) -> str:
    """The id of an attestation that lets what touches a person through, for one service."""
    told = Attestation(by="Nadia Lambert", on=worlds.NOW.date(), missing=(("Maison médicale du Pont", ()),))
    with house.app.app_context(), writing():
        return open_gate(
            meeting_id=meeting,
            document="pv",
            readership=Reader.PARTENAIRES,
            attestation=told,
            account_id=account,
            secret=context.house().secret,
            seen="",
            now=worlds.NOW,
        )


def _devices(house: House) -> Iterator[Visit]:
    """What a phone and a room screen see that joined the meeting, and what the desk sees of them."""
    account, meeting = house.world.meetings["running"]
    yield Visit("prénom trop long", f"/salle/{meeting}/moi", f"téléphone {meeting}", form=("/moi", {"name": "é" * 70}))
    yield Visit("mauvais code", "/rejoindre", form=("/rejoindre", {"code": "AAAA AAAA"}))
    yield Visit("mauvais lien", "/ecran", form=("/ecran", {"code": "AAAA AAAA AAAA"}))
    yield Visit("appareils, avec un téléphone", f"/reunions/{meeting}/appareils", account)


def _link(house: House, account: str, path: str, asked: str) -> str:
    """The first link of this page that holds `asked`."""
    client = house.app.test_client()
    client.set_cookie(*cookie(house.app, account), domain="localhost")
    page = client.get(path).text
    found = next(part for part in page.split('href="') if asked in part.partition('"')[0])
    return found.partition('"')[0].replace("&amp;", "&").partition("#")[0]


def _refusals(house: House) -> Iterator[Visit]:
    """A form that is at fault, too long, too old, too heavy; a session that ended meanwhile."""
    account = house.world.account
    group = f"/partenariats/{house.world.partnership}"
    running, prepared, ended = (house.world.meetings[name] for name in ("running", "prepared", "ended"))
    desk = f"/reunions/{running[1]}/pupitre"
    read = _link(house, ended[0], f"/reunions/{ended[1]}/relecture", "corriger=")
    made = "/partenariats/nouveau"
    long = "a" * 25_000
    yield Visit("partenariat sans nom", made, account, form=(made, {"name": ""}))
    yield Visit("membres illisibles", group, account, form=("/membres$", {"lines": f"{long}\nSans service"}))
    yield Visit("délai illisible", f"{group}/reglages", account, form=("/reglages$", {"approval_days": "x"}))
    yield Visit("nouvelle réunion", "/reunions/nouvelle", account, form=("/nouvelle", {"expected": "x"}))
    wrong = {"day": "31/2/2026", "start": "25 h"}
    yield Visit("préparation", f"/reunions/{prepared[1]}/preparer", prepared[0], form=("/preparer$", wrong))
    yield Visit("réponse trop longue", desk, account, form=("/reponses$", {"quoi": long}))
    yield Visit("saisie vide", desk, account, form=("/captures", {"genre": "decision", "texte": " "}))
    yield Visit("relecture vide", read, ended[0], form=("/(corriger|acquis)", {"text": " "}))
    yield Visit("mauvaise phrase", "/connexion", form=("/connexion", {"email": "a@b.be", "password": "faux faux"}))
    own = f"/bibliotheque/mes-guides/{house.world.ids['<own_id>']}"
    yield Visit("guide, champ illisible", own, account, form=(f"{own}$", {"etapes.3.activite.items:yaml": "- {"}))
    yield Visit("guide, deux versions", own, account, form=(f"{own}$", {"version_": "0", "titre": "Autre"}))
    yield Visit("guide, aucun fichier", "/bibliotheque/mes-guides", account, form=("/recevoir$", {}))
    yield Visit("guide, comme texte", f"{own}?texte=oui", account)
    typed = {"csrf_token": "0", "place": "Salle du Conseil, au premier"}
    yield Visit("formulaire trop vieux", made, account, form=(made, typed))
    yield Visit("session terminée", made, account, form=(made, typed), signs_out=True)
    yield Visit("envoi trop lourd", made, account, form=(made, {"name": "a" * 2_200_000}))
    yield Visit("adresse inconnue, sans session", "/rien-ici")
    yield Visit("réunion inconnue", "/reunions/AAAAAAAAAAAAAAAAAAAAAA/pupitre", account)


def _steps(house: House) -> Iterator[Visit]:
    """Each kind of step, as the example led it, at the desk, in the room and on a single screen; the meeting is ended again after."""
    account, meeting = house.world.meetings["ended"]

    def act(gesture: Callable[..., object], **values: str) -> None:
        with house.app.app_context(), writing():
            gesture(meeting_id=meeting, now=worlds.NOW, **values)

    def lead(stage_id: str) -> None:
        act(service.go_to, stage_id=stage_id)
        act(service.reveal, stage_id=stage_id)

    with house.app.app_context(), reading():
        stages = service.meeting_shown(meeting_id=meeting, now=worlds.NOW).stages
    yield Visit("reprise", f"/reunions/{meeting}/pupitre", account, before=lambda: act(service.resume_ended))
    for kind, stage in {one.step.activity.type: one for one in stages if one.taken}.items():
        for page in ("pupitre", "salle", "un-seul-ecran"):
            first = (lambda here=stage.id: lead(here)) if page == "pupitre" else None
            yield Visit(f"{page}, {kind}", f"/reunions/{meeting}/{page}", account, before=first)
    yield Visit("fin", f"/reunions/{meeting}/pupitre", account, before=lambda: act(service.end))


# ------------------------------------------------------------------ the tour


class Tour:
    """Looks at pages in one window, where one person after another sits down: a window left open would go on asking for news."""

    def __init__(self, browser: Browser, house: House, size: tuple[int, int], **options: str) -> None:
        self.browser, self.house, self.size, self.options = browser, house, size, options
        self.window: Page | None = None
        self.sitting: str | None = None
        self.cookies: dict[str, tuple[str, str]] = {}

    def page(self, visit: Visit) -> Page | None:
        """The window where this visit's page is seen; None when the address leads to another page, seen under its own name."""
        window = self._window(visit.account)
        if visit.before:
            visit.before()
        window.goto(self.house.address + visit.path)
        if urlsplit(window.url).path != urlsplit(visit.path).path:
            return None
        if visit.form:
            if visit.signs_out:
                window.context.clear_cookies(name="maillage_session")
            with window.expect_navigation() as answered:
                window.evaluate(SEND, [visit.form[0], dict(visit.form[1])])
            assert (answered.value.status < 400) is visit.opens, f"{visit.name}: {answered.value.status}"
            if visit.signs_out:
                self.sitting = None
        return window

    def _window(self, account: str) -> Page:
        """The window, with nothing in it of whoever sat there before."""
        if self.window is None:
            self.window = self._context().new_page()
        elif account != self.sitting:
            self.window.evaluate("localStorage.clear(), sessionStorage.clear()")
            self.window.goto("about:blank")
            self.window.context.clear_cookies()
        if account and account != self.sitting:
            if account not in self.cookies:
                self.cookies[account] = cookie(self.house.app, account)
            name, value = self.cookies[account]
            self.window.context.add_cookies([{"name": name, "value": value, "url": self.house.address}])
        self.sitting = account
        return self.window

    def _context(self) -> BrowserContext:
        width, height = self.size
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale="fr-BE", reduced_motion="reduce", **self.options
        )
        context.set_default_timeout(60_000)
        context.add_init_script(axe_script().read_text())
        return context

    def look(self, visits: list[Visit], measure: Callable[[Page], list[str]]) -> Seen:
        """What `measure` finds on these pages."""
        seen, times = Seen(), Counter[str]()
        routes = self.house.app.url_map.bind("127.0.0.1")
        for visit in visits:
            if visit.unless_seen and times[routes.match(urlsplit(visit.path).path)[0]] >= visit.unless_seen:
                continue
            window = self.page(visit)
            if window is None:
                continue
            seen.pages += 1
            if visit.name.partition(",")[0] not in ("adresse inconnue", "réunion inconnue"):
                seen.endpoints.add(endpoint := routes.match(urlsplit(visit.path).path)[0])
                times[endpoint] += 1
            seen.faults += [f"{visit.name} ({visit.path}): {fault}" for fault in measure(window)]
        if self.window:
            self.window.context.close()
        return seen


def axe(window: Page) -> list[str]:
    """What axe finds, with all its rules; it need not tell at length where they are kept."""
    return list(window.evaluate(FAULTS))


def too_wide(window: Page) -> list[str]:
    """By how much the page is wider than its window."""
    wide, room = window.evaluate(WIDTH)
    return [f"{wide} px in a window of {room}"] if wide > room else []


def toured(browser: Browser, houses: list[House], size: tuple[int, int], measure: object, **options: str) -> Seen:
    """One tour through all pages of these houses."""
    whole = Seen()
    for house in houses:
        seen = Tour(browser, house, size, **options).look(house.visits, measure)  # type: ignore[arg-type]
        whole.pages += seen.pages
        whole.endpoints |= seen.endpoints
        whole.faults += seen.faults
    return whole


SEVERAL = {"meetings.desk", "meetings.room", "meetings.papers", "meetings.prepare", "minutes.life"}
"""Pages that differ most from one state of the meeting to another."""


def few(house: House) -> list[Visit]:
    """Of what there is to look at, each page in one of its states (some in two), and all that is no state: panels, refusals, each kind of step."""
    routes = house.app.url_map.bind("127.0.0.1")
    states: dict[str, list[Visit]] = defaultdict(list)
    others = []
    for visit in house.visits:
        kind = visit.name.partition(",")[0]
        if kind == "un-seul-ecran":
            continue
        if visit.before or visit.form or "?" in visit.path or kind in ("salle", "adresse inconnue", "réunion inconnue") or visit.account.startswith(PHONE):  # fmt: skip
            others.append(visit)
        else:
            states[routes.match(urlsplit(visit.path).path)[0]].append(visit)
    found = []
    for endpoint, alike in states.items():
        wanted = 2 if endpoint in SEVERAL else 1
        found += [replace(one, unless_seen=wanted) for one in (alike[0], *reversed(alike[1:]))]
    return [*found, *others]


# ------------------------------------------------------------------ the tests


def test_axe_finds_nothing_on_any_page_of_the_route_map(browser, full, new, bare, capsys):
    seen = toured(browser, [replace(full, visits=few(full)), new, bare], LAPTOP, axe)
    with capsys.disabled():
        print(f"\naxe: {seen.pages} pages, {len(seen.faults)} findings")  # noqa: T201
    assert not seen.faults, "\n".join(seen.faults)
    methods = {rule.endpoint for rule in full.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert seen.endpoints == (ROUTES.keys() & methods) - NO_PAGE - LEADS_ELSEWHERE


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(360, 740), LAPTOP, (1920, 1080)], ids=["360", "1280", "1920"])
def test_axe_finds_nothing_at_any_width_in_light_or_dark(browser, full, new, bare, capsys, size, scheme):
    seen = toured(browser, [full, new, bare], size, axe, color_scheme=scheme)
    with capsys.disabled():
        print(f"\naxe, {size[0]} px, {scheme}: {seen.pages} pages, {len(seen.faults)} findings")  # noqa: T201
    assert seen.pages
    assert not seen.faults, "\n".join(seen.faults)


def test_at_400_percent_nothing_scrolls_sideways_on_the_pages_of_a_meeting(browser, full):
    words = ("/preparer", "/relecture", "/pupitre", "/salle", "/un-seul-ecran", "/nouvelle", "/membres/")
    chosen = [visit for visit in full.visits if visit.path.endswith(words) and not visit.before and not visit.form]
    few = list({urlsplit(visit.path).path.rpartition("/")[2]: visit for visit in chosen}.values())
    seen = Tour(browser, full, NARROW).look(few, too_wide)
    assert seen.pages >= len(words) - 1
    assert not seen.faults, "\n".join(seen.faults)


@pytest.mark.long
@pytest.mark.parametrize("size", [NARROW, (320, 640)], ids=["400%", "320"])
def test_no_page_scrolls_sideways(browser, full, new, bare, size):
    seen = toured(browser, [full, new, bare], size, too_wide)
    assert seen.pages
    assert not seen.faults, "\n".join(seen.faults)


def test_axe_finds_the_fault_of_a_faulty_page(browser):
    page = browser.new_page()
    page.set_content("<html><body><img src='data:,'><input></body></html>")
    page.evaluate(axe_script().read_text())
    found = {fault.partition(":")[0] for fault in axe(page)}
    page.close()
    assert {"html-has-lang", "image-alt", "label"} <= found
