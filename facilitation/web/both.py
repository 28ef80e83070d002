"""Two people on one form: what only one of them changed is kept; where both changed the same field, both texts are shown, and nobody is overwritten.

The form carries, for each field, a digest of what it held when its page was shown (`lu_`). When it comes back, what is stored by then is looked at:
a field that its sender left alone takes what is stored, one that nobody else touched takes what was typed, and one that both changed is a clash.
The page then comes back with both texts and the choice (`choix_`, about the fields of `heurts_`): the own one, the other's, or both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from flask import request
from wtforms import Field, Form

from facilitation.errors import FacilitationError
from facilitation.i18n import _, ngettext
from facilitation.typed import clean
from facilitation.web.fields import LongWords, ReadField, Words
from facilitation.web.forms import LineField, TextField

READ, ABOUT, CHOICE, MINE, THEIRS, BOTH = "lu_", "heurts_", "choix_", "mien", "autre", "deux"
_TEXTS = (Words, LongWords, LineField, TextField)
_APART = ("csrf_token",)
Labels = Mapping[str, Mapping[str, str]]
"""For each field whose values are not words, what people read for each value."""


class BothChanged(FacilitationError):
    """Quelqu'un a changé la même chose pendant que vous écriviez. Les deux versions sont ci-dessous : choisissez, puis enregistrez de nouveau."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people changed: its name, its label, the own side and the other's, in words; `text`: both can be kept."""

    name: str
    label: str
    mine: str
    theirs: str
    text: bool


class TwoSided(Form):
    """What a form has that two people may fill at once. To be put before the form's own base."""

    clashes: tuple[Clash, ...] = ()
    _read: str | None = None

    def read_before(self) -> str:
        """What the hidden field `lu_` holds: for each field, a digest of what its page shows; of what it showed, where the form came back with faults."""
        if self._read is not None:
            return self._read
        sent = request.form.get(READ, "") if request.method == "POST" else ""
        return sent or digests(self)

    def settle(self, stored: Form, *, more: Sequence[Clash] = (), labels: Callable[[], Labels] = dict) -> None:
        """Give this form, as it was sent, what others changed meanwhile; `stored` is the same form filled with what is stored now.

        Raises BothChanged where a field was changed by both, unless the sender has chosen; nothing is asked of a form that does not say what it showed.
        `more`: what both changed on the same page outside this form. `labels` is asked only when something is to be told.
        """
        before, found, differ = _sent(request.form.get(READ, "")), list(more), []
        for field in _fields(self):
            theirs: Field = stored[field.short_name]
            known = before.get(field.short_name, "")
            if known == _digest(theirs) and chosen(field.short_name):
                _choose(field, theirs, chosen(field.short_name))
            elif not known or known == _digest(theirs) or shown(field) == shown(theirs):
                continue
            elif known == _digest(field):
                _take(field, theirs)
            else:
                differ.append((field, theirs))
        said = labels() if differ else {}
        found += [_clash(field, theirs, said.get(field.short_name, {})) for field, theirs in differ]
        if found:
            self.clashes, self._read = tuple(found), digests(stored)
            raise BothChanged()


def chosen(name: str) -> str:
    """Which side of this field the form says to keep (MINE, THEIRS, BOTH); empty where it was not asked."""
    return request.form.get(CHOICE, "") or MINE if name in request.form.get(ABOUT, "").split() else ""


def digests(form: Form) -> str:
    """What each field of this form holds, as `lu_` carries it."""
    return json.dumps({field.short_name: _digest(field) for field in _fields(form)}, separators=(",", ":"))


def shown(field: Field) -> str:
    """What the field holds, as text, spaces and line ends aside."""
    if isinstance(field.data, (list, tuple, set)):
        return ",".join(sorted(map(str, field.data)))
    if isinstance(field.data, bool) or not hasattr(field, "_value"):
        return str(field.data or "")
    if isinstance(field, ReadField) and field.data is not None:
        return field.written()  # « 7/5/2026 » and « jeudi 7 mai 2026 » are one day
    return " ".join(clean(str(field._value())).split())


def _choose(field: Field, theirs: Field, choice: str) -> None:
    """Have the field hold what its sender chose: the own text (also where nothing was said), the other's, or both."""
    if choice == THEIRS:
        _take(field, theirs)
    elif choice == BOTH and isinstance(field.data, list):
        field.data = [*theirs.data, *(one for one in field.data if one not in theirs.data)]
    elif choice == BOTH and _is_text(field):
        between = "\n" if isinstance(field, TextField) else " / "
        field.data = between.join(text for text in (str(theirs.data or ""), str(field.data or "")) if text)


def _take(field: Field, theirs: Field) -> None:
    field.data, field.raw_data = theirs.data, None


def _is_text(field: Field) -> bool:
    return isinstance(field, _TEXTS)


def _clash(field: Field, theirs: Field, labels: Mapping[str, str]) -> Clash:
    several = isinstance(field.data, list)
    common = set(map(str, field.data)) & set(map(str, theirs.data)) if several else set()
    mine, other = (_told(one, labels, common) for one in (field, theirs))
    return Clash(field.short_name, str(field.label.text), mine, other, several or _is_text(field))


def _told(field: Field, labels: Mapping[str, str], common: Collection[str]) -> str:
    """What the field holds, in the words in which it is shown; what both sides have in `common` is but counted."""
    if isinstance(field.data, bool):
        return _("oui") if field.data else _("non")
    if hasattr(field, "iter_choices"):
        named = {str(one.value): str(one.label) for one in field.iter_choices()} | dict(labels)
        values = field.data if isinstance(field.data, list) else [field.data]
        own = [value for value in map(str, values) if value not in ("", "None", *common)]
        shared = [ngettext("un choix commun", "%(num)s choix communs", len(common))] if common else []
        return ", ".join([*sorted(named.get(value, value) for value in own), *shared])
    return clean(str(field._value())) if hasattr(field, "_value") else str(field.data or "")


def _fields(form: Form) -> list[Field]:
    return [field for field in form if field.short_name not in _APART]


def _digest(field: Field) -> str:
    return hashlib.sha256(shown(field).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _sent(text: str) -> dict[str, str]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
