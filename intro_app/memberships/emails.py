"""The e-mails about memberships; they never mention introductions and never urge anybody to pay."""

from datetime import datetime
from typing import Any

from intro_app.config import settings
from intro_app.identity.codes import hashed
from intro_app.identity.models import Member
from intro_app.memberships.models import Gift, Membership, Refund, Waiver
from intro_app.outbox import Email, MailKind, compose


def membership_begun(member: Member, membership: Membership) -> Email:
    """To somebody who joined: thank you, and how to leave again."""
    return _email("membership_begun", member, f"{membership.subscription_id}")


def payment_failed(member: Member, membership: Membership, until: datetime) -> Email:
    """To a member whose payment failed: when membership ends, and where to change the card."""
    return _email(
        "payment_failed",
        member,
        f"{membership.subscription_id}:{membership.period_start:%Y-%m-%d}",
        until=until,
    )


def membership_ended(member: Member, membership: Membership) -> Email:
    """To somebody whose membership has ended: what that changes, and what it does not."""
    return _email("membership_ended", member, f"{membership.subscription_id}")


def payment_disputed(member: Member, membership: Membership) -> Email:
    """To a member whose bank took a payment back: that membership has ended, and nothing more is charged."""
    return _email("payment_disputed", member, f"{membership.subscription_id}:{membership.version}")


def dispute_over(member: Member, membership: Membership, until: datetime) -> Email:
    """To the same person, if the bank returned the payment to the site: membership goes on until then."""
    once = f"{membership.subscription_id}:{membership.version}"
    return _email("dispute_over", member, once, until=until)


def refund_delayed(member: Member, refund: Refund) -> Email:
    """To somebody whose refund Stripe has not made yet: we keep trying."""
    return _email("refund_delayed", member, refund.charge_id)


def refund_sent(member: Member, refund: Refund) -> Email:
    """To the same person, once the refund is made."""
    return _email("refund_sent", member, refund.charge_id, is_gift=refund.is_gift)


def membership_given(member: Member, waiver: Waiver) -> Email:
    """To somebody who was given a membership: until when, and that nothing will be charged."""
    return _email("membership_given", member, f"waiver:{waiver.id}", until=waiver.until)


def gift_offered(recipient: Member, giver: Member, gift: Gift) -> Email:
    """To whom a gift is for, once: from whom, if the giver wants that, and until when it waits.

    It carries no words of the giver, so that nobody pays to write to somebody.
    """
    return compose(
        "gift_offered",
        "memberships",
        to=recipient.addressee,
        dedupe=f"gift_offered:{gift.id}",
        about=f"membership:{recipient.id}",
        scopes=("kind:gift",),
        mail_kind=MailKind.UNREQUESTED,
        sender_id=giver.id,
        giver=giver.name if gift.is_named else "",
        until=gift.answer_by,
        url=f"{settings().base_url}/me/gifts",
    )


def gift_ended(recipient: Member, gift: Gift) -> Email:
    """To somebody whose gift was paid back to its giver: membership has ended, and nothing is charged."""
    return _email("gift_ended", recipient, f"gift:{gift.id}")


def _email(kind: str, member: Member, once: str, **context: Any) -> Email:
    return compose(
        kind,
        "memberships",
        to=member.addressee,
        # Rows of sent e-mails outlive an account, and Stripe's ids name somebody: only their hash stays.
        dedupe=f"{kind}:{hashed(once)}",
        about=f"membership:{member.id}",
        scopes=("kind:membership",),
        url=f"{settings().base_url}/me/membership",
        **context,
    )
