"""What had been typed in a request that could not be taken: shown back, and sent again after signing in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.exceptions import HTTPException

from facilitation.accounts.rules import safe_next
from facilitation.typed import clean

SECRETS = ("password", "code")
OWN = ("csrf_token", "envoi_", "kept", "kept_at")
MOST_FIELDS = 2000


@dataclass(frozen=True, slots=True)
class KeptField:
    """A field as it was sent; `text` says that it is worth showing (the others travel hidden)."""

    name: str
    value: str
    text: bool


def kept_fields(*, whole: bool = False) -> tuple[KeptField, ...]:
    """The fields of this request in order, without tokens and passwords; empty for a request that changes nothing or cannot be read.

    `whole`: every field that somebody filled is worth showing, and no other is there: what a phone sent is copied by hand.
    """
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return ()
    try:
        pairs = list(request.form.items(multi=True))[:MOST_FIELDS]
    except HTTPException:
        return ()
    if whole:
        filled = ((name, clean(value)) for name, value in pairs if value.strip() and not name.endswith("_"))
        return tuple(KeptField(name, value, text=True) for name, value in filled if not _is_ours(name))
    return tuple(_field(name, clean(value)) for name, value in pairs if not _is_ours(name))


def as_json(fields: tuple[KeptField, ...]) -> str:
    """The fields as text, to travel through the sign-in form."""
    return json.dumps([[field.name, field.value] for field in fields], ensure_ascii=False)


def from_json(text: str) -> tuple[KeptField, ...]:
    """The fields that `as_json` wrote; empty for anything else."""
    try:
        rows: Any = json.loads(text or "[]")
        return tuple(_field(str(name), str(value)) for name, value in rows if not _is_ours(str(name)))[:MOST_FIELDS]
    except (ValueError, TypeError, RecursionError):
        return ()


def target() -> str:
    """The address that the request was for, to send it again; empty when it is not one of ours."""
    return safe_next(request.script_root + request.full_path.rstrip("?")) or ""


def _is_ours(name: str) -> bool:
    return name in OWN or any(secret in name for secret in SECRETS)


def _field(name: str, value: str) -> KeptField:
    return KeptField(name, value, text="\n" in value or " " in value or len(value) > 40)
