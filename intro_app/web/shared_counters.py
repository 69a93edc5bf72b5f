"""The folder in which all web processes count together. It goes with them, however they end.

The process that makes it, and those that it starts, hold a lock on it. A folder that nobody holds belonged to
a web server that was killed, and the next one removes it.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

# The name that prometheus_client looks for.
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_PREFIX = "mutual-counters-"
# In seconds: a folder so young may be held by nobody because its process is just about to.
YOUNG = 3.0


def count_together() -> None:
    """Let all processes that this one starts count in one folder, which goes when this one ends."""
    _remove_left_ones()
    folder, process = tempfile.mkdtemp(prefix=_PREFIX), os.getpid()
    _hold(Path(folder))  # for as long as this process or a child of it lives
    os.environ[SHARED_FOLDER] = folder
    atexit.register(lambda: shutil.rmtree(folder, ignore_errors=True) if os.getpid() == process else None)


def _remove_left_ones() -> None:
    """Remove the folders of web servers that were killed; others' folders and those in use stay."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            about = folder.lstat()
            if about.st_uid == os.getuid() and time.time() - about.st_ctime > YOUNG:
                _remove_unless_held(folder)


def _remove_unless_held(folder: Path) -> None:
    """Remove the folder. Raises OSError if somebody holds it, or if it is none."""
    held = _hold(folder)
    try:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(held)


def _hold(folder: Path) -> int:
    """Return an open folder with a lock on it. Raises OSError if another process holds it."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(opened)
        raise
    return opened
