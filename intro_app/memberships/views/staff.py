"""The page for staff who look after the money: whether payments work, and sums; it never says who pays."""

from datetime import date, datetime
from typing import NamedTuple

from flask import abort, render_template

from intro_app import periodic
from intro_app.clock import now
from intro_app.config import settings
from intro_app.config.cross_checks import LIVE
from intro_app.errors import DomainError
from intro_app.identity.session import current_member, is_fresh, to_sign_in_again
from intro_app.memberships import queries, service
from intro_app.memberships.findings import (
    REFUND_IS_LATE,
    MoneyFacts,
    MoneyFinding,
    StripeMode,
    money_findings,
)
from intro_app.memberships.forms import NAMES, GiveForm
from intro_app.memberships.models import Choice
from intro_app.memberships.policy import GivenLength
from intro_app.memberships.queries import MonthlyIncome
from intro_app.memberships.service import StripeAway
from intro_app.memberships.views.blueprint import Page, bp, rate_limit
from intro_app.months import begin_of, present_month, shifted
from intro_app.small_counts import Cell, round_down
from intro_app.web.access import preserves_input, staff
from intro_app.web.messages import error_message
from intro_app.web.paths import path_for, redirect_to

_HERE = "memberships.money_page"
_MONTHS = 12
_PRICES_JOB = "memberships.refresh_prices"


class Supporters(NamedTuple):
    """How many people support the site, in fives, and when they were counted."""

    counted_at: datetime
    paying: Cell
    given: Cell


@bp.get("/staff/money")
@staff("money")
def money_page() -> Page:
    """Show whether payments work, what came in by month, and how many people support the site."""
    return _show()


@bp.post("/staff/money/ask-stripe")
@staff("money")
def ask_stripe() -> Page:
    """Ask Stripe for the prices now, which shows whether it takes the site's key."""
    if not queries.is_open():
        abort(404)
    rate_limit()
    try:
        service.copy_prices(now(), patient=False)
    except (StripeAway, service.StripeRefused) as problem:
        return _show(problem=error_message(problem), status=503)
    return redirect_to(_HERE, done="stripe-answered")


@bp.post("/staff/money/give")
@preserves_input(shown_by=_HERE)
@staff("money")
def give_membership() -> Page:
    """Give somebody a membership; the answer is the same whether or not they are a member."""
    form = GiveForm()
    if not is_fresh(now()):
        return to_sign_in_again(path_for(_HERE))
    if not settings().membership:
        abort(404)
    if not form.validate():
        return _show(form, status=422)
    rate_limit()
    length = GivenLength(form.length.data)
    try:
        service.give_to_address(form.address.data or "", length, form.why.data or "", current_member(), now())
    except DomainError as problem:
        form.address.errors = [error_message(problem)]
        return _show(form, status=409)
    return redirect_to(_HERE, done="membership-given")


@bp.app_template_global("money_to_mend")
def money_to_mend() -> list[MoneyFinding]:
    """Return what is wrong with payments, for the front page of staff."""
    at = now()
    return [one for one in money_findings(_facts(at), at) if one.is_wrong]


def _show(form: GiveForm | None = None, *, problem: str = "", status: int = 200) -> Page:
    at = now()
    found, months = money_findings(_facts(at), at), _months(at)
    page = render_template(
        "memberships/money.html",
        ill=[one for one in found if one.is_wrong],
        fine=[one for one in found if not one.is_wrong],
        is_open=queries.is_open(),
        is_needed=settings().membership,
        offers=queries.offers(),
        names=NAMES,
        months=months[:-1],
        income=_income(months),
        gifts_in=queries.income_from_gifts(_begin(months[-1])),
        gifts_out=queries.paid_out_of_gifts(_begin(months[-1])),
        supporters=_supporters(),
        form=form or GiveForm(formdata=None),
        is_fresh=is_fresh(at),
        problem=problem,
    )
    return page, status


def _facts(at: datetime) -> MoneyFacts:
    known, prices_at = queries.prices_copied()
    keys = dict(zip(Choice, settings().stripe_prices, strict=True))
    return MoneyFacts(
        mode=_mode(),
        is_needed=settings().membership,
        is_key_refused=any(one.job == _PRICES_JOB for one in periodic.failing()),
        missing_prices=tuple(key for choice, key in keys.items() if choice not in known),
        prices_at=prices_at,
        has_heard=queries.has_heard(),
        expects_messages=queries.is_anybody_charged(),
        is_dispute_open=queries.is_dispute_open(),
        is_refund_late=queries.is_refund_late(at - REFUND_IS_LATE),
    )


def _mode() -> StripeMode:
    key = settings().stripe_secret_key
    if not key:
        return StripeMode.OFF
    return StripeMode.LIVE if key.startswith(LIVE) else StripeMode.TEST


def _months(at: datetime) -> list[date]:
    """Return the last months that are over, the oldest first, and the present one."""
    present = present_month(at, settings().time_zone)
    return [shifted(present, number) for number in range(-_MONTHS, 1)]


def _income(months: list[date]) -> list[MonthlyIncome]:
    return queries.income_by_month([_begin(month) for month in months])


def _begin(month: date) -> datetime:
    return begin_of(month, settings().time_zone)


def _supporters() -> Supporters | None:
    found = queries.newest_supporter_figure()
    if found is None:
        return None
    return Supporters(found.counted_at, round_down(found.paying), round_down(found.given))
