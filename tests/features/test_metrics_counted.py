"""What a monitor reads of sign-ins, limits and mail: by kind and outcome, and of no person."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert

import intro_app
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.metrics.queries import MANY, site_figures
from intro_app.outbox.models import OutboxAttempt, OutboxMessage
from intro_app.web.limits import hit
from intro_app.web.measuring import OPEN_LIMITS, PRIVATE
from tests.support.identity_pages import ask, follow, letters, link_in, type_code
from tests.support.monitoring import TOKEN, read_metrics
from tests.support.people import People, visitor


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A site that is watched."""
    return replace(settings, metrics_token=TOKEN)


def test_sign_ins_are_counted_by_way_and_outcome_and_name_nobody(app: Flask, people: People) -> None:
    watcher = visitor(app)
    before = read_metrics(watcher)
    browser = visitor(app)
    ask(browser, people.bob.email)
    assert type_code(browser, "AAAA-AAAA").status_code == 422
    assert follow(browser, link_in(letters(app)[-1])).status_code == 303
    after = read_metrics(watcher)
    moved = {key[1:]: after[key] - before[key] for key in after if key[0] == "mutual_sign_ins_total"}
    assert {key: number for key, number in moved.items() if number} == {
        ("signed_in", "link"): 1,
        ("refused", "code"): 1,
    }


def test_a_limit_that_was_reached_is_counted_by_name_unless_it_tells_of_an_answer(app: Flask) -> None:
    before = read_metrics(visitor(app))
    with app.app_context():
        for name in ("sign_in", "report_subject", "mail_event"):
            assert [hit(name, "somebody", "1/hour").allowed for _time in range(2)] == [True, False]
    after = read_metrics(visitor(app))
    moved = {key[1]: after[key] - before[key] for key in after if key[0] == "mutual_limits_reached_total"}
    assert {name: number for name, number in moved.items() if number} == {"sign_in": 1, PRIVATE: 1}


def test_each_limit_in_the_code_is_open_or_known_to_be_private() -> None:
    code = "\n".join(file.read_text() for file in Path(intro_app.__file__).parent.rglob("*.py"))
    named = set(re.findall(r"\b(?:hit|rate_limit|allows)\(\s*\"(\w+)\"", code))
    private = {"guest_code", "draft", "report_subject", "report_as_visitor", "slots", "group_known"}
    assert named - {"mail_event", "openid_sign_out"} == OPEN_LIMITS | private | {"acquaintance"}


def test_mails_are_told_by_large_provider_once_many_people_are_there(app: Flask, at: datetime) -> None:
    app.extensions.pop("metrics.hosts", None)  # which providers many use is looked up once a day
    lately, before = at - timedelta(minutes=9), at - timedelta(days=3)
    with app.app_context(), atomic():
        for number in range(MANY):
            _attempt(f"new-{number}", "google", lately, mailbox=f"g{number}")
            _attempt(f"old-{number}", "google", before, mailbox=f"g{number}")
        for number in range(MANY - 1):
            _attempt(f"few-{number}", "apple", before, mailbox=f"a{number}")
        for number in range(7):
            _attempt(f"gone-{number}", "apple", lately, mailbox=f"a{number}", outcome="no_mailbox")
    with app.app_context():
        told = {key: number for key, number in site_figures(at).mail_by_host.items() if number}
    assert told == {("google", "sent"): 20, ("other", "no_mailbox"): 5}


def _attempt(key: str, host: str, at: datetime, *, mailbox: str, outcome: str = "sent") -> None:
    """An attempt to send, and its message."""
    words = dict.fromkeys(("kind", "about", "sender"), "") | {"dedupe": key, "message_id": key}
    counts = dict.fromkeys(("attempts", "unsure", "stumbles", "lost"), 0)
    dates = dict.fromkeys(("posted_at", "not_before", "due_at", "sent_at"), at)
    row = {"key": key, "scopes": [], "mailbox_hash": mailbox, "security": False}
    db.session.execute(insert(OutboxMessage).values(**row, **words, **counts, **dates))
    db.session.add(OutboxAttempt(token=key, message_key=key, started_at=at, outcome=outcome, host=host))
