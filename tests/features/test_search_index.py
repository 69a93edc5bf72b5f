"""The index is as the profiles are, in the same transaction, and takes whatever anybody types."""

from datetime import datetime

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from intro_app.db import atomic, db
from intro_app.identity.models import Member
from intro_app.identity.service.erasing import close_account
from intro_app.identity.service.indexing import index_all_profiles
from intro_app.search.models import SearchEntry, SearchPosting, SearchSlip, SearchToken, SearchWord
from intro_app.search.service import put, recount_words
from intro_app.text.searching import Field
from tests.support.community_of_many_tongues import MEMBERS, settle
from tests.support.people import MemberHandle, People
from tests.support.searching import HELP, names, says


@pytest.fixture
def alice_id(people: People) -> int:
    """The reader."""
    return people.alice.id


class _Fails(Exception):
    pass


def _says_and_fails(carol: MemberHandle) -> None:
    with atomic():
        says(carol, headline="Repairs clocks")
        raise _Fails


def test_the_index_changes_with_the_profile_or_not_at_all(app: Flask, people: People, at: datetime) -> None:
    carol, alice = people.carol, people.alice
    with app.app_context():
        says(carol, headline=HELP)
        with pytest.raises(_Fails):
            _says_and_fails(carol)
        assert names(alice.id, at, "pear") == ["Carol Duarte"]
        assert names(alice.id, at, "clocks") == []
        says(carol, headline="Repairs clocks")
        assert names(alice.id, at, "pear") == []
        assert names(alice.id, at, "clock") == ["Carol Duarte"]


def test_words_that_nobody_has_any_more_are_gone(app: Flask, people: People, at: datetime) -> None:
    carol = people.carol
    with app.app_context():
        says(carol, headline="Quetzalcoatlus")
        assert db.session.get(SearchWord, "quetzalcoatlus")
        close_account(carol.member, at)
        db.session.expire_all()
        assert db.session.get(SearchWord, "quetzalcoatlus") is None
        assert db.session.get(SearchEntry, carol.id) is None
        assert db.session.get(SearchToken, "quetzalcoatlus") is None
        for table, word in ((SearchSlip, SearchSlip.word), (SearchPosting, SearchPosting.token)):
            left = select(func.count()).select_from(table).where(word == "quetzalcoatlus")
            assert db.session.scalar(left) == 0
        held = select(func.count()).select_from(SearchPosting).where(SearchPosting.member_id == carol.id)
        assert db.session.scalar(held) == 0


def test_building_it_again_gives_the_same_index(app: Flask, alice_id: int, at: datetime) -> None:
    def everything() -> list[object]:
        db.session.expire_all()
        entries = select(SearchEntry.member_id, SearchEntry.said, SearchEntry.stems, SearchEntry.tokens)
        words = select(SearchWord.word, SearchWord.members)
        tokens = select(SearchToken.token, SearchToken.members)
        slips = select(SearchSlip.shortened, SearchSlip.word)
        postings = select(SearchPosting.token, SearchPosting.wheel, SearchPosting.member_id)
        tables = (entries, words, tokens, slips, postings)
        return [sorted(map(tuple, db.session.execute(one))) for one in tables]

    with app.app_context():
        settle(at)
        before = everything()
        with atomic():
            db.session.execute(text("DELETE FROM search_word WHERE word LIKE 's%'"))
            db.session.execute(text("DELETE FROM search_posting WHERE token LIKE 'g%'"))
            db.session.execute(text("UPDATE search_token SET members = 7 WHERE token LIKE 'b%'"))
            db.session.execute(text("UPDATE search_entry SET tokens = 'nothing'"))
        assert names(alice_id, at, "gardener") == []
        steps: list[int] = []
        assert index_all_profiles(steps.append) == len(MEMBERS) + 1
        assert steps[-1] == len(MEMBERS) + 1
        assert recount_words() > 0
        assert everything() == before
        assert recount_words() == 0


HOSTILE = (
    *(
        '"',
        '""',
        '" OR 1',
        "NEAR(",
        "NEAR(a b, 3)",
        "*",
        "a*",
        "name:zoe",
        "AND",
        "OR NOT",
        "^a",
        "(",
        "{a b}",
    ),
    *(
        "-x",
        "'",
        "';--",
        "o''neil",
        "\\",
        "%",
        "_",
        "!",
        "a & b | !c",
        "a:*",
        "<->",
        "🙂",
        "a🙂b",
        "\ue001berlin",
    ),
    *(
        "é" * 10_000,
        "x" * 10_000,
        "a b " * 3_000,
        '"' * 500,
        "漢" * 5_000,
        "a\u0301" * 300,
        "\u202e",
        "\ufeff",
    ),
    *("٣", "½", "ﬁ", "\ud7b0"),
)


def test_nothing_that_is_typed_breaks_a_page(people: People) -> None:
    browser, others = people.alice.browser(), ("place", "language", "group", "purpose", "after")
    people.join("Carol Duarte")
    for number, typed in enumerate((*HOSTILE, "a\0b")):
        for query in ({"find": typed}, {"find": "ca", others[number % 5]: typed}):
            assert browser.get("/people", query_string=query).status_code == 200, typed[:20]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=60))
def test_any_text_is_searched(app: Flask, alice_id: int, at: datetime, typed: str) -> None:
    with app.app_context():
        names(alice_id, at, typed)


def test_an_entry_takes_any_text(app: Flask, people: People, at: datetime) -> None:
    carol = people.carol
    with app.app_context():
        for said in HOSTILE:
            put(
                carol.id,
                carol.member.door.wheel,
                {Field.NAME: carol.name, Field.HEADLINE: said.replace("\0", "")},
            )
            assert names(people.alice.id, at, "carol") == ["Carol Duarte"]
        assert db.session.scalar(select(func.count()).select_from(Member)) == 2
