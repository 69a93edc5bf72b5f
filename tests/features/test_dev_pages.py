"""The developers' pages: sent mail can be read and its links followed, only where the operator wants it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from intro_app import create_app
from intro_app.config import Settings
from intro_app.devtools.cast import cast, introduction, nothing_kept
from intro_app.introductions import emails
from intro_app.introductions.states import Role, Way
from intro_app.outbox import Addressee, Email, compose, post
from tests.support.calendar import Calendar
from tests.support.databases import copied_sqlite
from tests.support.email_samples import letter
from tests.support.people import visitor


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """One kind of database is enough for what only developers see."""
    with copied_sqlite(sqlite_template, tmp_path) as url:
        yield url


@pytest.fixture
def site(settings: Settings, the_calendar: Calendar) -> Flask:
    """A site as those who build it run it."""
    return create_app(replace(settings, dev_pages=True, smtp_url=""))


def test_a_real_site_has_no_such_pages(app: Flask) -> None:
    for path in ("/dev/outbox", "/dev/emails"):
        assert visitor(app).get(path).status_code == 404


def test_the_outbox_shows_a_letter_with_links_that_work(site: Flask, at: datetime) -> None:
    to = Addressee(address="carol@example.org", name="Carol")
    with site.app_context():
        specimen = compose(
            "specimen",
            "outbox",
            to=to,
            dedupe="specimen",
            about="specimen:1",
            words="<b>A & B</b>",
            url="https://meet.example.org/promise",
            ends=at,
        )
        post(specimen, at=at)
    client = visitor(site)
    (path,) = re.findall(r'href="(/dev/outbox/[^"]+)"', client.get("/dev/outbox").text)
    page = client.get(path)
    links = re.findall(r'<li><a href="https://meet.example.org(/[^"]+)"', page.text)
    assert [client.get(link).status_code for link in links] == [200, 200]
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in page.text
    assert "List-Unsubscribe-Post" in page.text


def test_the_outbox_lists_readers_and_subjects_and_one_readers_alone(site: Flask, at: datetime) -> None:
    named: dict[str, object] = {"name": "Carol Duarte", "url": "https://meet.example.org/people/carol"}
    timed: dict[str, object] = {"words": "Words.", "url": "https://meet.example.org/promise", "ends": at}
    posted = (("carol", "specimen", "outbox", timed), ("dan", "acquaintance_confirmed", "people", named))
    with site.app_context():
        for minute, (reader, kind, feature, context) in enumerate(posted):
            to = Addressee(address=f"{reader}@example.org")
            email = Email(kind, feature, to, dedupe=reader, about="specimen:1", context=context)
            post(email, at=at + timedelta(minutes=minute))
    client = visitor(site)
    page = client.get("/dev/outbox").text
    shown = [
        "Carol Duarte has confirmed that you know each other",
        "dan@example.org",
        "A sample of our e-mails",
        "carol@example.org",
    ]
    assert sorted(shown, key=page.index) == shown, "the newest first, each with its subject and reader"
    (to_carol,) = re.findall(r'href="(/dev/outbox\?to=carol[^"]+)"', page)
    alone = client.get(to_carol).text
    assert "A sample of our e-mails" in alone
    assert "dan@example.org" not in alone


def test_a_letter_is_shown_in_a_frame_that_can_do_nothing(site: Flask) -> None:
    client = visitor(site)
    page = client.get("/dev/emails")
    assert page.headers["Content-Security-Policy"].endswith("frame-src 'self'")
    framed = client.get("/dev/emails/ask_directly-from-Mallory/html")
    rules = framed.headers["Content-Security-Policy"]
    assert "default-src 'none'" in rules
    assert "sandbox" in rules
    assert "script" not in rules
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert client.get("/dev/emails/nothing/html").status_code == 404


def test_the_page_of_all_emails_shows_their_text_and_a_frame_for_each(site: Flask) -> None:
    client = visitor(site)
    page = client.get("/dev/emails").text
    frames = re.findall(r'<iframe src="([^"]+)"', page)
    assert len(frames) == page.count("<pre>") > 50
    assert "gave us your address to ask you this once" in page
    assert client.get(frames[-1]).status_code == 200


def test_what_is_made_for_a_sample_is_gone_afterwards(site: Flask, at: datetime) -> None:
    """Twice the same people, whose addresses are unique."""
    for _ in range(2):
        with site.app_context(), nothing_kept():
            made = introduction(Way.DIRECT, cast(at), at)
            assert letter(emails.introduce(made, Role.FIRST, at)).subject.endswith(" and you: introduced")
