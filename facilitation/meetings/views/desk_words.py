"""The words of the desk: kinds of outcomes, presences, when the meeting should end. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace

from facilitation.activities import registry
from facilitation.activities.base import Part
from facilitation.confidentiality.readers import Mark, Reader, Trace
from facilitation.french_dates import hour
from facilitation.guides.schema import Flag
from facilitation.i18n import _, mark, ngettext
from facilitation.meetings.asked import FEWEST, count_told, several
from facilitation.meetings.asked import is_authors as authors
from facilitation.meetings.groups import MOST_GROUPS, how_many
from facilitation.meetings.rules import PointKind, Presence, StageState
from facilitation.meetings.service.groups import group_name, groups_shown
from facilitation.meetings.shown import DeskPage, GroupShown, LineShown, MeetingShown, OutcomeShown, StageShown
from facilitation.meetings.words import moved, when
from facilitation.outcomes.rules import MODES, NAMES, OutcomeKind, PersonTouched

KINDS = (
    (OutcomeKind.DECISION, "D", mark("Décision")),
    (OutcomeKind.ACTION, "A", mark("Action")),
    (OutcomeKind.QUESTION, "Q", mark("Question")),
    (OutcomeKind.RESERVE, "R", mark("Réserve")),
    (OutcomeKind.ASIDE, "C", mark("Mettre de côté")),
)
OPENINGS = {
    OutcomeKind.DECISION: mark("Ce que le groupe décide : un verbe, ce qui change, jusqu'à quand"),
    OutcomeKind.ACTION: mark("Ce qui sera fait : un verbe et un résultat"),
    OutcomeKind.QUESTION: mark("La question qui reste ouverte"),
    OutcomeKind.RESERVE: mark("La réserve, telle qu'elle est dite"),
    OutcomeKind.ASIDE: mark("Ce dont le groupe parlera une autre fois"),
}
PRESENCES = (
    (Presence.PRESENT, mark("Présent·e")),
    (Presence.EXCUSED, mark("Excusé·e")),
    (Presence.ABSENT, mark("Absent·e")),
    (Presence.REPRESENTED, mark("Représenté·e par")),
)
READERS = (
    (Reader.GROUPE, "r-group", mark("le groupe"), mark("Le groupe : les personnes présentes")),
    (
        Reader.PARTENAIRES,
        "r-partners",
        mark("les partenaires"),
        mark("Les partenaires, y compris les services absents"),
    ),
    (Reader.PERSONNE, "r-person", mark("la personne concernée"), mark("La personne concernée")),
    (Reader.PUBLIC, "r-public", mark("tout le monde"), mark("Tout le monde, hors du partenariat aussi")),
)
MARKS = {
    Mark.CONFIDENCE: mark("Dit en confiance : dans aucun document, effacé à la clôture"),
    Mark.SITUATION: mark("Touche une personne : ne sort pas du groupe sans son accord"),
}
POINT_KINDS = (
    (PointKind.DISCUSSION, mark("Une discussion")),
    (PointKind.INFORMATION, mark("Une information")),
    (PointKind.DECISION, mark("Une décision à prendre")),
)

ANOTHER_DAY = timedelta(hours=12)
"""Further than this from the end announced, a meeting that begins was put off or brought forward: that hour is no longer the group's."""


def clock(seconds: int) -> str:
    """« 6:40 »; a negative duration without its sign."""
    minutes, rest = divmod(abs(seconds), 60)
    return f"{minutes}:{rest:02}"


def planned_end(meeting: MeetingShown) -> datetime | None:
    """When the group was told that it would end; without an announced hour, or on another day, what the beginning and the ribbon say."""
    started, announced = meeting.started_at, meeting.announced_end
    if announced is not None and (started is None or abs(announced - started) < ANOTHER_DAY):
        return announced
    return started + timedelta(minutes=meeting.total + meeting.margin) if started else None


def ending(meeting: MeetingShown) -> str:
    """« fin vers 11 h 07, 2 minutes de plus que prévu », or nothing when no end is known."""
    expected, planned = meeting.expected_end, planned_end(meeting)
    if expected is None:
        return ""
    late = round((expected - planned).total_seconds() / 60) if planned else 0
    if late < 1:
        return _("fin vers %(hour)s", hour=hour(expected))
    return ngettext(
        "fin vers %(hour)s, une minute de plus que prévu",
        "fin vers %(hour)s, %(num)s minutes de plus que prévu",
        late,
        hour=hour(expected),
    )


def is_late(meeting: MeetingShown) -> bool:
    """Whether the meeting should end after the hour announced."""
    planned = planned_end(meeting)
    return bool(meeting.expected_end and planned and meeting.expected_end - planned >= timedelta(minutes=1))


def following(meeting: MeetingShown) -> StageShown | None:
    """The stage of the ribbon that comes after the one that runs, or None."""
    here = meeting.current
    later = meeting.stages[meeting.stages.index(here) + 1 :] if here else ()
    return next((one for one in later if one.taken and one.state is StageState.TO_COME), None)


def preceding(meeting: MeetingShown) -> StageShown | None:
    """The stage of the ribbon just before the one that runs, or None."""
    here = meeting.current
    earlier = meeting.stages[: meeting.stages.index(here)] if here else ()
    return next((one for one in reversed(earlier) if one.taken), None)


