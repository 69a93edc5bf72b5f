"""Settings are tried as they will be used, and a site under a name with an umlaut works as any other."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from intro_app import create_app
from intro_app.cli.rehearsal import ensure_settings_work, mail_server_trouble
from intro_app.config import Settings, SettingsError
from intro_app.db import db
from intro_app.identity.passkeys import site_name_of_passkeys
from intro_app.links import Link
from intro_app.outbox import deliver_due, post
from tests.support.databases import copied_sqlite
from tests.support.failing_mail_server import Deed, FailingPostOffice, Stage
from tests.support.identity_pages import form_secret
from tests.support.mail_server import PostOffice
from tests.support.outbox import CAROL, letter
from tests.support.people import visitor
from tests.support.ports import free_port

HOST = "xn--bcher-kva.example"


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """One kind of database is enough: no setting here is about it."""
    with copied_sqlite(sqlite_template, tmp_path) as url:
        yield url


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The settings of a site whose name has an umlaut."""
    changed = replace(settings, base_url="https://bücher.example", mail_from="hallo@bücher.example")
    return replace(changed, bounce_address="b@bücher.example")


def test_a_letter_from_a_name_with_an_umlaut_is_sent_and_is_ascii_on_the_wire(
    app: Flask, running_post_office: PostOffice, at: datetime
) -> None:
    with app.app_context():
        post(letter("letter:1"), at=at)
        assert deliver_due(at=at) == 1
    came = running_post_office.letters[-1]
    head = came.raw.partition(b"\r\n\r\n")[0].decode("ascii")
    assert f"<hallo@{HOST}>" in head
    assert came.message["Message-ID"].endswith(f"@{HOST}>")
    assert came.message["List-Unsubscribe"].startswith(f"<https://{HOST}/x/")
    assert came.sender.endswith(f"@{HOST}")


def test_pages_forms_and_passkeys_go_by_the_name_that_browsers_send(app: Flask) -> None:
    browser = visitor(app)
    page = browser.get("/sign-in", headers={"Host": HOST})
    assert page.status_code == 200
    sent = browser.post(
        "/sign-in",
        data={"csrf_token": form_secret(page), "email": CAROL.address},
        headers={"Host": HOST, "Origin": f"https://{HOST}", "Sec-Fetch-Site": "same-origin"},
    )
    assert sent.status_code == 303
    assert sent.headers["Location"].isascii()
    with app.app_context():
        assert site_name_of_passkeys() == HOST


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"dkim_key_file": "/nowhere/key.pem"},
            "DKIM_KEY_FILE /nowhere/key.pem can't be read: No such file",
        ),
        ({"dkim_key_file": "/dev/null"}, "DKIM_KEY_FILE /dev/null is not a private RSA key in PEM"),
        ({"secret_keys": ()}, "SECRET_KEYS or BASE_URL can't make a link"),
        (
            {"site_name": "Mu\u2028tual"},
            "SITE_NAME, MAIL_FROM, SITE_CONTACT and BASE_URL don't make an e-mail",
        ),
    ],
)
def test_what_would_fail_in_use_stops_the_start_with_a_sentence(
    settings: Settings, changed: dict[str, Any], sentence: str
) -> None:
    app = create_app(replace(settings, **changed))
    with pytest.raises(SettingsError) as problem:
        ensure_settings_work(app)
    assert any(fault.startswith(sentence) for fault in problem.value.faults), problem.value.faults


def test_settings_that_work_are_tried_without_a_trace(app: Flask) -> None:
    ensure_settings_work(app)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Link)) == 0


def test_a_mail_server_that_is_away_is_told_and_is_no_reason_to_stop(
    settings: Settings, sink: FailingPostOffice
) -> None:
    away = replace(settings, smtp_url=f"smtp://127.0.0.1:{free_port()}")
    ensure_settings_work(create_app(away))
    assert "Is the port right in SMTP_URL?" in mail_server_trouble(away)
    sink.on(Stage.CONNECT, Deed.DROP)
    assert mail_server_trouble(replace(settings, smtp_url=sink.url))
    assert not mail_server_trouble(replace(settings, smtp_url=sink.url))
