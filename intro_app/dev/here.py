"""Whether the site is only here: nobody reaches it from another machine, and no e-mail leaves it."""

from urllib.parse import urlsplit

from intro_app.config import Settings

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def is_only_here(settings: Settings) -> bool:
    """Whether this machine alone can reach the site, and its e-mails stay in it."""
    name = urlsplit(settings.base_url).hostname
    from_here = name in _LOOPBACK and settings.bind_host in _LOOPBACK and settings.trusted_hops == 0
    return from_here and not settings.smtp_url


def is_demo(settings: Settings) -> bool:
    """Whether this is the site that somebody looks at first: only here, on a database nobody chose."""
    return is_only_here(settings) and not settings.database_url
