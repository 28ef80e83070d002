"""Where each text of the whole meeting may be, and must be: written from `design/confidentiality.md` (readers, marks, traces, retention), calling nothing of
the product's own selection. A place that is named for no word holds none.
"""

from __future__ import annotations

from tests.confidentiality.whole_meeting import PAGES_OF, READERS, Whole, Word
from tests.meetings.test_canaries import Allowed, Said

OUTCOMES = frozenset({"decision", "action", "question", "reserve", "aside"})
NAMELESS = frozenset({"action", "aucune", "decision", "question", "relecture", "suivi"})
"""What the group says aloud: nobody answers for themselves."""
ON_HOME = 5
"""How many open actions the first page names."""
EVERYWHERE = ("database", "copy", "events", "other files", "log", *PAGES_OF)
ROOM = ("room", "single", "wall", "phone", "other phone")
OVER = ("ended", "closed", "sent", "approved")
AFTER_CLOSING = ("closed", "sent", "approved")


def allowed(whole: Whole) -> dict[str, set[str]]:
    """The canaries of each place, now."""
    papers = of_papers(whole)
    found: dict[str, set[str]] = {place: set() for place in EVERYWHERE}
    for canary, word in whole.words.items():
        places = where_typed(whole, word, papers)
        if any(canary in held for held in papers.values()) and whole.state in AFTER_CLOSING:
            places |= {"database"}  # a frozen document holds it
        if "database" in places:
            places |= {"copy"}
        for place in places:
            found[place].add(canary)
    for reader, held in papers.items():
        found[f"word {reader}"] = found[f"preview {reader}"] = held
    return found


# ------------------------------------------------------------------ documents


def of_papers(whole: Whole) -> dict[str, set[str]]:
    """What the documents of each readership hold: the table of readers, the marks, the traces; and what everybody may know of the meeting itself."""
    notes = {
        canary: Said(word.step or whole.steps[0], word.readers, word.marks, kind=word.kind)
        for canary, word in whole.words.items()
        if word.kind in {"answer", "synthesis", "notebook", *OUTCOMES}
        and word.via not in ABOUT
        and kept(whole, word)
        and not (word.kind == "notebook" and "notebook" in whole.gone)
    }
    sealed = {
        canary
        for canary, word in whole.words.items()
        if word.step
        and word.step.anonymous
        and word.step == whole.here
        and word.kind == "answer"
        and canary not in whole.revealed
    }
    begun = whole.state not in ("prepared", "open")
    about = {
        reader: {
            canary
            for canary, word in whole.words.items()
            if reader in ABOUT.get(word.via, ()) and (begun or word.via != "purpose")
        }
        for reader in READERS
    }
    return {reader: (Allowed(notes).documents(reader) - sealed) | about[reader] for reader in READERS}


ABOUT = {
    "title": frozenset(READERS),
    "purpose": frozenset({"groupe", "partenaires"}),
    "guest": frozenset({"groupe", "partenaires"}),
    "place": frozenset(),
    "next": frozenset({"groupe", "partenaires"}),
}
"""What is said of the meeting itself, and the readerships whose documents say it."""


# ------------------------------------------------------------------ pages and files


def kept(whole: Whole, word: Word) -> bool:
    """Whether this word was stored at all: a step that keeps nothing stores none of its answers."""
    return not (word.step and word.kind == "answer" and word.step.trace == "aucune")


def erased(whole: Whole, word: Word) -> bool:
    """Whether closing erased it: what is told in trust; answers of all but `pv`; a wording of a step of which nothing was to remain."""
    unread = word.kind == "synthesis" and word.readers <= {"animateur"}  # in no document: it was no result of the group
    if word.via not in ABOUT and (word.kind in whole.gone or ("answer" in whole.gone and unread)):
        return True  # its delay has ended
    if whole.state not in AFTER_CLOSING or word.via in ABOUT or word.kind in ("notebook", "draft", "remark"):
        return False
    if "confidence" in word.marks:
        return True
    if word.kind == "answer":
        return word.step is not None and word.step.trace != "pv"
    return word.kind == "synthesis" and word.step is not None and word.step.trace not in ("pv", "synthese")


def own_writing(word: Word) -> bool:
    """Whether its author alone reads it: written for oneself, on one's phone."""
    step = word.step
    return bool(
        step
        and word.via == "phone"
        and step.kind == "ecriture"
        and step.trace in ("perso", "session")
        and not step.anonymous
    )


def where_typed(whole: Whole, word: Word, papers: dict[str, set[str]]) -> set[str]:
    """The places of one word, the documents apart."""
    if word.via in ABOUT:
        return about_meeting(whole, word)
    if not kept(whole, word):
        return set()
    if erased(whole, word):
        return previews(whole, word, papers)  # the minutes were frozen before
    if word.kind == "remark":
        return {"database", "life"}
    if word.kind in ("draft", "notebook"):
        return of_author(whole, word)
    if word.kind in OUTCOMES:
        places = of_outcome(whole, word)
    elif word.kind == "synthesis":
        places = of_synthesis(whole, word)
    else:
        places = of_own(whole) if own_writing(word) else of_answer(whole, word)
    return {"database"} | places | previews(whole, word, papers)


