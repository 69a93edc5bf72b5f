"""Requests to join: proved first, read by staff, answered or told that nobody has; then forgotten."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from intro_app.audit.models import AuditEntry
from intro_app.config import Settings
from intro_app.db import db
from intro_app.joining.chores import IN_NO_HURRY
from intro_app.joining.requests import queries
from intro_app.joining.requests.models import JoinRequest
from tests.support.calendar import Calendar
from tests.support.identity_pages import ask, letters, link_in
from tests.support.joining import DAY, brought, gated, letter_with, members, path_in, press, types_address
from tests.support.people import People, visitor

MEI = "mei@elsewhere.net"
ANSWERS = {"first": "Bellows, and the people who mend them.", "second": "Bob, from the choir."}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Staff decide, and ask two questions."""
    return gated(settings, "request", join_questions=("What brings you here?", "Whom do you know here?"))


def applies(app: Flask, address: str = MEI, name: str = "Mei Tanaka", **typed: str) -> TestResponse:
    """Prove an address, answer the questions, send."""
    browser = visitor(app)
    ask(browser, address)
    page = browser.get(link_in(letter_with(app, "l")), follow_redirects=True)
    return press(browser, page, "/n", name=name, **{**ANSWERS, **typed})


def page_of(app: Flask) -> TestResponse:
    """The page of the newest request, opened from the newest mail with a link to it."""
    return visitor(app).get(path_in(letter_with(app, "q"), "q"))


@pytest.fixture
def dan(people: People) -> FlaskClient:
    """The browser of an admin who came in by passkey."""
    return people.dan.becomes("admin").browser(by_passkey=True)


def answers(dan: FlaskClient, verdict: str, ids: list[int], **typed: str) -> TestResponse:
    """Staff tick these requests and answer."""
    page = dan.get("/staff/requests")
    return press(dan, page, "/staff/requests", button=verdict, requests=list(map(str, ids)), **typed)


def test_from_the_first_visit_to_the_account(app: Flask, people: People, dan: FlaskClient) -> None:
    sent = applies(app)
    assert sent.status_code == 303
    assert MEI not in members(app)
    page = page_of(app)
    assert "reading your request" in page.text
    assert "We answer by 11 May 2026" in page.text
    read = dan.get("/staff/requests").text
    assert "What brings you here?" in read
    assert "Bellows, and the people who mend them." in read
    assert "Bob, from the choir." in read
    assert answers(dan, "let_in", [1]).headers["Location"].endswith("done=requests-answered")
    assert MEI not in members(app), "no account before they say yes"
    browser = visitor(app)
    page = browser.get(path_in(letter_with(app, "q"), "q"))
    assert "You can join" in page.text
    assert press(browser, page, "/q").headers["Location"] == "/me/profile?done=joined"
    assert MEI in members(app)
    assert [inviter for _mei, inviter in brought(app)] == [None]
    with app.app_context():
        left = db.session.scalars(select(JoinRequest)).one()
        assert (left.name, left.address, left.answers) == ("", "", None)
        noted = db.session.execute(select(AuditEntry.act, AuditEntry.actor_id, AuditEntry.about)).all()
        assert ("join_let_in", people.dan.id, "join_request:1") in [tuple(one) for one in noted]


def test_whoever_was_let_in_may_also_just_type_their_address(app: Flask, dan: FlaskClient) -> None:
    applies(app)
    answers(dan, "let_in", [1])
    assert 'name="name"' in types_address(app, MEI).text


def test_not_now_goes_with_the_organisers_sentence_and_may_be_tried_after_90_days(
    app: Flask, dan: FlaskClient, at: datetime, the_calendar: Calendar
) -> None:
    applies(app)
    answers(dan, "not_now", [1], sentence="We take new people in spring.", remark="Asked for clients.")
    letter = letters(app)[-1]
    assert "We take new people in spring." in letter
    assert "Asked for clients." not in letter
    assert "We take new people in spring." in page_of(app).text
    assert "Not now" in types_address(app, MEI).text
    assert MEI not in members(app)
    the_calendar.go_to(at + 91 * DAY)
    chores(app, at + 91 * DAY)
    assert applies(app, name="Mei T").status_code == 303
    read = dan_again(app, at).get("/staff/requests").text
    assert "Not let in on 4 May 2026" in read
    assert "Asked for clients." in read
    chores(app, at + 181 * DAY)
    with app.app_context():
        assert 1 not in db.session.scalars(select(JoinRequest.id)).all()


def dan_again(app: Flask, at: datetime) -> FlaskClient:
    """Dan comes in by passkey once more, months later."""
    people = People(app, at)
    people.recall("dan")
    return people.dan.browser(by_passkey=True)


def test_who_asks_twice_finds_the_first_request(app: Flask, dan: FlaskClient) -> None:
    applies(app)
    page = types_address(app, "MEI+again@elsewhere.net")
    assert "reading your request" in page.text
    with app.app_context():
        assert queries.number_waiting() == 1


