"""Loads a meeting script: its frozen model, the guides it leads, and every fault with its line, all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from facilitation.confidentiality.readers import Trace
from facilitation.guides.faults import Fault, Faults, blocking, did_you_mean, nearest, shown
from facilitation.guides.load import Loaded, open_file
from facilitation.guides.schema import ActivityChoice, Guide, Step
from facilitation.guides.script import Script
from facilitation.guides.validate import Loc, check, context, spot
from facilitation.guides.yaml_nodes import Node
from facilitation.i18n import _

# The faults, by field, of an answer to an activity; empty when the activity takes it.
AnswerCheck = Callable[[ActivityChoice, Mapping[str, str]], Mapping[str, str]]
Beside = Callable[[Path], Loaded[Guide]]


@dataclass(frozen=True, slots=True)
class LoadedScript:
    """A script, or None when a fault keeps it from being led; `guides` has each guide that it names, by the name it gives."""

    value: Script | None
    faults: tuple[Fault, ...]
    guides: Mapping[str, Guide] = field(default_factory=dict)


def load_script(
    path: Path,
    guides: Mapping[str, Guide],
    beside: Beside,
    answer_faults: AnswerCheck | None = None,
    shown_as: str = "",
) -> LoadedScript:
    """The script of this file.

    `guides` is the library by id; `beside` loads a guide that the script names by its path; `answer_faults` asks the activity of a step whether
    it takes an answer. Never raises for a bad file.
    """
    faults = Faults(shown_as or str(path))
    opened = open_file(path, faults)
    if opened is None:
        return LoadedScript(None, faults.all)
    checked = check(Script, opened.data, opened.root, faults)
    meeting = _Meeting(opened.root, opened.data, faults, answer_faults)
    meeting.check_people()
    if checked.value is not None:
        meeting.check_hours(checked.value)
    found, more = _guides_of(meeting, path, guides, beside)
    meeting.check_steps(found)
    all_faults = (*faults.all, *more)
    return LoadedScript(None if blocking(all_faults) else checked.value, all_faults, found)


def _guides_of(
    meeting: _Meeting, path: Path, guides: Mapping[str, Guide], beside: Beside
) -> tuple[dict[str, Guide], list[Fault]]:
    """The guides that the points name, and the faults of those that lie beside the script."""
    found: dict[str, Guide] = {}
    more: list[Fault] = []
    for index, point in meeting.points():
        name = point.get("guide")
        if not isinstance(name, str) or not name or name in found:
            continue
        if name in guides:
            found[name] = guides[name]
        elif name.endswith(".yaml"):
            loaded = beside(path.parent / name)
            more += loaded.faults
            if loaded.value is not None:
                found[name] = loaded.value
            else:
                said = _("le guide « %(name)s » a des fautes, ou ne se lit pas. Corrigez-le d'abord.", name=shown(name))
                meeting.say(("points", index, "guide"), said)
        else:
            said = _(
                "le guide « %(name)s » n'existe pas. %(meant)s", name=shown(name), meant=did_you_mean(name, guides)
            )
            meeting.say(("points", index, "guide"), said)
    return found, more


class _Meeting:
    """The script as far as it could be read, and what does not hold together in it."""

    def __init__(self, root: Node, data: Mapping[str, Any], faults: Faults, answer_faults: AnswerCheck | None) -> None:
        self._root = root
        self._data = data
        self._faults = faults
        self._answer_faults = answer_faults

    def say(self, path: Loc, sentence: str) -> None:
        """Say this of what stands at this path."""
        found = spot(self._root, path)
        self._faults.add(found.place, context(self._root, found.path) + sentence)

    def points(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The points, with their index."""
        return _dicts(self._data.get("points"))

    def check_hours(self, script: Script) -> None:
        """Say that the end comes before the beginning, or an earlier meeting after this one."""
        ends = script.meeting.ends
        if ends is not None and ends <= script.meeting.begins:
            self.say(("reunion", "fin"), _("la réunion finit avant d'avoir commencé. Corrigez « debut » ou « fin »."))

        for index, one in enumerate(script.earlier):
            if one.begins >= script.meeting.begins:
                said = _("cette réunion d'avant commence après celle que le fichier raconte. Corrigez « debut ».")
                self.say(("avant", index, "debut"), said)

    def check_people(self) -> None:
        """Say each name that is neither a member nor a guest."""
        known = self._known()
        for path, name in (*self._attendance(), *self._named_in_points()):
            if isinstance(name, str) and name and known and name not in known:
                near = nearest(name, known)
                meant = (
                    _("Vouliez-vous « %(near)s » ?", near=near)
                    if near
                    else _("Ajoutez cette personne aux membres ou aux invités.")
                )
                self.say(path, _("« %(name)s » n'est ni membre, ni invité·e. %(meant)s", name=shown(name), meant=meant))

    def _known(self) -> set[str]:
        meeting = self._meeting()
        people = [
            one.get("nom") for _index, one in (*_dicts(self._data.get("membres")), *_dicts(meeting.get("invites")))
        ]
        if not any(True for _one in _dicts(self._data.get("membres"))):
            people += [
                *_list(meeting.get("presents")),
                *_list(meeting.get("excuses")),
                meeting.get("animation"),
                meeting.get("secretariat"),
            ]
        return {name for name in people if isinstance(name, str)}

    def _meeting(self) -> dict[str, Any]:
        meeting = self._data.get("reunion")
        return meeting if isinstance(meeting, dict) else {}

    def _attendance(self) -> Iterator[tuple[Loc, Any]]:
        meeting = self._meeting()
        for key in ("animation", "secretariat"):
            yield ("reunion", key), meeting.get(key)
        for key in ("presents", "excuses"):
            for index, name in enumerate(_list(meeting.get(key))):
                yield ("reunion", key, index), name
        for key, names in (("arrivees", ("nom",)), ("departs", ("nom",)), ("representes", ("nom", "par"))):
            for index, passage in _dicts(meeting.get(key)):
                for name in names:
                    yield ("reunion", key, index, name), passage.get(name)

    def _named_in_points(self) -> Iterator[tuple[Loc, Any]]:
        for number, earlier in _dicts(self._data.get("avant")):
            yield from _named_in(earlier, ("avant", number))
        for number, point in self.points():
            yield from _named_in(point, ("points", number))
            steps = point.get("etapes")
            for step_id, step in steps.items() if isinstance(steps, dict) else ():
                if isinstance(step, dict):
                    yield from _named_in(step, ("points", number, "etapes", step_id))

    def check_steps(self, guides: Mapping[str, Guide]) -> None:
        """Say each step that the guide does not have, and each answer that its activity refuses."""
        for number, point in self.points():
            guide = guides.get(str(point.get("guide", "")))
            steps = point.get("etapes")
            taken = self._steps_taken(number, point, guide) if guide is not None else None
            for step_id, given in steps.items() if taken is not None and isinstance(steps, dict) else ():
                path: Loc = ("points", number, "etapes", step_id)
                step = (taken or {}).get(step_id)
                if step is None:
                    meant = did_you_mean(step_id, taken or ())
                    self.say(path, _("ce guide n'a pas cette étape. %(meant)s", meant=meant))
                elif isinstance(given, dict):
                    self._check_answers(step, given, path)

    def _steps_taken(self, number: int, point: dict[str, Any], guide: Guide) -> dict[str, Step] | None:
        """The steps of the guide, or of the variant; None with a fault said."""
        variant = point.get("variante")
        names = [one.id for one in guide.variants]
        if isinstance(variant, str) and variant not in names:
            said = _(
                "ce guide n'a pas la variante « %(name)s ». %(meant)s",
                name=shown(variant),
                meant=did_you_mean(variant, names),
            )
            self.say(("points", number, "variante"), said)
            return None
        return {step.id: step for step in guide.steps_of(variant if isinstance(variant, str) else None)}

    def _check_answers(self, step: Step, given: dict[str, Any], path: Loc) -> None:
        """Say what the step's activity refuses. Where nothing is kept, answers are no fault: they are left out, and the demonstration says so."""
        if step.trace is Trace.AUCUNE:
            return
        for index, answer in _dicts(given.get("reponses")):
            fields = answer.get("champs")
            if self._answer_faults is None or not isinstance(fields, dict):
                continue
            texts = {name: value for name, value in fields.items() if isinstance(value, str)}
            for name, sentence in (
                self._answer_faults(step.activity, texts).items() if len(texts) == len(fields) else ()
            ):
                self.say((*path, "reponses", index, "champs", name), sentence)


def _named_in(holder: dict[str, Any], path: Loc) -> Iterator[tuple[Loc, Any]]:
    """The persons that a step or a simple point names, with their place."""
    for key, name in (("reponses", "de"), ("reserves", "de"), ("actions", "porteur")):
        for index, item in _dicts(holder.get(key)):
            yield (*path, key, index, name), item.get(name)


def _dicts(items: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    return ((index, item) for index, item in enumerate(_list(items)) if isinstance(item, dict))


def _list(items: Any) -> list[Any]:
    return items if isinstance(items, list) else []
