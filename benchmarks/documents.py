"""How long the minutes take to be made, beside docxtpl making the same document in the same run.

    python -m benchmarks.documents [--json]

Ours: from the record of a meeting to the bytes of its .docx (composing and writing). docxtpl: from a ready context to the bytes, on a template made of our
own base, where only the steps, their answers and the actions are loops; everything else is already in the template. Both texts are compared, paragraph by
paragraph, before anything is measured. Median of 15 interleaved runs, in milliseconds, at 60, 336 and 2,400 answers.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from docxtpl import DocxTemplate

from facilitation.confidentiality.readers import Reader, Trace
from facilitation.documents import minutes
from facilitation.documents.record import OutcomeRecord, Point, Presence, Record, StageRecord
from facilitation.documents.word.write import write
from facilitation.outline import AnyBlock, Cell, Heading, Listing, Outline, Table, paragraph, plain

SIZES = (60, 336, 2400)
RUNS = 15
STEPS = 6
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="the figures alone, as JSON")
    arguments = parser.parse_args()
    figures = {str(size): measure(size) for size in SIZES}
    if arguments.json:
        print(json.dumps(figures))
        return
    for size, figure in figures.items():
        ours, theirs = figure["ours_ms"], figure["docxtpl_ms"]
        print(f"{size:>5} answers: ours {ours:8.1f} ms   docxtpl {theirs:8.1f} ms   ratio {ours / theirs:.2f}")
    slopes = [
        figures[str(large)]["ours_ms"] / figures[str(small)]["ours_ms"] for small, large in ((60, 336), (336, 2400))
    ]
    print("growth: " + ", ".join(f"×{slope:.1f}" for slope in slopes) + " for ×5.6 and ×7.1 answers")


def measure(size: int) -> dict[str, float]:
    """The two medians at this many answers. Raises AssertionError when the two documents don't say the same."""
    peer = Peer(size)
    record = record_of(size)

    def ours() -> bytes:
        return write(minutes.compose(record))

    assert words(ours()) == words(peer.write()), f"{size} answers: the two documents differ"
    times: dict[str, list[float]] = {"ours_ms": [], "docxtpl_ms": []}
    for _run in range(RUNS):
        times["ours_ms"].append(timed(ours))
        times["docxtpl_ms"].append(timed(peer.write))
    return {name: round(statistics.median(values), 2) for name, values in times.items()}


def timed(make: Callable[[], bytes]) -> float:
    """Milliseconds of one run, begun on a clean heap."""
    gc.collect()
    start = time.perf_counter()
    make()
    return (time.perf_counter() - start) * 1000


def words(docx: bytes) -> list[str]:
    """The text of each paragraph of the body, tables included, in order."""
    with ZipFile(BytesIO(docx)) as package:
        root = ElementTree.fromstring(package.read("word/document.xml"))  # noqa: S314  a file made just now
    return ["".join(text.text or "" for text in each.iter(f"{W}t")) for each in root.iter(f"{W}p")]


def answer(index: int) -> str:
    """A contribution as people write them: a sentence of 60 to 180 signs, with what breaks careless templates."""
    texts = (
        "Nous avons appelé le CPAS & le PMS sans savoir qui rappellerait",
        "L'accueil a tenu, le seuil < 3 ans n'a jamais été discuté entre nous",
        "La personne a dû raconter son histoire trois fois en une semaine, à trois guichets, et la troisième fois elle n'est pas revenue",
        "Qui porte l'information quand la référente part ? Personne ne l'avait écrit, et chacun pensait que l'autre le savait",
    )
    return f"{texts[index % len(texts)]} (n° {index + 1})."


