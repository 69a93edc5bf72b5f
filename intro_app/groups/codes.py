"""The codes of groups: computed from group, number of the code and lasting key, so that none is stored."""

import hmac
from datetime import datetime

from intro_app.config import settings
from intro_app.groups.models import MemberGroup
from intro_app.identity.codes import code_hash
from intro_app.text.codes import SIGNS, read_code


def code_of(group: MemberGroup) -> str:
    """Return the present code of a group as people read it, such as `4GXM-9T2K`."""
    said = f"intro/group/{group.id}/{group.code_number}"
    number = int.from_bytes(hmac.digest(settings().lasting_key.encode(), said.encode(), "sha256")[:5])
    signs = "".join(SIGNS[number >> shift & 31] for shift in range(0, 40, 5))
    return f"{signs[:4]}-{signs[4:]}"


def present_code(group: MemberGroup, at: datetime) -> str:
    """Return the code by which people can join now; empty without one, or when the lasting key is another."""
    code = code_of(group) if group.takes_codes(at) else ""
    return code if code and hash_of(code) == group.code_hash else ""


def hash_of(code: str) -> str:
    """Return what is stored of a code, however it was typed."""
    return code_hash(read_code(code), "member_group")
