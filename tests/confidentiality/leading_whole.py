"""Leading that meeting from its preparation to what comes a day after its closing: each text is posted from the page where people type it."""

from __future__ import annotations

from itertools import count
from typing import Any

from facilitation.confidentiality.readers import Trace
from facilitation.database import db, writing
from facilitation.guides.catalogue import Catalogue, freeze
from facilitation.guides.schema import Guide
from facilitation.meetings import models
from facilitation.meetings import service as meetings
from facilitation.meetings.rules import PointKind
from facilitation.meetings.service import team as teams
from facilitation.meetings.service.agenda import add_point
from facilitation.meetings.shown import NewMeeting
from facilitation.minutes import service as minutes
from facilitation.retention import purging
from tests.checked import CheckedClient
from tests.confidentiality.whole_meeting import Whole
from tests.conftest import browser_of, phone_of, screen_of
from tests.meetings.leading import account_in, partnership
from tests.meetings.test_canaries import KINDS, Place

ALL = frozenset({"animateur", "groupe", "partenaires", "personne", "public"})
FOR_US, GROUP, WIDE = frozenset({"animateur"}), frozenset({"groupe"}), frozenset({"groupe", "partenaires"})
TRUSTED, TOUCHING = frozenset({"confidence"}), frozenset({"situation"})
ANSWERS = ((GROUP, frozenset()), (FOR_US, frozenset()), (ALL, frozenset()), (ALL, TRUSTED), (WIDE, TOUCHING))
"""The readers and the marks of what is typed at the desk in each step."""
CAPTURED = (
    ("decision", WIDE, frozenset()),
    ("action", GROUP, frozenset()),
    ("question", FOR_US, frozenset()),
    ("reserve", ALL, frozenset()),
    ("aside", GROUP, frozenset()),
    ("decision", ALL, TRUSTED),
    ("action", WIDE, TOUCHING),
)
"""The outcomes, one after the other, over the steps."""
WITHOUT_WORDING = frozenset({"action", "decision", "question", "relecture", "avis", "rubriques"})
"""The activities whose desk offers no wording of the group: their outcomes are it."""
keys = count(1)


def steps_of(*, every: bool) -> tuple[Place, ...]:
    """Every activity with every trace; or each activity once and each trace several times, for `make test`."""
    kinds, traces = sorted(KINDS), [trace.value for trace in Trace]
    unsigned = [Place("pv", kind, trace, anonymous=True) for kind in ("ecriture", "notes") for trace in traces]
    if every:
        return (*(Place("pv", kind, trace) for kind in kinds for trace in traces), *unsigned)
    rotated = [Place("pv", kind, traces[rank % len(traces)]) for rank, kind in enumerate(kinds)]
    written = [Place("pv", "notes", trace) for trace in traces] + [Place("pv", "ecriture", "session")]
    return tuple(dict.fromkeys([*rotated, *written, *unsigned[:2]]))


def guide_of(steps: tuple[Place, ...]) -> Guide:
    """A guide of these steps."""
    head = {"format": 1, "id": "essai-entier", "langue": "fr", "version": "1.0.0", "groupe": {"min": 1, "max": 99}}
    about = {"resume": "Essai.", "publics": ["partenariat"], "objet": "situation", "duree": 90, "sources": []}
    words = {"titre": "Un guide d’essai", "licence": "CC-BY-4.0", "attribution": "Essai."}
    made = {**head, **about, **words, "document": "pv", "etapes": [one.step for one in steps]}
    return Guide.model_validate(made, by_alias=True, by_name=False, strict=False)


# ------------------------------------------------------------------ before


def prepare(whole: Whole) -> None:
    """Alice prepares, Carole will lead with her, Bob will write; the title, what it is for and who comes are canaries too."""
    app, clock = whole.app, whole.clock
    whole.browsers |= {name: browser_of(app, name, clock()) for name in ("Alice", "Bob", "Carole", "David")}
    whole.browsers[""] = CheckedClient(app)
    group = partnership(app, clock)
    new = NewMeeting(
        title=whole.said(via="title", by="Alice"),
        partnership_id=group,
        purpose=whole.said(via="purpose", by="Alice"),
        place=whole.said(via="place", by="Alice"),
        guests=((whole.said(via="guest", by="Alice"), ""),),
        with_situation=True,
        starts_at=clock(),
        expected=6,
    )
    with app.app_context(), writing():
        whole.meeting = meetings.prepare(account_id=account_in("Alice"), new=new, now=clock())
        row = db.session.get_one(models.Meeting, whole.meeting)
        guide = guide_of(whole.steps)
        add_point(row, PointKind.GUIDE, guide.title, freeze(guide, Catalogue()), "")
        whole.stages = dict(zip(whole.steps, [stage.id for stage in row.stages], strict=True))
    for name, role in (("Bob", "secretary"), ("Carole", "facilitator")):
        with app.app_context(), writing():
            code = teams.invite(meeting_id=whole.meeting, role=role, now=clock())
            teams.accept_invitation(code=code, account_id=account_in(name), now=clock())


