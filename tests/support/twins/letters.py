"""How letters are written in these stories, through the pages as people do it."""

import random

from werkzeug.test import TestResponse

from tests.support.browsing import Typed
from tests.support.default_texts import GOOD_WORD, LETTER, OFFER
from tests.support.twins.bare import code_in
from tests.support.twins.reader import TwinReader
from tests.support.twins.world import GUEST, TwinWorld

_TEXT = """
organ pipe bell mill choir bread loaf river bridge paper ink loom wool glass kiln clay forge iron copper
seed soil garden orchard bee hive lamp clock wheel cart horse sail rope harbour tower stair window roof beam
plank saw nail song drum flute string stage mask dance story map road well spring valley
"""
_WORDS = tuple(_TEXT.split())
COPY = 0

Whom = dict[str, Typed]


def letter(number: int, *, someone: bool) -> Whom:
    """A letter like no other; number 0 is the one that Alice sends first, word for word."""
    words = (
        {} if number == COPY else dict(zip(("what_for", "why", "benefit"), _sentences(number), strict=True))
    )
    return {
        **LETTER,
        **words,
        **({"someone": "has found a hall for a choir"} if someone else {}),
        "shares": ["email"],
    }


def asks(who: TwinReader, path: str, number: int = COPY) -> str:
    """Write a letter, look at it, send it, as far as it goes; the id of the introduction, or nothing."""
    page = who.get(path)
    preview = who.press(path, page, "preview", letter(number, someone=path.count("/") == 3))
    sent = who.press(path, preview, "send") if preview else None
    return sent.request.path.rpartition("/")[2] if sent and "/introductions/" in sent.request.path else ""


def offers(who: TwinReader, first: str, whom: str, number: int = COPY) -> str:
    """Offer two people to each other, as far as it goes."""
    words = (
        {}
        if number == COPY
        else dict(zip(("note_to_first", "note_to_second", "paragraph"), _sentences(number), strict=True))
    )
    preview = who.press(
        "/offer", who.get("/offer"), "preview", {**OFFER, **words, "first": first, **chosen(whom)}
    )
    sent = who.press("/offer", preview, "send") if preview else None
    return sent.request.path.rpartition("/")[2] if sent and "/introductions/" in sent.request.path else ""


def chosen(whom: str) -> Whom:
    """What is filled in for a member's id, for a guest who is carried to, and for one who is written to."""
    if whom == "write":
        return {"whom": whom, "guest_name": "Gwen Pryce", "guest_email": GUEST, "guest_welcomes": "y"}
    return {"whom": whom, "guest_label": "G. from the mill"} if whom == "carry" else {"whom": whom}


def answers(who: TwinReader, link: str, decision: str, **typed: Typed) -> TestResponse | None:
    """Answer by the link of an e-mail."""
    page = who.get(link)
    return who.press(link, page, "Send my answer", {"decision": decision, **typed}, action="/r")


def connects(who: TwinReader, link: str, whom: str = "", **more: Typed) -> None:
    """A connector's yes, with their good word and, in a blind ask, whom they choose."""
    answers(who, link, "yes", **{**GOOD_WORD, **(chosen(whom) if whom else {}), **more})


def leaves_the_site(world: TwinWorld, who: str) -> None:
    """Delete one's account, in a new session, with the code from the mail; then one is a visitor."""
    reader = world[who]
    if reader.has_left or reader.person is None:
        return
    reader.leaves()
    asked = reader.press("/me/leave", reader.get("/me/leave"), "E-mail me the code")
    assert asked, "the page has its button"
    world.work_now()
    typed: Whom = {"code": code_in(reader.letters[-1])}
    done = reader.press("/me/leave/code", asked, "Delete my account", typed)
    assert done, "the page takes the code"
    assert "Your account has been deleted" in done.text, done.text
    reader.leaves()
    reader.has_left = True


def _sentences(number: int) -> list[str]:
    chance = random.Random(number)
    return [" ".join(chance.sample(_WORDS, 9)).capitalize() + "." for _ in range(3)]
