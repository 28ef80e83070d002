"""What `facilitation demo` and `facilitation export` do: they lead or find a meeting and write its documents, for one readership, into a folder."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TextIO

from facilitation.activities import registry
from facilitation.cli_guides import read_script
from facilitation.confidentiality.gate import AttestationUnreadable, GateRefused, read_attestation
from facilitation.confidentiality.pointing import KINDS
from facilitation.confidentiality.readers import Reader
from facilitation.errors import FacilitationError
from facilitation.guides.catalogue import Catalogue, content_folder, load_catalogue
from facilitation.i18n import _, mark, ngettext

if TYPE_CHECKING:
    from flask import Flask

    from facilitation.guides.load_script import LoadedScript
    from facilitation.meetings.service.before_sharing import ToRead
    from facilitation.outline import Outline

FINE, FAULTS, COULD_NOT, REFUSED = 0, 1, 2, 3
EXAMPLE = "reflexivite-collective.yaml"
READERS = {
    Reader.ANIMATEUR: mark("l'animation de la réunion"),
    Reader.GROUPE: mark("le groupe"),
    Reader.PARTENAIRES: mark("les services du partenariat, absents compris"),
    Reader.PERSONNE: mark("la personne concernée"),
    Reader.PUBLIC: mark("tout le monde, hors du partenariat aussi"),
}
LARGEST = 1_000_000  # bytes of a file that is looked at


class NoLibrary(FacilitationError):
    """La bibliothèque n'a pas été trouvée dans « %(folder)s ». Réinstallez Maillage."""


class NoSuchFile(FacilitationError):
    """« %(path)s » n'existe pas. Vérifiez son nom et le dossier où vous êtes."""


class IsAFolder(FacilitationError):
    """« %(path)s » est un dossier. Donnez le nom d'un fichier."""


class UnreadableFile(FacilitationError):
    """« %(path)s » ne peut pas être lu. Vérifiez que vous en avez le droit, ou copiez le fichier ailleurs."""


class NotAFolder(FacilitationError):
    """« %(path)s » n'est pas un dossier. Donnez à --out le nom d'un dossier, qui peut être nouveau."""


class FolderRefuses(FacilitationError):
    """Rien ne peut être écrit dans « %(path)s » : vérifiez que vous en avez le droit et qu'il reste de la place sur le disque."""


class NoSuchMeeting(FacilitationError):
    """Aucune réunion ne s'appelle « %(name)s ». Donnez son identifiant (le dernier mot de son adresse) ou son numéro, par exemple 3/2026."""


class SeveralMeetings(FacilitationError):
    """Plusieurs partenariats ont une réunion « %(name)s ». Donnez son identifiant : %(ids)s."""


class MustBeReadAgain(FacilitationError):
    """Un document contient un numéro national ou un numéro de compte : rien n'a été écrit. Relisez-le dans Maillage, page « À relire avant de partager » ; ou, une fois relu, relancez la commande avec --acknowledge-identifiers."""


class NoSuchReader(FacilitationError):
    """« %(name)s » ne désigne pas des lecteurs. Choisissez : animateur, groupe, partenaires, personne ou public."""


# ------------------------------------------------------------------ the two commands


def demo(*, script: Path | None, out: Path, make_app: Callable[[Path], Flask], stream: TextIO) -> int:
    """Lead the script (or the library's example) in a database of its own, and write its documents into `out`, one path a line on `stream`.

    Returns 0, or 1 when the script has faults, each then a line `PATH:LINE:COL sentence`. Raises a FacilitationError when it cannot run (a
    file that cannot be read, a folder that cannot be written). `make_app` gives the application on a data folder, its database made.
    """
    content = content_folder()
    if not content.is_dir():
        raise NoLibrary(folder=content)
    path = script or content / "examples" / EXAMPLE
    _text_of(path)
    _ready(out)
    catalogue = load_catalogue(content, registry.kinds())
    loaded = read_script(path, catalogue)
    stream.writelines(f"{fault}\n" for fault in loaded.faults)
    if loaded.value is None:
        return FAULTS
    reader = loaded.value.documents.reader
    with TemporaryDirectory(prefix="maillage-demonstration-", ignore_cleanup_errors=True) as data:
        outlines, left_out = _led(make_app(Path(data)), loaded, catalogue)
    _write_all(outlines, out, reader, stream)
    stream.writelines(f"{sentence}\n" for sentence in left_out)
    return FINE


def export(
    *,
    app: Flask,
    meeting_id: str,
    reader: str,
    attestation: Path | None,
    out: Path,
    stream: TextIO,
    read_again: bool = False,
) -> int:
    """Write the documents that this readership gets of this meeting (its id, or « 3/2026 » where one meeting has that number), one path a line.

    A closed meeting gives them as they were frozen. Returns 0, or 3 with a sentence, and nothing written, when notes wait at the gate and the
    attestation is missing or does not open it, or when a national number or a bank account was not read again (in the pages, or `read_again`).
    Raises a FacilitationError when the meeting, the readership or a file is not there.
    """
    from facilitation.database import db, writing

    if reader not in set(Reader):
        raise NoSuchReader(name=reader)
    text = _text_of(attestation) if attestation else None
    _ready(out)
    with app.app_context():
        try:
            with writing():
                outlines, pointed = _leaving(meeting_id, Reader(reader), text)
                if not read_again and any(one.waits for one in pointed.values()):
                    raise MustBeReadAgain()
        except (GateRefused, AttestationUnreadable, MustBeReadAgain) as error:
            stream.write(error.sentence + "\n")
            stream.writelines(_places(pointed) if isinstance(error, MustBeReadAgain) else ())
            return REFUSED
        finally:
            db.engine.dispose()
    _write_all(outlines, out, Reader(reader), stream)
    stream.writelines(_places(pointed))
    return FINE


