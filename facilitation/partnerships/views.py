"""The pages of partnerships: list, one, settings, members."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading, writing
from facilitation.i18n import _, ngettext
from facilitation.partnerships import service
from facilitation.partnerships.forms import LinesForm, MemberForm, PartnershipForm, ServiceForm
from facilitation.partnerships.rules import LineFault, LinesFaults, read_lines
from facilitation.retention import service as retention
from facilitation.retention import words as retention_words
from facilitation.web import flash
from facilitation.web.both import BothChanged
from facilitation.web.context import now
from facilitation.web.forms import said

blueprint = Blueprint("partnerships", __name__)


@blueprint.get("/partenariats")
@access.signed_in
def index() -> ResponseReturnValue:
    with reading():
        partnerships = service.partnerships_of(account_id=access.current().account_id)
    return render_template("partnerships/index.html", partnerships=partnerships)


@blueprint.get("/partenariats/nouveau")
@access.signed_in
def new() -> ResponseReturnValue:
    return render_template("partnerships/new.html", form=PartnershipForm())


@blueprint.post("/partenariats/nouveau")
@access.signed_in
def create() -> ResponseReturnValue:
    form = PartnershipForm()
    if not form.validate():
        return render_template("partnerships/new.html", form=form), 422
    with writing():
        partnership_id = service.create(account_id=access.current().account_id, settings=form.settings(), now=now())
    flash.say(_("Le partenariat est créé. Ajoutez ses membres : une ligne par personne suffit."))
    return redirect(url_for(".show", partnership_id=partnership_id), 303)


@blueprint.get("/partenariats/<partnership_id>")
@access.partnership
def show(partnership_id: str) -> ResponseReturnValue:
    return _page(partnership_id, LinesForm())


@blueprint.post("/partenariats/<partnership_id>/membres")
@access.partnership
def add_members(partnership_id: str) -> ResponseReturnValue:
    form = LinesForm()
    if not form.validate():
        return _page(partnership_id, form), 422
    try:
        lines = read_lines(said(form.lines))
    except LinesFaults as error:
        return _page(partnership_id, form, line_faults=error.faults), 422
    with writing():
        people, services = service.add_members(partnership_id=partnership_id, lines=lines)
    flash.say(_added(people, services))
    return redirect(url_for(".show", partnership_id=partnership_id), 303)


def _added(people: int, services: int) -> str:
    told = ngettext("%(num)s membre ajouté", "%(num)s membres ajoutés", people)
    if services:
        told += _(", ") + ngettext("%(num)s service nouveau", "%(num)s services nouveaux", services)
    return told + "."


def _page(partnership_id: str, form: LinesForm, line_faults: tuple[LineFault, ...] = ()) -> str:
    with reading():
        partnership = service.partnership(partnership_id=partnership_id)
        services = service.services_of(partnership_id=partnership_id)
        notices = retention.notices_of(partnership_id=partnership_id, now=now())
        asked = retention.is_asked(partnership_id=partnership_id, now=now())
    return render_template(
        "partnerships/show.html",
        partnership=partnership,
        services=services,
        form=form,
        line_faults=line_faults,
        notices=notices,
        asked=asked,
        retention_words=retention_words,
    )


# ------------------------------------------------------------------ settings


@blueprint.get("/partenariats/<partnership_id>/reglages")
@access.partnership
def settings(partnership_id: str) -> ResponseReturnValue:
    with reading():
        partnership = service.partnership(partnership_id=partnership_id)
    return _settings_page(partnership_id, _filled(partnership))


@blueprint.post("/partenariats/<partnership_id>/reglages")
@access.partnership
def change_settings(partnership_id: str) -> ResponseReturnValue:
    form = PartnershipForm()
    if not form.validate():
        return _settings_page(partnership_id, form), 422
    try:
        with writing():
            form.settle(_filled(service.partnership(partnership_id=partnership_id)))
            service.change_settings(partnership_id=partnership_id, settings=form.settings())
    except BothChanged:
        return _settings_page(partnership_id, form), 422
    flash.say(_("Les réglages sont enregistrés. Les réunions déjà closes gardent les leurs."))
    return redirect(url_for(".show", partnership_id=partnership_id), 303)


def _settings_page(partnership_id: str, form: PartnershipForm) -> str:
    with reading():
        partnership = service.partnership(partnership_id=partnership_id)
    return render_template("partnerships/settings.html", partnership=partnership, form=form)


def _filled(partnership: service.PartnershipView) -> PartnershipForm:
    known = {
        "name": partnership.name,
        "territory": partnership.territory,
        "place": partnership.place,
        "concerned_person_term": partnership.chosen_term.value,
        "approval_days": str(partnership.approval_days),
        "convocation_days": str(partnership.convocation_days),
        "quorum": str(partnership.quorum or ""),
    }
    return PartnershipForm(formdata=None, data=known)


# ------------------------------------------------------------------ one member, one service


@blueprint.get("/partenariats/<partnership_id>/membres/<member_id>")
@access.partnership
def member(partnership_id: str, member_id: str) -> ResponseReturnValue:
    with reading():
        found = service.member(partnership_id=partnership_id, member_id=member_id)
    return _member_page(partnership_id, member_id, _form_of(found))


def _form_of(found: service.MemberView) -> MemberForm:
    same = ("name", "function", "organisation", "active")
    return MemberForm(formdata=None, data={name: getattr(found, name) for name in same})


@blueprint.post("/partenariats/<partnership_id>/membres/<member_id>")
@access.partnership
def change_member(partnership_id: str, member_id: str) -> ResponseReturnValue:
    form = MemberForm()
    if form.validate():
        try:
            with writing():
                form.settle(_form_of(service.member(partnership_id=partnership_id, member_id=member_id)))
                service.change_member(
                    partnership_id=partnership_id,
                    member_id=member_id,
                    name=said(form.name),
                    function=said(form.function),
                    organisation=said(form.organisation),
                    active=form.active.data,
                )
            return redirect(url_for(".show", partnership_id=partnership_id), 303)
        except BothChanged:
            return _member_page(partnership_id, member_id, form), 422
        except service.MemberAlreadyHere as error:
            form.refuse("name", error)
    return _member_page(partnership_id, member_id, form), 422


def _member_page(partnership_id: str, member_id: str, form: MemberForm) -> str:
    with reading():
        partnership = service.partnership(partnership_id=partnership_id)
        found = service.member(partnership_id=partnership_id, member_id=member_id)
        services = service.services_of(partnership_id=partnership_id)
    return render_template(
        "partnerships/member.html", partnership=partnership, member=found, services=services, form=form
    )


@blueprint.get("/partenariats/<partnership_id>/services/<organisation_id>")
@access.partnership
def organisation(partnership_id: str, organisation_id: str) -> ResponseReturnValue:
    with reading():
        found = service.organisation(partnership_id=partnership_id, organisation_id=organisation_id)
    return _service_page(partnership_id, organisation_id, ServiceForm(data={"name": found.name}))


@blueprint.post("/partenariats/<partnership_id>/services/<organisation_id>")
@access.partnership
def rename_organisation(partnership_id: str, organisation_id: str) -> ResponseReturnValue:
    form = ServiceForm()
    if form.validate():
        try:
            with writing():
                found = service.organisation(partnership_id=partnership_id, organisation_id=organisation_id)
                form.settle(ServiceForm(formdata=None, data={"name": found.name}))
                service.rename_service(
                    partnership_id=partnership_id, organisation_id=organisation_id, name=said(form.name)
                )
            return redirect(url_for(".show", partnership_id=partnership_id), 303)
        except BothChanged:
            return _service_page(partnership_id, organisation_id, form), 422
        except service.ServiceAlreadyHere as error:
            form.refuse("name", error)
    return _service_page(partnership_id, organisation_id, form), 422


def _service_page(partnership_id: str, organisation_id: str, form: ServiceForm) -> str:
    with reading():
        partnership = service.partnership(partnership_id=partnership_id)
        found = service.organisation(partnership_id=partnership_id, organisation_id=organisation_id)
    return render_template("partnerships/organisation.html", partnership=partnership, organisation=found, form=form)
