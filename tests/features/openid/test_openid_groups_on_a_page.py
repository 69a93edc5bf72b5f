"""Where the groups of a real provider lead, as a host set it on a page; the environment comes first."""

import json
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intro_app.audit.models import AuditEntry
from intro_app.audit.queries import check
from intro_app.db import db
from intro_app.groups.models import GroupMembership, MemberGroup
from intro_app.groups.queries import id_of
from intro_app.groups.service import close_group, make_group
from intro_app.site_settings import SiteSetting
from tests.support.browsing import grouped
from tests.support.forms import form_with, forms_in
from tests.support.identity_pages import send
from tests.support.openid_pages import ANA, go, joins, settings_with
from tests.support.openid_provider import RunningProvider
from tests.support.people import MemberHandle, People, visitor
from tests.support.settings_pages import said

pytestmark = [pytest.mark.xdist_group("openid"), pytest.mark.changes_app, pytest.mark.one_database]

PAGE = "/staff/providers"


@pytest.fixture
def dan(people: People) -> MemberHandle:
    """A host, with two groups to lead people into."""
    return people.dan.becomes("host")


@pytest.fixture
def host(app: Flask, dan: MemberHandle, provider: RunningProvider) -> FlaskClient:
    """The browser of a host who came in by passkey; the environment says nothing of groups."""
    settings_with(app, provider.as_configured(scopes="openid email groups"))
    return dan.browser(by_passkey=True)


def makes(app: Flask, dan: MemberHandle, name: str, at: datetime) -> str:
    """Make a group of this name; return its public id."""
    with app.app_context():
        return make_group(dan.member, name, takes_requests=False, at=at).public_id


def groups_now(app: Flask) -> set[str]:
    """The groups in which somebody is."""
    with app.app_context():
        there = select(MemberGroup.name).join(GroupMembership).where(GroupMembership.ended_at.is_(None))
        return set(db.session.scalars(there))


def signs_in(app: Flask, provider: RunningProvider, **claims: Any) -> set[str]:
    """Let Ana come by the provider, which says so much of her; return the groups she is in then."""
    provider.knows(ana=ANA | claims)
    client = visitor(app)
    if go(client, provider, "ana").location == "/sign-in/connect":
        joins(client)
    return groups_now(app)


def test_a_host_leads_groups_and_the_next_sign_in_follows(
    app: Flask, provider: RunningProvider, host: FlaskClient, dan: MemberHandle, at: datetime
) -> None:
    board, choir = (makes(app, dan, name, at) for name in ("Board", "Choir"))
    assert signs_in(app, provider, groups=["b"]) == set(), "nobody has said where it leads"
    assert send(host, PAGE, PAGE, provider="alumni", word="b", group=board).status_code == 303
    assert send(host, PAGE, PAGE, provider="alumni", word="sing", group=choir).status_code == 303
    assert signs_in(app, provider, groups=["b", "sing", "unknown"]) == {"Board", "Choir"}
    assert signs_in(app, provider) == {"Board", "Choir"}, "absent is not empty"
    assert signs_in(app, provider, groups={"b": 1}) == {"Board", "Choir"}, "nor is what nobody understands"
    assert signs_in(app, provider, groups=[]) == set()
    assert signs_in(app, provider, groups="b") == {"Board"}
    page = host.get(f"/staff/groups/{board}").text
    assert "by signing in with a provider, on" in page


def test_what_is_taken_off_the_list_ends_at_the_next_sign_in_and_undo_brings_it_back(
    app: Flask, provider: RunningProvider, host: FlaskClient, dan: MemberHandle, at: datetime
) -> None:
    board = makes(app, dan, "Board", at)
    send(host, PAGE, PAGE, provider="alumni", word="b", group=board)
    assert signs_in(app, provider, groups=["b"]) == {"Board"}
    removed = form_with(host.get(PAGE).text, action=f"{PAGE}/remove")
    assert host.post(f"{PAGE}/remove", data=grouped(removed.filled())).status_code == 303
    assert groups_now(app) == {"Board"}, "until they sign in"
    assert signs_in(app, provider) == {"Board"}, "absent is not empty"
    assert signs_in(app, provider, groups=["b"]) == set(), "an empty list is one"
    undo = form_with(host.get(PAGE).text, action=f"{PAGE}/undo")
    assert "done=setting-undone" in host.post(f"{PAGE}/undo", data=grouped(undo.filled())).location
    assert signs_in(app, provider, groups=["b"]) == {"Board"}
    again = host.post(f"{PAGE}/undo", data=grouped(undo.filled()))
    assert "done=setting-changed-since" in again.location, "there is a later change"
    with app.app_context():
        rows = db.session.scalars(select(SiteSetting).order_by(SiteSetting.id)).all()
        there = [["b", board]]
        assert [(json.loads(row.before), json.loads(row.value)) for row in rows] == [
            ([], there),
            (there, []),
            ([], there),
        ]
        acts = select(AuditEntry.act).where(AuditEntry.act == "provider_groups_changed")
        assert len(db.session.scalars(acts).all()) == 3
        assert check().broken is None
    assert "Dan Okafor" in host.get(PAGE).text


