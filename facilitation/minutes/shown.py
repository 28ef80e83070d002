"""What the pages of the minutes are shown: frozen data, loaded whole before anything is rendered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from facilitation.confidentiality.readers import Reader
from facilitation.documents.revise import Passage
from facilitation.documents.standing import Standing
from facilitation.meetings.shown import MeetingShown
from facilitation.minutes.rules import Life, Stand
from facilitation.outline import Outline


@dataclass(frozen=True, slots=True)
class RemarkShown:
    """A remark, for the facilitators and the secretary. `settled_at` is None while it waits for an answer."""

    id: str
    author: str
    organisation: str
    text: str
    answer: str
    at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A document of one readership. `silent`: it has nothing to say to them yet."""

    reader: Reader
    document: str
    title: str
    version: int = 1
    silent: bool = False


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version, the documents that it changed, and in which words it says so."""

    number: int
    made_at: datetime
    preparing: bool
    papers: tuple[PaperShown, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActionShown:
    """An action of the meeting, by its number and its wording."""

    id: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class LifePage:
    """The life of the minutes. `code`: of the form for remarks, empty while there is none; `last_day`: for remarks; `approved_at_meeting`: where it was said."""

    meeting: MeetingShown
    life: Life
    stand: Stand
    gesture: str
    code: str
    last_day: date | None
    remarks: tuple[RemarkShown, ...]
    papers: tuple[PaperShown, ...]
    versions: tuple[VersionShown, ...]
    actions: tuple[ActionShown, ...]


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """A closed document with its passages, and what its readers' version says of itself; `passage` is the one that is open, `seen` what tells whether it changed meanwhile."""

    meeting: MeetingShown
    outline: Outline
    standing: Standing
    papers: tuple[PaperShown, ...]
    reader: Reader
    document: str
    preparing: int
    passage: Passage | None
    seen: str
