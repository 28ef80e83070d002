"""What can be done with minutes: load → rules → store. Called inside a unit of work; nothing here commits."""

from facilitation.meetings.ledger import Conflict
from facilitation.minutes.service.life import (
    approve,
    approve_overdue,
    facts,
    life_page,
    new_link,
    send,
)
from facilitation.minutes.service.remarks import add_remark, settle, take_remark
from facilitation.minutes.service.sheets import action_sheet, sheet_readers
from facilitation.minutes.service.versions import correct, correction_page, drop, publish, version_outline

__all__ = [
    "Conflict", "action_sheet", "add_remark", "approve", "approve_overdue", "correct", "correction_page", "drop", "facts", "life_page",
    "new_link", "publish", "send", "settle", "sheet_readers", "take_remark", "version_outline",
]  # fmt: skip
