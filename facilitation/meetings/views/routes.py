"""The one blueprint of this room; each module of pages hangs its routes on it.

Addresses (`<id>` is a meeting): `/reunions`, `/reunions/nouvelle`, and under `/reunions/<id>/` `preparer`, `supprimer`, `annuler`, `relecture`,
`corriger`, `clore`, `documents/<readers>/<document>.docx`, `transmettre`, `deroule` here; the desk, the room and the rest beside them.
"""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("meetings", __name__)
