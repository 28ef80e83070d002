"""What was erased: the certificates, and the button that erases at once what its delay is over for."""

from __future__ import annotations

from io import BytesIO

from flask import redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading
from facilitation.documents import erasure
from facilitation.documents.word import MEDIA_TYPE
from facilitation.i18n import _
from facilitation.retention import purging, service, words
from facilitation.retention.views.routes import blueprint
from facilitation.web import flash
from facilitation.web.context import now


@blueprint.get("/effacements")
@access.signed_in
def purges() -> ResponseReturnValue:
    account_id = access.current().account_id
    with reading():
        found = service.certificates(account_id=account_id)
        notices = service.notices(account_id=account_id, now=now())
    return render_template("retention/purges.html", certificates=found, notices=notices, words=words)


@blueprint.post("/effacements")
@access.signed_in
def purge() -> ResponseReturnValue:
    done = purging.purge(now=now(), account_id=access.current().account_id)
    if not done.erased:
        flash.say(_("Rien n'est arrivé à son terme : rien n'a été effacé."))
        return redirect(url_for(".purges"), 303)
    flash.say(_("Effacé : %(what)s.", what=words.told(done.erased)))
    return redirect(url_for(".purges"), 303)


@blueprint.get("/effacements/<certificate_id>")
@access.signed_in
def certificate(certificate_id: str) -> ResponseReturnValue:
    with reading():
        found = service.certificate(certificate_id=certificate_id, account_id=access.current().account_id)
    return render_template("retention/certificate.html", certificate=found, words=words)


@blueprint.get("/effacements/<certificate_id>/attestation.docx")
@access.signed_in
def certificate_word(certificate_id: str) -> ResponseReturnValue:
    from facilitation.documents.word.write import write  # python-docx is slow to import: only when a file is wanted

    with reading():
        found = service.certificate(certificate_id=certificate_id, account_id=access.current().account_id)
    data = write(erasure.compose(_worded(found)))
    name = _("attestation d'effacement %(day)s.docx", day=found.at.date().isoformat())
    return send_file(BytesIO(data), mimetype=MEDIA_TYPE, as_attachment=True, download_name=name)


def _worded(found: service.Certificate) -> erasure.Erasure:
    return erasure.Erasure(
        id=found.id,
        at=found.at,
        kind=_(words.KINDS.get(found.kind, words.KINDS["delais"])),
        erased=words.told(found.counts),
        proved=words.proved(found.counts),
        copies=found.copies,
        copies_until=found.copies_until,
    )
