"""The code that a member puts on their page: computed from member and page, so that none is stored."""

from intro_app.config import settings
from intro_app.text.keyed_hashes import keyed_hash


def code_of(member_id: int, url: str) -> str:
    """Return the code that shows that this page is this member's."""
    return f"profile-{keyed_hash(f'profile link {member_id} {url}', settings().lasting_key)[:20]}"
