"""Where keys come from that are not set: a file in DATA_DIR that only its owner can read, or a command.

The file is made with new keys at the first start. The command is the operator's own, and prints what the file
would hold: so the keys may lie in age, in a key management service, or in credentials of the system.
"""

import json
import os
import secrets
import shlex
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from intro_app.config.faults import SettingsError

FILE = "keys.json"
SQLITE_FILE = "mutual.db"
_COMMAND_WITHIN = 60.0

_LOST = (
    "DATA_DIR has a database but no keys.json. "
    "With new keys, the site would forget who doesn't want e-mail, so we didn't make any. "
    "Restore the file: `intro keys restore FILE`; or set SECRET_KEYS and LASTING_KEY."
)


def kept_keys(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored keys, generating them at first; empty when all keys are set.

    Raises SettingsError when they cannot be written or read, or when they are missing beside a database that
    was made with them, or when the command that prints them fails.
    """
    if {"secret_keys", "lasting_key"} <= given.keys():
        return {}
    if command := given.get("keys_command"):
        return _printed_by(command)
    file = Path(given.get("data_dir", "data")) / FILE
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _refuse_beside_a_database(file, given)
            _write(file, _new_keys())
        return parsed_keys(file.read_bytes())
    except OSError as problem:
        raise SettingsError(
            f"We can't write the keys to DATA_DIR: {problem.strerror} ({problem.filename})."
        ) from problem
    except (ValueError, KeyError, TypeError) as problem:
        raise SettingsError(f"{file} is damaged: restore it from a backup.") from problem


def parsed_keys(text: bytes) -> dict[str, Any]:
    """Return `secret_keys`, `lasting_key` and `data_keys` from the text of a key file.

    Older files have no data keys. Raises ValueError, KeyError or TypeError when it is not one.
    """
    kept = json.loads(text)
    if not isinstance(kept, dict):
        raise TypeError("a key file is an object")
    data_keys = kept.get("data_keys", [])
    if not all(isinstance(key, str) for key in (kept["lasting_key"], *kept["secret_keys"], *data_keys)):
        raise TypeError("a key is a text")
    return {
        "secret_keys": tuple(kept["secret_keys"]),
        "lasting_key": kept["lasting_key"],
        "data_keys": tuple(data_keys),
    }


def newer_data_keys(
    folder: Path, lasting_key: str, data_keys: tuple[str, ...]
) -> Callable[[], tuple[str, ...] | None]:
    """Return a function that returns the data keys of the folder's key file, if it has changed since.

    A file with another LASTING_KEY than the one in use, or with none of the data keys in use, belongs to
    something else and is left alone.
    """
    file, seen = folder / FILE, _version(folder / FILE)

    def newer() -> tuple[str, ...] | None:
        nonlocal seen
        if (now := _version(file)) in {None, seen}:
            return None
        seen = now
        with suppress(OSError, ValueError, KeyError, TypeError):
            kept = parsed_keys(file.read_bytes())
            found: tuple[str, ...] = kept["data_keys"]
            if kept["lasting_key"] == lasting_key and (not data_keys or set(found) & set(data_keys)):
                return found
        return None

    return newer


def _version(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def are_kept(environment: Mapping[str, str]) -> bool:
    """Return whether the keys are set in the environment, stored in its DATA_DIR already, or printed."""
    if environment.get("SECRET_KEYS") and environment.get("LASTING_KEY"):
        return True
    if environment.get("KEYS_COMMAND"):
        return True
    return (Path(environment.get("DATA_DIR") or "data") / FILE).exists()


def as_text(keys: Mapping[str, Any]) -> bytes:
    """Return the text of a key file that holds these keys."""
    kept = {"secret_keys": list(keys["secret_keys"]), "lasting_key": keys["lasting_key"]}
    return json.dumps(kept | {"data_keys": list(keys["data_keys"])}).encode()


def replace_data_keys(file: Path, data_keys: tuple[str, ...]) -> None:
    """Write these data keys into an existing key file, all at once. Raises what reading and writing raise."""
    keys = parsed_keys(file.read_bytes()) | {"data_keys": data_keys}
    _draft(file, keys).rename(file)


def draft_lasting_key(file: Path, lasting_key: str) -> None:
    """Write a copy of a key file with another LASTING_KEY beside it. Raises what reading it raises."""
    keys = parsed_keys(file.read_bytes()) | {"lasting_key": lasting_key}
    _draft(file, keys).rename(_next(file))


def drafted_lasting_key(file: Path) -> str | None:
    """Return the LASTING_KEY of the copy that `draft_lasting_key()` has left, or None."""
    with suppress(FileNotFoundError):
        return str(parsed_keys(_next(file).read_bytes())["lasting_key"])
    return None


def take_draft(file: Path) -> None:
    """Put the copy in the place of the key file, all at once."""
    _next(file).replace(file)


def _next(file: Path) -> Path:
    return file.with_name(f"{file.name}.next")


def write_keys(folder: Path, keys: Mapping[str, Any], *, replaces: Path | None = None) -> Path:
    """Write these keys into the folder's key file and return its path; an existing file moves to `replaces`.

    Raises FileExistsError when there is a file already and `replaces` is None.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILE
    if file.exists():
        if replaces is None:
            raise FileExistsError(file)
        file.rename(replaces)
    _write(file, keys)
    return file


def private_opener(path: str, flags: int) -> int:
    """Open a file that only its owner may read; for the `opener` argument of open()."""
    return os.open(path, flags, 0o600)


def _new_keys() -> dict[str, Any]:
    return {
        "secret_keys": [new_key()],
        "lasting_key": new_key(),
        "data_keys": [new_key()],
    }


def new_key() -> str:
    """Return a new random key."""
    return secrets.token_urlsafe(32)


def _printed_by(command: str) -> dict[str, Any]:
    """Return the keys that the operator's command prints. Raises SettingsError, without what it printed."""
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command, without a shell
            shlex.split(command), capture_output=True, check=True, timeout=_COMMAND_WITHIN
        )
        return parsed_keys(done.stdout)
    except (OSError, subprocess.SubprocessError) as problem:
        raise SettingsError(f"KEYS_COMMAND failed: {type(problem).__name__}. Try it in a shell.") from problem
    except (ValueError, KeyError, TypeError):  # its text holds what was printed
        raise SettingsError(
            "KEYS_COMMAND must print what keys.json holds; it printed something else."
        ) from None


def _refuse_beside_a_database(file: Path, given: Mapping[str, Any]) -> None:
    if not given.get("database_url") and file.with_name(SQLITE_FILE).exists():
        raise SettingsError(_LOST)


def _write(file: Path, keys: Mapping[str, Any]) -> None:
    """Create the file atomically, so that a process starting at the same time never reads half of it."""
    draft = _draft(file, keys)
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()


def _draft(file: Path, keys: Mapping[str, Any]) -> Path:
    draft = file.with_name(f".{secrets.token_hex(8)}")
    with open(draft, "xb", opener=private_opener) as new:
        new.write(as_text(keys))
        new.flush()
        os.fsync(new.fileno())
    return draft
