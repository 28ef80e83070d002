"""Acceptance 6, through the services: whatever people type comes back whole in the preview and in the file, wherever they type it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest
from docx import Document
from docx.document import Document as File
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from facilitation.activities.base import Fields
from facilitation.confidentiality.readers import Reader
from facilitation.database import reading, writing
from facilitation.documents import page, text
from facilitation.documents.reading import page_text
from facilitation.documents.word.reread import reread
from facilitation.documents.word.write import write
from facilitation.meetings import service as meetings
from facilitation.meetings.shown import NewMeeting
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from facilitation.partnerships import service as partnerships
from tests.meetings.conftest import Town
from tests.meetings.test_service import stage

UNWRITABLE = {*range(0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF} - {0x09, 0x0A}
ANY_TEXT = st.text(st.characters(exclude_categories=()), min_size=1, max_size=60).filter(lambda typed: typed.strip())
NARROW_COLON = "\u00a0: "
TYPED = "« CPAS & PMS », seuil < 3 ans\n\tdeux  espaces, e\u0301 é \U0001f469\u200d\U0001f4bb <b>*non*</b> {{ 7*7 }} \x07fin"


def visible(typed: str) -> str:
    """What must come back: the text itself, its line ends as one sign, and a visible sign for what no file can hold."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n")
    return "".join("\ufffd" if ord(sign) in UNWRITABLE else sign for sign in lines)


def file_text(data: bytes) -> str:
    """All the text of a .docx, by python-docx: paragraphs, cells, footers."""
    file: File = Document(io.BytesIO(data))
    paragraphs = [*file.paragraphs, *(one for section in file.sections for one in section.footer.paragraphs)]
    cells = [cell for table in file.tables for row in table.rows for cell in row.cells]
    return "\n\n".join([one.text for one in paragraphs] + [cell.text for cell in cells])


def preview_text(html: str) -> str:
    """All the text of the preview, as a browser reads it."""

    def read(element: Element) -> Iterator[str]:
        yield "\n" if element.tag == "br" else element.text or ""
        for child in element:
            yield from read(child)
            yield child.tail or ""

    return "".join(read(html5lib.parse(f"<!doctype html><body>{html}</body>", namespaceHTMLElements=False)))


def meeting_with(town: Town, typed: str) -> str:
    """A meeting in which this was typed everywhere: title, place, names, answer, synthesis, outcomes and their details."""
    settings_typed = partnerships.Settings(name=typed, territory=typed, place=typed)
    new = NewMeeting(
        title=typed,
        partnership_id=town.partnership,
        place=typed,
        starts_at=town.now,
        guests=((typed, typed),),
        animator=typed,
        secretary=typed,
    )
    with writing():
        partnerships.change_settings(partnership_id=town.partnership, settings=settings_typed)
        meeting = meetings.prepare(account_id=town.alice, new=new, now=town.now)
        meetings.use_guide(
            meeting_id=meeting, guide_id="reflexivite-collective", catalogue=town.catalogue, now=town.now
        )
        meetings.start(meeting_id=meeting, now=town.now)
    for step in ("hypotheses", "garder-arreter-essayer"):
        field = {"hypotheses": "texte", "garder-arreter-essayer": "premier.garder"}[step]
        answered = stage(town, meeting, step)
        with writing():
            meetings.answer(
                meeting_id=meeting, stage_id=answered, formdata=Fields({field: f"{step} {typed} {step}"}), now=town.now
            )
    with writing():
        where = {"meeting_id": meeting, "stage_id": answered, "now": town.now, "account_id": town.alice}
        outcomes.capture(**where, kind=OutcomeKind.DECISION, text=f"décision {typed} décision", person_says=typed)
        outcomes.capture(**where, kind=OutcomeKind.ACTION, text=f"action {typed} action", bearer=typed, sign=typed)
        outcomes.capture(**where, kind=OutcomeKind.QUESTION, text=f"question {typed} question", for_whom=typed)
        outcomes.capture(**where, kind=OutcomeKind.RESERVE, text=f"réserve {typed} réserve", named=typed)
        outcomes.capture(**where, kind=OutcomeKind.ASIDE, text=f"côté {typed} côté")
        meetings.save_synthesis(
            meeting_id=meeting,
            stage_id=next(
                one.id
                for one in meetings.meeting_shown(meeting_id=meeting, now=town.now).stages
                if one.step.id == "moment"
            ),
            text=f"synthèse {typed} synthèse",
            now=town.now,
        )
    return meeting


PLACES = ["hypotheses", "garder-arreter-essayer", "décision", "action", "question", "réserve", "côté", "synthèse"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(typed=ANY_TEXT)
@example(typed=TYPED)
@example(typed="\ud83d seul")
def test_any_text_comes_back_whole_on_the_page_and_in_the_file(town: Town, typed: str) -> None:
    check(town, typed)


@pytest.mark.long
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(typed=ANY_TEXT)
def test_any_text_comes_back_whole_many_times(town: Town, typed: str) -> None:
    check(town, typed)


def check(town: Town, typed: str) -> None:
    meeting = meeting_with(town, typed)
    with reading():
        minutes = meetings.outline(meeting_id=meeting, document="pv", readership=Reader.GROUPE)
        plan = meetings.outline(meeting_id=meeting, document="plan-action", readership=Reader.GROUPE)
    for outline, places in ((minutes, PLACES), (plan, ["action"])):
        data, html = write(outline), str(page.render(outline))
        in_file, on_page = file_text(data), preview_text(html)
        for place in places:
            whole = f"{place} {visible(typed)} {place}"
            assert whole in in_file, f"{place}: not whole in the file"
            assert whole in on_page, f"{place}: not whole in the preview"
        assert reread(data) == page_text(html) == text.dump(outline)
    named = (
        f"{NARROW_COLON}{visible(typed)}",
        f"{visible(typed)}, {visible(typed)}",
    )  # the meeting's title; a guest's name and function
    for place in named:
        assert place in file_text(write(minutes))
        assert place in preview_text(str(page.render(minutes)))
