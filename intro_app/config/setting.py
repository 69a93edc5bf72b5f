"""How one setting is declared: its default, its meaning, and what reads it."""

from dataclasses import field
from typing import Any

from intro_app.config import readers
from intro_app.config.readers import Reader


def setting(default: Any, meaning: str, read: Reader = readers.text) -> Any:
    """Return the dataclass field of a setting."""
    return field(default=default, metadata={"meaning": meaning, "read": read})
