"""The pages of a meeting: before it, while it runs, after it."""

from facilitation.meetings.views import (
    attending,
    captures,
    convening,
    desk,
    grouping,
    handing,
    invitation,
    leaving,
    lists,
    papers,
    prepare,
    ribbon,
    room,
    run_sheet,
    said,
    secretary,
    team,
)
from facilitation.meetings.views.routes import blueprint

__all__ = [
    "attending",
    "blueprint",
    "captures",
    "convening",
    "desk",
    "grouping",
    "handing",
    "invitation",
    "leaving",
    "lists",
    "papers",
    "prepare",
    "ribbon",
    "room",
    "run_sheet",
    "said",
    "secretary",
    "team",
]
