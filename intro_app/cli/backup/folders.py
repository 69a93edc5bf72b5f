"""The folders of backups: one each, named by its time in UTC, there only when it is complete."""

import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from intro_app.cli.backup.manifest import MANIFEST

_NAME = "mutual-%Y%m%dT%H%M%S%fZ"


def place_of(folder: Path, at: datetime) -> Path:
    """Return the folder of a backup made at this time."""
    return folder / at.astimezone(UTC).strftime(_NAME)


@contextmanager
def put_in_place(backup: Path) -> Iterator[Path]:
    """Yield a hidden draft folder beside `backup`, which gets that name if the block succeeds.

    Otherwise it is removed. Only its owner may enter it. Raises OSError when the folder cannot be made.
    """
    backup.parent.mkdir(parents=True, exist_ok=True)
    draft = backup.with_name(f".draft-{secrets.token_hex(8)}")
    draft.mkdir(mode=0o700)
    try:
        yield draft
        draft.rename(backup)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def backups_in(folder: Path) -> Sequence[Path]:
    """Return the backups inside this folder, oldest first; or the folder itself if it is one."""
    if (folder / MANIFEST).exists():
        return [folder]
    return sorted(file.parent for file in folder.glob(f"mutual-*/{MANIFEST}"))


def remove_all_but(folder: Path, keep: int) -> Sequence[Path]:
    """Remove all but the newest `keep` backups inside this folder; return those removed."""
    old = backups_in(folder)[:-keep]
    for one in old:
        shutil.rmtree(one)
    return old
