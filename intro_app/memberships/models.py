"""The tables of memberships: copies of what Stripe holds, gifts, and memberships that were given.

    nobody ──pays──► active ──a payment fails──► past_due ──pays──► active
                       │                            └──14 days──► over
                       ├──leaves──► active until ends_at ──► canceled
                       ├──a bank takes a payment back──► disputed ──won──► active until ends_at
                       └──takes it back, closes the account──► canceled

Stripe moves a membership from state to state; here its states are only copied.
"""

import secrets
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.sealing import SealedText

_WAITING = text("refunded_at IS NULL OR ended_at IS NULL")


class Choice(StrEnum):
    """The prices that people may choose from, in the order of the setting STRIPE_PRICES."""

    MONTHLY = "monthly"
    YEARLY = "yearly"
    REDUCED = "reduced"


class Membership(Model):
    """What Stripe held of one member when it was last asked.

    `reference`, a random string, is all that Stripe is told of the member. `version` grows with each copy, so
    that an older state never replaces a newer one. `ends_at` is set when the member leaves at a future date.
    `disputed`: a bank took a payment for this subscription back. `discounted`: `amount` is the price before a
    discount.
    """

    __tablename__ = "membership"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    reference: Mapped[str] = mapped_column(default_factory=lambda: secrets.token_urlsafe(16))
    customer_id: Mapped[str | None] = mapped_column(unique=True, default=None)
    version: Mapped[int] = mapped_column(default=0)
    copied_at: Mapped[datetime | None] = mapped_column(index=True, default=None)
    subscription_id: Mapped[str | None] = mapped_column(default=None)
    status: Mapped[str] = mapped_column(default="")
    since: Mapped[datetime | None] = mapped_column(default=None)
    period_start: Mapped[datetime | None] = mapped_column(default=None)
    period_end: Mapped[datetime | None] = mapped_column(default=None)
    ends_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    amount: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(default="")
    interval: Mapped[str] = mapped_column(default="")
    discounted: Mapped[bool] = mapped_column(default=False)
    disputed: Mapped[bool] = mapped_column(default=False)


class Payment(Model):
    """One payment of a member, under Stripe's id; amounts are in the currency's smallest unit.

    `disputed` is what the member's bank has taken back.
    """

    __tablename__ = "membership_payment"

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    paid_at: Mapped[datetime] = mapped_column()
    amount: Mapped[int] = mapped_column()
    refunded: Mapped[int] = mapped_column()
    currency: Mapped[str] = mapped_column()
    status: Mapped[str] = mapped_column()
    disputed: Mapped[int] = mapped_column(default=0)
    is_gift: Mapped[bool] = mapped_column(default=False)


class Refund(Model):
    """A refund, from the request until Stripe has done all of it; of a gift, no subscription ends.

    `ended_at` is when the subscriptions were cancelled, `refunded_at` when the money was sent. `code` is the
    reason of Stripe's last refusal.
    """

    __tablename__ = "membership_refund"
    __table_args__ = (
        Index(
            "ix_membership_refund_waiting", "next_try_at", sqlite_where=_WAITING, postgresql_where=_WAITING
        ),
    )

    charge_id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    customer_id: Mapped[str] = mapped_column()
    asked_at: Mapped[datetime] = mapped_column()
    next_try_at: Mapped[datetime] = mapped_column()
    tries: Mapped[int] = mapped_column(default=0)
    code: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    refunded_at: Mapped[datetime | None] = mapped_column(default=None)
    is_gift: Mapped[bool] = mapped_column(default=False)

    @property
    def is_settled(self) -> bool:
        """Whether Stripe has done all that was asked."""
        return self.ended_at is not None and self.refunded_at is not None


class Price(Model):
    """What one choice costs, copied from Stripe so that no page has to wait for it."""

    __tablename__ = "membership_price"

    choice: Mapped[Choice] = mapped_column(primary_key=True)
    amount: Mapped[int] = mapped_column()
    currency: Mapped[str] = mapped_column()
    interval: Mapped[str] = mapped_column()
    copied_at: Mapped[datetime] = mapped_column()


class StripeEvent(Model):
    """A message from Stripe that was processed; another one with the same id is ignored."""

    __tablename__ = "stripe_event"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column()
    received_at: Mapped[datetime] = mapped_column(index=True)


class GiftState(StrEnum):
    """Where the money of a gift is: not paid, offered to somebody, accepted, in the pool, or given back."""

    BEGUN = "begun"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    POOLED = "pooled"
    RETURNED = "returned"


class Gift(Model):
    """A year of membership that a member pays for somebody else, or for whoever cannot pay.

        begun ──paid──► offered ──accepted──► accepted
          └──for the pool──► pooled ◄──declined, or too late──┘   any of them ──refunded, disputed──► returned

    `reference`, a random string, is all that Stripe is told. Nothing says whether a gift was declined or
    nobody answered. `giver_id` and `recipient_id` go with the accounts. `is_named`: the recipient is told the
    giver's name.
    """

    __tablename__ = "membership_gift"
    __table_args__ = {"sqlite_autoincrement": True}  # dedupe keys of e-mails name ids

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reference: Mapped[str] = mapped_column(unique=True)
    giver_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    is_for_pool: Mapped[bool] = mapped_column()
    is_named: Mapped[bool] = mapped_column()
    made_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[GiftState] = mapped_column(default=GiftState.BEGUN)
    charge_id: Mapped[str | None] = mapped_column(unique=True, default=None)
    paid_at: Mapped[datetime | None] = mapped_column(default=None)
    amount: Mapped[int] = mapped_column(default=0)
    refunded: Mapped[int] = mapped_column(default=0)
    disputed: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(default="")
    answer_by: Mapped[datetime | None] = mapped_column(index=True, default=None)


class PoolUse(Model):
    """What the pool of gifts paid for one membership that staff gave; it names nobody."""

    __tablename__ = "membership_pool_use"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    amount: Mapped[int] = mapped_column()
    currency: Mapped[str] = mapped_column()
    used_at: Mapped[datetime] = mapped_column()


class SupporterFigure(Model, repr=False):
    """How many people had a supporting membership when a month began, paid or given, in fives.

    1 stands for "fewer than five", so that exact numbers are in no backup either. A row is never changed.
    """

    __tablename__ = "supporter_figure"

    month: Mapped[date] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime] = mapped_column()
    paying: Mapped[int] = mapped_column()
    given: Mapped[int] = mapped_column()


class Waiver(Model):
    """A membership that was given, with its reason and end; the reason is for the audit, not for pages.

    `gift_id` is the gift that it came from, if it was not staff who gave it; no paid gift is ever deleted.
    """

    __tablename__ = "membership_waiver"
    __table_args__ = {"sqlite_autoincrement": True}  # the audit names ids, so none is used twice

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    why: Mapped[str] = mapped_column(SealedText("membership_waiver.why"))
    given_at: Mapped[datetime] = mapped_column()
    until: Mapped[datetime] = mapped_column()
    given_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"), default=None)
    gift_id: Mapped[int | None] = mapped_column(index=True, default=None)
