"""What is made once for all the applications of a test process: compiled templates, addresses and statements, the library.

Hundreds of tests make an application of their own, all from the same sources: to compile and to read them anew for each took more than half of the
time of the tests of pages. Nothing here changes what an application answers; a changed template, another address or another library is made anew.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from facilitation.activities import registry
from facilitation.guides import compiled
from facilitation.guides.catalogue import Catalogue, content_folder, load_catalogue
from facilitation.guides.load import Kinds
from facilitation.web import wiring
from tests import quick_html


class Compiled(BytecodeCache):
    """What Jinja compiled, by template and by what it held."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, unless the template is new or was changed."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key, bucket.checksum] = bucket.code


class Address(Rule):
    """A rule whose function that builds addresses is compiled once: it takes the rule as its first argument, and is the same for all its twins."""

    _kept: dict[object, Callable[..., tuple[str, str]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, tuple(self._trace), tuple((self.defaults or {}).items()), append_unknown)
        if key not in self._kept:
            self._kept[key] = super()._compile_builder(append_unknown)
        return self._kept[key]


def _statements() -> None:
    """Have all engines share what SQLAlchemy compiled: it keeps it by statement and by dialect, and all our engines have the same dialect."""
    kept: LRUCache[Any, Any] = LRUCache(5_000)
    engine: Any = Engine
    dialect: Any = SQLiteDialect_pysqlite
    engine._compiled_cache = property(lambda _engine: kept, lambda _engine, _own: None)
    dialect.__eq__ = lambda self, other: type(self) is type(other)
    dialect.__hash__ = lambda self: hash(type(self))


@functools.cache
def _own_library(_here: Path) -> Catalogue:
    """The library of the tree, which is frozen; its files are named from the folder one is in."""
    return load_catalogue(content_folder(), registry.kinds())


def library(folder: Path, kinds: Kinds, known: compiled.Compiled | None = None) -> Catalogue:
    """The library of the tree, read once; any other is read when it is asked for."""
    if folder == content_folder() and kinds is registry.kinds():
        return _own_library(Path.cwd())
    return load_catalogue(folder, kinds, known)


def share() -> None:
    """Let the applications of this process share all that."""
    Flask.jinja_options = {"bytecode_cache": Compiled()}
    Flask.url_rule_class = Address
    wiring.load_catalogue = library
    quick_html.use()
    _statements()
