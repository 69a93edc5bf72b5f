"""The blueprint of memberships, its template filters for money, and the messages of its pages."""

from datetime import datetime

from babel.numbers import format_currency, get_currency_precision
from flask import Blueprint
from flask_babel import get_locale
from werkzeug.wrappers import Response

from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member
from intro_app.memberships import queries
from intro_app.memberships.currencies import worth
from intro_app.memberships.service import StripeAway
from intro_app.web.errors import error_page
from intro_app.web.limits import hit, refuse
from intro_app.web.revenue import Revenue, register_revenue, register_spending
from intro_app.web.templating import say_when_done
from intro_app.wording import N_

Page = str | Response | tuple[str, int]

OWN = "memberships.my_membership"
_A_WHILE = 60

bp = Blueprint("memberships", __name__)

say_when_done(
    {
        "paid": N_(
            "Thank you. Your supporting membership will show below as soon as Stripe confirms the payment."
        ),
        "not-paid": N_("You haven’t paid, and nothing has changed."),
        "over": N_("Done. Your supporting membership has ended, and we won’t charge you again."),
        "leaving": N_("Done. Your supporting membership ends when the time you’ve paid for runs out."),
        "staying": N_("Done. Your supporting membership continues."),
        "given-back": N_("Done. Your supporting membership has ended and your refund is on its way."),
        "refund-noted": N_("Your request is saved. You don’t need to do anything else."),
        "gift-paid": N_("Thank you. Your gift will show below as soon as Stripe confirms the payment."),
        "gift-accepted": N_("Done. The year is yours."),
        "gift-declined": N_("Done. It pays for someone who can’t. Nobody hears that you declined."),
        "gift-taken-back": N_("Done. Your refund is on its way."),
        "looked": N_("Up to date with Stripe."),
        "stripe-answered": N_("Stripe answers, and takes the site’s key."),
        "membership-given": N_(
            "Done. If a member uses this address, they have a supporting membership, and an e-mail says so."
        ),
    }
)


@bp.app_template_filter("money")
def money(amount: int, currency: str) -> str:
    """Format an amount in Stripe's smallest unit; unusual decimals are shown only if they are not zero."""
    code, number = currency.upper(), worth(amount, currency)
    is_usual = number == round(number, get_currency_precision(code))
    return str(format_currency(number, code, locale=get_locale() or "en", currency_digits=is_usual))


@bp.app_template_global("price")
def price(amount: int, currency: str, interval: str) -> str:
    """Format an amount with how often it is paid."""
    sum_paid = money(amount, currency)
    return {
        "month": _("%(amount)s each month", amount=sum_paid),
        "year": _("%(amount)s each year", amount=sum_paid),
        "week": _("%(amount)s each week", amount=sum_paid),
    }.get(interval, sum_paid)


@register_revenue
def what_memberships_brought_in(before: datetime) -> list[Revenue]:
    """Return the revenue from memberships and gifts, for the transparency page."""
    sources = {
        N_("Supporting memberships"): queries.income(before),
        N_("Gifts for someone else’s supporting membership"): queries.income_from_gifts(before),
    }
    return [Revenue(source, *found) for source, all_found in sources.items() for found in all_found]


@register_spending
def what_gifts_paid_for(before: datetime) -> list[Revenue]:
    """Return what the pool of gifts paid for, for the transparency page."""
    purpose = N_("Memberships of people who can’t pay, out of the gifts")
    return [Revenue(purpose, *found) for found in queries.paid_out_of_gifts(before)]


def rate_limit() -> None:
    """Count a request that goes to Stripe. Raises TooManyRequests (429) beyond the limit."""
    limit = hit("membership", str(current_member().id), "20/hour;60/day")
    if not limit.allowed:
        refuse(limit)


@bp.errorhandler(StripeAway)
def stripe_is_away(problem: StripeAway) -> Response:
    """Answer 503 with Retry-After."""
    return error_page(503, said=problem, retry_after=_A_WHILE)
