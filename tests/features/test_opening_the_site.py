"""What opens the site to more people waits for a second person or a day; a beginning does not (ADR 35)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from intro_app.audit.models import AuditEntry
from intro_app.audit.queries import check
from intro_app.cli.restore.replaying import without_journal
from intro_app.clock import now
from intro_app.config import Settings
from intro_app.config import settings as settings_now
from intro_app.db import db
from intro_app.identity.models import StaffRole
from intro_app.identity.service.staff import grant, revoke
from intro_app.organising.chores import IN_NO_HURRY
from intro_app.organising.settings.proposals import apply_due
from intro_app.outbox.models import OutboxMessage
from intro_app.site_settings import SettingProposal, SiteSetting
from intro_app.text.mailboxes import fingerprint
from tests.support.browsing import grouped
from tests.support.calendar import Calendar
from tests.support.forms import form_with
from tests.support.people import MemberHandle, People
from tests.support.settings_pages import PAGE, decides, said, saves, undoes

pytestmark = pytest.mark.changes_app  # what it sets would outlive the test in this process

DOMAINS: dict[str, str | list[str]] = {
    "joining": ["invitation", "domains"],
    "join_domains": "example.org",
}
DAY = timedelta(hours=24)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A site whose environment names nothing of the page."""
    return replace(settings, joining=("invitation",))


@pytest.fixture
def dan(people: People) -> FlaskClient:
    """The browser of a caretaker of a site that has had no first admin, and so is not founding."""
    return people.dan.becomes("caretaker").browser(by_passkey=True)


@pytest.fixture
def bob(people: People) -> FlaskClient:
    """The browser of a second caretaker."""
    return people.bob.becomes("caretaker").browser(by_passkey=True)


def goes_round(app: Flask, calendar: Calendar, later: timedelta = timedelta()) -> None:
    """Let the worker come by after some time."""
    calendar.pass_by(later)
    with app.app_context():
        apply_due(now())


def gate(app: Flask) -> tuple[str, ...]:
    """Who can join now."""
    with app.app_context():
        return settings_now().joining


def acts(app: Flask) -> list[str]:
    """What the audit says of settings, in order."""
    with app.app_context():
        assert check().broken is None
        lines = select(AuditEntry.act).where(AuditEntry.act.startswith("setting_")).order_by(AuditEntry.id)
        return list(db.session.scalars(lines))


def test_a_second_person_confirms_and_it_applies_at_once(
    app: Flask, people: People, dan: FlaskClient, bob: FlaskClient
) -> None:
    saved = saves(dan, site_name="St Jakob", **DOMAINS)
    assert "done=opening-waits" in saved.location
    assert gate(app) == ("invitation",)
    with app.app_context():
        assert settings_now().site_name == "St Jakob", "what opens nothing does not wait"
    own = said(dan.get(PAGE).text)
    assert "Someone else who looks after the site can confirm it sooner" in own
    assert "After: People who are invited, Everyone with an address at one of our mail domains" in own
    assert "Proposed by Dan Okafor." in own
    assert "1 change that opens the site to more people" in said(bob.get("/staff").text)
    assert "done=opening-confirmed" in decides(bob, "confirm").location
    assert gate(app) == ("invitation", "domains")
    page = said(dan.get(PAGE).text)
    assert "Waiting to be confirmed" not in page
    assert "Dan Okafor" in page
    assert acts(app) == [
        "setting_proposed",
        "setting_changed",
        "setting_changed",
        "setting_changed",
        "setting_proposal_confirmed",
    ]


def test_all_who_may_decide_are_written_to_and_nobody_can_stop_it(
    app: Flask, people: People, dan: FlaskClient, bob: FlaskClient
) -> None:
    people.carol.becomes("host")
    saves(dan, **DOMAINS)
    saves(dan, **DOMAINS)
    with app.app_context():
        told = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "opening_waits")).all()
        assert {one.mailbox_hash for one in told} == _mailboxes(people.dan, people.bob)
        assert len(told) == 2, "the same change again is not told again"
        assert b"List-Unsubscribe" not in (told[0].content or b"")


