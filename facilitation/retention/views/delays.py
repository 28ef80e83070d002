"""The table of delays of a partnership, and each of them changed."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading, writing
from facilitation.errors import NotHere
from facilitation.i18n import _
from facilitation.partnerships import service as partnerships
from facilitation.retention import lives, rules, service, words
from facilitation.retention.forms import DelayForm
from facilitation.retention.rules import Kept
from facilitation.retention.views.routes import blueprint
from facilitation.web import flash
from facilitation.web.context import now
from facilitation.web.forms import said


@blueprint.get("/partenariats/<partnership_id>/conservation")
@access.partnership
def delays(partnership_id: str) -> ResponseReturnValue:
    with reading():
        holding = lives.holding(partnership_id=partnership_id)
        shown = service.delays_shown(partnership_id=partnership_id)
        notices = service.notices_of(partnership_id=partnership_id, now=now())
        asked = service.is_asked(partnership_id=partnership_id, now=now())
        services = partnerships.services_of(partnership_id=partnership_id)
    return render_template(
        "retention/delays.html",
        partnership_id=partnership_id,
        holding=holding,
        delays=shown,
        notices=notices,
        asked=asked,
        services=services,
        words=words,
    )


@blueprint.get("/partenariats/<partnership_id>/conservation/<what>")
@access.partnership
def delay(partnership_id: str, what: str) -> ResponseReturnValue:
    with reading():
        shown = _shown(partnership_id, what)
    return _delay_page(partnership_id, shown, DelayForm(data={"days": str(shown.days), "reason": shown.reason}))


@blueprint.post("/partenariats/<partnership_id>/conservation/<what>")
@access.partnership
def set_delay(partnership_id: str, what: str) -> ResponseReturnValue:
    form = DelayForm()
    with reading():
        shown = _shown(partnership_id, what)
    if not form.validate():
        return _delay_page(partnership_id, shown, form), 422
    asked = {"what": shown.what, "days": int(said(form.days)), "reason": said(form.reason)}
    try:
        with writing():
            partnerships.must_be_open(partnership_id=partnership_id)
            service.set_delay(partnership_id=partnership_id, now=now(), **asked)  # type: ignore[arg-type]
    except (rules.ReasonMissing, rules.TooLongKept) as error:
        form.refuse("reason" if isinstance(error, rules.ReasonMissing) else "days", error)
        return _delay_page(partnership_id, shown, form), 422
    flash.say(_("Le délai est enregistré. Il vaut pour toutes les réunions de ce partenariat, déjà closes ou non."))
    return redirect(url_for(".delays", partnership_id=partnership_id), 303)


def _shown(partnership_id: str, what: str) -> service.DelayShown:
    found = service.delays_shown(partnership_id=partnership_id)
    shown = next((one for one in found if one.what == what), None)
    if shown is None or what not in set(Kept):
        raise NotHere()
    return shown


def _delay_page(partnership_id: str, shown: service.DelayShown, form: DelayForm) -> str:
    return render_template("retention/delay.html", partnership_id=partnership_id, delay=shown, form=form, words=words)
