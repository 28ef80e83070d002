"""What is wrong in an authored file: where, what, and what to do, in the author's words."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from facilitation.i18n import _


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file; line and column count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of a file. A `remark` is said, and the file is served all the same.

    `at` is the path of keys that the fault is about, as far as whoever found it knew: a missing key stands nowhere, and its fault is at its parent's
    line. Steps are counted with those of modules in their places.
    """

    path: str
    line: int
    column: int
    sentence: str
    remark: bool = False
    at: tuple[str | int, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        """`PATH:LINE:COL sentence`, on one line, with ordinary spaces: a terminal and `grep` know no others."""
        said = _("remarque : %(sentence)s", sentence=self.sentence) if self.remark else self.sentence
        return f"{self.path}:{self.line}:{self.column} {' '.join(said.split())}"


class Faults:
    """The faults of one file while it is read; none is said twice at the same place."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._found: dict[Fault, None] = {}

    def add(self, place: Place, sentence: str, *, remark: bool = False, at: tuple[str | int, ...] = ()) -> None:
        """Note this fault, unless it was said."""
        self._found.setdefault(Fault(self.path, place.line, place.column, sentence, remark, at), None)

    @property
    def all(self) -> tuple[Fault, ...]:
        """The faults and remarks, from the top of the file to its end."""
        return tuple(sorted(self._found))

    @property
    def blocking(self) -> bool:
        """Whether the file cannot be served."""
        return any(not fault.remark for fault in self._found)


def blocking(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Those of the faults that are no mere remark."""
    return tuple(fault for fault in faults if not fault.remark)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that this one was probably meant to be, or None. Accents, case, spaces and underscores don't count."""
    plain = {_plain(candidate): candidate for candidate in known}
    wanted = _plain(word)
    close = difflib.get_close_matches(wanted, plain, n=1, cutoff=0.6)
    if not close:
        close = [candidate for candidate in plain if wanted and (candidate in wanted or wanted in candidate)][:1]
    return plain[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The sentence that names the nearest known word, or else lists all the known ones."""
    names = sorted(set(known))
    near = nearest(word, names)
    if near is not None:
        return _("Vouliez-vous « %(near)s » ?", near=near)
    if not names:
        return _("Enlevez-le.")
    return _("Choisissez parmi : %(names)s.", names=", ".join(names))


def shown(word: str) -> str:
    """The word as a fault may quote it: one line, at most 60 characters, control characters as a sign."""
    clean = "".join(char if char.isprintable() else "\ufffd" for char in " ".join(word.split()))
    return clean if len(clean) <= 60 else clean[:59] + "…"


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).replace(" ", "_").replace("-", "_")
