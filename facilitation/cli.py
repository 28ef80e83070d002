"""The command `facilitation`. Speaks French, prints no traceback, exits 0, 1 (faults found), 2 (could not run), 3 (the gate refused).

What a command needs is imported when it runs: `guides` and `check` start without Flask.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from facilitation.errors import FacilitationError
from facilitation.i18n import _

if TYPE_CHECKING:
    from flask import Flask

FINE, FAULTS, COULD_NOT, REFUSED = 0, 1, 2, 3
# These three lines are read by machines: they are neither translated nor typeset.
ADDRESS_LINE = "Maillage : {address}"
FIRST_ACCOUNT_LINE = "Premier compte : {address}premier-compte#{code}"
RESET_LINE = "Nouvelle phrase de passe : {address}mot-de-passe/nouveau#{code}"
ADDRESS_FILE = "adresse"
"""In the data folder: where Maillage serves, or served last, so that `account reset` can print a whole link."""


class Unexpected(FacilitationError):
    """Quelque chose d'imprévu a arrêté cette commande (%(what)s). Rien n'a été effacé ; recommencez, et signalez-le si cela se répète."""


class NotWritable(FacilitationError):
    """Le système refuse l'accès à « %(path)s » : %(reason)s. Vérifiez le chemin et les droits, puis recommencez."""


