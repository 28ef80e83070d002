"""The form that the link opens: it takes a remark, and shows nothing of the minutes."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from facilitation.accounts.access import ROOM
from facilitation.database import db, reading
from facilitation.meetings.models import MeetingLink, Remark
from facilitation.minutes.rules import code_of
from tests.meetings.leading import act
from tests.minutes.conftest import AMONG_US, DECISION, code_on, where, word, written

TEXT = "Au point 2, lire « deux services ».\nMerci."


def remarks(app):
    with app.app_context(), reading():
        return db.session.scalars(select(Remark).order_by(Remark.at)).all()


@pytest.fixture
def code(alice, sent):
    """The code of the link."""
    return code_on(alice.get(where(sent)))


def test_a_stranger_with_the_link_gets_the_form_and_nothing_else(stranger, code):
    page = stranger().get("/remarques")
    assert page.h1 == "Votre remarque"
    for text in (DECISION, AMONG_US, "Réseau du Val", "1/2026", "Alice", code):
        assert text not in page.text
    assert set(page.form("/remarques")) - {"csrf_token", "envoi_"} == {"cle", "text", "author", "organisation", "code"}
    links = {link for link in page.links() if not link.startswith(("#", "/static"))}
    assert links <= {"/connexion", "/", "/aide", "/confidentialite"}


def test_a_remark_comes_by_the_link_and_is_read_by_the_facilitators(stranger, alice, app, sent, code):
    page = stranger().submit("/remarques", {"code": f" {code.lower()} ", "text": TEXT, "author": "M. Noël"})
    assert page.location == "/remarques/recue"
    assert remarks(app)[0].text == TEXT
    shown = alice.get(where(sent))
    assert "M. Noël" in shown.words
    assert "lire « deux services »" in shown.words.replace("\u00a0", " ")
    assert "Une remarque attend une réponse" in shown.words


def test_the_same_form_sent_twice_counts_once(stranger, app, code):
    somebody = stranger()
    page = somebody.get("/remarques")
    sent = {**page.form("/remarques"), "code": code, "text": TEXT}
    for _again in range(2):
        assert somebody.post("/remarques", sent).location == "/remarques/recue"
    assert len(remarks(app)) == 1


@pytest.mark.parametrize("wrong", ["AAAA-AAAA-AAAA", "x", "🙂" * 40, "' OR 1=1"])
def test_an_unknown_code_keeps_the_text_and_tells_nothing(stranger, app, code, wrong):
    page = stranger().submit("/remarques", {"code": wrong, "text": TEXT}, status=422)
    assert "n’est pas, ou n’est plus, valable" in page.words
    assert page.form("/remarques")["text"] == TEXT
    assert not remarks(app)


def test_a_code_that_is_over_is_answered_like_an_unknown_one(stranger, alice, sent, code):
    alice.submit(where(sent), action="/approuve")
    over = stranger().submit("/remarques", {"code": code, "text": TEXT}, status=422)
    unknown = stranger().submit("/remarques", {"code": "AAAA-AAAA-AAAA", "text": TEXT}, status=422)

    def without_words(page):
        return re.sub(r'value="[^"]*"', "", page.text)

    assert without_words(over) == without_words(unknown)
    assert set(over.headers) == set(unknown.headers)


def test_who_tries_many_codes_or_sends_many_remarks_waits(stranger, app, clock, code):
    for _try in range(5):
        stranger().submit("/remarques", {"code": "AAAA-AAAA-AAAA", "text": TEXT}, status=422)
    page = stranger().submit("/remarques", {"code": code, "text": TEXT}, status=422)
    assert "Trop d’essais se suivent" in page.words
    assert page.form("/remarques")["text"] == TEXT
    clock.later(minutes=2)
    for _remark in range(5):
        stranger().submit("/remarques", {"code": code, "text": TEXT})
    stranger().submit("/remarques", {"code": code, "text": TEXT}, status=422)
    assert len(remarks(app)) == 5


def test_a_form_without_its_token_changes_nothing(stranger, app, code):
    stranger().post("/remarques", {"code": code, "text": TEXT}, token=False, status=400)
    assert not remarks(app)


@pytest.mark.parametrize("text", ["", "  \n ", "a" * 20_001])
def test_what_cannot_be_kept_comes_back_whole(stranger, app, code, text):
    page = stranger().submit("/remarques", {"code": code, "text": text}, status=422)
    assert page.form("/remarques")["text"] == text
    assert not remarks(app)


def test_any_text_is_kept_as_it_was_typed_and_interpreted_nowhere(stranger, alice, app, sent, code):
    text = "<script>alert(1)</script> {{ 7*7 }} é\u0301 🙂 & « »\t| %s"
    stranger().submit("/remarques", {"code": code, "text": text, "author": "<b>x</b>"})
    assert remarks(app)[0].text == text
    page = alice.get(where(sent))
    assert "<script>alert" not in page.text
    assert "49" not in page.words


def test_the_room_s_address_has_no_such_form(app, code):
    answer = app.test_client().get("/remarques", environ_overrides={ROOM: True})
    assert answer.status_code == 404
    answer = app.test_client().post("/remarques", data={"code": code, "text": TEXT}, environ_overrides={ROOM: True})
    assert answer.status_code in (400, 404)
    assert not remarks(app)


def test_no_remark_and_no_answer_is_ever_in_a_document(stranger, alice, app, sent, code):
    stranger().submit("/remarques", {"code": code, "text": "canari-remarque", "author": "canari-auteur"})
    page = alice.get(where(sent))
    action = next(form.get("action") for form in page.tree.iter("form") if "/remarques/" in (form.get("action") or ""))
    alice.post(action, {**page.form(action), "answer": "canari-reponse", "suite": "reglee"})
    assert "canari-reponse" in alice.get(where(sent)).text
    for readers in ("groupe", "partenaires"):
        for document in ("pv", "releve-decisions"):
            assert "canari" not in written(alice, word(sent, readers, document))
    for readers, document in (("personne", "page-personne"), ("public", "synthese")):
        assert "canari" not in written(alice, word(sent, readers, document))


def test_the_code_is_in_no_table(app, sent, code):
    with app.app_context(), reading():
        row = db.session.scalar(select(MeetingLink))
    assert row is not None
    assert code.replace("-", "") not in row.code_hash.upper()
    assert code_of(b"un autre secret", row.id) != code


def test_a_remark_of_another_meeting_is_not_answered_from_here(alice, david, app, stranger, sent, code):
    stranger().submit("/remarques", {"code": code, "text": TEXT})
    found = remarks(app)[0].id
    david.post(where(sent, f"/remarques/{found}"), {"answer": "x"}, status=404)
    alice.post(where(sent, "/remarques/AAAA"), {"answer": "x"}, status=404)


def test_too_many_remarks_are_refused_with_the_text(stranger, app, clock, sent, code):
    def fill():
        for number in range(200):
            db.session.add(Remark(meeting_id=sent, text="x", at=clock(), idempotency_key=str(number)))

    act(app, fill)
    page = stranger().submit("/remarques", {"code": code, "text": TEXT}, status=422)
    assert "déjà reçu beaucoup de remarques" in page.words
    assert page.form("/remarques")["text"] == TEXT
    with app.app_context(), reading():
        assert db.session.scalar(select(func.count()).select_from(Remark)) == 200
