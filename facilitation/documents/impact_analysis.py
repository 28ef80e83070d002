"""A model of impact analysis (GDPR, article 35) for a partnership that uses Maillage: what the program does is written, the rest is to be completed.

The risks are those of the threat model (`docs/threats.md`), told by what they do to people. Facts of law come from `domain/droit.md`, D18 to D20.
"""

from __future__ import annotations

from collections.abc import Iterator

from facilitation.documents import impact_risks
from facilitation.documents.front import mention
from facilitation.documents.printed import printed
from facilitation.documents.to_complete import body, gap, line, said, table
from facilitation.i18n import _, mark
from facilitation.outline import AnyBlock, Heading, Outline, Paragraph, SignatureLine, paragraph

WHETHER = (
    mark("Des réunions sont-elles préparées pour parler d'une situation ?"),
    mark(
        "Des données très personnelles (pauvreté, santé, aide à la jeunesse) passent-elles souvent d'un service à l'autre ?"
    ),
    mark("Des textes libres peuvent-ils faire reconnaître une personne accompagnée ?"),
    mark("Des membres pourraient-ils subir un tort si leurs réponses étaient connues ?"),
)
PURPOSES = (
    (mark("Préparer et tenir des réunions entre services"), mark("la base légale de chaque service")),
    (mark("Garder les décisions, suivre les actions"), mark("la convention ou la mission qui le demande")),
    (mark("Évaluer ensemble le partenariat"), mark("l'information donnée aux membres")),
    (mark("Parler d'une situation, si ce mode est choisi"), mark("la base légale, et l'article 9 s'il y a lieu")),
)
DATA = (
    (
        mark("Membres et personnes invitées"),
        mark("Nom, fonction, service, présences, ce qu'ils disent ou écrivent sous leur nom, actions portées, position à l'égard du secret si elle est notée."),
        mark("La vie du partenariat ; réponses : 90 jours après l'approbation, ou 6 mois après la clôture."),
    ),
    (
        mark("Personnes qui animent"),
        mark("En plus : adresse e-mail, empreinte de la phrase de passe, sessions, journal de sécurité, notes privées."),
        mark("Tant que le compte existe ; journal : 90 jours ; notes : 30 jours après l'approbation, ou 6 mois après la clôture."),
    ),
    (
        mark("Personnes accompagnées"),
        mark("Rien n'est prévu pour les nommer. Un texte libre peut parler d'elles, et révéler des données sensibles."),
        mark("Comme le texte ; ce qui est dit en confiance : jusqu'à la clôture."),
    ),
    (
        mark("Réponses anonymes"),
        mark("Le texte ou le choix, sans auteur·e, sans ordre et sans heure."),
        mark("Comme les autres réponses de la même étape."),
    ),
)  # fmt: skip
PRINCIPLES = (
    (mark("Finalité limitée"), mark("Ni recherche par personne, ni historique, ni lien entre deux réunions au sujet d'une personne.")),
    (mark("Données limitées"), mark("Par défaut, le partenariat parle de lui-même. Chaque étape annonce ce qui restera ; la clôture efface le reste.")),
    (mark("Exactitude"), mark("Tout est relu à voix haute avant la fin ; un projet reçoit des remarques ; un procès-verbal approuvé se corrige par une nouvelle version.")),
    (mark("Durées limitées"), mark("Elles s'appliquent d'elles-mêmes. Le partenariat les raccourcit, ou les allonge en écrivant pourquoi.")),
    (mark("Information"), mark("Qui lira est écrit à côté de chaque champ. Les pages « Confidentialité » sont ouvertes à tout le monde.")),
    (mark("Droits"), mark("La page « Ce que Maillage sait de cette personne » se remet en Word, se corrige, et permet d'effacer un nom de la liste et des réunions à venir.")),
    (mark("Sous-traitance, transferts"), mark("Le programme ne contacte aucun autre ordinateur. Hébergeur, service informatique externe et copie en ligne sont à ajouter ici.")),
)  # fmt: skip
YOURS = (
    mark("Le disque de l'ordinateur est chiffré"),
    mark("L'ordinateur se verrouille seul ; chacun a son compte"),
    mark("Le réseau de la salle : mot de passe connu du groupe seul, ou certificat, ou papier"),
    mark("Une copie de sauvegarde est gardée ailleurs, chiffrée, et son rétablissement a été essayé"),
    mark("Une consigne dit comment les documents s'envoient, et quand ils se détruisent"),
    mark("Les membres ont été informés ; les personnes accompagnées le sont par leur service"),
    mark("Un accord écrit entre les responsables conjoints (RGPD, art. 26)"),
    mark("Un contrat avec l'hébergeur ou l'informaticien externe (RGPD, art. 28)"),
    mark("On sait qui prévient l'Autorité dans les 72 heures d'une violation (RGPD, art. 33)"),
)
OPINIONS = (
    (mark("Avis de la personne chargée de la protection des données"), mark("avis, date, nom")),
    (mark("Avis des membres, ou de qui les représente"), mark("comment il a été demandé, ce qu'il dit")),
    (mark("Avis de personnes accompagnées, ou d'une association qui les représente"), mark("ou pourquoi il n'a pas été demandé")),
    (mark("Ce qui n'a pas été suivi, et pourquoi"), ""),
)  # fmt: skip


