"""`make audit`: what the site is made of, under which licences, and which parts have known holes."""

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
LIST = ROOT / "docs/licences.md"
_NAME = re.compile(r"^([a-z0-9._-]+)==", re.MULTILINE)
# How packages write their licence, in the words of SPDX. A person looks at one that is not here.
_SPDX = {
    "BSD License": "BSD-3-Clause",
    "BSD": "BSD-2-Clause",
    "BSD-like": "BSD-2-Clause",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "ZPL 2.1": "ZPL-2.1",
}
_ALLOWED = {
    *("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "LGPL-3.0-only", "MIT", "MIT-0", "MIT-CMU"),
    *("MPL-2.0", "PSF-2.0", "Unlicense", "ZPL-2.1"),
}
# What says nothing in its metadata, looked up in its repository.
_LOOKED_UP = {"pyrage": "MIT"}
_BEGIN = """# Licences

What a site installs, from `requirements.lock`. Mutual itself is Apache-2.0. All of these may be used with it;
psycopg (LGPL) is used unchanged, as a library. `make audit` writes this page.

| package | licence |
|---|---|
"""


class LicensedPackage(NamedTuple):
    """A package that the site installs, and its licence in the words of SPDX."""

    name: str
    licence: str


def parts() -> Iterator[LicensedPackage]:
    """Yield what is locked and installed here; what other systems alone need is not."""
    for name in sorted(set(_NAME.findall(LOCK.read_text(encoding="utf-8")))):
        try:
            found = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        yield LicensedPackage(name, _LOOKED_UP.get(name) or _licence(found))


def _licence(found: metadata.PackageMetadata) -> str:
    classifiers = [one.rpartition(":: ")[2] for one in found.get_all("Classifier") or [] if "License" in one]
    said_by_it = (
        *(found.get_all("License-Expression") or []),
        *(found.get_all("License") or []),
        *classifiers,
    )
    for said in said_by_it:
        spdx = _SPDX.get(str(said), str(said))
        if is_known(spdx):
            return spdx
    return "unknown"


def is_known(licence: str) -> bool:
    """Whether every part of a licence such as "Apache-2.0 OR BSD-3-Clause" may be used."""
    return all(one in _ALLOWED for one in re.split(r" (?:OR|AND) ", licence))


def written() -> str:
    """Return the page with the list."""
    return _BEGIN + "".join(f"| {part.name} | {part.licence} |\n" for part in parts())


def main() -> None:
    """Write the list and the bill of materials, and ask for known holes."""
    LIST.write_text(written(), encoding="utf-8")
    (ROOT / "dist").mkdir(exist_ok=True)
    bill = ROOT / "dist/sbom.json"
    _run("cyclonedx_py", "requirements", str(LOCK), "--output-file", str(bill))
    sys.stdout.write(f"{bill.relative_to(ROOT)} and {LIST.relative_to(ROOT)} are written.\n")
    asked = _run("pip_audit", "--requirement", str(LOCK), "--disable-pip", "--require-hashes", check=False)
    unknown = asked.stdout.count("could not be audited")
    if unknown or (asked.returncode and "vulnerabilit" not in asked.stdout):
        reason = (
            f"{unknown} packages are unknown to it" if unknown else asked.stderr.strip().splitlines()[-1:]
        )
        sys.exit(f"No database of known holes answered as it should, so nothing was checked: {reason}.")
    sys.stdout.write(asked.stdout + asked.stderr)
    sys.exit(asked.returncode)


def _run(module: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, check=check, capture_output=True, text=True, timeout=300)


if __name__ == "__main__":
    main()
