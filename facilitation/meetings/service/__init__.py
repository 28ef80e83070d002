"""What can be done with a meeting: load → rules → store. Called inside a unit of work; nothing here commits."""

from facilitation.meetings.ledger import Conflict
from facilitation.meetings.service.again import show_again
from facilitation.meetings.service.agenda import (
    insert_module,
    insert_point,
    move_point,
    move_stage,
    proposals,
    remove_point,
    set_minutes,
    use_guide,
)
from facilitation.meetings.service.answers import (
    answer,
    correct,
    direct,
    draft,
    drop_draft,
    hide,
    reveal,
    save_draft,
    save_note,
    save_synthesis,
)
from facilitation.meetings.service.blocks import block_text, correct_block
from facilitation.meetings.service.convening import convened, tell_again
from facilitation.meetings.service.erasing import erase
from facilitation.meetings.service.follow import Waiting, take_up, waiting
from facilitation.meetings.service.lead import (
    back,
    cancel,
    convene,
    end,
    forward,
    go_to,
    leave_guide,
    lengthen,
    open_meeting,
    pause,
    remember_capture,
    reorder,
    resume,
    resume_ended,
    set_neutral,
    skip,
    start,
    take_stage,
    undo,
)
from facilitation.meetings.service.loading import named, role_of
from facilitation.meetings.service.pages import (
    coming,
    desk_page,
    meeting_shown,
    meetings_of,
)
from facilitation.meetings.service.papers import (
    all_outlines,
    choose_annex,
    close,
    close_overdue,
    documents_for,
    is_running_for,
    outline,
    outlines_leaving,
    papers_page,
    record_of,
    save_next,
    waits_at_gate,
    word_file,
)
from facilitation.meetings.service.people import add_guest, arrive, leave, set_presence
from facilitation.meetings.service.prepare import attach, change, delete, duplicate, prepare, set_count
from facilitation.meetings.service.sequel import Sequel, sequel, take_sequel
from facilitation.meetings.service.wall import forget as forget_pages
from facilitation.meetings.service.wall import kept_page, room_page
from facilitation.outcomes.service import mark_read

__all__ = [
    "Conflict", "Sequel", "Waiting", "add_guest", "all_outlines", "answer", "arrive", "attach", "back", "block_text", "cancel", "change", "choose_annex", "close", "close_overdue", "coming",
    "convene", "convened", "correct", "correct_block", "delete", "desk_page", "direct", "documents_for", "draft", "drop_draft", "duplicate",
    "end", "erase", "forget_pages", "forward", "go_to", "hide", "insert_module", "insert_point", "is_running_for", "kept_page", "leave", "leave_guide",
    "lengthen", "mark_read", "meeting_shown", "meetings_of", "move_point", "move_stage", "named", "open_meeting", "outline", "outlines_leaving",
    "papers_page", "pause", "prepare", "proposals", "record_of", "remember_capture", "remove_point", "reorder", "resume", "resume_ended", "reveal",
    "role_of", "room_page", "save_draft", "sequel", "take_sequel", "save_next", "save_note", "save_synthesis", "set_count", "set_minutes",
    "set_neutral", "set_presence", "show_again", "skip", "start", "take_stage", "take_up", "tell_again", "undo", "use_guide", "waiting", "word_file", "waits_at_gate",
]  # fmt: skip
