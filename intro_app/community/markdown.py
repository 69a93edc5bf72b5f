"""Renders Markdown from circles as safe HTML; the only place where members' text becomes HTML.

There are two layers. The parser accepts no HTML, no images and only https links; the sanitiser then keeps
only the tags and attributes listed here. The result loads nothing from other sites.
"""

from functools import lru_cache
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

LONGEST = 6000

_TAGS = {"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr"}
_UNREAD = ["image", "html_inline", "html_block", "heading", "lheading", "reference", "entity"]


@lru_cache(maxsize=2048)
def rendered(words: str) -> Markup:
    """Return the text as sanitised HTML. Links are marked `nofollow noopener ugc`."""
    html = _reader().render(words[:LONGEST])
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "*": set()},
        url_schemes={"https"},
        url_relative="deny",
        link_rel="nofollow noopener ugc",
        attribute_filter=_only_https,
    )
    return Markup(clean)  # noqa: S704 - sanitised above


def is_safe_link(link: str) -> bool:
    """Return whether a link is https, without a user name, and to a host with a domain name."""
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme == "https" and "." in host.strip(".") and "@" not in parts.netloc and "\\" not in link


@lru_cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
    reader.enable("strikethrough").disable(_UNREAD)
    reader.validateLink = is_safe_link  # type: ignore[assignment, method-assign]  # as its docs say
    return reader


def _only_https(_tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or is_safe_link(value) else None
