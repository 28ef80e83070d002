"""Somebody who leads a meeting script with the pages: fills their forms, presses their buttons, follows where they lead, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

from flask import Flask
from werkzeug.datastructures import MultiDict

from facilitation.database import reading, writing
from facilitation.documents.word.reread import reread
from facilitation.french_dates import BRUSSELS
from facilitation.guides.script import Script
from facilitation.meetings.led_earlier import lead_earlier
from facilitation.meetings.shown import StageShown
from facilitation.outcomes import service as outcomes
from facilitation.web.context import catalogue
from tests.checked import CheckedClient, Page, fields_of
from tests.conftest import Clock
from tests.meetings.leading import account_in, shown

KINDS = {
    "decisions": "decision",
    "actions": "action",
    "reserves": "reserve",
    "questions": "question",
    "mis_de_cote": "aside",
}
Pairs = Iterable[tuple[str, str]]


def sent(page: Page, action: str, given: dict[str, Any], button: str = "") -> list[tuple[str, str]]:
    """What a browser sends of the form to `action`, with these fields filled in: each must be there, and each choice be offered."""
    form = next(
        one
        for one in page.tree.iter("form")
        if urlsplit(one.get("action") or "").path == action and set(given) <= names(one)
    )
    given = {name: ticked(form, name, value) for name, value in given.items()}
    for name, value in given.items():
        for one in value if isinstance(value, list) else [value]:
            offered = choices(form, name)
            assert offered is None or one in offered, f"{action}: {name} does not offer « {one} », but {offered}"
    kept = [(name, value) for name, value in fields_of(form) if name not in given]
    filled = [(name, one) for name, value in given.items() for one in (value if isinstance(value, list) else [value])]
    if button:
        assert button in {one.get("value") for one in form.iter("button")}, f"no button « {button} »"
        filled.append(("faire", button))
    return kept + filled


def names(form: Element) -> set[str]:
    return {control.get("name", "") for control in form.iter() if control.tag in ("input", "select", "textarea")}


def ticked(form: Element, name: str, value: Any) -> Any:
    """Several boxes of one name, which a script writes in one text with commas; any other value as it is."""
    boxes = [one for one in form.iter("input") if (one.get("name"), one.get("type")) == (name, "checkbox")]
    return value.split(",") if boxes and isinstance(value, str) and "," in value else value


def choices(form: Element, name: str) -> set[str] | None:
    """The values that a list or boxes offer; None for a field that one types in."""
    boxes = {
        control.get("value", "")
        for control in form.iter("input")
        if control.get("name") == name and control.get("type") in ("radio", "checkbox")
    }
    lists = [control for control in form.iter("select") if control.get("name") == name]
    options = {option.get("value", "") for one in lists for option in one.iter("option")}
    return (boxes | options) if boxes or lists else None


class Facilitator:
    """Somebody who leads the script with the pages, and nothing else."""

    def __init__(self, app: Flask, client: CheckedClient, clock: Clock, script: dict[str, Any]) -> None:
        self.app, self.client, self.clock, self.script = app, client, clock, script
        self.about = script["reunion"]
        self.begins = local(self.about["debut"])
        self.ends = local(self.about["fin"])
        self.meeting = ""

    # -------------------------------------------------------------- forms

    def at(self, rest: str) -> str:
        return f"/reunions/{self.meeting}{rest}"

    def fill(self, path: str, action: str, button: str = "", **given: Any) -> Page:
        """Open a page, fill its form to `action`, send it, and come back where it leads."""
        return self.send(self.client.get(path), action, button, **given)

    def send(self, page: Page, action: str, button: str = "", **given: Any) -> Page:
        """Fill the form to `action` of a page that is open, send it, and come back where it leads."""
        return self.client.post(action_of(page, action), MultiDict(sent(page, action, given, button)))

    def stages(self) -> tuple[StageShown, ...]:
        return tuple(one for one in shown(self.app, self.clock, self.meeting).stages if one.taken)

    def seats(self) -> dict[str, str]:
        return {one.name: one.id for one in shown(self.app, self.clock, self.meeting).people}

    # -------------------------------------------------------------- before

    def prepare(self) -> None:
        group = self.script["partenariat"]
        made = self.fill(
            "/partenariats/nouveau", "/partenariats/nouveau", name=group["nom"], territory=group["territoire"]
        )
        partnership = (made.location or "").rsplit("/", 1)[1]
        lines = "\n".join(f"{one['nom']}, {one['fonction']}, {one['service']}" for one in self.script["membres"])
        here = f"/partenariats/{partnership}"
        self.fill(here, f"{here}/membres", lines=lines)
        self.remember(partnership)
        self.begin(partnership)
        guests = "\n".join(f"{one['nom']}, {one['qualite']}" for one in self.about["invites"])
        self.save(
            "enregistrer",
            title=self.about["titre"],
            day=f"{self.begins:%d/%m/%Y}",
            start=f"{self.begins:%H:%M}",
            place=self.about["lieu"],
            guests=guests,
            animator=self.about["animation"],
            secretary=self.about["secretariat"],
        )
        self.arrange()

    def begin(self, partnership: str) -> None:
        """From the page of the first guide in the library (« Utiliser ce guide », « Utiliser cette variante »), or without a guide."""
        point = next((point for point in self.script["points"] if "guide" in point), {})
        where, button = "/reunions/nouvelle", "sans-guide"
        if point:
            where, button = self.offered(point["guide"], point.get("variante", "")), f"guide:{point['guide']}"
        begun = self.fill(where, "/reunions/nouvelle", button, partnership=partnership)
        self.meeting = (begun.location or "").split("/")[2]

    def offered(self, guide: str, variant: str) -> str:
        """Where the guide's own page leads whoever wants to use it, whole or in this variant."""
        links = self.client.get(f"/bibliotheque/{guide}").links()
        wanted = {"guide": [guide], **({"variante": [variant]} if variant else {})}
        return next(
            link
            for link in links
            if link.startswith("/reunions/nouvelle?") and parse_qs(urlsplit(link).query) == wanted
        )

    def arrange(self) -> None:
        """The other points, each raised above the guide that the script has after it."""
        guides = [place for place, point in enumerate(self.script["points"]) if "guide" in point]
        for place, point in enumerate(self.script["points"]):
            if "guide" in point:
                if place != guides[0]:
                    self.save(f"guide-apres:{point['guide']}")
                continue
            named = {"point-genre": point["genre"], "point-titre": point["titre"]}
            self.save("point", **named, **{"point-minutes": str(point["minutes"])})
            if guides and place < guides[0]:
                self.save(f"monter-point:{shown(self.app, self.clock, self.meeting).points[-1].id}")

    def remember(self, partnership: str) -> None:
        """The meetings held before this one: the script tells what they left."""
        script = Script.model_validate_json(json.dumps(self.script, default=str), by_alias=True, by_name=False)
        with self.app.app_context():
            for earlier in script.earlier:
                with writing():
                    lead_earlier(
                        earlier, account_id=account_in("Alice"), partnership_id=partnership, catalogue=catalogue()
                    )

    def save(self, button: str, **given: Any) -> Page:
        return self.fill(self.at("/preparer"), self.at("/preparer"), button, **given)

    def welcome(self) -> None:
        """People arrive: each is noted present, excused, represented, or not here yet."""
        self.fill(self.at("/pupitre"), self.at("/ouvrir"))
        proxies = {one["nom"]: one["par"] for one in self.about.get("representes", ())}
        late = {one["nom"] for one in self.about.get("arrivees", ())}
        for name, seat in self.seats().items():
            if name in proxies:
                self.present(seat, presence="represente", par=proxies[name])
            elif name in self.about.get("excuses", ()):
                self.present(seat, presence="excuse")
            elif name in late:
                self.present(seat, presence="absent")
        self.fill(self.at("/pupitre"), self.at("/commencer"))

    def present(self, seat: str, **given: str) -> None:
        self.fill(self.at("/pupitre"), self.at(f"/presences/{seat}"), **given)

    # -------------------------------------------------------------- lived

    def lead(self) -> None:
        stages = self.stages()
        for place, stage in enumerate(stages):
            begins = self.begins + (self.ends - self.begins) * place / len(stages)
            self.let_pass(begins)
            self.clock.now = begins
            if place and not self.told(stages[place - 1]).get("passee"):
                self.fill(self.at("/pupitre"), self.at("/pupitre/avancer"))
            self.live(stage, self.told(stage))
        self.let_pass(self.ends)
        self.clock.now = self.ends
        self.fill(self.at("/pupitre"), self.at("/terminer"))

    def let_pass(self, until: datetime) -> None:
        """Who comes and who goes, at their hours."""
        passages = [(one, "arrivee") for one in self.about.get("arrivees", ())]
        passages += [(one, "depart") for one in self.about.get("departs", ())]
        for one, move in passages:
            at = datetime.combine(self.begins.date(), time.fromisoformat(one["heure"]), BRUSSELS)
            if self.clock.now < at <= until:
                self.clock.now = at
                self.fill(self.at("/pupitre?volet=presences"), self.at(f"/presences/{self.seats()[one['nom']]}/{move}"))

    def told(self, stage: StageShown) -> dict[str, Any]:
        """What the script tells of this stage."""
        for point in self.script["points"]:
            if "guide" not in point and point["titre"] == stage.title:
                text = point.get("texte")
                said = text if isinstance(text, dict) else {"texte": text}
                answers = [{**said, "champs": {"texte": said["texte"].removesuffix("\n")}}] if text else []
                return {**point, "reponses": answers}
            if "guide" in point and stage.step.id in point["etapes"]:
                return dict(point["etapes"][stage.step.id] or {})
        return {}

    def live(self, stage: StageShown, told: dict[str, Any]) -> None:
        desk, here = self.at("/pupitre"), f"/pupitre/etapes/{stage.id}"
        for arranged in told.get("pupitre", ()):
            self.tick()
            self.fill(desk, self.at(f"{here}/ranger"), **arranged)
        self.all_answer(stage, told.get("reponses", ()))
        if "synthese" in told:
            said = told["synthese"] if isinstance(told["synthese"], dict) else {"texte": told["synthese"]}
            self.fill(desk, self.at(f"{here}/synthese"), texte=said["texte"].removesuffix("\n"), **readers(said))
        if "carnet" in told:
            self.fill(desk, self.at(f"{here}/notes"), texte=told["carnet"])
        for kind, genre in KINDS.items():
            for outcome in told.get(kind, ()):
                self.capture(genre, outcome)
        if told.get("passee"):
            self.fill(desk, self.at(f"{here}/sauter"), raison=told.get("motif", ""))

    def answer(self, stage: StageShown, told: dict[str, Any]) -> None:
        """What somebody answered, typed at the desk for them, or for the group."""
        if stage.step.activity.type == "suivi":
            self.follow(told["champs"])
            return
        page = self.client.get(self.at("/pupitre"))
        given = {**self.named(page, told.get("de", "")), **told["champs"], **readers(told, ["groupe"])}
        typed = {name: text(value) for name, value in given.items()}
        self.send(page, self.at(f"/pupitre/etapes/{stage.id}/reponses"), **typed)

    def all_answer(self, stage: StageShown, told: Sequence[dict[str, Any]]) -> None:
        """By slips where the desk leads to them, otherwise at the desk, one after the other."""
        if told and self.at(f"/consultation/{stage.id}") in self.client.get(self.at("/pupitre")).links():
            self.consult(stage, told)
            return
        for answer in told:
            self.tick()
            self.answer(stage, answer)

    def consult(self, stage: StageShown, told: Sequence[dict[str, Any]]) -> None:
        """As many slips as answers drawn, each answered in a browser that nobody is signed in with, then the closing: all came back, nobody waits."""
        here = self.at(f"/consultation/{stage.id}")
        drawing = sent(self.client.get(here), f"{here}/tirer", {"combien": str(len(told))})
        page = self.client.post(f"{here}/tirer", MultiDict(drawing), status=200)
        codes = ["".join(one.itertext()) for one in page.all(".//p[@class='token']")]
        anyone = CheckedClient(self.app)
        for code, answer in zip(codes, told, strict=True):
            self.tick()
            ballot = anyone.post("/bulletin", {"bulletin_": code}, status=200, token=False)
            fields = {name: text(value) for name, value in answer["champs"].items()}
            anyone.post("/bulletin/depot", MultiDict(sent(ballot, "/bulletin/depot", fields)), status=200, token=False)
        self.fill(here, f"{here}/clore")

    def follow(self, said: dict[str, Any]) -> None:
        """Press what each matter became, with its note and its date, one after the other."""
        for number in (name for name in said if "." not in name):
            page = self.client.get(self.at("/pupitre"))
            given = {name: str(said[name]) for name in (f"{number}.note", f"{number}.date") if name in said}
            form = next(
                one for one in page.tree.iter("form") if any(b.get("name") == number for b in one.iter("button"))
            )
            assert said[number] in {b.get("value") for b in form.iter("button") if b.get("name") == number}
            kept = [(name, value) for name, value in fields_of(form) if name not in given]
            self.client.post(form.get("action") or "", MultiDict([*kept, *given.items(), (number, said[number])]))

    def named(self, page: Page, name: str) -> dict[str, str]:
        """For whom one writes, where the page offers it: somebody who is not here yet is not on its list."""
        seat = self.seats().get(name, "")
        listed = [one for one in page.tree.iter("select") if one.get("name") == "pour_"]
        offered = {option.get("value") for one in listed for option in one.iter("option")}
        return {"pour_": seat} if seat in offered and seat else {}

    def capture(self, genre: str, told: dict[str, Any]) -> None:
        """In one line at the foot of the desk; then the details, where there are any."""
        self.tick()
        usual = ["groupe"] if genre == "aside" else ["groupe", "partenaires"]
        capture = self.at("/pupitre/captures")
        page = self.client.get(self.at("/pupitre"))
        foot = next(one for one in page.tree.iter("form") if one.get("id") == "capture")
        assert genre in (choices(foot, "genre") or ())
        given = {"genre": genre, "texte": told["texte"], **readers(told, usual)}
        chosen = {"habituels_"} if "lecteurs" in told else set()  # who chooses readers leaves the usual ones
        pairs = [(name, value) for name, value in fields_of(foot) if name not in given and name not in chosen]
        pairs += [
            (name, one) for name, value in given.items() for one in (value if isinstance(value, list) else [value])
        ]
        self.client.post(capture, MultiDict(pairs))
        made = self.last_outcome()
        details = self.details(genre, told)
        if details:
            page = self.at(f"/pupitre?completer={made}")
            self.fill(page, self.at(f"/pupitre/acquis/{made}"), **details)

    def last_outcome(self) -> str:
        """The id of what was captured last."""
        return shown_outcomes(self.app, self.clock, self.meeting)[-1]

    def details(self, genre: str, told: dict[str, Any]) -> dict[str, str]:
        person = told.get("personne") or {}
        found = {
            "mode": told.get("mode"),
            "effect_on": told.get("effet"),
            "responsible": told.get("responsable"),
            "review": told.get("revision"),
            "touches_person": ("sans-objet" if person.get("sans_objet") else "oui") if person else None,
            "person_says": person.get("dirait"),
            "told_by": person.get("informee_par"),
            "told_on": person.get("quand"),
            "bearer_id": self.seats().get(told.get("porteur", "")),
            "due_on": told.get("echeance"),
            "sign": told.get("signe"),
            "resources": told.get("ressources"),
            "for_whom": told.get("pour"),
            "named": told.get("de"),
        }
        return {name: str(value) for name, value in found.items() if value}

    def tick(self) -> None:
        self.clock.now += timedelta(seconds=1)

    # -------------------------------------------------------------- after

    def read_back(self) -> None:
        """Everything was read aloud, where the guide has it read: each line is ticked."""
        if not any(one.step.activity.type == "relecture" and not self.told(one).get("passee") for one in self.stages()):
            return
        page = self.client.get(self.at("/relecture"))
        if not shown_outcomes(self.app, self.clock, self.meeting):
            return
        outside = [one for one in page.tree.iter("input") if one.get("form") == "lu"]
        pairs = sent(page, self.at("/relecture/lu"), {}) + [
            (one.get("name", ""), one.get("value", "")) for one in outside
        ]
        self.client.post(action_of(page, self.at("/relecture/lu")), MultiDict(pairs))

    def download(self, reader: str) -> dict[str, str]:
        """The text of each file that the page offers for these readers."""
        page = self.client.get(self.at(f"/relecture?lecteurs={reader}"))
        links = {link for link in page.links() if f"/documents/{reader}/" in link}
        files = {link.rsplit("/", 1)[1]: self.client.get(link).response.data for link in links}
        return {name: reread(data) for name, data in files.items()}


