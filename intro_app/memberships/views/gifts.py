"""Pages for gifts: give a year, accept one or not, and take one back."""

from flask import abort, redirect, render_template

from intro_app.clock import now
from intro_app.config import settings
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member
from intro_app.memberships import policy, queries, service
from intro_app.memberships.forms import GiftForm
from intro_app.memberships.service import StripeAway
from intro_app.memberships.views.blueprint import Page, bp, rate_limit
from intro_app.memberships.views.showing import let_forms_lead_to_stripe
from intro_app.web.access import while_suspended
from intro_app.web.paths import redirect_to

OF_GIFTS = "memberships.gifts"


@bp.get("/me/gifts")
def gifts() -> Page:
    """Show the gifts offered to me, those that I gave, and the form to give one."""
    return _show()


@bp.post("/me/gifts")
def give_year() -> Page:
    """Redirect to Stripe's checkout page for a gift."""
    if not queries.is_for_sale() or queries.yearly_price() is None:
        abort(404)
    form = GiftForm()
    if not form.validate():
        return _show(form, 422)
    rate_limit()
    try:
        return redirect(_page_at_stripe(form), 303)
    except StripeAway:
        raise
    except DomainError as problem:
        form.form_errors.append(_(problem.sentence))
        return _show(form, 422)


def _page_at_stripe(form: GiftForm) -> str:
    label = _("A year of supporting membership of %(site)s, as a gift", site=settings().site_name)
    return service.begin_gift(
        current_member(), form.recipient, form.once.data or "", label, now(), is_named=form.is_named
    )


@bp.post("/me/gifts/<reference>/accept")
def accept_gift(reference: str) -> Page:
    """Begin the year now, or after what is paid or given already."""
    rate_limit()
    service.accept(current_member(), reference, now())
    return redirect_to(OF_GIFTS, done="gift-accepted")


@bp.post("/me/gifts/<reference>/decline")
@while_suspended
def decline_gift(reference: str) -> Page:
    """Leave the gift to somebody else."""
    service.decline(current_member(), reference, now())
    return redirect_to(OF_GIFTS, done="gift-declined")


@bp.post("/me/gifts/<reference>/take-back")
@while_suspended
def take_back_gift(reference: str) -> Page:
    """Refund a gift, whatever became of it."""
    rate_limit()
    is_paid_back = service.take_back_gift(current_member(), reference, now())
    return redirect_to(OF_GIFTS, done="gift-taken-back" if is_paid_back else "refund-noted")


def _show(form: GiftForm | None = None, status: int = 200) -> Page:
    member_id, at, price = current_member().id, now(), queries.yearly_price()
    facts = queries.facts_of(member_id)
    let_forms_lead_to_stripe()
    page = render_template(
        "memberships/gifts.html",
        offered=queries.gifts_offered_to(member_id, at) if settings().membership else [],
        starts=policy.gift_starts(facts, at) if policy.gift_starts(facts, at) > at else None,
        pays=policy.standing_by_payment(facts, at) is policy.MembershipStatus.PAYING,
        given=[(gift, service.may_take_back(gift, at)) for gift in queries.gifts_of(member_id)],
        refunds=service.waiting(member_id),
        yearly=price if queries.is_for_sale() else None,
        form=form or GiftForm(),
        is_demo=bool(settings().stripe_api_base),
    )
    return page, status
