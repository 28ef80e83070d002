"""The pages of the house's own guides: duplicate, change, check, use, share, receive, put aside."""

from __future__ import annotations

import errno
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from facilitation.adapting.yaml_text import parsed
from facilitation.guides.catalogue import content_folder
from facilitation.guides.own import may_name
from facilitation.typed import clean
from facilitation.web.context import catalogue
from tests.checked import CheckedClient, Page, fields_of, inner
from tests.meetings.leading import prepared

GUIDE = "place-usager"
COPY = "place-usager-adapte"
EDITOR = f"/bibliotheque/mes-guides/{COPY}"


@pytest.fixture
def copied(alice: CheckedClient) -> CheckedClient:
    """Alice, who has just duplicated a guide."""
    page = alice.post(f"/bibliotheque/{GUIDE}/adapter")
    assert page.location == EDITOR
    return alice


def on_disk(data: Path, name: str = COPY) -> str:
    return (data / "guides" / f"{name}.yaml").read_text(encoding="utf-8")


def filled(page: Page, **changes: str) -> MultiDict[str, str]:
    """The editor's form of this page as a browser would send it, with these changes."""
    form = next(
        one for one in page.tree.iter("form") if (one.get("action") or "").endswith(page.path.partition("?")[0])
    )
    sent: MultiDict[str, str] = MultiDict(fields_of(form))
    for name, value in changes.items():
        sent.setlist(name, [value])
    return sent


def saved(client: CheckedClient, *, status: int = 303, **changes: str) -> Page:
    """The editor, opened, changed and sent."""
    return client.post(EDITOR, filled(client.get(EDITOR), **changes), status=status)


def test_a_copy_is_marked_says_whose_it_is_and_is_ready(copied, data, app):
    page = copied.get(EDITOR)
    assert "Adapté de « Quelle place pour la personne concernée" in page.words.replace("\xa0", " ").replace(
        "\u202f", " "
    )
    assert "Prêt" in page.words
    found, _faults = parsed(on_disk(data))
    assert found["adapte_de"]["id"] == GUIDE
    with app.app_context():
        assert catalogue().guides[COPY].adapted_from.id == GUIDE
    listed = copied.get("/bibliotheque/mes-guides")
    assert EDITOR in listed.links()


def test_sent_as_it_was_shown_the_guide_stays_what_it_was(copied, data, app):
    before = on_disk(data)
    saved(copied)
    assert on_disk(data).splitlines() == before.splitlines()


def test_what_is_changed_is_saved_and_served(copied, app):
    told = copied.follow(
        saved(copied, **{"titre": "Notre place", "etapes.2.minutes": "14", "etapes.2.titre": "À nous"})
    )
    assert "Enregistré" in told.words
    with app.app_context():
        guide = catalogue().guides[COPY]
    assert (guide.title, guide.steps[2].title, guide.steps[2].minutes) == ("Notre place", "À nous", 14)
    assert [fault for fault in told.all(".//div") if (fault.get("id") or "").endswith("-error")] == []
    assert copied.get(f"/bibliotheque/{COPY}").h1 == "Notre place"


def test_a_draft_with_faults_is_kept_and_each_fault_stands_beside_its_field(copied, data, app):
    told = copied.follow(saved(copied, **{"titre": "", "etapes.2.minutes": "dix", "etapes.3.entrees": "nulle-part"}))
    assert "Enregistré, 3 points à corriger avant de l’utiliser" in told.words
    assert "minutes: dix" in on_disk(data)
    for name in ("titre", "etapes.2.minutes", "etapes.3.entrees"):
        (field,) = [one for one in told.tree.iter() if one.get("name") == name]
        assert field.get("aria-invalid") == "true"
        (said,) = [one for one in told.tree.iter() if one.get("id") == f"{field.get('id')}-error"]
        assert said.get("id") in (field.get("aria-describedby") or "")
    assert len([link for link in told.links() if link.startswith("#f-")]) == 3
    with app.app_context():
        assert COPY not in catalogue().guides
    assert "3 points à corriger" in copied.get("/bibliotheque/mes-guides").words
    copied.get(f"/bibliotheque/{COPY}", status=404)


