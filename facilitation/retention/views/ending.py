"""What becomes of a partnership: the yearly question, its whole copy, the archive, the erasing."""

from __future__ import annotations

from functools import partial
from io import BytesIO

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading, writing
from facilitation.errors import FacilitationError
from facilitation.i18n import _
from facilitation.retention import lives, packets, purging, service, words
from facilitation.retention.erasing import PARTNERSHIP
from facilitation.retention.forms import ConfirmForm
from facilitation.retention.purging import Wanted
from facilitation.retention.views.routes import blueprint
from facilitation.web import flash
from facilitation.web.context import house, now
from facilitation.web.forms import said


@blueprint.post("/partenariats/<partnership_id>/question")
@access.partnership
def answer_question(partnership_id: str) -> ResponseReturnValue:
    chosen = request.form.get("faire", "")
    if chosen == "effacer":
        return redirect(url_for(".erasing", partnership_id=partnership_id), 303)
    with writing():
        service.answer_question(partnership_id=partnership_id, now=now())
    if chosen == "exporter":
        flash.say(_("C'est noté pour un an. Téléchargez maintenant la copie complète."))
        return redirect(url_for(".copying", partnership_id=partnership_id), 303)
    flash.say(_("C'est noté : tout est gardé, et la question reviendra dans un an."))
    return redirect(url_for(".delays", partnership_id=partnership_id), 303)


@blueprint.get("/partenariats/<partnership_id>/copie")
@access.partnership
def copying(partnership_id: str) -> ResponseReturnValue:
    with reading():
        holding = lives.holding(partnership_id=partnership_id)
        loaded = packets.of_partnership(partnership_id=partnership_id, account_id=access.current().account_id)
    packet = packets.packet(loaded, secret=house().secret)
    return render_template(
        "retention/copy.html", partnership_id=partnership_id, holding=holding, packet=packet, words=words
    )


@blueprint.get("/partenariats/<partnership_id>/copie-complete.zip")
@access.partnership
def whole_copy(partnership_id: str) -> ResponseReturnValue:
    with reading():
        loaded = packets.of_partnership(partnership_id=partnership_id, account_id=access.current().account_id)
    packet = packets.packet(loaded, secret=house().secret)
    data = packets.archive(packet.files, words.readme_of_partnership(packet, now()))
    name = _("copie complète %(day)s.zip", day=now().date().isoformat())
    return send_file(BytesIO(data), mimetype="application/zip", as_attachment=True, download_name=name)


@blueprint.get("/partenariats/<partnership_id>/archive")
@access.partnership
def archiving(partnership_id: str) -> ResponseReturnValue:
    with reading():
        holding = lives.holding(partnership_id=partnership_id)
    return render_template("retention/archive.html", partnership_id=partnership_id, holding=holding, words=words)


@blueprint.post("/partenariats/<partnership_id>/archive")
@access.partnership
def archive(partnership_id: str) -> ResponseReturnValue:
    out = request.form.get("faire") == "sortir"
    try:
        with writing():
            if out:
                lives.take_out(partnership_id=partnership_id)
            else:
                lives.put_away(partnership_id=partnership_id, now=now())
    except lives.MeetingsToCome as error:
        return _refused("retention/archive.html", partnership_id, error)
    flash.say(
        _("Le partenariat est sorti des archives.")
        if out
        else _("Le partenariat est archivé : il se lit, et ne se change plus.")
    )
    return redirect(url_for(".archiving", partnership_id=partnership_id), 303)


@blueprint.get("/partenariats/<partnership_id>/effacer")
@access.partnership
def erasing(partnership_id: str) -> ResponseReturnValue:
    with reading():
        holding = lives.holding(partnership_id=partnership_id)
    return render_template(
        "retention/erase.html", partnership_id=partnership_id, holding=holding, form=ConfirmForm(), refused=""
    )


@blueprint.post("/partenariats/<partnership_id>/effacer")
@access.partnership
def erase(partnership_id: str) -> ResponseReturnValue:
    form = ConfirmForm()
    may_be, asker = partial(lives.may_be_erased, partnership_id=partnership_id), access.current().account_id
    wanted = [Wanted(PARTNERSHIP, partnership_id, partnership_id)]
    try:
        lives.must_be_confirmed(said(form.confirmation))
        done = purging.carry_out(wanted, kind="partenariat", now=now(), account_id=asker, still=may_be)
    except (lives.NotConfirmed, lives.MeetingsToCome) as error:
        form.validate()
        return _refused("retention/erase.html", partnership_id, error, form=form)
    flash.say(_("Le partenariat est effacé, avec tout ce qui en dépendait."))
    return redirect(url_for(".certificate", certificate_id=done.certificates[0]), 303)


def _refused(page: str, partnership_id: str, error: FacilitationError, **more: object) -> ResponseReturnValue:
    with reading():
        holding = lives.holding(partnership_id=partnership_id)
    told = {"partnership_id": partnership_id, "holding": holding, "words": words, "refused": error.sentence, **more}
    return render_template(page, **told), 422