def open_room(whole: Whole) -> None:
    """People arrive: two phones, a screen."""
    whole.post("Alice", whole.at("/ouvrir"), {})
    with whole.app.app_context():
        for name in ("Odile", "Paul"):
            whole.browsers[name] = phone_of(whole.app, whole.meeting, whole.clock(), name)
        whole.browsers["screen"] = screen_of(whole.app, whole.meeting, whole.clock())
    whole.state = "open"


def begin(whole: Whole) -> None:
    """The first step runs."""
    whole.post("Alice", whole.at("/commencer"), {})
    whole.state, whole.here = "running", whole.steps[0]


# ------------------------------------------------------------------ one step


def go(whole: Whole, step: Place) -> None:
    """The group goes on to this step."""
    if whole.here and whole.here != step:
        whole.over.add(whole.here)
        whole.post("Alice", whole.at(f"/pupitre/etapes/{whole.stages[step]}/aller"), {})
    whole.here = step
    whole.clock.later(minutes=1)


def fields(step: Place, canary: str, **more: Any) -> dict[str, Any]:
    """The form of an answer of this step that says this."""
    return {**step.form(canary), "cle_": f"cle-{next(keys)}", **more}


def boxes(readers: frozenset[str], marks: frozenset[str]) -> dict[str, Any]:
    """The boxes ticked beside an input."""
    return {"lecteurs_demandes_": "1", "lecteurs_": sorted(readers), "marques_": sorted(marks)}


