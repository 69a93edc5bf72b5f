"""What the database remembers of the keys it was used with, so that a lost key is noticed.

Only check values are stored. Each is an HMAC of a fixed text under the key, cut to 64 bits: enough to tell
whether two keys are the same, and nothing from which a key of 32 characters could be found. Of a data key it
is the id that stands in every value sealed with it, which has 32 bits.
"""

import hmac
from datetime import datetime
from enum import Enum
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.config import Settings
from intro_app.db import Model, atomic, db
from intro_app.db.sealing import key_id, sealed_columns
from intro_app.db.upsert import insert_once

LASTING = "LASTING_KEY"
SIGNING = "SECRET_KEYS"
DATA = "DATA_KEYS"
# Under this name stands which columns are sealed in every row.
_SEALED = "SEALED"


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


def is_lasting_key(key: str) -> bool:
    """Return whether this very LASTING_KEY is the one that the database was used with last."""
    return check_value(key) in recorded(LASTING)


def replace_lasting_key(new: str, at: datetime) -> None:
    """Record that the database's lasting hashes are those of another key from now on."""
    row = {"name": LASTING, "value": check_value(new), "recorded_at": at}
    with atomic():
        db.session.execute(delete(KeyCheck).where(KeyCheck.name == LASTING))
        db.session.execute(insert_once(KeyCheck, row, KeyCheck.name, KeyCheck.value))


def secret_keys_state(settings: Settings) -> KeyState:
    """Return whether at least one of SECRET_KEYS was in use before; if none was, no open link works."""
    return compared(*map(check_value, settings.secret_keys), to=recorded(SIGNING))


def recorded_since(name: str, value: str) -> datetime | None:
    """Return when this check value was recorded first, or None."""
    found = select(KeyCheck.recorded_at).where(KeyCheck.name == name, KeyCheck.value == value)
    return db.session.scalar(found)


def missing_data_keys(settings: Settings) -> frozenset[str]:
    """Return the ids of data keys that the database was used with and that are not there now."""
    return recorded(DATA) - {key_id(key) for key in settings.sealing_keys}


def older_data_keys(current: str) -> frozenset[str]:
    """Return the ids of the data keys that sealed something before this one, and were not dropped since."""
    return recorded(DATA) - {current}


def forget_data_key(key: str) -> None:
    """Forget the data key of this id, because nothing is sealed with it any more."""
    with atomic():
        db.session.execute(delete(KeyCheck).where(KeyCheck.name == DATA, KeyCheck.value == key))


def is_known_as_sealed() -> bool:
    """Return whether the columns that this version seals are sealed in every row, as recorded."""
    return _names_of_sealed_columns() in recorded(_SEALED)


def record_as_sealed(at: datetime) -> None:
    """Record that all columns which this version seals are sealed in every row."""
    row = {"name": _SEALED, "value": _names_of_sealed_columns(), "recorded_at": at}
    with atomic():
        db.session.execute(insert_once(KeyCheck, row, KeyCheck.name, KeyCheck.value))


def _names_of_sealed_columns() -> str:
    names = sorted(map(str, sealed_columns(Model.metadata)))
    return sha256(" ".join(names).encode()).hexdigest()[:16]


def record_keys(settings: Settings, at: datetime) -> None:
    """Record the check values of the keys in use; does nothing for those recorded before.

    A second LASTING_KEY is never recorded beside the first: callers refuse to start instead.
    """
    in_use = [(SIGNING, check_value(key)) for key in settings.secret_keys]
    in_use.append((DATA, key_id(settings.sealing_keys[-1])))
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
