"""Erasing a whole meeting after its life."""

from __future__ import annotations

from functools import partial

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading
from facilitation.errors import FacilitationError
from facilitation.i18n import _
from facilitation.meetings import service as meetings
from facilitation.retention import lives, purging, service
from facilitation.retention.erasing import MEETING
from facilitation.retention.forms import ConfirmForm
from facilitation.retention.purging import Wanted
from facilitation.retention.views.routes import blueprint
from facilitation.web import flash
from facilitation.web.context import now
from facilitation.web.forms import said


@blueprint.get("/reunions/<meeting_id>/effacer")
@access.facilitator
def erasing_meeting(meeting_id: str) -> ResponseReturnValue:
    return _page(meeting_id, ConfirmForm(formdata=None))


@blueprint.post("/reunions/<meeting_id>/effacer")
@access.facilitator
def erase_meeting(meeting_id: str) -> ResponseReturnValue:
    form = ConfirmForm()
    may_be = partial(lives.meeting_may_be_erased, meeting_id=meeting_id)
    try:
        with reading():
            wanted = [Wanted(MEETING, meeting_id, may_be())]
        lives.must_be_confirmed(said(form.confirmation))
        asker = access.current().account_id
        done = purging.carry_out(wanted, kind="reunion", now=now(), account_id=asker, still=may_be)
    except lives.NotConfirmed as error:
        form.refuse("confirmation", error)
        return _page(meeting_id, form), 422
    except (lives.NotOver, lives.StillOpen):
        return _page(meeting_id, form), 422
    flash.say(_("La réunion est effacée, avec ses documents."))
    return redirect(url_for(".certificate", certificate_id=done.certificates[0]), 303)


def _page(meeting_id: str, form: ConfirmForm) -> str:
    refused = ""
    with reading():
        shown = meetings.meeting_shown(meeting_id=meeting_id, now=now())
        notices = service.notices_of_meeting(meeting_id=meeting_id, now=now())
        try:
            lives.meeting_may_be_erased(meeting_id=meeting_id)
        except FacilitationError as error:
            refused = error.sentence
    return render_template("retention/meeting.html", meeting=shown, notices=notices, refused=refused, form=form)
