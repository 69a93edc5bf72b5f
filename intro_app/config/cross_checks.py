"""What single settings cannot know: which of them must not be set together, or not without each other."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from intro_app.config.names import is_of_this_machine

LIVE = ("sk_live_", "rk_live_")


def faults_with_stripe(key: str, webhook_secrets: Sequence[str], api_base: str) -> Iterator[str]:
    """Sentences on why these settings for Stripe would lose money or words that Stripe sends."""
    if api_base and key.startswith(LIVE):
        yield "STRIPE_API_BASE and a live STRIPE_SECRET_KEY exclude each other: a live key goes to Stripe alone."
    if api_base and not key:
        yield "STRIPE_API_BASE says where Stripe is, but without STRIPE_SECRET_KEY nobody asks there."
    if key and not webhook_secrets:
        yield "STRIPE_SECRET_KEY needs STRIPE_WEBHOOK_SECRETS beside it: without them no word from Stripe is believed."


def faults_with_dev_pages(dev_pages: bool, base_url: str) -> Iterator[str]:
    """A sentence on why developers' pages and this address must not be set together."""
    if dev_pages and not is_of_this_machine(urlsplit(base_url).hostname or ""):
        yield (
            f"DEV_PAGES is on: everybody can read the e-mails of a site at {base_url}. Unset it; "
            "these pages are for a BASE_URL on this machine, such as http://localhost:8000."
        )
