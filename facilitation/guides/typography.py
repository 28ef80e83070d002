"""French typography of authored text: remarks, never faults."""

from __future__ import annotations

import re
from typing import Any

from facilitation.guides.faults import Faults, Place, shown
from facilitation.guides.yaml_nodes import Node, Scalar, scalars
from facilitation.i18n import NARROW, WIDE, _, mark

# Keys whose value is no prose: names for the program, addresses, versions.
_NO_PROSE = {
    "id",
    "type",
    "licence",
    "adresse",
    "version",
    "langue",
    "format",
    "module",
    "sources",
    "entrees",
    "derives",
    "en",
    "nl",
}
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+|`[^`\n]*`")

# What to look for, the same in the raw line (where '' stands for ' between single quotes), what to say.
_RULES = (
    (
        re.compile(r"(?<=\w)'(?=\w)"),
        re.compile(r"(?<=\w)'{1,2}(?=\w)"),
        mark("apostrophe droite près de « %(near)s ». Écrivez l'apostrophe courbe ’."),
    ),
    (
        re.compile(r"(?<=\S) (?=[;!?:](?:\s|$|[*»)]))|(?<=\w)(?=[;!?:](?:\s|$|[*»)]))"),
        None,
        mark("il manque l'espace insécable devant « ; », « : », « ! » ou « ? » près de « %(near)s »."),
    ),
    (
        re.compile(r"«(?![\u00a0\u202f])|(?<![\u00a0\u202f])»"),
        None,
        mark("il manque l'espace insécable à l'intérieur des guillemets près de « %(near)s »."),
    ),
)


# What each rule's finds become: the same words, with the sign or the space that French wants. Spaces first: « mot: » gets one, « mot : » another.
_MENDS = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"(?<=\S) (?=[;!?](?:\s|$|[*»)]))|(?<=\w)(?=[;!?](?:\s|$|[*»)]))"), NARROW),
    (re.compile(r"(?<=\S) (?=:(?:\s|$|[*»)]))|(?<=\w)(?=:(?:\s|$|[*»)]))"), WIDE),
    (re.compile(r"«[ \t]?(?![\u00a0\u202f])"), "«" + WIDE),
    (re.compile(r"(?<![\u00a0\u202f])(?<! )»|(?<![\u00a0\u202f]) »"), WIDE + "»"),
)


def mended(value: Any, key: str = "") -> Any:
    """This data of a French guide, its prose with curved apostrophes and no-break spaces; addresses, names and what is no text stay as they are."""
    if isinstance(value, dict):
        return {name: mended(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [mended(one, key) for one in value]
    return value if key in _NO_PROSE or not isinstance(value, str) else _mended(value)


def _mended(text: str) -> str:
    kept = [*_ADDRESS.findall(text), ""]
    letter = next((one for one in map(chr, range(0x4E00, 0x9FFF)) if one not in text), "")  # an address is a word
    if not letter:
        return text
    masked = _ADDRESS.sub(letter, text)
    for pattern, right in _MENDS:
        masked = pattern.sub(right, masked)
    return "".join(part + address for part, address in zip(masked.split(letter), kept, strict=True))


def remark_typography(root: Node, text: str, faults: Faults) -> None:
    """Say, once a rule and a value, where a French text has a straight apostrophe or misses a no-break space."""
    lines = re.split(r"\r\n|\n|\r", text)
    for key, scalar in scalars(root):
        if key in _NO_PROSE or scalar.refused:
            continue
        prose = _ADDRESS.sub(lambda found: "x" * len(found.group()), scalar.text)
        for pattern, raw, sentence in _RULES:
            found = pattern.search(prose)
            if found is not None:
                near = shown(scalar.text[max(0, found.start() - 12) : found.start() + 12])
                faults.add(_where(scalar, lines, raw or pattern), _(sentence, near=near), remark=True)


def _where(scalar: Scalar, lines: list[str], pattern: re.Pattern[str]) -> Place:
    """Where the pattern first stands in the lines of this scalar; its beginning if a line break of the file hides it."""
    for number in range(scalar.place.line, min(scalar.last, len(lines)) + 1):
        start = scalar.place.column - 1 if number == scalar.place.line else 0
        found = pattern.search(lines[number - 1], start)
        if found is not None:
            return Place(number, found.start() + 1)
    return scalar.place
