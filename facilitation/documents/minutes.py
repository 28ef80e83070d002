"""The minutes (« procès-verbal »): headings, order and numbers of `domain/protocoles.md` §C.2; empty sections are absent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from facilitation.documents.front import (
    confidentiality,
    furnished,
    guide_mentions,
    guides_of,
    identity,
    identity_lines,
    mention,
    recipients,
    session_line,
    titled,
)
from facilitation.documents.outcomes import (
    actions_table,
    all_outcomes,
    bearer,
    cell,
    counted_actions,
    counted_decisions,
    counted_questions,
    counted_reserves,
    decisions_table,
    of_kind,
    strong,
    written,
)
from facilitation.documents.plan import status_words
from facilitation.documents.record import OutcomeRecord, Point, Presence, Record
from facilitation.documents.steps import annex, opinions, sections
from facilitation.documents.vigilance import softened_for
from facilitation.documents.wording import capital, listed, number_word, opened, sentence, short
from facilitation.french_dates import day, hour, local_day, long_day, span
from facilitation.i18n import NARROW, WIDE, _, mark, ngettext
from facilitation.outline import (
    AnyBlock,
    Heading,
    Listing,
    Outline,
    Paragraph,
    Runs,
    SignatureLine,
    Table,
    paragraph,
    plain,
)

BRIEF_SIGNS, BRIEF_DECISIONS = 190, 3  # what decisions may take of « En bref »: three lines; beyond, their numbers


def compose(record: Record) -> Outline:
    """The minutes of this meeting for this readership. The record was already selected: nothing is chosen here but order and form."""
    guides = guides_of(record)
    title = (
        mark("Synthèse de l'atelier du %(day)s") if record.workshop else mark("Procès-verbal de la réunion du %(day)s")
    )
    return furnished(
        record,
        document=_("Synthèse d'atelier") if record.workshop else _("Procès-verbal"),
        title=titled(title, record),
        subtitle=session_line(record),
        blocks=tuple(_blocks(record)),
        guides=guides,
    )


def _blocks(record: Record) -> Iterator[AnyBlock]:
    outcomes = all_outcomes(record)
    yield from identity_lines(record)
    yield from brief(record, outcomes)
    yield from _section(_("Présences"), (*attendance(record), *identity(_("Quorum"), record.quorum.told)))
    yield from _section(_("Ordre du jour"), _agenda(record))
    yield from _section(_approval_title(record), _typed(record.previous_minutes))
    yield from _section(_("Suivi des décisions et actions"), _follow_up(record))
    for number, point in enumerate(record.points, 1):
        if not point.withheld:
            yield from sections(point, number, record)
    decisions, actions = of_kind(outcomes, "decision"), of_kind(outcomes, "action")
    yield from _section(_("Décisions"), [decisions_table(decisions)] if decisions else [])
    yield from _section(_("Actions"), [actions_table(actions)] if actions else [])
    yield from _section(_("Questions en suspens"), open_matters(record, outcomes))
    yield from _section(_("Divers"), _typed(record.other_business))
    yield from _section(_("Prochaine réunion"), next_meeting(record))
    yield from _section(_("Avis de sortie"), opinions(record))
    yield from _ending(record)
    yield from _section(_("Annexe : textes mot à mot"), annex(record))
    yield from mention(_("Liste de diffusion"), recipients(record))
    yield from mention(_("Confidentialité"), confidentiality(record))
    yield from guide_mentions(record, guides_of(record))


def _section(title: str, blocks: Iterable[AnyBlock]) -> Iterator[AnyBlock]:
    body = list(blocks)
    if body:
        yield Heading(level=1, text=title)
        yield from body


def _typed(text: str) -> list[AnyBlock]:
    return [paragraph(text)] if text.strip() else []


def brief(record: Record, outcomes: tuple[OutcomeRecord, ...]) -> Iterator[AnyBlock]:
    """« En bref »: what was decided (first words; in full below), how much is to do, when the group meets again: three lines."""
    parts = [_decided(of_kind(outcomes, "decision"))]
    counts = listed(words(len(found)) for kind, words in _COUNTS.items() if (found := of_kind(outcomes, kind)))
    parts.append(capital(counts))
    if record.next_meeting and record.next_meeting.start:
        parts.append(_("Prochaine séance le %(day)s", day=day(record.next_meeting.start)))
    told = " ".join(sentence(part) for part in parts if part)
    if told:
        yield Paragraph(runs=opened(_("En bref"), told), role="summary")


def _decided(decisions: tuple[OutcomeRecord, ...]) -> str:
    if not decisions:
        return ""
    counted = capital(counted_decisions(len(decisions)))
    if len(decisions) > BRIEF_DECISIONS:
        named = ", ".join(decision.number for decision in decisions if decision.number)
    else:
        named = f"{NARROW}; ".join(_within(BRIEF_SIGNS, [" ".join(one.text.split()).rstrip(".") for one in decisions]))
    return _("%(counted)s : %(named)s", counted=counted, named=named) if named else counted


def _within(signs: int, texts: list[str]) -> list[str]:
    """The texts in these signs all together: what a short one leaves goes to the longer ones, cut after a word."""
    shares: dict[int, int] = {}
    for rank, place in enumerate(sorted(range(len(texts)), key=lambda one: len(texts[one]))):
        shares[place] = (signs - sum(min(shares[done], len(texts[done])) for done in shares)) // (len(texts) - rank)
    return [short(text, shares[place]) for place, text in enumerate(texts)]


_COUNTS: dict[str, Callable[[int], str]] = {
    "action": counted_actions,
    "reserve": counted_reserves,
    "question": counted_questions,
}


def attendance(record: Record) -> Iterator[AnyBlock]:
    """Who was there, in the order of §C.2: present, represented, excused, absent, invited; their number alone where no name was given."""
    for status, (one, many) in _STATUSES.items():
        people = [person for person in record.attendance if person.status == status]
        if people:
            yield from identity(_(one) if len(people) == 1 else _(many), "\n".join(map(_person, people)))
    if not any(person.status in ("present", "invite") for person in record.attendance) and record.expected:
        yield from identity(
            _("Présent·e·s"),
            ngettext("une personne", "%(count)s personnes", record.expected, count=number_word(record.expected)),
        )


_STATUSES = {
    "present": (mark("Présent·e"), mark("Présent·e·s")),
    "represente": (mark("Représenté·e"), mark("Représenté·e·s")),
    "excuse": (mark("Excusé·e"), mark("Excusé·e·s")),
    "absent": (mark("Absent·e"), mark("Absent·e·s")),
    "invite": (mark("Invité·e"), mark("Invité·e·s")),
}


def _person(person: Presence) -> str:
    notes = []
    if person.represented_by:
        notes.append(_("procuration à %(name)s", name=person.represented_by))
    if person.arrived:
        notes.append(_("arrivé·e à %(hour)s", hour=hour(person.arrived)))
    if person.left:
        notes.append(_("parti·e à %(hour)s", hour=hour(person.left)))
    named = ", ".join(filter(None, (person.name, person.function, person.organisation)))
    return f"{named} ({', '.join(notes)})" if notes else named


def _agenda(record: Record) -> Iterator[AnyBlock]:
    yield from _typed(record.agenda)
    if record.points:
        yield Listing(items=tuple(plain(_announced(point, record)) for point in record.points), numbered=True)


_KINDS = {"information": mark("information"), "discussion": mark("discussion"), "decision": mark("décision")}


def _announced(point: Point, record: Record) -> str:
    if point.withheld:
        return _("Point réservé aux personnes présentes")
    title = softened_for(point.title, record.readership)
    kind = _(_KINDS[point.kind]) if point.kind in _KINDS else ""
    if point.guide and point.guide.title != point.title:
        kind = softened_for(point.guide.title, record.readership).partition("\u00a0:")[0].partition(" :")[0]
    minutes = ngettext("%(num)s minute", "%(num)s minutes", point.minutes).replace(" ", WIDE) if point.minutes else ""
    about = ", ".join(filter(None, (kind, minutes)))
    return f"{title} ({about})" if about else title


def _approval_title(record: Record) -> str:
    if not record.previous_title:
        return _("Approbation du procès-verbal précédent")
    return _("Approbation du procès-verbal %(which)s", which=record.previous_title)


def _follow_up(record: Record) -> list[AnyBlock]:
    if not record.follow_up:
        return []
    rows = tuple(
        (
            cell(action.number),
            cell(_planned(action), bearer(action)),
            cell(*_became(action), source=action.id if action.note_field else "", field=action.note_field),
        )
        for action in record.follow_up
    )
    due = all((one.first_due or one.due or date.max) <= local_day(record.start) for one in record.follow_up)
    title = mark("Actions échues le %(day)s") if due else mark("Actions des séances précédentes, au %(day)s")
    return [
        Table(
            title=_(title, day=day(record.start)),
            description=_("Une ligne par action : le numéro, ce qui était prévu, ce que c'est devenu."),
            header=(_("N°"), _("Ce qui était prévu"), _("Ce que c'est devenu")),
            rows=rows,
            widths=(24, 72, 64),
        )
    ]


def _planned(action: OutcomeRecord) -> str:
    planned = action.first_due or action.due
    return f"{action.text} ({day(planned)})" if planned else action.text


def _became(action: OutcomeRecord) -> tuple[Runs, ...]:
    word, *notes = status_words(action)
    moved = " " + _("au %(day)s", day=day(action.due)) if action.status == "reporte" and action.due else ""
    return (strong(capital(word[0].text), "".join(run.text for run in word[1:]) + moved), *notes)


def open_matters(record: Record, outcomes: tuple[OutcomeRecord, ...]) -> list[AnyBlock]:
    """Open questions, then what was set aside, in full."""
    return [written(one, record) for kind in ("question", "aside") for one in of_kind(outcomes, kind)]


def next_meeting(record: Record) -> Iterator[AnyBlock]:
    """« Le vendredi 13 novembre 2026, de 9 h 30 à 11 h 30, à la Maison médicale. Points annoncés : … »."""
    coming = record.next_meeting
    if coming is None:
        return
    when = _("Date à convenir")
    if coming.start:
        when = _("Le %(day)s, %(hours)s", day=long_day(coming.start), hours=span(coming.start, coming.end))
    text = sentence(", ".join(filter(None, (when, coming.place))))
    if coming.announced:
        text += " " + sentence(_("Points annoncés : %(points)s", points=coming.announced))
    yield paragraph(text)


def _ending(record: Record) -> Iterator[AnyBlock]:
    if record.closing.strip():
        yield paragraph(record.closing)
    elif record.end and record.status == "relu":
        yield paragraph(
            _(
                "La séance est levée à %(hour)s, après lecture à voix haute et correction du présent texte.",
                hour=hour(record.end),
            )
        )
    elif record.end:
        yield paragraph(_("La séance est levée à %(hour)s.", hour=hour(record.end)))
    for name, office in record.signatures:
        yield SignatureLine(name=", ".join(filter(None, (name, office))))
