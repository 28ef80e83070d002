"""What must hold together in a guide or a module, beyond each key by itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from facilitation.confidentiality.readers import Trace
from facilitation.guides.faults import Faults, Place, did_you_mean, shown
from facilitation.guides.schema import Flag, GroupSize, Guide, Step, Variant, step_minutes
from facilitation.guides.validate import context, spot
from facilitation.guides.yaml_nodes import CONTROL, Node, scalars
from facilitation.i18n import _

THRESHOLD = 5  # anonymous answers are shown from five on (`design/confidentiality.md`, « Anonymity »)
MOST_NAMES = 500  # names of one list that are looked up
LONG = 100  # minutes beyond which a guide has a break and a follow-up (`domain/relecture.md` §1.4-5)
_MENTION = re.compile(r"\bD\d\d\b")
_HTML = re.compile(r"<(?:!--|/?[a-zA-Z][a-zA-Z0-9]*(?=[\s/>]))")


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as far as it could be read: its data, and those of its parts that are well formed, each with its index."""

    root: Node
    data: Mapping[str, Any]
    faults: Faults
    steps: tuple[tuple[int, Step], ...]
    variants: tuple[tuple[int, Variant], ...]
    group: GroupSize | None
    whole: bool

    def say(self, path: Sequence[str | int], sentence: str, *, remark: bool = False) -> None:
        """Say this of what stands at this path."""
        found = spot(self.root, path)
        self.faults.add(found.place, context(self.root, found.path) + sentence, remark=remark, at=tuple(path))

    def ids(self, key: str) -> list[Any]:
        """The ids under this list, in order, None where there is none."""
        items = self.data.get(key)
        return [item.get("id") if isinstance(item, dict) else None for item in items] if isinstance(items, list) else []

    def names(self, *path: str | int) -> list[tuple[int, str]]:
        """The texts of the list at this path, with their index."""
        found: Any = self.data
        for part in path:
            inside = isinstance(found, dict) or (isinstance(found, list) and isinstance(part, int))
            found = (found.get(part) if isinstance(found, dict) else found[part]) if inside else None
        listed = found[:MOST_NAMES] if isinstance(found, list) else []
        return [(index, name) for index, name in enumerate(listed) if isinstance(name, str)]


def draft(root: Node, data: Mapping[str, Any], faults: Faults, *, complete: bool = True) -> Draft:
    """The draft of this file; not `complete` when one of its modules is missing."""
    items = data.get("etapes")
    steps = _well_formed(Step, items)
    whole = complete and isinstance(items, list) and len(steps) == len(items)
    group = _well_formed(GroupSize, [data.get("groupe")])
    return Draft(
        root, data, faults, steps, _well_formed(Variant, data.get("variantes")), group[0][1] if group else None, whole
    )


def check_guide(file: Draft, sources: Iterable[str] | None, drifts: Iterable[str] | None) -> None:
    """Say all that does not hold together in a guide; `sources` and `drifts` are the known ids, None when they are not checked."""
    _check_steps(file, sources)
    _check_known(file, ("sources",), sources)
    _check_known(file, ("derives",), drifts)
    check_mentions(file, drifts)
    _check_group(file)
    for key in ("roles", "variantes"):
        check_twins(file, key)
    _check_variants(file)
    _check_announced(file)
    _check_plan(file)
    _check_long(file)


def check_module(file: Draft, sources: Iterable[str] | None) -> None:
    """Say all that does not hold together in a module."""
    _check_steps(file, sources)
    _check_known(file, ("sources",), sources)


def _well_formed(model: type[Any], items: Any) -> tuple[tuple[int, Any], ...]:
    made: list[tuple[int, BaseModel]] = []
    for index, item in enumerate(items if isinstance(items, list) else []):
        try:
            made.append((index, model.model_validate_json(json.dumps(item), by_alias=True, by_name=False)))
        except ValidationError:
            continue
    return tuple(made)


