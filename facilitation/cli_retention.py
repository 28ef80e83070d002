"""What `facilitation purge` does: erase what its delay is over for, and be sure of it; 1 when a file still holds something, 2 when it could not run."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from facilitation.errors import FacilitationError
from facilitation.i18n import _
from facilitation.retention.words import told

if TYPE_CHECKING:
    from flask import Flask

    from facilitation.retention.purging import Done

FINE, FAULTS = 0, 1


class NoData(FacilitationError):
    """Il n'y a pas de données dans « %(folder)s » : rien n'a été effacé. Vérifiez le dossier donné à --data."""


def add(
    command: Callable[..., argparse.ArgumentParser],
    data_of: Callable[[Path | None], Path],
    ready: Callable[[Path | None], Flask],
) -> None:
    """Add the command; `command(name, run, told)` adds one, `ready(--data)` gives the application on that folder."""

    def run(chosen: argparse.Namespace) -> int:
        from facilitation.database import FILE

        folder = data_of(chosen.data)
        if not (folder / FILE).exists():
            raise NoData(folder=folder)
        return purge(app=ready(chosen.data), dry_run=chosen.dry_run, as_json=chosen.json, stream=sys.stdout)

    made = command("purge", run, _("efface ce dont le délai est passé, et s'en assure"))
    made.add_argument("--dry-run", action="store_true", help=_("dit ce qui serait effacé, et n'efface rien"))
    made.add_argument("--json", action="store_true", help=_("pour des programmes"))


def purge(*, app: Flask, dry_run: bool, as_json: bool, stream: TextIO) -> int:
    """Purge, or with `dry_run` count what would be; says so on `stream`. 1 when a stretch of what was erased is still in a file."""
    from facilitation.retention import purging
    from facilitation.web.context import now

    with app.app_context():
        if dry_run:
            counts = Counter(one.kind for one in purging.planned(now=now()))
            stream.write(_json(counts, dry_run=True) if as_json else _planned(counts))
            return FINE
        done = purging.purge(now=now())
    stream.write(_json(done.erased, dry_run=False, done=done) if as_json else _done(done))
    return FAULTS if done.found or not done.proved else FINE


def _json(counts: Counter[str], *, dry_run: bool, done: Done | None = None) -> str:
    told = {"essai": dry_run, "efface": dict(counts)}
    if done is not None:
        searched = {"cherches": done.searched, "ailleurs": done.elsewhere, "retrouves": done.found}
        told |= {"passages": searched, "attestations": done.certificates}
    return json.dumps(told, ensure_ascii=False) + "\n"


def _planned(counts: Counter[str]) -> str:
    if not counts:
        return _("Rien n'est arrivé à son terme.") + "\n"
    return _("Serait effacé : %(what)s.", what=told(counts)) + "\n"


def _done(done: Done) -> str:
    if not done.erased:
        return _("Rien n'est arrivé à son terme : rien n'a été effacé.") + "\n"
    lines = [_("Effacé : %(what)s.", what=told(done.erased))]
    if not done.proved:
        lines.append(
            _(
                "Le fichier n'a pas encore pu être récrit et vérifié : un autre programme le tenait, ou la place manquait. Relancez la commande."
            )
        )
    elif done.found:
        lines.append(
            _(
                "Un fichier du dossier en garde encore un passage. Relancez la commande ; si cela se répète, signalez-le."
            )
        )
    else:
        lines.append(_("Cherché dans tous les fichiers du dossier, hors sauvegardes : absent."))
    return "\n".join(lines) + "\n"
