"""The ballot page: a code is typed, or comes in the fragment; the step's fields are filled; the answer drops into the urn.

No cookie, no session, no key, no line in a log or in the journal. And no form token: that protects whom a browser is signed in as, and here nobody is.
What authorises is the code of the slip, which no other site knows (docs/decisions/0023).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.activities.base import AnswerFaults
from facilitation.consultations import rules, service
from facilitation.consultations.limits import Limits, TooOften
from facilitation.consultations.rules import Closed
from facilitation.consultations.service import Ballot
from facilitation.consultations.urn import Slip
from facilitation.consultations.views.nobody import nobody
from facilitation.consultations.views.routes import blueprint
from facilitation.database import reading
from facilitation.errors import FacilitationError
from facilitation.i18n import _
from facilitation.typed import clean
from facilitation.web.context import now, settings
from facilitation.web.csrf import without_token


@dataclass(frozen=True, slots=True)
class Typed:
    """A ballot that is shown again: what it held, the sentences beside its fields and above it. `over`: it can't be sent any more."""

    fields: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""
    over: bool = False


@blueprint.get("/bulletin")
@access.open_to_room
@nobody
def ballot() -> ResponseReturnValue:
    return _ask()


@blueprint.post("/bulletin")
@access.open_to_room
@without_token
@nobody
def open_ballot() -> ResponseReturnValue:
    code = _code()
    try:
        _limits().count(code, now())
    except TooOften as error:
        return _ask(error.sentence, 429)
    with reading():
        asked, found = service.ballot(code=code, folder=settings().data)
    return _opened(asked, found, code)


def _opened(asked: Ballot | None, found: Slip, code: str) -> ResponseReturnValue:
    if asked is None:
        return _unknown()
    if found is Slip.SPENT:
        return _received(again=True)
    standing = asked.standing
    if standing.state is None or not rules.takes_answers(standing.state, standing.closes_at, now()):
        return _show(asked, code, Typed(sentence=_too_late(), over=True), 409)
    return _show(asked, code)


@blueprint.post("/bulletin/depot")
@access.open_to_room
@without_token
@nobody
def deposit() -> ResponseReturnValue:
    code, fields = _code(), _fields()
    with reading():
        asked = service.ballot_of(consultation_id=request.form.get("pour_", ""))
    if asked is None:
        return _unknown()
    try:
        _limits().count(code, now())
        with reading():
            found = service.deposit(asked=asked, code=code, formdata=request.form, folder=settings().data, now=now())
        if found is Slip.UNKNOWN:
            _limits().unknown(now())
    except AnswerFaults as error:
        return _show(asked, code, Typed(fields, error.faults, error.sentence), 422)
    except TooOften as error:
        return _show(asked, code, Typed(fields, sentence=error.sentence), 429)
    except Closed:
        return _show(asked, code, Typed(fields, sentence=_too_late(), over=True), 409)
    except FacilitationError as error:
        return _show(asked, code, Typed(fields, sentence=error.sentence), 422)
    if found is Slip.UNKNOWN:
        return _show(asked, code, Typed(fields, sentence=_worth_nothing(), over=True), 409)
    return _received(again=found is Slip.SPENT)


def _ask(sentence: str = "", status: int = 200) -> ResponseReturnValue:
    return render_template("consultations/code.html", sentence=sentence), status


def _unknown() -> ResponseReturnValue:
    try:
        _limits().unknown(now())
    except TooOften as error:
        return _ask(error.sentence, 429)
    said = _("Ce code n'ouvre aucun bulletin : relisez-le sur le papier. La consultation est peut-être close.")
    return _ask(said, 422)


def _show(asked: Ballot, code: str, typed: Typed | None = None, status: int = 200) -> ResponseReturnValue:
    return render_template("consultations/ballot.html", asked=asked, code=code, typed=typed or Typed()), status


def _received(*, again: bool) -> ResponseReturnValue:
    title = _("Ce bulletin est déjà reçu") if again else _("Votre bulletin est reçu")
    sentence = (
        _("Une réponse est arrivée avec ce bulletin, et une seule compte : il n'y a rien d'autre à faire.")
        if again
        else _(
            "Votre réponse est dans l'urne, sans rien qui la rattache à ce bulletin. Elle ne peut plus être reprise."
        )
    )
    return render_template("consultations/said.html", title=title, sentence=sentence)


def _too_late() -> str:
    return _("La consultation est close : ceci n'a pas été pris. Votre texte est resté ci-dessous, pour le copier.")


def _worth_nothing() -> str:
    return _(
        "Ce code n'ouvre plus aucun bulletin : d'autres ont peut-être été tirés. Votre texte est resté ci-dessous, pour le copier."
    )


def _code() -> str:
    return rules.normal_code(request.form.get("bulletin_", ""))


def _fields() -> dict[str, str]:
    """The fields of the activity in this request, as they were typed."""
    return {name: clean(",".join(request.form.getlist(name))) for name in request.form if not name.endswith("_")}


def _limits() -> Limits:
    found: Limits = current_app.extensions.setdefault("maillage.slips", Limits())
    return found
