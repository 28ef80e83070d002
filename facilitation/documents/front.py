"""What every document carries: who, what, when, its status, its readers; its footer, its properties, its mentions."""

from __future__ import annotations

from dataclasses import replace

from facilitation.confidentiality.readers import Reader
from facilitation.documents import standing
from facilitation.documents.record import GuideLine, Record
from facilitation.documents.vigilance import softened_for
from facilitation.documents.wording import capital, opened, readers, sentence, sentences, short
from facilitation.french_dates import day, glued, local, long_day, span
from facilitation.i18n import NARROW, WIDE, _
from facilitation.outline import Blocks, Labelled, Outline, Paragraph, Runs, plain

FOOTER_SIGNS = 60  # of the partnership's name, which stands in full at the head


def furnished(
    record: Record,
    *,
    document: str,
    title: str,
    subtitle: str,
    blocks: Blocks,
    guides: tuple[GuideLine, ...] = (),
    confidential: str = "",
    landscape: bool = False,
    large: bool = False,
) -> Outline:
    """The outline of a document of this meeting: its blocks with everything around them."""
    session = session_words(record)
    status = status_word(record)
    return Outline(
        partnership=record.partnership,
        title=title,
        subtitle=subtitle,
        document=document,
        number=session,
        status=status,
        day=local(record.start).isoformat(),
        footer=" · ".join(
            part for part in (short(record.partnership, FOOTER_SIGNS), document, session, status) if part
        ),
        confidential=confidential,
        guide=f"{NARROW}; ".join(_property(guide) for guide in guides),
        property_title=", ".join(
            part for part in (document, session[:1].lower() + session[1:], glued(long_day(record.start))) if part
        ),
        landscape=landscape,
        large=large,
        blocks=blocks,
    )


def session_words(record: Record) -> str:
    """« Séance 3/2026 », or nothing."""
    return _("Séance %(number)s", number=record.number).replace(" ", WIDE) if record.number else ""


def session_line(record: Record, more: str = "") -> str:
    """« Séance 3/2026 : the meeting's title », or what of it is known."""
    session, title = session_words(record), more or record.title
    return _("%(session)s : %(title)s", session=session, title=title) if session and title else session or title


def titled(message: str, record: Record) -> str:
    """« Procès-verbal de la réunion du vendredi 18 septembre 2026 »: the message, its `%(day)s` filled in; the date and the word before it are never cut."""
    when = glued(long_day(record.start))
    return _(message, day=when).replace(f" {when}", WIDE + when)


def status_word(record: Record) -> str:
    """« Projet », « Projet relu en séance », « Approuvé »: for the footer and the properties."""
    return standing.word(record.status)


def identity(label: str, text: str) -> tuple[Labelled, ...]:
    """One line of the identity block, or nothing where there is nothing to say."""
    return (Labelled(label=label, runs=plain(text), role="identity"),) if text else ()


def identity_lines(record: Record, *, written: bool = True) -> tuple[Labelled, ...]:
    """Status, place and hours, who wrote it, who reads it."""
    return (
        Labelled(label=_("Statut"), runs=status_runs(record), role="identity"),
        *identity(
            _("Lieu et heures"), capital(", ".join(filter(None, (record.place, span(record.start, record.end)))))
        ),
        *(identity(_("Rédigé par"), _writers(record)) if written else ()),
        *identity(_("Lecteurs"), readers(record)),
    )


def status_runs(record: Record) -> Runs:
    """« **Projet**, relu en séance ; approbation prévue le 13 novembre 2026 »."""
    return standing.runs(
        standing.Standing(
            status=record.status,
            sent_on=record.sent_on,
            until=record.remarks_until,
            planned=record.approval_planned,
            approved_on=record.approved_on,
            tacit=record.tacit,
        )
    )


def _writers(record: Record) -> str:
    if record.workshop:
        return _("Animation : %(animator)s", animator=record.animator) if record.animator else ""
    if record.secretary and record.animator and record.secretary != record.animator:
        return _("%(secretary)s ; animation : %(animator)s", secretary=record.secretary, animator=record.animator)
    return record.secretary or (_("Animation : %(animator)s", animator=record.animator) if record.animator else "")


SILENT = "rien"
"""The field of the paragraph that says, in a document, that it has nothing to say to its readers."""


def is_silent(outline: Outline) -> bool:
    """Whether a document says that it has nothing to say to its readers yet."""
    return any(isinstance(block, Paragraph) and block.field == SILENT for block in outline.blocks)


def mention(opening: str, text: str) -> tuple[Paragraph, ...]:
    """« **Opening.** text » at the foot of the document, or nothing where there is no text."""
    return (Paragraph(runs=opened(opening, text), role="mention"),) if text else ()


def confidentiality(record: Record) -> str:
    """The mention of this readership's level (`domain/protocoles.md` §C.2), to be read again by a lawyer; none for the public."""
    if record.readership is Reader.PARTENAIRES:
        return _("Document interne au partenariat. Diffusion limitée aux personnes reprises en liste de diffusion.")
    if record.readership in (Reader.GROUPE, Reader.ANIMATEUR):
        return _("Document réservé aux personnes présentes. Ne pas transférer.")
    return ""


def sensitive(record: Record) -> str:
    """The short line of a confidential document, for its footer and its mention."""
    until = _("À détruire après le %(day)s.", day=day(record.destroy_after)) if record.destroy_after else ""
    return " ".join(filter(None, (_("Ne pas transférer."), until)))


def recipients(record: Record) -> str:
    """Whom the document goes to, as typed, or in the words of its readership."""
    return record.recipients or capital(sentence(readers(record)))


def guides_of(record: Record, document: str = "") -> tuple[GuideLine, ...]:
    """The guides that this meeting was led with, once each; only those that end in this document where one is given."""
    found = {
        point.guide.id: point.guide
        for point in record.points
        if point.guide and not point.withheld and document in ("", point.document)
    }
    return tuple(found.values())


def guide_mentions(record: Record, guides: tuple[GuideLine, ...], *, brief: bool = False) -> tuple[Paragraph, ...]:
    """Which guide, its version, whose it is and under what licence, one mention each; `brief`: in one line, without whose it is."""
    shown = (replace(guide, attribution="") if brief else guide for guide in guides)
    return tuple(found for guide in shown for found in mention(_("Guide"), _guide_line(guide, record.readership)))


def _licence(identifier: str) -> str:
    """« CC BY 4.0 », as people write what files call CC-BY-4.0."""
    return identifier.replace("-", " ") if identifier.startswith("CC-BY") else identifier


def _guide_line(guide: GuideLine, readership: Reader) -> str:
    head = _("« %(title)s », version %(version)s", title=softened_for(guide.title, readership), version=guide.version)
    adapted = ", " + _("adapté pour cette réunion") if guide.adapted else ""
    licence = _("Licence %(licence)s", licence=_licence(guide.licence)) if guide.licence else ""
    return sentences(head + adapted, softened_for(guide.attribution, readership), licence)


def _property(guide: GuideLine) -> str:
    return _(
        "Guide %(id)s %(version)s, empreinte %(print)s", id=guide.id, version=guide.version, print=guide.fingerprint
    )
