"""Checks across settings: which must not be set together, and which need each other."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from intro_app.config.joining import PUBLIC_HOSTS
from intro_app.config.names import is_of_this_machine

LIVE = ("sk_live_", "rk_live_")


def faults_with_pooler(url: str, direct_url: str) -> Iterator[str]:
    """Yield a sentence if only one of the two addresses of a pooled database is set, or one is no server."""
    if direct_url and not all(one.startswith("postgresql") for one in (url, direct_url)):
        yield "DATABASE_DIRECT_URL is for PostgreSQL behind pgbouncer, to which DATABASE_URL then leads."


def faults_with_stripe(key: str, webhook_secrets: Sequence[str], api_base: str) -> Iterator[str]:
    """Yield a sentence for each contradiction in the settings for Stripe."""
    if api_base and key.startswith(LIVE):
        yield (
            "STRIPE_API_BASE and a live STRIPE_SECRET_KEY can't be set together: "
            "a live key only goes to Stripe itself."
        )
    if api_base and not key:
        yield "STRIPE_API_BASE has no effect without STRIPE_SECRET_KEY."
    if key and not webhook_secrets:
        yield (
            "STRIPE_SECRET_KEY also needs STRIPE_WEBHOOK_SECRETS: "
            "without them, no message from Stripe can be trusted."
        )


def faults_with_bulk(smtp_url: str, mail_from: str, bounce_address: str) -> Iterator[str]:
    """Yield a sentence for each setting of the second mail stream that nothing uses."""
    if not smtp_url:
        for name, value in (("BULK_MAIL_FROM", mail_from), ("BULK_BOUNCE_ADDRESS", bounce_address)):
            if value:
                yield f"{name} has no effect without BULK_SMTP_URL."


def faults_with_dev_pages(dev_pages: bool, base_url: str) -> Iterator[str]:
    """Yield a sentence when developers' pages are on at an address that others can reach."""
    if dev_pages and not is_of_this_machine(urlsplit(base_url).hostname or ""):
        yield (
            f"DEV_PAGES is on: anyone can read the e-mails of a site at {base_url}. Unset it; "
            "these pages are only for a BASE_URL on this machine, such as http://localhost:8000."
        )


def faults_with_joining(ways: Sequence[str], domains: Sequence[str], *, public_hosts: bool) -> Iterator[str]:
    """Yield a sentence for each contradiction in the settings for who can join."""
    if "domains" in ways and not domains:
        yield "JOINING has domains, so JOIN_DOMAINS must name at least one, such as example.org."
    if domains and "domains" not in ways:
        yield "JOIN_DOMAINS has no effect unless JOINING has domains."
    public = [domain for domain in domains if domain.removeprefix("*.") in PUBLIC_HOSTS]
    if public and not public_hosts:
        yield (
            f"JOIN_DOMAINS has {', '.join(public)}: anyone can get an address there. "
            "If you mean it, also set JOIN_PUBLIC_HOSTS=yes."
        )
