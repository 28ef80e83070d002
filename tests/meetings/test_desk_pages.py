from __future__ import annotations

import re

import pytest
from werkzeug.datastructures import MultiDict

from facilitation.meetings import service
from facilitation.meetings.rules import MeetingState, StageState
from facilitation.outcomes.rules import OutcomeKind
from tests.checked import fields_of, inner
from tests.conftest import PASSWORD
from tests.meetings.leading import account, act, captured, partnership, prepared, shown

DESK = "/reunions/{}/pupitre"
ROOM = "/reunions/{}/salle"
SCREEN = "/reunions/{}/un-seul-ecran"
STEPS = (
    "accueil",
    "moment",
    "ressenti",
    "ecriture",
    "lire-autrement",
    "hypotheses",
    "garder-arreter-essayer",
    "decision",
)


@pytest.fixture
def meeting(alice, app, clock):
    """A meeting of three named people that has just begun."""
    made = prepared(alice, expected="", partnership=partnership(app, clock))
    send(alice, made, "/commencer$")
    return made


def at(alice, app, clock, meeting, step):
    """Lead the group to this step, and give its stage's id."""
    stage = next(one for one in shown(app, clock, meeting).stages if one.step.id == step)
    act(app, service.go_to, meeting_id=meeting, stage_id=stage.id, now=clock())
    return stage.id


def filled(form, fields=None):
    """What a browser sends of this form, boxes of the same name together, with these fields typed over."""
    sent = MultiDict(list(fields_of(form)))
    for name, value in (fields or {}).items():
        sent[name] = value
    return sent


def send(alice, meeting, action, fields=None, *, page=DESK, status=303, query=""):
    """Fill the form whose address holds `action` on this page and send it."""
    path = page.format(meeting) + query
    for form in alice.get(path).tree.iter("form"):
        target = form.get("action") or ""
        if re.search(action, target):
            return alice.post(target, filled(form, fields), status=status)
    raise AssertionError(f"{path} has no form to {action}")


def test_before_it_begins_the_desk_says_who_arrives_and_begins_in_one_gesture(alice, app, clock):
    made = prepared(alice, expected="", partnership=partnership(app, clock))
    page = alice.get(DESK.format(made))
    assert "Bob Haddad" in page.words
    send(alice, made, "/ouvrir$")
    assert shown(app, clock, made).state is MeetingState.OPEN
    answer = send(alice, made, "/commencer$")
    assert alice.follow(answer).h1 == "Accueil, cadre et accord"


def test_a_number_of_people_is_enough(alice, app, clock):
    made = prepared(alice, expected="5")
    send(alice, made, "/nombre$", {"nombre": "7"})
    assert shown(app, clock, made).headcount == 7
    refused = send(alice, made, "/nombre$", {"nombre": "beaucoup"}, status=422)
    assert "entre 1 et 500" in refused.words


def test_the_desk_goes_forward_back_and_anywhere(alice, app, clock, meeting):
    send(alice, meeting, "/avancer$")
    assert alice.get(DESK.format(meeting)).h1 == "Le moment, tel qu’il s’est passé"
    send(alice, meeting, "/reculer$")
    assert shown(app, clock, meeting).current.step.id == "accueil"
    target = next(one for one in shown(app, clock, meeting).stages if one.step.id == "hypotheses")
    page = alice.get(f"{DESK.format(meeting)}?etape={target.id}")
    assert page.h1 == "Nos hypothèses"
    assert shown(app, clock, meeting).current.step.id == "accueil", "looking at a step moves nobody"
    send(alice, meeting, "/aller", query=f"?etape={target.id}")
    assert shown(app, clock, meeting).current.id == target.id


def test_a_step_is_skipped_with_or_without_a_reason(alice, app, clock, meeting):
    send(alice, meeting, "/sauter", {"raison": "Déjà fait la dernière fois."})
    send(alice, meeting, "/sauter")
    first, second, third, *_rest = shown(app, clock, meeting).stages
    assert (first.state, first.skip_reason) == (StageState.SKIPPED, "Déjà fait la dernière fois.")
    assert (second.state, second.skip_reason) == (StageState.SKIPPED, "")
    assert third.state is StageState.RUNNING