def action_of(page: Page | None, path: str) -> str:
    """The whole address that the form of this page sends to, its query included."""
    assert page is not None
    return next(
        one.get("action") or "" for one in page.tree.iter("form") if urlsplit(one.get("action") or "").path == path
    )


def readers(told: dict[str, Any], usual: list[str] | None = None) -> dict[str, Any]:
    """The boxes ticked beside an input; the mark *situation* is not offered where a guide speaks of practices."""
    wanted = told.get("lecteurs", usual)
    marks = [mark for mark in told.get("marques", ()) if mark != "situation"]
    return {**({"lecteurs_": wanted} if wanted else {}), **({"marques_": marks} if marks else {})}


def text(value: Any) -> Any:
    """What is typed for a value that YAML read as a number or a date; a list of boxes stays one."""
    return value if isinstance(value, list) else str(value)


def local(written: Any) -> datetime:
    moment = written if isinstance(written, datetime) else datetime.fromisoformat(str(written))
    return moment.replace(tzinfo=BRUSSELS)


def shown_outcomes(app: Flask, clock: Clock, meeting: str) -> list[str]:
    """The ids of what was captured, in the order of capture."""
    with app.app_context(), reading():
        return [one.id for one in outcomes.of_meeting(meeting_id=meeting, session="")]