def of_author(whole: Whole, word: Word) -> set[str]:
    """What its author alone reads, at the desk that they hold, in its step: what they are typing, a page of their notebook."""
    return {"database"} | ({"desk"} if word.step == whole.here else set())


def of_own(whole: Whole) -> set[str]:
    """What somebody wrote for themselves: on their phone until the closing, which hands it to them."""
    return {"phone"} if whole.state in ("running", "ended") else set()


def of_answer(whole: Whole, word: Word) -> set[str]:
    """An answer while its step runs: the desk reads what is for the facilitators or the group; the secretary, the group's; the room, once it was shown."""
    if word.step != whole.here or word.step is None or (word.step.anonymous and word.canary not in whole.revealed):
        return set()
    places: set[str] = set()
    if word.readers & {"animateur", "groupe"}:
        places |= {"desk", "co-desk"}
    if "groupe" in word.readers and "confidence" not in word.marks:
        places |= {"post"}
        if word.canary in whole.revealed:
            places |= seen_by_room(whole)
    if word.via == "phone" and not word.step.anonymous and not whole.neutral:
        places |= {"phone"}
    return places


def seen_by_room(whole: Whole) -> set[str]:
    """Where the room looks: nowhere while its screen is neutral."""
    return set() if whole.neutral else set(ROOM)


def of_synthesis(whole: Whole, word: Word) -> set[str]:
    """The wording of the step that runs: at the desk; at the secretary's post, if the group may read it."""
    if word.step != whole.here:
        return set()
    return {"desk", "co-desk"} | ({"post"} if "groupe" in word.readers else set())


def of_outcome(whole: Whole, word: Word) -> set[str]:
    """What was captured stays in sight of those who may read it while the meeting runs; the room sees what came of the step that runs."""
    places = {"actions"} if left_open(word) else set()
    places |= {"home"} if word in [one for one in whole.words.values() if left_open(one)][:ON_HOME] else set()
    if whole.state != "running":
        return places
    group = "groupe" in word.readers and "confidence" not in word.marks
    places |= {"desk", "co-desk"}
    places |= {"post"} if group else set()
    return places | (seen_by_room(whole) if group and word.step == whole.here else set())


def left_open(word: Word) -> bool:
    """Whether it stays on people's lists after the meeting: an action, but not one that touches a person."""
    return word.kind == "action" and "situation" not in word.marks


def previews(whole: Whole, word: Word, papers: dict[str, set[str]]) -> set[str]:
    """The read-back shows the minutes of the readership asked for; beside them, what is read aloud and the wordings, to whoever may read them."""
    if whole.state not in ("running", *OVER):
        return set()
    places: set[str] = set()
    for reader, pages in (("groupe", ("papers", "post's papers")), ("partenaires", ("partners' papers",))):
        if word.canary in papers[reader]:
            places |= set(pages)
    if word.kind in OUTCOMES and whole.state in ("running", "ended"):
        places |= {"papers", "partners' papers"}
        if "groupe" in word.readers and "confidence" not in word.marks:
            places |= {"post's papers"}
    if word.kind == "action" and whole.state in OVER:
        places |= {"life"}
    return places


def about_meeting(whole: Whole, word: Word) -> set[str]:
    """What the meeting is called, what it is for, where it is and who comes: on the pages of those who lead it, and in the room while it waits."""
    places = {"database"}
    before, waiting = whole.state in ("prepared", "open"), whole.state == "open"
    if word.via == "title":
        places |= {"list", "team", "devices"}
        places |= {"home"} if whole.state in ("prepared", "open", "running", "ended") else set()
        places |= {"desk", "co-desk", "post"} if whole.state != "running" else set()
        places |= {"room", "single"} if before else set()
        places |= {"wall"} if waiting else set()
        places |= {"phone", "other phone"} if whole.state in ("open", "ended") else set()
        places |= {"closing"} if whole.state == "ended" else set()
    if word.via == "guest":
        places |= {"desk", "co-desk"} if before or named_at_desk(whole) else set()
        places |= {"post"} if named_at_desk(whole) and whole.here and whole.here.trace != "aucune" else set()
    if word.via == "place":
        places |= {"desk", "co-desk", "post"} if before else set()
    if word.via in ("title", "place", "guest", "purpose") and before:
        places |= {"preparation"}
    if word.via in ("title", "guest") and whole.state != "prepared":
        places |= {"papers", "partners' papers", "post's papers"}
    if word.via == "next":
        places |= {"papers", "partners' papers", "post's papers"}
    return places


def named_at_desk(whole: Whole) -> bool:
    """Whether one may write for somebody by name in the step that runs, or call them in their turn: never where it is anonymous."""
    step = whole.here
    by_name = step is not None and step.kind not in NAMELESS and not step.anonymous
    return by_name and step is not None and (step.trace != "aucune" or step.kind == "tour")
