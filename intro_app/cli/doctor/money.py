"""The doctor's checks of Stripe's key and messages, the settings for payments, and overdue refunds."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from intro_app.cli.doctor.findings import Finding, known, well, wrong
from intro_app.config import Settings
from intro_app.config.cross_checks import LIVE
from intro_app.config.names import is_of_this_machine
from intro_app.memberships.queries import last_event, last_payment, refunds_waiting
from intro_app.memberships.service import (
    EVENTS_KEPT,
    StripeAway,
    StripeKeyRefused,
    StripeRefused,
    unknown_prices,
)
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


def mode(settings: Settings) -> Iterator[Finding]:
    """Check that real money moves exactly where people can reach the site."""
    if not settings.stripe_secret_key:
        return
    is_live = settings.stripe_secret_key.startswith(LIVE)
    is_here = is_of_this_machine(urlsplit(settings.base_url).hostname or "")
    if is_live and is_here:
        yield wrong(
            f"STRIPE_SECRET_KEY is a live key, and BASE_URL is {settings.base_url}: real money moves, but "
            "Stripe's messages can't arrive. Use a test key here."
        )
    elif not is_live and not is_here:
        yield wrong(
            f"STRIPE_SECRET_KEY is a test key, and others reach the site at {settings.base_url}: whoever "
            "pays with a test card becomes a member. Use a live key."
        )
    else:
        yield well(f"Stripe's key is {'live' if is_live else 'a test key'}, which fits this address.")


def messages(settings: Settings, at: datetime) -> Iterator[Finding]:
    """Say when Stripe's last message came; a payment without any message means that none arrives."""
    if not settings.stripe_secret_key:
        return
    came, paid = last_event(), last_payment()
    if came:
        yield well(f"Stripe's last message came on {came:%Y-%m-%d %H:%M} UTC.")
    elif paid and paid > at - EVENTS_KEPT:
        yield wrong(
            f"Somebody paid on {paid:%Y-%m-%d}, but no message from Stripe came in {EVENTS_KEPT.days} days. "
            f"Does Stripe's webhook lead to {settings.base_url}/stripe/webhook, and is "
            "STRIPE_WEBHOOK_SECRETS its secret?"
        )
    else:
        yield known(
            f"No message from Stripe came in {EVENTS_KEPT.days} days. "
            "To try the webhook, send a test event from the Stripe dashboard."
        )


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
