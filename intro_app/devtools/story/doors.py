"""How one becomes a person of the story: their addresses receive nothing, so no e-mail lets them in."""

from datetime import datetime

from sqlalchemy import delete

from intro_app import links
from intro_app.db import atomic, db
from intro_app.devtools.story.people import FIVE, Character
from intro_app.identity.models import Member, SignIn
from intro_app.identity.models.signing_in import SIGN_IN_WITHIN
from intro_app.identity.queries import member_by_mailbox
from intro_app.links import LinkPurpose

# No browser asked for these, so no code can be typed for them: only their links open.
_NO_BROWSER = "story"


def sign_in_links(at: datetime) -> dict[Character, str]:
    """A fresh sign-in link for each of the five: one use, ten minutes, like every other; earlier ones end."""
    with atomic():
        members = {character: member_by_mailbox(character.email) for character in FIVE}
        return {character: _link(member, at) for character, member in members.items() if member}


def _link(member: Member, at: datetime) -> str:
    earlier = SignIn.browser_hash == _NO_BROWSER, SignIn.mailbox == member.mailbox
    db.session.execute(
        delete(SignIn).where(*earlier)
    )  # also so that they do not count as asked for by e-mail
    sign_in = SignIn(
        browser_hash=_NO_BROWSER, email=member.email, mailbox=member.mailbox, code_hash="", asked_at=at
    )
    db.session.add(sign_in)
    db.session.flush()  # the link names its id
    return links.issue(LinkPurpose.SIGN_IN, f"sign_in:{sign_in.id}", at=at, until=at + SIGN_IN_WITHIN)
