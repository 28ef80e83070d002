"""Recall and precision of what points at identifiers, kind by kind, on the project's own corpora; and how its time grows.

    python -m benchmarks.identifiers [--json]

The corpora (`tests/confidentiality/identifiers*.txt`) hold fictional sentences written without looking at the code, the second and the third without looking at the
others either; half of them hold traps. What was missed in the first two was mended since; the third is left as it was read first: it judges. A finding is right when its kind is the marked one and it covers what was marked, give or take the signs at its ends.
`recall`: the part of what was marked that was found; `precision`: the part of what was found that was marked; `n`: how many were marked; over all corpora, then under
`corpora` for each. Under `time`: the processor's seconds for 100 kB and 1 MB of the corpora (a busy machine does
not count), and their ratio (12 at most).
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable
from typing import Any

from facilitation.confidentiality.identifiers import find
from tests.confidentiality.marked import CORPORA, KINDS, SENTENCES, Marked

SIZES = (100_000, 1_000_000)
SLACK = 2
"""Signs by which a finding may differ from what was marked, at each end: a full stop, a space."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="the figures alone, as JSON")
    parser.add_argument(
        "--faults", action="store_true", help="each sentence in which something was missed or found for nothing"
    )
    arguments = parser.parse_args()
    if arguments.faults:
        _print_faults()
        return
    each = {name: measure(sentences) for name, sentences in CORPORA.items()}
    figures = measure() | {"corpora": each, "time": grows()}
    if arguments.json:
        print(json.dumps(figures))
        return
    for name, part in {"both": figures, **each}.items():
        print(name)
        for kind in KINDS:
            told = part[kind]
            print(f"  {kind:12} recall {told['recall']:.3f}   precision {told['precision']:.3f}   n {told['n']}")
    print("1 MB in {whole_s:.2f} s, 100 kB in {tenth_s:.2f} s: {ratio:.1f} times".format(**figures["time"]))


def measure(sentences: Iterable[Marked] = SENTENCES) -> dict[str, Any]:
    """`{kind: {"recall", "precision", "n"}}` over these sentences: all corpora, unless told."""
    marked, right, found = (dict.fromkeys(KINDS, 0) for _ in range(3))
    for sentence in sentences:
        wanted = list(sentence.spans)
        for kind, _start, _end in wanted:
            marked[kind] += 1  # type: ignore[index]  # one of KINDS: the corpus marks no other
        for one in find(sentence.text):
            found[one.kind] += 1
            hit = next((span for span in wanted if _same(span, one)), None)
            if hit is not None:
                wanted.remove(hit)
                right[one.kind] += 1
    return {
        kind: {
            "recall": round(right[kind] / max(1, marked[kind]), 3),
            "precision": round(right[kind] / max(1, found[kind]), 3),
            "n": marked[kind],
        }
        for kind in KINDS
    }


def _same(span: tuple[str, int, int], one: Any) -> bool:
    kind, start, end = span
    return kind == one.kind and abs(start - one.start) <= SLACK and abs(end - one.end) <= SLACK


def grows() -> dict[str, float]:
    """The seconds that a tenth and the whole of a megabyte take, the best of three each, and their ratio."""
    text = "\n".join(one.text for one in SENTENCES)
    tenth, whole = (min(_took((text * (size // len(text) + 1))[:size]) for _ in range(3)) for size in SIZES)
    return {"tenth_s": round(tenth, 3), "whole_s": round(whole, 3), "ratio": round(whole / tenth, 2)}


def _took(text: str) -> float:
    begun = time.process_time()
    find(text)
    return time.process_time() - begun


def _print_faults() -> None:
    for sentence in SENTENCES:
        found = find(sentence.text)
        missed = [
            sentence.text[start:end]
            for kind, start, end in sentence.spans
            if not any(_same((kind, start, end), one) for one in found)
        ]
        extra = [
            f"{one.kind}: {sentence.text[one.start : one.end]}"
            for one in found
            if not any(_same(span, one) for span in sentence.spans)
        ]
        if missed or extra:
            print(f"{sentence.text}\n    missed {missed}   for nothing {extra}")


if __name__ == "__main__":
    main()
