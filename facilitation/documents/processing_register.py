"""A model of entry for the register of processing activities (GDPR, article 30), to complete by each service or by the joint controllers."""

from __future__ import annotations

from collections.abc import Iterator

from facilitation.documents.front import mention
from facilitation.documents.printed import printed
from facilitation.documents.to_complete import gap, line, said, table
from facilitation.i18n import _, mark
from facilitation.outline import AnyBlock, Heading, Outline, Runs, paragraph, plain

ENTRY: tuple[tuple[str, str, str], ...] = (
    (mark("Nom du traitement"), mark("Réunions de partenariat, comptes rendus et suivi des actions, avec l'outil Maillage."), ""),
    (mark("Finalités"), mark("Préparer et tenir des réunions entre services ; garder les décisions et suivre les actions ; évaluer ensemble le partenariat."), mark("et, si ce mode est choisi, parler d'une situation")),
    (mark("Base légale"), "", mark("RGPD, art. 6, et art. 9 s'il y a lieu")),
    (mark("Personnes concernées"), mark("Membres du partenariat, personnes invitées, personnes qui animent. Par un texte libre, des personnes accompagnées."), ""),
    (mark("Catégories de données"), mark("Nom, fonction, service, présences, réponses et propos, décisions et actions portées, position à l'égard du secret professionnel ; pour qui anime : adresse e-mail, empreinte de la phrase de passe, sessions."), ""),
    (mark("Données sensibles"), mark("Aucune n'est demandée. Un texte libre peut en révéler."), mark("ce que votre usage y ajoute")),
    (mark("Destinataires"), mark("Selon chaque texte : qui anime, le groupe présent, les services du partenariat ; la personne concernée ou le public si quelqu'un l'a choisi."), mark("autorité subsidiante, autre")),
    (mark("Sous-traitants"), mark("Aucun du fait du programme, qui ne contacte aucun autre ordinateur."), mark("hébergeur, informaticien, copie en ligne")),
    (mark("Transferts hors de l'Union"), mark("Aucun du fait du programme."), mark("ceux de votre hébergement")),
    (mark("Durées"), mark("Brouillons : 24 heures après la clôture. Carnet d'animation : 30 jours après l'approbation, réponses et remarques : 90 jours, ou 6 mois après la clôture si cela vient plus tôt. Procès-verbaux, décisions, plans : la vie du partenariat, avec une question chaque année. Journal de sécurité : 90 jours. Sauvegardes : 35 jours."), mark("les durées que votre partenariat a changées, et pourquoi")),
    (mark("Mesures de sécurité"), mark("Comptes avec phrase de passe et seconde preuve possible ; lecteurs fixés texte par texte ; effacement réel avec attestation ; sauvegardes vérifiées ; journaux sans contenu."), mark("disque chiffré, verrouillage, réseau, copies ailleurs")),
    (mark("Droits des personnes"), mark("La page « Ce que Maillage sait de cette personne », dans le partenariat ; pour un service qui s'en va, les documents auxquels ses membres ont eu accès."), mark("à qui s'adresser")),
    (mark("Analyse d'impact"), "", mark("faite le, ou pourquoi elle n'est pas due")),
)  # fmt: skip


def compose() -> Outline:
    """The model, with a gap wherever the service's own words are needed."""
    return printed(
        _("Modèle de fiche de registre"),
        _("Fiche du registre des traitements"),
        _("Modèle à compléter, pour un service qui utilise Maillage (RGPD, art. 30)"),
        _blocks(),
    )


def _blocks() -> Iterator[AnyBlock]:
    yield paragraph(
        _(
            "Ce que fait le programme est déjà écrit. Ce qui dépend de vous est marqué « [à compléter] ». Retirez ce qui ne vous concerne pas."
        ),
        role="summary",
    )
    yield line(mark("Responsable"), mark("nom et adresse du service"))
    yield line(mark("Responsables conjoints"), mark("les autres services, et où se trouve leur accord (RGPD, art. 26)"))
    yield line(mark("Protection des données"), mark("nom et adresse"))
    yield line(mark("Fiche tenue par"), mark("nom, date"))
    yield Heading(level=1, text=_("Le traitement"))
    rows = ((plain(_(name)), _content(text, hint)) for name, text, hint in ENTRY)
    yield table(mark("Fiche du registre"), (mark("Rubrique"), mark("Contenu")), rows, (0.25, 0.75))
    yield from mention(_("Modèle"), _("Il aide à écrire et ne remplace pas un avis juridique. Licence CC BY 4.0."))


def _content(text: str, hint: str) -> Runs:
    """What the program does, then what is to be completed where there is a hint."""
    said_first = said(text) if text else ()
    return (*said_first, *(plain(" ") if text and hint else ()), *(gap(hint) if hint else ()))
