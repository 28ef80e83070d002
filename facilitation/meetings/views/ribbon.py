"""The ribbon while the meeting runs: order, minutes, steps that the guide proposes, modules and points put in."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from facilitation.accounts import access
from facilitation.meetings import service
from facilitation.meetings.forms import whole_minutes
from facilitation.meetings.rules import PointKind
from facilitation.meetings.views.routes import blueprint
from facilitation.meetings.views.showing import change
from facilitation.typed import required
from facilitation.web.context import catalogue, now

Where = Mapping[str, str] | None


@blueprint.post("/reunions/<meeting_id>/pupitre/etapes/<stage_id>/deplacer")
@access.facilitator
@change
def reorder(meeting_id: str, stage_id: str) -> Where:
    steps = request.form.get("pas", "1")
    whole = (
        int(steps) if steps.removeprefix("-").isascii() and steps.removeprefix("-").isdigit() and len(steps) < 5 else 0
    )
    seen = request.form.get("ordre_")
    service.reorder(meeting_id=meeting_id, stage_id=stage_id, steps=whole, now=now(), seen=seen)
    return {"_anchor": f"etape-{stage_id}"}


@blueprint.post("/reunions/<meeting_id>/pupitre/etapes/<stage_id>/minutes")
@access.facilitator
@change
def set_stage_minutes(meeting_id: str, stage_id: str) -> Where:
    minutes = whole_minutes(request.form.get("minutes", ""))
    seen = request.form.get("etaient_", "")
    known = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 5 else None
    service.set_minutes(meeting_id=meeting_id, stage_id=stage_id, minutes=minutes, known=known, now=now())
    return {"_anchor": f"etape-{stage_id}"}


@blueprint.post("/reunions/<meeting_id>/pupitre/etapes/<stage_id>/prendre")
@access.facilitator
@change
def take_stage(meeting_id: str, stage_id: str) -> Where:
    service.take_stage(meeting_id=meeting_id, stage_id=stage_id, taken=request.form.get("prise") == "oui", now=now())
    return {"_anchor": f"etape-{stage_id}"}


@blueprint.post("/reunions/<meeting_id>/pupitre/modules")
@access.facilitator
@change
def insert_module(meeting_id: str) -> Where:
    service.insert_module(
        meeting_id=meeting_id,
        module_id=request.form.get("module", ""),
        after_stage_id=request.form.get("apres") or None,
        catalogue=catalogue(),
        now=now(),
    )
    return {"volet": "ruban"}


@blueprint.post("/reunions/<meeting_id>/pupitre/points")
@access.facilitator
@change
def insert_point(meeting_id: str) -> Where:
    kind = request.form.get("genre", "")
    service.insert_point(
        meeting_id=meeting_id,
        kind=PointKind(kind) if kind in {"information", "discussion", "decision"} else PointKind.DISCUSSION,
        title=required(request.form.get("titre", "")),
        minutes=whole_minutes(request.form.get("minutes", "")),
        now=now(),
    )
    return {"volet": "ruban"}
