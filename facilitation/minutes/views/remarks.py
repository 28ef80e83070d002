"""The form that the link opens: who, which service, the remark. It shows nothing of the minutes, and is the same for every code."""

from __future__ import annotations

import secrets

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.accounts.rules import normal_code
from facilitation.accounts.throttle import Throttle
from facilitation.database import writing
from facilitation.errors import FacilitationError
from facilitation.minutes import service
from facilitation.minutes.forms import CodedRemarkForm
from facilitation.minutes.rules import NoRemarks
from facilitation.minutes.views.routes import blueprint
from facilitation.web.context import now
from facilitation.web.forms import said

WRONG, SENT = "remarks code", "remark sent "
"""What is counted: wrong codes from one address, remarks from one address to one code."""


@blueprint.get("/remarques")
@access.open_to_all
def remarks() -> ResponseReturnValue:
    return render_template("minutes/remark.html", form=CodedRemarkForm(), key=secrets.token_urlsafe(12))


@blueprint.post("/remarques")
@access.open_to_all
def remark_post() -> ResponseReturnValue:
    form = CodedRemarkForm()
    if form.validate():
        try:
            _take(form)
        except FacilitationError as error:
            form.refuse("code" if isinstance(error, NoRemarks) else "text", error)
        else:
            return redirect(url_for("minutes.thanks"), 303)
    return render_template("minutes/remark.html", form=form, key=request.form.get("cle", "")), 422


@blueprint.get("/remarques/recue")
@access.open_to_all
def thanks() -> ResponseReturnValue:
    return render_template("minutes/thanks.html")


def _take(form: CodedRemarkForm) -> None:
    """Keep the remark, slowing down who tries many codes or sends many remarks."""
    throttle, address, code = _throttle(), request.remote_addr or "", said(form.code)
    own = SENT + normal_code(code)
    for what in (WRONG, own):
        throttle.check(what=what, address=address, now=now())
    try:
        with writing():
            service.take_remark(
                code=code,
                author=said(form.author),
                organisation=said(form.organisation),
                text=said(form.text),
                key=request.form.get("cle", ""),
                now=now(),
            )
    except NoRemarks:
        throttle.failed(what=WRONG, address=address, now=now())
        raise
    throttle.failed(what=own, address=address, now=now())


def _throttle() -> Throttle:
    throttle: Throttle = current_app.extensions.setdefault("maillage.remarks", Throttle())
    return throttle
