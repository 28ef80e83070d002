"""The addresses of static files, with a fingerprint of their content, so that a browser keeps them until they change; and the files themselves, compressed.

A phone loads its page over a room's weak network: what is text goes out compressed, once made and then kept in memory (`experience.md`, « Le téléphone »).
"""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request

STATIC = Path(__file__).parent.parent / "static"
COMPRESSED = frozenset({"text/css", "text/javascript", "application/javascript", "image/svg+xml"})


@lru_cache(maxsize=256)
def asset(name: str) -> str:
    """« /static/tokens.css?v=1a2b3c4d » for « tokens.css »; raises FileNotFoundError for a file that is not there."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def init_app(app: Flask) -> None:
    """Let templates name static files, and send those that are text compressed to browsers that read it."""
    app.jinja_env.globals["asset"] = asset
    app.after_request(_compress)


@lru_cache(maxsize=256)
def compressed(name: str, _modified: int) -> bytes:
    """This static file, compressed as well as can be; made again when the file was modified."""
    return gzip.compress((STATIC / name).read_bytes(), 9, mtime=0)


def _compress(response: Response) -> Response:
    if request.endpoint != "static" or response.mimetype not in COMPRESSED:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or not request.accept_encodings.quality("gzip"):
        return response
    name = (request.view_args or {})["filename"]
    etag, _weak = response.get_etag()
    response.direct_passthrough = False
    response.close()  # the file that it would have read
    response.set_data(compressed(name, (STATIC / name).stat().st_mtime_ns))
    response.headers["Content-Encoding"] = "gzip"
    if etag:
        response.set_etag(etag, weak=True)  # the same content in other bytes
    return response
