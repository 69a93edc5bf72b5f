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


def kept_keys(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored keys, generating them at first; empty when all keys are set.

    Raises SettingsError when they cannot be written or read.
    """
    if {"secret_keys", "lasting_key"} <= given.keys():
        return {}
    file = Path(given.get("data_dir", "data")) / FILE
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _make(file)
        kept = json.loads(file.read_text(encoding="utf-8"))
        return {"secret_keys": tuple(kept["secret_keys"]), "lasting_key": kept["lasting_key"]}
    except OSError as problem:
        raise SettingsError(
            f"DATA_DIR cannot hold the keys: {problem.strerror} ({problem.filename})."
        ) from problem
    except (ValueError, KeyError, TypeError) as problem:
        raise SettingsError(
            f"{file} does not hold keys as it should: put the file back from a backup."
        ) from problem


def _make(file: Path) -> None:
    """Create the file atomically, so that a process starting at the same time never reads half of it."""
    draft = file.with_name(f".{secrets.token_hex(8)}")
    with open(draft, "x", opener=_for_owner_only, encoding="utf-8") as new:
        json.dump({"secret_keys": [secrets.token_urlsafe(32)], "lasting_key": secrets.token_urlsafe(32)}, new)
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()


def _for_owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
