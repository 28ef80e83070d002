"""Reading a form: texts kept whole, and every fault said at once."""

from __future__ import annotations

from typing import get_args

from facilitation.activities.base import AnswerFaults, FormData
from facilitation.errors import InvalidText
from facilitation.i18n import _
from facilitation.typed import kept

NO = frozenset({"", "non", "0", "false", "faux"})


class Reading:
    """A form being read. Ask it for its fields, then `settle`: the faults met on the way are raised together."""

    def __init__(self, formdata: FormData) -> None:
        self._formdata = formdata
        self.faults: dict[str, str] = {}

    def text(self, name: str) -> str:
        """What was typed in this field, whole; an empty text where there is nothing but spaces, or a fault."""
        try:
            text = kept(self._formdata.get(name) or "")
        except InvalidText as error:
            self.faults[name] = error.sentence
            return ""
        return text if text.strip() else ""

    def word(self, name: str) -> str:
        """The value of a choice (radio, select, hidden field), without the spaces around it."""
        return self.text(name).strip()

    def ticked(self, name: str) -> bool:
        """Whether this box was ticked."""
        return self.word(name).lower() not in NO

    def between(self, name: str, lowest: int, highest: int) -> int | None:
        """The whole number of this field, None when it is empty or at fault."""
        typed = self.word(name)
        if not typed:
            return None
        plain = typed.removeprefix("-")
        number = int(typed) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None
        if number is None or not lowest <= number <= highest:
            self.fault(
                name, _("Indiquez un nombre entier de %(lowest)s à %(highest)s.", lowest=lowest, highest=highest)
            )
            return None
        return number

    def fault(self, name: str, sentence: str) -> None:
        """Say what to do in this field, unless something was said of it already."""
        self.faults.setdefault(name, sentence)

    def settle(self) -> None:
        """Raise AnswerFaults if anything was at fault."""
        if self.faults:
            raise AnswerFaults(self.faults)


def gesture(formdata: FormData, known: object) -> str:
    """The gesture that a desk's form asks for, one of the words of this Literal; raises AnswerFaults."""
    word = Reading(formdata).word("geste")
    if word not in get_args(known):
        raise AnswerFaults({"geste": _("Ce geste n'est pas connu. Rechargez la page et recommencez.")})
    return word
