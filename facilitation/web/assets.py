"""The addresses of static files, with a fingerprint of their content, so that a browser keeps them until they change."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask

STATIC = Path(__file__).parent.parent / "static"


@lru_cache(maxsize=256)
def asset(name: str) -> str:
    """« /static/tokens.css?v=1a2b3c4d » for « tokens.css »; raises FileNotFoundError for a file that is not there."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def init_app(app: Flask) -> None:
    """Let templates name static files."""
    app.jinja_env.globals["asset"] = asset
