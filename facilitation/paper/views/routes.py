"""The one blueprint of this room.

Addresses: `/reunions/<id>/kit` and `/bibliotheque/<guide>/kit` to choose, `…/kit/feuilles` to print, `…/kit.docx`; `/reunions/<id>/saisie` to type in again.
"""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("paper", __name__)
