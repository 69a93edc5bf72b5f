"""Reads the threads of the month from the text files beside it.

A thread begins with `== Title [notice] [pinned] [locked]`, a post with `-- Name days-ago clock` and, where it
has one, `[picture name]`; what follows is the post in Markdown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path

_HERE = Path(__file__).parent / "threads"
_TITLE = re.compile(r"^== (.+?)((?: \[\w+\])*)$")
_POST = re.compile(r"^-- (\w+) (\d+) (\d\d:\d\d)(?: \[picture (\w+)\])?$")


@dataclass(frozen=True, kw_only=True)
class StoryPost:
    """A post: who writes it, how many days ago, at what time in Berlin, and which picture is drawn for it."""

    who: str
    days: int
    clock: time
    picture: str
    words: str


@dataclass(frozen=True, kw_only=True)
class StoryThread:
    """A thread with its posts, the first of which opens it."""

    title: str
    marks: frozenset[str]
    posts: list[StoryPost] = field(default_factory=list)


def threads() -> list[StoryThread]:
    """Return all threads of the month."""
    return [_thread(file.read_text(encoding="utf-8")) for file in sorted(_HERE.glob("*.txt"))]


def _thread(text: str) -> StoryThread:
    first, _, rest = text.partition("\n")
    title = _TITLE.match(first)
    assert title, f"no title: {first}"
    return StoryThread(
        title=title[1], marks=frozenset(re.findall(r"\w+", title[2])), posts=list(_posts(rest))
    )


def _posts(text: str) -> Iterator[StoryPost]:
    for piece in re.split(r"^(?=-- )", text, flags=re.MULTILINE):
        head, _, words = piece.strip().partition("\n")
        if (found := _POST.match(head)) is not None:
            yield StoryPost(
                who=found[1],
                days=int(found[2]),
                clock=time.fromisoformat(found[3]),
                picture=found[4] or "",
                words=words.strip(),
            )
