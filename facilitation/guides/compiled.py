"""What was read of the library before: a guide whose file has not changed is taken as it was then, unread. Hundreds of guides are then served at once.

One text file of the data folder, written by the house when nobody waits, and trusted for nothing: its guides are checked against the model as any, and
whatever is amiss with it has the files read anew. A guide with a fault or a remark is never kept, so that both are said each time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pydantic

from facilitation.guides.schema import Guide

INDEX = "bibliotheque.index"
_CODE = Path(__file__).parent.parent
_BESIDE = ("sources.yaml", "drifts.yaml", "glossary.yaml")


class Compiled:
    """The guides that were read before, by the digest of their file. They count only for the same program and the same rest of the library."""

    def __init__(self, path: Path, folder: Path) -> None:
        """`path`: the file that holds them, which need not be there; `folder`: the library's."""
        self._path, self._of = path, _digest(*_program(), *_library(folder))
        self._known = dict(self._lines())
        self._used: dict[str, str] = {}

    def guide(self, raw: bytes) -> Guide | None:
        """The guide that these bytes gave, or None when they were not read yet."""
        key = _digest(raw)
        text = self._known.get(key)
        if text is None:
            return None
        try:
            guide = Guide.model_validate_json(text, by_alias=True, by_name=False)
        except pydantic.ValidationError:
            return None
        self._used[key] = text
        return guide

    def keep(self, raw: bytes, guide: Guide) -> None:
        """Remember what these bytes gave."""
        self._used[_digest(raw)] = guide.model_dump_json(by_alias=True)

    def write(self) -> None:
        """Write down what was used since the start, if that is not what the file holds; a folder that cannot be written is left as it is."""
        if self._used == self._known:
            return
        unfinished = self._path.with_name(f".{self._path.name}-{secrets.token_hex(4)}")
        lines = (json.dumps(self._of), *(f"{key}\t{text}" for key, text in sorted(self._used.items())))
        with contextlib.suppress(OSError):
            try:
                handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.writelines(f"{line}\n" for line in lines)
                unfinished.replace(self._path)
            finally:
                unfinished.unlink(missing_ok=True)
        self._known = dict(self._used)

    def _lines(self) -> Iterator[tuple[str, str]]:
        try:
            with self._path.open(encoding="utf-8") as file:
                if file.readline().strip() != json.dumps(self._of):
                    return
                for line in file:
                    key, _tab, text = line.rstrip("\n").partition("\t")
                    yield key, text
        except (OSError, ValueError):
            return


def _program() -> Iterator[bytes]:
    """What changes when the way of reading changes: the modules that read, by their size and date, and what checks."""
    yield pydantic.VERSION.encode()
    for name in ("guides", "activities", "confidentiality"):
        for path in sorted((_CODE / name).glob("*.py")):
            told = path.stat()
            yield f"{name}/{path.name} {told.st_size} {told.st_mtime_ns}".encode()


def _library(folder: Path) -> Iterator[bytes]:
    """What a guide refers to, as it is written."""
    for path in (*(folder / name for name in _BESIDE), *sorted((folder / "modules").glob("*.yaml"))):
        with contextlib.suppress(OSError):
            yield path.name.encode()
            yield path.read_bytes()


def _digest(*parts: bytes) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()
