"""The settings of an installation, read once from the environment and passed in.

A default is sensible for one laptop and harmless in public, or it is not a default.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from facilitation.errors import FacilitationError

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
SECRET_FILE = "secret"  # noqa: S105 - the name of a file, not a secret
SECRET_BYTES = 32
DEFAULT_PORT = 8321


class UnusableFolder(FacilitationError):
    """Le dossier des données « %(folder)s » ne peut pas être créé ou n'est pas accessible en écriture. Choisissez-en un autre avec --data DOSSIER, ou rendez celui-ci accessible."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What may differ from one installation to the next.

    `data` holds the database, its copies and the secret. `hosts` are the names under which pages may be asked for. `https` says that what
    browsers reach is encrypted: cookies are then Secure. `limits`: whether what one phone or session may send in a minute is
    limited; unsaid, it is but in tests, whose clock stands still.
    """

    data: Path
    site_name: str = "Maillage"
    hosts: tuple[str, ...] = LOOPBACK
    timezone: str = "Europe/Brussels"
    language: str = "fr-BE"
    https: bool = False
    testing: bool = False
    content: Path | None = field(default=None)
    limits: bool | None = None

    @property
    def limited(self) -> bool:
        """Whether posts and files are counted by the minute."""
        return not self.testing if self.limits is None else self.limits


def from_environment(environment: Mapping[str, str] | None = None, *, data: Path | None = None) -> Settings:
    """The settings that `SITE_NAME`, `MAILLAGE_DATA`, `MAILLAGE_HOSTS` (parted by commas) and `MAILLAGE_LIMITES` (« non », to measure under load) ask for;
    `data` prevails over the environment."""
    values = os.environ if environment is None else environment
    named = values.get("MAILLAGE_DATA", "")
    folder = data or (Path(named) if named else platformdirs.user_data_path("maillage", appauthor=False))
    extra = tuple(host.strip() for host in values.get("MAILLAGE_HOSTS", "").split(",") if host.strip())
    return Settings(
        data=folder.expanduser().absolute(),
        site_name=values.get("SITE_NAME") or "Maillage",
        hosts=LOOPBACK + extra,
        limits=False if values.get("MAILLAGE_LIMITES") == "non" else None,
    )


def prepare_folder(folder: Path) -> None:
    """Make the data folder if it is missing, readable by its owner only, and check that it takes files; raises UnusableFolder."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / f".essai-{secrets.token_hex(4)}"
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError as error:
        raise UnusableFolder(folder=folder) from error


def load_secret(folder: Path) -> bytes:
    """The 32 random bytes that sign this installation's cookies and forms, made at the first start; raises UnusableFolder."""
    path = folder / SECRET_FILE
    try:
        if not path.exists():
            _write_secret(path)
        secret = path.read_bytes()
    except OSError as error:
        raise UnusableFolder(folder=folder) from error
    if len(secret) < SECRET_BYTES:
        raise UnusableFolder(folder=folder)
    return secret


def _write_secret(path: Path) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(SECRET_BYTES))
        file.flush()
        os.fsync(file.fileno())
