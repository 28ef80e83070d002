"""The one blueprint of this room. Addresses: `/bulletin`, and under `/reunions/<meeting_id>/consultation/<stage_id>` what its facilitators do."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("consultations", __name__)
