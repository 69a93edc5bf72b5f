"""Seals and opens values with AES-256-GCM, under keys that are kept outside the database.

A sealed value begins with `m1.`, the id of its key and a dot; a nonce, the ciphertext and its tag follow.
Each column has a key of its own, derived from the data key, and the column's name is authenticated too: a
value that was changed, or put into another column, does not open.
"""

import hmac
import os
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK = "m1."
_ID_LENGTH = 8
PREFIX_LENGTH = len(MARK) + _ID_LENGTH + 1
_NONCE_LENGTH = 12
# How often, in seconds, a process looks whether the operator has added a key.
_LOOK_EVERY = 2.0


class SealError(Exception):
    """A value does not open: it was changed, stems from another column, is not sealed, or its key is missing.

    The message names the column and, if known, the key; never the value.
    """


def key_id(key: str) -> str:
    """Return the public name of a data key: eight hexadecimal digits that stand in the values it sealed."""
    return hmac.new(key.encode(), b"intro/data-key/1", sha256).hexdigest()[:_ID_LENGTH]


class Keyring:
    """The data keys of a site, oldest first: the last one seals, all of them open.

    `newer` returns the keys anew if the operator may have changed them since it was asked last, else None.
    """

    def __init__(self, keys: Sequence[str], newer: Callable[[], Sequence[str] | None] = lambda: None) -> None:
        self._newer, self._look_at = newer, time.monotonic() + _LOOK_EVERY
        self._ciphers: dict[tuple[str, str], AESGCM] = {}
        self._hold(keys)

    @property
    def current(self) -> str:
        """The id of the key that seals."""
        self._look(at_once=False)
        return self._current

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all keys, oldest first."""
        self._look(at_once=False)
        return tuple(self._keys)

    def seal(self, plain: bytes, column: str) -> bytes:
        """Return the value sealed for this column, as bytes."""
        current = self.current
        nonce = os.urandom(_NONCE_LENGTH)
        sealed = self._cipher(current, column).encrypt(nonce, plain, _bound_to(current, column))
        return f"{MARK}{current}.".encode() + nonce + sealed

    def open(self, sealed: bytes, column: str) -> bytes:
        """Return what was sealed for this column. Raises SealError."""
        start, body = sealed[:PREFIX_LENGTH], sealed[PREFIX_LENGTH:]
        if not start.startswith(MARK.encode()) or not start.endswith(b".") or len(body) < _NONCE_LENGTH:
            raise SealError(f"{column} holds a value that is not sealed: run `intro db upgrade`")
        key = start[len(MARK) : -1].decode("ascii", "replace")
        try:
            return self._cipher(key, column).decrypt(
                body[:_NONCE_LENGTH], body[_NONCE_LENGTH:], _bound_to(key, column)
            )
        except InvalidTag:
            raise SealError(f"a value of {column} was changed, or stems from another column") from None

    def seal_text(self, plain: str, column: str) -> str:
        """Return the text sealed for this column, in signs that any text column can hold."""
        sealed = self.seal(plain.encode(), column)
        return sealed[:PREFIX_LENGTH].decode() + urlsafe_b64encode(sealed[PREFIX_LENGTH:]).decode()

    def open_text(self, sealed: str, column: str) -> str:
        """Return the text that was sealed for this column. Raises SealError."""
        try:
            body = urlsafe_b64decode(sealed[PREFIX_LENGTH:].encode("ascii"))
        except (NotBase64, UnicodeEncodeError):
            body = b""
        return self.open(sealed[:PREFIX_LENGTH].encode("utf-8", "replace") + body, column).decode()

    def _cipher(self, key: str, column: str) -> AESGCM:
        """Return the cipher of a column. Raises SealError when this key is not there."""
        if (key, column) not in self._ciphers:
            if key not in self._keys:
                self._look(at_once=True)  # another process may seal with a newer key already
            if key not in self._keys:
                raise SealError(f"{column} was sealed with the data key {key}, which is missing")
            purpose = f"intro/seal/1/{column}".encode()
            derived = HKDF(SHA256(), 32, salt=None, info=purpose).derive(self._keys[key].encode())
            self._ciphers[key, column] = AESGCM(derived)
        return self._ciphers[key, column]

    def _look(self, *, at_once: bool) -> None:
        now = time.monotonic()
        if at_once or now >= self._look_at:
            self._look_at = now + _LOOK_EVERY
            if keys := self._newer():
                self._hold(keys)

    def _hold(self, keys: Sequence[str]) -> None:
        self._keys = {key_id(key): key for key in keys}
        self._current = key_id(keys[-1])


def _bound_to(key: str, column: str) -> bytes:
    return f"{MARK}{key}/{column}".encode()
