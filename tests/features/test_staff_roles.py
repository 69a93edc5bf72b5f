"""Roles are given and taken by the operator, audited, and effective only together with a passkey."""

import os
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient

from intro_app import clock
from intro_app.audit.queries import read_lines
from intro_app.cli import intro
from intro_app.config import Settings
from intro_app.db import atomic
from intro_app.errors import DomainError
from intro_app.identity import queries, service
from intro_app.identity.models import StaffRole
from intro_app.identity.policy import FOUNDING_DAYS, FOUNDING_MEMBERS
from tests.support.authenticator import Authenticator
from tests.support.calendar import Calendar
from tests.support.databases import KEY
from tests.support.identity_pages import ask, follow, form_secret, letters, link_in
from tests.support.mail_server import Mailbox
from tests.support.passkey_pages import add, page_to_add, sign_in
from tests.support.people import People, visitor


@pytest.fixture
def dan(app: Flask, people: People) -> FlaskClient:
    """The browser of a new moderator who has just followed the link of an e-mail."""
    people.dan.becomes("moderator")
    return by_mail(app, people)


def by_mail(app: Flask, people: People) -> FlaskClient:
    """One more browser in which Dan came in by a link."""
    browser = visitor(app)
    ask(browser, people.dan.email)
    links = [link_in(letter) for letter in letters(app) if "/l/" in letter]
    link = next(link for link in links if browser.get(link).status_code == 200)
    assert follow(browser, link).status_code == 303
    return browser


def remove(browser: FlaskClient, number: int) -> int:
    """The status after pressing the button beside a passkey."""
    secret = form_secret(browser.get("/me/passkeys"))
    return browser.post("/me/passkeys/remove", data={"csrf_token": secret, "passkey": number}).status_code


def admin(settings: Settings, *words: str) -> Result:
    """What `intro admin …` says on this database."""
    nothing = dict.fromkeys(name for name in os.environ if name not in {"PATH", "HOME", "TMPDIR", "LANG"})
    chosen = {"DATABASE_URL": settings.database, "DATA_DIR": str(settings.data_dir), "SECRET_KEYS": KEY}
    return CliRunner().invoke(intro, ["admin", *words], env=nothing | chosen | {"LASTING_KEY": KEY})


def acts(app: Flask) -> list[tuple[int | None, str, str, str]]:
    """Who did what about which thing and why, as audited."""
    with app.app_context():
        return [(line.actor_id, line.act, line.about, line.why) for line in read_lines()]


def test_an_operator_gives_lists_and_takes_a_role(app: Flask, settings: Settings, people: People) -> None:
    assert (
        admin(settings, "grant", f" {people.dan.email.upper()}", "moderator", "--why", "elected").exit_code
        == 0
    )
    assert admin(settings, "list").output.startswith("moderator\tdan@example.org\tDan Okafor\tsince ")
    with app.app_context():
        assert queries.staff_roles(people.dan.id) == {StaffRole.MODERATOR}
    assert admin(settings, "revoke", people.dan.email, "moderator").exit_code == 0
    assert admin(settings, "list").output == ""
    granted, revoked = acts(app)
    assert granted == (None, "role_granted", "role:moderator", "elected")
    assert revoked == (None, "role_revoked", "role:moderator", "")


def test_what_cannot_be_done_is_said_and_not_written_down(
    app: Flask, settings: Settings, people: People
) -> None:
    assert "No member has this address" in admin(settings, "grant", "nobody@example.org", "admin").output
    assert "doesn’t have that role" in admin(settings, "revoke", people.dan.email, "admin").output
    assert admin(settings, "grant", people.dan.email, "king").exit_code == 2
    admin(settings, "grant", people.dan.email, "admin")
    assert "already has that role" in admin(settings, "grant", people.dan.email, "admin").output
    assert len(acts(app)) == 1


def test_the_first_admin_founds_the_site_and_a_later_one_does_not(
    app: Flask, people: People, the_calendar: Calendar
) -> None:
    def founding() -> bool:
        with app.app_context():
            return queries.is_founding(clock.now())

    people.alice.becomes("moderator")
    assert not founding()
    people.dan.becomes("admin")
    assert founding()
    with app.app_context():
        service.revoke(people.dan.member, StaffRole.ADMIN, clock.now())
    assert founding()
    the_calendar.pass_by(FOUNDING_DAYS)
    people.dan.becomes("admin")
    assert not founding()


