"""Markdown as people write it in circles, and the only door through which their words become HTML.

Twice over: the reader knows no HTML, no images and no links but to https; the cleaner then keeps only what
is named here. Nothing is fetched from anywhere when somebody reads.
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
    """The text as HTML that does nothing but show it; links leave the site and carry no good word of ours."""
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
    return Markup(clean)  # noqa: S704 - cleaned above, and nowhere else


def is_safe_link(link: str) -> bool:
    """Whether it leads, by https and without a user name in it, to a named host."""
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
    reader.validateLink = is_safe_link  # type: ignore[assignment, method-assign]  # its documented way
    return reader


def _only_https(_tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or is_safe_link(value) else None