def live(whole: Whole, rank: int, step: Place) -> None:
    """All that people type while this step runs: phones, desk, secretary, notebook, wording, outcomes, and what is not sent."""
    stage = f"/pupitre/etapes/{whole.stages[step]}"
    if step.takes_texts:
        answers(whole, step, stage)
    if step.takes_texts and step.trace != "aucune":
        draft = whole.said(via="draft", by="Alice", step=step, kind="draft")
        whole.post(
            "Alice", whole.at("/brouillons"), {"lieu_": f"reponse:{whole.stages[step]}", **step.form(draft)}, status=204
        )
    note = whole.said(via="notebook", by="Alice", step=step, kind="notebook", readers=FOR_US)
    whole.post("Alice", whole.at(f"{stage}/notes"), {"texte": note})
    if step.trace in ("pv", "synthese") and step.kind not in WITHOUT_WORDING and rank % 2 == 0:
        readers = (WIDE, GROUP, FOR_US)[rank // 2 % 3]
        said = whole.said(via="synthesis", by="Alice", step=step, kind="synthesis", readers=readers)
        whole.post("Alice", whole.at(f"{stage}/synthese"), {"texte": said, **boxes(readers, frozenset())})
    for kind, readers, marks in (CAPTURED[rank % len(CAPTURED)], CAPTURED[(rank + 3) % len(CAPTURED)]):
        by = "Bob" if rank % 3 == 0 else "Alice"
        said = whole.said(via="capture", by=by, step=step, kind=kind, readers=readers, marks=marks)
        page = {"cle_": f"cle-{next(keys)}", "genre": kind, "texte": said, **boxes(readers, marks)}
        whole.post(by, whole.at("/pupitre/captures"), page)


def answers(whole: Whole, step: Place, stage: str) -> None:
    """What is answered: from a phone, at the desk for each kind of readers, at the secretary's post."""
    refused = 422 if step.trace == "aucune" else 303
    said = whole.said(via="phone", by="Odile", step=step)
    answer = whole.browsers["Odile"].raw.post(
        f"/salle/{whole.meeting}/etapes/{whole.stages[step]}/reponse",
        data={**fields(step, said), "csrf_token": whole.browsers["Odile"].token()},
    )
    if answer.status_code != 303:
        whole.words.pop(said)
    desk = whole.at(f"{stage}/reponses")
    for readers, marks in ANSWERS:
        said = whole.said(via="desk", by="Alice", step=step, readers=readers, marks=marks)
        whole.post("Alice", desk, fields(step, said, **boxes(readers, marks)), status=refused)
    said = whole.said(via="post", by="Bob", step=step)
    whole.post("Bob", desk, fields(step, said), status=refused)


def reveal(whole: Whole, step: Place) -> None:
    """The desk shows the room all that was answered in the step that runs; an anonymous one is sealed until it has ended."""
    said = {canary for canary, word in whole.words.items() if word.step == step and word.kind == "answer"}
    if said and step.trace != "aucune":
        path = whole.at(f"/pupitre/etapes/{whole.stages[step]}/montrer")
        whole.post("Alice", path, {}, status=422 if step.anonymous else 303)
        whole.revealed |= set() if step.anonymous else said


def neutral(whole: Whole, *, wanted: bool) -> None:
    """One key of the desk: the room's screen is neutral, or shows again what it saw."""
    whole.post("Alice", whole.at("/pupitre/neutre"), {"neutre": "oui" if wanted else ""})
    whole.neutral = wanted


def show_again(whole: Whole, step: Place) -> None:
    """The group comes back to an anonymous step that has ended, to read what it said."""
    whole.post("Alice", whole.at(f"/pupitre/etapes/{whole.stages[step]}/montrer"), {"revenir_": "1"})
    whole.revealed |= {canary for canary, word in whole.words.items() if word.step == step and word.kind == "answer"}
    whole.here = step


# ------------------------------------------------------------------ after


def end(whole: Whole) -> None:
    """The last step has been lived."""
    assert whole.here
    whole.over.add(whole.here)
    whole.post("Alice", whole.at("/terminer"), {})
    whole.here, whole.state = None, "ended"


def retype(whole: Whole) -> None:
    """Bob types a sheet of paper in, in each step that has sheets of one line; then says what waits for an answer no more."""
    for step in whole.steps:
        if step.kind == "ecriture" and step.trace != "aucune" and not step.anonymous:
            said = whole.said(via="paper", by="Bob", step=step)
            whole.post("Bob", whole.at(f"/saisie/{whole.stages[step]}"), {"texte": said, "cle_": f"cle-{next(keys)}"})
    said = whole.said(via="paper", by="Bob", kind="question", readers=WIDE)
    whole.post("Bob", whole.at("/saisie/noter"), {"genre": "question", "texte": said, "cle_": f"cle-{next(keys)}"})


def look_ahead(whole: Whole) -> None:
    """At the read-back, what is announced of the next meeting."""
    said = whole.said(via="next", by="Bob", readers=WIDE)
    whole.post("Bob", whole.at("/relecture/suite"), {"points": said})


def close(whole: Whole) -> None:
    """The meeting is closed for good."""
    whole.clock.later(minutes=5)
    whole.post("Alice", whole.at("/clore"), {})
    whole.state = "closed"


def send(whole: Whole) -> None:
    """The minutes are sent; somebody who received the link remarks upon them, and the remark waits."""
    whole.clock.later(minutes=5)
    browser = whole.browsers["Alice"]
    browser.submit(whole.at("/proces-verbal"), action="/envoye")
    shown = browser.get(whole.at("/proces-verbal"))
    link = next(one.get("value", "") for one in shown.all(".//input") if one.get("id") == "lien")
    said = whole.said(via="remark", by="", kind="remark")
    told = {"code": link.partition("#")[2], "text": said, "author": "", "organisation": ""}
    whole.browsers[""].submit("/remarques", told, action="/remarques")
    whole.state = "sent"


def approve(whole: Whole) -> None:
    """The remark is settled, the group approves its minutes."""
    page = whole.browsers["Alice"].get(whole.at("/proces-verbal"))
    settle = next(one.get("action", "") for one in page.tree.iter("form") if "/remarques/" in (one.get("action") or ""))
    answer = whole.said(via="settled", by="Alice", kind="remark")
    whole.post("Alice", settle, {"answer": answer})
    whole.clock.later(minutes=5)
    whole.browsers["Alice"].submit(whole.at("/proces-verbal"), action="/approuve")
    whole.state = "approved"


def time_passes(whole: Whole, days: float, *gone: str) -> None:
    """So many days later, after what each hour looks at; `gone`: the kinds of texts whose delay has ended by then."""
    whole.clock.later(days=days)
    whole.browsers |= {name: browser_of(whole.app, name, whole.clock()) for name in ("Alice", "Bob", "Carole", "David")}
    whole.tokens.clear()
    with whole.app.app_context():
        with writing():
            meetings.close_overdue(now=whole.clock())
            minutes.approve_overdue(now=whole.clock())
        purging.purge(now=whole.clock())
    whole.gone |= set(gone)
