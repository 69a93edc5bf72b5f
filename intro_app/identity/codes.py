"""Codes that a person types from an e-mail, kept keyed: whoever has the database cannot try them all."""

import hmac
import secrets
from hashlib import sha256

from intro_app.config import settings
from intro_app.text.codes import SIGNS


def new_code() -> str:
    """Forty random bits, as a person reads them: `4GXM-9T2K`."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def new_digits() -> str:
    """Six digits, for a code that lives for minutes and is tried a few times."""
    return f"{secrets.randbelow(10**6):06}"


def code_hash(code: str, row: str) -> str:
    """What is kept of a code: keyed with the site's lasting key, and good for one row only.

    `code` is what was made or read, without what came with it; `row` names the row and what the code proves
    of it, such as `guest:7:carol@example.org`.
    """
    key = settings().lasting_key.encode()
    return hmac.new(key, f"intro/code/{row}/{code}".encode(), sha256).hexdigest()


def hashed(secret: str) -> str:
    """What is kept of a long random secret."""
    return sha256(secret.encode()).hexdigest()
