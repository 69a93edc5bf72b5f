"""The doctor's checks of environment variables, the site's address, its files and its clock."""

import difflib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields
from datetime import datetime, timedelta

from babel import Locale
from sqlalchemy import func, select

from intro_app.cli.doctor.findings import Finding, known, well, wrong
from intro_app.config import Settings, asset_dir, providers
from intro_app.config.local import is_only_here
from intro_app.db import db
from intro_app.db.clocks import ahead_of_database
from intro_app.outbox.models import OutboxMessage

_ASSETS = {"templates": "base.html", "static": "favicon.svg", "migrations": "env.py"}
_SKEW = timedelta(minutes=2)


def misspelt(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Find environment variables whose name is nearly that of a setting."""
    names = [setting.name.upper() for setting in fields(Settings)]
    with suppress(ValueError):
        names += providers.names_of(providers.keys(environment.get("OIDC_PROVIDERS", "")))
    for given in sorted(environment.keys() - set(names)):
        if meant := difflib.get_close_matches(given, names, n=1, cutoff=0.85):
            yield known(f"{given} is not a setting. Did you mean {meant[0]}?")


def address(settings: Settings) -> Iterator[Finding]:
    """Check the address under which people reach the site."""
    if not settings.secure:
        yield known(
            f"BASE_URL is {settings.base_url}: only this machine can reach the site. Real sites need https."
        )
        return
    yield well(f"People reach the site at {_spelled(settings)}.")
    if settings.trusted_hops == 0:
        yield wrong(
            "TRUSTED_HOPS is 0, but a proxy must be speaking https, so all visitors count as one network. "
            "Set it to the number of proxies in front, usually 1."
        )


def _spelled(settings: Settings) -> str:
    """Return the address as people spell it, and also in ASCII where the two differ."""
    readable = settings.readable_base_url
    return readable if readable == settings.base_url else f"{readable} ({settings.base_url})"


def openness(settings: Settings) -> Iterator[Finding]:
    """Check that the developers' pages, which show everybody's e-mail, cannot be reached by others."""
    if settings.dev_pages and not is_only_here(settings):
        yield wrong("DEV_PAGES is on: anyone can read the e-mails of this site. Unset it.")


def language(settings: Settings) -> Iterator[Finding]:
    """Say which language people read who have not chosen one."""
    yield well(
        "Whoever has not chosen a language, and whose browser asks for none of ours, "
        f"reads {_spoken(settings)}."
    )


def _spoken(settings: Settings) -> str:
    return Locale(settings.site_language).get_display_name("en") or settings.site_language


def assets(_settings: Settings) -> Iterator[Finding]:
    """Check that the files that come with the code are installed."""
    missing = [name for name, file in _ASSETS.items() if not (asset_dir(name) / file).is_file()]
    if missing:
        yield wrong(f"The installation is missing {' and '.join(missing)}: install it again.")
    else:
        yield well("Templates, static files and migrations are in place.")


def time(settings: Settings, at: datetime) -> Iterator[Finding]:
    """Check the clock against the database's, and say when the daily batch begins."""
    latest = db.session.scalar(select(func.max(OutboxMessage.posted_at)))
    apart, most = abs(ahead_of_database(at)), timedelta(seconds=settings.lease_seconds / 2)
    if apart > min(_SKEW, most):
        yield wrong(
            f"This clock and the database's differ by {apart}: set both with NTP. Two workers whose clocks "
            f"differ by more than LEASE_SECONDS ({settings.lease_seconds:g}) send e-mails twice."
        )
        return
    if latest and latest > at + _SKEW:
        yield wrong(
            f"This clock says {at:%Y-%m-%d %H:%M} UTC, but an e-mail was written later: set it with NTP."
        )
        return
    local = at.astimezone(settings.time_zone)
    yield well(
        f"It is {local:%H:%M} in {settings.time_zone.key}; "
        f"the daily batch starts at {settings.closing_hour}:00."
    )
