"""What `facilitation check`, `guides` and `schema` do: they read the library and write to the stream that they are given."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from facilitation.activities import registry
from facilitation.activities.base import AnswerFaults, Fields, Part
from facilitation.confidentiality.law import is_law, load_law, load_law_file
from facilitation.guides import own as own_guides
from facilitation.guides.any_file import load_any
from facilitation.guides.catalogue import Catalogue, content_folder, describe, load_catalogue, shown_path
from facilitation.guides.faults import Fault, Faults, blocking, did_you_mean, shown
from facilitation.guides.json_schema import json_schema
from facilitation.guides.load import Library, load_guide, open_file
from facilitation.guides.load_script import LoadedScript, load_script
from facilitation.guides.schema import ActivityChoice
from facilitation.i18n import _
from facilitation.library.cases import is_case, load_case, load_cases
from facilitation.library.help import CONFIDENTIALITY, is_help, load_help, load_help_file

FINE, FAULTS, COULD_NOT = 0, 1, 2


def library_of(catalogue: Catalogue) -> Library:
    """What a guide outside the library may refer to: all that the library serves."""
    return own_guides.library_of(catalogue, registry.kinds())


def answer_faults(choice: ActivityChoice, fields: Mapping[str, str]) -> Mapping[str, str]:
    """The faults that a step's activity finds in an answer, by field; empty when it takes it."""
    activity = registry.get(choice.type)
    config = registry.config(choice)
    settled: Callable[[Part], bool] = getattr(activity, "settled", lambda _config: not hasattr(activity, "fitted"))
    if not settled(config):  # its fields are those of a stage, known once the meeting is led
        return {}
    known = activity.fields(config)
    unknown = {
        name: _(
            "le champ « %(name)s » n'existe pas dans cette activité. %(meant)s",
            name=shown(name),
            meant=did_you_mean(name, known),
        )
        for name in fields
        if name not in known
    }
    if unknown:
        return unknown
    try:
        activity.read(config, Fields(fields))
    except AnswerFaults as error:
        return error.faults
    return {}


def read_script(path: Path, catalogue: Catalogue) -> LoadedScript:
    """The meeting script of this file, checked against the guides and the activities; never raises for a bad file."""
    library = library_of(catalogue)
    return load_script(
        path,
        catalogue.guides,
        lambda beside: load_guide(beside, library, shown_path(beside)),
        answer_faults,
        shown_path(path),
    )


def check(paths: Sequence[Path], out: TextIO, folder: Path | None = None, own: Path | None = None) -> int:
    """Print each fault of these files, or of the whole library and of the folder of own guides when there are none. Returns 0, 1 for faults (remarks are none), 2 when a file can't be read."""
    folder = folder or content_folder()
    if not folder.is_dir():
        return _say_no_library(folder, out)
    catalogue = _with_own(load_catalogue(folder, registry.kinds()), own)
    unreadable = [path for path in paths if not _readable(path, out)]
    if paths:
        wanted: Iterable[Path] = (path for path in paths if path not in unreadable)
        found = [fault for path in wanted for fault in _faults_of(path, catalogue)]
    else:
        examples = sorted((folder / "examples").glob("*.yaml"))
        found = [*catalogue.faults, *load_cases(folder, library_of(catalogue)).faults, *load_help(folder).faults]
        found += [*load_help(folder, CONFIDENTIALITY).faults, *load_law(folder).faults]
        found += [fault for path in examples for fault in read_script(path, catalogue).faults]
        found += [fault for file in catalogue.own.values() for fault in file.faults]
    out.writelines(f"{fault}\n" for fault in found)
    if unreadable:
        return COULD_NOT
    if not found:
        out.write(_("Aucune faute.") + "\n")
    return FAULTS if blocking(found) else FINE


def list_guides(out: TextIO, *, as_json: bool = False, folder: Path | None = None, own: Path | None = None) -> int:
    """Print the guides that are served, those of the folder of own guides too, a line each or as JSON; faults of the others are for `check`."""
    folder = folder or content_folder()
    if not folder.is_dir():
        return _say_no_library(folder, out)
    catalogue = _with_own(load_catalogue(folder, registry.kinds()), own)
    guides = [*catalogue.guides.values(), *catalogue.translations.values()]
    if as_json:
        out.write(json.dumps([describe(guide, catalogue) for guide in guides], ensure_ascii=False, indent=2) + "\n")
        return FINE
    for guide in guides:
        size = _("%(min)s à %(max)s personnes", min=guide.group.min, max=guide.group.max)
        length = _("%(minutes)s minutes", minutes=guide.duration)
        out.write(f"{guide.id}  {guide.title}  ({length}, {size})\n")
    if blocking(catalogue.faults) or any(file.guide is None for file in catalogue.own.values()):
        out.write(_("Des fichiers ont des fautes et ne sont pas servis : « facilitation check » les nomme.") + "\n")
    return FINE


def print_schema(out: TextIO) -> int:
    """Print the JSON Schema of a guide."""
    out.write(json.dumps(json_schema(registry.kinds()), ensure_ascii=False, indent=2) + "\n")
    return FINE


def _with_own(catalogue: Catalogue, own: Path | None) -> Catalogue:
    """The library with the guides of this folder of a data folder, where there is one."""
    return catalogue if own is None else own_guides.Shelf(own, catalogue, registry.kinds()).catalogue()


def _faults_of(path: Path, catalogue: Catalogue) -> tuple[Fault, ...]:
    library, name = library_of(catalogue), shown_path(path)
    opened = open_file(path, Faults(name))
    if opened is not None and is_case(set(opened.data)):
        return load_case(path, library, name).faults
    if opened is not None and is_help(set(opened.data)):
        return load_help_file(path, name).faults
    if opened is not None and is_law(set(opened.data)):
        return load_law_file(path, name).faults
    return load_any(path, library, catalogue.guides, lambda one: read_script(one, catalogue).faults, name)


def _readable(path: Path, out: TextIO) -> bool:
    """Whether this file can be opened; if not, why is printed."""
    try:
        if path.is_dir():
            out.write(
                _(
                    "« %(path)s » est un dossier. Nommez les fichiers à vérifier, par exemple %(path)s/*.yaml.",
                    path=path,
                )
                + "\n"
            )
            return False
        with path.open("rb"):
            return True
    except FileNotFoundError:
        out.write(_("« %(path)s » n'existe pas. Vérifiez son nom et le dossier où vous êtes.", path=path) + "\n")
    except PermissionError:
        out.write(_("« %(path)s » ne peut pas être ouvert : demandez-en le droit de lecture.", path=path) + "\n")
    except (OSError, ValueError):
        out.write(_("« %(path)s » ne peut pas être lu. Copiez le fichier ailleurs et recommencez.", path=path) + "\n")
    return False


def _say_no_library(folder: Path, out: TextIO) -> int:
    out.write(_("La bibliothèque n'a pas été trouvée dans « %(folder)s ». Réinstallez Maillage.", folder=folder) + "\n")
    return COULD_NOT