def _check_steps(file: Draft, sources: Iterable[str] | None) -> None:
    check_twins(file, "etapes")
    check_prose(file)
    ids = file.ids("etapes")
    for index in range(len(ids)):
        _check_known(file, ("etapes", index, "sources"), sources)
        for place, name in file.names("etapes", index, "entrees"):
            if name not in ids[:index]:
                _say_input(file, index, place, name, ids)
    for index, step in file.steps:
        if not (step.minutes or step.minutes_per_person or step.minutes_per_group or Flag.SANS_MINUTEUR in step.flags):
            file.say(
                ("etapes", index, "minutes"),
                _("0 minute. Une étape dure au moins une minute, ou porte le drapeau « sans-minuteur »."),
            )
        _check_anonymous(file, index, step)
        _check_secret(file, index, step)
        _check_follow_up(file, index, step)


def _say_input(file: Draft, index: int, place: int, name: str, ids: list[Any]) -> None:
    path = ("etapes", index, "entrees", place)
    earlier = [one for one in ids[:index] if isinstance(one, str)]
    if name in ids[index:]:
        file.say(
            path,
            _("« entrees » nomme « %(name)s », qui ne vient pas avant. Nommez une étape précédente.", name=shown(name)),
        )
    else:
        meant = did_you_mean(name, earlier)
        file.say(
            path,
            _(
                "« entrees » nomme « %(name)s », qui n'est pas une étape précédente. %(meant)s",
                name=shown(name),
                meant=meant,
            ),
        )


def _check_anonymous(file: Draft, index: int, step: Step) -> None:
    """A `pv` trace would show anonymous answers that are too few to hide their authors; and slips drawn from a hat have no author."""
    if Flag.CONSULTATION in step.flags and Flag.ANONYME not in step.flags:
        said = _("une consultation est anonyme : ses bulletins sont tirés au sort. Ajoutez le drapeau « anonyme ».")
        file.say(("etapes", index, "drapeaux"), said)
    anonymous = Flag.ANONYME in step.flags or step.activity.settings.get("signature") == "anonyme"
    few = file.group is None or file.group.min < THRESHOLD
    if anonymous and few and step.trace is Trace.PV:
        file.say(
            ("etapes", index, "trace"),
            _(
                "la trace « pv » garderait des réponses anonymes, et à moins de cinq chacun se reconnaît. Écrivez « session » ou « synthese », ou un groupe d'au moins 5 personnes."
            ),
        )


def _check_follow_up(file: Draft, index: int, step: Step) -> None:
    """What became of an action is written on that action, from an answer that has an author: without one, nothing would reach it."""
    if step.activity.type == "suivi" and Flag.ANONYME in step.flags:
        said = _("une étape « suivi » ne peut pas être anonyme : rien ne parviendrait aux actions. Ôtez le drapeau.")
        file.say(("etapes", index, "drapeaux"), said)


def _check_secret(file: Draft, index: int, step: Step) -> None:
    """A vote is secret where its answers have no author, and nowhere else: what is announced is what happens."""
    if step.activity.type != "vote":
        return
    secret, anonymous = step.activity.settings.get("scrutin") == "secret", Flag.ANONYME in step.flags
    if secret and not anonymous:
        said = _("un vote secret porte le drapeau « anonyme ». Ajoutez-le, ou écrivez « scrutin : nominatif ».")
        file.say(("etapes", index, "activite", "scrutin"), said)
    if anonymous and not secret:
        said = _("une étape « anonyme » annonce un vote secret. Écrivez « scrutin : secret », ou ôtez le drapeau.")
        file.say(("etapes", index, "activite"), said)


def check_prose(file: Draft) -> None:
    """Authored text is plain Markdown: HTML would not be kept, and no document can hold a control character."""
    for _key, scalar in scalars(file.root):
        if CONTROL.search(scalar.text):
            file.faults.add(scalar.place, _("ce texte contient un caractère de contrôle. Enlevez-le."))
        found = None if scalar.refused else _HTML.search(scalar.text)
        if found is not None:
            said = _(
                "balise « %(tag)s » : elle ne sera pas gardée. Écrivez en Markdown : **gras**, *italique*, - liste.",
                tag=shown(found.group()),
            )
            file.faults.add(scalar.place, said, remark=True)


