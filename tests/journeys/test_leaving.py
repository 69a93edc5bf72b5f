"""Leaving the site: by pages and mail, at once, and so that nothing of the person stays behind."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app import clock
from intro_app.audit.queries import check
from intro_app.community.board import service as board
from intro_app.community.board.models import NoteKind
from intro_app.db import db
from intro_app.errors import DomainError
from intro_app.identity import service as accounts
from intro_app.identity.models import StaffRole
from intro_app.identity.service import ProfileInput, describe_yourself
from intro_app.introductions.models import Introduction
from intro_app.people import service as people_service
from intro_app.people.visibility import is_blocked
from intro_app.privacy import service as privacy
from intro_app.privacy.models import FormerMember
from intro_app.trust.service import recompute
from tests.support.database_contents import everything_in, everything_opened
from tests.support.journeys.ended import DAY, closings
from tests.support.journeys.watching import leaves_the_site
from tests.support.people import People
from tests.support.story import Somebody, Story

WROTE = {
    "headline": "Keeper of the north light",
    "can_help_with": "Lenses of the second order",
    "looking_for": "A diver for the old pier",
    "place": "Zinnowitz harbour",
    "languages": "Plattdeutsch",
}


def _describe(somebody: Somebody) -> list[str]:
    """Give a member a profile of words that nobody else uses; return every personal value they have."""
    assert somebody.person
    profile = ProfileInput(name=somebody.name, phone=somebody.phone, calendar_link=somebody.calendar, **WROTE)
    with somebody.story.app.app_context():
        describe_yourself(somebody.person.member, profile)
        board.pin(somebody.person.member, NoteKind.GIVE, "Spare wicks for storm lanterns", clock.now())
    return [*somebody.details, *WROTE.values(), "Spare wicks for storm lanterns"]


def _assert_there(app: Flask, values: list[str]) -> None:
    with app.app_context():
        found = everything_opened(db.engine)
    assert not [value for value in values if value.encode() not in found]


def _assert_gone(app: Flask, values: list[str]) -> None:
    with app.app_context():
        found = everything_in(db.engine) + everything_opened(db.engine)
    assert not [value for value in values if value.encode() in found]


def test_an_account_is_gone_at_once_and_nothing_of_it_stays(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    values = _describe(carol)
    alice.asks(to=carol)
    carol.says_yes()
    story.details_come_out()
    _assert_there(story.app, [*values, "Carol Duarte"])
    leaves_the_site(carol)
    story.wait(timedelta(minutes=1), timedelta(seconds=10))
    assert carol.letters[-1].subject == "Your account has been deleted"
    _assert_gone(story.app, [*values, "Carol Duarte"])
    page = alice.get("/introduced").text
    assert "a former member" in page
    assert carol.address not in page


def test_who_waits_reads_the_same_until_the_closing_day_and_then_the_rest_goes(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol, through=bob, what_for="To hear about tide tables of 1911.")
    bob.lends_good_word(why_both="They both mend clocks by ear.")
    leaves_the_site(alice)
    assert "Alice Marsh" in bob.get("/introductions").text
    story.wait(30 * DAY, DAY)
    assert closings(bob) == 1
    _assert_gone(story.app, [*alice.details, "Alice Marsh", "To hear about tide tables of 1911."])
    leaves_the_site(bob)
    story.wait(timedelta(minutes=1), timedelta(seconds=10))
    _assert_gone(story.app, [*bob.details, "Bob Keller", "They both mend clocks by ear."])


@pytest.mark.parametrize("state", ["asked", "said yes", "agreed", "connected"])
def test_leaving_in_every_state_keeps_ledger_and_audit(
    story: Story, alice: Somebody, carol: Somebody, state: str
) -> None:
    alice.asks(to=carol)
    if state != "asked":
        carol.says_yes()
    if state == "connected":
        story.details_come_out()
    leaves_the_site(alice if state == "said yes" else carol)
    story.wait(40 * DAY, DAY)
    with story.app.app_context():
        assert not recompute(clock.now()).mended
        assert check().broken is None
        ended = db.session.scalars(select(Introduction.state)).one()
        assert ended == ("connected" if state == "connected" else "closed")


def test_the_same_address_joins_again_as_new_and_blocks_hold(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    assert alice.person
    assert carol.person
    with story.app.app_context():
        people_service.block(carol.person.id, alice.person.id, clock.now())
    leaves_the_site(alice)
    with story.app.app_context():
        again = accounts.join(alice.address, "Alice Again", clock.now())
        assert again.id != alice.person.id
        assert not again.headline
        assert is_blocked(again.id, carol.person.id)


def test_what_is_remembered_goes_when_nothing_depends_on_it(story: Story, carol: Somebody) -> None:
    leaves_the_site(carol)
    story.wait(400 * DAY, 100 * DAY)
    with story.app.app_context():
        assert not db.session.scalars(select(FormerMember)).all()


def test_a_wrong_code_deletes_nothing(story: Story, carol: Somebody) -> None:
    carol.fill("/me/leave", carol.get("/me/leave"), "E-mail me the code")
    path = "/me/leave/code"
    for _try in range(6):
        page = carol.fill(path, carol.get(path), "Delete my account", {"code": "0000-0000"})
        assert page.status_code == 422
        assert "That code doesn’t match." in page.text
    assert carol.get("/me").status_code == 200


def test_an_old_session_has_to_sign_in_again(story: Story, carol: Somebody) -> None:
    page, browser = carol.get("/me/leave"), carol.browser
    story.wait(timedelta(minutes=11))
    carol.browser = browser
    asked = carol.fill("/me/leave", page, "E-mail me the code")
    assert asked.request.path == "/sign-in/again"


def test_the_last_admin_stays(people: People) -> None:
    people.dan.becomes("admin")
    with people.app.app_context():
        with pytest.raises(DomainError, match="only admin"):
            privacy.ask_to_leave(people.dan.member, clock.now())
        accounts.grant(people.bob.member, StaffRole.ADMIN, clock.now())
        privacy.ask_to_leave(people.dan.member, clock.now())
