"""The one blueprint of this room; each module of pages hangs its routes on it.

Addresses: `/rejoindre` (where a code is typed), `/ecran` (where a screen's link is opened), under `/salle/<meeting_id>` what a phone reaches, under
`/ecran/<meeting_id>` what a room screen reaches, and under `/reunions/<meeting_id>/appareils` what the desk decides about them.
"""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("live", __name__)
