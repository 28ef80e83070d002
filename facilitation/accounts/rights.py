"""Who reaches what, in one table: for each rule that a route may wear, the visitors that it lets in (`architecture.md`, « People »).

The decorators of `access` read it, and the tests draw the matrix of routes from it. Adding a rule is adding a line, then its decorator.
"""

from __future__ import annotations

from typing import Literal

Rule = Literal[
    "open_to_all", "open_to_room", "signed_in", "partnership", "facilitator", "secretary", "participant", "screen"
]
Visitor = Literal["facilitator", "secretary", "owner", "account", "participant", "screen", "nobody"]
"""Of the object that an address names: its facilitator, its secretary, an account that looks after its partnership; any other account; a phone and a room
screen that joined it; a browser that holds nothing. Whoever opens a link to a draft of minutes is nobody: the code in the body is what lets them write."""

SIGNED_IN: frozenset[Visitor] = frozenset({"facilitator", "secretary", "owner", "account"})
EVERYBODY: frozenset[Visitor] = SIGNED_IN | {"participant", "screen", "nobody"}
ADMITTED: dict[Rule, frozenset[Visitor]] = {
    "open_to_all": EVERYBODY,  # signing in, making an account from a link, remarking upon a draft with its link
    "open_to_room": EVERYBODY,  # joining, also by the room's address
    "signed_in": SIGNED_IN,  # partnerships, library, meetings: each page lists the account's own
    "partnership": frozenset({"owner"}),  # what is kept of the partnership `partnership_id`
    "facilitator": frozenset({"facilitator"}),  # desk, notebook, moves, closing, export, readers, hand-over
    "secretary": frozenset({"facilitator", "secretary"}),  # capture, syntheses, entry for others, room screen
    "participant": frozenset({"participant"}),  # a phone contributes
    "screen": frozenset({"screen"}),  # a room screen shows
}
BY_THE_ROOM: frozenset[Rule] = frozenset({"participant", "screen", "open_to_room"})
"""The rules of what is reached by the room's address, beside static files."""
GUARDED: dict[Rule, str] = {
    "partnership": "partnership_id",
    "facilitator": "meeting_id",
    "secretary": "meeting_id",
    "participant": "meeting_id",
    "screen": "meeting_id",
}
"""For each rule about an object, the name in the address that says which."""


def parts(rule: Rule) -> tuple[str, ...]:
    """The parts in a meeting that this rule lets in: « facilitator », « secretary »."""
    return tuple(sorted(ADMITTED[rule] & {"facilitator", "secretary"}))