def test_checking_says_the_faults_and_saves_nothing(copied, data):
    before = on_disk(data)
    page = saved(copied, status=200, titre="", geste_="verifier")
    assert "Un point à corriger" in page.words
    page = saved(copied, status=200, titre="Autre", geste_="verifier")
    assert "Aucune faute" in page.words
    assert page.form(EDITOR)["titre"] == "Autre"
    assert on_disk(data).splitlines() == before.splitlines()


def test_what_cannot_be_read_as_yaml_is_kept_on_the_page_and_nothing_is_saved(copied, data):
    before, typed = on_disk(data), "- {id: a, titre: [}\n  encore"
    page = saved(copied, status=422, **{"titre": "Autre", "etapes.3.activite.items:yaml": typed})
    assert page.form(EDITOR)["etapes.3.activite.items:yaml"] == typed
    assert page.form(EDITOR)["titre"] == "Autre"
    assert "Rien n’est encore enregistré" in page.words
    assert on_disk(data).splitlines() == before.splitlines()


@pytest.mark.parametrize(
    ("gesture", "order"),
    [
        ("monter:etapes:2", [0, 2, 1, 3]),
        ("descendre:etapes:0", [1, 0, 2, 3]),
        ("retirer:etapes:1", [0, 2, 3]),
        ("monter:etapes:0", [0, 1, 2, 3]),
        ("retirer:etapes:99", [0, 1, 2, 3]),
    ],
)
def test_a_step_moves_and_goes(copied, data, gesture, order):
    before = [one.get("id") for one in parsed(on_disk(data))[0]["etapes"]]
    saved(copied, geste_=gesture)
    after = [one.get("id") for one in parsed(on_disk(data))[0]["etapes"]]
    assert after[: len(order)] == [before[place] for place in order]


def test_a_blank_step_or_a_module_is_added_where_one_says(copied, data, app):
    page = saved(copied, geste_="ajouter:etapes:99", module_="", apres_="0")
    assert (page.location or "").endswith("#etapes-1")
    saved(copied, geste_="ajouter:etapes:99", module_="pause", apres_="-1")
    steps = parsed(on_disk(data))[0]["etapes"]
    assert steps[0] == {"module": "pause", "id": "pause-2"}
    assert steps[2]["titre"] == "Nouvelle étape"
    with app.app_context():
        assert catalogue().guides[COPY].steps[0].module == "pause"


def test_another_activity_shows_its_own_settings_and_loses_no_old_one(copied, data):
    saved(copied, **{"etapes.3.activite.type": "notes", "geste_": "ouvrir:etapes:3"})
    step = parsed(on_disk(data))[0]["etapes"][3]
    assert step["activite"]["type"] == "notes"
    assert "items" in step["activite"]
    page = copied.get(EDITOR)
    assert "etapes.3.activite.rubriques" in page.form(EDITOR)
    assert "la clé « items » n’existe pas ici".replace(" ", "") in page.words.replace("\xa0", "").replace(" ", "")
    saved(copied, **{"etapes.3.activite.type": "echelle"})
    assert "Prêt" in copied.get(EDITOR).words


def test_two_people_who_edit_are_told_and_nobody_is_overwritten(copied, bob, data):
    page = copied.get(EDITOR)
    saved(bob, titre="Chez Bob")
    clash = copied.post(EDITOR, filled(page, titre="Chez Alice"), status=422)
    assert "Chez Bob" in clash.words
    assert clash.form(EDITOR)["titre"] == "Chez Alice"
    assert "Chez Bob" in on_disk(data)
    copied.post(EDITOR, filled(clash, choix_="mienne"))
    assert "Chez Alice" in on_disk(data)


def test_one_may_leave_one_s_changes_for_the_other_s(copied, bob, data):
    page = copied.get(EDITOR)
    saved(bob, titre="Chez Bob")
    clash = copied.post(EDITOR, filled(page, titre="Chez Alice"), status=422)
    copied.post(EDITOR, filled(clash, choix_="autre"))
    assert "Chez Bob" in on_disk(data)


def test_dropping_the_attribution_is_said_beside_it(copied, data):
    told = copied.follow(saved(copied, attribution="De nous seuls.", licence="CC0"))
    fields = {one.get("name") for one in told.tree.iter() if one.get("aria-invalid")}
    assert fields == {"attribution", "licence"}
    (whole,) = [one for one in told.tree.iter() if one.get("id") == "f-attribution-help"]
    found = parsed(on_disk(data))[0]["adapte_de"]["attribution"]
    assert " ".join(found.split()) in inner(whole), "the sentence to put back can be copied whole"


