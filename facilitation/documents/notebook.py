"""The facilitator's notebook (« carnet d'animation »): private notes, a file apart that no other document mentions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from facilitation.documents.front import identity, mention
from facilitation.documents.record import Notebook, NotebookEntry
from facilitation.documents.wording import capital
from facilitation.french_dates import glued, hour, local, long_day, span
from facilitation.i18n import WIDE, _
from facilitation.outline import AnyBlock, Heading, Labelled, Outline, paragraph, plain


def compose(notebook: Notebook) -> Outline:
    """The notes under the titles of their steps, in the order given; those of the whole meeting under « Toute la réunion »."""
    session = _("Séance %(number)s", number=notebook.number).replace(" ", WIDE) if notebook.number else ""
    document, status = _("Carnet d'animation"), _("Privé")
    day = glued(long_day(notebook.start))
    return Outline(
        partnership=notebook.partnership,
        title=document,
        subtitle=", ".join(part for part in (session, day) if part),
        document=document,
        number=session,
        status=status,
        day=local(notebook.start).isoformat(),
        footer=" · ".join(part for part in (notebook.partnership, document, session, status) if part),
        property_title=", ".join(part for part in (document, session[:1].lower() + session[1:], day) if part),
        blocks=tuple(_blocks(notebook)),
    )


def _blocks(notebook: Notebook) -> Iterator[AnyBlock]:
    yield from identity(_("Réunion"), notebook.title)
    place = ", ".join(filter(None, (notebook.place, span(notebook.start, notebook.end))))
    yield from identity(_("Lieu et heures"), capital(place))
    yield from identity(_("Tenu par"), notebook.author)
    yield Labelled(label=_("Lecteurs"), runs=plain(_("l'animation de la réunion, elle seule")), role="identity")
    if not notebook.entries:
        yield paragraph(_("Aucune note n'a été prise."))
    for stage, entries in groupby(notebook.entries, key=lambda entry: entry.stage_title):
        yield Heading(level=1, text=stage or _("Toute la réunion"))
        yield from map(_entry, entries)
    yield from mention(
        _("Carnet"),
        _("Ces notes ne figurent dans aucun autre document."),
    )


def _entry(entry: NotebookEntry) -> AnyBlock:
    if entry.written_at is None:
        return paragraph(entry.text, source=entry.id, field="text")
    return Labelled(label=hour(entry.written_at), runs=plain(entry.text), source=entry.id, field="text")
