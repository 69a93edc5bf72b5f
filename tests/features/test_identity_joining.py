"""Joining: with a proved address and a name, and nothing that anybody else typed."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from intro_app.db import db
from intro_app.identity.models import Member
from tests.support.identity_pages import HOST, ask, code_in, follow, letters, link_in, type_code
from tests.support.people import visitor


def test_an_unknown_address_joins_with_a_name_and_nothing_else(app: Flask, client: FlaskClient) -> None:
    ask(client, "Carol@Example.org")
    path = link_in(letters(app)[-1])
    assert "c…@e….org".casefold() in client.get(path).text.casefold()
    assert follow(client, path, name="Carol Clark").headers["Location"] == "/me/profile?done=joined"
    assert "Welcome, Carol Clark." in client.get("/me/profile?done=joined").text
    with app.app_context():
        carol = db.session.scalars(select(Member)).one()
        assert (carol.email, carol.mailbox, carol.headline) == ("Carol@Example.org", "carol@example.org", "")
        assert (carol.door.visible, carol.door.takes_direct_asks) == (False, False)
    assert client.get(path).headers["Location"] == "/introductions?done=signed-in-before", (
        "who is in already goes on"
    )
    assert visitor(app).get(path).status_code == 410


@pytest.mark.parametrize("name", ["", "evil.com", "Ann\u202e", "Раypal Support", "a@b", "x" * 101])
def test_a_name_that_is_none_joins_nobody_and_stays_to_be_mended(
    app: Flask, client: FlaskClient, name: str
) -> None:
    ask(client, "carol@example.org")
    path = link_in(letters(app)[-1])
    refused = follow(client, path, name=name)
    assert refused.status_code == 422
    assert 'class="error"' in refused.text
    assert f'value="{name}"' in refused.text
    assert follow(client, path, name="Carol Clark").status_code == 303


@pytest.mark.parametrize("name", ["A\u200bnn", "\ufeffAnn"])
def test_what_nobody_sees_in_a_name_is_left_out(app: Flask, client: FlaskClient, name: str) -> None:
    ask(client, "carol@example.org")
    assert follow(client, link_in(letters(app)[-1]), name=name).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Member.name)).one() == "Ann"


def test_a_full_width_address_is_read_as_it_is_meant(app: Flask, client: FlaskClient) -> None:
    assert ask(client, "ａ＠example.org").status_code == 303
    assert link_in(letters(app)[-1])


@pytest.mark.parametrize("address", ["jörg@example.org", "x" * 65 + "@a.org", "王@example.org"])
def test_an_address_that_no_e_mail_reaches_is_refused_and_stays_to_be_mended(
    app: Flask, client: FlaskClient, address: str
) -> None:
    refused = ask(client, address)
    assert refused.status_code == 422
    assert f'value="{address}"' in refused.text
    assert 'class="error"' in refused.text
    assert letters(app) == []


def test_the_code_of_an_unknown_address_leads_to_joining(app: Flask, client: FlaskClient) -> None:
    ask(client, "carol@example.org")
    onward = type_code(client, code_in(letters(app)[-1])).headers["Location"]
    assert follow(client, onward.removeprefix(HOST), name="Carol Clark").status_code == 303


def test_two_join_links_of_one_mailbox_make_one_member(app: Flask, client: FlaskClient) -> None:
    ask(client, "carol@example.org")
    ask(client, "carol+two@example.org")
    first, second = map(link_in, letters(app))
    assert follow(client, first, name="Carol Clark").status_code == 303
    assert "Welcome back" in client.get(second).text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Member)) == 1
