"""Nothing typed is ever evaluated by Word, and no file tells more than its text: every document, every text of it replaced by attacks (S46, S47, S53, S54, S56)."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from facilitation.documents.word.write import write
from facilitation.meetings.service.papers import file_name
from facilitation.outline import Outline
from facilitation.typed import clean
from tests.attacks import CORPUS, TEMPLATES, WORD
from tests.documents.inspected import faults, properties, words
from tests.documents.written import DOCUMENTS

OURS = frozenset({"kind", "role", "svg", "day", "source", "field", "sources"})
"""What is not typed by anybody: looks, ids, drawings."""
WHOLE = "\n".join(CORPUS)
TITLES = {
    "a path": '../../Réunion: "CPAS"',
    "three hundred signs": "Réunion " * 40,
    "a device": "CON",
    "signs": "\U0001f469\u200d\U0001f4bb réunion \u202eegnahcni",
    "a header": 'x"\r\nSet-Cookie: pris=1',
    "nothing": "",
    "dots": "...",
}


def attacked(outline: Outline, typed: str) -> Outline:
    """The same document, this typed in the place of each of its texts."""

    def through(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: through(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [through(one, key) for one in value]
        return typed if isinstance(value, str) and value and key not in OURS and key != "number" else value

    return Outline.from_json(json.dumps(through(json.loads(outline.to_json()))))


def active(data: bytes) -> list[str]:
    """The faults of a file whose very title is an attack that names a machine."""
    return [fault for fault in faults(data) if "tells of a machine" not in fault]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_holds_nothing_that_runs_leads_outside_or_tells_of_a_machine(name: str) -> None:
    assert list(faults(write(DOCUMENTS[name]))) == []


@pytest.mark.parametrize(
    "name", ["pv", "plan-action", "carnet", "page-personne", "fiche-action", "deroule", "convocation"]
)
def test_whatever_is_typed_into_a_document_is_text_and_nothing_else(name: str) -> None:
    data = write(attacked(DOCUMENTS[name], "\n".join([*WORD, *TEMPLATES])))
    assert active(data) == []
    said = words(data)
    for attack in (*WORD, *TEMPLATES):
        assert clean(attack) in said, "printed as it was typed"


@pytest.mark.long
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_attack_in_every_document_is_text_and_nothing_else(name: str) -> None:
    assert active(write(attacked(DOCUMENTS[name], WHOLE))) == []


def test_the_faults_are_seen_in_a_file_that_has_them() -> None:
    """The judge itself: a file into which each of them was written."""
    sound = write(DOCUMENTS["pv"])
    planted = {
        "word/document.xml": (b"</w:p>", b'<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DDEAUTO</w:instrText></w:r></w:p>'),
        "word/_rels/document.xml.rels": (b"</Relationships>", b'<Relationship Id="x" Type="t" TargetMode="External" Target="http://mal.example"/></Relationships>'),
        "docProps/core.xml": (b"</dc:creator>", b" python-docx</dc:creator>"),
    }  # fmt: skip
    for path, (old, new) in planted.items():
        assert list(faults(rewritten(sound, path, old, new))), path
    hidden = (b"<w:p>", b'<w:p><w:bookmarkStart w:id="1" w:name="Dupont"/>')
    assert list(faults(rewritten(sound, "word/document.xml", *hidden)))
    comment = (b"<w:p>", b'<w:p><w:commentRangeStart w:id="1"/>')
    assert list(faults(rewritten(sound, "word/document.xml", *comment)))


def rewritten(data: bytes, path: str, old: bytes, new: bytes) -> bytes:
    """The same file, with this put in the place of that in one part."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(made, "w") as copy:
        for entry in whole.namelist():
            content = whole.read(entry)
            assert entry != path or old in content
            copy.writestr(entry, content.replace(old, new, 1) if entry == path else content)
    return made.getvalue()


@pytest.mark.parametrize("name", ["pv", "carnet", "page-personne", "synthese"])
def test_the_properties_name_nobody_of_the_meeting(name: str) -> None:
    told = properties(write(DOCUMENTS[name]))
    for person in ("Peeters", "Lambert", "Haddad", "Marchal", "Alice", "Bob", "Thomas"):
        assert person not in told


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_file_is_named_safely_whatever_the_partnership_is_called(title: str) -> None:
    found = DOCUMENTS["pv"].model_copy(
        update={"partnership": title, "number": title, "document": title or "Procès-verbal"}
    )
    for document in ("pv", "plan-action", "carnet"):
        name = file_name(found, document)
        assert name.endswith(".docx")
        assert len(name) <= 120
        assert not set(name) & set('/\\:*?"<>|\r\n\u202e\x00')
        assert name.strip(" .") == name
        assert name.removesuffix(".docx").upper() not in {"CON", "NUL", "AUX", "PRN", "COM1"}


def test_a_title_of_300_signs_is_whole_in_the_body_and_cut_in_the_properties() -> None:
    title = "Réunion " * 40
    data = write(DOCUMENTS["pv"].model_copy(update={"title": title, "property_title": title, "partnership": title}))
    assert title.strip() in words(data)
    assert list(faults(data)) == []
    assert title not in properties(data)