def test_a_site_to_which_enough_people_came_back_is_founding_no_more(
    app: Flask, people: People, the_calendar: Calendar
) -> None:
    people.dan.becomes("admin")
    mias = [people.join("Mia", f"mia{number}@example.org") for number in range(FOUNDING_MEMBERS)]
    for mia in mias:
        mia.browser()
    with app.app_context():
        assert queries.is_founding(clock.now()), "joining is signing in once"
    the_calendar.pass_by(timedelta(hours=1))
    for mia in mias:
        with app.app_context():
            assert queries.is_founding(clock.now())
        mia.browser()
    with app.app_context():
        assert not queries.is_founding(clock.now())
        assert queries.founding_until(clock.now()) is None


def test_the_first_passkey_comes_after_an_e_mail_and_is_mailed_and_audited(
    app: Flask, dan: FlaskClient, people: People, mailbox: Mailbox
) -> None:
    assert "you need a passkey" in dan.get("/me/passkeys").text
    assert add(dan, Authenticator()).status_code == 303
    assert "Add a second on another" in dan.get("/me/passkeys").text
    mailbox.deliver(clock.now())
    assert mailbox.newest(people.dan.email).subject.startswith("Passkey added to your account on ")
    assert acts(app)[-1] == (people.dan.id, "passkey_added", "passkey:1", "")


def test_the_first_passkey_needs_an_e_mail_of_the_last_ten_minutes(
    dan: FlaskClient, the_calendar: Calendar
) -> None:
    the_calendar.pass_by(timedelta(minutes=10, seconds=1))
    assert page_to_add(dan).location == "/sign-in/again?next=/me/passkeys"
    assert "E-mail me a link" in dan.get("/sign-in/again").text


def test_who_takes_over_a_moderators_mailbox_gets_no_further(
    app: Flask, dan: FlaskClient, people: People
) -> None:
    add(dan, Authenticator())
    thief = by_mail(app, people)
    assert page_to_add(thief).location == "/sign-in/again?next=/me/passkeys"
    assert remove(thief, 1) == 303
    assert "E-mail me a link" not in thief.get("/sign-in/again").text
    with app.app_context():
        assert len(queries.passkeys_of(people.dan.id)) == 1


def test_a_moderator_keeps_one_passkey(app: Flask, dan: FlaskClient, people: People) -> None:
    phone = Authenticator()
    add(dan, phone)
    sign_in(dan, phone)
    assert remove(dan, 1) == 422
    assert add(dan, Authenticator(), "office key").status_code == 303
    assert "Add a second on another" not in dan.get("/me/passkeys").text
    assert remove(dan, 2) == 303
    assert remove(dan, 1) == 422


def test_a_doubted_passkey_is_not_the_one_that_remains(app: Flask, dan: FlaskClient) -> None:
    phone, key = Authenticator(count=5), Authenticator()
    add(dan, phone)
    sign_in(dan, phone_with(phone, 6))
    add(dan, key)
    sign_in(visitor(app), phone_with(phone, 2))
    sign_in(dan, key)
    assert "Someone may have copied this passkey" in dan.get("/me/passkeys").text
    assert remove(dan, 2) == 422
    assert remove(dan, 1) == 303


def test_lost_passkeys_are_forgotten_by_the_operator(
    app: Flask, settings: Settings, dan: FlaskClient, people: People
) -> None:
    phone = Authenticator()
    add(dan, phone)
    assert admin(settings, "forget-passkeys", people.dan.email, "--why", "lost at sea").exit_code == 0
    assert sign_in(visitor(app), phone).status_code == 401
    assert acts(app)[-1] == (None, "passkeys_forgotten", "", "lost at sea")
    assert add(by_mail(app, people), Authenticator()).status_code == 303


def test_a_new_role_ends_the_sessions_that_were_long(app: Flask, people: People) -> None:
    browser = people.dan.browser()
    people.dan.becomes("admin")
    assert browser.get("/me").status_code == 303


def test_who_left_is_given_nothing(app: Flask, people: People) -> None:
    dan = people.dan
    with app.app_context():
        with atomic():
            dan.member.left_at = clock.now()
        with pytest.raises(DomainError, match=r"closed"):
            service.grant(dan.member, StaffRole.ADMIN, clock.now())
    assert acts(app) == []


def phone_with(phone: Authenticator, count: int) -> Authenticator:
    """The same passkey, saying that it was used so often."""
    phone.count = count
    return phone
