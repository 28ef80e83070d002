"""html5lib, whose tokenizer reads a tag sign by sign, with a shorter way for tags that nothing can be wrong with: half of the time of the tests of pages was there.

A tag in lower-case words and double quotes, each attribute once, is read whole; any other goes through html5lib's own states. `tests/test_quick_html.py`
holds both ways to the same tree and the same errors.
"""

from __future__ import annotations

import re
from typing import Any

from html5lib import _tokenizer
from html5lib.constants import tokenTypes

START = re.compile(r"([a-z][a-z0-9]*)((?:[ \n]+[a-zA-Z][a-zA-Z0-9:-]*(?:=\"[^\"&<>\0]*\")?)*)[ \n]*(/?)>")
END = re.compile(r"/([a-z][a-z0-9]*)>")
ATTRIBUTE = re.compile(r"([a-zA-Z][a-zA-Z0-9:-]*)(?:=\"([^\"]*)\")?")
OWN = _tokenizer.HTMLTokenizer.tagOpenState
"""html5lib's own way."""


def tag_open(self: Any) -> bool:
    """html5lib's state after « < »: the whole tag, where it stands whole in what was read of the stream and is plain; else as html5lib does."""
    stream = self.stream
    found = START.match(stream.chunk, stream.chunkOffset) or END.match(stream.chunk, stream.chunkOffset)
    token = _token(found) if found else None
    if found is None or token is None:
        return bool(OWN(self))
    stream.chunkOffset = found.end()
    self.currentToken = token
    self.emitCurrentToken()
    return True


def _token(found: re.Match[str]) -> dict[str, object] | None:
    """The token of this tag; None where an attribute comes twice."""
    if found.re is END:
        return {"type": tokenTypes["EndTag"], "name": found[1], "data": [], "selfClosing": False}
    pairs = [[name.lower(), value] for name, value in ATTRIBUTE.findall(found[2])]
    if len({name for name, _value in pairs}) < len(pairs):
        return None
    return {
        "type": tokenTypes["StartTag"],
        "name": found[1],
        "data": pairs,
        "selfClosing": bool(found[3]),
        "selfClosingAcknowledged": False,
    }


def use() -> None:
    """Have html5lib read this way from now on."""
    _tokenizer.HTMLTokenizer.tagOpenState = tag_open  # type: ignore[method-assign]
