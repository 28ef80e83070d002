"""The sub-groups of a step, at the desk: drawn, drawn again, somebody moved, somebody writing for their group."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from facilitation.accounts import access
from facilitation.meetings.groups import NoGroups
from facilitation.meetings.service import groups
from facilitation.meetings.views.routes import blueprint
from facilitation.meetings.views.showing import change
from facilitation.web.context import now

Where = Mapping[str, str] | None
PLACE = {"_anchor": "sous-groupes"}


@blueprint.post("/reunions/<meeting_id>/pupitre/etapes/<stage_id>/groupes")
@access.facilitator
@change
def draw_groups(meeting_id: str, stage_id: str) -> Where:
    typed, asked = request.form.get("nombre", "").strip(), request.form.get("facon", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4):
        raise NoGroups()
    way = next((way for way in groups.WAYS if way == asked), groups.WAYS[0])
    groups.draw(meeting_id=meeting_id, stage_id=stage_id, count=int(typed), way=way, now=now())
    return PLACE


@blueprint.post("/reunions/<meeting_id>/pupitre/etapes/<stage_id>/groupes/deplacer")
@access.facilitator
@change
def move_to_group(meeting_id: str, stage_id: str) -> Where:
    person, to = request.form.get("personne", ""), request.form.get("groupe", "")
    groups.move(meeting_id=meeting_id, stage_id=stage_id, attendance_id=person, to=to, now=now())
    return PLACE


@blueprint.post("/reunions/<meeting_id>/pupitre/etapes/<stage_id>/groupes/ecrit")
@access.facilitator
@change
def let_write(meeting_id: str, stage_id: str) -> Where:
    person = request.form.get("personne", "")
    groups.let_write(meeting_id=meeting_id, stage_id=stage_id, attendance_id=person, now=now())
    return PLACE


@blueprint.post("/reunions/<meeting_id>/pupitre/etapes/<stage_id>/groupes/dissoudre")
@access.facilitator
@change
def dissolve_groups(meeting_id: str, stage_id: str) -> Where:
    groups.dissolve(meeting_id=meeting_id, stage_id=stage_id, now=now())
    return PLACE
