"""Accept an invitation that came by e-mail: its link proves the address, so that one step is enough."""

from collections.abc import Mapping
from datetime import datetime

from intro_app.db import advisory_lock, atomic, db
from intro_app.identity import service as accounts
from intro_app.identity.arrivals import Newcomer
from intro_app.identity.familiar import mark_of
from intro_app.identity.models import Member
from intro_app.identity.queries import member_by_mailbox
from intro_app.identity.service import Browser, Entered, NotAtOnce
from intro_app.joining.invitations import queries
from intro_app.joining.invitations.models import Invitation
from intro_app.joining.invitations.service import invitation_of
from intro_app.links import Link
from intro_app.people.service import say_i_know
from intro_app.text.mailboxes import canonical


def accept(
    link: Link,
    name: str,
    browser: Browser,
    at: datetime,
    *,
    knows: bool,
    locale: str = "",
    answers: Mapping[str, str] | None = None,
) -> Entered:
    """Create the account, sign in, and with `knows` make the two acquaintances.

    `locale` is the language in which they read the page, with what they agree to; `answers` are those in the
    fields of the community.

    Raises NotAtOnce when the invitation has ended or its address has an account, DomainError for an invalid
    name or answer.
    """
    with atomic():
        made = queries.locked(invitation_of(link).id)
        if made is None or not made.is_open(at):
            raise NotAtOnce
        advisory_lock(canonical(made.address))
        if member_by_mailbox(canonical(made.address)):
            raise NotAtOnce
        newcomer = Newcomer(made.address, f"invitation:{made.id}", answers or {})
        member = accounts.join_by_gate(newcomer, name, at, locale=locale)
        if knows:
            make_acquainted(made, member, at)
        return Entered(accounts.open_session(member, browser, at), mark=mark_of(member.mailbox))


def make_acquainted(made: Invitation | None, member: Member, at: datetime) -> None:
    """Both have said it: one by inviting, the other by the tick. The inviter hears of it by e-mail.

    Nothing happens without an invitation.
    """
    inviter = db.session.get(Member, made.inviter_id) if made and made.inviter_id else None
    if inviter and inviter.left_at is None:
        say_i_know(inviter, member, at)
        say_i_know(member, inviter, at)