def test_staff_hear_of_the_first_of_a_day_at_once_then_once_a_day(
    app: Flask, dan: FlaskClient, at: datetime, the_calendar: Calendar
) -> None:
    the_calendar.go_to(at := at + 61 * DAY)
    for number in range(4):
        applies(app, f"p{number}@elsewhere.net")
    assert told(app) == ["first"]
    for hours in (3, 4, 26, 27, 48):
        chores(app, at + timedelta(hours=hours))
    assert told(app) == ["first", "4"]


def test_while_the_site_is_founding_staff_hear_of_each_at_once(app: Flask, dan: FlaskClient) -> None:
    for number in range(3):
        applies(app, f"p{number}@elsewhere.net")
    assert told(app) == ["first"] * 3


def told(app: Flask) -> list[str]:
    """What staff were told: of the first, or how many wait."""
    return [
        "first" if "first request of the day" in one else one.partition(" requests to join")[0].split()[-1]
        for one in letters(app)
        if "/staff/requests" in one
    ]


def test_an_applicant_whom_nobody_answers_is_told_and_never_silently_dropped(
    app: Flask, dan: FlaskClient, at: datetime, the_calendar: Calendar
) -> None:
    applies(app)
    chores(app, at + 13 * DAY)
    assert not [one for one in letters(app) if "No one has read your request yet" in one]
    for day in (14, 15):
        chores(app, at + day * DAY)
    assert len([one for one in letters(app) if "No one has read your request yet" in one]) == 1
    the_calendar.go_to(at + 15 * DAY)
    assert "No one has read it yet" in page_of(app).text
    chores(app, at + 45 * DAY)
    with app.app_context():
        assert db.session.scalars(select(JoinRequest)).all() == []


def test_words_go_30_days_after_the_answer(app: Flask, dan: FlaskClient, at: datetime) -> None:
    applies(app)
    answers(dan, "not_now", [1])
    chores(app, at + 29 * DAY)
    with app.app_context():
        assert db.session.scalars(select(JoinRequest.name)).one() == "Mei Tanaka"
    chores(app, at + 31 * DAY)
    with app.app_context():
        left = db.session.scalars(select(JoinRequest)).one()
        assert (left.name, left.address, left.answers, left.verdict) == ("", "", None, "not_now")
        assert left.mailbox_hash


def test_an_applicant_deletes_their_request(app: Flask, dan: FlaskClient) -> None:
    applies(app)
    browser = visitor(app)
    page = browser.get(path_in(letter_with(app, "q"), "q"))
    assert "Bellows" in page.text
    assert "deleted your request" in press(browser, page, "/q/delete").text
    with app.app_context():
        assert db.session.scalars(select(JoinRequest)).all() == []
    assert "Nothing to read" in dan.get("/staff/requests").text


def test_many_are_answered_at_once_and_each_only_once(app: Flask, dan: FlaskClient) -> None:
    for number in range(3):
        applies(app, f"p{number}@elsewhere.net")
    page = dan.get("/staff/requests")
    press(dan, page, "/staff/requests", button="let_in", requests=["1", "2"])
    second = press(dan, page, "/staff/requests", button="not_now", requests=["1", "2"])
    assert second.status_code == 422, "a page that was open: somebody else has answered"
    with app.app_context():
        verdicts = db.session.scalars(select(JoinRequest.verdict).order_by(JoinRequest.id)).all()
        assert verdicts == ["let_in", "let_in", None]


def test_nobody_but_an_admin_by_passkey_reads_requests(app: Flask, people: People) -> None:
    people.dan.becomes("moderator")
    people.carol.becomes("admin")
    for browser in (
        visitor(app),
        people.alice.browser(),
        people.dan.browser(by_passkey=True),
    ):
        assert browser.get("/staff/requests").status_code == 404
    assert people.carol.browser().get("/staff/requests").location == "/me/passkeys"
    assert "/staff" not in people.alice.browser().get("/me").text
    assert "/staff/requests" in people.carol.browser(by_passkey=True).get("/staff").text


@pytest.mark.parametrize(
    ("typed", "beside"),
    [
        ({"first": ""}, "Answer this question."),
        ({"second": "x" * 301}, "1 too many"),
        ({"name": "evil.com"}, "error"),
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_the_rest_stays(
    app: Flask, typed: dict[str, str], beside: str
) -> None:
    sent = applies(app, **typed)
    assert sent.status_code == 422
    assert beside in sent.text
    assert "Whom do you know here?" in sent.text
    assert next(value for key, value in ANSWERS.items() if key not in typed) in sent.text


def test_a_form_that_was_open_does_not_open_a_gate_that_closed(app: Flask) -> None:
    browser = visitor(app)
    ask(browser, MEI)
    page = browser.get(link_in(letter_with(app, "l")), follow_redirects=True)
    site = app.extensions["settings"]
    app.extensions["settings"] = replace(site, joining=("invitation",))
    try:
        sent = press(browser, page, "/n", name="Mei Tanaka", **ANSWERS)
        assert "by invitation" in sent.text
    finally:
        app.extensions["settings"] = site
    with app.app_context():
        assert queries.number_waiting() == 0


def chores(app: Flask, at: datetime) -> None:
    """What the worker does for joining."""
    with app.app_context():
        for chore in IN_NO_HURRY:
            chore(at)
