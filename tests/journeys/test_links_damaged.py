"""Tokens that are nearly right get one page for all, and the database is not asked."""

import pytest
from sqlalchemy import delete

from intro_app.db import atomic, db
from intro_app.links import Link
from tests.support.database_statements import statements_of
from tests.support.journeys.damaged_links import FIXED_BY_NOBODY, respelled
from tests.support.journeys.links_pressed import COUNTING, AskedCast, assert_proper, path_of
from tests.support.people import visitor


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_thousand_damaged_tokens_get_one_page_and_the_database_is_not_asked(cast: AskedCast) -> None:
    token = path_of(cast.link()).removeprefix("/r/")
    damaged = respelled(token, 1000)
    assert len(damaged) >= 1000
    assert token not in damaged
    client, pages = visitor(cast.story.app), set[str]()
    with statements_of(cast.story.app, leaving_out=COUNTING) as asked:
        for number, wrong in enumerate(damaged):
            # One network alone is slowed down.
            elsewhere = {"REMOTE_ADDR": f"10.{number >> 8}.{number % 256}.1"}
            page = client.post("/r", data={"token": wrong, "decision": "no"}, environ_base=elsewhere)
            assert page.status_code == 404, wrong
            pages.add(page.text)
            if FIXED_BY_NOBODY.fullmatch(wrong):  # else the path would not be the same token
                page = client.get(f"/r/{wrong}")
                assert page.status_code == 404, wrong
                pages.add(page.text)
                assert_proper(page)
    assert not asked
    assert len(pages) == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("letter", ["u", "x"])
def test_damaged_tokens_of_other_purposes_get_the_same_page(cast: AskedCast, letter: str) -> None:
    cast.carol.says_yes()
    link = cast.carol.newest(letter).link(letter)
    token = path_of(link)[3:]
    expected = visitor(cast.story.app).get("/r/damaged").text
    with statements_of(cast.story.app, leaving_out=COUNTING) as asked:
        for wrong in respelled(token, 100):
            if FIXED_BY_NOBODY.fullmatch(wrong):
                assert visitor(cast.story.app).get(f"/{letter}/{wrong}").text == expected
    assert not asked


def test_a_signed_token_whose_row_is_missing_is_the_same_404(cast: AskedCast) -> None:
    link = cast.link()
    with cast.story.app.app_context(), atomic():
        db.session.execute(delete(Link))
    page = visitor(cast.story.app).get(path_of(link))
    assert page.status_code == 404
    assert page.text == visitor(cast.story.app).get("/r/damaged").text
