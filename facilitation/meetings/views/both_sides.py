"""What two people changed at once on the page of preparation, besides its texts: minutes, order, and the words that its choices are told by."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask import request

from facilitation.i18n import _
from facilitation.meetings import words
from facilitation.meetings.order import as_shown
from facilitation.meetings.shown import MeetingShown
from facilitation.partnerships import service as partnerships
from facilitation.typed import clean
from facilitation.web.both import THEIRS, Clash, Labels, chosen


def labels_of(meeting: MeetingShown) -> Labels:
    """Inside a unit: for each field of the page whose values are ids, what people read for each value."""
    group = meeting.partnership_id
    members = partnerships.members_of(partnership_id=group) if group else ()
    here = {one.member_id: one.name for one in meeting.people if one.member_id}
    return {
        "people": here | {one.id: one.name for one in members},
        "network_type": {kind.value: _(title) for kind, (title, _sentence) in words.NETWORKS.items()},
        "situation": {"sans": _("Sans situation réelle"), "avec": _("À partir d'une situation réelle")},
    }


def minutes_to_set(meeting: MeetingShown, typed: Mapping[str, int]) -> tuple[dict[str, int], list[Clash]]:
    """Of the minutes typed by stage, those to keep, and those that somebody else changed since the page was shown (`etaient-ID`)."""
    stored = {stage.id: stage for stage in meeting.stages}
    kept, clashes = {}, []
    for stage_id, minutes in typed.items():
        name, stage = f"minutes-{stage_id}", stored.get(stage_id)
        if chosen(name) == THEIRS:
            continue
        if stage is None or request.form.get(f"etaient-{stage_id}", "") in ("", str(stage.minutes), str(minutes)):
            kept[stage_id] = minutes
        elif stage.minutes != minutes:
            label = _("Minutes de « %(title)s »", title=stage.title)
            clashes.append(Clash(name, label, str(minutes), str(stage.minutes), text=False))
    return kept, clashes


def minutes_shown(meeting: MeetingShown, faults: Collection[str], *, clash: bool) -> dict[str, tuple[Any, Any]]:
    """For each stage, what its field of minutes holds, and the minutes that it is compared with when it is sent.

    On the page that asks which side to keep (`clash`), that is what is stored by now: sent again, it is a choice.
    """
    shown: dict[str, tuple[Any, Any]] = {}
    for stage in meeting.stages:
        name, was = f"minutes-{stage.id}", request.form.get(f"etaient-{stage.id}", "")
        typed = clean(request.form.get(name, ""))
        touched = name in request.form and (name in faults or typed.strip() != was)
        shown[stage.id] = (typed, stage.minutes if clash else was) if touched else (stage.minutes, stage.minutes)
    return shown


def order_shown(meeting: MeetingShown) -> str:
    """What the page says of the order that it shows: the points, then the stages of each."""
    stages = [stage.id for point in meeting.points for stage in point.stages]
    return as_shown([*(point.id for point in meeting.points), *stages])