def test_the_timer_stops_goes_on_and_is_given_two_minutes(alice, app, clock, meeting):
    clock.later(minutes=3)
    send(alice, meeting, "/suspendre$")
    clock.later(minutes=30)
    page = alice.get(DESK.format(meeting))
    timer = next(one for one in page.tree.iter("div") if "data-timer" in one.attrib)
    assert (timer.get("data-elapsed"), timer.get("data-running")) == ("180", "non")
    send(alice, meeting, "/relancer$")
    send(alice, meeting, "/rallonger$")
    here = shown(app, clock, meeting).current
    assert here.running
    assert here.extra == 2


def test_a_step_that_overruns_counts_up_and_says_when_the_meeting_will_end(alice, app, clock, meeting):
    planned = shown(app, clock, meeting).current.planned
    clock.later(minutes=planned / 60 + 25)
    page = alice.get(DESK.format(meeting))
    timer = next(one for one in page.tree.iter("div") if "data-timer" in one.attrib)
    assert "over" in timer.get("class")
    assert "+25:00" in inner(timer)
    assert "de plus que prévu" in page.words


def test_a_gesture_is_undone_for_ten_seconds_and_not_after(alice, app, clock, meeting):
    send(alice, meeting, "/avancer$")
    send(alice, meeting, "/defaire$")
    assert shown(app, clock, meeting).current.step.id == "accueil"
    send(alice, meeting, "/avancer$")
    token = alice.get(DESK.format(meeting)).form("/defaire")
    clock.later(minutes=0.2)
    late = alice.post(f"{DESK.format(meeting)}/defaire", token, status=422)
    assert "dix secondes sont passées" in late.words
    assert shown(app, clock, meeting).current.step.id == "moment"


@pytest.mark.parametrize("step", STEPS)
def test_each_step_has_its_page_at_the_desk_in_the_room_and_on_a_single_screen(alice, app, clock, meeting, step):
    at(alice, app, clock, meeting, step)
    for page in (DESK, ROOM, SCREEN, DESK + "?volet=ruban", DESK + "?volet=presences"):
        alice.get(page.format(meeting))


def test_what_is_written_waits_until_the_desk_shows_it(alice, app, clock, meeting):
    stage = at(alice, app, clock, meeting, "hypotheses")
    send(alice, meeting, "/reponses$", {"texte": "chacun attende l'autre"})
    assert "chacun attende l'autre" in alice.get(DESK.format(meeting)).words
    assert "chacun attende l'autre" not in alice.get(ROOM.format(meeting)).text
    found = re.search(r'name="id" value="([\w-]+)"', alice.get(DESK.format(meeting)).text)
    send(alice, meeting, f"{stage}/montrer", {"id": found[1]})
    assert "chacun attende l'autre" in alice.get(ROOM.format(meeting)).words
    send(alice, meeting, f"{stage}/masquer", {"id": found[1]})
    assert "chacun attende l'autre" not in alice.get(ROOM.format(meeting)).text
    send(alice, meeting, f"{stage}/effacer", {"id": found[1]})
    assert "chacun attende l'autre" not in alice.get(DESK.format(meeting)).text


def test_one_writes_for_somebody_who_is_here(alice, app, clock, meeting):
    at(alice, app, clock, meeting, "accueil")
    bob = next(one for one in shown(app, clock, meeting).people if one.name.startswith("Bob"))
    send(alice, meeting, "/reponses$", {"pour_": bob.id, "reponse": "reserve", "reserve": "Pas de photo du tableau."})
    page = alice.get(DESK.format(meeting))
    assert "Pas de photo du tableau." in page.words
    assert "Bob Haddad" in inner(next(one for one in page.tree.iter("ul") if one.get("class") == "notes"))