def _check_known(file: Draft, path: tuple[str | int, ...], known: Iterable[str] | None) -> None:
    for index, name in file.names(*path) if known is not None else ():
        if name not in set(known or ()):
            meant = did_you_mean(name, known or ())
            what = _("la dérive") if path[-1] == "derives" else _("la source")
            file.say(
                (*path, index),
                _("%(what)s « %(name)s » n'existe pas. %(meant)s", what=what, name=shown(name), meant=_brief(meant)),
            )


def _brief(meant: str) -> str:
    """The proposal, unless it lists the whole bibliography."""
    return meant if len(meant) <= 200 else _("Ajoutez-la au fichier, ou corrigez son identifiant.")


def check_mentions(file: Draft, drifts: Iterable[str] | None) -> None:
    """Say where a text names a drift that does not exist."""
    known = set(drifts or ())
    for key, scalar in scalars(file.root) if drifts is not None else ():
        for name in sorted(set(_MENTION.findall(scalar.text)) - known if key != "derives" else ()):
            file.faults.add(scalar.place, _("la dérive « %(name)s » n'existe pas. Corrigez son numéro.", name=name))


def check_twins(file: Draft, key: str) -> None:
    """Say where two items of this list have one id."""
    first: dict[str, int] = {}
    for index, name in enumerate(file.ids(key)):
        if not isinstance(name, str):
            continue
        if name in first:
            line = spot(file.root, (key, first[name])).place.line
            said = _(
                "l'identifiant « %(name)s » sert déjà à la ligne %(line)s. Donnez-en un autre.",
                name=shown(name),
                line=line,
            )
            file.say((key, index, "id"), said)
        first.setdefault(name, index)


def _check_group(file: Draft) -> None:
    if file.group is not None and file.group.min > file.group.max:
        file.say(
            ("groupe", "min"),
            _(
                "le plus petit groupe (%(min)s) dépasse le plus grand (%(max)s). Échangez-les.",
                min=file.group.min,
                max=file.group.max,
            ),
        )


def _check_variants(file: Draft) -> None:
    ids = [one for one in file.ids("etapes") if isinstance(one, str)]
    steps = {step.id: step for _index, step in file.steps}
    for number, variant in file.variants:
        seen: set[str] = set()
        for index, taken in enumerate(variant.steps):
            path = ("variantes", number, "etapes", index)
            if taken.id not in ids:
                meant = did_you_mean(taken.id, ids)
                file.say(
                    path,
                    _("l'étape « %(name)s » n'existe pas dans ce guide. %(meant)s", name=shown(taken.id), meant=meant),
                )
            elif taken.id in seen:
                file.say(path, _("l'étape « %(name)s » y est déjà. Enlevez l'une des deux.", name=shown(taken.id)))
            seen.add(taken.id)
            step = steps.get(taken.id)
            if (
                taken.minutes == 0
                and step
                and not (step.minutes_per_person or step.minutes_per_group or Flag.SANS_MINUTEUR in step.flags)
            ):
                said = _("0 minute. Une étape dure au moins une minute, ou porte le drapeau « sans-minuteur ».")
                file.say((*path, "minutes"), said)
        if file.whole and seen <= steps.keys():
            chosen = [(steps[taken.id], taken.minutes) for taken in variant.steps]
            _check_sum(file, ("variantes", number, "duree"), variant.duration, chosen)


def _check_announced(file: Draft) -> None:
    announced = file.data.get("duree")
    if file.whole and isinstance(announced, int):
        _check_sum(file, ("duree",), announced, [(step, None) for _index, step in file.steps if not step.disabled])


def _check_sum(file: Draft, path: tuple[str | int, ...], announced: int, steps: list[tuple[Step, int | None]]) -> None:
    """A remark when the announced duration is not the sum for the usual number of people."""
    size = file.data.get("taille_sous_groupe", 4)
    if not steps or file.group is None or not isinstance(size, int) or size < 2:
        return
    people = (file.group.min + file.group.max) // 2
    total = sum(
        step_minutes(step, people, size) + (0 if minutes is None else minutes - step.minutes) for step, minutes in steps
    )
    if total != announced:
        said = _(
            "« duree » annonce %(announced)s minutes ; à %(people)s personnes, les étapes en font %(total)s. Corrigez l'une ou les autres.",
            announced=announced,
            people=people,
            total=total,
        )
        file.say(path, said, remark=True)


