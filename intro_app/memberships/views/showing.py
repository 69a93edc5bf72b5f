"""The page about membership for everybody, and the page "my membership"."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask import abort, redirect, render_template, request

from intro_app.clock import now
from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.session import current_member
from intro_app.memberships import policy, queries, service
from intro_app.memberships.forms import NAMES, JoinForm
from intro_app.memberships.models import Membership, Refund
from intro_app.memberships.policy import MembershipFacts, MembershipStatus
from intro_app.memberships.views.blueprint import Page, bp
from intro_app.web.access import public
from intro_app.web.headers import let_forms_lead_to

_STRIPE = ("https://checkout.stripe.com", "https://billing.stripe.com")


class MyMembership(NamedTuple):
    """What "my membership" shows; `awaits` is true while a payment just made is not confirmed yet."""

    standing: MembershipStatus
    facts: MembershipFacts
    paid_until: datetime | None
    membership: Membership | None
    may_take_back: bool
    refunds: Sequence[Refund]
    offers_gift: bool
    awaits: bool


@bp.get("/membership")
@public
def membership() -> Page:
    """Say what membership pays for, and what it cannot buy."""
    return render_template(
        "memberships/about.html",
        is_open=queries.is_for_sale(),
        is_needed=settings().membership,
        offers=queries.offers(),
        names=NAMES,
    )


@bp.get("/me/membership")
def my_membership() -> Page:
    """Show my status and receipts, and how to join or leave."""
    return show()


@bp.get("/me/membership/receipts/<payment_id>")
def receipt(payment_id: str) -> Page:
    """Redirect to one receipt at Stripe."""
    url = service.receipt_url(current_member().id, payment_id)
    return redirect(url, 303) if _is_at_stripe(url) else abort(404)


def show(form: JoinForm | None = None, status: int = 200) -> Page:
    """Render "my membership", with the invalid form if one was sent."""
    member_id, offers = current_member().id, queries.offers()
    let_forms_lead_to_stripe()
    page = render_template(
        "memberships/mine.html",
        mine=_mine(member_id, now()),
        payments=queries.payments_of(member_id),
        offers=offers if queries.is_for_sale() else [],
        is_needed=settings().membership,
        is_open=queries.is_open(),
        is_taxed=settings().stripe_tax,
        form=form or JoinForm(offers),
        is_demo=bool(settings().stripe_api_base),
    )
    return page, status


def _mine(member_id: int, at: datetime) -> MyMembership:
    facts = queries.facts_of(member_id)
    standing = policy.standing(facts, at)
    return MyMembership(
        standing=standing,
        facts=facts,
        paid_until=policy.paid_until(facts),
        membership=db.session.get(Membership, member_id),
        may_take_back=bool(service.regrettable(member_id, at)),
        refunds=service.waiting(member_id),
        offers_gift=settings().membership and bool(queries.gifts_offered_to(member_id, at)),
        awaits=standing not in policy.PAYS and _came_from_paying() and queries.is_open(),
    )


def _came_from_paying() -> bool:
    """Whether Stripe has just sent them back here; its message to us may still be on the way."""
    return request.args.get("done") == "paid"


def let_forms_lead_to_stripe() -> None:
    """Allow the forms of this page to redirect to Stripe."""
    let_forms_lead_to(*_where_money_is_paid())


def _where_money_is_paid() -> tuple[str, ...]:
    if not queries.is_open():
        return ()
    base = settings().stripe_api_base
    return (base,) if base else _STRIPE


def _is_at_stripe(url: str) -> bool:
    base = settings().stripe_api_base
    homes = (f"{base}/",) if base else ("https://pay.stripe.com/", "https://invoice.stripe.com/")
    return url.startswith(homes)