def _mailboxes(*readers: MemberHandle) -> set[str]:
    return {fingerprint(one.email, settings_now().lasting_key) for one in readers}


def test_whoever_proposed_it_cannot_confirm_it(app: Flask, dan: FlaskClient, bob: FlaskClient) -> None:
    saves(dan, **DOMAINS)
    assert f'action="{PAGE}/confirm"' not in dan.get(PAGE).text
    sent = dan.get(PAGE).text
    form = grouped(form_with(sent, action=f"{PAGE}/withdraw").filled())
    refused = dan.post(f"{PAGE}/confirm", data=form)
    assert refused.status_code == 409
    assert "someone else has to confirm it" in said(refused.text)
    assert gate(app) == ("invitation",)


def test_confirming_needs_a_fresh_sign_in_and_withdrawing_does_not(
    app: Flask, dan: FlaskClient, bob: FlaskClient, the_calendar: Calendar
) -> None:
    saves(dan, **DOMAINS)
    bob.get(PAGE)
    the_calendar.pass_by(timedelta(minutes=11))
    assert decides(bob, "confirm").location.startswith("/sign-in/again")
    assert gate(app) == ("invitation",)
    form = _form(bob)
    assert "done=opening-withdrawn" in decides(bob, "withdraw").location
    assert bob.post(f"{PAGE}/withdraw", data=form).status_code == 409
    goes_round(app, the_calendar, DAY)
    assert gate(app) == ("invitation",)
    assert acts(app) == ["setting_proposed", "setting_proposal_withdrawn"]


def _form(browser: FlaskClient) -> dict[str, list[str]]:
    return grouped(form_with(browser.get(PAGE).text, action=f"{PAGE}/withdraw").filled())


def test_alone_it_applies_after_a_day_and_not_before(
    app: Flask, dan: FlaskClient, the_calendar: Calendar
) -> None:
    saves(dan, directory="nobody")
    saves(dan, directory="members")
    goes_round(app, the_calendar, DAY - timedelta(minutes=1))
    with app.app_context():
        assert settings_now().directory == "nobody"
    goes_round(app, the_calendar, timedelta(minutes=1))
    with app.app_context():
        assert settings_now().directory == "members"
        assert not db.session.scalar(select(func.count(SettingProposal.id)))
        names = db.session.scalars(select(SiteSetting.name).order_by(SiteSetting.id)).all()
        assert names == ["directory", "directory"]
    goes_round(app, the_calendar)
    assert acts(app)[-1] == "setting_proposal_applied"
    assert apply_due in IN_NO_HURRY


def test_a_restore_brings_back_nothing_that_waited(app: Flask, dan: FlaskClient) -> None:
    saves(dan, joining=["invitation", "open"])
    with app.app_context():
        without_journal(now())
        assert not db.session.scalar(select(func.count(SettingProposal.id)))


def test_undoing_what_closed_the_gate_waits_too(
    app: Flask, people: People, dan: FlaskClient, bob: FlaskClient, the_calendar: Calendar
) -> None:
    saves(dan, joining=["invitation", "open"])
    decides(bob, "confirm")
    saves(dan, joining=["invitation"])
    with app.app_context():
        change = db.session.scalar(select(func.max(SiteSetting.id)).where(SiteSetting.name == "joining"))
    assert "done=opening-waits" in undoes(dan, change).location
    assert gate(app) == ("invitation",)
    decides(dan, "withdraw")
    the_calendar.pass_by(timedelta(minutes=11))
    assert undoes(dan, change).headers["Location"].startswith("/sign-in/again")


