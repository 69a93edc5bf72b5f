"""The story's gifts: a year that waits for Alice, and a pool that has paid for somebody else's year."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime

from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.memberships import emails
from intro_app.memberships.models import Gift, GiftState, PoolUse
from intro_app.memberships.policy import GIFT_WAITS
from intro_app.outbox import post

Everybody = Mapping[str, Member]
Ago = Callable[[int], datetime]

# What a year costs in the demo (`fake_stripe/serving.py`), in cents.
_YEAR, _CURRENCY = 5000, "eur"
# Who gave to the pool, and how many days ago; all of it more than two weeks ago, so nobody can take it back.
_TO_POOL = (("Erik", 58), ("Nadia", 51), ("Samuel", 47), ("Greta", 40), ("Jonas", 29), ("Dan", 22))


def give_years(people: Everybody, ago: Ago) -> None:
    """Offer Alice a year from somebody who is not named, and fill the pool; it paid for Ines's year."""
    for name, days in _TO_POOL:
        _gift(people[name], None, GiftState.POOLED, ago(days))
    db.session.add(PoolUse(amount=_YEAR, currency=_CURRENCY, used_at=ago(12)))
    gift = _gift(people["Greta"], people["Alice"], GiftState.OFFERED, ago(16))
    gift.answer_by = ago(16) + GIFT_WAITS
    db.session.flush()
    post(emails.gift_offered(people["Alice"], people["Greta"], gift), at=ago(16))


def _gift(giver: Member, recipient: Member | None, state: GiftState, at: datetime) -> Gift:
    gift = Gift(
        reference=secrets.token_hex(16),
        giver_id=giver.id,
        recipient_id=recipient.id if recipient else None,
        is_for_pool=recipient is None,
        is_named=False,
        made_at=at,
        state=state,
        charge_id=f"ch_of_the_story_{secrets.token_hex(8)}",
        paid_at=at,
        amount=_YEAR,
        currency=_CURRENCY,
    )
    db.session.add(gift)
    return gift
