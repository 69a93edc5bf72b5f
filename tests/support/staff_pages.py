"""What staff see on every page of theirs."""

import re

from tests.support.people import MemberHandle


def badge(person: MemberHandle) -> int | None:
    """The number beside the link to the pages of staff; None without such a link."""
    page = person.browser(by_passkey=True).get("/people").text
    link = re.search(
        r'<a [^>]*href="/staff"[^>]*>[^<]*(?:<span class="count"><span[^>]*>(\d+)</span>)?', page
    )
    return None if link is None else int(link[1] or 0)
