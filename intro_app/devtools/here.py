"""Whether the site is only here: nobody reaches it from another machine, and no e-mail leaves it."""

from urllib.parse import urlsplit

from intro_app.config import Settings
from intro_app.config.names import is_of_this_machine


def is_only_here(settings: Settings) -> bool:
    """Whether this machine alone can reach the site, and its e-mails stay in it."""
    names = urlsplit(settings.base_url).hostname or "", settings.bind_host
    from_here = all(map(is_of_this_machine, names)) and settings.trusted_hops == 0
    return from_here and not settings.smtp_url


def is_demo(settings: Settings) -> bool:
    """Whether this is the site that somebody looks at first: only here, on a database nobody chose."""
    return is_only_here(settings) and not settings.database_url
