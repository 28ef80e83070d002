"""Correcting minutes after the closing: corrections are gathered, then made into one new version that says what changed."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import delete, select

from facilitation.confidentiality.readers import Reader
from facilitation.database import db
from facilitation.documents.revise import Passage, changed, passage, passages, revised, rewritings
from facilitation.documents.wording import sentence
from facilitation.errors import NotHere
from facilitation.i18n import NARROW, _
from facilitation.meetings import service as meetings
from facilitation.meetings.ledger import Conflict, lock_meeting, tell
from facilitation.meetings.models import FrozenOutline
from facilitation.meetings.service import frozen
from facilitation.minutes.rules import PREPARATION, status_of_version
from facilitation.minutes.service.life import PASSAGES, facts, in_order, paper
from facilitation.minutes.shown import CorrectionPage
from facilitation.outcomes.models import Outcome
from facilitation.outline import Outline
from facilitation.typed import kept, required

Key = tuple[str, str]


def correction_page(
    *, meeting_id: str, reader: Reader, document: str, place: str, now: datetime
) -> CorrectionPage | None:
    """The closed document with the corrections gathered so far, and the passage of this place; None for a document that was not frozen. Raises NotHere."""
    rows = frozen.rows_of(meeting_id, preparing=True)
    newest = _newest(rows)
    row = newest.get((reader.value, document))
    if row is None:
        return None
    outline = Outline.from_json(row.outline)
    found = passage(outline, place) if place else None
    meeting = lock_meeting(meeting_id, writable=False)
    return CorrectionPage(
        meeting=meetings.meeting_shown(meeting_id=meeting_id, now=now),
        outline=outline,
        standing=frozen.standing(meeting, _made(rows, row)),
        papers=tuple(sorted(map(paper, newest.values()), key=in_order)),
        reader=reader,
        document=document,
        preparing=max((one.version for one in rows if one.status == PREPARATION), default=0),
        passage=found,
        seen=seen_as(found) if found is not None else "",
    )


def correct(
    *,
    meeting_id: str,
    reader: Reader,
    document: str,
    place: str,
    texts: tuple[str, ...],
    says: str,
    seen: str,
    now: datetime,
) -> int:
    """Rewrite a passage in the version in preparation, in every document that holds its very words; gives how many documents changed.

    `says`: what changes, in a sentence, told in those documents only; `seen`: the passage as the page showed it. Raises NotHere, Conflict, Empty, TooLong.
    """
    meeting = lock_meeting(meeting_id, writable=False)
    rows = frozen.rows_of(meeting_id, preparing=True)
    newest = _newest(rows)
    row = newest.get((reader.value, document))
    old = passage(Outline.from_json(row.outline), place) if row is not None else None
    if old is None or len(texts) != len(old.texts):
        raise NotHere()
    told, wanted = required(says), (_first(old, texts[0]), *map(kept, texts[1:]))
    if seen != seen_as(old):
        raise Conflict(mine="\n".join(wanted), theirs="\n".join(old.texts), version=0)
    changes, done = rewritings(old, wanted), 0
    number = max((one.version for one in rows if one.status != PREPARATION), default=0) + 1
    for one in newest.values():
        before = Outline.from_json(one.outline)
        after = revised(before, changes)
        if after != before:
            _keep(one, after, told, number, now)
            done += 1
    if done:
        tell(meeting, "minutes_corrected", now, documents=done)
    db.session.flush()
    return done


def _first(old: Passage, text: str) -> str:
    """What stands beside a label must say something; a paragraph or an item may be taken away."""
    return required(text) if old.number or len(old.texts) > 1 else kept(text)


def _keep(row: FrozenOutline, after: Outline, told: str, number: int, now: datetime) -> None:
    if row.status == PREPARATION:
        row.outline = after.to_json()
        row.changes = "\n".join(dict.fromkeys((*row.changes.split("\n"), told)))
        return
    db.session.add(
        FrozenOutline(
            meeting_id=row.meeting_id,
            document=row.document,
            reader=row.reader,
            version=number,
            status=PREPARATION,
            changes=told,
            outline=after.to_json(),
            frozen_at=now,
        )
    )


def publish(*, meeting_id: str, now: datetime) -> int:
    """Make the corrections gathered so far a version; gives its number, or 0 when there are none. Raises NotHere."""
    meeting = lock_meeting(meeting_id, writable=False)
    rows = frozen.rows_of(meeting_id, preparing=True)
    waiting = [row for row in rows if row.status == PREPARATION]
    made = _newest(tuple(row for row in rows if row.status != PREPARATION))
    status = status_of_version(facts(meeting, rows))
    for row in waiting:
        before = Outline.from_json(made[row.reader, row.document].outline)
        after = Outline.from_json(row.outline)
        row.changes = _told(row.changes, changed(before, after))
        row.status, row.frozen_at = status, now
        _follow(meeting_id, before, after)
    if waiting:
        tell(meeting, "minutes_version", now, version=waiting[0].version, documents=len(waiting))
    db.session.flush()
    return waiting[0].version if waiting else 0


def _told(says: str, places: tuple[str, ...]) -> str:
    """What the version says of itself: the sentences typed, then the passages that differ."""
    lines = [sentence(line) for line in says.split("\n") if line.strip()]
    if places:
        lines.append(sentence(_(PASSAGES, places=f"{NARROW}; ".join(places))))
    return "\n".join(lines)


def _follow(meeting_id: str, before: Outline, after: Outline) -> None:
    """An outcome whose wording was corrected comes back at the next meeting in its new words."""
    old = {one.place: one for one in passages(before)}
    for one in passages(after):
        was = old.get(one.place)
        if not one.number or not one.source or was is None or was.texts[0] == one.texts[0]:
            continue
        outcome = db.session.get(Outcome, one.source)
        if outcome is not None and outcome.meeting_id == meeting_id and outcome.text == was.texts[0]:
            outcome.text = one.texts[0]
            outcome.version += 1


def drop(*, meeting_id: str, now: datetime) -> None:
    """Give up the corrections gathered so far. Raises NotHere."""
    meeting = lock_meeting(meeting_id, writable=False)
    db.session.execute(
        delete(FrozenOutline).where(FrozenOutline.meeting_id == meeting_id, FrozenOutline.status == PREPARATION)
    )
    tell(meeting, "minutes_correction_dropped", now)
    db.session.flush()


def version_outline(*, meeting_id: str, reader: Reader, document: str, version: int) -> Outline:
    """This version of this document, saying whether another replaced it. Raises NotHere; a version in preparation is nobody's."""
    meeting = lock_meeting(meeting_id, writable=False)
    query = select(FrozenOutline).where(
        FrozenOutline.meeting_id == meeting_id,
        FrozenOutline.document == document,
        FrozenOutline.reader == reader.value,
        FrozenOutline.status != PREPARATION,
        FrozenOutline.version >= version,
    )
    found = db.session.scalars(query.order_by(FrozenOutline.version)).all()
    if not found or found[0].version != version:
        raise NotHere()
    return frozen.as_it_stands(meeting, found[0], replaced_by=found[1].version if len(found) > 1 else 0)


def _newest(rows: tuple[FrozenOutline, ...]) -> dict[Key, FrozenOutline]:
    return {(row.reader, row.document): row for row in rows}


def _made(rows: tuple[FrozenOutline, ...], row: FrozenOutline) -> FrozenOutline:
    """The version of the same document that readers have now."""
    own = [
        one for one in rows if (one.reader, one.document) == (row.reader, row.document) and one.status != PREPARATION
    ]
    return own[-1]


def seen_as(found: Passage) -> str:
    """What tells that a passage is still as a page showed it."""
    return hashlib.sha256("\x00".join(found.texts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
