"""What a backup says of itself: its file, the hash, the schema, the key it belongs to."""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path

from intro_app.config import Settings
from intro_app.db.schema import revisions
from intro_app.journal.policy import Place
from intro_app.key_checks import DATA, check_value, recorded
from intro_app.version import version

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """The contents of manifest.json.

    `audit_head` is the seal of the last line of the audit chain, "" while there is none. `lasting_key` is a
    check value, from which no key follows; `data_keys` are the ids of those that encrypt something.
    The place in the journal is one up to which the copy holds everything.
    """

    made_at: str
    file: str
    size: int
    sha256: str
    schema: list[str]
    lasting_key: str
    audit_lines: int
    audit_head: str
    # Backups of earlier versions have none of these.
    version: str = ""
    data_keys: list[str] = field(default_factory=list)
    journal: str = ""
    journal_line: int = 0

    def write(self, folder: Path) -> None:
        """Write it into the folder of its backup."""
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


def manifest_of(
    file: Path, settings: Settings, at: datetime, audit_head: tuple[int, str], place: Place
) -> Manifest:
    """Return the manifest of a copy of the current application's database.

    `audit_head` has the number of lines in the audit chain and the seal of the last, as read before the copy;
    `place` is where the journal was then.
    """
    lines, head = audit_head
    return Manifest(
        made_at=at.astimezone(UTC).isoformat(timespec="seconds"),
        file=file.name,
        size=file.stat().st_size,
        sha256=sha256_of(file),
        schema=sorted(revisions()),
        lasting_key=check_value(settings.lasting_key),
        audit_lines=lines,
        audit_head=head if lines else "",
        version=version(),
        data_keys=sorted(recorded(DATA)),
        journal=place.journal,
        journal_line=place.line,
    )


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the backup in this folder. Raises ValueError when it is none."""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_bytes()))
    except (TypeError, json.JSONDecodeError) as problem:
        raise ValueError(f"{folder / MANIFEST} is not the manifest of a backup.") from problem


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()
