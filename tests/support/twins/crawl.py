"""Pages to look at: those that speak of the introduction, and all that links lead to."""

import html
import re

from tests.support.twins.reader import TwinReader
from tests.support.twins.world import TwinWorld

_LINK = re.compile(r'(?:href|action)="(/[^"#]*)"')
# A list can be paged for ever, and a page of a person is like the next person's.
_ENOUGH = 7
_ALWAYS = (
    *(
        "/",
        "/me",
        "/introductions",
        "/agreed",
        "/ask",
        "/offer",
        "/people",
        "/introduced",
        "/introduced/thanks",
    ),
    *(
        "/me/acquaintances",
        "/me/blocks",
        "/me/mail",
        "/me/door",
        "/me/profile",
        "/me/trust",
        "/me/cases",
        "/me/sessions",
    ),
    *(
        "/me/digest",
        "/me/membership",
        "/board",
        "/community",
        "/suggestions",
        "/transparency",
        "/transparency.json",
        "/promise",
    ),
    *("/healthz", "/robots.txt", "/moderation", "/membership"),
)


def look(world: TwinWorld, who: str) -> None:
    """Open the pages that speak of the introduction and of the people in it, and every way to ask them."""
    reader = world[who]
    paths = ["/", "/introductions", "/people", "/me/acquaintances", "/ask", "/offer", "/introduced"]
    paths += [f"/introductions/{world.introduction}", f"/introductions/{world.introduction}/report"]
    for name in ("alice", "bob", "carol"):
        if name != who:
            paths += _about(reader, world[name])
    for path in paths:
        reader.get(path)


def _about(reader: TwinReader, other: TwinReader) -> list[str]:
    return [f"/people/{other.id}", f"/ask?to={other.id}", f"/ask/{other.id}", f"/ask/through/{other.id}"]


def crawl(world: TwinWorld, who: str) -> None:
    """Open every page that links lead to, and every way to ask anybody."""
    reader = world[who]
    members = [one for one in world.readers.values() if one.person and one is not reader]
    waiting = [*_ALWAYS, *(path for other in members for path in _about(reader, other))]
    waiting += [
        f"/ask/through/{through.id}/to/{to.id}" for through in members for to in members if through is not to
    ]
    met, kinds = set[str](), dict[str, int]()
    for path in waiting:
        kind = re.sub(r"[\w-]{22,}", "…", path)
        kinds[kind] = kinds.get(kind, 0) + 1
        if path in met or path.startswith(("/static/", "/sign-out")):
            continue
        met.add(path)
        if kinds[kind] > _ENOUGH and not kind.startswith("/ask/through"):
            continue
        answer = reader.get(path)
        if answer.mimetype == "text/html":
            waiting += [
                link for found in _LINK.findall(answer.text) if (link := html.unescape(found)) not in met
            ]