def test_a_later_change_of_the_same_takes_its_place(
    app: Flask, people: People, dan: FlaskClient, bob: FlaskClient, the_calendar: Calendar
) -> None:
    saves(dan, joining=["invitation", "open"])
    saves(bob, **DOMAINS)
    goes_round(app, the_calendar, DAY - timedelta(hours=1))
    dan, bob = (one.browser(by_passkey=True) for one in (people.dan, people.bob))
    again = said(dan.get(PAGE).text)
    assert "Proposed by Bob Keller." in again
    assert "Everyone with an address" in again
    saves(bob, joining=["invitation", "request"])
    assert "Waiting to be confirmed" not in said(dan.get(PAGE).text), "closing takes back what was to open"
    goes_round(app, the_calendar, timedelta(hours=2))
    assert gate(app) == ("invitation", "request")
    assert acts(app).count("setting_proposal_replaced") == 2


def test_what_somebody_proposed_ends_when_they_look_after_the_site_no_more(
    app: Flask, people: People, dan: FlaskClient, the_calendar: Calendar
) -> None:
    saves(dan, joining=["invitation", "open"])
    with app.app_context():
        revoke(people.dan.member, StaffRole.CARETAKER, now())
    goes_round(app, the_calendar, DAY)
    assert gate(app) == ("invitation",)
    assert acts(app) == ["setting_proposed", "setting_proposal_ended"]


def test_what_the_environment_names_meanwhile_just_ends(
    app: Flask, people: People, dan: FlaskClient, bob: FlaskClient, the_calendar: Calendar
) -> None:
    saves(dan, joining=["invitation", "open"])
    overlay = app.extensions["settings_on_page"]
    overlay.locked = frozenset({"joining"})
    try:
        refused = decides(bob, "confirm")
        assert refused.status_code == 409
        assert "This is set on the server." in said(refused.text)
        goes_round(app, the_calendar, DAY)
    finally:
        overlay.locked = frozenset()
    assert gate(app) == ("invitation",)
    assert acts(app)[-1] == "setting_proposal_ended"


def test_a_founding_site_opens_its_gate_at_once(app: Flask, people: People, the_calendar: Calendar) -> None:
    dan = _first_admin(app, people, the_calendar)
    saves(dan, directory="nobody")
    assert "done=saved" in saves(dan, directory="members", **DOMAINS).location, "on the first day, all of it"
    assert gate(app) == ("invitation", "domains")
    saves(dan, directory="nobody", joining=["invitation"], join_domains="")
    the_calendar.pass_by(timedelta(days=2))
    dan = people.dan.browser(by_passkey=True)
    assert "done=saved" in saves(dan, joining=["invitation", "open"]).location
    assert gate(app) == ("invitation", "open")
    assert "done=opening-waits" in saves(dan, directory="members").location, "the list is its members'"


def test_once_the_beginning_is_over_it_waits(app: Flask, people: People, the_calendar: Calendar) -> None:
    _first_admin(app, people, the_calendar)
    the_calendar.pass_by(timedelta(days=60))
    dan = people.dan.browser(by_passkey=True)
    assert "done=opening-waits" in saves(dan, joining=["invitation", "open"]).location


def _first_admin(app: Flask, people: People, calendar: Calendar) -> FlaskClient:
    with app.app_context():
        grant(people.dan.member, StaffRole.ADMIN, now())
    return people.dan.browser(by_passkey=True)


def test_two_who_confirm_at_once_store_it_once(
    app: Flask, people: People, dan: FlaskClient, bob: FlaskClient
) -> None:
    carol = people.carol.becomes("caretaker").browser(by_passkey=True)
    saves(dan, joining=["invitation", "open"])
    path = f"{PAGE}/confirm"
    forms = [(one, grouped(form_with(one.get(PAGE).text, action=path).filled())) for one in (bob, carol)]
    answers = [browser.post(path, data=form).status_code for browser, form in forms]
    assert answers == [303, 409]
    with app.app_context():
        assert db.session.scalar(select(func.count(SiteSetting.id))) == 1
