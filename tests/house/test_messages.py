"""The template of the catalogues is what the sources say."""

from __future__ import annotations

import ast
import difflib

from tools import messages


def test_the_template_of_the_catalogues_is_current() -> None:
    kept = messages.POT.read_text(encoding="utf-8").splitlines()
    found = messages.text_of(messages.extract()).splitlines()
    difference = [line for line in difflib.unified_diff(kept, found, lineterm="", n=0) if line[:1] in "+-"]
    assert not difference, "run `make messages`:\n" + "\n".join(difference[:40])


def test_each_error_for_people_has_one_sentence_on_one_line() -> None:
    faulty = []
    for path, name, node in messages.error_classes():
        sentence = ast.get_docstring(node, clean=False) or ""
        if not sentence or "\n" in sentence or sentence[-1] not in ".?!":
            faulty.append(f"{path.name} {name}: {sentence!r}")
    assert not faulty, "the docstring is what a person reads:\n" + "\n".join(faulty)


def test_each_error_for_people_has_a_sentence_of_its_own() -> None:
    """A class that says nothing would show the sentence of another situation."""
    sentences = [ast.get_docstring(node, clean=False) for _path, _name, node in messages.error_classes()]
    assert len(sentences) > 5
    twice = {sentence for sentence in sentences if sentences.count(sentence) > 1}
    assert not twice
