"""What the paper kit is made from, and what is done with sheets that come back: load → rules → store. Nothing here commits."""

from facilitation.paper.service.held import held_on_paper, mark_to_retype
from facilitation.paper.service.kit import KitOf, asked_in, kit_of
from facilitation.paper.service.sheets import correct_sheet, remove_sheet, set_handed_out, type_sheet
from facilitation.paper.service.shown import StepLine, TypedRow, TypingPage, overview, typing_page

__all__ = [
    "KitOf", "StepLine", "TypedRow", "TypingPage", "asked_in", "correct_sheet", "held_on_paper", "kit_of", "mark_to_retype", "overview",
    "remove_sheet", "set_handed_out", "type_sheet", "typing_page",
]  # fmt: skip
