"""The sentences of retention, as pages and papers say them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from facilitation.confidentiality.standing import WORDS as STANDINGS
from facilitation.confidentiality.standing import from_text
from facilitation.french_dates import day
from facilitation.i18n import _, mark, ngettext
from facilitation.retention.rules import BACKUP_DAYS, JOURNAL_DAYS, Kept

if TYPE_CHECKING:
    from facilitation.retention.lives import MemberSheet
    from facilitation.retention.packets import Packet

NAMES: Mapping[str, str] = {
    Kept.DRAFTS: mark("Les brouillons"),
    Kept.NOTEBOOK: mark("Le carnet d'animation"),
    Kept.CONTRIBUTIONS: mark("Les contributions, après approbation"),
    Kept.UNAPPROVED: mark("Les contributions, sans approbation"),
}
TOLD: Mapping[str, str] = {
    Kept.DRAFTS: mark("Ce qui était à moitié tapé dans un formulaire. Le délai court depuis la clôture."),
    Kept.NOTEBOOK: mark(
        "Les notes privées de qui anime. Le délai court depuis l'approbation du compte rendu, et ne dépasse jamais celui des contributions sans approbation."
    ),
    Kept.CONTRIBUTIONS: mark(
        "Les réponses de chacun, mot pour mot, et les remarques reçues. Le délai court depuis l'approbation ; les documents approuvés gardent ce qu'ils disent."
    ),
    Kept.UNAPPROVED: mark("Les mêmes, quand personne n'a approuvé le compte rendu. Le délai court depuis la clôture."),
}
SHORT: Mapping[str, str] = {
    Kept.NOTEBOOK: mark("Le carnet d'animation de la réunion du %(held)s s'efface le %(on)s."),
    Kept.CONTRIBUTIONS: mark(
        "Les contributions de la réunion du %(held)s s'effacent le %(on)s ; le compte rendu reste."
    ),
}
ENDS: Mapping[tuple[str, bool], str] = {
    (Kept.NOTEBOOK, False): mark("Le carnet d'animation s'efface le %(on)s."),
    (Kept.NOTEBOOK, True): mark("Le carnet d'animation est effacé depuis le %(on)s."),
    (Kept.CONTRIBUTIONS, False): mark("Les contributions mot pour mot s'effacent le %(on)s."),
    (Kept.CONTRIBUTIONS, True): mark("Les contributions mot pour mot sont effacées depuis le %(on)s."),
}
KINDS: Mapping[str, str] = {
    "delais": mark("Délais arrivés à leur terme"),
    "reunion": mark("Réunion effacée à la demande"),
    "partenariat": mark("Partenariat effacé à la demande"),
    "membre": mark("Nom effacé à la demande"),
    "service": mark("Noms effacés au départ d'un service"),
    "reprise": mark("Effacement repris d'après le registre"),
}


def days(count: int) -> str:
    """« aucun délai : tout de suite », « un jour », « 30 jours », « six mois »."""
    if count == 183:
        return _("six mois")
    return ngettext("un jour", "%(num)s jours", count) if count else _("aucun délai : tout de suite")


def always() -> tuple[tuple[str, str, str], ...]:
    """What no partnership changes: (name, how long, why)."""
    return (
        (
            _("Les comptes rendus, les plans d'action, les synthèses"),
            _("aussi longtemps que le partenariat"),
            _("Une fois par an, Maillage demande : garder, exporter ou effacer."),
        ),
        (
            _("Les actions ouvertes"),
            _("jusqu'à ce que vous en décidiez"),
            _(
                "Elles ne s'effacent jamais d'elles-mêmes. Celles qui touchent une personne ne passent pas d'une réunion à l'autre."
            ),
        ),
        (_("Le journal de sécurité"), days(JOURNAL_DAYS), _("Connexions et gestes sensibles, sans contenu ni titre.")),
        (
            _("Les sauvegardes"),
            days(BACKUP_DAYS),
            _("Une copie peut donc garder un texte effacé jusque-là. Si on la rétablit, il est effacé à nouveau."),
        ),
    )


def told(counts: Mapping[str, int]) -> str:
    """« le carnet d'animation d'une réunion, les contributions de 2 réunions »: what was erased, counted."""
    found = []
    if one := counts.get("brouillons", 0):
        found.append(ngettext("les brouillons d'une réunion", "les brouillons de %(num)s réunions", one))
    if one := counts.get("carnet", 0):
        found.append(ngettext("le carnet d'animation d'une réunion", "le carnet d'animation de %(num)s réunions", one))
    if one := counts.get("contributions", 0):
        found.append(ngettext("les contributions d'une réunion", "les contributions de %(num)s réunions", one))
    if one := counts.get("reunion", 0):
        found.append(ngettext("une réunion entière", "%(num)s réunions entières", one))
    if one := counts.get("partenariat", 0):
        found.append(ngettext("un partenariat entier", "%(num)s partenariats entiers", one))
    if one := counts.get("membre", 0):
        found.append(ngettext("un nom de la liste des membres", "%(num)s noms de la liste des membres", one))
    if one := counts.get("lignes", 0):
        found.append(ngettext("un effacement refait", "%(num)s effacements refaits", one))
    return _(", ").join(found)


def proved(counts: Mapping[str, int]) -> str:
    """What the search for stretches of what was erased gave."""
    if "retrouves" not in counts:
        return _(
            "Le texte est effacé, mais le fichier n'a pas encore pu être récrit : un autre programme le tenait, ou la place manquait. Maillage recommence dans l'heure."
        )
    if counts.get("sans-recherche"):
        return _(
            "Le fichier a été récrit sans ce qui a été effacé, mais plus tard : aucun passage n'a pu y être cherché."
        )
    searched, elsewhere, found = (counts.get(name, 0) for name in ("passages", "ailleurs", "retrouves"))
    if found:
        return ngettext(
            "Un passage effacé se trouve encore dans un fichier du dossier des données : relancez l'effacement, et signalez-le si cela se répète.",
            "%(num)s passages effacés se trouvent encore dans des fichiers du dossier des données : relancez l'effacement, et signalez-le si cela se répète.",
            found,
        )
    if not searched:
        return _("Le fichier a été récrit sans ce qui a été effacé. Aucun passage n'était à chercher.")
    said = ngettext(
        "Un passage, tiré au hasard de ce qui a été effacé, a été cherché dans tous les fichiers du dossier des données, hors sauvegardes : absent.",
        "%(num)s passages, tirés au hasard de ce qui a été effacé, ont été cherchés dans tous les fichiers du dossier des données, hors sauvegardes : absents.",
        searched - elsewhere,
    )
    if elsewhere:
        said += " " + ngettext(
            "Un autre figure aussi dans un texte qui reste, comme un compte rendu approuvé.",
            "%(num)s autres figurent aussi dans des textes qui restent, comme un compte rendu approuvé.",
            elsewhere,
        )
    return said


# ------------------------------------------------------------------ copies to take away


def readme_of_partnership(packet: Packet, now: datetime) -> str:
    """What the zip of a whole partnership says of itself."""
    return _readme(
        packet,
        _("Copie complète d'un partenariat, faite par Maillage le %(day)s.", day=day(now)),
        _(
            "Pour chaque réunion close, la dernière version des documents du groupe et de ceux des services partenaires."
        ),
        _(
            "Les contributions mot pour mot, le carnet d'animation et les brouillons n'y sont pas : ils s'effacent à leur terme."
        ),
    )


def readme_of_service(packet: Packet, now: datetime) -> str:
    """What the zip of a service that leaves says of itself."""
    return _readme(
        packet,
        _("Copie pour un service qui quitte son partenariat, faite par Maillage le %(day)s.", day=day(now)),
        _(
            "Des réunions auxquelles le service était présent : les documents du groupe. Des autres : les documents partagés avec tous les services."
        ),
        _("Les membres de ce service avaient accès à ces documents, et à rien d'autre de ce qui reste dans Maillage."),
    )


def _readme(packet: Packet, opening: str, *said: str) -> str:
    closing = _("Ces fichiers ne sont plus protégés par Maillage. Rangez-les comme des documents confidentiels.")
    return "\n".join((opening, "", *_counted(packet), *said, closing, ""))


def _counted(packet: Packet) -> tuple[str, ...]:
    """How much there is, and what is missing and why."""
    if packet.files:
        files = ngettext("Un document", "%(num)s documents", len(packet.files))
        meetings = ngettext("une réunion", "%(num)s réunions", packet.meetings)
        lines = [_("%(files)s de %(meetings)s.", files=files, meetings=meetings)]
    else:
        lines = [_("Il n'y a pas de document à emporter.")]
    if packet.held:
        lines.append(held(len(packet.held)))
        lines += [f"- {one.path}" for one in packet.held]
    if packet.others:
        lines.append(others(packet.others))
    return tuple(lines)


def held(count: int) -> str:
    """That some documents wait to be read again."""
    return ngettext(
        "Un document n'y est pas : il contient un numéro national ou un numéro de compte, et attend d'être relu.",
        "%(num)s documents n'y sont pas : ils contiennent un numéro national ou un numéro de compte, et attendent d'être relus.",
        count,
    )


def others(count: int) -> str:
    """That some meetings are led by others."""
    return ngettext(
        "Une réunion n'y est pas : d'autres que vous l'animent. Demandez-leur ses documents.",
        "%(num)s réunions n'y sont pas : d'autres que vous les animent. Demandez-leur leurs documents.",
        count,
    )


# ------------------------------------------------------------------ a member


PRESENCES = {
    "present": mark("présent·e"),
    "excuse": mark("excusé·e"),
    "absent": mark("absent·e"),
    "represente": mark("représenté·e"),
    "invite": mark("invité·e"),
    "attendu": mark("attendu·e"),
    "annulee": mark("réunion annulée"),
}


def lines_of(sheet: MemberSheet) -> tuple[tuple[str, str], ...]:
    """What is known, each under its label."""
    standing = from_text(sheet.standing)
    return (
        (_("Nom"), sheet.name),
        (_("Fonction"), sheet.function or _("non notée")),
        (_("Service"), sheet.organisation or _("non noté")),
        (_("Dans la liste"), _("fait partie du partenariat") if sheet.active else _("n'en fait plus partie")),
        (_("Tenu·e au secret ?"), _(STANDINGS[standing]) if standing else _("non noté")),
    )


def places_of(sheet: MemberSheet) -> tuple[str, ...]:
    """Each attendance, in a line."""
    return tuple(
        ", ".join(
            filter(
                None,
                (
                    day(one.held_at),
                    _("séance %(number)s", number=one.number) if one.number else "",
                    _(PRESENCES.get(one.presence, one.presence)),
                ),
            )
        )
        for one in sheet.places
    )


def carried_of(sheet: MemberSheet) -> tuple[str, ...]:
    """Each action, in a line."""
    return tuple(f"{one.label} · {one.text} ({_('ouverte') if one.open else _('terminée')})" for one in sheet.carried)


def limits(accounts: int) -> tuple[str, ...]:
    """What somebody may ask, and where that ends, said honestly."""
    return (
        _(
            "Corriger : votre nom, votre fonction et votre service se corrigent dans la liste des membres, à tout moment."
        ),
        _(
            "Effacer : votre nom quitte la liste et les réunions à venir ; vos actions encore ouvertes retournent à votre service."
        ),
        _(
            "Ce qui reste : votre nom dans les présences, les décisions et les documents des réunions closes. Ils ont été approuvés par le groupe et disent qui était là ; Maillage ne les récrit pas seul. Demandez une version corrigée à qui anime, ou adressez-vous à l'organisation responsable."
        ),
        _(
            "Ce que vous avez écrit mot pour mot s'efface avec les contributions ; ce que vous avez écrit sans nom ne peut pas vous être rattaché."
        ),
        ngettext(
            "Un compte s'occupe de ce partenariat et voit cette liste.",
            "%(num)s comptes s'occupent de ce partenariat et voient cette liste.",
            accounts,
        ),
        _(
            "Les copies de sauvegarde gardent votre nom 35 jours encore au plus ; si on en rétablit une, il y est effacé de nouveau."
        ),
        _("Vous pouvez aussi vous adresser à l'Autorité de protection des données (autoriteprotectiondonnees.be)."),
    )
