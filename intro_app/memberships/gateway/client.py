"""The client for Stripe's API: its version, its timeouts, and our exceptions for its errors."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from intro_app.config import settings
from intro_app.db import db, end_reading
from intro_app.errors import DomainError
from intro_app.wording import N_

if TYPE_CHECKING:
    from stripe import RequestsClient, StripeClient, StripeError

logger = logging.getLogger(__name__)

# Fields move between versions of the API, so the version is changed by hand, after running the tests against
# it.
API_VERSION = "2026-10-28.endive"
TIMEOUT = 10
RETRIES = 2
# Bad request, payment required, not found: Stripe refused the request itself. 409 and 429 say nothing about
# it.
_A_NO = {400, 402, 404}
# Unauthorised, forbidden: the key is wrong, was revoked, or is a restricted one that lacks a permission.
_KEY_REFUSED = {401, 403}


class StripeRefused(DomainError):
    """Stripe refused the request; `code` is its reason, such as `balance_insufficient`."""

    def __init__(self, code: str) -> None:
        super().__init__(
            N_("Stripe, our payment provider, didn’t accept this. Nothing has changed. Please contact us.")
        )
        self.code = code


class StripeAway(DomainError):
    """Stripe did not answer usefully; whether the request had any effect is unknown."""

    words = N_("We can’t reach Stripe, our payment provider, right now. Try again in a few minutes.")

    def __init__(self) -> None:
        super().__init__(self.words)


class StripeKeyRefused(StripeAway):
    """Stripe refused the site's key; only its operators can mend that."""

    words = N_(
        "You can’t pay here right now. Stripe, our payment provider, refuses this site’s key. "
        "Please tell the people who run the site."
    )


class NotAtStripe(Exception):
    """Stripe has no object with this id."""


@contextmanager
def conversation(*, patient: bool = True) -> Iterator["StripeClient"]:
    """Yield a client; errors raise StripeAway, StripeRefused or NotAtStripe. Retries only if `patient`.

    Call it outside transactions: the database connection is released while waiting for Stripe.
    """
    import stripe  # takes half a second, so only when it is needed

    assert not db.session.info.get("writing"), "Stripe is asked outside transactions"
    end_reading()
    stripe.enable_telemetry = False
    if not settings().stripe_secret_key:
        raise StripeAway
    http = stripe.RequestsClient(timeout=TIMEOUT)
    try:
        yield _client(http, retries=RETRIES if patient else 0)
    except stripe.StripeError as problem:
        raise _in_our_words(problem) from problem
    finally:
        http.close()  # type: ignore[no-untyped-call]  # untyped in Stripe's library


def _in_our_words(problem: "StripeError") -> Exception:
    """Return our exception for an error of Stripe's; StripeAway also if it is busy."""
    if problem.code == "resource_missing":
        return NotAtStripe()
    if problem.http_status in _KEY_REFUSED:
        logger.error("stripe refuses STRIPE_SECRET_KEY: %s %s", problem.http_status, problem.code)
        return StripeKeyRefused()
    logger.warning("stripe: %s %s %s", type(problem).__name__, problem.http_status, problem.code)
    return StripeRefused(problem.code or "") if problem.http_status in _A_NO else StripeAway()


def _client(http: "RequestsClient", *, retries: int) -> "StripeClient":
    import stripe

    site = settings()
    return stripe.StripeClient(
        site.stripe_secret_key,
        stripe_version=API_VERSION,
        base_addresses={"api": site.stripe_api_base} if site.stripe_api_base else {},
        max_network_retries=retries,
        http_client=http,
    )