def test_a_group_keeps_its_people_under_another_name_and_a_closed_one_leads_nowhere(
    app: Flask, provider: RunningProvider, host: FlaskClient, dan: MemberHandle, at: datetime
) -> None:
    board, choir = (makes(app, dan, name, at) for name in ("Board", "Choir"))
    for word, group in (("b", board), ("sing", choir)):
        send(host, PAGE, PAGE, provider="alumni", word=word, group=group)
    path = f"/staff/groups/{board}"
    send(host, path, f"{path}/rename", name="Council")
    with app.app_context():
        close_group(id_of(choir) or 0, dan.member, at)
    assert signs_in(app, provider, groups=["b", "sing"]) == {"Council"}
    page = said(host.get(PAGE).text)
    assert "a group that was closed" in page, "among the changes alone"
    assert len([form for form in forms_in(host.get(PAGE).text) if form.action == f"{PAGE}/remove"]) == 1


def test_what_the_environment_names_is_text_and_sending_it_is_refused(
    app: Flask, provider: RunningProvider, host: FlaskClient, dan: MemberHandle, at: datetime
) -> None:
    board = makes(app, dan, "Board", at)
    form = form_with(host.get(PAGE).text, action=PAGE).filled(word="x", group=board)
    send(host, PAGE, PAGE, provider="alumni", word="x", group=board)
    settings_with(app, provider.as_configured(scopes="openid email groups", groups=(("b", "Board"),)))
    page = host.get(PAGE).text
    assert "Set on the server as OIDC_ALUMNI_GROUPS." in page
    assert PAGE not in [one.action for one in forms_in(page)]
    sent = grouped(form)
    answers = [host.post(f"{PAGE}{step}", data=sent).status_code for step in ("", "/remove", "/undo")]
    assert answers == [409, 409, 409]
    with app.app_context():
        assert len(db.session.scalars(select(SiteSetting)).all()) == 1
    assert signs_in(app, provider, groups=["b", "x"]) == {"Board"}
    assert signs_in(app, provider, groups=["x"]) == set(), "the page’s waits behind it"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"word": ""}, "Enter it as the provider writes it."),
        ({"word": "x" * 201}, "Keep this to 200 characters."),
        ({"group": ""}, "Choose a group."),
        ({"group": "elsewhere"}, "Not a valid choice"),
        ({"word": "b"}, "This is on the list already."),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    app: Flask, host: FlaskClient, dan: MemberHandle, at: datetime, typed: dict[str, str], sentence: str
) -> None:
    board = makes(app, dan, "Board", at)
    send(host, PAGE, PAGE, provider="alumni", word="b", group=board)
    form = form_with(host.get(PAGE).text, action=PAGE)
    sent = grouped(form.filled()) | {"word": ["c"], "group": [board]}
    refused = host.post(PAGE, data=sent | {name: [value] for name, value in typed.items()})
    assert refused.status_code == 422
    assert sentence in said(refused.text) or typed.get("group") == "elsewhere"
    with app.app_context():
        assert len(db.session.scalars(select(SiteSetting)).all()) == 1


def test_only_hosts_change_it_and_an_unknown_provider_is_no_page(
    app: Flask, people: People, host: FlaskClient
) -> None:
    bob = people.bob.becomes("moderator").browser(by_passkey=True)
    assert bob.get(PAGE).status_code == 404
    assert send(host, "/staff/groups", "/staff/groups", name="Board").status_code == 303
    form = form_with(host.get(PAGE).text, action=PAGE)
    assert host.post(PAGE, data=grouped(form.filled()) | {"provider": ["other"]}).status_code == 404


def test_without_a_provider_the_page_says_who_can_add_one(app: Flask, host: FlaskClient) -> None:
    settings_with(app)
    assert "Whoever runs the server can add one." in said(host.get(PAGE).text)
