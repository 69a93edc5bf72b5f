"""Renders Markdown as safe HTML; the only place where anybody's text becomes HTML.

There are two layers. The parser accepts no HTML, no images and only https links; the sanitiser then keeps
only the tags and attributes listed here. The result loads nothing from other sites.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

LONGEST = 6000
LONGEST_PAGE = 40_000

_TAGS = {
    *("p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr"),
    *("h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td"),
}
_UNREAD = ["image", "html_inline", "html_block", "reference", "entity"]
_BARE_LINK = re.compile(r"\bhttps://[^\s<>\"]{1,500}")
_PUNCTUATION = ".,;:!?'’”»*_"
# How a line of a list begins that is to be done, or is done.
_TASKS = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}
# A page has its title; what is written below it has the levels after that, without a gap.
_TOP, _DEEPEST = 2, 4


class Called(NamedTuple):
    """Somebody whom a text calls by @ and what is `written`: the name to show, and the path of their page."""

    written: str
    name: str
    path: str = ""


@lru_cache(maxsize=2048)
def rendered(words: str, called: tuple[Called, ...] = ()) -> Markup:
    """Return the text as sanitised HTML. Links are marked `nofollow noopener ugc`.

    Whoever is `called` stands there by today's name, with a link to their page. No other relative link
    comes through.
    """
    paths = {one.path for one in called if one.path}

    def only_ours(tag: str, name: str, value: str) -> str | None:
        return value if value in paths else _only_https(tag, name, value)

    clean = nh3.clean(
        _as_html(_reader(), words[:LONGEST], called),
        tags=_TAGS,
        attributes={"a": {"href"}, "*": set()},
        url_schemes={"https"},
        url_relative="pass_through" if paths else "deny",
        link_rel="nofollow noopener ugc",
        attribute_filter=only_ours,
    )
    return Markup(clean)  # noqa: S704 - sanitised above


@lru_cache(maxsize=64)
def rendered_page(words: str) -> Markup:
    """Return a page that organisers wrote as sanitised HTML, with headings and addresses to write to."""
    clean = nh3.clean(
        _as_html(_page_reader(), words[:LONGEST_PAGE]),
        tags=_TAGS,
        attributes={"a": {"href"}, "*": set()},
        url_schemes={"https", "mailto"},
        url_relative="deny",
        link_rel="nofollow noopener",
        attribute_filter=_only_https_and_mail,
    )
    return Markup(clean)  # noqa: S704 - sanitised above


def tokens_of(words: str) -> list[Token]:
    """Return what the parser reads in a text, for who shows it in another way."""
    return _reader().parse(words)


def names_called(words: str, names: Iterable[str], *, quoted: bool) -> list[str]:
    """Return which of these names a text calls by @, outside code, in their order; each once.

    `quoted` is whether to look into quotations, too.
    """
    sign, found = _sign_of(tuple(names)), dict[str, None]()
    for inside in _read_inside(words[:LONGEST], quoted=quoted):
        for text in _outside_links(inside):
            found |= dict.fromkeys(one[1].lower() for one in sign.finditer(text))
    return list(found)


def _read_inside(words: str, *, quoted: bool) -> Iterator[Sequence[Token]]:
    depth = 0
    for token in _reader().parse(words):
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type == "inline" and token.children and (quoted or not depth):
            yield token.children


def _outside_links(inside: Sequence[Token]) -> Iterator[str]:
    depth = 0
    for token in inside:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not depth:
            yield token.content


@lru_cache(maxsize=256)
def _sign_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds @ with one of these names, the longest first; nothing where there is none."""
    known = "|".join(re.escape(name) for name in sorted(set(names), key=len, reverse=True) if name)
    return re.compile(rf"(?<![\w@./])@({known or '(?!)'})(?!\w)", re.IGNORECASE)


def _as_html(reader: MarkdownIt, words: str, called: Sequence[Called] = ()) -> str:
    """Return the text as HTML that is not sanitised yet."""
    read = _without_empty_headings(reader.parse(words))
    _fit_headings(read)
    _mark_tasks(read)
    for token in read:
        token.children = token.children and list(_with_links(token.children, called))
    html: str = reader.renderer.render(read, reader.options, {})
    return html


