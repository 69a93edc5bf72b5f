"""What a community asks of whoever joins: by every way in, and kindly of those who are here."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from intro_app import clock
from intro_app.config import Settings
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.joining.requests.models import JoinRequest
from intro_app.own_fields.models import OwnFieldValue
from intro_app.site_settings import FieldKind
from tests.support.identity_pages import ask, follow
from tests.support.joining import press
from tests.support.own_fields import field_of
from tests.support.people import visitor
from tests.support.story import Somebody, Story


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Invited people come in at once; all others are read by staff."""
    return replace(settings, joining=("invitation", "request"))


@pytest.fixture
def mei(story: Story) -> Somebody:
    """She has no account yet."""
    return story.guest("Mei Tanaka", "mei@elsewhere.net")


@pytest.fixture
def year(story: Story) -> str:
    """Everybody who joins is asked for a year; the field's public id."""
    return field_of(
        story.people.dan.becomes("admin"), clock.now(), "Class year", FieldKind.YEAR, required=True
    )


def _answered(story: Story) -> list[str]:
    with story.app.app_context():
        mine = select(OwnFieldValue).join(Member, Member.id == OwnFieldValue.member_id)
        return [one.text for one in db.session.scalars(mine.where(Member.name == "Mei Tanaka"))]


def test_an_invited_person_answers_before_they_join(
    story: Story, bob: Somebody, mei: Somebody, year: str
) -> None:
    typed = {"email": mei.address, "name": mei.name, "line": "You asked who could mend bellows."}
    bob.fill(
        "/me/invitations", bob.get("/me/invitations"), "Send the invitation", typed, action="/me/invitations"
    )
    story.work()
    browser, path = visitor(story.app), "/i/" + mei.newest("i").link("i").rpartition("/")[2]
    for wrong in ("", "99999", "last year"):
        again = press(browser, browser.get(path), "/i", name=mei.name, **{f"own-{year}": wrong})
        assert again.status_code == 422
        assert f"own-{year}-error" in again.text
        assert 'value="Mei Tanaka"' in again.text
    joined = press(browser, browser.get(path), "/i", name=mei.name, **{f"own-{year}": "2014"})
    assert joined.status_code == 303
    assert _answered(story) == ["2014"]
    assert "Class year" not in browser.get("/me").text
    assert "2014" not in bob.get("/people").text


def test_whoever_asks_to_join_answers_for_staff_to_read(story: Story, mei: Somebody, year: str) -> None:
    browser = visitor(story.app)
    ask(browser, mei.address)
    story.work()
    page = browser.get("/l/" + mei.newest("l").link("l").rpartition("/")[2], follow_redirects=True)
    assert "Class year" in page.text
    sent = press(browser, page, "/n", name=mei.name, first="I sing.", **{f"own-{year}": "2014"})
    assert sent.status_code == 303, sent.text
    staff = story.people.dan.browser(by_passkey=True)
    desk = staff.get("/staff/requests")
    assert '<dt>Class year</dt><dd dir="auto">2014</dd>' in desk.text
    press(staff, desk, "/staff/requests", button="let_in", requests="1")
    story.work()
    let_in = browser.get("/q/" + mei.newest("q").link("q").rpartition("/")[2])
    assert press(browser, let_in, "/q").status_code == 303
    assert _answered(story) == ["2014"]
    with story.app.app_context():
        assert db.session.scalars(select(JoinRequest.own_answers)).one() is None


def test_members_who_were_here_are_asked_kindly_and_nothing_is_closed(
    story: Story, bob: Somebody, year: str
) -> None:
    assert "The people who run this site ask everyone: Class year." in bob.get("/me").text
    saved = bob.fill("/me/profile", bob.get("/me/profile"), "Save", {"headline": "Mends bellows"})
    assert saved.status_code == 200
    assert "Mends bellows" in bob.get("/me").text


def test_an_evening_pass_asks_as_well(story: Story, mei: Somebody, year: str) -> None:
    staff, browser = story.people.dan.browser(by_passkey=True), visitor(story.app)
    press(staff, staff.get("/staff/evening"), "/staff/evening", label="Summer", places="5", clock="23:00")
    code = staff.get("/staff/evening").text.partition("meet.example.org/j/")[2][:9]
    press(browser, browser.get(f"/j/{code}"), "/j", email=mei.address)
    story.work()
    path = "/l/" + mei.newest("l").link("l").rpartition("/")[2]
    assert follow(browser, path, name=mei.name).status_code == 422
    assert follow(browser, path, name=mei.name, **{f"own-{year}": "2014"}).status_code == 303
    assert _answered(story) == ["2014"]
