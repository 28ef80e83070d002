"""The one blueprint of this room.

Addresses (`<id>` is a meeting): `/reunions/<id>/proces-verbal` and what hangs on it, `/reunions/<id>/documents/<readers>/<document>/autre`,
`/reunions/<id>/actions/<outcome>/fiche`; and `/remarques`, for whoever received the link.
"""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("minutes", __name__)
