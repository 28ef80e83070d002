"""The records that the documents' tests are made from: a rich meeting, fictional, after the reference samples of the design."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from facilitation.confidentiality.readers import Note, Reader, Trace
from facilitation.documents.record import (
    GuideLine,
    NextMeeting,
    Notebook,
    NotebookEntry,
    OutcomeRecord,
    Point,
    Presence,
    Record,
    StageRecord,
    Votes,
)
from facilitation.outline import Cell, Labelled, Listing, Paragraph, Table, paragraph, plain

GUIDE = GuideLine(
    id="reflexivite-collective",
    title="Réflexivité collective\u00a0: s’arrêter ensemble sur nos façons de faire",
    version="1.0.0",
    attribution="Guide original, inspiré d’un titre de X. Bouchereau, L’Observatoire n°\u00a0111 (2022), dont le texte n’est pas repris",
    licence="CC BY 4.0",
    fingerprint="7c41e09ad2f5",
)
INTERVISION = GuideLine(
    id="intervision-incident",
    title="Intervision par la méthode de l’incident",
    version="1.0.0",
    attribution="Guide original d’après P. et F. Pigors",
    licence="CC BY 4.0",
    fingerprint="1b9f60c3e7d8",
)
ALL = frozenset({Reader.GROUPE, Reader.PARTENAIRES})


def moment(day: int, hour: int, minute: int = 0, month: int = 9) -> datetime:
    """This moment of 2026, given as UTC from the clock of Brussels in summer."""
    return datetime(2026, month, day, hour - 2, minute, tzinfo=UTC)


def note(id: str, text: str) -> Note:
    """A validated wording."""
    return Note(id=id, text=text, readers=ALL, trace=Trace.SYNTHESE, revealed=True)


ATTENDANCE = (
    Presence("Nadia Lambert", "coordinatrice", "CPAS de Valmont"),
    Presence("Aurélie Noël", "assistante sociale", "CPAS de Valmont"),
    Presence("Karim Haddad", "assistant social", "AMO Passerelle"),
    Presence("Élodie Servais", "infirmière", "Maison médicale du Pont"),
    Presence("Fatou Diallo", "éducatrice", "Maison d’accueil du Val"),
    Presence("Thomas Peeters", "assistant social", "Logements du Val", arrived=moment(18, 9, 45)),
    Presence("Sofia Marchetti", "formatrice", "Atelier Contact", status="excuse", represented_by="Aurélie Noël"),
    Presence("Mireille Tasset", "comité des locataires", status="invite"),
)

DECISION_1 = OutcomeRecord(
    id="d1",
    kind="decision",
    number="3/2026-D1",
    text="N’annoncer à la personne un changement de référent·e qu’une fois connu le nom de qui l’accueillera.",
    mode="consentement",
    effect_date=date(2026, 10, 1),
    responsible="Nadia Lambert",
    review="séance 5/2026",
    person_says="Dites-moi qui, et laissez-moi dire au revoir.",
    told_by="chaque référent·e, avec la page jointe",
    told_when=date(2026, 10, 16),
)
RESERVE_1 = OutcomeRecord(
    id="r1",
    kind="reserve",
    number="3/2026-R1",
    text="En cas d’absence imprévue, cela ne pourra être tenu.",
    author="La Maison médicale du Pont",
    author_named=True,
    decision_id="d1",
    decision_number="3/2026-D1",
)
ACTIONS = (
    OutcomeRecord(
        id="a1",
        kind="action",
        number="3/2026-A1",
        text="Rédiger et envoyer un message type de relais",
        bearer="Karim Haddad",
        bearer_service="AMO Passerelle",
        due=date(2026, 10, 9),
        sign="une demi-page, reçue partout et employée une première fois",
        resources="deux heures de secrétariat",
    ),
    OutcomeRecord(
        id="a2",
        kind="action",
        number="3/2026-A2",
        text="Proposer le rendez-vous à trois à chaque relais",
        bearer="Fatou Diallo",
        bearer_service="Maison d’accueil du Val",
        due=date(2026, 11, 13),
        sign="nombre de relais, de rendez-vous tenus ; ce qu’en disent les personnes",
        decision_number="3/2026-D1",
    ),
)
ACTION_3 = OutcomeRecord(
    id="a3",
    kind="action",
    number="3/2026-A3",
    text="Afficher les dates de la permanence d’hiver",
    to_confirm_by="Aurélie Noël",
    due=date(2026, 10, 23),
)
DECISION_2 = OutcomeRecord(
    id="d2",
    kind="decision",
    number="3/2026-D2",
    text="Tenir la permanence d’hiver le mardi de 14 h à 16 h, dès le 3 novembre.",
    mode="majorite",
    votes=Votes(5, 0, 1),
    responsible="Aurélie Noël",
    review="séance 4/2026",
    no_object=True,
)
QUESTION_1 = OutcomeRecord(
    id="q1", kind="question", number="3/2026-Q1", text="Qui assure le local de la permanence ?", for_whom="le CPAS"
)
ASIDE = OutcomeRecord(id="c1", kind="aside", text="Le partage des clés du local.")

MATRIX = Table(
    title="La même scène, vue de quatre places",
    description="Quatre regards en lignes ; pour chacun, ce qu’on voit de là, puis ce qu’on n’y voit pas.",
    header=("Regard", "Ce qu’on voit", "Ce qu’on ne voit pas"),
    rows=tuple(
        (
            Cell(paragraphs=(plain(view),)),
            Cell(paragraphs=(plain(seen),), source=f"m{index}a", field="vu"),
            Cell(paragraphs=(plain(unseen),), source=f"m{index}b", field="pas-vu"),
        )
        for index, (view, seen, unseen) in enumerate(
            (
                ("La personne, les siens", "Un visage connu s’en va, sans suite", "Ce qui s’est dit d’elle ailleurs"),
                ("Chaque service", "Un dossier transmis à temps", "Que « transmis » n’est pas « reçu »"),
                ("L’institution, ses règles", "Un remplacement en règle", "Le temps de faire connaissance"),
                ("Le partenariat", "Des collègues qui se font confiance", "Qu’aucun accord écrit n’existe"),
            )
        )
    ),
    widths=(41, 62, 57),
)
FACTS = (
    "Avant l’été, un accompagnement est passé d’un service à un autre à l’occasion d’un départ. Le service qui s’en allait l’a annoncé à la "
    "personne ; celui qui arrivait l’a appris quatre jours plus tard, par un courriel envoyé à une boîte commune. Deux rendez-vous n’ont pas eu "
    "lieu. Pendant douze jours, chacun a cru que l’autre tenait le fil. C’est la personne qui a rappelé."
)
KEPT = (
    ("Nous gardons", "L’appel direct entre collègues, en plus de l’écrit."),
    ("Nous arrêtons", "D’annoncer un relais par une boîte commune."),
    ("Nous essayons", "Dans les dix jours, un rendez-vous à trois avec la personne."),
)
STAGES = (
    StageRecord(
        id="s1",
        title="Objet et cadre",
        trace=Trace.PV,
        activity="accord",
        blocks=(
            paragraph(
                "Regarder notre façon de travailler lors d’un passage de relais récent, et non la situation d’une personne."
            ),
        ),
    ),
    StageRecord(
        id="s2", title="Le moment : les faits", trace=Trace.SYNTHESE, activity="notes", synthesis=note("n2", FACTS)
    ),
    StageRecord(
        id="s3",
        title="Lire autrement",
        trace=Trace.PV,
        activity="matrice",
        blocks=(
            MATRIX,
            Paragraph(
                runs=plain(
                    "« On m’a dit au revoir un jeudi. Le lundi, personne ne savait qui j’étais. » (parole reprise avec l’accord de la personne)"
                ),
                role="quote",
                source="n3",
                field="texte",
            ),
        ),
    ),
    StageRecord(
        id="s4",
        title="Nos hypothèses",
        trace=Trace.PV,
        activity="cartes",
        blocks=(
            paragraph("Il se pourrait que, dans notre façon de travailler :"),
            Listing(
                items=(
                    plain("nous confondions informer un service et nous assurer que quelqu’un y a entendu ;"),
                    plain("notre bonne entente nous dispense de vérifier ;"),
                    plain("annoncer le relais à la personne serve d’abord à clore notre propre part du travail."),
                ),
                sources=("h1", "h2", "h3"),
                field="texte",
            ),
            paragraph("Deux participant·e·s ne partagent pas la troisième lecture.", source="h4", field="texte"),
        ),
    ),
    StageRecord(id="s5", title="Une pause", trace=Trace.AUCUNE, activity="aucune"),
    StageRecord(
        id="s6",
        title="Ce que nous gardons, arrêtons, essayons",
        trace=Trace.PV,
        activity="cartes",
        learning=True,
        blocks=tuple(Labelled(label=label, runs=plain(text), source=label, field="texte") for label, text in KEPT),
    ),
    StageRecord(
        id="s7",
        title="Décision et actions",
        trace=Trace.PV,
        activity="decision",
        outcomes=(DECISION_1, *ACTIONS, RESERVE_1, QUESTION_1),
    ),
    StageRecord(
        id="s8",
        title="Avis de sortie",
        trace=Trace.PV,
        activity="avis",
        blocks=(
            paragraph(
                "« Ce temps vous a-t-il été utile ? » 5 pour trois personnes, 4 pour deux, 3 pour une ; une a passé."
            ),
            Listing(items=(plain("utile"), plain("trop court")), sources=("o1", "o2"), field="mot", run_on=True),
        ),
    ),
)
POINTS = (
    Point(
        title="Nouvelles des services",
        kind="information",
        minutes=10,
        stages=(
            StageRecord(
                id="i1",
                title="Nouvelles des services",
                trace=Trace.PV,
                activity="notes",
                blocks=(
                    paragraph(
                        "L’antenne du CPAS au quartier de la Gare rouvre le lundi 5 octobre 2026.",
                        source="i1n",
                        field="texte",
                    ),
                ),
            ),
        ),
    ),
    Point(title="Quand l’un de nous passe le relais", kind="guide", minutes=90, guide=GUIDE, stages=STAGES),
    Point(
        title="Permanence d’hiver",
        kind="decision",
        minutes=10,
        stages=(
            StageRecord(
                id="p1",
                title="Permanence d’hiver",
                trace=Trace.PV,
                activity="decision",
                synthesis=note(
                    "p1s",
                    "L’an dernier, 64 passages en seize semaines.\nLe mardi convient à cinq services ; le sixième tient ce jour-là sa consultation.",
                ),
                outcomes=(DECISION_2, ACTION_3, ASIDE),
            ),
        ),
    ),
)
FOLLOW_UP = (
    OutcomeRecord(
        id="o1",
        kind="action",
        number="1/2026-A3",
        text="Désigner dans chaque service une suppléance du vendredi",
        bearer="Aurélie Noël",
        bearer_service="CPAS de Valmont",
        due=date(2026, 10, 30),
        first_due=date(2026, 6, 12),
        sign="six noms affichés dans les six accueils",
        status="reporte",
        postponed=2,
        status_note="Ce qui empêche : aucun horaire prévu",
    ),
    OutcomeRecord(
        id="o2",
        kind="action",
        number="2/2026-A1",
        text="Rencontrer l’accueil de nuit",
        bearer="Fatou Diallo",
        bearer_service="Maison d’accueil du Val",
        due=date(2026, 8, 31),
        sign="rencontre tenue",
        status="fait",
        status_day=date(2026, 8, 27),
    ),
)
RECORD = Record(
    partnership="Réseau Logement du Val",
    title="Quand l’un de nous passe le relais",
    number="3/2026",
    start=moment(18, 9, 30),
    end=moment(18, 11, 30),
    readership=Reader.PARTENAIRES,
    place="Salle du Conseil, CPAS de Valmont",
    animator="Nadia Lambert",
    secretary="Karim Haddad",
    status="relu",
    approval_planned=date(2026, 11, 13),
    services=6,
    recipients="Les personnes présentes, excusée et invitée ; la direction de chacun des six services.",
    attendance=ATTENDANCE,
    agenda="Adopté sans modification.",
    previous_title="du vendredi 12 juin 2026",
    previous_minutes="Approuvé (séance 2/2026) moyennant une correction : au point 2.1, lire « deux services ».",
    points=POINTS,
    next_meeting=NextMeeting(
        datetime(2026, 11, 13, 8, 30, tzinfo=UTC),
        datetime(2026, 11, 13, 10, 30, tzinfo=UTC),
        "Maison médicale du Pont",
        "premiers rendez-vous à trois ; local de la permanence",
    ),
    follow_up=FOLLOW_UP,
    earlier_actions=FOLLOW_UP,
    signatures=(("Nadia Lambert", "animation"),),
)
EMPTY = Record(
    partnership="",
    title="Une première rencontre",
    number="",
    start=moment(18, 9, 30),
    readership=Reader.GROUPE,
    expected=6,
)
REPORT = replace(
    RECORD,
    partnership="Intervision des accueils de Valmont",
    number="5/2026",
    title="Quand quelqu’un refuse l’aide",
    readership=Reader.GROUPE,
    status="approuve",
    approved_on=date(2026, 9, 24),
    approval_planned=None,
    start=moment(24, 10),
    end=moment(24, 12),
    place="Maison de quartier de la Gare, Valmont",
    destroy_after=date(2027, 3, 24),
    follow_up=(),
    points=(
        Point(
            title="Quand quelqu’un refuse l’aide",
            kind="guide",
            minutes=120,
            guide=INTERVISION,
            document="compte-rendu",
            stages=(
                StageRecord(
                    id="v1",
                    title="Le récit",
                    trace=Trace.SYNTHESE,
                    activity="notes",
                    synthesis=note("v1s", "Un récit qui ne doit pas sortir."),
                ),
                StageRecord(
                    id="v2",
                    title="Ce que nous avons appris",
                    trace=Trace.PV,
                    activity="cartes",
                    learning=True,
                    blocks=(
                        Listing(
                            items=(
                                plain("Un refus adressé à un service n’est pas toujours un refus de l’aide."),
                                plain("Nous insistons davantage quand notre propre délai approche."),
                                plain(
                                    "Ne plus rien proposer est une décision : elle se prend à plusieurs, et elle se relit."
                                ),
                            ),
                            sources=("l1", "l2", "l3"),
                            field="texte",
                        ),
                    ),
                ),
                StageRecord(
                    id="v3",
                    title="Ce que nous essayons",
                    trace=Trace.SESSION,
                    activity="action",
                    outcomes=(
                        OutcomeRecord(
                            id="va",
                            kind="action",
                            number="5/2026-A1",
                            text="Noter, une fois d’ici la prochaine séance, un refus entendu et ce qui a suivi, sans nom ni lieu.",
                            bearer="Chacun·e",
                            due=date(2026, 10, 22),
                        ),
                        OutcomeRecord(
                            id="vq",
                            kind="question",
                            number="5/2026-Q1",
                            text="À partir de quand notre insistance protège-t-elle surtout le service ?",
                        ),
                    ),
                ),
            ),
        ),
    ),
)
NOTEBOOK = Notebook(
    partnership="Réseau Logement du Val",
    title="Quand l’un de nous passe le relais",
    number="3/2026",
    start=moment(18, 9, 30),
    end=moment(18, 11, 30),
    place="Salle du Conseil, CPAS de Valmont",
    author="Nadia Lambert",
    entries=(
        NotebookEntry("k1", "Beaucoup de retenue au premier tour.", "Objet et cadre", moment(18, 9, 40)),
        NotebookEntry("k2", "Revenir sur la place du CPAS.\nEn parler avec Aurélie avant novembre.", "Objet et cadre"),
        NotebookEntry("k3", "Deux personnes n’ont pas parlé.", "Nos hypothèses", moment(18, 10, 20)),
        NotebookEntry("k4", "Salle trop chaude."),
    ),
)