def record_of(size: int) -> Record:
    """A meeting whose guide gathered this many answers in six steps, with a decision, and an action for each 20 answers."""
    each = size // STEPS
    stages = tuple(
        StageRecord(
            id=f"s{step}",
            title=f"Étape {step + 1} : ce que nous en retenons",
            trace=Trace.PV,
            activity="cartes",
            blocks=(
                Listing(
                    items=tuple(plain(answer(step * each + index)) for index in range(each)),
                    sources=tuple(f"n{step}-{index}" for index in range(each)),
                    field="texte",
                ),
            ),
        )
        for step in range(STEPS)
    )
    outcomes = (
        OutcomeRecord(
            id="d1",
            kind="decision",
            number="3/2026-D1",
            text="Un relais ne s'annonce qu'une fois la suite nommée.",
            mode="consentement",
        ),
        *(
            OutcomeRecord(
                id=f"a{index}",
                kind="action",
                number=f"3/2026-A{index + 1}",
                text=f"Envoyer le message type numéro {index + 1}",
                bearer="Karim Haddad",
                due=date(2026, 10, 1 + index % 28),
            )
            for index in range(size // 20)
        ),
    )
    last = StageRecord(
        id="last", title="Décision et actions", trace=Trace.SESSION, activity="decision", outcomes=outcomes
    )
    return Record(
        partnership="Réseau Logement du Val",
        title="Quand l'un de nous passe le relais",
        number="3/2026",
        start=datetime(2026, 9, 18, 7, 30, tzinfo=UTC),
        end=datetime(2026, 9, 18, 9, 30, tzinfo=UTC),
        readership=Reader.GROUPE,
        place="Salle du Conseil",
        secretary="Karim Haddad",
        attendance=tuple(Presence(f"Participante {index}", "assistante sociale", "CPAS") for index in range(8)),
        points=(Point(title="Le relais", kind="guide", minutes=90, stages=(*stages, last)),),
    )


class Peer:
    """docxtpl with its template and its context, both ready: only filling in and saving is measured."""

    def __init__(self, size: int) -> None:
        outline = minutes.compose(record_of(size))
        self._template = write(template_of(outline))
        self._context = context_of(outline)

    def write(self) -> bytes:
        """The document, filled in and saved."""
        template = DocxTemplate(BytesIO(self._template))
        template.render(self._context, autoescape=True)
        made = BytesIO()
        template.save(made)
        return made.getvalue()


def context_of(outline: Outline) -> dict[str, Any]:
    """What the template's loops run over: steps with their answers, actions in full, rows of the table of actions."""
    steps: list[dict[str, Any]] = []
    for block, listing in zip(outline.blocks, outline.blocks[1:], strict=False):
        if isinstance(block, Heading) and block.level == 2 and isinstance(listing, Listing):
            steps.append({"title": block.text, "answers": [item[0].text for item in listing.items]})
    actions = [block for block in outline.blocks if is_action(block)]
    return {
        "steps": steps,
        "actions": [
            {"label": one.label, "text": one.runs[0].text, "detail": one.details[0][0].text} for one in actions
        ],
        "rows": [[cell.paragraphs[0][0].text for cell in row] for row in action_table(outline).rows],
    }


def template_of(outline: Outline) -> Outline:
    """The same outline with loops for what the context holds; all other words stay as they are."""
    blocks: list[AnyBlock] = []
    steps = actions = False
    table = action_table(outline)
    for index, block in enumerate(outline.blocks):
        follows = outline.blocks[index + 1] if index + 1 < len(outline.blocks) else None
        if isinstance(block, Heading) and block.level == 2 and isinstance(follows, Listing):
            if not steps:
                blocks += loop("step in steps", [block.model_copy(update={"text": "{{ step.title }}"}), *answers()])
            steps = True
        elif isinstance(block, Listing) and block.field == "texte":
            continue
        elif is_action(block):
            if not actions:
                details = (plain("{{ one.detail }}"),)
                filled = {"label": "{{ one.label }}", "runs": plain("{{ one.text }}"), "details": details}
                blocks += loop("one in actions", [block.model_copy(update=filled)])
            actions = True
        elif block is table:
            blocks.append(looped(table))
        else:
            blocks.append(block)
    return outline.model_copy(update={"blocks": tuple(blocks)})


def answers() -> list[AnyBlock]:
    """The answers of a step, as list items."""
    return loop("answer in step.answers", [Listing(items=(plain("{{ answer }}"),))])


def loop(over: str, inner: list[AnyBlock]) -> list[AnyBlock]:
    """These blocks between docxtpl's paragraph tags."""
    return [paragraph("{%p for " + over + " %}"), *inner, paragraph("{%p endfor %}")]


def looped(table: Table) -> Table:
    """The table with one row between docxtpl's row tags."""
    columns = range(len(table.header))

    def row(*texts: str) -> tuple[Cell, ...]:
        filled = (*texts, *("" for _index in range(len(table.header) - len(texts))))
        return tuple(Cell(paragraphs=(plain(text),)) for text in filled)

    rows = (
        row("{%tr for row in rows %}"),
        row(*(f"{{{{ row[{column}] }}}}" for column in columns)),
        row("{%tr endfor %}"),
    )
    return table.model_copy(update={"rows": rows})


def is_action(block: Any) -> bool:
    """Whether this block is an action in full."""
    return getattr(block, "kind", "") == "labelled" and str(block.label).startswith("Action")


def action_table(outline: Outline) -> Table:
    """The summary table of actions."""
    return next(block for block in outline.blocks if isinstance(block, Table) and len(block.header) == 4)


if __name__ == "__main__":
    main()
