"""What nobody can learn from the pages on which people come in, and how little mail they can cause."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from intro_app import clock
from intro_app.db import db
from intro_app.identity import service
from intro_app.identity.models import Session, SignIn
from intro_app.outbox import suppress
from tests.support.identity_pages import ask, code_in, form_secret, letters, link_in
from tests.support.people import visitor


def seen(response: TestResponse) -> tuple[object, ...]:
    """Everything that a response tells, without the values drawn for this visitor."""
    drawn = {"X-Request-Id", "Content-Length"}  # a form's secret may be a letter longer or shorter
    told = [(name, value) for name, value in response.headers if name not in drawn]
    headers = sorted((name, re.sub(r"pre=[^;]+", "pre=*", value)) for name, value in told)
    return response.status_code, headers, re.sub(r'value="[^"]{60,}"', 'value="*"', response.text)


def test_known_unknown_stopped_and_limited_addresses_read_the_same(app: Flask, alice: int) -> None:
    with app.app_context():
        suppress("stopped@example.org", "everything", clock.now())
    limited = visitor(app)
    for _ in range(6):
        ask(limited, "often@example.org")
    answers = []
    for address in ("alice@example.org", "nobody@example.org", "stopped@example.org", "often@example.org"):
        browser = visitor(app)
        answers.append((seen(ask(browser, address)), seen(browser.get("/sign-in/code"))))
    for one, other in pairwise(answers):
        assert one == other


def test_a_stranger_gets_three_e_mails_to_join_a_day_however_the_address_is_spelled(
    app: Flask, client: FlaskClient
) -> None:
    for number in range(8):
        ask(client, ["Dan.Often@gmail.com", "danoften+x@gmail.com", "DANOFTEN@googlemail.com"][number % 3])
    assert len(letters(app)) == 3


def test_a_member_gets_five_e_mails_to_sign_in_an_hour(app: Flask, client: FlaskClient, alice: int) -> None:
    for number in range(8):
        ask(client, ["alice@example.org", "ALICE+x@example.org"][number % 2])
    assert len(letters(app)) == 5


def test_somebody_who_stopped_all_mail_is_not_asked_to_join(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        suppress("nobody@example.org", "everything", clock.now())
    ask(client, "nobody@example.org")
    assert letters(app) == []


def test_only_a_hash_of_the_session_and_the_code_is_kept(app: Flask, signed_in: FlaskClient) -> None:
    cookie = signed_in.get_cookie("__Host-sid", "meet.example.org")
    assert cookie
    with app.app_context():
        kept = str(db.session.execute(select(Session.id_hash)).all())
        kept += str(db.session.execute(select(SignIn.code_hash, SignIn.browser_hash)).all())
    assert cookie.value not in kept
    assert code_in(letters(app)[-1]) not in kept


@pytest.mark.parametrize(
    "address", ["", "ana", "ana@", "@example.org", "a b@example.org", "a" * 300 + "@example.org"]
)
def test_what_is_no_address_is_said_beside_the_field_and_kept(client: FlaskClient, address: str) -> None:
    refused = ask(client, address)
    assert refused.status_code == 422
    assert 'class="error"' in refused.text
    assert f'value="{address}"' in refused.text


def test_requests_of_the_past_are_forgotten(app: Flask, client: FlaskClient) -> None:
    ask(client, "nobody@example.org")
    with app.app_context():
        service.forget_ended(clock.now() + timedelta(days=3))
        assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0


@pytest.mark.parametrize("path", ["/sign-in", "/l", "/l/again", "/sign-in/code"])
def test_a_form_that_another_site_sends_is_refused(
    app: Flask, client: FlaskClient, alice: int, path: str
) -> None:
    ask(client, "alice@example.org")
    link = link_in(letters(app)[-1])
    secret = form_secret(client.get(link))
    data = {"token": link[3:], "email": "alice@example.org", "code": "x"}
    assert client.post(path, data=data).status_code == 400
    whole = data | {"csrf_token": secret}
    assert client.post(path, data=whole, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert client.post(path, data=whole, headers={"Origin": "https://evil.example"}).status_code == 400
    assert visitor(app).post(path, data=whole).status_code == 400
    assert client.get("/me").status_code == 303
