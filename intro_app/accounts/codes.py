"""Codes that a person types from an e-mail: eight signs that cannot be mistaken for each other."""

import hmac
import secrets
from hashlib import sha256

from intro_app.config import settings
from intro_app.text.codes import SIGNS, read_code


def new_code() -> str:
    """Forty random bits, as a person reads them: `4GXM-9T2K`."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def code_hash(code: str, browser_hash: str) -> str:
    """What is kept of a code: keyed, and good in one browser only."""
    return hmac.new(
        settings().secret_keys[-1].encode(), f"{browser_hash}:{read_code(code)}".encode(), sha256
    ).hexdigest()


def hashed(secret: str) -> str:
    """What is kept of a long random secret."""
    return sha256(secret.encode()).hexdigest()
