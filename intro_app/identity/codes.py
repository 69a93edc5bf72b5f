"""Codes that people type from an e-mail, stored as keyed hashes that a stolen database cannot reveal."""

import hmac
import secrets
from hashlib import sha256

from intro_app.config import settings
from intro_app.text.codes import SIGNS


def new_code() -> str:
    """Return a code of forty random bits in a readable form, such as `4GXM-9T2K`."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def new_digits() -> str:
    """Return six random digits, for a code that lives for minutes and allows only a few tries."""
    return f"{secrets.randbelow(10**6):06}"


def code_hash(code: str, row: str) -> str:
    """Return the hash to store for a code, keyed with the site's lasting key and bound to one row.

    `code` is the normalised code, as `new_digits()` or `read_code()` returns it. `row` names the row and what
    the code proves about it, such as `guest:7:carol@example.org`.
    """
    key = settings().lasting_key.encode()
    return hmac.new(key, f"intro/code/{row}/{code}".encode(), sha256).hexdigest()


def hashed(secret: str) -> str:
    """Return the hash to store for a long random secret."""
    return sha256(secret.encode()).hexdigest()
