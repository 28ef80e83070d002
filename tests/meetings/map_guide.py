"""A guide with a map of drifts, for the tests that lead one."""

from __future__ import annotations

from typing import Any

from facilitation.guides.schema import Guide

ITEMS = [{"id": "dilution", "titre": "La dilution de la responsabilité"}, {"id": "rond", "titre": "Tourner en rond"}]
MAP = {
    "type": "echelle", "items": ITEMS, "lecture": "carte", "ligne_libre": "Une autre", "bornes": {"min": 0, "max": 3}, "bouts": ["rien", "tout"],
    "dimensions": [{"id": "presence", "titre": "Chez nous"}, {"id": "gravite", "titre": "Pour la personne"}],
}  # fmt: skip
READ = {"entrees": ["situer"], "trace": "pv"}
STEPS: dict[str, dict[str, Any]] = {
    "situer": {"activite": MAP, "trace": "session", "drapeaux": ["anonyme"]},
    "situer-signe": {"activite": MAP, "trace": "session"},
    "parler": {"activite": {"type": "notes"}, "trace": "synthese", "entrees": ["situer"]},
    "lire": {"activite": {"type": "notes"}, **READ},
    "lire-signe": {"activite": {"type": "notes"}, "trace": "pv", "entrees": ["situer-signe"]},
    "choisir": {"activite": {"type": "vote", "choix": ITEMS}, **READ},
}


def guide() -> Guide:
    """These steps, five minutes each."""
    steps = [{"id": name, "titre": f"Étape {name}", "minutes": 5, **told} for name, told in STEPS.items()]
    head = {"format": 1, "id": "essai-carte", "langue": "fr", "version": "1.0.0", "titre": "Un guide d’essai"}
    about = {"resume": "Essai.", "publics": ["partenariat"], "objet": "pratique", "duree": 30, "sources": []}
    rest = {"groupe": {"min": 1, "max": 99}, "licence": "CC-BY-4.0", "attribution": "Essai.", "etapes": steps}
    return Guide.model_validate({**head, **about, **rest}, by_alias=True, by_name=False, strict=False)
