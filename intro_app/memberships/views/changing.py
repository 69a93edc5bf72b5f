"""The buttons that change a membership."""

from collections.abc import Callable
from datetime import datetime

from flask import redirect

from intro_app.clock import now
from intro_app.identity.session import current_member
from intro_app.memberships import service
from intro_app.memberships.views.blueprint import OWN, Page, bp, rate_limit
from intro_app.web.access import while_suspended
from intro_app.web.paths import redirect_to


@bp.post("/me/membership/portal")
@while_suspended
def portal() -> Page:
    """Redirect to Stripe's page for cards and prices."""
    rate_limit()
    return redirect(service.portal(current_member().id), 303)


@bp.post("/me/membership/leave")
@while_suspended
def leave() -> Page:
    """End the membership with the period that is paid, or now if its payment failed."""
    rate_limit()
    goes_on = service.leave(current_member().id, now())
    return redirect_to(OWN, done="leaving" if goes_on else "over")


@bp.post("/me/membership/stay")
def stay() -> Page:
    """Continue a membership that was to end."""
    return _done(service.stay, "staying")


@bp.post("/me/membership/take-back")
@while_suspended
def take_back() -> Page:
    """End the membership now and refund it; the worker retries what Stripe does not do at once."""
    rate_limit()
    is_paid_back = service.take_back(current_member().id, now())
    return redirect_to(OWN, done="given-back" if is_paid_back else "refund-noted")


@bp.post("/me/membership/look")
def look() -> Page:
    """Ask Stripe now instead of waiting for its message."""
    return _done(service.look_again, "looked")


def _done(change: Callable[[int, datetime], None], word: str) -> Page:
    rate_limit()
    change(current_member().id, now())
    return redirect_to(OWN, done=word)
