"""A Word file as PDF or ODT, through LibreOffice where it is installed: in a process of its own, one at a time, nothing left behind.

The PDF is tagged (headings, lists, header cells), so that a screen reader reads it as it reads the Word file. Each conversion has its own profile
in a temporary folder: a LibreOffice that somebody has open is not touched, and nothing of the document stays on the disk.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from facilitation.documents.word import MEDIA_TYPE as WORD
from facilitation.errors import FacilitationError

Form = Literal["pdf", "odt"]
MEDIA_TYPES = {"docx": WORD, "pdf": "application/pdf", "odt": "application/vnd.oasis.opendocument.text"}
"""Of each form in which a document is taken away."""
PROGRAMS = ("soffice", "libreoffice")
PLACES = ("/usr/lib/libreoffice/program/soffice", "/opt/libreoffice/program/soffice")
LONGEST = 60  # seconds that one conversion may take: about two where seen, twenty on a slow laptop's first one
PATIENCE = 30  # seconds that a conversion waits for the one before it
_TAGGED = (
    '{"UseTaggedPDF":{"type":"boolean","value":"true"},"SelectPdfVersion":{"type":"long","value":"17"},'
    '"ExportBookmarks":{"type":"boolean","value":"true"},"DisplayPDFDocumentTitle":{"type":"boolean","value":"true"}}'
)
_FILTERS: dict[Form, str] = {"pdf": f"pdf:writer_pdf_Export:{_TAGGED}", "odt": "odt:writer8"}
_turn = threading.Lock()


class NoLibreOffice(FacilitationError):
    """Le PDF et l'ODT demandent LibreOffice, qui n'est pas installé sur cet ordinateur. Téléchargez le fichier Word : il s'ouvre partout, et s'enregistre en PDF."""


class StillConverting(FacilitationError):
    """Un autre document est en train d'être converti. Attendez une minute et recommencez, ou prenez le fichier Word."""


class CouldNotConvert(FacilitationError):
    """LibreOffice n'a pas pu convertir ce document. Téléchargez le fichier Word, et enregistrez-le en PDF depuis votre traitement de texte."""


def program() -> Path | None:
    """Where LibreOffice is, or None."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    found = found or next((path for path in PLACES if Path(path).is_file()), None)
    return Path(found) if found else None


def converted(word: bytes, form: Form) -> bytes:
    """The bytes of this .docx as PDF or ODT. Takes about two seconds; raises NoLibreOffice, StillConverting or CouldNotConvert."""
    office = program()
    if office is None:
        raise NoLibreOffice()
    with _one_at_a_time(), TemporaryDirectory(prefix="maillage-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / "document.docx"
        source.write_bytes(word)
        _run(office, Path(folder), form)
        made = source.with_suffix(f".{form}")
        if not made.is_file() or not made.stat().st_size:
            raise CouldNotConvert()
        return made.read_bytes()


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _turn.acquire(timeout=PATIENCE):
        raise StillConverting()
    try:
        yield
    finally:
        _turn.release()


def _run(office: Path, folder: Path, form: Form) -> None:
    """One run of LibreOffice, that cannot outlive its time: all its processes end with it."""
    command = [
        str(office),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--convert-to", _FILTERS[form]),
        *("--outdir", str(folder), str(folder / "document.docx")),
    ]
    own = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder)}
    with subprocess.Popen(  # noqa: S603  the program of the system, on a file that we wrote
        command,
        env=own,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as running:
        try:
            running.wait(timeout=LONGEST)
        except BaseException as error:
            _end(running)
            if isinstance(error, subprocess.TimeoutExpired):
                raise CouldNotConvert() from None
            raise


def _end(running: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
    else:
        running.kill()
    running.wait()