class _French(argparse.RawDescriptionHelpFormatter):
    """Help with its headings in French."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """« Utilisation : » before how the command is written."""
        super().add_usage(usage, actions, groups, _("Utilisation :") + " " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse, in French and without its English remarks."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": _French, "add_help": False, **options})
        self._positionals.title, self._optionals.title = _("à indiquer") + " ", _("options") + " "
        self.add_argument("-h", "--help", action="help", help=_("affiche cette aide"))

    def error(self, message: str) -> NoReturn:
        """Say that the command is not understood, and how it is written; exits 2."""
        del message  # argparse words it in English
        print(_("Cette commande n'est pas comprise. Voici comment elle s'écrit :"), file=sys.stderr)
        print(self.format_usage().rstrip(), file=sys.stderr)
        raise SystemExit(COULD_NOT)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code. No error goes through as a traceback."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that knows no « é » gets « ? », not a failure
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except FacilitationError as error:
        return _say(error)
    except KeyboardInterrupt:
        return FINE
    except BrokenPipeError:  # « facilitation guides | head »: whoever read has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except OSError as error:
        return _say(NotWritable(path=error.filename or "?", reason=error.strerror or type(error).__name__))
    except Exception as error:
        return _say(_worded(error))


def _say(error: FacilitationError) -> int:
    print(error.sentence, file=sys.stderr)
    return COULD_NOT


def _worded(error: Exception) -> FacilitationError:
    from sqlalchemy.exc import DatabaseError

    from facilitation.web.errors import from_database, place_of

    if isinstance(error, DatabaseError):
        return from_database(error)
    return Unexpected(what=f"{type(error).__name__}, {place_of(error.__traceback__)}")


# ------------------------------------------------------------------ the table of commands


def _parser() -> argparse.ArgumentParser:
    from facilitation import cli_backups, cli_retention

    parser = _Parser(
        prog="facilitation", description=_("Maillage : tenir une réunion de partenariat, étape par étape.")
    )
    commands = parser.add_subparsers(metavar=_("COMMANDE"), required=True, parser_class=_Parser)

    def command(name: str, run: Callable[[argparse.Namespace], int], told: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=told, description=told)
        return _with_data(made, run)

    serve = command("serve", _serve, _("ouvre Maillage sur cet ordinateur"))
    serve.add_argument("--port", type=int, default=None, metavar="N")
    serve.add_argument("--no-browser", action="store_true", help=_("n'ouvre pas le navigateur"))
    serve.add_argument("--room", metavar=_("ADRESSE:PORT"), help=_("ouvre aussi à la salle, sur une adresse privée"))
    serve.add_argument(
        "--trusted-host", action="append", default=[], metavar=_("NOM"), help=_("répond aussi sous ce nom")
    )
    serve.add_argument("--cert", type=Path, metavar="F", help=_("certificat, pour https"))
    serve.add_argument("--key", type=Path, metavar="F", help=_("clé du certificat"))
    account = commands.add_parser("account", help=_("crée un compte, ou répare une phrase de passe oubliée"))
    kinds = account.add_subparsers(metavar=_("GESTE"), required=True, parser_class=_Parser)
    create = _with_data(kinds.add_parser("create", help=_("crée un compte")), _account_create)
    create.add_argument("--email", required=True)
    create.add_argument("--name", default="", metavar=_("NOM"))
    create.add_argument(
        "--password-stdin", action="store_true", required=True, help=_("lit la phrase de passe sur l'entrée")
    )
    reset = _with_data(kinds.add_parser("reset", help=_("affiche un lien qui sert une fois")), _account_reset)
    reset.add_argument("--email", required=True)
    _add_library(command)
    cli_backups.add(command, _data_of)
    cli_retention.add(command, _data_of, _ready)
    return parser


def _add_library(command: Callable[..., argparse.ArgumentParser]) -> None:
    """The commands of guides and of meetings; `command(name, run, told)` adds one."""
    guides = command("guides", _guides, _("liste les guides"))
    guides.add_argument("--json", action="store_true")
    check = command("check", _check, _("nomme les fautes des guides, avec leur ligne"))
    check.add_argument("files", nargs="*", type=Path, metavar=_("FICHIER"))
    command("schema", _schema, _("affiche le schéma JSON d'un guide"))
    demo = command("demo", _demo, _("mène une réunion fictive et écrit ses documents"))
    demo.add_argument("--script", type=Path, metavar=_("FICHIER"))
    demo.add_argument("--out", type=Path, required=True, metavar=_("DOSSIER"))
    export = command("export", _export, _("écrit les documents d'une réunion pour des lecteurs"))
    export.add_argument("meeting", metavar=_("RÉUNION"))
    readers = _("animateur, groupe, partenaires, personne ou public")
    export.add_argument("--for", dest="reader", required=True, metavar=_("LECTEURS"), help=readers)
    export.add_argument("--attestation", type=Path, metavar=_("FICHIER"), help=_("si le document touche une personne"))
    export.add_argument(
        "--acknowledge-identifiers", action="store_true", help=_("les numéros repérés ont été relus, et partent")
    )
    export.add_argument("--out", type=Path, required=True, metavar=_("DOSSIER"))


def _with_data(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    parser.add_argument("--data", type=Path, metavar=_("DOSSIER"), help=_("où sont gardées les données"))
    parser.set_defaults(run=run)
    return parser


# ------------------------------------------------------------------ serving


def _serve(chosen: argparse.Namespace) -> int:
    from facilitation.live.hub import hub_of
    from facilitation.settings import DEFAULT_PORT
    from facilitation.web import server, sockets
    from facilitation.web.doors import doors
    from facilitation.web.threads import Threads

    _log_to_stderr()
    asked = server.asked_to_stop()
    tls = server.certificate(chosen.cert, chosen.key)
    # With a certificate and a name, desks may be elsewhere; without, accounts stay on this computer.
    host = "0.0.0.0" if tls and chosen.trusted_host else "127.0.0.1"  # noqa: S104 - with a certificate and a name, it serves all
    listener = sockets.listen(sockets.Address(host, DEFAULT_PORT if chosen.port is None else chosen.port))
    room = sockets.room_address(chosen.room) if chosen.room else None
    room_listener = sockets.listen(room) if room else None
    hosts = (*chosen.trusted_host, *([room.host] if room else []))
    app = _ready(chosen.data, hosts=hosts, https=tls is not None)
    address = f"http{'s' if tls else ''}://127.0.0.1:{listener.getsockname()[1]}/"
    first = _announce(app, address)
    if not chosen.no_browser:
        _open_browser(first or address)
    _keep_house(app)
    names, threads = chosen.trusted_host, Threads(hub_of(app))
    server.serve(
        app, listener, doors=doors(app), room=room_listener, names=names, tls=tls, threads=threads, until=asked
    )
    return FINE


def _announce(app: Flask, address: str) -> str:
    """Print where Maillage answers and, while there is no account, the link that creates the first; gives that link or an empty string."""
    from facilitation.accounts import service
    from facilitation.backups import lock
    from facilitation.database import writing
    from facilitation.web.context import now, settings

    with app.app_context():
        app.extensions["maillage.lock"] = lock.hold(settings().data)
        with writing():
            code = service.first_account_code(now=now())
        (settings().data / ADDRESS_FILE).write_text(address, encoding="utf-8")
    print(ADDRESS_LINE.format(address=address), flush=True)
    if code is None:
        return ""
    print(FIRST_ACCOUNT_LINE.format(address=address, code=code), flush=True)
    return f"{address}premier-compte#{code}"


def _open_browser(address: str) -> None:
    import threading
    import webbrowser

    threading.Timer(0.5, webbrowser.open, [address]).start()


def _keep_house(app: Flask) -> None:
    from facilitation import housekeeping  # it knows every feature: after the application, which imports them

    housekeeping.begin(app)


def _log_to_stderr() -> None:
    import logging

    from facilitation.web.errors import DiscreetFormatter

    handler = logging.StreamHandler()
    handler.setFormatter(DiscreetFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def _ready(data: Path | None, *, hosts: Sequence[str] = (), https: bool = False) -> Flask:
    """The application on this data folder, its database brought to the newest revision."""
    from dataclasses import replace

    from facilitation import create_app
    from facilitation.database import FILE, upgrade
    from facilitation.retention import purging
    from facilitation.settings import from_environment

    settings = from_environment(data=data)
    app = create_app(replace(settings, hosts=(*settings.hosts, *hosts), https=https))
    upgrade(app, settings.data, now=datetime.now(UTC))
    with app.app_context():
        purging.complete(now=datetime.now(UTC))  # a copy may have been put back by hand
    (settings.data / FILE).chmod(0o600)
    return app


# ------------------------------------------------------------------ accounts


def _account_create(chosen: argparse.Namespace) -> int:
    from facilitation.accounts import passwords, service
    from facilitation.accounts.rules import check_address, check_new_password
    from facilitation.database import writing
    from facilitation.web.context import now

    email = check_address(chosen.email)
    password = check_new_password(_password_from(sys.stdin.readline()), email=email)
    app = _ready(chosen.data)
    password_hash = passwords.hashed(password)
    with app.app_context(), writing():
        service.create_account(name=chosen.name, email=email, password_hash=password_hash, now=now())
    print(_("Le compte « %(email)s » est créé.", email=email))
    return FINE


def _password_from(line: str) -> str:
    return line.rstrip("\r\n")


def _account_reset(chosen: argparse.Namespace) -> int:
    from facilitation.accounts import service
    from facilitation.database import writing
    from facilitation.settings import DEFAULT_PORT
    from facilitation.web.context import now, settings

    app = _ready(chosen.data)
    with app.app_context():
        with writing():
            code = service.reset_code(email=chosen.email, now=now())
        known = settings().data / ADDRESS_FILE
        address = known.read_text(encoding="utf-8").strip() if known.exists() else f"http://127.0.0.1:{DEFAULT_PORT}/"
    print(RESET_LINE.format(address=address, code=code))
    print(_("Ce lien sert une fois, pendant trente minutes."), file=sys.stderr)
    return FINE


# ------------------------------------------------------------------ guides, meetings: see cli_guides, cli_meetings


def _guides(chosen: argparse.Namespace) -> int:
    from facilitation import cli_guides

    return cli_guides.list_guides(sys.stdout, as_json=chosen.json, own=_own_guides(chosen.data))


def _check(chosen: argparse.Namespace) -> int:
    from facilitation import cli_guides

    return cli_guides.check(chosen.files, sys.stdout, own=_own_guides(chosen.data))


def _own_guides(data: Path | None) -> Path:
    """The folder of the house's own guides; it need not be there."""
    from facilitation.guides.own import OWN_FOLDER

    return _data_of(data) / OWN_FOLDER


def _data_of(chosen: Path | None) -> Path:
    """The data folder that `--data` or the environment names; it need not be there."""
    from facilitation.settings import from_environment

    return from_environment(data=chosen).data


def _schema(chosen: argparse.Namespace) -> int:
    from facilitation import cli_guides

    return cli_guides.print_schema(sys.stdout)


def _demo(chosen: argparse.Namespace) -> int:
    from facilitation import cli_meetings

    return cli_meetings.demo(script=chosen.script, out=chosen.out, make_app=_ready, stream=sys.stdout)


def _export(chosen: argparse.Namespace) -> int:
    from facilitation import cli_meetings

    return cli_meetings.export(
        app=_ready(chosen.data),
        meeting_id=chosen.meeting,
        reader=chosen.reader,
        attestation=chosen.attestation,
        read_again=chosen.acknowledge_identifiers,
        out=chosen.out,
        stream=sys.stdout,
    )
