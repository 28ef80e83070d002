"""What the pages are looked at with: nothing at all, and as much as a room can hold (30 people, 200 cards, a word of 60 letters)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

from flask import Flask

from facilitation.accounts import service as accounts
from facilitation.activities import registry
from facilitation.activities.base import Fields
from facilitation.adapting import service as adapting
from facilitation.adapting.files import version_of
from facilitation.cli_guides import read_script
from facilitation.confidentiality.readers import Mark
from facilitation.database import db, new_id, reading, writing
from facilitation.guides.catalogue import Catalogue, content_folder, load_catalogue
from facilitation.live import service as live
from facilitation.meetings import led, service
from facilitation.meetings.rules import NetworkType, PointKind
from facilitation.meetings.shown import NewMeeting
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import DecisionMode, OutcomeKind, PersonTouched
from facilitation.partnerships import service as partnerships
from facilitation.partnerships.rules import MemberLine
from facilitation.retention.models import PurgeCertificate
from facilitation.web.doors import doors
from tests.browser import worlds_room
from tests.meetings.leading import asked_at

NOW = datetime(2026, 5, 7, 8, 10, tzinfo=UTC)
LONG = "Interpartenarialisationnellementcoordonnéepluridisciplinaire"
"""A word of 60 letters: somebody will paste one, or an address without a space."""
SERVICES = (
    *("CPAS de Valmont", "AMO Passerelle", "Maison médicale du Pont", "Maison d’accueil L’Escale", "AIS du Val"),
    *("Santé mentale La Rive", "Régie des Coteaux"),
)
FIRST = ("Nadia", "Karim", "Sophie", "Joëlle", "Ingrid", "Thomas", "Fatou", "Benoît", "Luc", "Aurélie")
LAST = ("Lambert", "Haddad", "Marchal", "Pirard", "Maes", "Vandamme", "Diallo", "Colson", "Delvaux", "Servais")
TEXTS = (
    "Personne n’a rappelé pendant onze jours ; trois services pensaient qu’un autre l’avait fait.",
    "Le mot « urgence » ne dit pas la même chose chez nous tous.",
    "Nous avons ouvert l’accueil le samedi, à deux, et cela a tenu.",
    "Elle a raconté son histoire quatre fois.",
    f"Un mot d’un seul tenant : {LONG}.",
)
SHORT = ("en confiance", "oui", "passe", "deux fois", "demain")


@dataclass(slots=True)
class World:
    """Who looks, and the meetings there are, by the state that they are in: each with the account that leads it."""

    account: str
    partnership: str = ""
    member: str = ""
    organisation: str = ""
    meetings: dict[str, tuple[str, str]] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    """What stands for a part of an address (« <action_id> »), or for it in one state only (« sent <outcome_id> »)."""


def empty(app: Flask) -> World:
    """An account of this morning."""
    with app.app_context(), writing():
        return World(accounts.create_account(name="Nadia Lambert", email="nadia@val.test", password_hash="-", now=NOW))


def full(app: Flask) -> World:
    """A partnership of thirty people, and a meeting in each of its states."""
    catalogue = load_catalogue(content_folder(), registry.kinds())
    with app.app_context():
        world = _town()
        world.meetings = {
            "prepared": (world.account, _prepared(world, catalogue)),
            "open": (world.account, _opened(world, catalogue)),
            "running": (world.account, _running(world, catalogue, "notes")),
            "cards": (world.account, _running(world, catalogue, "cartes")),
            "ended": _from_script(catalogue, "reflexivite-collective", closes=False),
            "closed": _from_script(catalogue, "desaccord-entre-services", closes=True),
            "cancelled": (world.account, _cancelled(world, catalogue)),
        }
        _doors_open(app)
        made, world.ids = worlds_room.add(worlds_room.Maker(world.account, world.partnership, catalogue, NOW))
        world.meetings |= {state: (world.account, meeting) for state, meeting in made.items()}
        world.ids["<own_id>"] = _own_guide()
        world.ids["<certificate_id>"] = _certificate(world.partnership)
    return world


def _certificate(partnership: str) -> str:
    """The certificate of a purge, with two copies that may still hold what was erased; gives its id."""
    counts = {"carnet": 2, "contributions": 1, "passages": 12, "ailleurs": 3, "retrouves": 0}
    names = ["sauvegarde-20260311T083000Z.zip", "sauvegarde-20260310T083000Z.zip"]
    until = NOW + timedelta(days=34)
    row = PurgeCertificate(
        id=new_id(), at=NOW, kind="delais", partnership_id=partnership, counts=counts, copies=names, copies_until=until
    )
    with writing():
        db.session.add(row)
    return row.id


def _own_guide() -> str:
    """A guide of the house's own, adapted from the library's, that somebody left with points to correct; gives its name."""
    name = adapting.adapt("place-usager")
    file = adapting.own(name)
    faulty = file.raw.replace(b"trace: pv", b"trace: rien", 1).replace(b"minutes: 10", b"minutes: dix", 1)
    adapting.store(replace(file, raw=faulty), version=version_of(file.raw))
    return name


def _doors_open(app: Flask) -> None:
    """Phones may come in by an address of the room, as when the program was started with one."""
    doors(app).serve_with(lambda _address: lambda: None, fixed=("192.168.1.20:8322",))


def _town() -> World:
    lines = [
        MemberLine(
            f"{FIRST[place % 10]} {LAST[(place + place // 10) % 10]}", "assistant·e social·e", SERVICES[place % 7]
        )
        for place in range(29)
    ]
    with writing():
        world = World(
            accounts.create_account(name="Nadia Lambert", email="nadia.l@val.test", password_hash="-", now=NOW)
        )
        settings = partnerships.Settings(
            name="Réseau Logement du Val", territory="Valmont et environs", place="Salle du Conseil"
        )
        world.partnership = partnerships.create(account_id=world.account, settings=settings, now=NOW)
        lines.append(MemberLine(f"Dr {LONG}", "médecin", SERVICES[2]))
        partnerships.add_members(partnership_id=world.partnership, lines=tuple(lines))
        members = partnerships.members_of(partnership_id=world.partnership)
        world.member = members[0].id
        world.organisation = members[0].organisation_id or ""
    return world


def _new(world: World, title: str, **more: object) -> NewMeeting:
    with reading():
        people = partnerships.members_of(partnership_id=world.partnership)
    known: Mapping[str, object] = {
        "title": title,
        "partnership_id": world.partnership,
        "network_type": NetworkType.PROJECT,
        "purpose": "Trois relais n’ont pas abouti depuis janvier et personne ne s’en est aperçu.",
        "starts_at": NOW + timedelta(days=7),
        "place": "Salle du Conseil, CPAS de Valmont",
        "people": tuple(person.id for person in people),
        "guests": (("Une voisine du quartier", "habitante"),),
        "secretary": "Karim Haddad",
    }
    return NewMeeting(**{**known, **more})  # type: ignore[arg-type]


def _prepared(world: World, catalogue: Catalogue) -> str:
    new = _new(world, f"Nos relais, et {LONG}")
    with writing():
        made = service.prepare(account_id=world.account, new=new, now=NOW)
        service.use_guide(meeting_id=made, guide_id="reflexivite-collective", catalogue=catalogue, now=NOW)
        for kind, title in (
            (PointKind.INFORMATION, "Nouvelles du réseau"),
            (PointKind.DECISION, "Un budget pour l’interprète"),
        ):
            service.insert_point(meeting_id=made, kind=kind, title=title, minutes=10, catalogue=catalogue, now=NOW)
    return made


def _opened(world: World, catalogue: Catalogue) -> str:
    made = _prepared(world, catalogue)
    with writing():
        service.open_meeting(meeting_id=made, now=NOW)
        live.open_room(meeting_id=made, now=NOW)
    return made


def _cancelled(world: World, catalogue: Catalogue) -> str:
    made = _prepared(world, catalogue)
    with writing():
        service.cancel(meeting_id=made, now=NOW)
    return made


def _running(world: World, catalogue: Catalogue, activity: str) -> str:
    """A meeting at a step of this activity, with two hundred answers shown to the room and a dozen outcomes."""
    new = _new(world, "Après trois relais manqués")
    with writing():
        made = service.prepare(account_id=world.account, new=new, now=NOW)
        for guide in ("reflexivite-collective", "desaccord-entre-services"):
            service.use_guide(meeting_id=made, guide_id=guide, catalogue=catalogue, now=NOW)
        service.start(meeting_id=made, now=NOW)
    with reading():
        stages = service.meeting_shown(meeting_id=made, now=NOW).stages
    here = next((stage for stage in stages if stage.step.activity.type == activity and stage.taken), stages[1])
    with writing():
        service.go_to(meeting_id=made, stage_id=here.id, now=NOW)
        for place in range(200):
            _answer(made, here.id, asked_at(here.step), TEXTS[place % len(TEXTS)])
        service.reveal(meeting_id=made, stage_id=here.id, now=NOW)
        _capture(world, made, here.id)
    return made


def _answer(meeting: str, stage: str, names: tuple[str, ...], text: str) -> None:
    service.answer(meeting_id=meeting, stage_id=stage, formdata=Fields({names[0]: text}), now=NOW)


def _capture(world: World, meeting: str, stage: str) -> None:
    told = (
        (
            OutcomeKind.DECISION,
            "Dès le 16 mars, qui oriente garde le fil jusqu’à la première rencontre.",
            {"mode": DecisionMode.CONSENT},
        ),
        (
            OutcomeKind.DECISION,
            f"Le mot {LONG} disparaît de nos courriers.",
            {"touches_person": PersonTouched.NO_OBJECT},
        ),
        (OutcomeKind.RESERVE, "À revoir si la permanence passe à trois demi-jours.", {}),
        (
            OutcomeKind.ACTION,
            "Rédiger une demi-page « relais à trois ».",
            {"bearer": "Thomas Vandamme", "due_on": date(2026, 4, 30)},
        ),
        (OutcomeKind.ACTION, "Proposer deux créneaux de réunion choisis avec des personnes hébergées.", {}),
        (
            OutcomeKind.QUESTION,
            "Le temps de coordination peut-il être reconnu dans les horaires ?",
            {"for_whom": "les directions"},
        ),
        (OutcomeKind.QUESTION, "Demander à la personne si l’école peut l’appeler.", {"marks": {Mark.SITUATION}}),
        (OutcomeKind.ASIDE, "Le logement des chiens en hébergement d’urgence.", {}),
    )
    for kind, text, details in told:
        outcomes.capture(
            meeting_id=meeting, stage_id=stage, kind=kind, text=text, account_id=world.account, now=NOW, **details
        )


def _from_script(catalogue: Catalogue, name: str, *, closes: bool) -> tuple[str, str]:
    """The account and the meeting of this example, led to its end; left open for its read-back unless it `closes`."""
    loaded = read_script(content_folder() / "examples" / f"{name}.yaml", catalogue)
    assert loaded.value, loaded.faults
    stays: Callable[..., None] = lambda **_: None  # noqa: E731
    with (
        patch.object(led, "EMAIL", f"{name}@val.test"),
        patch.object(led.meetings, "close", led.meetings.close if closes else stays),
    ):
        meeting = led.lead(loaded.value, loaded.guides, catalogue).meeting_id
    with reading():
        found = accounts.credentials(email=f"{name}@val.test")
    assert found
    return found.account_id, meeting
