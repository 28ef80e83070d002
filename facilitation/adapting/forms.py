"""What the editor's form says, and the draft that its page shows back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import request

from facilitation.activities import registry
from facilitation.adapting import gestures, service
from facilitation.adapting.beside import beside
from facilitation.adapting.fields import Field, Unreadable
from facilitation.adapting.files import data_in, state_of, version_of
from facilitation.adapting.rules import Sheet, received, sheet, with_unreadable
from facilitation.guides.catalogue import OwnFile
from facilitation.guides.faults import Fault, blocking
from facilitation.guides.typography import mended
from facilitation.i18n import _, ngettext
from facilitation.typed import clean
from facilitation.web.context import catalogue

TEXT, VERSION, GESTURE, CHOICE, ABOUT = "texte_", "version_", "geste_", "choix_", "heurt_"
LOOK, TIDY = "verifier", "typographie"
MOST_CLASHES = 40


@dataclass(frozen=True, slots=True)
class Clash:
    """What two people made of one field."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A guide as its editor shows it: in parts, or as text where `sheet` is None.

    `version` is that of the file that the page stands for; `untidy` says that its typography can be put right in one gesture. `clashes` are what somebody else changed meanwhile; `about` is then their version.
    """

    file: OwnFile
    sheet: Sheet | None
    version: str
    text: str = ""
    unreadable: tuple[Unreadable, ...] = ()
    anchor: str = ""
    clashes: tuple[Clash, ...] = ()
    about: str = ""
    untidy: bool = False

    @property
    def faults(self) -> tuple[tuple[str, Fault], ...]:
        """Each fault that keeps the guide from being used, with the id of its field, or none."""
        if self.sheet is None:
            return tuple(("texte", one) for one in blocking(self.file.faults))
        found = [(field.id, one) for field in self.sheet.all() for one in blocking(field.faults)]
        return (*(("", one) for one in blocking(self.sheet.faults)), *found)

    @property
    def minutes(self) -> int | None:
        """The minutes of its steps for a middling group, once they can be counted."""
        return self.file.guide.duration if self.file.guide is not None else None


def stored(file: OwnFile, *, as_text: bool = False) -> Draft:
    """The draft of a file as it is on the disk."""
    data = None if as_text else data_in(file.raw)
    return _draft(file, data, version_of(file.raw), ())


def sent(file: OwnFile) -> Draft:
    """The draft that this request's form says, for the guide of this file."""
    version = request.form.get(VERSION, "")
    if request.form.get(ABOUT) and request.form.get(CHOICE) == "mienne":
        version = request.form.get(ABOUT, "")
    if TEXT in request.form:
        typed = service.text_looked_at(file.name, clean(request.form[TEXT]))
        return _draft(typed, None, version, ())
    told = received(request.form, data_in(file.raw) or {}, registry.kinds())
    data, anchor = told.data, ""
    gesture = gestures.gesture_of(
        request.form.get(GESTURE, ""), request.form.get("module_", ""), request.form.get("apres_", "")
    )
    if gesture is not None and not told.unreadable:
        data, anchor = gestures.made(data, gesture, catalogue().modules)
    if request.form.get(GESTURE) == TIDY and not told.unreadable:
        data = mended(data)
    looked, data = service.looked_at(file.name, data)
    return replace(_draft(looked, data, version, told.unreadable), anchor=anchor)


def only_looks() -> bool:
    """Whether the form asks what is wrong, and not to be saved."""
    return request.form.get(GESTURE) == LOOK


def takes_theirs() -> bool:
    """Whether its sender gives the own changes up for somebody else's."""
    return bool(request.form.get(ABOUT)) and request.form.get(CHOICE) == "autre"


def clashing(draft: Draft, changed: service.ChangedMeanwhile) -> Draft:
    """The draft with what somebody else made of the file meanwhile."""
    mine, theirs = draft.sheet, data_in(changed.theirs)
    if mine is None or theirs is None:
        clashes = [Clash(_("Le fichier"), draft.text, changed.theirs.decode("utf-8", "replace"))]
    else:
        clashes = list(_differences(mine, sheet(theirs, registry.kinds(), catalogue().modules)))
    return replace(draft, clashes=tuple(clashes[:MOST_CLASHES]), about=version_of(changed.theirs))


def told(file: OwnFile) -> str:
    """What is said once this file is saved."""
    bad = len(blocking(file.faults))
    if bad:
        return ngettext(
            "Enregistré, %(num)s point à corriger avant de l'utiliser.",
            "Enregistré, %(num)s points à corriger avant de l'utiliser.",
            bad,
        )
    return _("Enregistré. Ce guide est %(state)s.", state=state_of(file))


def _draft(file: OwnFile, data: dict[str, Any] | None, version: str, unreadable: tuple[Unreadable, ...]) -> Draft:
    text = file.raw.decode("utf-8", "replace")
    if data is None:
        return Draft(file, None, version, text)
    shown = sheet(data, registry.kinds(), catalogue().modules)
    shown = with_unreadable(beside(shown, file.faults, text), unreadable)
    untidy = data.get("langue", "fr") == "fr" and mended(data) != data
    return Draft(file, shown, version, text, unreadable, untidy=untidy)


def _differences(mine: Sheet, theirs: Sheet) -> list[Clash]:
    """The fields whose values differ, in the order of the page."""
    others = {one.name: one for one in theirs.all()}
    found = [
        Clash(_where(mine, one), _words(one), _words(others.pop(one.name, None)))
        for one in mine.all()
        if one.name not in others or others[one.name].value != one.value or not others.pop(one.name)
    ]
    return found + [Clash(_where(theirs, one), "", _words(one)) for one in others.values() if one.value]


def _where(shown: Sheet, field: Field) -> str:
    """« Étape « Accueil » : Minutes »."""
    block = next((one for found in shown.blocks.values() for one in found if one.at == field.path[:2]), None)
    return _("%(block)s : %(label)s", block=block.title, label=field.label) if block else field.label


def _words(field: Field | None) -> str:
    if field is None:
        return ""
    said = dict(field.choices)
    values = field.value if isinstance(field.value, tuple) else (field.value,)
    return ", ".join(said.get(one, one) for one in values)