def _check_plan(file: Draft) -> None:
    if (
        file.whole
        and file.data.get("plan_action")
        and not any(step.activity.type in ("action", "suivi") for _index, step in file.steps)
    ):
        file.say(
            ("plan_action",),
            _(
                "« plan_action » annonce un plan, et aucune étape n'a l'activité « action ». Ajoutez l'étape, ou enlevez cette clé."
            ),
        )


def _check_long(file: Draft) -> None:
    announced = file.data.get("duree")
    if not file.whole or not isinstance(announced, int) or announced <= LONG:
        return
    taken = [step for _index, step in file.steps]
    if not any("pause" in (step.module, step.id) for step in taken):
        file.say(
            ("duree",), _("un guide de plus de 100 minutes a une pause. Ajoutez « - module: pause »."), remark=True
        )
    if not any(step.module == "suivi" or step.activity.type == "suivi" for step in taken):
        file.say(
            ("duree",),
            _("un guide de plus de 100 minutes s'ouvre sur le suivi des actions échues. Ajoutez cette étape."),
            remark=True,
        )


def check_name(name: str, path: Path, others: Iterable[str], faults: Faults) -> None:
    """Say that the file's id is another file's (a fault) or not the file's name (a remark)."""
    if name in others:
        said = _("l'identifiant « %(name)s » est déjà celui d'un autre fichier. Donnez-en un autre.", name=shown(name))
        faults.add(Place(1, 1), said)
    elif name != path.stem:
        said = _(
            "l'identifiant « %(name)s » n'est pas le nom du fichier. Nommez le fichier %(name)s.yaml.", name=shown(name)
        )
        faults.add(Place(1, 1), said, remark=True)


def check_translation(guide: Guide, original: Guide | None, language: str, faults: Faults) -> None:
    """Say where a translation is not in step with its original."""
    top = Place(1, 1)
    if original is None:
        faults.add(top, _("cette traduction n'a pas d'original lisible. Corrigez d'abord l'original."))
        return
    if (guide.id, guide.language) != (original.id, language):
        said = _(
            "une traduction garde l'« id » de l'original (%(id)s), et sa « langue » est celle du nom du fichier (%(language)s).",
            id=original.id,
            language=language,
        )
        faults.add(top, said)
    if _bones(guide) != _bones(original):
        missing = [step.id for step in original.steps if step.id not in {one.id for one in guide.steps}]
        said = _(
            "cette traduction n'a pas les mêmes étapes que l'original, avec les mêmes minutes, activités et traces. Reprenez sa structure."
        )
        faults.add(top, said + (" " + _("Il manque : %(names)s.", names=", ".join(missing)) if missing else ""))
    elif guide.version != original.version:
        said = _(
            "l'original est en version %(version)s. Relisez la traduction, puis changez sa version.",
            version=original.version,
        )
        faults.add(top, said, remark=True)


def _bones(guide: Guide) -> list[Any]:
    """What a translation shares with its original: all but its words."""
    steps = [
        (one.id, one.minutes, one.minutes_per_person, one.minutes_per_group, one.activity.type, one.trace, one.flags)
        for one in guide.steps
    ]
    variants = [(one.id, one.duration, one.steps) for one in guide.variants]
    return [steps, variants, guide.duration, guide.group.min, guide.group.max]


def check_reference(file: Draft) -> None:
    """Say what does not hold together in the sources, the drifts or the glossary."""
    for key in ("sources", "derives", "entrees", "familles"):
        check_twins(file, key)
    families = [one for one in file.ids("familles") if isinstance(one, str)]
    drifts = file.data.get("derives")
    for index, drift in enumerate(drifts if isinstance(drifts, list) else []):
        family = drift.get("famille") if isinstance(drift, dict) else None
        if isinstance(family, str) and family not in families:
            meant = did_you_mean(family, families)
            file.say(
                ("derives", index, "famille"),
                _("la famille « %(name)s » n'existe pas. %(meant)s", name=shown(family), meant=meant),
            )
