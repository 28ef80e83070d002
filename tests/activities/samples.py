"""For each activity: settings as an author writes them, rich enough to show all its fields, and a form that it reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import facilitation
from facilitation.activities.base import AnswerFaults, Fields, Given, Part
from facilitation.activities.registry import activities, get, validate
from facilitation.i18n import _, ngettext

TYPES = sorted(activities())
ITEMS = [{"id": "quand", "titre": "Quand"}, {"id": "qui", "titre": "Qui"}]
SITUATED = [
    {"id": "dilution", "titre": "La dilution", "aide": "Tout le monde, donc personne."},
    {"id": "rond", "titre": "Tourner en rond"},
]
STOOD = [{"id": one["id"], "titre": one["titre"]} for one in SITUATED]
SETTINGS: dict[str, list[dict[str, Any]]] = {
    "accord": [{"points": ["On parle en « je »", "AMO et CPAS à égalité."]}],
    "action": [{}, {"au_plus": 2}],
    "aucune": [{}],
    "avis": [{}, {"question": "Et vous ?"}],
    "cartes": [{"amorce": "Il se pourrait que…", "titres": ["Nos mots", "Le temps"], "points": 3}, {}],
    "decision": [{"au_plus": 1, "modes": ["consensus"]}, {}],
    "echelle": [
        {
            "items": SITUATED,
            "bornes": {"min": 0, "max": 3},
            "paliers": ["absente", "quelques signes", "fréquente", "installée"],
        },
        {"items": ITEMS, "bornes": {"min": -2, "max": 2}, "bouts": ["trop peu", "trop"], "nsp": False},
        {
            "items": ITEMS,
            "bornes": {"min": 1, "max": 10},
            "bouts": ["pas du tout", "tout à fait"],
            "dimensions": [
                {"id": "vecu", "titre": "Vécu"},
                {"id": "vise", "titre": "Visé", "bornes": {"min": 0, "max": 1}},
            ],
        },
        {
            "items": SITUATED,
            "lecture": "carte",
            "ligne_libre": "Une autre, à notre façon",
            "bornes": {"min": 0, "max": 3},
            "dimensions": [
                {"id": "presence", "titre": "Chez nous", "bouts": ["absente", "installée"]},
                {"id": "gravite", "titre": "Pour la personne", "paliers": ["aucune", "légère", "sérieuse", "grave"]},
            ],
        },
    ],
    "ecriture": [{"signature": "anonyme"}, {"signature": "signee", "amorce": "Je tenais pour évident…"}, {}],
    "liste-controle": [{"conditions": ITEMS}],
    "matrice": [
        {"lignes": ITEMS, "colonnes": [{"id": "voit", "titre": "Ce qu’on voit"}, {"id": "pas", "titre": "Pas vu"}]},
        {"lignes": ITEMS, "colonnes": ITEMS, "cellule": "coche"},
        {"lignes": ITEMS, "colonnes": ITEMS, "cellule": "cote", "bornes": {"min": 0, "max": 3}},
        {"lignes": ITEMS[:1], "colonnes": ITEMS, "cellule": "role"},
        {"lignes": ITEMS, "colonnes": ITEMS, "lecture": "colonnes"},
        {"lignes": ITEMS, "colonnes": ITEMS[:1], "lignes_libres": 2},
        {"lignes": ITEMS[:1], "colonnes": ITEMS, "cellule": "cote", "bornes": {"min": 0, "max": 3}, "lignes_libres": 1},
    ],
    "notes": [{"rubriques": ITEMS}, {"lignes": 6}],
    "position": [
        {"items": [{"id": "aide", "titre": "Aide ou contrôle", "bouts": ["aide", "contrôle"]}]},
        {"items": ITEMS, "bouts": ["vite", "au rythme de chacun"], "places": 11},
        {
            "forme": "plan",
            "items": STOOD,
            "axes": [
                {"id": "temps", "titre": "Le temps", "bouts": ["rare", "fréquent"]},
                {"id": "effet", "titre": "Ce qu’elle apporte", "bouts": ["peu", "beaucoup"]},
            ],
            "places": 5,
        },
        {"forme": "coins", "items": STOOD, "coins": [*ITEMS, {"id": "ou", "titre": "Où"}]},
    ],
    "question": [{"pour": ["Les directions"]}, {}],
    "relecture": [{}],
    "suivi": [{}, {"reprend": "questions"}, {"reprend": "mis-de-cote"}, {"reprend": "actions", "echues": True}],
    "tour": [{"garde": True, "secondes": 60}, {}],
    "vote": [
        {"choix": ITEMS},
        {"choix": ITEMS, "mode": "plusieurs", "au_plus": 1},
        {"choix": ITEMS, "mode": "points", "points": 3, "scrutin": "secret"},
        {"mode": "consentement"},
        {"choix": ITEMS, "abstention": False},
    ],
}
CASES = [(kind, number) for kind in TYPES for number in range(len(SETTINGS.get(kind, [{}])))]
ANSWERED = [(kind, number) for kind, number in CASES if get(kind).fields(validate(kind, SETTINGS[kind][number]))]


def config_of(kind: str, number: int = 0) -> Any:
    """One of the sample settings, validated."""
    return validate(kind, SETTINGS[kind][number])


def given(kind: str, config: Part, *forms: dict[str, str], who: str = "", revealed: bool = False) -> tuple[Given, ...]:
    """The answers of these forms, with ids n1, n2…"""
    read = get(kind).read
    return tuple(
        Given(id=f"n{rank}", answer=read(config, Fields(form)), who=who, revealed=revealed)
        for rank, form in enumerate(forms, start=1)
    )


def summary_of(
    kind: str, config: Part, answers: tuple[Given, ...], *, desk: Part | None = None, expected: int = 0
) -> Any:
    """The summary of these answers."""
    activity = get(kind)
    return activity.summarise(config, answers, desk or activity.DeskState(), {}, expected)


def faults_of(kind: str, config: Part, **form: str) -> dict[str, str]:
    """The faults that reading this form raises; none when it is read."""
    try:
        get(kind).read(config, Fields(form))
    except AnswerFaults as found:
        return found.faults
    return {}


TEMPLATES = Path(facilitation.__path__[0]) / "templates"


def environment(*, trim: bool) -> Environment:
    """The templates as the house renders them, with nothing in their context but what they are given."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=trim,
        lstrip_blocks=trim,
    )
    made.globals.update(
        _=_, ngettext=ngettext, csrf_input=lambda: Markup('<input type="hidden" name="csrf_token" value="x">')
    )
    return made


ENVIRONMENTS = {trim: environment(trim=trim) for trim in (True, False)}


class Stage:
    """All that a template may know of a stage."""

    id = "s1"


ACT = {"reveal": "/montrer", "hide": "/masquer", "delete": "/effacer", "direct": "/ranger"}


def desk_html(kind: str, config: Part, summary: Part, desk: Part) -> str:
    """The production as the desk shows it."""
    return render(f"activities/{kind}/desk.html", config=config, summary=summary, desk=desk, stage=Stage(), act=ACT)


def room_html(kind: str, config: Part, summary: Part) -> str:
    """The production as the room sees it."""
    return render(f"activities/{kind}/room.html", config=config, summary=summary)


def fields_html(kind: str, config: Part, values: dict[str, str], faults: dict[str, str]) -> str:
    """The inputs of one answer."""
    return render(f"activities/{kind}/fields.html", config=config, values=values, faults=faults, prefix="saisie-")


def render(name: str, **context: Any) -> str:
    """The template with this context and nothing else."""
    return ENVIRONMENTS[True].get_template(name).render(**context)