def _without_empty_headings(read: Sequence[Token]) -> list[Token]:
    """Leave out headings without words: whoever jumps from heading to heading would hear nothing."""
    empty = {
        place - 1
        for place, token in enumerate(read)
        if token.type == "inline" and not token.content and read[place - 1].type == "heading_open"
    }
    dropped = {place + step for place in empty for step in range(3)}
    return [token for place, token in enumerate(read) if place not in dropped]


def _with_links(inside: Sequence[Token], called: Sequence[Called]) -> Iterator[Token]:
    """Yield what a paragraph holds, with links where somebody is called or an https address stands.

    The parser's own rule takes the square of the time for addresses that follow each other at once.
    """
    depth = 0
    for token in inside:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not depth:
            yield from _linked_to_people(token.content, called)
        else:
            yield token


def _linked_to_people(words: str, called: Sequence[Called]) -> Iterator[Token]:
    people, done = {one.written.lower(): one for one in called}, 0
    for found in _sign_of(tuple(one.written for one in called)).finditer(words) if called else ():
        yield from _linked(words[done : found.start()])
        one = people.get(found[1].lower())
        yield from _link_to(one) if one else _linked(found[0])
        done = found.end()
    yield from _linked(words[done:])


def _link_to(one: Called) -> Iterator[Token]:
    name = Token("text", "", 0, content=f"@{one.name}")
    if not one.path:
        yield name
        return
    yield Token("link_open", "a", 1, attrs={"href": one.path})
    yield name
    yield Token("link_close", "a", -1)


def _linked(words: str) -> Iterator[Token]:
    done = 0
    for found in _BARE_LINK.finditer(words):
        link = _without_end(found[0])
        if not is_safe_link(link):
            continue
        yield Token("text", "", 0, content=words[done : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": link})
        yield Token("text", "", 0, content=link)
        yield Token("link_close", "a", -1)
        done = found.start() + len(link)
    yield Token("text", "", 0, content=words[done:])


def _without_end(link: str) -> str:
    """Return an address without the punctuation after it; a bracket stays if it was opened inside."""
    link = link.rstrip(_PUNCTUATION)
    while link.endswith(")") and link.count(")") > link.count("("):
        link = link[:-1].rstrip(_PUNCTUATION)
    return link


def _mark_tasks(read: Sequence[Token]) -> None:
    """Show `- [ ] this` and `- [x] that` with a box. It is a sign and no field: nobody can tick it here."""
    for place, token in enumerate(read):
        if token.type != "inline" or not token.children or read[place - 2].type != "list_item_open":
            continue
        first = token.children[0]
        sign = _TASKS.get(first.content[:4]) if first.type == "text" else None
        if sign:
            first.content = sign + first.content[4:]


def _fit_headings(read: Sequence[Token]) -> None:
    """Shift and close up the headings, so that the first is below the title and none skips a level."""
    depth = _TOP - 1
    levels: list[int] = []
    for token in read:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while levels and levels[-1] >= level:
                levels.pop()
            levels.append(level)
            depth = min(_TOP - 1 + len(levels), _DEEPEST)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{depth}"


def quotation(words: str, longest: int = 1000) -> str:
    """Return words as a quotation in Markdown, cut at a line, with an empty line to write below."""
    lines, length = [], 0
    for line in words.splitlines():
        length += len(line) + 3
        if length > longest:
            lines.append("> …")
            break
        lines.append(f"> {line}".rstrip())
    return "\n".join(lines) + "\n\n" if lines else ""


def is_safe_link(link: str) -> bool:
    """Return whether a link is https, without a user name, and to a host with a domain name."""
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme == "https" and "." in host.strip(".") and "@" not in parts.netloc and "\\" not in link


def _is_mail_link(link: str) -> bool:
    return re.fullmatch(r"mailto:[^\s<>?&@:]+@[^\s<>?&@:]+", link) is not None


@lru_cache
def _reader() -> MarkdownIt:
    reader = _plain_reader()
    reader.validateLink = is_safe_link  # type: ignore[assignment, method-assign]  # as its docs say
    return reader


@lru_cache
def _page_reader() -> MarkdownIt:
    reader = _plain_reader()
    reader.validateLink = _is_link_of_page  # type: ignore[assignment, method-assign]  # as its docs say
    return reader


def _plain_reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
    return reader.enable(["strikethrough", "table"]).disable(_UNREAD)


def _is_link_of_page(link: str) -> bool:
    return is_safe_link(link) or _is_mail_link(link)


def _only_https(_tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or is_safe_link(value) else None


def _only_https_and_mail(_tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or _is_link_of_page(value) else None
