"""What everybody reads of the founding phase, on the page of our promise."""

from datetime import datetime

from intro_app.clock import now
from intro_app.identity.queries import founding_until
from intro_app.organising.blueprint import bp


@bp.app_template_global("founding_until")
def until_when_it_is_founding() -> datetime | None:
    """Return until when the site is founding at most; None once it is over, or before it begins."""
    return founding_until(now())
