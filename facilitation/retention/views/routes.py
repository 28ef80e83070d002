"""The one blueprint of this room; each module of pages hangs its routes on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("retention", __name__)
