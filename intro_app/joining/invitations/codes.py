"""The codes of invitation links: computed from the row's id and the lasting key, so that none is stored."""

import hmac

from intro_app.config import settings
from intro_app.identity.codes import code_hash
from intro_app.text.codes import SIGNS, read_code

_ROW = "invitation"


def code_of(invitation_id: int) -> str:
    """Return the code of an invitation as people read it, such as `4GXM-9T2K`."""
    said = f"intro/invitation/{invitation_id}"
    number = int.from_bytes(hmac.digest(settings().lasting_key.encode(), said.encode(), "sha256")[:5])
    signs = "".join(SIGNS[number >> shift & 31] for shift in range(0, 40, 5))
    return f"{signs[:4]}-{signs[4:]}"


def hash_of(code: str) -> str:
    """Return what is stored of a code, however it was typed."""
    return code_hash(read_code(code), _ROW)


def address_of(invitation_id: int) -> str:
    """Return the link with the code."""
    return f"{settings().base_url}/j/{code_of(invitation_id)}"
