"""Small French wordings that summaries share: numbers in letters, a rule inside a sentence."""

from __future__ import annotations

from facilitation.i18n import _, mark

_NUMBERS = (
    mark("aucun"), mark("un"), mark("deux"), mark("trois"), mark("quatre"), mark("cinq"), mark("six"), mark("sept"),
    mark("huit"), mark("neuf"), mark("dix"), mark("onze"), mark("douze"), mark("treize"), mark("quatorze"),
    mark("quinze"), mark("seize"),
)  # fmt: skip
_FEMININE = {0: mark("aucune"), 1: mark("une")}


def counted(number: int, *, feminine: bool = False) -> str:
    """The number in letters up to sixteen (« une » for `feminine`), in digits beyond: as French minutes write it."""
    if not 0 <= number < len(_NUMBERS):
        return str(number)
    return _(_FEMININE.get(number, _NUMBERS[number]) if feminine else _NUMBERS[number])


def lowered(sentence: str) -> str:
    """An authored sentence, ready to follow a colon: without its capital (kept on « AMO ») nor its full stop."""
    kept = sentence.strip().removesuffix(".")
    first = kept.split(maxsplit=1)[0] if kept else ""
    return kept if len(first) > 1 and first.isupper() else kept[:1].lower() + kept[1:]