def test_who_reads_is_chosen_beside_the_input_and_trust_is_never_shown(alice, app, clock, meeting):
    at(alice, app, clock, meeting, "hypotheses")
    form = alice.get(DESK.format(meeting)).form("/reponses")
    assert form["lecteurs_"] == "groupe"
    fields = {"texte": "dit en confiance", "marques_": "confidence", "montrer_": "oui"}
    send(alice, meeting, "/reponses$", fields)
    assert "dit en confiance" in alice.get(DESK.format(meeting)).words
    assert "dit en confiance" not in alice.get(ROOM.format(meeting)).text


def test_the_mark_of_a_situation_is_offered_only_where_the_meeting_speaks_of_one(alice, meeting):
    assert 'value="situation"' not in alice.get(DESK.format(meeting)).text
    assert 'value="confidence"' in alice.get(DESK.format(meeting)).text


def test_an_answer_that_is_at_fault_comes_back_whole_with_the_sentence_beside_it(alice, app, clock, meeting):
    at(alice, app, clock, meeting, "accueil")
    page = send(alice, meeting, "/reponses$", {"reserve": "Pas de photo."}, status=422)
    assert "Choisissez « Oui »" in page.words.replace("\u00a0", " ")
    assert page.form("/reponses")["reserve"] == "Pas de photo."


def test_a_text_of_25000_characters_is_refused_and_stays_in_its_field(alice, app, clock, meeting):
    at(alice, app, clock, meeting, "hypotheses")
    long = "a" * 25_000
    page = send(alice, meeting, "/reponses$", {"texte": long}, status=422)
    assert "25000 caractères" in page.words
    assert page.form("/reponses")["texte"].strip() == long


def test_a_form_posted_twice_counts_once(alice, app, clock, meeting):
    at(alice, app, clock, meeting, "hypotheses")
    form = {**alice.get(DESK.format(meeting)).form("/reponses"), "texte": "une seule fois"}
    target = next(
        one.get("action") for one in alice.last.tree.iter("form") if (one.get("action") or "").endswith("/reponses")
    )
    alice.post(target, form)
    alice.post(target, form)
    lines = [one for one in alice.get(DESK.format(meeting)).tree.iter("span") if one.get("id", "").startswith("t-")]
    assert [inner(line) for line in lines] == ["une seule fois"]


def test_an_answer_is_corrected_and_two_windows_see_both_sides(alice, app, clock, meeting):
    at(alice, app, clock, meeting, "hypotheses")
    send(alice, meeting, "/reponses$", {"texte": "première version"})
    link = next(one for one in alice.get(DESK.format(meeting)).links() if "corriger=" in one)
    here = alice.get(link).form("/reponses/" + link.split("corriger=")[1].split("#")[0])
    target = next(
        one.get("action") for one in alice.last.tree.iter("form") if "/reponses/" in (one.get("action") or "")
    )
    there = dict(here)
    alice.post(target, {**here, "texte": "deuxième version"})
    page = alice.post(target, {**there, "texte": "autre version"}, status=422)
    assert "deuxième version" in page.words
    assert "autre version" in page.text
    again = next(form for form in page.tree.iter("form") if "/reponses/" in (form.get("action") or ""))
    alice.post(target, dict(fields_of(again)))
    assert "autre version" in alice.get(DESK.format(meeting)).words


def test_a_round_that_keeps_nothing_offers_no_field(alice, app, clock, meeting):
    at(alice, app, clock, meeting, "ressenti")
    page = alice.get(DESK.format(meeting))
    assert "Rien ne se note dans cette étape" in page.words
    send(alice, meeting, "/ranger", {"geste": "cercle"})
    assert "La parole est à" in alice.get(ROOM.format(meeting)).words


