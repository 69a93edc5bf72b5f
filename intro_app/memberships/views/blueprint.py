"""The blueprint of memberships, its template filters for money, and the messages of its pages."""

from datetime import datetime

from babel.numbers import format_currency, get_currency_precision
from flask import Blueprint
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intro_app.identity.session import current_member
from intro_app.memberships import queries
from intro_app.memberships.currencies import worth
from intro_app.memberships.service import StripeAway
from intro_app.web.errors import error_page
from intro_app.web.limits import hit, refuse
from intro_app.web.revenue import Revenue, register_revenue
from intro_app.web.templating import say_when_done
from intro_app.wording import N_

Page = str | Response | tuple[str, int]

OWN = "memberships.my_membership"
_A_WHILE = 60

bp = Blueprint("memberships", __name__)

say_when_done(
    {
        "paid": N_("Thank you. Your membership stands below as soon as Stripe has confirmed the payment."),
        "not-paid": N_("Nothing was paid, and nothing has changed."),
        "leaving": N_("Done. Your membership ends with the time that is paid."),
        "staying": N_("Done. Your membership goes on."),
        "given-back": N_("Done. Your membership has ended and the money is on its way back to you."),
        "refund-noted": N_("Your request is saved. You don’t need to do anything else."),
        "looked": N_("This is what Stripe says now."),
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
    """Return the revenue from memberships, for the transparency page."""
    return [Revenue(N_("Memberships"), currency, amount) for currency, amount in queries.income(before)]


def rate_limit() -> None:
    """Count a request that goes to Stripe. Raises TooManyRequests (429) beyond the limit."""
    limit = hit("membership", str(current_member().id), "20/hour;60/day")
    if not limit.allowed:
        refuse(limit)


@bp.errorhandler(StripeAway)
def stripe_is_away(problem: StripeAway) -> Response:
    """Answer 503 with Retry-After."""
    return error_page(503, said=problem, retry_after=_A_WHILE)
