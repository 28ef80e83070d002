"""What may tell who a person is, told under the field while somebody types: at the desk, on a phone; replaced in one click, undone, the caret kept."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import expect

from facilitation.confidentiality.readers import Mark
from facilitation.meetings import service
from facilitation.outcomes.rules import OutcomeKind
from tests.browser.test_accessibility import axe
from tests.browser.test_meeting import desk, meeting  # noqa: F401 - the fixtures
from tests.browser.test_phone import phone, room  # noqa: F401 - the fixtures
from tests.components import axe_script
from tests.meetings.leading import act, captured

pytestmark = pytest.mark.browser
PSEUDONYM = re.compile(r"la personne [A-Z]\.")


def keep(page, name):
    """A capture of this page, where one is asked for."""
    if folder := os.environ.get("MAILLAGE_CAPTURES"):
        page.screenshot(path=f"{folder}/{name}.png")


def satisfies_axe(page):
    """axe finds nothing on this page as it stands."""
    page.evaluate(axe_script().read_text("utf-8"))
    assert axe(page) == []


@pytest.mark.long
def test_at_the_desk_a_name_is_replaced_where_it_stands_and_put_back(desk):  # noqa: F811
    line = desk.locator("#capture-text")
    line.fill("Revoir Mme Tournesol avant jeudi, et rappeler Mme Tournesol.")
    said = desk.locator(".pointed")
    expect(said.first).to_contain_text("On dirait le nom d’une personne", timeout=20_000)
    expect(said.first).to_contain_text("pas une anonymisation")
    keep(desk, "desk-pointed")
    line.evaluate("one => one.setSelectionRange(33, 33)")  # after « jeudi, »
    desk.get_by_role("button", name=re.compile("^Remplacer par")).click()
    expect(line).to_have_value(re.compile(r"Revoir la personne [A-Z]\. avant jeudi, et rappeler la personne [A-Z]\.\."))
    first, second = PSEUDONYM.findall(line.input_value())
    assert first == second
    assert line.evaluate("one => one.value.slice(0, one.selectionStart)").endswith("avant jeudi,")
    expect(desk.get_by_role("button", name="Remettre")).to_be_visible(timeout=20_000)
    line.press("End")
    line.press_sequentially(" Et Mme Tournesol encore.")
    desk.get_by_role("button", name=re.compile(f"Remplacer par.*{re.escape(first)}")).click(timeout=20_000)
    expect(line).to_have_value(re.compile(f"Et {re.escape(first)} encore"))
    desk.get_by_role("button", name="Remettre").click()
    expect(line).to_have_value(re.compile("Et Mme Tournesol encore"))
    satisfies_axe(desk)


@pytest.mark.long
def test_a_member_is_not_pointed_at_and_what_is_left_alone_stays_so(desk):  # noqa: F811
    line = desk.locator("#capture-text")
    line.fill("M. Haddad appelle le 0475 12 34 56")
    said = desk.locator(".pointed").first
    expect(said).to_contain_text("0475 12 34 56", timeout=20_000)
    expect(said).not_to_contain_text("Haddad")
    desk.get_by_role("button", name="Laisser").click()
    expect(said).to_be_empty(timeout=20_000)
    expect(line).to_have_value("M. Haddad appelle le 0475 12 34 56")


def test_on_a_phone_it_is_told_under_the_field_and_the_answer_goes_as_it_was_made(phone, room):  # noqa: F811
    page = phone()
    area = page.locator("textarea[data-reperage]").first
    area.fill("Appeler Mme D. au 0475 12 34 56")
    page.clock.run_for(1_600)
    said = page.locator(".pointed").first
    expect(said).to_contain_text("vraie initiale")
    keep(page, "phone-pointed")
    page.get_by_role("button", name="Remplacer par « (téléphone retiré) »").click()
    expect(area).to_have_value("Appeler Mme D. au (téléphone retiré)")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    satisfies_axe(page)


@pytest.mark.long
def test_the_page_to_read_and_the_gate_hold_on_a_phone_and_a_laptop(server, clock, meeting, window):  # noqa: F811
    app = server.app
    act(app, service.start, meeting_id=meeting, now=clock())
    captured(
        app,
        clock,
        meeting,
        OutcomeKind.DECISION,
        "Le dossier 85.07.30-033.28 passe au CPAS avant jeudi. Le reste attend.",
    )
    captured(app, clock, meeting, OutcomeKind.QUESTION, "Qui rappelle Mme Tournesol, 12 rue des Lilas à 5000 Namur ?")
    captured(app, clock, meeting, OutcomeKind.QUESTION, "Demander si l’école peut l’appeler", marks={Mark.SITUATION})
    act(app, service.end, meeting_id=meeting, now=clock.later(minutes=20))
    page = window()
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for name, address in (
            ("to-read", "a-relire?lecteurs=partenaires&document=pv"),
            ("gate", "transmettre?lecteurs=partenaires"),
            ("otherwise", "transmettre/autrement?lecteurs=partenaires&voie=concertation"),
        ):
            page.goto(f"{server.url}/reunions/{meeting}/{address}")
            if name == "gate":
                page.locator("#statuts summary").click()
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
            satisfies_axe(page)
            if folder := os.environ.get("MAILLAGE_CAPTURES"):
                page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    page.goto(f"{server.url}/reunions/{meeting}/transmettre?lecteurs=partenaires")
    page.locator("#service-2 summary").click()
    for box in page.locator("#service-2 input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Attester").click()
    page.get_by_label("J’ai relu ces endroits").check()
    keep(page, "gate-to-read-360")
    page.get_by_role("button", name="Attester").click()
    expect(page.locator("h1")).to_have_text("C’est attesté")
    satisfies_axe(page)
    keep(page, "gate-passed-360")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Télécharger (Word)").click()
    assert taken.value.suggested_filename.endswith(".docx")