def test_the_group_s_wording_is_kept_with_its_readers_and_a_conflict_can_keep_both(alice, app, clock, meeting):
    at(alice, app, clock, meeting, "moment")
    old = alice.get(DESK.format(meeting)).form("/synthese")
    send(alice, meeting, "/synthese$", {"texte": "Deux rendez-vous le même jour."})
    page = alice.get(DESK.format(meeting))
    assert page.form("/synthese")["texte"].strip() == "Deux rendez-vous le même jour."
    target = next(
        one.get("action") for one in page.tree.iter("form") if (one.get("action") or "").endswith("/synthese")
    )
    clash = alice.post(target, {**old, "texte": "Une autre phrase."}, status=422)
    assert clash.form("/synthese")["texte"].strip() == "Une autre phrase."
    alice.post(target, {**clash.form("/synthese"), "les_deux_": "oui"})
    kept = alice.get(DESK.format(meeting)).form("/synthese")["texte"]
    assert "Deux rendez-vous le même jour." in kept
    assert "Une autre phrase." in kept


def test_private_notes_are_for_the_desk_alone_and_kept_as_one_types(alice, app, clock, meeting):
    stage = shown(app, clock, meeting).current.id
    path = f"{DESK.format(meeting)}/etapes/{stage}/notes/au-fil"
    first = alice.post(path, {"texte": "Laisser B. finir.", "version_": "0"}, status=200)
    assert first.response.json == {"version": 1}
    alice.post(path, {"texte": "Laisser B. finir sa phrase.", "version_": "1"}, status=200)
    assert "Laisser B. finir sa phrase." in alice.get(DESK.format(meeting)).text
    for page in (ROOM, SCREEN):
        assert "Laisser B." not in alice.get(page.format(meeting)).text
    clash = alice.post(path, {"texte": "Autre chose.", "version_": "1"}, status=409)
    assert "Quelqu’un a changé ce texte" in clash.response.json["sentence"]


def test_what_is_being_typed_is_kept_for_its_author_and_leaves_once_it_is_sent(alice, app, clock, meeting):
    stage = at(alice, app, clock, meeting, "hypotheses")
    place = {"lieu_": f"reponse:{stage}"}
    alice.post(f"/reunions/{meeting}/brouillons", {**place, "texte": "pas encore fi"}, status=204)
    form = alice.get(DESK.format(meeting)).form("/reponses")
    assert form["texte"].strip() == "pas encore fi"
    send(alice, meeting, "/avancer$")
    page = alice.get(DESK.format(meeting))
    assert "Textes commencés" in page.words
    assert any(stage in link for link in page.links())
    send(alice, meeting, "/reculer$")
    send(alice, meeting, "/reponses$", {"texte": "fini"})
    assert alice.get(DESK.format(meeting)).form("/reponses")["texte"].strip() == ""
    refused = alice.post(f"/reunions/{meeting}/brouillons", {**place, "texte": "a" * 25_000}, status=422)
    assert "25000 caractères" in refused.response.json["sentence"]


@pytest.mark.parametrize("kind", ["decision", "action", "question", "reserve", "aside"])
def test_anything_is_captured_in_one_line_completed_later_and_undone(alice, app, clock, meeting, kind):
    send(alice, meeting, "/captures", {"genre": kind, "texte": "Appeler la veille."})
    page = alice.get(DESK.format(meeting))
    assert "Appeler la veille." in page.words
    assert "Noté : " in page.words.replace("\u00a0", " ")
    link = next(one for one in page.links() if "completer=" in one)
    assert (
        "Appeler la veille."
        in alice.get(link.split("#")[0]).form("/acquis/" + link.split("completer=")[1].split("#")[0])["text"]
    )
    send(alice, meeting, "/defaire$")
    assert "Appeler la veille." not in alice.get(DESK.format(meeting)).text


@pytest.mark.parametrize("of_another", [True, False])
def test_nothing_is_captured_in_a_step_that_is_not_of_this_meeting(alice, david, app, clock, meeting, of_another):
    stage = shown(app, clock, prepared(david)).stages[0].id if of_another else "nulle-part"
    form = alice.get(DESK.format(meeting)).form("/captures")
    fields = {**form, "genre": "action", "texte": "Appeler la veille."}
    gone = alice.post(f"{DESK.format(meeting)}/captures?etape={stage}", fields, status=404)
    assert "Appeler la veille." in gone.text
    assert "Appeler la veille." not in alice.get(DESK.format(meeting)).text


