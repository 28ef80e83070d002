"""Who may read what: readers, and the one selection."""

from facilitation.confidentiality.readers import Mark, Note, Reader, Trace
from facilitation.confidentiality.select import (
    seen_at_desk,
    select,
    shown_in_room,
    through_gate,
    waiting_at_gate,
)

__all__ = [
    "Mark",
    "Note",
    "Reader",
    "Trace",
    "seen_at_desk",
    "select",
    "shown_in_room",
    "through_gate",
    "waiting_at_gate",
]
