"""Who will read a text, in the words that stand beside every input, with the drawing that doubles them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask import Flask

from facilitation.confidentiality.readers import Reader
from facilitation.i18n import _, ngettext
from facilitation.web.filters import in_words


@dataclass(frozen=True, slots=True)
class ReadersLine:
    """The words, and the id of the symbol in the sprite."""

    words: str
    icon: str


def readers_words(readers: Collection[Reader | str], people: int = 0, services: int = 0) -> ReadersLine:
    """« Lu par : le groupe, 9 personnes » and its knots, for a set of readers; `people` counts those present, `services` those of the partnership."""
    chosen = {Reader(reader) for reader in readers}
    if not chosen:
        return ReadersLine(_("Lu par : vous seul·e"), "r-self")
    if chosen == {Reader.ANIMATEUR}:
        return ReadersLine(_("Lu par : l'animation de cette réunion seulement"), "r-self")
    told = [_part(reader, people, services) for reader in Reader if reader in chosen and not _implied(reader, chosen)]
    return ReadersLine(_("Lu par : %(who)s", who=_joined(told)), _icon(chosen))


def init_app(app: Flask) -> None:
    """Let templates say who reads."""
    app.jinja_env.globals["readers_words"] = readers_words


def _implied(reader: Reader, chosen: set[Reader]) -> bool:
    return reader is Reader.ANIMATEUR and Reader.GROUPE in chosen


def _part(reader: Reader, people: int, services: int) -> str:
    if reader is Reader.GROUPE and people:
        return ngettext("le groupe, %(num)s personne", "le groupe, %(num)s personnes", people)
    if reader is Reader.PARTENAIRES and services:
        return ngettext(
            "les partenaires, un service, y compris les absents",
            "les partenaires, %(services)s services, y compris les absents",
            services,
            services=in_words(services),
        )
    return {
        Reader.ANIMATEUR: _("l'animation de cette réunion"),
        Reader.GROUPE: _("le groupe"),
        Reader.PARTENAIRES: _("les partenaires, y compris les absents"),
        Reader.PERSONNE: _("la personne concernée"),
        Reader.PUBLIC: _("tout le monde, hors du partenariat aussi"),
    }[reader]


def _joined(parts: list[str]) -> str:
    told = parts[0]
    for part in parts[1:-1]:
        told = _("%(first)s ; %(next)s", first=told, next=part)
    return _("%(first)s, et %(last)s", first=told, last=parts[-1]) if len(parts) > 1 else told


def _icon(chosen: set[Reader]) -> str:
    for reader, icon in (
        (Reader.PUBLIC, "r-public"),
        (Reader.PARTENAIRES, "r-partners"),
        (Reader.GROUPE, "r-group"),
        (Reader.PERSONNE, "r-person"),
    ):
        if reader in chosen:
            return icon
    return "r-self"
