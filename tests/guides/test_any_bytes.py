"""Whatever a file holds, the loader answers with faults and never with a traceback."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.activities import registry
from facilitation.cli_guides import answer_faults
from facilitation.guides.load import Library, Loaded, guide_from
from facilitation.guides.load_script import load_script

SMALL = (Path(__file__).parent / "small.yaml").read_bytes()
LIBRARY = Library(registry.kinds(), {}, frozenset({"affiche"}), frozenset())
SCRIPT = b"""format: 1
partenariat: {nom: P, services: [S]}
membres: [{nom: A}]
reunion: {titre: T, debut: 2026-03-12T09:30, animation: A, presents: [A]}
points:
  - {titre: X, genre: information, minutes: 5, actions: [{texte: t, porteur: A, echeance: 2026-04-30}]}
"""
PIECES = st.sampled_from(
    [
        b"\x00",
        b"\xff",
        b"\t",
        b"  ",
        b"\n",
        b": ",
        b"- ",
        b"[",
        b"]",
        b"{",
        b"}",
        b"&a ",
        b"*a",
        b"!!set ",
        b"|\n",
        b">\n",
        b'"',
        b"'",
        b"#",
        b"? ",
        b"---\n",
    ]
    + [
        b"...\n",
        b"<<: ",
        b"%YAML 9.9\n",
        b"1",
        b"true",
        b"~",
        b"null",
        b"\xe2\x80\xa8",
        b'"\\ud800"',
        b"9" * 40,
        b"0",
        b"-1",
        b"etapes:\n",
        b"- module: x\n",
    ]
)


def judge(loaded: Loaded) -> None:
    assert loaded.value is not None or any(not fault.remark for fault in loaded.faults)
    for fault in loaded.faults:
        assert fault.line >= 1
        assert fault.column >= 1
        assert fault.sentence.strip()
        assert "\n" not in str(fault)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_guide_with_bytes_changed_anywhere_gives_faults(data):
    raw = bytearray(SMALL)
    for _change in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(raw)))
        raw[place : place + data.draw(st.integers(0, 12))] = data.draw(PIECES)
    judge(guide_from(bytes(raw), LIBRARY, "essai.yaml"))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_guide_with_lines_moved_doubled_or_lost_gives_faults(data):
    lines = SMALL.splitlines(keepends=True)
    for _change in range(data.draw(st.integers(1, 5))):
        place, other = data.draw(st.integers(0, len(lines) - 1)), data.draw(st.integers(0, len(lines) - 1))
        lines[place : place + data.draw(st.integers(0, 1))] = [lines[other][data.draw(st.integers(0, 6)) :] or b"\n"]
    judge(guide_from(b"".join(lines), LIBRARY, "essai.yaml"))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_faults(raw):
    judge(guide_from(raw, LIBRARY, "essai.yaml"))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_script_with_bytes_changed_anywhere_gives_faults(tmp_path_factory, data):
    raw = bytearray(SCRIPT)
    for _change in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(raw)))
        raw[place : place + data.draw(st.integers(0, 12))] = data.draw(PIECES)
    path = tmp_path_factory.getbasetemp() / "script.yaml"
    path.write_bytes(bytes(raw))
    judge(load_script(path, {}, lambda one: guide_from(b"", LIBRARY, str(one)), answer_faults, "essai.yaml"))
