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
    """Put the newest code that didn't have the newest migration into a folder, and return it.

    Raises NoHistoryError.
    """
    newest = max((ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    commit = next(filter(_is_whole, _commits_before(newest.name)), "")
    if not commit:
        raise NoHistoryError(f"The history of this checkout has no commit before {newest.name}.")
    with tarfile.open(fileobj=io.BytesIO(_git("archive", commit, *_PARTS))) as archive:
        archive.extractall(folder, filter="data")
    assert not (folder / "migrations" / "versions" / newest.name).exists()
    return folder


def _commits_before(migration: str) -> list[str]:
    """Return the commits before the one that brought a migration, newest first; HEAD's while it is not in."""
    came_in = _git("log", "--format=%H", "--diff-filter=A", "--", f"migrations/versions/{migration}").split()
    where = [came_in[-1].decode(), "--skip=1"] if came_in else ["HEAD"]
    return _git("rev-list", "--first-parent", "--max-count=50", *where).decode().split()


def _is_whole(commit: str) -> bool:
    """Whether each number of a migration was there once: between two merges one may have come twice."""
    names = _git("ls-tree", "--name-only", commit, "migrations/versions/").decode().split()
    numbers = [name.rpartition("/")[2][:4] for name in names if name.endswith(".py")]
    return len(set(numbers)) == len(numbers)


def _git(*arguments: str) -> bytes:
    done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, check=False)
    if done.returncode:
        raise NoHistoryError(f"git {arguments[0]}: {done.stderr.decode().strip()}")
    return done.stdout
