"""The sentences of retention, as pages and papers say them."""

from __future__ import annotations

from collections.abc import Mapping

from facilitation.i18n import _, mark, ngettext
from facilitation.retention.rules import BACKUP_DAYS, JOURNAL_DAYS, Kept

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
KINDS: Mapping[str, str] = {
    "delais": mark("Délais arrivés à leur terme"),
    "reunion": mark("Réunion effacée à la demande"),
    "partenariat": mark("Partenariat effacé à la demande"),
    "membre": mark("Nom effacé à la demande"),
    "service": mark("Noms effacés au départ d'un service"),
    "reprise": mark("Effacement repris d'après le registre"),
}


def days(count: int) -> str:
    """« tout de suite », « un jour », « 30 jours »."""
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
