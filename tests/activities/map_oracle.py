"""What the map of drifts must say of given answers, worked out from the sentences of `domain/auto-evaluation.md` §3.4 and §4.4 and of
`docs/decisions/0016`, for scales of four degrees. It imports nothing of the product: `python tests/activities/map_oracle.py` prints the kept file.

An item is (id, presence, gravity): lists of degrees from 0 to 3, or None for « je ne sais pas ».
"""

from __future__ import annotations

import json
import math
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

Places = list[int | None]
Item = tuple[str, Places, Places]
KEPT = Path(__file__).with_name("map_expected.json")
MOST_DIVIDED_FIRST = ["deux camps", "dispersé", "voix isolée", "peu visible", "convergent", "unanime", ""]

CASES: dict[str, list[Item]] = {
    # Worked out by hand in `test_drift_map.py`.
    "by hand": [
        ("dilution", [0, 0, 0, 3, 3, 3], [2, 2, 2, 2, 3, 3]),
        ("rond", [3, 3, 3, 3, 3, 0], [3, 3, 3, 3, 3, 3]),
        ("rythmes", [2, 2, 2, 3, 3, None], [3, 3, 3, 3, 3, 2]),
        ("mots", [0, 0, 0, 0, 0, 0], [0, 1, 0, 1, 0, 1]),
    ],
    "nobody agrees on anything": [
        ("a", [0, 1, 2, 3, 0, 3, 1], [3, 2, 1, 0, 3, 0, 2]),
        ("b", [3, 0, 3, 0, 3, 0, 3], [0, 3, 0, 3, 0, 3, 0]),
        ("c", [1, 1, 1, 1, 3, 3, 3], [2, 2, 2, 0, 0, 0, 0]),
    ],
    "all alike": [("a", [1] * 6, [2] * 6), ("b", [3] * 6, [3] * 6), ("c", [0] * 6, [0] * 6)],
    "heavy and of equal weight": [("a", [2] * 5, [3] * 5), ("b", [3] * 5, [3] * 5), ("c", [3] * 5, [3, 3, 3, 3, 2])],
    "half of the answers, and one less than half": [
        ("half", [1, 1, 1, 2, 2, 2], [1, 1, 1, 2, 2, 2]),
        ("less", [1, 1, 1, 2, 2, None], [2, 2, 2, 3, 3, 3]),
    ],
    "graver for the person, and more present": [("a", [3] * 5, [2] * 5), ("b", [2] * 5, [3] * 5)],
    "many who do not know": [
        ("a", [3, 3, 3, 3, 3, None, None, None], [3, 3, 3, 3, 3, 3, 3, 3]),
        ("b", [2, 2, None, None, None, None, None, None], [3, 3, 3, 3, 3, 3, None, None]),
        ("c", [2, 2, 2, 2, 2, 2, 2, 2], [3, 0, 3, 0, 3, 0, 3, 0]),
    ],
    "four answers": [("a", [0, 3, 0, 3], [3, 3, 3, 3]), ("b", [1, 1, 1, 1], [2, 2, 2, 2])],
    "four and one who does not know": [("a", [0, 3, 0, 3, None], [3, 3, 3, 3, None])],
    "fifteen and one voice": [
        ("a", [0] * 14 + [3], [1] * 15),
        ("b", [1] * 8 + [2] * 7, [2] * 15),
        ("c", [3] * 15, [0] * 14 + [2]),
    ],
}  # fmt: skip


def word(places: Places) -> tuple[bool, str]:
    """Whether anything may be shown of these anonymous answers, and the shape in a word."""
    known = sorted(place for place in places if place is not None)
    unknown = len(places) - len(known)
    if len(places) < 5:
        return False, ""
    if 3 * unknown >= len(places):
        return len(known) >= 5, "peu visible"
    if len(known) < 5:
        return False, ""
    return True, _shape(known)


def _shape(known: list[int]) -> str:
    reach = known[-1] - known[0]
    if reach < 2:
        return ("unanime", "convergent")[reach]
    far = [place for place in known if abs(place - middle(known)) >= 2]
    near = [place for place in known if abs(place - middle(known)) < 2]
    if len(far) == 1 and max(near) - min(near) <= 1:
        return "voix isolée"
    few = min(known.count(0) + known.count(1), known.count(2) + known.count(3))
    return "deux camps" if few >= 2 and 4 * few >= len(known) and consensus(known) < 0.5 else "dispersé"


def middle(known: list[int]) -> Fraction:
    """The median."""
    ranked = sorted(known)
    return Fraction(ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2], 2)


def consensus(known: list[int]) -> float:
    """Tastle and Wierman's."""
    mean = Fraction(sum(known), len(known))
    return 1 + math.fsum(
        known.count(place) / len(known) * math.log2(1 - abs(place - mean) / 3) for place in sorted(set(known))
    )


def expected(items: list[Item]) -> dict[str, Any]:
    """The map of these anonymous answers: its rows in order, and the two proposals; no row where it must not be shown."""
    if max(len(places) for _id, *both in items for places in both) < 5:
        return {"rows": [], "apart": None, "heavy": None}
    rows: list[dict[str, Any]] = []
    for rank, (name, *both) in enumerate(items):
        told = [word(places) for places in both]
        knowns = [
            sorted(place for place in places if place is not None) if visible else []
            for places, (visible, _word) in zip(both, told, strict=True)
        ]
        rows.append(
            {
                "id": name,
                "word": min((one for _visible, one in told), key=MOST_DIVIDED_FIRST.index),
                "counts": [[known.count(degree) for degree in range(4)] if known else [] for known in knowns],
                "unknown": [places.count(None) if visible else 0 for places, (visible, _w) in zip(both, told, strict=True)],
                "medians": [str(middle(known)) if known else "" for known in knowns],
                "words": [one for _visible, one in told],
                "dissent": round(math.fsum(1 - consensus(known) for known in knowns if known), 9),
                "rank": rank,
                "heavy": all(
                    len(known) >= 5 and 2 * sum(place >= 2 for place in known) >= len(places)
                    for known, places in zip(knowns, both, strict=True)
                ),
            }
        )  # fmt: skip
    rows.sort(key=lambda row: (MOST_DIVIDED_FIRST.index(row["word"]), -row["dissent"], row["rank"]))
    apart = rows[0]["id"] if rows[0]["word"] in ("deux camps", "dispersé") else None
    others = [row for row in rows if row["heavy"] and row["id"] != apart]
    best = max((_weight(row) for row in others), default=None)
    heavy = next((row["id"] for row in others if _weight(row) == best), None)
    return {"rows": [_told(row) for row in rows], "apart": apart, "heavy": heavy}


def _weight(row: dict[str, Any]) -> tuple[Fraction, Fraction]:
    presence, gravity = row["medians"]
    return Fraction(gravity), Fraction(presence)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in ("id", "word", "counts", "unknown", "medians", "words")}


def kept() -> str:
    """What the cases give, as the kept file has it: a line a row."""
    told = []
    for name, items in CASES.items():
        found = expected(items)
        rows = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in found["rows"])
        proposals = json.dumps([found["apart"], found["heavy"]])
        told.append(f'"{name}": {{"proposals": {proposals}, "rows": [\n  {rows}\n]}}')
    return "{" + ",\n".join(told) + "}\n"


if __name__ == "__main__":
    sys.stdout.write(kept())
