"""The links of e-mails: exact answers for every situation, whoever opens them and however often (security.md 2.3)."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from intro_app.db import Model, db
from intro_app.links import Link
from tests.ground.forms import forms_in
from tests.ground.people import visitor
from tests.ground.steps import Somebody, Story
from tests.journeys.damaged_links import FIXED_BY_NOBODY, respelled
from tests.journeys.watching import bare_page

DAY = timedelta(days=1)
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
}
# What a request may leave behind although it changes nothing: how often somebody came.
NOISE = {"rate_count"}


@dataclass
class Cast:
    """Everybody of a situation."""

    story: Story
    alice: Somebody
    bob: Somebody
    carol: Somebody
    introduction: str = ""

    def link(self) -> str:
        """The link of Carol's question."""
        return self.carol.newest("r").link("r")


@pytest.fixture
def cast(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> Cast:
    """Alice has asked Carol directly."""
    return Cast(story, alice, bob, carol, alice.asks(to=carol))


def path_of(link: str) -> str:
    return link.removeprefix("https://meet.example.org")


def press(story: Story, link: str, **fields: str) -> TestResponse:
    """POST to the link's path without its token, as the page's form does."""
    letter, _slash, token = path_of(link).strip("/").partition("/")
    if letter == "x":
        return visitor(story.app).post(f"/x/{token}", data=fields)
    return visitor(story.app).post(f"/{letter}", data={"token": token, **fields})


def assert_proper(page: TestResponse) -> None:
    """The headers of every page behind a link, whatever it answers."""
    for name, value in HEADERS.items():
        assert page.headers[name] == value, name
    assert "Set-Cookie" not in page.headers
    assert page.status_code < 500


def digest(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Every row but noise."""
    with app.app_context():
        return {
            table.name: sorted((tuple(map(str, row)) for row in db.session.execute(select(table))), key=repr)
            for table in Model.metadata.sorted_tables
            if table.name not in NOISE
        }


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        # How many forms a network sends is counted before anything is read.
        if "rate_count" not in statement and not statement.startswith("BEGIN"):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def waits(cast: Cast) -> None:
    pass


def said_yes(cast: Cast) -> None:
    cast.carol.says_yes()


def said_no(cast: Cast) -> None:
    cast.carol.answers("no")


def withdrawn(cast: Cast) -> None:
    cast.alice.withdraws(cast.introduction)


def expired(cast: Cast) -> None:
    cast.story.wait(11 * DAY)


def alice_is_blocked_from_her_page(cast: Cast) -> None:
    page = cast.carol.get(f"/people/{cast.alice.public_id}")
    cast.carol.fill(page.request.path, page, "Nothing to do with this person")
    cast.story.wait(2 * DAY)


def stopped(cast: Cast) -> None:
    press(cast.story, cast.carol.newest().link("x"), **{"List-Unsubscribe": "One-Click"})


def yes_then_withdrawn(cast: Cast) -> None:
    said_yes(cast)
    withdrawn(cast)


def connected(cast: Cast) -> None:
    said_yes(cast)
    cast.story.details_come_out()


def taken_back(cast: Cast) -> None:
    said_yes(cast)
    press_take_back(cast)


def long_over(cast: Cast) -> None:
    cast.story.wait(60 * DAY)


def press_take_back(cast: Cast) -> None:
    page = cast.carol.opens(cast.link())
    cast.carol.fill("/r/take-back", page, "Take it back", {"sure": "yes"})


# situation: (what happened, GET, the answer "yes" again or at all, the answer "no", words of the page)
SITUATIONS: dict[str, tuple[Callable[[Cast], object], int, int, int, str]] = {
    "waits": (waits, 200, 422, 200, "Would you like to meet?"),
    "said yes": (said_yes, 200, 200, 409, "You answered yes on 4 May 2026."),
    "said no": (said_no, 200, 409, 200, "You answered not this time on 4 May 2026."),
    "withdrawn": (withdrawn, 410, 410, 410, "This introduction is closed."),
    "expired": (expired, 410, 410, 410, "This introduction is closed."),
    "yes, then withdrawn": (yes_then_withdrawn, 200, 200, 409, "You answered yes on 4 May 2026."),
    "taken back": (taken_back, 200, 200, 409, "You answered yes on 4 May 2026 and took it back."),
    "connected": (connected, 200, 200, 409, "You were introduced on 4 May 2026."),
    "long over": (long_over, 410, 410, 410, "This link has ended."),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_situation_has_its_exact_answers(cast: Cast, situation: str) -> None:
    happens, get, yes, no, words = SITUATIONS[situation]
    link = cast.link()
    happens(cast)
    before, letters = digest(cast.story.app), len(cast.story.mailbox.letters)
    page = visitor(cast.story.app).get(path_of(link))
    assert (page.status_code, words in page.text) == (get, True), page.text
    head = visitor(cast.story.app).head(path_of(link))
    assert (head.status_code, head.data) == (get, b"")
    answers = [press(cast.story, link, decision="yes")]
    assert answers[0].status_code == yes  # without anything to share, so that nothing is recorded
    assert digest(cast.story.app) == before
    answers.append(press(cast.story, link, decision="no"))
    assert answers[1].status_code == no
    if situation != "waits":
        assert digest(cast.story.app) == before
        cast.story.work()
        assert len(cast.story.mailbox.letters) == letters
    for answer in (page, head, *answers):
        assert_proper(answer)


def test_closed_reads_the_same_whatever_closed_it(cast: Cast) -> None:
    link = cast.link()
    withdrawn(cast)
    one = bare_page(visitor(cast.story.app).get(path_of(link)).text)
    story, bob = cast.story, cast.bob
    dan = story.member(story.people.dan)
    story.people.know_each_other(story.people.dan, story.people.bob)
    introduction = dan.asks(to=cast.carol, through=bob)
    bob.lends_good_word()
    link = cast.link()
    bob.withdraws(introduction)
    assert bare_page(visitor(story.app).get(path_of(link)).text) == one
    story.wait(DAY)
    mallory = story.member(story.people.mallory)
    mallory.asks(to=cast.carol)
    link = cast.link()
    story.wait(12 * DAY)
    assert bare_page(visitor(story.app).get(path_of(link)).text) == one


def test_without_a_choice_nothing_is_answered(cast: Cast) -> None:
    before, link = digest(cast.story.app), cast.link()
    page = press(cast.story, link)
    assert page.status_code == 400
    assert "Choose an answer. Nothing is sent without one." in page.text
    assert_proper(page)
    assert digest(cast.story.app) == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(cast: Cast, method: str) -> None:
    for link in every_link(cast.story):
        page = visitor(cast.story.app).open(path_of(link), method=method)
        assert page.status_code == 405
        assert "GET" in page.headers["Allow"]
        assert_proper(page)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_scanners_that_open_every_link_change_nothing(cast: Cast, method: str) -> None:
    story = cast.story
    cast.carol.says_yes()
    before = digest(story.app)
    for link in every_link(story) * 2:
        page = visitor(story.app).open(path_of(link), method=method, headers={"User-Agent": "Mozilla/5.0 scanner"})
        assert page.status_code in {200, 204}, link
        assert_proper(page)
    assert digest(story.app) == before
    story.details_come_out()  # and people can go on as if nothing had been there
    assert cast.alice.newest().subject == "Your introduction"


def test_scanners_that_press_every_button_answer_nothing(cast: Cast) -> None:
    story = cast.story
    dan = story.member(story.people.dan)
    story.people.know_each_other(story.people.dan, story.people.bob)
    dan.asks(through=cast.bob)
    cast.carol.says_yes()
    before = digest(story.app)
    for link in every_link(story):
        page = visitor(story.app).get(path_of(link))
        for form in forms_in(page.text):
            if form.method == "post" and form.action.startswith(("/r", "/u", "/b", "/x", "/k")):
                answer = visitor(story.app).post(form.action, data=form.hidden)
                assert answer.status_code in {400, 422}, form.action
                assert_proper(answer)
                assert answer.status_code == 400 or form.action != "/r"
    assert digest(story.app) == before


def test_a_link_of_one_purpose_opens_nothing_else(cast: Cast) -> None:
    cast.carol.says_yes()
    tokens = {path_of(link)[1]: path_of(link)[3:] for link in every_link(cast.story) if path_of(link)[2] == "/"}
    assert {"r", "u", "x"} <= set(tokens)
    expected = bare_page(visitor(cast.story.app).get("/r/damaged").text)
    before = digest(cast.story.app)
    for letter, token in tokens.items():
        for other in {"r", "u", "x", "b", "k"} - {letter}:
            link = f"https://meet.example.org/{other}/{token}"
            choices = {"decision": "no", "sure": "yes", "scope": "everything", "answer": "yes"}
            for page in (visitor(cast.story.app).get(path_of(link)), press(cast.story, link, **choices)):
                assert page.status_code == 404
                assert bare_page(page.text) == expected
    assert digest(cast.story.app) == before


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_thousand_damaged_tokens_get_one_page_and_the_database_is_not_asked(cast: Cast) -> None:
    token = path_of(cast.link()).removeprefix("/r/")
    damaged = respelled(token, 1000)
    assert len(damaged) >= 1000
    assert token not in damaged
    client, pages = visitor(cast.story.app), set[str]()
    with statements(cast.story.app) as asked:
        for number, wrong in enumerate(damaged):
            elsewhere = {"REMOTE_ADDR": f"10.{number >> 8}.{number % 256}.1"}  # one network alone is slowed down
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
def test_damaged_tokens_of_other_purposes_get_the_same_page(cast: Cast, letter: str) -> None:
    cast.carol.says_yes()
    link = cast.carol.newest(letter).link(letter)
    token = path_of(link)[3:]
    expected = visitor(cast.story.app).get("/r/damaged").text
    with statements(cast.story.app) as asked:
        for wrong in respelled(token, 100):
            if FIXED_BY_NOBODY.fullmatch(wrong):
                assert visitor(cast.story.app).get(f"/{letter}/{wrong}").text == expected
    assert not asked


def test_a_signed_token_whose_row_is_missing_is_the_same_404(cast: Cast) -> None:
    link = cast.link()
    with cast.story.app.app_context():
        db.session.query(Link).delete()
        db.session.commit()
    page = visitor(cast.story.app).get(path_of(link))
    assert page.status_code == 404
    assert page.text == visitor(cast.story.app).get("/r/damaged").text


def test_never_again_can_be_pressed_for_ever(cast: Cast) -> None:
    link = cast.carol.newest().link("x")
    for _time in range(2):
        page = press(cast.story, link, **{"List-Unsubscribe": "One-Click"})
        assert page.status_code == 200
        assert_proper(page)
    cast.story.wait(900 * DAY)
    assert press(cast.story, link, **{"List-Unsubscribe": "One-Click"}).status_code == 200


def test_the_undo_link_is_over_with_the_moment_it_named(cast: Cast) -> None:
    cast.carol.says_yes()
    link = cast.alice.newest("u").link("u")
    assert press(cast.story, link).status_code == 422
    assert press(cast.story, link, sure="no").status_code == 422
    cast.story.details_come_out()
    for page in (visitor(cast.story.app).get(path_of(link)), press(cast.story, link, sure="yes")):
        assert page.status_code == 410
        assert_proper(page)
    assert cast.alice.newest().subject == "Your introduction"


def test_pressing_a_block_link_twice_blocks_once(cast: Cast) -> None:
    cast.carol.says_yes()
    cast.story.details_come_out()
    link = cast.carol.newest("b").link("b")
    assert press(cast.story, link).status_code == 422
    for _time in range(2):
        page = press(cast.story, link, sure="yes")
        assert page.status_code == 200
        assert_proper(page)


def test_a_second_click_on_any_answer_sends_nothing_again(cast: Cast) -> None:
    for decision, fields in {"not_now": {"sentence": "busy"}, "no": {}}.items():
        link = cast.link()
        assert press(cast.story, link, decision=decision, **fields).status_code == 200
        cast.story.work()
        letters, before = len(cast.story.mailbox.letters), digest(cast.story.app)
        assert press(cast.story, link, decision=decision, **fields).status_code == 200
        cast.story.work()
        assert len(cast.story.mailbox.letters) == letters
        assert digest(cast.story.app) == before
        cast.story.wait(timedelta(hours=1))
        if decision == "not_now":
            cast.alice = cast.story.member(cast.story.people.dan)
            cast.alice.asks(to=cast.carol)


@pytest.mark.parametrize("decision", ["block", "never_this", "never"])
def test_the_quieter_answers_can_be_pressed_twice_too(cast: Cast, decision: str) -> None:
    link = cast.link()
    assert press(cast.story, link, decision=decision).status_code == 200
    before = digest(cast.story.app)
    assert press(cast.story, link, decision=decision).status_code == 200
    assert digest(cast.story.app) == before


def every_link(story: Story) -> list[str]:
    """Every signed link in every letter so far, the header's included, without those that sign in."""
    found: dict[str, None] = {}
    for letter in story.mailbox.letters:
        header = str(letter.message["List-Unsubscribe"] or "").strip("<>")
        found |= dict.fromkeys([*letter.links(), header])
    return [link for link in found if re.fullmatch(r"/[rubxk]/.+", path_of(link))]
