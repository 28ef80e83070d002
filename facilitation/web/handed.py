"""Each document that leaves is a line of the security journal: which kind, for which readers, of which meeting. Here alone, whatever page it left from.

Taking a document away is reading: nothing is written then. The line waits in memory and goes down with the next change (`accounts.seen`).
"""

from __future__ import annotations

from flask import Flask, Response, request

from facilitation.accounts import access
from facilitation.confidentiality.readers import Reader

READERS = frozenset(one.value for one in Reader)


def init_app(app: Flask) -> None:
    """Look at every answer."""
    app.after_request(_note)


def _note(response: Response) -> Response:
    asked = request.view_args or {}
    leaves = response.headers.get("Content-Disposition", "").startswith("attachment")
    if leaves and response.status_code == 200 and "meeting_id" in asked and access.is_signed_in():
        reader = str(asked.get("readers") or request.args.get("lecteurs", ""))
        access.note_later(
            "document_handed_over",
            meeting=asked["meeting_id"],
            reader=reader if reader in READERS else "",
            what=(request.endpoint or "").rpartition(".")[2],
        )
    return response