def test_an_empty_capture_keeps_the_kind_and_says_what_to_do(alice, meeting):
    page = send(alice, meeting, "/captures", {"genre": "decision", "texte": "   "}, status=422)
    assert "Écrivez quelques mots" in page.words
    assert page.form("/captures")["genre"] == "decision"


def test_a_decision_answers_the_empty_chair_in_one_gesture_or_in_full(alice, app, clock, meeting):
    first = captured(app, clock, meeting, OutcomeKind.DECISION, "Appeler la veille.")
    second = captured(app, clock, meeting, OutcomeKind.DECISION, "Écrire moins.")
    send(alice, meeting, "/sans-objet", query=f"?completer={second}")
    asked = alice.get(f"{DESK.format(meeting)}?completer={first}").form(f"/acquis/{first}")
    fields = {**asked, "touches_person": "oui", "person_says": "Elle voudrait choisir l'heure.", "told_by": "Carole"}
    fields |= {"told_on": "20/3/2026", "mode": "consensus", "votes_yes": "3"}
    alice.post(f"{DESK.format(meeting)}/acquis/{first}", fields)
    kept = alice.get(f"{DESK.format(meeting)}?completer={first}").form(f"/acquis/{first}")
    assert kept["person_says"].strip() == "Elle voudrait choisir l'heure."
    assert (kept["mode"], kept["votes_yes"], kept["told_on"]) == ("consensus", "3", "vendredi\u00a020\u00a0mars 2026")
    assert "touche-t-elle" not in alice.get(DESK.format(meeting)).words


def test_a_day_that_does_not_exist_is_told_and_everything_typed_comes_back(alice, app, clock, meeting):
    action = captured(app, clock, meeting, OutcomeKind.ACTION, "Appeler la veille.")
    asked = alice.get(f"{DESK.format(meeting)}?completer={action}").form(f"/acquis/{action}")
    page = alice.post(
        f"{DESK.format(meeting)}/acquis/{action}", {**asked, "due_on": "31 février", "sign": "On le verra."}, status=422
    )
    kept = page.form(f"/acquis/{action}")
    assert "n’existe pas" in page.words
    assert (kept["due_on"], kept["sign"].strip()) == ("31 février", "On le verra.")


def test_an_action_is_borne_by_somebody_present_or_to_be_confirmed(alice, app, clock, meeting):
    action = captured(app, clock, meeting, OutcomeKind.ACTION, "Appeler la veille.")
    bob = next(one for one in shown(app, clock, meeting).people if one.name.startswith("Bob"))
    path = f"{DESK.format(meeting)}/acquis/{action}"
    asked = alice.get(f"{DESK.format(meeting)}?completer={action}").form(f"/acquis/{action}")
    alice.post(path, {**asked, "bearer_id": bob.id, "due_on": "30/4/2026"})
    assert "Bob Haddad, 30\u00a0avril" in alice.get(DESK.format(meeting)).text.replace("\n", "")


def test_a_decision_step_opens_its_form_and_then_what_completes_it(alice, app, clock, meeting):
    at(alice, app, clock, meeting, "decision")
    page = alice.get(DESK.format(meeting))
    assert any(one.get("id") == "capture-step" for one in page.tree.iter("textarea"))
    target = next(one for one in page.tree.iter("form") if one.get("id") == "ecrire")
    answer = alice.post(target.get("action"), filled(target, {"texte": "Essayer jusqu'à juin."}))
    assert "completer=" in answer.location
    assert "Touche-t-elle des personnes" in alice.follow(answer).words
    assert "Essayer jusqu'à juin." in alice.get(ROOM.format(meeting)).words


