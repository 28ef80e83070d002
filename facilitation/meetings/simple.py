"""A simple point of the agenda, as a guide of one step: so that whatever leads a guide leads it too. Pure."""

from __future__ import annotations

from facilitation.confidentiality.readers import Trace
from facilitation.guides.schema import ActivityChoice, Audience, GroupSize, Guide, Step, Subject
from facilitation.i18n import _, mark
from facilitation.meetings.rules import PointKind

STEP = "point"
NAMES = {
    PointKind.INFORMATION: mark("Information"),
    PointKind.DISCUSSION: mark("Discussion"),
    PointKind.DECISION: mark("Décision"),
}
BRIEFINGS = {
    PointKind.INFORMATION: mark(
        "Une information se donne, puis une question ou deux. Ce qui appelle une discussion devient un point à part."
    ),
    PointKind.DISCUSSION: mark(
        "Un premier tour où chacun peut passer, puis la discussion. Redire à la fin ce qui en ressort."
    ),
    PointKind.DECISION: mark(
        "Formuler la proposition en une phrase avant d'en discuter. Dire comment on décide. Demander les réserves."
    ),
}


def simple_guide(kind: PointKind, title: str, minutes: int) -> Guide:
    """The guide of a simple point: one step of notes, kept in the minutes. Its title is what people typed, shown as plain text."""
    step = Step(
        id=STEP,
        title=title,
        minutes=minutes,
        briefing=_(BRIEFINGS[kind]),
        activity=ActivityChoice(type="notes", settings={}),
        trace=Trace.PV,
        essential=True,
    )
    return Guide(
        format=1,
        id=f"point-{kind.value}",
        language="fr",
        version="1.0.0",
        title=title,
        summary=_(NAMES[kind]),
        audiences=(Audience.PARTENARIAT,),
        subject=Subject.PARTENARIAT,
        duration=max(1, minutes),
        group=GroupSize(min=1, max=1000),
        sources=(),
        licence="CC-BY-4.0",
        attribution=_("Point simple"),
        steps=(step,),
    )
