"""A search shows nobody whom the list does not show, and those who wait nothing new."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.db import atomic, db
from intro_app.identity import service
from intro_app.identity.service import DoorWishes
from intro_app.identity.service.erasing import close_account
from intro_app.people import service as people_service
from intro_app.people.models import BlockKind
from intro_app.search.models import SearchEntry, SearchWord
from tests.support.people import MemberHandle, People
from tests.support.searching import HELP, names, says
from tests.support.suspending import suspended

HIDES = ("hides", "is suspended", "leaves", "blocks the reader", "is blocked", "nothing")


@pytest.mark.parametrize("what", HIDES)
def test_nobody_is_found_whom_the_list_does_not_show(
    app: Flask, people: People, at: datetime, what: str
) -> None:
    alice, carol = people.alice, people.carol
    with app.app_context():
        says(carol, headline=HELP)
    _do(what, app, people, at)
    with app.app_context():
        listed = carol.name in alice.browser().get("/people").text
        for typed in ("pear", "carol", "carl duarte", "prune trees", '"pear trees"', ""):
            found = (
                names(alice.id, at, typed, takes_requests=True) if not typed else names(alice.id, at, typed)
            )
            assert (carol.name in found) == listed == (what == "nothing"), typed


def _do(what: str, app: Flask, people: People, at: datetime) -> None:
    alice, carol = people.alice, people.carol
    if what == "is suspended":
        suspended(app, carol, people.dan.becomes("admin"), at)
    with app.app_context():
        if what == "hides":
            service.set_door(carol.member, DoorWishes(visible=False, takes_direct_asks=True))
        elif what == "leaves":
            close_account(carol.member, at)
        elif what == "blocks the reader":
            people_service.block(carol.id, alice.id, at, kind=BlockKind.PERSON)
        elif what == "is blocked":
            people_service.block(alice.id, carol.id, at, kind=BlockKind.PERSON)


def test_a_hidden_word_changes_no_search_of_others(app: Flask, people: People, at: datetime) -> None:
    """A mistyped word finds the same whether somebody hidden has exactly this word or not."""
    hidden = people.join("Hidden Hana", door_open=False)
    with app.app_context():
        says(people.carol, headline="Smith of copper")
        before = names(people.alice.id, at, "smitz")
        says(hidden, headline="Smitz and Smitz")
        assert names(people.alice.id, at, "smitz") == before == ["Carol Duarte"]


def test_details_are_never_in_the_index(app: Flask, people: People) -> None:
    carol = people.carol
    with app.app_context():
        says(
            carol,
            headline=HELP,
            phone="+351 912 345 678",
            calendar_link="https://calendar.example/carolhidden",
        )
        held = " ".join(
            map(str, db.session.execute(select(SearchEntry.said, SearchEntry.stems, SearchEntry.tokens)))
        )
        words = set(db.session.scalars(select(SearchWord.word)))
    assert "pear" in held
    for secret in ("912", "carolhidden", "example.org", "calendar"):
        assert secret not in held
        assert secret not in words


@pytest.mark.parametrize("changes", ["writes something new", "hides", "leaves", "shuts the door", "blocks"])
def test_whoever_waits_finds_somebody_as_they_were(
    app: Flask, people: People, at: datetime, changes: str
) -> None:
    """Alice waits for Carol: whatever Carol does, every search of Alice's is as it was."""
    alice, carol = people.alice, people.carol
    searches: tuple[dict[str, object], ...] = (
        {"typed": "pear"},
        {"typed": "clocks"},
        {"typed": "prunse"},
        {"typed": "carol", "takes_requests": True},
        {"place": "porto", "purpose": "sell"},
    )
    with app.app_context():
        says(carol, headline=HELP, place="Porto")
        people_service.take_snapshot(alice.member, carol.member, "introduction:1")
        before = [names(alice.id, at, **search) for search in searches]  # type: ignore[arg-type]  # as above
        assert before == [["Carol Duarte"], [], ["Carol Duarte"], ["Carol Duarte"], ["Carol Duarte"]]
        _change(changes, carol, alice, at)
        after = [names(alice.id, at, **search) for search in searches]  # type: ignore[arg-type]  # as above
        assert after == before
        assert (names(people.bob.id, at, "pear") == ["Carol Duarte"]) == (
            changes in {"shuts the door", "blocks"}
        )


def _change(changes: str, carol: MemberHandle, alice: MemberHandle, at: datetime) -> None:
    if changes == "writes something new":
        says(carol, headline="Repairs clocks", place="Lisbon")
    elif changes == "hides":
        service.set_door(carol.member, DoorWishes(visible=False, takes_direct_asks=True))
    elif changes == "leaves":
        close_account(carol.member, at)
    elif changes == "shuts the door":
        with atomic():
            carol.member.sign.takes_asks = False
    else:
        people_service.block(carol.id, alice.id, at, kind=BlockKind.PERSON)
