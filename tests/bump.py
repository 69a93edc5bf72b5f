"""`make bump VERSION=0.3.0`: write the new version into pyproject.toml and begin its part of CHANGELOG.md."""

import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
_SHAPE = re.compile(r"\d+\.\d+\.\d+")
_LINE = re.compile(r'^version = "(?P<version>.+)"$', re.MULTILINE)
_NEWEST = re.compile(r"^## ", re.MULTILINE)


def bumped(pyproject: str, changelog: str, version: str, today: date) -> tuple[str, str]:
    """Both texts with the new version in them. Raises ValueError if it has another shape or is not newer."""
    found = _LINE.search(pyproject)
    if not found or not _SHAPE.fullmatch(version) or _parts(version) <= _parts(found["version"]):
        raise ValueError(f"VERSION must be like 0.3.0 and newer than {found and found['version']}")
    begun = f"## {version} ({today.isoformat()})\n\n- …\n\n## "
    return (
        _LINE.sub(f'version = "{version}"', pyproject, count=1),
        _NEWEST.sub(begun, changelog, count=1),
    )


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def main(version: str) -> None:
    """Write the version into both files, or end with a sentence."""
    pyproject, changelog = ROOT / "pyproject.toml", ROOT / "CHANGELOG.md"
    try:
        texts = bumped(pyproject.read_text(), changelog.read_text(), version, datetime.now(UTC).date())
    except ValueError as problem:
        sys.exit(f"Error: {problem}.")
    pyproject.write_text(texts[0])
    changelog.write_text(texts[1])
    sys.stdout.write(f"This is {version} now: say in CHANGELOG.md what changed, commit, and tag it.\n")


if __name__ == "__main__":
    main(sys.argv[1])
