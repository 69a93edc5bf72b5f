"""Without Stripe the site works and memberships can be given; settings that would lose money are refused."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from intro_app import clock, create_app
from intro_app.audit import queries as audited
from intro_app.config import Settings, SettingsError
from intro_app.db import db
from intro_app.errors import DomainError
from intro_app.memberships import queries, service
from tests.support.calendar import Calendar
from tests.support.databases import KEY
from tests.support.live_site import LiveSite, live_site
from tests.support.mail_server import Mailbox, PostOffice
from tests.support.patience import PATIENCE
from tests.support.paying_member import bring, post
from tests.support.people import People, visitor

LIVE = "sk_live_abc"
NOWHERE = "http://127.0.0.1:9"
HOOK = "whsec_0123456789abcdef"


@pytest.fixture
def settings(database: str, data_dir: Path, running_post_office: PostOffice) -> Settings:
    """A site without a key."""
    running_post_office.letters.clear()
    return Settings(
        base_url="https://meet.example.org",
        database_url=database,
        data_dir=data_dir,
        secret_keys=(KEY,),
        lasting_key=KEY,
        mail_from="hello@meet.example.org",
        smtp_url=running_post_office.url,
    )


def test_the_pages_say_that_it_is_not_open(app: Flask, people: People) -> None:
    alice = people.alice.browser()
    for page in (visitor(app).get("/membership"), alice.get("/me/membership")):
        assert page.status_code == 200
        assert "You can’t pay for a supporting membership here at the moment." in page.text
        assert "stripe.com" not in page.headers["Content-Security-Policy"]
    assert "button" not in alice.get("/me/membership").text.partition("<main")[2].replace("csrf", "")


def test_nothing_can_be_bought_or_told(app: Flask, people: People) -> None:
    alice = people.alice.browser()
    form = (
        alice.get("/me/door").text.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    )
    assert (
        alice.post("/me/membership/join", data={"csrf_token": form, "choice": "monthly"}).status_code == 404
    )
    assert bring(app, {"id": "evt_1"}).status_code == 404
    assert post(app, b"", None).status_code == 404


def test_the_worker_asks_nobody(app: Flask) -> None:
    with app.app_context():
        for chore in service.CHORES:
            chore(clock.now())
        assert list(service.reconcile(clock.now())) == []


def test_membership_can_be_given(
    app: Flask, people: People, mailbox: Mailbox, the_calendar: Calendar
) -> None:
    alice, until = people.alice, clock.now() + timedelta(days=20)
    with app.app_context():
        service.give(alice.member, until, "cannot pay just now", clock.now())
        assert queries.is_member(alice.id, clock.now())
        assert queries.members_among([alice.id, people.bob.id], clock.now()) == {alice.id}
        assert audited.head()[0] == 1
    page = alice.browser().get("/me/membership").text
    assert "You’re a supporting member until" in page
    assert "cannot pay" not in page, "the reason is for the audit"
    mailbox.deliver(clock.now())
    assert mailbox.newest("alice@example.org").subject == "You’ve been given a supporting membership"
    assert "cannot pay" not in mailbox.newest("alice@example.org").text
    the_calendar.go_to(until)
    with app.app_context():
        assert not queries.is_member(alice.id, clock.now())


@pytest.mark.parametrize(("days", "why"), [(-1, "a reason"), (4000, "a reason"), (20, " ")])
def test_it_is_given_for_a_reason_and_until_a_day(app: Flask, people: People, days: int, why: str) -> None:
    with app.app_context(), pytest.raises(DomainError):
        service.give(people.alice.member, clock.now() + timedelta(days=days), why, clock.now())
    with app.app_context():
        assert not queries.is_member(people.alice.id, clock.now())


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"stripe_secret_key": LIVE, "stripe_webhook_secrets": (HOOK,), "stripe_api_base": NOWHERE},
            "can.t be set together",
        ),
        ({"stripe_secret_key": "sk_test_a"}, "needs STRIPE_WEBHOOK_SECRETS"),
        ({"stripe_api_base": NOWHERE}, "without STRIPE_SECRET_KEY"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        replace(Settings(), **wrong)  # type: ignore[arg-type]  # each of its own type


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STRIPE_SECRET_KEY", "pk_test_abc"),
        ("STRIPE_WEBHOOK_SECRETS", "secret"),
        ("STRIPE_WEBHOOK_SECRETS", f"{HOOK},x"),
        ("STRIPE_PRICES", "a,b"),
        ("STRIPE_PRICES", "a,b,b"),
        ("STRIPE_API_BASE", "http://elsewhere.example"),
    ],
)
def test_a_setting_that_cannot_be_read_is_a_sentence(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"^{name} must"):
        Settings.from_environment({"DATA_DIR": str(tmp_path), name: value})


@pytest.fixture
def here(tmp_path: Path) -> Iterator[LiveSite]:
    """A site of processes."""
    with live_site("", tmp_path) as site:
        yield site


@pytest.mark.slow
def test_the_commands_as_an_operator_types_them(here: LiveSite) -> None:
    here.run("db", "upgrade")
    here.run("seed")
    said = here.run("memberships", "give", "bob@example.org", "--reason", "he helps", "--until", "2027-01-31")
    assert "is a member until 2027-01-31" in said
    closed = here.start("memberships", "reconcile")
    assert closed.popen.wait(timeout=PATIENCE) == 1
    assert closed.log.read_text() == "Error: Membership is off. Set STRIPE_SECRET_KEY to turn it on.\n"
    live = {"STRIPE_SECRET_KEY": LIVE, "STRIPE_WEBHOOK_SECRETS": HOOK, "STRIPE_API_BASE": NOWHERE}
    for command in (("serve",), ("worker",), ("stripe-stand-in",)):
        refused = here.start(*command, **live)
        assert refused.popen.wait(timeout=PATIENCE) == 2
        assert refused.log.read_text().startswith(
            "Error: STRIPE_API_BASE and a live STRIPE_SECRET_KEY can't be set together"
        )


def test_what_can_be_paid_shows_to_everybody(settings: Settings, people: People) -> None:
    """With a key but before the first copy of prices nobody can pay, and nothing is promised."""
    site = create_app(replace(settings, stripe_secret_key="sk_test_a", stripe_webhook_secrets=(HOOK,)))
    assert (
        "You can’t pay for a supporting membership here at the moment"
        in visitor(site).get("/membership").text
    )
    with site.app_context():
        db.engine.dispose()