def test_typography_is_put_right_in_one_gesture_and_never_by_itself(copied, data):
    typed = 'L\'accueil: "oui" ? Voir https://a.be/?x=1 et « ceci »'
    told = copied.follow(saved(copied, titre=typed))
    assert parsed(on_disk(data))[0]["titre"] == typed
    assert "Remarque :" in told.words.replace("\xa0", " ")
    told = copied.follow(saved(copied, geste_="typographie"))
    right = 'L’accueil\u00a0: "oui"\u202f? Voir https://a.be/?x=1 et «\u00a0ceci\u00a0»'
    assert parsed(on_disk(data))[0]["titre"] == right
    assert "Remarque :" not in told.words.replace("\xa0", " ")


# ------------------------------------------------------------------ as text


def test_a_file_that_no_field_can_hold_is_corrected_as_text(copied, data, app):
    (data / "guides" / f"{COPY}.yaml").write_text("titre: [\n", encoding="utf-8")
    page = copied.get(EDITOR)
    assert page.form(EDITOR)["texte_"].rstrip() == "titre: ["
    assert "Ligne" in page.words
    whole = (content_folder() / "guides" / f"{GUIDE}.yaml").read_text(encoding="utf-8")
    copied.post(EDITOR, filled(page, texte_=whole.replace(f"id: {GUIDE}", f"id: {COPY}", 1)))
    with app.app_context():
        assert COPY in catalogue().guides
    assert "Prêt" in copied.get(f"{EDITOR}?texte=oui").words


# ------------------------------------------------------------------ shared as a file


def test_a_file_goes_out_and_comes_in_whole(copied, data, app):
    raw = copied.raw.get(f"{EDITOR}/fichier")
    assert raw.headers["Content-Disposition"] == f"attachment; filename={COPY}.yaml"
    kept = raw.get_data()
    copied.post(f"{EDITOR}/retirer", {})
    copied.get(EDITOR, status=404)
    assert received(copied, kept).location == EDITOR
    assert (data / "guides" / f"{COPY}.yaml").read_bytes() == kept
    assert received(copied, kept).location == EDITOR, "the same file twice is the same guide"


def received(client: CheckedClient, raw: bytes, *, status: int = 303) -> Page:
    sent = {"fichier": [(BytesIO(raw), "../../etc/passwd.yaml")]}
    return client.post("/bibliotheque/mes-guides/recevoir", sent, status=status, content_type="multipart/form-data")


def test_a_received_file_takes_nobody_s_name(copied, data, app):
    original = (content_folder() / "guides" / f"{GUIDE}.yaml").read_bytes()
    assert received(copied, original).location == f"/bibliotheque/mes-guides/{GUIDE}-2"
    forged = original.replace(f"id: {GUIDE}".encode(), b"id: ../../evasion", 1)
    assert (received(copied, forged).location or "").startswith("/bibliotheque/mes-guides/quelle-place")
    with app.app_context():
        assert catalogue().guides[GUIDE].adapted_from is None
    assert sorted(path.name for path in data.parent.rglob("evasion*")) == []


def test_a_received_draft_shows_its_faults_beside_their_fields(copied):
    original = (content_folder() / "guides" / f"{GUIDE}.yaml").read_text(encoding="utf-8")
    faulty = original.replace(f"id: {GUIDE}", "id: recu", 1).replace("trace: pv", "trace: pvv", 1)
    page = copied.follow(received(copied, faulty.encode()))
    assert [one.get("name") for one in page.tree.iter() if one.get("aria-invalid")] == ["etapes.0.trace"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"a: &a [*a, *a]",
        b"!!python/object/apply:os.system [id]",
        b"[" * 9_999,
        b"x" * 300_000,
        b"titre: seul",
    ],
    ids=["empty", "bytes", "aliases", "tag", "depth", "size", "no steps"],
)
def test_what_is_no_guide_is_refused_with_a_sentence(alice, data, raw):
    page = received(alice, raw, status=422)
    assert "fichier" in page.words
    assert not list(data.glob("guides/*"))


