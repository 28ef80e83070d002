"""Beginning a rehearsal from a guide's page; and, inside one, having its people answer, ending it, and what a rehearsal leaves alone."""

from __future__ import annotations

from flask import Blueprint, Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.errors import FacilitationError, NotHere
from facilitation.guides.catalogue import content_folder
from facilitation.i18n import _
from facilitation.rehearsals.passage import PREFIX, Passage
from facilitation.rehearsals.worlds import World, Worlds, inside, keep, worlds
from facilitation.web import flash
from facilitation.web.context import catalogue, now, settings

blueprint = Blueprint("rehearsals", __name__)
within = Blueprint("rehearsal", __name__)
ROOMS = frozenset({"meetings", "paper", "rehearsal"})
ALSO = frozenset({"static", "live.desk_pulse", "live.desk_stream", "web.help_page", "web.help_index"})
"""What a rehearsal has: the meeting and its paper, in the window of whoever rehearses."""
NOT_HERE = frozenset(
    {
        *("meetings.index", "meetings.new", "meetings.new_post", "meetings.duplicate", "meetings.lock"),
        *("meetings.convocation_page", "meetings.convene", "meetings.convocation_word"),
        *("meetings.convocation_calendar", "meetings.convocation_mail", "meetings.delete", "meetings.cancel"),
        *("meetings.giving_up", "meetings.team", "meetings.invite", "meetings.withdraw_invitation"),
        *("meetings.take_part_away", "meetings.invitation", "meetings.read_invitation"),
        *("meetings.accept_invitation", "meetings.accept_with_account", "paper.guide_kit", "paper.guide_sheets"),
        "paper.guide_kit_word",
    }
)
"""What goes out to people, or would begin something else."""


class RehearsalOver(NotHere):
    """Cette répétition est finie, et il n'en reste rien. Pour recommencer, ouvrez la page d'un guide et choisissez « Répéter sans trace »."""


class NotInRehearsal(NotHere):
    """En répétition, cette page n'existe pas : rien ne s'envoie, rien ne se range, personne n'est invité. Revenez au pupitre, ou terminez la répétition."""


# ------------------------------------------------------------------ in the house


@blueprint.post("/bibliotheque/<guide_id>/repeter")
@access.signed_in
def begin(guide_id: str) -> ResponseReturnValue:
    served, variant = catalogue(), request.form.get("variante") or None
    guide = served.guides.get(guide_id)
    if guide is None or (variant is not None and variant not in {one.id for one in guide.variants}):
        raise NotHere()
    from facilitation.rehearsals import service  # the model of scripts is slow to build: only when somebody rehearses

    content, visitor = settings().content or content_folder(), access.current()
    told = service.told_as(guide)
    script = service.script_of(told, content, served)
    people = script or service.script_of(service.EXAMPLE, content, served)
    world = worlds().begin(
        account_id=visitor.account_id,
        guide_id=guide_id,
        home=url_for("library.show", guide_id=guide_id),
        told=service.point_of(script, told),
        now=now(),
    )
    service.set_up(world, name=visitor.name, script=people, variant=variant, catalogue=served, now=now())
    worlds().admit(world)
    return redirect(_desk(world), 303)


def _desk(world: World) -> str:
    inside = world.app.url_map.bind("").build("meetings.desk", {"meeting_id": world.meeting_id})
    return f"{request.script_root}{PREFIX}{world.key}{inside}"


def going_on() -> str:
    """The address of the desk that the visitor is rehearsing at, or an empty string."""
    found = worlds().of_account(access.current().account_id, now()) if access.is_signed_in() else None
    return _desk(found) if found is not None else ""


def _before() -> ResponseReturnValue | None:
    """Whoever signs out has left the rehearsal too. An address of a rehearsal that comes this far is over, or was never the visitor's."""
    if request.endpoint == "accounts.sign_out" and access.is_signed_in():
        worlds().end_of(access.current().account_id)
    if not request.path.startswith(PREFIX) or access.in_room():
        return None
    if not access.is_signed_in():
        return access.to_sign_in()
    raise RehearsalOver()


def open_house(app: Flask, made: Worlds) -> None:
    """Let the people of this application rehearse."""
    keep(app, made)
    app.register_blueprint(blueprint)
    app.before_request(_before)
    app.jinja_env.globals.update(rehearsal=inside, rehearsing=going_on)
    app.wsgi_app = Passage(app, made)  # type: ignore[method-assign]  # the way Flask has for it


# ------------------------------------------------------------------ inside


@within.post("/repetition/repondre")
@access.signed_in
def answer() -> ResponseReturnValue:
    from facilitation.rehearsals import service

    world = _world()
    try:
        flash.say(service.answer_all(world, now=now()))
    except FacilitationError as error:
        flash.say(error.sentence, kind="")
    return redirect(url_for("meetings.desk", meeting_id=world.meeting_id), 303)


@within.post("/repetition/finir")
@access.signed_in
def end() -> ResponseReturnValue:
    world = _world()
    flash.say(_("La répétition est finie. Il n'en reste rien : ni texte, ni document, ni numéro de séance."))
    worlds().end(world.key)
    return redirect(world.home, 303)


def _world() -> World:
    found = inside()
    if found is None:
        raise NotHere()
    return found


def _only_the_meeting() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint in ALSO:
        return None
    if request.endpoint == "web.home":  # where every page's mark leads
        return redirect(url_for("meetings.desk", meeting_id=_world().meeting_id), 303)
    if request.blueprint not in ROOMS or request.endpoint in NOT_HERE:
        raise NotInRehearsal()
    return None


def close_world(app: Flask) -> None:
    """Let this application, made for one rehearsal, be nothing but that."""
    app.register_blueprint(within)
    access.keep_open(app)
    app.before_request(_only_the_meeting)
    app.jinja_env.globals.update(rehearsal=inside)
