"""A document of the library, as a Word file to download."""

from __future__ import annotations

from flask import Response

from facilitation.documents.word import MEDIA_TYPE
from facilitation.outline import Outline


def word_file(outline: Outline, name: str) -> Response:
    """This document as the file `name`.docx."""
    from facilitation.documents.word import write  # python-docx is slow to import: only when a file is wanted

    answer = Response(write.write(outline), mimetype=MEDIA_TYPE)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.docx")
    return answer
