"""The pages of the house's own guides: the list, the editor, a file sent and received, a guide put aside."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.adapting import files, forms, service
from facilitation.adapting.forms import Draft
from facilitation.guides.faults import Fault
from facilitation.guides.yaml_nodes import MAX_BYTES
from facilitation.i18n import _
from facilitation.web import flash
from facilitation.web.context import catalogue, now

blueprint = Blueprint("adapting", __name__, url_prefix="/bibliotheque")


@blueprint.get("/mes-guides")
@access.signed_in
def index() -> ResponseReturnValue:
    return _list()


@blueprint.post("/<guide_id>/adapter")
@access.signed_in
def adapt(guide_id: str) -> ResponseReturnValue:
    name = service.adapt(guide_id)
    flash.say(_("Voici votre copie. L'original ne change pas ; changez ce que vous voulez, puis enregistrez."))
    return redirect(url_for(".edit", own_id=name), 303)


@blueprint.post("/mes-guides/recevoir")
@access.signed_in
def receive() -> ResponseReturnValue:
    sent = request.files.get("fichier")
    raw = sent.stream.read(MAX_BYTES + 1) if sent is not None else b""
    if not raw:
        return _list(problem=_("Choisissez d'abord un fichier qui se termine par .yaml.")), 422
    try:
        name, as_brought = service.receive(raw)
    except service.NotAGuide as error:
        return _list(problem=error.sentence, faults=error.faults), 422
    if as_brought:
        flash.say(_("Le fichier est reçu : voici le guide."))
    else:
        flash.say(_("Le fichier est reçu. Son nom était pris : ce guide s'appelle « %(name)s ».", name=name), kind="")
    return redirect(url_for(".edit", own_id=name), 303)


@blueprint.get("/mes-guides/<own_id>")
@access.signed_in
def edit(own_id: str) -> ResponseReturnValue:
    return _editor(forms.stored(service.own(own_id), as_text="texte" in request.args))


@blueprint.post("/mes-guides/<own_id>")
@access.signed_in
def save(own_id: str) -> ResponseReturnValue:
    file = service.own(own_id)
    if forms.takes_theirs():
        return redirect(url_for(".edit", own_id=own_id), 303)
    draft = forms.sent(file)
    if forms.only_looks():
        return _editor(draft, looked=True)
    if draft.unreadable:
        return _editor(draft), 422
    try:
        service.store(draft.file, version=draft.version)
    except service.ChangedMeanwhile as error:
        return _editor(forms.clashing(draft, error)), 422
    except service.TooLongFile as error:
        return _editor(draft, problem=error.sentence), 422
    flash.say(forms.told(draft.file), kind="" if draft.faults else "done")
    texte, ouvert = ("oui" if draft.sheet is None else None), draft.anchor or None
    return redirect(url_for(".edit", own_id=own_id, texte=texte, ouvert=ouvert, _anchor=ouvert), 303)


@blueprint.get("/mes-guides/<own_id>/fichier")
@access.signed_in
def download(own_id: str) -> ResponseReturnValue:
    file = service.own(own_id)
    answer = Response(file.raw, mimetype="application/yaml")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{file.name}.yaml")
    return answer


@blueprint.get("/mes-guides/<own_id>/retirer")
@access.signed_in
def confirm(own_id: str) -> ResponseReturnValue:
    file = service.own(own_id)
    return render_template("adapting/withdraw.html", name=file.name, title=files.title_of(file))


@blueprint.post("/mes-guides/<own_id>/retirer")
@access.signed_in
def withdraw(own_id: str) -> ResponseReturnValue:
    title = files.title_of(service.own(own_id))
    service.withdraw(own_id, now=now())
    flash.say(_("« %(title)s » est retiré. Les réunions qui s'en servent gardent leur copie.", title=title))
    return redirect(url_for(".index"), 303)


# ------------------------------------------------------------------ the two pages


def _list(*, problem: str = "", faults: tuple[Fault, ...] = ()) -> str:
    own = catalogue().own.values()
    rows = [(one, files.title_of(one), files.state_of(one), files.origin_of(one)) for one in own]
    return render_template("adapting/index.html", rows=rows, problem=problem, received=faults)


def _editor(draft: Draft, *, looked: bool = False, problem: str = "") -> str:
    name = draft.file.name
    return render_template(
        "adapting/edit.html",
        draft=draft,
        name=name,
        title=files.title_of(draft.file),
        state=files.state_of(draft.file),
        origin=files.origin_of(draft.file),
        usable=name in catalogue().guides and not draft.faults,
        looked=looked,
        problem=problem,
        opened=request.args.get("ouvert", ""),
        modules=catalogue().modules.values(),
    )
