"""Pure rules of links: which pages are opened, what on them counts, when they are looked at again."""

import ipaddress
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urlsplit

from intro_app.text import contacts

MOST_LINKS = 3
LONGEST_URL = 300
CHECKS_IN_AN_HOUR = "10/hour"
AGAIN_AFTER = timedelta(days=30)
# After each failure in a row; after the last one, it is not verified any more.
AFTER_FAILURES = (timedelta(hours=1), timedelta(days=1), timedelta(days=2))
# Another worker may look again after this time, if the first one was stopped while it did.
LOOK_LASTS = timedelta(minutes=10)

# Addresses in which another one is hidden: NAT64, 6to4, Teredo.
_WRAPPED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))


def can_be_opened(url: str) -> bool:
    """Return whether this is the https address of a page, on the usual port."""
    try:
        has_usual_port = urlsplit(url).port in {None, 443}
    except ValueError:
        return False
    return len(url) <= LONGEST_URL and has_usual_port and contacts.is_web_page(url)


def is_public(address: str) -> bool:
    """Return whether this internet address is one that anybody reaches, so that nothing inside is opened."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if ip.version == 6 and (ip.ipv4_mapped or any(ip in network for network in _WRAPPED)):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def names_profile(page: str, profile: str, code: str) -> bool:
    """Return whether a page has the code, or a link with rel="me" to the profile."""
    if code in page:
        return True
    reader = _MeLinks()
    reader.feed(page)
    return profile in reader.found


def wait_after(failures: int) -> timedelta | None:
    """Return when to look again after so many failures in a row; None to give up."""
    return AFTER_FAILURES[failures - 1] if failures <= len(AFTER_FAILURES) else None


class _MeLinks(HTMLParser):
    """Collects the addresses of links with rel="me", without what follows ? or #."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a link leads whose rel says that it is the same person's."""
        said = dict(attrs)
        if tag in {"a", "link"} and "me" in (said.get("rel") or "").lower().split():
            address = (said.get("href") or "").strip()
            self.found.add(address.partition("#")[0].partition("?")[0].rstrip("/"))