def test_people_arrive_leave_are_excused_or_represented_and_guests_come(alice, app, clock, meeting):
    bob = next(one for one in shown(app, clock, meeting).people if one.name.startswith("Bob"))
    volet = "?volet=presences"
    send(alice, meeting, f"/presences/{bob.id}/depart", query=volet)
    assert not next(one for one in shown(app, clock, meeting).people if one.id == bob.id).here
    send(alice, meeting, f"/presences/{bob.id}/arrivee", query=volet)
    send(alice, meeting, rf"/presences/{bob.id}\?", {"presence": "represente", "par": "Carole Marchal"}, query=volet)
    person = next(one for one in shown(app, clock, meeting).people if one.id == bob.id)
    assert (person.presence.value, person.represented_by) == ("represente", "Carole Marchal")
    send(alice, meeting, "/invites", {"nom": "Zoé", "qualite": "stagiaire"}, query=volet)
    assert "Zoé" in [one.name for one in shown(app, clock, meeting).people]
    refused = send(alice, meeting, "/invites", {"nom": " ", "qualite": "témoin"}, query=volet, status=422)
    assert refused.form("/invites?volet=presences")["qualite"] == "témoin"


def test_the_ribbon_is_reordered_cut_lengthened_and_added_to(alice, app, clock, meeting):
    before = [one.step.id for one in shown(app, clock, meeting).stages]
    third = shown(app, clock, meeting).stages[2]
    volet = "?volet=ruban"
    send(alice, meeting, f"{third.id}/deplacer", {"pas": "-1"}, query=volet)
    assert [one.step.id for one in shown(app, clock, meeting).stages][1] == before[2]
    send(alice, meeting, f"{third.id}/minutes", {"minutes": "17"}, query=volet)
    send(alice, meeting, f"{third.id}/minutes", {"minutes": "mille"}, query=volet, status=422)
    assert next(one for one in shown(app, clock, meeting).stages if one.id == third.id).minutes == 17
    send(alice, meeting, f"{third.id}/prendre", query=volet)
    assert not next(one for one in shown(app, clock, meeting).stages if one.id == third.id).taken
    send(alice, meeting, "/modules", {"module": "pause"}, query=volet)
    assert any(one.step.module == "pause" for one in shown(app, clock, meeting).stages)
    fields = {"titre": "Nouvelles du réseau", "genre": "information", "minutes": "5"}
    send(alice, meeting, "/points", fields, query=volet)
    assert "Nouvelles du réseau" in [one.title for one in shown(app, clock, meeting).points]


def test_the_neutral_screen_and_leaving_the_guide_show_the_room_nothing(alice, app, clock, meeting):
    send(alice, meeting, "/neutre")
    assert alice.get(ROOM.format(meeting)).h1 == "Écran neutre"
    send(alice, meeting, "/neutre")
    assert alice.get(ROOM.format(meeting)).h1 == "Accueil, cadre et accord"
    answer = send(alice, meeting, "/sortir-du-guide$")
    page = alice.follow(answer)
    assert "Rien n’est noté" in page.words
    assert shown(app, clock, meeting).neutral
    assert not shown(app, clock, meeting).current.running
    send(alice, meeting, "/revenir$", page="/reunions/{}/sortir-du-guide")
    assert not shown(app, clock, meeting).neutral


def test_a_locked_desk_asks_for_the_pass_phrase_and_comes_back_to_the_same_step(alice, app, clock, meeting):
    send(alice, meeting, "/avancer$")
    answer = send(alice, meeting, "/verrouiller$")
    assert answer.location == f"/verrou?next={DESK.format(meeting)}"
    assert alice.get(DESK.format(meeting), status=303).location == answer.location
    alice.get(ROOM.format(meeting))
    assert shown(app, clock, meeting).state is MeetingState.RUNNING
    page = alice.submit(answer.location, {"password": PASSWORD}, action="/verrou")
    assert alice.follow(page).path == DESK.format(meeting)


