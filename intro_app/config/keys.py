"""Generates keys that were not set, and stores them in DATA_DIR in a file that only its owner can read."""

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from intro_app.config.faults import SettingsError

FILE = "keys.json"
SQLITE_FILE = "mutual.db"

_LOST = (
    "DATA_DIR has a database but no keys.json. "
    "With new keys, the site would forget who doesn't want e-mail, so we didn't make any. "
    "Restore the file: `intro keys restore FILE`; or set SECRET_KEYS and LASTING_KEY."
)


def kept_keys(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored keys, generating them at first; empty when all keys are set.

    Raises SettingsError when they cannot be written or read, or when they are missing beside a database that
    was made with them.
    """
    if {"secret_keys", "lasting_key"} <= given.keys():
        return {}
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
    """Return `secret_keys` and `lasting_key` from the text of a key file.

    Raises ValueError, KeyError or TypeError when it is not one.
    """
    kept = json.loads(text)
    if not all(isinstance(key, str) for key in (kept["lasting_key"], *kept["secret_keys"])):
        raise TypeError("a key is a text")
    return {"secret_keys": tuple(kept["secret_keys"]), "lasting_key": kept["lasting_key"]}


def are_kept(environment: Mapping[str, str]) -> bool:
    """Return whether the keys are set in the environment or stored in its DATA_DIR already."""
    if environment.get("SECRET_KEYS") and environment.get("LASTING_KEY"):
        return True
    return (Path(environment.get("DATA_DIR") or "data") / FILE).exists()


def as_text(secret_keys: tuple[str, ...], lasting_key: str) -> bytes:
    """Return the text of a key file that holds these keys."""
    return json.dumps({"secret_keys": list(secret_keys), "lasting_key": lasting_key}).encode()


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
    return {"secret_keys": [secrets.token_urlsafe(32)], "lasting_key": secrets.token_urlsafe(32)}


def _refuse_beside_a_database(file: Path, given: Mapping[str, Any]) -> None:
    if not given.get("database_url") and file.with_name(SQLITE_FILE).exists():
        raise SettingsError(_LOST)


def _write(file: Path, keys: Mapping[str, Any]) -> None:
    """Create the file atomically, so that a process starting at the same time never reads half of it."""
    draft = file.with_name(f".{secrets.token_hex(8)}")
    with open(draft, "xb", opener=private_opener) as new:
        new.write(as_text(tuple(keys["secret_keys"]), keys["lasting_key"]))
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()
