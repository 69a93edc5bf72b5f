"""The one blueprint of memberships: how money reads, and what its pages say when something is done."""

from datetime import datetime

from babel.numbers import format_currency, get_currency_precision
from flask import Blueprint
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intro_app.accounts.session import current_member
from intro_app.memberships import queries
from intro_app.memberships.currencies import worth
from intro_app.memberships.service import StripeAway
from intro_app.web.errors import error_page
from intro_app.web.income import Income, tells_income
from intro_app.web.limits import refuse, spend
from intro_app.web.templating import say_when_done
from intro_app.wording import msg

Page = str | Response | tuple[str, int]

OWN = "/me/membership"
_A_WHILE = 60

bp = Blueprint("memberships", __name__)

say_when_done(
    {
        "paid": msg("Thank you. Your membership stands below as soon as Stripe has confirmed the payment."),
        "not-paid": msg("Nothing was paid, and nothing has changed."),
        "leaving": msg("Done. Your membership ends with the time that is paid."),
        "staying": msg("Done. Your membership goes on."),
        "given-back": msg("Done. Your membership has ended and the money is on its way back to you."),
        "refund-noted": msg("Your request is saved. You don't need to do anything else."),
        "looked": msg("This is what Stripe says now."),
    }
)


@bp.app_template_filter("money")
def money(amount: int, currency: str) -> str:
    """An amount in Stripe's smallest unit, as people write it; nothing but zeros is left out behind the point."""
    code, number = currency.upper(), worth(amount, currency)
    is_usual = number == round(number, get_currency_precision(code))
    return str(format_currency(number, code, locale=get_locale() or "en", currency_digits=is_usual))


@bp.app_template_global("price")
def price(amount: int, currency: str, interval: str) -> str:
    """An amount, and how often it is paid."""
    sum_paid = money(amount, currency)
    return {
        "month": _("%(amount)s each month", amount=sum_paid),
        "year": _("%(amount)s each year", amount=sum_paid),
        "week": _("%(amount)s each week", amount=sum_paid),
    }.get(interval, sum_paid)


@tells_income
def what_memberships_brought_in(before: datetime) -> list[Income]:
    """For the page of figures."""
    return [Income(msg("Memberships"), currency, amount) for currency, amount in queries.income(before)]


def slow_down() -> None:
    """Every wish that Stripe hears of counts; ends the request with 429 when there are too many."""
    limit = spend("membership", str(current_member().id), "20/hour;60/day")
    if not limit.allowed:
        refuse(limit)


@bp.errorhandler(StripeAway)
def stripe_is_away(problem: StripeAway) -> Response:
    """Nothing is known to have happened; try again."""
    return error_page(503, said=problem, retry_after=_A_WHILE)
