"""Ask whether an advisory is known about a locked package. `make audit` asks the service through pip-audit; `--offline` reads the list of `advisories.toml`.

The service is never taken at a silence: packages that it did not know, an answer that is none, and a service that cannot be reached are all « audit not
done ». The list is read each time all the same: it is kept by hand, and holds the locks above what it knows to be mended. Exit code: 1 for an advisory, or
for a list that is faulty; 0 otherwise, also where the service was not reached, which the last line then says.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.version import Version

TREE = Path(__file__).resolve().parent.parent
LIST = Path(__file__).with_name("advisories.toml")
LOCKS = ("requirements.lock", "requirements-dev.lock", "tools/node.lock")
PATIENCE = 120
NOT_DONE = "audit NOT DONE by the service"


def locked() -> dict[str, str]:
    """The version of each package of the locks, by its name in small letters."""
    found: dict[str, str] = {}
    for name in LOCKS:
        found.update(re.findall(r"^([\w.-]+)==([^\s;\\]+)", (TREE / name).read_text(encoding="utf-8"), re.MULTILINE))
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found.items()}


def by_list(versions: dict[str, str], known: dict[str, dict[str, str]]) -> list[str]:
    """The advisories of the list that a locked version lies below, each as a line."""
    return [
        f"{name} {versions[name]}: {advisory}, mended in {mended}"
        for name, advisories in known.items()
        for advisory, mended in advisories.items()
        if name in versions and Version(versions[name]) < Version(mended)
    ]


def by_service(told: str, versions: dict[str, str]) -> tuple[list[str], str]:
    """The advisories that pip-audit's JSON tells of, each as a line; and why it is no audit of all these packages, empty when it is."""
    try:
        rows = json.loads(told)["dependencies"]
        seen = {re.sub(r"[-_.]+", "-", row["name"]).lower(): row for row in rows}
        found = [
            f"{row['name']} {row['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'nothing yet'}"
            for row in rows
            for one in row.get("vulns", ())
        ]
    except (ValueError, KeyError, TypeError):
        return [], "service not reached"
    unknown = [name for name in versions if name not in seen or "skip_reason" in seen[name]]
    return found, f"{len(unknown)} of {len(versions)} packages unknown to it" if unknown else ""


def ask_service(versions: dict[str, str]) -> tuple[list[str], str]:
    """What pip-audit answers about the locks, read by `by_service`."""
    found: list[str] = []
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--disable-pip",
        "--no-deps",
        "--progress-spinner=off",
        "--format=json",
    ]
    command += ["--timeout=10", *(part for name in LOCKS for part in ("--requirement", name))]
    try:
        done = subprocess.run(command, cwd=TREE, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return found, f"service not reached within {PATIENCE} s"
    return by_service(done.stdout, versions)


def main(arguments: list[str]) -> int:
    """Say what is known, and last in one line what was asked whom."""
    listed, versions = tomllib.loads(LIST.read_text(encoding="utf-8")), locked()
    found = by_list(versions, listed["mended"])
    for name, advisories in listed["unsure"].items():
        for advisory, what in advisories.items():
            print(f"audit: to be looked at: {name} {versions.get(name, '')}: {advisory}: {what}")
    said = (
        f"list of {listed['reviewed']}: {sum(map(len, listed['mended'].values()))} advisories, {len(versions)} packages"
    )
    if arguments != ["--offline"]:
        told, why = ask_service(versions)
        found += told
        said += f"; {NOT_DONE}: {why}" if why else "; the service knows all of them"
    for line in found:
        print(f"audit: {line}")
    print(f"audit: {f'FAILED: {len(found)} advisories' if found else 'none known'}, {said}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
