"""What is printed before there is a meeting to name it after: one form of title, day and footer for a run sheet, a paper kit, a case."""

from __future__ import annotations

from collections.abc import Iterable

from facilitation.i18n import _
from facilitation.outline import AnyBlock, Outline

PRINTED = "2026-09-01T08:00:00+00:00"  # these have no day: their files say this one, so that the same text gives the same file


def printed(document: str, title: str, subtitle: str, blocks: Iterable[AnyBlock], *, version: str = "") -> Outline:
    """The outline of this document (« Déroulé », « Cas fictif »…), in this `version` of what it prints when that has one."""
    return Outline(
        partnership="",
        title=title,
        subtitle=subtitle,
        document=document,
        number="",
        status=_("Version %(version)s", version=version) if version else "",
        day=PRINTED,
        footer=" · ".join(
            filter(None, (document, title, _("version %(version)s", version=version) if version else ""))
        ),
        property_title=_("%(document)s : %(title)s", document=document, title=title),
        blocks=tuple(blocks),
    )
