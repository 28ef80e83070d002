"""A service that leaves its partnership: its complete copy, then what stays and what goes."""

from __future__ import annotations

from io import BytesIO

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading, writing
from facilitation.french_dates import local_day
from facilitation.i18n import _
from facilitation.partnerships import service as partnerships
from facilitation.retention import lives, packets, purging, words
from facilitation.retention.erasing import MEMBER
from facilitation.retention.forms import DepartureForm
from facilitation.retention.purging import Wanted
from facilitation.retention.views.routes import blueprint
from facilitation.web import flash
from facilitation.web.context import house, now
from facilitation.web.forms import said


@blueprint.get("/partenariats/<partnership_id>/services/<organisation_id>/depart")
@access.partnership
def departing(partnership_id: str, organisation_id: str) -> ResponseReturnValue:
    return _page(partnership_id, organisation_id, DepartureForm(formdata=None))


@blueprint.post("/partenariats/<partnership_id>/services/<organisation_id>/depart")
@access.partnership
def depart(partnership_id: str, organisation_id: str) -> ResponseReturnValue:
    form = DepartureForm()
    if request.form.get("faire") == "revenir":
        with writing():
            partnerships.must_be_open(partnership_id=partnership_id)
            lives.come_back(partnership_id=partnership_id, organisation_id=organisation_id)
        return redirect(url_for(".departing", partnership_id=partnership_id, organisation_id=organisation_id), 303)
    try:
        if form.names.data:
            lives.must_be_confirmed(said(form.confirmation))
    except lives.NotConfirmed as error:
        form.refuse("confirmation", error)
        return _page(partnership_id, organisation_id, form), 422
    _leave(partnership_id, organisation_id, names=form.names.data)
    flash.say(_("Le départ est noté. Les documents des réunions passées restent tels qu'ils ont été approuvés."))
    return redirect(url_for(".departing", partnership_id=partnership_id, organisation_id=organisation_id), 303)


def _leave(partnership_id: str, organisation_id: str, *, names: bool) -> None:
    here = {"partnership_id": partnership_id, "organisation_id": organisation_id}
    with writing():
        partnerships.must_be_open(partnership_id=partnership_id)
        members = lives.note_departure(on=local_day(now()), **here)
    if names and members:
        wanted = [Wanted(MEMBER, one, partnership_id) for one in members]
        purging.carry_out(wanted, kind="service", now=now(), account_id=access.current().account_id)


@blueprint.get("/partenariats/<partnership_id>/services/<organisation_id>/copie.zip")
@access.partnership
def service_copy(partnership_id: str, organisation_id: str) -> ResponseReturnValue:
    with reading():
        found = partnerships.organisation(partnership_id=partnership_id, organisation_id=organisation_id)
        loaded = packets.of_service(partnership_id=partnership_id, name=found.name, account_id=_asker())
    packet = packets.packet(loaded, secret=house().secret)
    data = packets.archive(packet.files, words.readme_of_service(packet, now()))
    name = _("copie pour le service %(day)s.zip", day=now().date().isoformat())
    return send_file(BytesIO(data), mimetype="application/zip", as_attachment=True, download_name=name)


def _asker() -> str:
    return access.current().account_id


def _page(partnership_id: str, organisation_id: str, form: DepartureForm) -> str:
    with reading():
        partnership = partnerships.partnership(partnership_id=partnership_id)
        found = partnerships.organisation(partnership_id=partnership_id, organisation_id=organisation_id)
        loaded = packets.of_service(partnership_id=partnership_id, name=found.name, account_id=_asker())
    packet = packets.packet(loaded, secret=house().secret)
    return render_template(
        "retention/departure.html", partnership=partnership, organisation=found, packet=packet, form=form, words=words
    )
