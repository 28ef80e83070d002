"""What calls people to a meeting: one page that says what for, when, where and what will be spoken of; the same as text to paste.

Pure. The order of an agenda and its numbers are those that the minutes will have (1, 2, 2.1; `design/documents.md`). A guest of one meeting is named by
what they come as, never by name: the page goes to everybody, and a guest may be the person concerned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from facilitation.documents.front import identity, mention
from facilitation.documents.outcomes import cell
from facilitation.documents.wording import capital
from facilitation.french_dates import duration, glued, hour, local, local_day, long_day, span
from facilitation.i18n import NARROW, WIDE, _, ngettext
from facilitation.outline import AnyBlock, Heading, Listing, Outline, Table, paragraph, plain
from facilitation.typed import clean

_BREAKS = re.compile("[\\n\\t\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029]+")
MOST_LINES = 16
"""Beyond so many lines of agenda, the steps of its guides are left out: the page stays one page."""
UNDATED = "2000-01-01T00:00:00+00:00"


def one_line(text: str) -> str:
    """The text on one line, for a subject or a name: its line breaks become spaces, nothing else changes."""
    return _BREAKS.sub(" ", clean(text)).strip()


@dataclass(frozen=True, slots=True)
class AgendaStep:
    """A step of a guide, as the agenda announces it."""

    title: str
    minutes: int
    begins: datetime | None = None


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A point of the agenda; `kind` says what is expected of it (« une décision à prendre »), empty for a guide, which has `steps`."""

    title: str
    minutes: int
    kind: str = ""
    begins: datetime | None = None
    steps: tuple[AgendaStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Convened:
    """A meeting as people are called to it. `end` is the end announced, with its margin; `invited` and `guests` are lines ready to be read.

    `uid` is that of its entry in every calendar and never changes; `sequence` moves on when what was sent has changed.
    """

    uid: str
    sequence: int
    partnership: str
    title: str
    start: datetime | None
    end: datetime | None = None
    number: str = ""
    place: str = ""
    purpose: str = ""
    convener: str = ""
    invited: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    points: tuple[AgendaItem, ...] = ()
    joined: tuple[str, ...] = ()
    put_off_from: datetime | None = None
    cancelled: bool = False
    reason: str = ""

    @property
    def subject(self) -> str:
        """What the meeting is called where there is one line: its title, else the partnership's."""
        return one_line(self.title) or (
            _("Réunion, %(name)s", name=one_line(self.partnership)) if self.partnership else _("Réunion")
        )

    @property
    def when(self) -> str:
        """« jeudi 7 mai 2026, de 9 h 30 à 11 h 30 », or that the day is not set yet."""
        if self.start is None:
            return _("date à fixer")
        return f"{long_day(self.start)}, {span(self.start, self.end)}"

    @property
    def moved(self) -> str:
        """That it was cancelled or put off, in a sentence or two; empty while it stands as it was first announced."""
        return moved(self.start, self.put_off_from, cancelled=self.cancelled, reason=self.reason)

    @property
    def status(self) -> str:
        """« Annulée », « Reportée », or nothing."""
        if self.cancelled:
            return _("Annulée")
        return _("Reportée") if self.put_off_from else ""


def moved(start: datetime | None, put_off_from: datetime | None, *, cancelled: bool, reason: str) -> str:
    """What has become of a meeting that people knew of, in a sentence or two; empty while it stands as it was first announced."""
    if cancelled:
        said = _("Cette réunion est annulée.")
        return _("%(said)s Motif : %(reason)s", said=said, reason=reason) if reason.strip() else said
    if put_off_from is None:
        return ""
    before = long_day(put_off_from)
    if start is None:
        return _("Réunion reportée : elle était annoncée pour le %(day)s. La date reste à fixer.", day=before)
    return _("Réunion reportée : elle était annoncée pour le %(day)s.", day=before)


def compose(meeting: Convened) -> Outline:
    """The page that calls people to this meeting, with its agenda."""
    document = _("Convocation et ordre du jour")
    session = _("Séance %(number)s", number=meeting.number).replace(" ", WIDE) if meeting.number else ""
    day = glued(long_day(meeting.start)) if meeting.start else _("date à fixer")
    return Outline(
        partnership=meeting.partnership,
        title=_("Réunion annulée") if meeting.cancelled else _("Convocation"),
        subtitle=" : ".join(filter(None, (session, meeting.title))).replace(" : ", f"{WIDE}: "),
        document=document,
        number=session,
        status=meeting.status,
        day=local(meeting.start).isoformat() if meeting.start else UNDATED,
        footer=" · ".join(part for part in (one_line(meeting.partnership)[:60], document, day, meeting.status) if part),
        property_title=", ".join(part for part in (_("Convocation"), session.lower(), day) if part),
        blocks=tuple(_blocks(meeting)),
    )


def _blocks(meeting: Convened) -> Iterator[AnyBlock]:
    if meeting.moved:
        yield paragraph(meeting.moved, role="summary")
    if meeting.start is None:
        yield from identity(_("Quand"), capital(meeting.when))
    else:
        yield from identity(_("Date"), capital(long_day(meeting.start)))
        yield from identity(_("Heures"), capital(span(meeting.start, meeting.end)))
    yield from identity(_("Lieu"), meeting.place)
    yield from identity(_("Objet"), meeting.purpose)
    yield from identity(_("Convoqué par"), meeting.convener)
    if meeting.points and not meeting.cancelled:
        yield Heading(level=1, text=_("Ordre du jour"))
        yield _agenda(meeting)
    if meeting.invited or meeting.guests:
        yield Heading(level=1, text=_("Personnes invitées"))
        yield Listing(items=tuple(plain(line) for line in (*meeting.invited, *meeting.guests)))
    if meeting.joined and not meeting.cancelled:
        yield Heading(level=1, text=_("Documents joints"))
        yield Listing(items=tuple(plain(line) for line in meeting.joined))
    if not meeting.cancelled:
        yield from mention(_("Empêché·e ?"), _absence(meeting))


def _absence(meeting: Convened) -> str:
    """Whom to tell when one cannot come, and what to ask for in order to."""
    told = (
        _("Si vous ne pouvez pas venir, prévenez %(who)s et dites qui vous remplace.", who=one_line(meeting.convener))
        if meeting.convener.strip()
        else _("Si vous ne pouvez pas venir, prévenez la personne qui convoque et dites qui vous remplace.")
    )
    return " ".join((told, _("Dites aussi ce qui vous aiderait à participer : accès, interprète, pauses.")))


@dataclass(frozen=True, slots=True)
class _Line:
    number: str
    title: str
    kind: str
    minutes: int
    begins: datetime | None


def lines(meeting: Convened) -> tuple[_Line, ...]:
    """The lines of the agenda: its points, and the steps of a guide where all hold on the page."""
    whole = tuple(_lines(meeting, with_steps=True))
    return whole if len(whole) <= MOST_LINES else tuple(_lines(meeting, with_steps=False))


def _lines(meeting: Convened, *, with_steps: bool) -> Iterator[_Line]:
    for number, point in enumerate(meeting.points, start=1):
        yield _Line(str(number), point.title, point.kind, point.minutes, point.begins)
        for rank, step in enumerate(point.steps if with_steps else (), start=1):
            yield _Line(f"{number}.{rank}", step.title, "", step.minutes, step.begins)


def _agenda(meeting: Convened) -> Table:
    own = lines(meeting)
    timed = any(line.begins for line in own)
    header = [_("N°"), _("Point"), _("Durée")]
    widths = [13.0, 117.0, 28.0]
    if timed:
        header.append(_("Heure"))
        widths = [13.0, 92.0, 28.0, 27.0]
    return Table(
        title=_("Ordre du jour"),
        description=_("Une ligne par point : le numéro, le titre, la durée et l'heure prévue."),
        header=tuple(header),
        rows=tuple(
            (
                cell(line.number),
                cell(_titled(line)),
                cell(duration(line.minutes)),
                *((cell(hour(line.begins) if line.begins else ""),) if timed else ()),
            )
            for line in own
        ),
        widths=tuple(widths),
    )


def _titled(line: _Line) -> str:
    return f"{line.title}, {line.kind}" if line.kind else line.title


def as_text(meeting: Convened) -> str:
    """The same as plain text, to paste into a message: short lines, no sign that a mail program would take for something else."""
    return "\n".join(_paragraphs(meeting)).strip() + "\n"


def _paragraphs(meeting: Convened) -> Iterator[str]:
    yield _("Bonjour,")
    yield ""
    if meeting.moved:
        yield meeting.moved
        yield ""
    if meeting.cancelled:
        yield _("Elle était prévue : %(when)s.", when=meeting.when)
    else:
        yield _("Vous êtes invité·e à cette réunion :")
    yield ""
    yield from (part for part in (one_line(meeting.partnership), _named(meeting)) if part)
    yield capital(meeting.when)
    yield from _facts(meeting)
    if not meeting.cancelled:
        yield from _rest(meeting)
    yield ""
    yield from (_("Bien à vous,"), one_line(meeting.convener))


def _named(meeting: Convened) -> str:
    session = _("Séance %(number)s", number=meeting.number) if meeting.number else ""
    return _("%(session)s : %(title)s", session=session, title=meeting.subject) if session else meeting.subject


def _facts(meeting: Convened) -> Iterator[str]:
    if meeting.place.strip():
        yield _("Lieu : %(place)s", place=meeting.place)
    if meeting.purpose.strip():
        yield _("Objet : %(purpose)s", purpose=meeting.purpose)


def _rest(meeting: Convened) -> Iterator[str]:
    if meeting.points:
        yield ""
        yield _("Ordre du jour")
        for line in lines(meeting):
            at = _("%(hour)s, ", hour=hour(line.begins)) if line.begins else ""
            yield f"{line.number}. {_titled(line)} ({at}{duration(line.minutes)})"
    if meeting.invited or meeting.guests:
        yield ""
        yield _("Personnes invitées : %(people)s", people=f"{NARROW}; ".join((*meeting.invited, *meeting.guests)))
    if meeting.joined:
        yield ""
        yield _("Documents joints : %(documents)s", documents=f"{NARROW}; ".join(meeting.joined))
    yield ""
    yield _absence(meeting)


def guests_told(functions: tuple[str, ...]) -> tuple[str, ...]:
    """The guests by what they come as; those of whom nothing is said are counted."""
    known = tuple(capital(one_line(one)) for one in functions if one.strip())
    silent = sum(not one.strip() for one in functions)
    if not silent:
        return known
    return (
        *known,
        ngettext("Une personne invitée pour cette séance", "%(num)s personnes invitées pour cette séance", silent),
    )


def is_another_day(before: datetime | None, after: datetime | None) -> bool:
    """Whether a meeting announced for `before` is put off: another day in Brussels, or no day any more."""
    return before is not None and (after is None or local_day(after) != local_day(before))
