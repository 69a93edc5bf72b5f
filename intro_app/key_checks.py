"""What the database remembers of the keys it was used with, so that a lost key is noticed.

Only check values are stored. Each is an HMAC of a fixed text under the key, cut to 64 bits: enough to tell
whether two keys are the same, and nothing from which a key of 32 characters could be found.
"""

import hmac
from datetime import datetime
from enum import Enum
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.config import Settings
from intro_app.db import Model, atomic, db
from intro_app.db.upsert import insert_once

LASTING = "LASTING_KEY"
SIGNING = "SECRET_KEYS"


class KeyCheck(Model):
    """The check value of one key that this database was used with."""

    __tablename__ = "key_check"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]


class KeyState(Enum):
    """How a key compares to what the database remembers."""

    SAME = "same"
    DIFFERENT = "different"
    NOT_RECORDED = "not recorded yet"


def check_value(key: str) -> str:
    """Return the key's check value: 16 hexadecimal digits, the same for the same key."""
    return hmac.new(key.encode(), b"intro/key-check", sha256).hexdigest()[:16]


def recorded(name: str) -> frozenset[str]:
    """Return the check values recorded under a setting's name, `LASTING_KEY` or `SECRET_KEYS`."""
    return frozenset(db.session.scalars(select(KeyCheck.value).where(KeyCheck.name == name)))


def lasting_key_state(settings: Settings) -> KeyState:
    """Return whether LASTING_KEY is the one that the database was made with."""
    return compared(check_value(settings.lasting_key), to=recorded(LASTING))


def secret_keys_state(settings: Settings) -> KeyState:
    """Return whether at least one of SECRET_KEYS was in use before; if none was, no open link works."""
    return compared(*map(check_value, settings.secret_keys), to=recorded(SIGNING))


def record_keys(settings: Settings, at: datetime) -> None:
    """Record the check values of the keys in use; does nothing for those recorded before.

    A second LASTING_KEY is never recorded beside the first: callers refuse to start instead.
    """
    in_use = [(SIGNING, check_value(key)) for key in settings.secret_keys]
    if not recorded(LASTING):
        in_use.append((LASTING, check_value(settings.lasting_key)))
    with atomic():
        for name, value in in_use:
            row = {"name": name, "value": value, "recorded_at": at}
            db.session.execute(insert_once(KeyCheck, row, KeyCheck.name, KeyCheck.value))


def compared(*values: str, to: frozenset[str]) -> KeyState:
    """Return whether any of these check values is among those recorded, of which there may be none yet."""
    if not to:
        return KeyState.NOT_RECORDED
    return KeyState.DIFFERENT if to.isdisjoint(values) else KeyState.SAME
