"""A meeting whose counts are drawn: blocks made by the activities themselves, from answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from facilitation.activities.base import Fields, Given
from facilitation.activities.registry import get, validate
from facilitation.confidentiality.readers import Trace
from facilitation.documents.record import Record, StageRecord
from facilitation.outline import Blocks
from tests.documents.samples import RECORD

PLACES = {
    "items": [
        {"id": "sienne", "titre": "Dans sa propre situation"},
        {"id": "reseau", "titre": "Dans la vie de notre réseau, là où se décide ce qui vaut pour toutes"},
    ],
    "bornes": {"min": 0, "max": 3},
    "paliers": ["absente", "représentée", "présente", "décideuse"],
}
LINES = {
    "items": [
        {"id": "aide", "titre": "Ce que nous avons fait", "bouts": ["de l’aide", "du contrôle"]},
        {"id": "temps", "titre": "Le rythme suivi", "bouts": ["celui des services", "celui de la personne"]},
    ],
    "places": 7,
}
MAP = {
    "lecture": "carte",
    "items": [{"id": "dilution", "titre": "La dilution"}, {"id": "rond", "titre": "Tourner en rond"}],
    "bornes": {"min": 0, "max": 3},
    "dimensions": [
        {"id": "chez", "titre": "Chez nous", "bouts": ["absente", "installée"]},
        {"id": "poids", "titre": "Pour la personne", "paliers": ["aucun", "léger", "sérieux", "grave"]},
    ],
}
PLANE = {
    "forme": "plan",
    "items": [{"id": "reunion", "titre": "La réunion du mois"}],
    "axes": [
        {"id": "temps", "titre": "Le temps", "bouts": ["peu", "beaucoup"]},
        {"id": "effet", "titre": "Ce qu’elle apporte", "bouts": ["peu", "beaucoup"]},
    ],
    "places": 5,
}
SITUATED = [(3, 1), (3, 1), (3, 0), (2, 0), (2, "nsp"), (2, 0), (1, 3)]
PLACED = [(2, 1), (3, 2), (3, 2), (4, 2), (4, 3), (2, 3), (3, 7)]


def blocks(kind: str, settings: dict[str, Any], forms: list[dict[str, str]]) -> Blocks:
    """What the minutes keep of these answers."""
    activity, config = get(kind), validate(kind, settings)
    answers = [
        Given(id=f"n{rank}", answer=activity.read(config, Fields(form)), revealed=True)
        for rank, form in enumerate(forms)
    ]
    summary = activity.summarise(config, answers, activity.DeskState(), {}, len(forms))
    return activity.blocks(config, summary)


STAGES = (
    StageRecord(
        id="c1",
        title="La place vécue",
        trace=Trace.PV,
        activity="echelle",
        blocks=blocks("echelle", PLACES, [{"sienne": str(own), "reseau": str(net)} for own, net in SITUATED]),
    ),
    StageRecord(
        id="c2",
        title="Où nous nous tenons",
        trace=Trace.PV,
        activity="position",
        blocks=blocks("position", LINES, [{"aide": str(helped), "temps": str(pace)} for helped, pace in PLACED]),
    ),
    StageRecord(
        id="c3",
        title="La carte",
        trace=Trace.PV,
        activity="echelle",
        blocks=blocks(
            "echelle",
            MAP,
            [
                {
                    "dilution.chez": str(own),
                    "dilution.poids": str(own),
                    "rond.chez": str(max(1, own)),
                    "rond.poids": "2",
                }
                for own, _network in SITUATED
            ],
        ),
    ),
    StageRecord(
        id="c4",
        title="Le temps et ce qu’il apporte",
        trace=Trace.PV,
        activity="position",
        blocks=blocks(
            "position",
            PLANE,
            [{"reunion.temps": str(own), "reunion.effet": str(4 - own)} for own, _network in SITUATED],
        ),
    ),
)
CHARTED: Record = replace(RECORD, points=(replace(RECORD.points[1], stages=STAGES),))
