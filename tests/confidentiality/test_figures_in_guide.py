"""The figures of the guide are those that the benchmark gives on the corpus of the tree, rounded to a hundredth."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.identifiers import measure

ROWS = {
    "Numéro national": "niss",
    "Numéro de compte": "iban",
    "Numéro de téléphone": "phone",
    "Adresse électronique": "email",
    "Adresse": "address",
    "Date de naissance": "birthdate",
    "Titre et nom": "titled_name",
}
ROW = re.compile(r"^\| ([^|]+) \| (\d+)\s% \| (\d+)\s% \| (\d+) \|$", re.MULTILINE)


def test_the_guide_says_what_the_benchmark_measures() -> None:
    told = {
        name: tuple(map(int, figures))
        for name, *figures in ROW.findall(Path("docs/guide-confidentialite.md").read_text("utf-8"))
    }
    measured = measure()
    assert told == {
        name: (round(100 * measured[kind]["recall"]), round(100 * measured[kind]["precision"]), measured[kind]["n"])
        for name, kind in ROWS.items()
    }


def test_the_goals_hold_on_the_corpus() -> None:
    measured = measure()
    for kind in ("niss", "iban", "phone", "email"):
        assert measured[kind]["recall"] >= 0.95, kind
        assert measured[kind]["precision"] >= 0.98, kind
    for kind in ("address", "titled_name"):
        assert measured[kind]["recall"] >= 0.85, kind
        assert measured[kind]["precision"] >= 0.9, kind
