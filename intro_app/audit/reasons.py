"""Encrypts the reasons in the audit log, each with a key that belongs to the person whom it is about.

A reason is bound to its line: in the place of another one it does not open.
"""

import secrets

from intro_app.db.sealing import Keyring


def new_key() -> str:
    """Return a new key for the reasons about one person."""
    return secrets.token_urlsafe(32)


def encrypt_reason(why: str, key: str, line_id: int) -> str:
    """Return the reason of a line, encrypted."""
    return Keyring([key]).seal_text(why, _place(line_id))


def open_reason(encrypted: str, key: str, line_id: int) -> str:
    """Return the reason of a line. Raises SealError."""
    return Keyring([key]).open_text(encrypted, _place(line_id))


def _place(line_id: int) -> str:
    return f"audit_reason.words/{line_id}"
