"""Whether a site is local: no other machine can reach it, and it sends no e-mail."""

from urllib.parse import urlsplit

from intro_app.config import Settings
from intro_app.config.names import is_of_this_machine


def is_only_here(settings: Settings) -> bool:
    """Return whether only this machine can reach the site, and no e-mail leaves it."""
    names = urlsplit(settings.base_url).hostname or "", settings.bind_host
    from_here = all(map(is_of_this_machine, names)) and settings.trusted_hops == 0
    return from_here and not settings.smtp_url


def is_demo(settings: Settings) -> bool:
    """Return whether this is the demo: a local site on the default database."""
    return is_only_here(settings) and not settings.database_url
