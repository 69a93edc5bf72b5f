"""What organisers set on pages: rows over the environment's settings, and the one answer to what holds now.

The environment comes first, then the page, then the default. Every process reads the rows again every few
seconds, so that `settings()` costs nothing; whoever changes one reads them at once. So do the pages that
organisers write: which there are is known without asking, because the foot of every page lists them.
"""

from intro_app.config.on_page import ON_PAGE, value_of
from intro_app.config.own_fields import Audience, DefinedField, FieldKind, own_fields
from intro_app.site_settings.following import (
    PageWritten,
    follow,
    follow_at_once,
    follow_at_requests,
    locked_settings,
    page_to_come,
    page_written,
    pages_written,
    text_on_page,
)
from intro_app.site_settings.models import (
    OwnField,
    OwnFieldChange,
    PageKind,
    SettingProposal,
    SiteLogo,
    SitePage,
    SiteSetting,
)

__all__ = [
    "ON_PAGE",
    "Audience",
    "DefinedField",
    "FieldKind",
    "OwnField",
    "OwnFieldChange",
    "PageKind",
    "PageWritten",
    "SettingProposal",
    "SiteLogo",
    "SitePage",
    "SiteSetting",
    "follow",
    "follow_at_once",
    "follow_at_requests",
    "locked_settings",
    "own_fields",
    "page_to_come",
    "page_written",
    "pages_written",
    "text_on_page",
    "value_of",
]