# ------------------------------------------------------------------ meetings, and who may


def test_an_own_guide_is_used_and_a_meeting_keeps_its_copy(copied, app):
    address = f"/reunions/{prepared(copied, guide=COPY)}/preparer"
    copied.post(f"{EDITOR}/retirer", {})
    assert "(adapté)" in copied.get(address).words


def test_the_guides_of_the_house_are_for_whoever_has_an_account_here(copied, bob, client):
    assert bob.get(EDITOR).h1.startswith("Quelle place")
    client.get(EDITOR, status=303)
    client.get("/bibliotheque/mes-guides", status=303)


@pytest.mark.parametrize("name", ["absent", "..%2f..%2fsecret", "%2e%2e", "retires", ".place", "PLACE-USAGER-ADAPTE"])
def test_a_name_that_is_none_leads_nowhere(copied, name):
    copied.get(f"/bibliotheque/mes-guides/{name}", status=404)
    copied.get(f"/bibliotheque/mes-guides/{name}/fichier", status=404)
    copied.post(f"/bibliotheque/mes-guides/{name}", {"titre": "x"}, status=404)
    copied.post(f"/bibliotheque/mes-guides/{name}/retirer", {}, status=404)


def test_putting_aside_asks_first_and_keeps_the_file(copied, data):
    page = copied.get(f"{EDITOR}/retirer")
    assert "gardent leur copie" in page.words
    copied.submit(f"{EDITOR}/retirer")
    assert [path.name.partition(".")[0] for path in (data / "guides" / "retires").iterdir()] == [COPY]
    assert EDITOR not in copied.get("/bibliotheque/mes-guides").links()


# ------------------------------------------------------------------ whatever is typed, whatever the disk does

HOSTILE = {
    "markup": "<script>alert(1)</script> {{ 7 * 7 }} {% raw %} \"'`\\ « » #",
    "yaml": "\n\n  &a [*a] !!python/name:os.system : - # | >\n\t- deux\n---\n...\n",
    "signs": "\x00\x1b\ufffe\u2028\u202e",
}


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_typed_is_kept_and_runs_nothing(copied, data, typed):
    fields = (
        "titre",
        "groupe.min",
        "regles",
        "roles.0.nom",
        "etapes.2.consigne",
        "etapes.2.id",
        "etapes.3.activite.bouts",
    )
    fields = (*fields, "variantes.0.etapes", "etapes.0.seance")
    page = copied.follow(saved(copied, **dict.fromkeys(fields, typed)))
    assert "alert(1)" not in "".join(inner(one) for one in page.tree.iter("script"))
    shown = page.form(EDITOR)
    assert shown["etapes.2.consigne"].replace("\r\n", "\n") == clean(typed)
    again = on_disk(data)
    copied.post(EDITOR, filled(page))
    assert on_disk(data) == again, "the page shows something else than the file holds"


def test_a_guide_that_is_too_long_is_given_back_unsaved(copied, data):
    before = on_disk(data)
    page = saved(copied, status=422, **{"etapes.2.consigne": "é" * 140_000})
    assert "dépasse 256 ko" in page.words
    assert len(page.form(EDITOR)["etapes.2.consigne"]) == 140_000
    assert on_disk(data) == before


@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 507), (errno.EROFS, 503)])
def test_a_disk_that_takes_nothing_loses_nothing(copied, data, monkeypatch, number, status):
    before, sent = on_disk(data), filled(copied.get(EDITOR), titre="Ce que j’avais écrit")

    def refuse(*_: object) -> int:
        raise OSError(number, "no")

    monkeypatch.setattr("facilitation.adapting.service.os.fsync", refuse)
    page = copied.post(EDITOR, sent, status=status)
    assert "Ce que j’avais écrit" in page.text
    assert on_disk(data) == before
    assert [path.name for path in (data / "guides").iterdir()] == [f"{COPY}.yaml"]


def test_no_guide_takes_the_name_of_a_page(app):
    addresses = [str(rule).split("/") for rule in app.url_map.iter_rules() if str(rule).startswith("/bibliotheque/")]
    words = {one[2] for one in addresses} | {one[3] for one in addresses if one[2] == "mes-guides" and len(one) > 3}
    assert {one for one in words if "<" not in one and may_name(one)} == set()