def compose() -> Outline:
    """The model, with a gap wherever the partnership's own words are needed."""
    return printed(
        _("Modèle d'analyse d'impact"),
        _("Analyse d'impact relative à la protection des données"),
        _("Modèle à compléter, pour un partenariat qui utilise Maillage"),
        _blocks(),
    )


def _blocks() -> Iterator[AnyBlock]:
    yield paragraph(
        _(
            "Ce que fait le programme est déjà écrit. Ce qui dépend de vous est marqué « [à compléter] ». Retirez ce qui ne vous concerne pas."
        ),
        role="summary",
    )
    yield line(mark("Partenariat"))
    yield line(mark("Responsables"), mark("chaque service, et s'ils sont conjoints"))
    yield line(mark("Protection des données"), mark("nom et adresse dans chaque service"))
    yield line(mark("Rédigée par"), mark("nom, fonction"))
    yield line(mark("Date"), mark("et date de la prochaine relecture"))
    yield from _whether()
    yield from _description()
    yield from _necessity()
    yield from _risks()
    yield from _decision()


def _whether() -> Iterator[AnyBlock]:
    yield Heading(level=1, number="1", text=_("Faut-il une analyse ?"))
    yield paragraph(
        _(
            "En Belgique, elle est obligatoire notamment quand des données de nature très personnelle sont échangées systématiquement entre plusieurs responsables (liste de l'Autorité de protection des données, Moniteur belge du 22 mars 2019). Si les services parlent seulement de leur partenariat, le risque est bien moindre : gardez ces réponses comme preuve que la question a été posée."
        )
    )
    rows = ((said(question), gap(mark("oui, non, pourquoi"))) for question in WHETHER)
    yield table(mark("Quatre questions"), (mark("Question"), mark("Réponse")), rows, (0.6, 0.4))


