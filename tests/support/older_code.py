"""The code as it was before the newest migration, out of the history of this checkout."""

import io
import subprocess
import tarfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
# What a running site is made of.
_PARTS = ("intro_app", "templates", "static", "migrations", "pyproject.toml", "CHANGELOG.md")


class NoHistoryError(Exception):
    """There is no history here, or it doesn't reach back far enough."""


def code_before_newest_migration(folder: Path) -> Path:
    """Put the code of the last commit that didn't have the newest migration into a folder, and return it."""
    newest = max((ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    since = _git("log", "--format=%H", "--diff-filter=A", "--", f"migrations/versions/{newest.name}").split()
    commit = f"{since[-1].decode()}^" if since else "HEAD"
    with tarfile.open(fileobj=io.BytesIO(_git("archive", commit, *_PARTS))) as archive:
        archive.extractall(folder, filter="data")
    assert not (folder / "migrations" / "versions" / newest.name).exists()
    return folder


def _git(*arguments: str) -> bytes:
    done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, check=False)
    if done.returncode:
        raise NoHistoryError(f"git {arguments[0]}: {done.stderr.decode().strip()}")
    return done.stdout