def _leaving(name: str, reader: Reader, text: str | None) -> tuple[Mapping[str, Outline], Mapping[str, ToRead]]:
    """The documents of the meeting of this name for this readership, through the gate, and what may tell who a person is in each."""
    from facilitation.meetings import service
    from facilitation.web.context import now

    found = _the_one(service.named(name=name), name)
    asked = text is not None and service.waits_at_gate(meeting_id=found, readership=reader) > 0
    outlines = service.outlines_leaving(
        meeting_id=found,
        readership=reader,
        attestation=read_attestation(text) if asked and text is not None else None,
        now=now(),
    )
    return outlines, _pointed(found, reader, outlines)


def _pointed(meeting_id: str, reader: Reader, outlines: Mapping[str, Outline]) -> dict[str, ToRead]:
    """What may tell who a person is, in each of these documents."""
    from facilitation.meetings.service import before_sharing
    from facilitation.web.context import house

    return {
        name: before_sharing.to_read(
            outline, meeting_id=meeting_id, document=name, reader=reader, secret=house().secret
        )
        for name, outline in outlines.items()
    }


def _places(pointed: Mapping[str, ToRead]) -> Iterator[str]:
    """Under which heading of which document something of which kind stands: a line each, without its words, which a console may keep."""
    for name, found in pointed.items():
        for place in found.places:
            kind = _(KINDS[place.pointed.kind])
            yield (
                _("%(document)s, « %(heading)s » : %(kind)s.", document=name, heading=place.heading, kind=kind)
                if place.heading
                else _("%(document)s : %(kind)s.", document=name, kind=kind)
            ) + "\n"


def _the_one(found: tuple[str, ...], name: str) -> str:
    if not found:
        raise NoSuchMeeting(name=name)
    if len(found) > 1:
        raise SeveralMeetings(name=name, ids=", ".join(sorted(found)))
    return found[0]


def _led(app: Flask, loaded: LoadedScript, catalogue: Catalogue) -> tuple[Mapping[str, Outline], tuple[str, ...]]:
    """The documents of the meeting led from this script, for its readers, and in sentences what is not in them."""
    from facilitation.database import db, reading
    from facilitation.meetings import service
    from facilitation.meetings.led import lead

    if loaded.value is None:
        raise ValueError("a script with faults is not led")
    reader = loaded.value.documents.reader
    with app.app_context():
        try:
            led = lead(loaded.value, loaded.guides, catalogue)
            with reading():
                outlines = {
                    name: service.outline(meeting_id=led.meeting_id, document=name, readership=reader)
                    for name in service.documents_for(meeting_id=led.meeting_id, readership=reader)
                }
                waiting = service.waits_at_gate(meeting_id=led.meeting_id, readership=reader)
        finally:
            db.engine.dispose()
    return outlines, (*led.left_out, *([_waiting(waiting)] if waiting else []))


def _waiting(count: int) -> str:
    return ngettext(
        "%(num)s texte touche une personne et n'a pas quitté le groupe : il lui faudrait une attestation.",
        "%(num)s textes touchent une personne et n'ont pas quitté le groupe : il leur faudrait une attestation.",
        count,
    )


# ------------------------------------------------------------------ files


def _text_of(path: Path) -> str:
    """The text of this file; raises NoSuchFile, IsAFolder or UnreadableFile. What is not UTF-8 is left to whoever reads the text."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST).decode("utf-8", "replace")
    except (FileNotFoundError, NotADirectoryError):
        raise NoSuchFile(path=path) from None
    except IsADirectoryError:
        raise IsAFolder(path=path) from None
    except (OSError, ValueError):
        raise UnreadableFile(path=path) from None


def _ready(folder: Path) -> None:
    """Make the folder if it is missing, and see that it takes files; raises NotAFolder or FolderRefuses."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".essai-{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()
    except (FileExistsError, NotADirectoryError):
        raise NotAFolder(path=folder) from None
    except (OSError, ValueError):
        raise FolderRefuses(path=folder) from None


def _write_all(outlines: Mapping[str, Outline], folder: Path, reader: Reader, stream: TextIO) -> None:
    """Write each outline as Word, whole or not at all, and say so; raises FolderRefuses."""
    from facilitation.documents.word.write import write  # slow to import: only when a file is wanted

    files = {name: write(outline) for name, outline in outlines.items()}
    stream.write(_("Documents pour : %(readers)s.", readers=_(READERS[reader])) + "\n")
    for name, data in files.items():
        target = folder / f"{name}.docx"
        unfinished = folder / f".{name}-{secrets.token_hex(4)}.docx"
        try:
            unfinished.write_bytes(data)
            unfinished.replace(target)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise FolderRefuses(path=folder) from None
        stream.write(f"{target}\n")
