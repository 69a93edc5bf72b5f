"""What organisers set on a page: rows over the environment's settings, and the one answer to what holds now.

The environment comes first, then the page, then the default. Every process reads the rows again every few
seconds, so that `settings()` costs nothing; whoever changes one reads them at once.
"""

from intro_app.config.on_page import ON_PAGE, value_of
from intro_app.site_settings.following import follow, follow_at_once, follow_at_requests, locked_settings
from intro_app.site_settings.models import SiteSetting

__all__ = [
    "ON_PAGE",
    "SiteSetting",
    "follow",
    "follow_at_once",
    "follow_at_requests",
    "locked_settings",
    "value_of",
]