def length(minutes: int) -> str:
    """The class that draws a step's length on the thread."""
    return next(
        name for most, name in ((7, "m5"), (12, "m10"), (17, "m15"), (25, "m20"), (999, "m30")) if minutes <= most
    )


def captured_by(activity: str) -> OutcomeKind | None:
    """The kind of outcome that a step of this activity is made for, or None."""
    return OutcomeKind(activity) if activity in ("decision", "action", "question") else None


def is_anonymous(stage: StageShown) -> bool:
    """Whether answers of this step have no author."""
    return Flag.ANONYME in stage.step.flags


def is_authors(stage: StageShown) -> bool:
    """Whether people write for themselves in this step: what a phone sends reaches the desk only once its author shares it."""
    return authors(stage.step)


def has_timer(stage: StageShown) -> bool:
    """Whether the step is timed."""
    return Flag.SANS_MINUTEUR not in stage.step.flags


def keeps_something(stage: StageShown) -> bool:
    """Whether anything may be written in this step."""
    return stage.step.trace.value != "aucune"


def remains(stage: StageShown) -> str:
    """What becomes of the answers of this step, as the guide promised it to the group."""
    return {
        Trace.PV: _("Ces textes restent : ils iront dans les documents de leurs lecteurs."),
        Trace.SYNTHESE: _("Seule la formulation validée, plus bas, restera. Ces textes s'effacent à la clôture."),
        Trace.PERSO: _("Chacun garde le sien, et peut l'emporter. Ces textes s'effacent à la clôture."),
        Trace.SESSION: _("Ces textes s'effacent à la clôture."),
        Trace.AUCUNE: "",
    }[stage.step.trace]


def leaves_a_wording(stage: StageShown) -> bool:
    """Whether a wording validated in this step remains: in the others it would be erased, and is not asked for."""
    return stage.step.trace in (Trace.PV, Trace.SYNTHESE)


def answer_fields(activity: str, config: Part) -> tuple[str, ...]:
    """The fields of an answer; none where nobody answers."""
    return tuple(registry.get(activity).fields(config))


def begun(fields: Iterable[str], values: Mapping[str, str]) -> bool:
    """Whether anything was typed or chosen in these fields."""
    return any(values.get(name, "").strip() for name in fields)


def here_count(meeting: MeetingShown) -> int:
    """How many people are here: by name, else the number given."""
    return sum(one.here for one in meeting.people) if meeting.people else meeting.expected


def count(page: DeskPage) -> str:
    """« 5 réponses sur 9 », or how many texts where one person writes several."""
    return count_told(page.answered, here_count(page.meeting), many=several(page.stage.step, page.config))


def in_groups(stage: StageShown) -> bool:
    """Whether the guide leads this step in sub-groups, or they are drawn already."""
    return bool(stage.groups) or Flag.SOUS_GROUPES in stage.step.flags


def groups_proposed(meeting: MeetingShown, stage: StageShown) -> int:
    """How many sub-groups to propose for those who are here."""
    return min(MOST_GROUPS, how_many(here_count(meeting), stage.group_size))


def groups_named(meeting: MeetingShown, stage: StageShown) -> tuple[GroupShown, ...]:
    """The sub-groups of the step with everybody's name, as the desk and the secretary see them."""
    return groups_shown(stage.groups, {one.id: one.name for one in meeting.people})


def groups_before(meeting: MeetingShown, stage: StageShown) -> int:
    """How many sub-groups the last step of this point that had some was in; 0 when none had."""
    point = [one for one in meeting.stages if one.point_id == stage.point_id]
    earlier = [len(one.groups) for one in point[: point.index(stage)] if one.groups]
    return earlier[-1] if earlier else 0


def gist(line: LineShown) -> str:
    """The longest text of an answer: what one knows it by in a list."""
    return max(line.fields.values(), key=len, default="")


def to_complete(outcome: OutcomeShown) -> str:
    """What is worth completing, in a few words; empty when nothing is missing."""
    missing = []
    if outcome.kind is OutcomeKind.DECISION and outcome.touches_person is PersonTouched.UNSAID:
        missing.append(_("touche-t-elle des personnes ?"))
    if outcome.kind is OutcomeKind.ACTION:
        if not (outcome.bearer or outcome.to_confirm_by):
            missing.append(_("qui ?"))
        if outcome.due_on is None:
            missing.append(_("pour quand ?"))
    return " ".join(missing)


WORDS = SimpleNamespace(
    kinds=KINDS,
    names=NAMES,
    openings=OPENINGS,
    presences=PRESENCES,
    readers=READERS,
    marks=MARKS,
    modes=MODES,
    point_kinds=POINT_KINDS,
    clock=clock,
    ending=ending,
    is_late=is_late,
    following=following,
    preceding=preceding,
    length=length,
    captured_by=captured_by,
    is_anonymous=is_anonymous,
    is_authors=is_authors,
    FEWEST=FEWEST,
    has_timer=has_timer,
    keeps_something=keeps_something,
    remains=remains,
    leaves_a_wording=leaves_a_wording,
    answer_fields=answer_fields,
    begun=begun,
    here_count=here_count,
    count=count,
    gist=gist,
    in_groups=in_groups,
    groups_proposed=groups_proposed,
    groups_named=groups_named,
    groups_before=groups_before,
    group_name=group_name,
    to_complete=to_complete,
    moved=moved,
    when=when,
)
