"""The doctor's check of the time zone data: a zone that changed its rules makes meetings an hour wrong."""

import re
import zoneinfo
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from intro_app.cli.doctor.findings import Finding, known, well, wrong

# Several releases come a year; whoever misses those of a whole calendar year misses changes.
_YEARS = 2


def rules(at: datetime) -> Iterator[Finding]:
    """Say which release of the time zone data is used here, and whether it is too old."""
    machine, package = release_of_machine(), release_of_package()
    used, whose = (machine, "this machine's") if _machine_has_some() else (package, "the package tzdata's")
    if not used:
        yield known("How old the time zone data is can't be told. Keep this machine's tzdata current.")
    elif at.year - int(used[:4]) >= _YEARS:
        yield wrong(
            f"The time zone data is {whose}, of {used}: where clocks have changed since, dates are an hour "
            f"wrong. {_cure(machine, package)}"
        )
    else:
        yield well(f"The time zone data is {whose}, of {used}.")


def _cure(machine: str, package: str) -> str:
    if machine and package > machine:
        return f"Upgrade tzdata on this machine, or set PYTHONTZPATH= to use the package's, of {package}."
    return "Upgrade tzdata on this machine." if machine else "Upgrade the package tzdata, as in an upgrade."


def _machine_has_some() -> bool:
    """Return whether Python finds zones on this machine, which it prefers to those of the package."""
    return any((Path(folder) / "UTC").exists() for folder in zoneinfo.TZPATH)


def release_of_machine() -> str:
    """Return the release that this machine has, such as 2026a; "" if it has none or doesn't say which."""
    for folder in map(Path, zoneinfo.TZPATH):
        for file in (folder / "tzdata.zi", folder / "+VERSION"):
            with suppress(OSError), file.open(encoding="utf-8") as lines:
                if found := re.search(r"\b(20\d\d[a-z]+)\b", lines.readline()):
                    return found[1]
    return ""


def release_of_package() -> str:
    """Return the release of the installed package, which calls 2026a 2026.1; "" without the package."""
    try:
        year, _dot, number = version("tzdata").partition(".")
    except PackageNotFoundError:
        return ""
    return f"{year}{chr(ord('a') + int(number.partition('.')[0]) - 1)}"
