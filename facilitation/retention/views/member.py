"""A member's own rights: what is known of them, as a file too; what can be corrected, what can be erased, and what cannot."""

from __future__ import annotations

from io import BytesIO

from flask import redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading
from facilitation.documents import member_sheet
from facilitation.documents.word import MEDIA_TYPE
from facilitation.i18n import _
from facilitation.partnerships import service as partnerships
from facilitation.retention import lives, purging, words
from facilitation.retention.erasing import MEMBER
from facilitation.retention.forms import ConfirmForm
from facilitation.retention.purging import Wanted
from facilitation.retention.views.routes import blueprint
from facilitation.web import flash
from facilitation.web.context import now
from facilitation.web.forms import said


@blueprint.get("/partenariats/<partnership_id>/membres/<member_id>/droits")
@access.partnership
def rights(partnership_id: str, member_id: str) -> ResponseReturnValue:
    return _page(partnership_id, member_id, ConfirmForm(formdata=None))


@blueprint.get("/partenariats/<partnership_id>/membres/<member_id>/droits.docx")
@access.partnership
def rights_word(partnership_id: str, member_id: str) -> ResponseReturnValue:
    from facilitation.documents.word.write import write  # python-docx is slow to import: only when a file is wanted

    with reading():
        sheet = lives.member_sheet(partnership_id=partnership_id, member_id=member_id)
        accounts = lives.accounts_of(partnership_id=partnership_id)
    known = member_sheet.Known(
        now(), words.lines_of(sheet), words.places_of(sheet), words.carried_of(sheet), words.limits(accounts)
    )
    data = write(member_sheet.compose(known))
    name = _("ce que Maillage sait de vous.docx")
    return send_file(BytesIO(data), mimetype=MEDIA_TYPE, as_attachment=True, download_name=name)


@blueprint.post("/partenariats/<partnership_id>/membres/<member_id>/droits")
@access.partnership
def erase_member(partnership_id: str, member_id: str) -> ResponseReturnValue:
    form = ConfirmForm()
    with reading():
        lives.member_sheet(partnership_id=partnership_id, member_id=member_id)
        partnerships.must_be_open(partnership_id=partnership_id)
    try:
        lives.must_be_confirmed(said(form.confirmation))
    except lives.NotConfirmed as error:
        form.refuse("confirmation", error)
        return _page(partnership_id, member_id, form), 422
    wanted = [Wanted(MEMBER, member_id, partnership_id)]
    purging.carry_out(wanted, kind="membre", now=now(), account_id=access.current().account_id)
    flash.say(
        _("Ce nom est effacé de la liste et des réunions à venir. Les documents déjà approuvés n'ont pas changé.")
    )
    return redirect(url_for("partnerships.show", partnership_id=partnership_id), 303)


def _page(partnership_id: str, member_id: str, form: ConfirmForm) -> str:
    with reading():
        partnership = partnerships.partnership(partnership_id=partnership_id)
        sheet = lives.member_sheet(partnership_id=partnership_id, member_id=member_id)
        accounts = lives.accounts_of(partnership_id=partnership_id)
    return render_template(
        "retention/member.html", partnership=partnership, sheet=sheet, accounts=accounts, form=form, words=words
    )
