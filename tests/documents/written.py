"""Every kind of document, composed from the samples: what the tests of this folder run over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from facilitation.confidentiality.readers import Reader
from facilitation.documents import (
    action_sheet,
    convocation,
    decisions,
    impact_analysis,
    minutes,
    notebook,
    person_page,
    plan,
    processing_register,
    report,
    run_sheet,
    summary,
)
from facilitation.documents.action_sheet import Followed
from facilitation.documents.convocation import AgendaItem, AgendaStep, Convened
from facilitation.documents.standing import Standing, stamped
from facilitation.guides.schema import Guide
from facilitation.outline import Outline
from tests.documents.charted import CHARTED
from tests.documents.samples import ACTIONS, EMPTY, NOTEBOOK, RECORD, REPORT

GUIDE = Guide.model_validate_json(
    """{
    "format": 1, "id": "essai", "langue": "fr", "version": "1.2.0", "titre": "Un guide d’essai", "resume": "Pour **essayer** le déroulé.",
    "publics": ["partenariat"], "objet": "pratique", "duree": 25, "groupe": {"min": 4, "max": 8, "note": "de préférence six"},
    "sources": ["affiche"], "licence": "CC-BY-4.0", "attribution": "Guide original.",
    "roles": [{"id": "anim", "nom": "Animateur·rice", "consigne": "Tient le *cadre*."}],
    "regles": ["On parle en « je »"],
    "preparation": "Choisir **un** moment.\\n\\nPrévenir tout le monde.",
    "pieges": "- Aller trop vite.",
    "etapes": [
      {"id": "un", "titre": "Écrire", "minutes": 5, "minutes_par_personne": 1, "essentielle": true, "consigne": "Lire la **question**.",
       "question": "Que s’est-il passé ?", "activite": {"type": "ecriture"}, "trace": "session", "drapeaux": ["sans-conseil"]},
      {"id": "deux", "titre": "Décider", "minutes": 10, "activite": {"type": "decision"}, "trace": "pv"},
      {"id": "trois", "titre": "Une option", "minutes": 10, "activite": {"type": "aucune"}, "trace": "aucune", "desactivee": true}
    ]}""",
    by_alias=True,
    by_name=False,
)

FOLLOWED = (
    Followed(date(2026, 11, 13), "4/2026", "en-cours", "Le brouillon circule ; il manque l’avis du CPAS."),
    Followed(date(2027, 1, 15), "", "reporte", new_due=date(2027, 2, 12)),
)
CORRECTED = Standing(
    status="corrige",
    approved_on=date(2026, 10, 4),
    tacit=True,
    version=2,
    version_on=date(2026, 10, 20),
    changes="Le nom de Thomas Peeters est corrigé.\nPassages changés : Présences.",
)
MAY = datetime(2026, 5, 7, 7, 30, tzinfo=UTC)
CONVENED = Convened(
    uid="8YwzqVbE0m5QJr1sKxT3Ug",
    sequence=0,
    partnership="Réseau Logement du Val",
    title="Les relais pendant les congés",
    number="4/2026",
    start=MAY,
    end=MAY + timedelta(hours=2),
    place="Salle du Conseil, CPAS de Valmont",
    purpose="Nous accorder avant l’été sur qui répond, et quand.",
    convener="Alice Lambert",
    invited=("Alice Lambert (coordinatrice, CPAS de Valmont)", "Bob Haddad (assistant social, AMO Passerelle)"),
    guests=("Médiatrice",),
    points=(
        AgendaItem("Approbation du PV", 5, "une décision à prendre", MAY),
        AgendaItem(
            "Désaccord entre services",
            70,
            "",
            MAY + timedelta(minutes=5),
            (AgendaStep("Accueil", 5, MAY + timedelta(minutes=5)), AgendaStep("Lire", 65, MAY + timedelta(minutes=10))),
        ),
    ),
    joined=("Procès-verbal de la séance 3/2026", "Liste des actions ouvertes"),
)
PUT_OFF = replace(CONVENED, sequence=1, start=None, end=None, points=(), put_off_from=MAY)
CANCELLED = replace(CONVENED, sequence=1, cancelled=True, reason="La salle est inondée.")
DOCUMENTS: dict[str, Outline] = {
    "convocation": convocation.compose(CONVENED),
    "convocation-annulee": convocation.compose(CANCELLED),
    "convocation-reportee": convocation.compose(PUT_OFF),
    "pv": minutes.compose(RECORD),
    "pv-chiffres": minutes.compose(CHARTED),
    "pv-vide": minutes.compose(EMPTY),
    "plan-action": plan.compose(RECORD),
    "plan-action-douze": plan.compose(RECORD, columns=12),
    "plan-action-vide": plan.compose(EMPTY),
    "releve-decisions": decisions.compose(RECORD),
    "compte-rendu": report.compose(REPORT),
    "carnet": notebook.compose(NOTEBOOK),
    "deroule": run_sheet.compose(GUIDE),
    "page-personne": person_page.compose(replace(RECORD, readership=Reader.PERSONNE)),
    "page-personne-rien": person_page.compose(replace(EMPTY, readership=Reader.PERSONNE)),
    "fiche-action": action_sheet.compose(RECORD, replace(ACTIONS[1], decision_id="d1"), FOLLOWED),
    "fiche-action-neuve": action_sheet.compose(RECORD, ACTIONS[0]),
    "pv-corrige": stamped(minutes.compose(RECORD), CORRECTED),
    "synthese-rien": summary.compose(replace(EMPTY, readership=Reader.PUBLIC)),
    "modele-analyse-impact": impact_analysis.compose(),
    "modele-registre": processing_register.compose(),
    "synthese": summary.compose(replace(RECORD, readership=Reader.PUBLIC)),
}
