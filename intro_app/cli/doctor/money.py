"""The doctor's checks of Stripe's key, the settings for payments, and overdue refunds."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from intro_app.cli.doctor.findings import Finding, well, wrong
from intro_app.config import Settings
from intro_app.memberships.queries import refunds_waiting
from intro_app.memberships.service import StripeAway, StripeKeyRefused, StripeRefused, unknown_prices
from intro_app.site_pages.queries import newest_version
from intro_app.site_settings import PageKind

# Stripe may be away for an hour; a refund that waits longer than this needs a person.
_PATIENCE = timedelta(days=1)


def key(settings: Settings) -> Iterator[Finding]:
    """Ask Stripe for the prices, to tell a wrong key from a Stripe that cannot be reached."""
    if not settings.stripe_secret_key:
        return
    try:
        unknown = unknown_prices()
    except StripeKeyRefused:
        yield wrong(
            "Stripe refuses STRIPE_SECRET_KEY: it is wrong, was revoked, or lacks a permission. "
            "Make a new one in the Stripe dashboard."
        )
    except (StripeAway, StripeRefused):
        yield wrong("Stripe doesn't answer. Nobody can pay, and nobody who pays can delete their account.")
    else:
        yield from (wrong(f"No active price at Stripe has the lookup key {one}.") for one in unknown)
        if not unknown:
            yield well("Stripe takes the key and knows all prices.")


def terms(settings: Settings) -> Iterator[Finding]:
    """Check that there are terms to agree to, if whoever pays has to agree to them."""
    if settings.stripe_terms and not newest_version(PageKind.TERMS, settings.site_language):
        yield wrong("STRIPE_TERMS is on, but the site has no terms: write them at /staff/pages.")


def refunds(at: datetime) -> Iterator[Finding]:
    """Check for refunds owed to members that Stripe has not made within a day."""
    late = [one for one in refunds_waiting() if one.asked_at < at - _PATIENCE]
    if late:
        codes = ", ".join(sorted({one.code for one in late if one.code})) or "no answer yet"
        yield wrong(
            f"Stripe hasn't paid {len(late)} refund(s), the oldest requested on "
            f"{late[0].asked_at:%Y-%m-%d} ({codes}). "
            "Check the Stripe dashboard, then run: intro memberships refunds"
        )