def _description() -> Iterator[AnyBlock]:
    yield Heading(level=1, number="2", text=_("Description"))
    yield body(
        mark(
            "Maillage est un programme installé par le service lui-même. Il prépare et mène des réunions de partenariat, en écrit le compte rendu et le plan d'action, et suit les actions."
        ),
        mark("combien de services, combien de réunions par an, sur quoi"),
    )
    yield Heading(level=2, number="2.1", text=_("Finalités"))
    rows = ((said(purpose), gap(hint)) for purpose, hint in PURPOSES)
    yield table(mark("Finalités et bases légales"), (mark("Finalité"), mark("Base légale")), rows, (0.5, 0.5))
    yield Heading(level=2, number="2.2", text=_("Personnes, données, durées"))
    header = (mark("Personnes"), mark("Données"), mark("Combien de temps"))
    yield table(mark("Données traitées"), header, (tuple(map(said, row)) for row in DATA), (0.22, 0.46, 0.32))
    yield Heading(level=2, number="2.3", text=_("Destinataires, matériel, réseau"))
    yield paragraph(
        _(
            "Chaque texte porte la liste de ses lecteurs : qui anime, le groupe présent, les services du partenariat, la personne concernée, le public. Par défaut, rien ne va aux deux derniers."
        )
    )
    yield body(
        mark("L'ordinateur :"), mark("portable ou serveur, où il est rangé, qui l'administre, disque chiffré ou non")
    )
    yield body(mark("La salle :"), mark("papier, téléphones, réseau, certificat ou non"))
    yield body(mark("Les copies :"), mark("où elles sont, qui les tient, pour combien de temps"))


def _necessity() -> Iterator[AnyBlock]:
    yield Heading(level=1, number="3", text=_("Nécessité et proportionnalité"))
    header = (mark("Principe"), mark("Ce que fait le programme"), mark("Chez vous"))
    rows = ((said(name), said(done), gap()) for name, done in PRINCIPLES)
    yield table(mark("Principes du règlement"), header, rows, (0.2, 0.52, 0.28))


def _risks() -> Iterator[AnyBlock]:
    yield Heading(level=1, number="4", text=_("Risques pour les personnes"))
    yield paragraph(
        _(
            "Pour chaque risque : ce qui peut arriver aux personnes, ce que fait le programme, ce qui reste à faire par vous. Notez la vraisemblance et la gravité qui restent : faible, moyenne ou forte."
        )
    )
    for number, risk in enumerate(impact_risks.RISKS, start=1):
        yield Heading(level=2, number=f"4.{number}", text=_(risk.title))
        header = (mark("Ce qui peut arriver"), mark("Ce que fait le programme"), mark("Ce qui dépend de vous"))
        row = (said(risk.harm), said(risk.done), said(risk.yours))
        yield table(risk.title, header, (row,), (0.32, 0.36, 0.32))
        yield line(mark("Ce qui reste"), mark("vraisemblance, gravité, pourquoi"))


def _decision() -> Iterator[AnyBlock]:
    yield Heading(level=1, number="5", text=_("Mesures à mettre en place"))
    rows = ((said(measure), gap(), gap()) for measure in YOURS)
    header = (mark("Mesure"), mark("En place ?"), mark("Par qui, pour quand"))
    yield table(mark("Mesures qui dépendent de vous"), header, rows, (0.5, 0.2, 0.3))
    yield Heading(level=1, number="6", text=_("Ce qui reste de risque"))
    yield Paragraph(
        runs=gap(mark("risque d'ensemble après ces mesures : faible, moyen ou fort, et pourquoi il est accepté"))
    )
    yield paragraph(
        _("S'il reste fort, l'Autorité de protection des données est consultée avant de commencer (RGPD, art. 36).")
    )
    yield Heading(level=1, number="7", text=_("Avis et consultations"))
    rows_of = ((said(who), gap(hint)) for who, hint in OPINIONS)
    yield table(mark("Avis recueillis"), (mark("Qui"), mark("Avis")), rows_of, (0.45, 0.55))
    yield Heading(level=1, number="8", text=_("Décision"))
    choices = (mark("Commencer"), mark("Commencer après les mesures du point 5"), mark("Ne pas commencer"))
    yield from (paragraph(f"☐ {_(one)}") for one in choices)
    yield SignatureLine(name=_("Pour les responsables, nom et date"))
    yield SignatureLine(name=_("Pour les responsables, nom et date"))
    yield SignatureLine(name=_("Protection des données, nom et date"))
    yield from mention(_("Modèle"), _("Il aide à réfléchir et ne remplace pas un avis juridique. Licence CC BY 4.0."))
