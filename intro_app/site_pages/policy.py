"""Pure: what the pages are called, and which of them a member hears of when they change."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from intro_app.site_pages.models import ConsentKind
from intro_app.site_settings import PageKind, PageWritten
from intro_app.wording import N_

TITLES = {
    PageKind.ABOUT: N_("About us"),
    PageKind.TERMS: N_("Terms"),
    PageKind.PRIVACY: N_("Privacy"),
    PageKind.IMPRINT: N_("Legal notice"),
}
# What joining means for each: to agree to the terms, and to be shown what happens with one's data.
AT_JOINING = {PageKind.TERMS: ConsentKind.AGREED, PageKind.PRIVACY: ConsentKind.SHOWN}
LONGEST_CHANGE = 300


# Terms and privacy that apply later are published at least so long before, and at most so long.
NOTICE, FARTHEST = timedelta(days=14), timedelta(days=365)


def may_apply_on(kind: PageKind, day: date, today: date) -> bool:
    """Return whether a version that is published today may apply from this day."""
    least = NOTICE if kind in AT_JOINING else timedelta(days=1)
    return today + least <= day <= today + FARTHEST


def changed_since(pages: Iterable[PageWritten], seen_at: datetime) -> list[PageWritten]:
    """Return the pages of which somebody is to hear who saw them last at this moment."""
    return [page for page in pages if page.kind in AT_JOINING and page.made_at > seen_at]
