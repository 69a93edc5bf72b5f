"""Encryption at rest: columns whose values nobody can read who has the database and not the keys.

    phone: Mapped[str] = mapped_column(SealedText("member.phone"), default="")

Everything else reads and writes such a column like any other, in whole objects and in selected columns. It
cannot be searched or sorted by, except for being empty (ADR 21).
"""

from intro_app.db.sealing.columns import SealedColumn, sealed_columns
from intro_app.db.sealing.keyring import Keyring, SealError, key_id
from intro_app.db.sealing.types import SealedBytes, SealedJSON, SealedText, keyring, set_keyring

__all__ = [
    "Keyring",
    "SealError",
    "SealedBytes",
    "SealedColumn",
    "SealedJSON",
    "SealedText",
    "key_id",
    "keyring",
    "sealed_columns",
    "set_keyring",
]
