"""The longest pages of phones, compressed: a questionnaire of thirteen rows and two questions each would not fit in what a network sends at once.

Of phones only, and of their long pages: what a phone is sent holds nothing that its own request brought along, so its length tells nobody anything of its token
(docs/decisions/0022).
"""

from __future__ import annotations

import gzip

from flask import Flask, Response, current_app, request

from facilitation.accounts import access

LONG = 8_000
"""Bytes from which a page is compressed: below, it goes out as fast as it is."""


def init_app(app: Flask) -> None:
    """Compress what phones are sent, where their browser reads it."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    rule = access.rule_of(current_app.view_functions.get(request.endpoint or ""))
    if rule != "participant" or response.is_streamed or response.mimetype != "text/html":
        return response
    response.vary.add("Accept-Encoding")
    page = response.get_data()
    if len(page) >= LONG and request.accept_encodings.quality("gzip"):
        response.set_data(gzip.compress(page, 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