def test_the_single_screen_writes_lines_that_everybody_sees_at_once(alice, app, clock, meeting):
    at(alice, app, clock, meeting, "hypotheses")
    send(alice, meeting, "/ligne", {"ligne_": "chacun attende"}, page=SCREEN)
    assert "chacun attende" in alice.get(SCREEN.format(meeting)).words
    answer = send(alice, meeting, "/avancer", page=SCREEN)
    assert answer.location == SCREEN.format(meeting)
    at(alice, app, clock, meeting, "garder-arreter-essayer")
    page = alice.get(SCREEN.format(meeting))
    chosen = next(one for one in page.tree.iter("select") if one.get("name") == "champ_")
    values = [option.get("value") for option in chosen.iter("option")]
    send(alice, meeting, "/ligne", {"champ_": values[1], "ligne_": "les courriels à tous"}, page=SCREEN)
    assert "les courriels à tous" in alice.get(SCREEN.format(meeting)).words
    refused = send(alice, meeting, "/ligne", {"ligne_": "a" * 25_000}, page=SCREEN, status=422)
    assert refused.form("/ligne?retour=ecran")["ligne_"] == "a" * 25_000
    at(alice, app, clock, meeting, "decision")
    send(alice, meeting, "/captures", {"texte": "Essayer jusqu'à juin."}, page=SCREEN)
    assert "Essayer jusqu'à juin." in alice.get(SCREEN.format(meeting)).words


def test_neither_the_room_nor_the_single_screen_holds_anything_private(alice, app, clock, meeting):
    for step in ("accueil", "moment", "ecriture", "hypotheses"):
        stage = at(alice, app, clock, meeting, step)
        act(
            app,
            service.save_note,
            meeting_id=meeting,
            stage_id=stage,
            account_id=account(app),
            text="CARNET",
            now=clock(),
        )
        briefing = next(one for one in shown(app, clock, meeting).stages if one.id == stage).step.briefing
        words = re.findall(r"[^\W\d_]{5,}[^*.\n]{20,60}", briefing)[:5]
        for page in (ROOM, SCREEN):
            html = alice.get(page.format(meeting)).text
            assert "CARNET" not in html
            assert not [word for word in words if word in html]


def test_the_pulse_beats_only_when_something_changed(alice, app, clock, meeting):
    version = shown(app, clock, meeting).version
    alice.get(f"/reunions/{meeting}/pouls?v={version}", status=204)
    send(alice, meeting, "/avancer$")
    assert alice.get(f"/reunions/{meeting}/pouls?v={version}").text == str(version + 1)


def test_after_the_last_step_the_meeting_ends_is_read_back_and_can_be_taken_up_again(alice, app, clock, meeting):
    at(alice, app, clock, meeting, "avis")
    page = alice.get(DESK.format(meeting))
    assert "Terminer la réunion et relire" in page.words
    send(alice, meeting, "/terminer$")
    over = alice.get(DESK.format(meeting))
    assert f"/reunions/{meeting}/relecture" in over.links()
    send(alice, meeting, "/reprendre$")
    assert shown(app, clock, meeting).state is MeetingState.RUNNING


def test_a_text_sent_to_a_meeting_that_was_closed_in_another_tab_comes_back(alice, app, clock, meeting):
    at(alice, app, clock, meeting, "hypotheses")
    form = alice.get(DESK.format(meeting)).form("/reponses")
    target = next(
        one.get("action") for one in alice.last.tree.iter("form") if (one.get("action") or "").endswith("/reponses")
    )
    act(app, service.end, meeting_id=meeting, now=clock())
    act(app, service.close, meeting_id=meeting, now=clock())
    page = alice.post(target, {**form, "texte": "ma phrase à garder"}, status=422)
    assert "Cette réunion est close" in page.words
    assert "ma phrase à garder" in page.text


def test_an_answer_after_the_end_of_its_step_is_kept_and_marked_late(alice, app, clock, meeting):
    stage = at(alice, app, clock, meeting, "hypotheses")
    form = alice.get(DESK.format(meeting)).form("/reponses")
    target = next(
        one.get("action") for one in alice.last.tree.iter("form") if (one.get("action") or "").endswith("/reponses")
    )
    send(alice, meeting, "/avancer$")
    alice.post(target, {**form, "texte": "arrivé trop tard"})
    page = alice.get(f"{DESK.format(meeting)}?etape={stage}")
    assert "arrivé trop tard" in page.words
    assert "arrivé après la fin de l’étape" in page.words


def test_a_stranger_finds_no_desk(david, meeting):
    david.get(DESK.format(meeting), status=404)
    david.get(ROOM.format(meeting), status=404)
