"""The meetings that are led through the pages: each guide by its script of content/examples, and each of its variants by what the variant keeps of it.

`python -m tests.pages.scripts` writes anew, in tests/pages/led, the text that each of them must give: read what changed before you keep it.
"""

from __future__ import annotations

import copy
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from facilitation.activities import registry
from facilitation.cli import main
from facilitation.documents.word.reread import reread
from facilitation.guides.catalogue import Catalogue, content_folder
from tests import once

EXAMPLES = content_folder() / "examples"
MORE = yaml.safe_load((Path(__file__).parent / "variants.yaml").read_text("utf-8"))
KEPT = Path(__file__).parent / "led"
RENEW = "If the guide or its script changed, « python -m tests.pages.scripts %s » writes it anew; read what changed."
LIBRARY: Catalogue = once.library(content_folder(), registry.kinds())


@dataclass(frozen=True, slots=True)
class Led:
    """A guide of the library, whole or in one of its variants."""

    guide: str
    variant: str = ""

    @property
    def name(self) -> str:
        """« qui-porte-quoi », or « qui-porte-quoi.quarante-minutes »."""
        return f"{self.guide}.{self.variant}".removesuffix(".")

    @property
    def kept(self) -> Path:
        """The file of the text that it must give."""
        return KEPT / f"{self.name}.txt"


def whole() -> list[Led]:
    """Each guide of the library, by its script."""
    return [Led(path.stem) for path in sorted(EXAMPLES.glob("*.yaml")) if path.stem in LIBRARY.guides]


def varied() -> list[Led]:
    """Each variant of each guide that has its script; that each has one is a test of tests/content."""
    return [Led(one.guide, variant.id) for one in whole() for variant in LIBRARY.guides[one.guide].variants]


def script_of(led: Led) -> dict[str, Any]:
    """The script of a guide; for a variant, with the steps that it keeps, and what `variants.yaml` tells of those that it alone has."""
    script: dict[str, Any] = yaml.safe_load((EXAMPLES / f"{led.guide}.yaml").read_text("utf-8"))
    if not led.variant:
        return script
    kept = {step.id for step in LIBRARY.guides[led.guide].steps_of(led.variant)}
    more = copy.deepcopy(MORE.get(led.guide, {}).get(led.variant, {}))
    for point in script["points"]:
        if point.get("guide") == led.guide:
            told = {name: step for name, step in point["etapes"].items() if name in kept}
            point |= {"variante": led.variant, "etapes": told | more}
    return script


def demonstrated(script: dict[str, Any], folder: Path) -> dict[str, str]:
    """The text of each file that `facilitation demo` writes of this script, by name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "reunion.yaml"
    path.write_text(yaml.safe_dump(script, allow_unicode=True, sort_keys=False), encoding="utf-8")
    assert main(["demo", "--script", str(path), "--out", str(folder / "demo")]) == 0
    return {file.name: reread(file.read_bytes()) for file in (folder / "demo").iterdir()}


def as_kept(files: dict[str, str]) -> str:
    """The text of these files, one after the other, as it is kept."""
    return "\n".join(f"===== {name}\n{text}" for name, text in sorted(files.items()))


if __name__ == "__main__":
    for each in (*whole(), *varied()):
        if not sys.argv[1:] or each.guide in sys.argv[1:]:
            with tempfile.TemporaryDirectory() as made:
                each.kept.write_text(as_kept(demonstrated(script_of(each), Path(made))), encoding="utf-8")
