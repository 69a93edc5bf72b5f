"""Sign-in links for the people of the story, whose addresses receive no e-mail."""

from datetime import datetime

from sqlalchemy import delete

from intro_app import links
from intro_app.db import atomic, db
from intro_app.devtools.story.people import FIVE, Character
from intro_app.identity.models import Member, SignIn
from intro_app.identity.models.signing_in import SIGN_IN_WITHIN
from intro_app.identity.queries import member_by_mailbox
from intro_app.links import LinkPurpose

# No browser asked for these sign-ins, so they have no code and work by link only.
_NO_BROWSER = "story"


def sign_in_links(at: datetime) -> dict[Character, str]:
    """Return a new sign-in link for each of the five: one use, ten minutes. Earlier ones stop working."""
    with atomic():
        members = {character: member_by_mailbox(character.email) for character in FIVE}
        return {character: _link(member, at) for character, member in members.items() if member}


def _link(member: Member, at: datetime) -> str:
    earlier = SignIn.browser_hash == _NO_BROWSER, SignIn.mailbox_hash == member.mailbox_hash
    # Otherwise they would count against the limit of sign-in e-mails.
    db.session.execute(delete(SignIn).where(*earlier))
    sign_in = SignIn(
        browser_hash=_NO_BROWSER,
        email=member.email,
        mailbox_hash=member.mailbox_hash,
        code_hash="",
        asked_at=at,
    )
    db.session.add(sign_in)
    db.session.flush()  # the link needs the id
    return links.issue(LinkPurpose.SIGN_IN, f"sign_in:{sign_in.id}", at=at, until=at + SIGN_IN_WITHIN)
