"""Role × route: whoever somebody is, each page lets them in or not as its door says (support/route_doors.py).

Each view is replaced by one that only says that it was reached, so that nothing acts and no page is missing.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.identity.models import Session, StaffRole
from intro_app.identity.models.signing_in import STAFF_AT_MOST
from intro_app.identity.policy import FRESH, powers_of
from intro_app.web.access import ANY_RIGHT, AccessRule
from tests.support.identity_pages import form_secret
from tests.support.organising import opens
from tests.support.people import People, visitor
from tests.support.route_doors import STEP_UP, STEP_UP_TO_OPEN, RouteDoor, door_of_each_route
from tests.support.suspending import suspended

pytestmark = [pytest.mark.changes_app, pytest.mark.one_database]

HERE = {"Origin": "https://meet.example.org"}
STAFF = {door for door in RouteDoor if door.name.startswith("STAFF_")}
RIGHTS = {role: powers_of([role]) for role in StaffRole}
SIGNED_OUT = {"a visitor", "an admin whose session is over"}
# What no page answers but these.
_REACHED = 299


def _visitor(people: People) -> FlaskClient:
    return visitor(people.app)


def _newcomer(people: People) -> FlaskClient:
    return people.join("Nia Okoro").browser()


def _member(people: People) -> FlaskClient:
    people.vouch_for(people.alice)
    return people.alice.browser()


def _suspended(people: People) -> FlaskClient:
    suspended(people.app, people.mallory, people.dan, people.at)
    return people.mallory.browser()


def _suspended_admin(people: People) -> FlaskClient:
    mallory = people.mallory.becomes("admin")
    with people.app.app_context(), atomic():
        mallory.member.suspended = True
    return mallory.browser(by_passkey=True)


def _stale_admin(people: People) -> FlaskClient:
    """Somebody whose passkey was used too long ago for what needs a recent sign-in."""
    browser = people.carol.becomes("admin").browser(by_passkey=True)
    _let_the_sign_in_age(people, FRESH)
    return browser


def _idle_admin(people: People) -> FlaskClient:
    """Somebody whose session of staff has ended by itself."""
    browser = people.carol.becomes("admin").browser(by_passkey=True)
    _let_the_sign_in_age(people, STAFF_AT_MOST)
    return browser


def _let_the_sign_in_age(people: People, by: timedelta) -> None:
    with people.app.app_context(), atomic():
        for session in db.session.scalars(select(Session)):
            session.started_at -= by + timedelta(minutes=1)


def _staff(role: StaffRole, *, by_passkey: bool = True) -> Callable[[People], FlaskClient]:
    return lambda people: people.carol.becomes(role).browser(by_passkey=by_passkey)


# Who comes, how, and which doors open to them.
ACTORS: dict[str, tuple[Callable[[People], FlaskClient], frozenset[str]]] = {
    "a visitor": (_visitor, frozenset()),
    "somebody new here": (_newcomer, frozenset()),
    "a member in good standing": (_member, frozenset()),
    "a suspended member": (_suspended, frozenset()),
    "a suspended admin": (_suspended_admin, frozenset()),
    **{f"{role}, by passkey": (_staff(role), RIGHTS[role]) for role in StaffRole},
    "an admin who signed in too long ago": (_stale_admin, RIGHTS[StaffRole.ADMIN]),
    "an admin whose session is over": (_idle_admin, frozenset()),
    "admin, by e-mail": (_staff(StaffRole.ADMIN, by_passkey=False), frozenset()),
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A site on which circles and gatherings are open to every member."""
    return replace(settings, membership=False)


@pytest.fixture
def reached(app: Flask) -> Iterator[Flask]:
    """The site, each page of which only says that somebody has come as far."""
    views = dict(app.view_functions)
    app.config["FORMS_FROM_ONE_NETWORK"] = "100000/minute"
    for endpoint, view in views.items():
        app.view_functions[endpoint] = _says_so(view)
    yield app
    app.view_functions.update(views)
    del app.config["FORMS_FROM_ONE_NETWORK"]


def _says_so(view: Callable[..., Any]) -> Callable[..., Any]:
    def probe(**_places: Any) -> tuple[str, int]:
        return "reached", _REACHED

    probe.__dict__.update(view.__dict__)
    return probe


def test_every_route_has_the_door_that_stands_in_the_table(app: Flask) -> None:
    there = {rule.endpoint: _door(app, rule) for rule in _pages(app)}
    assert there == door_of_each_route()


def test_all_rights_are_among_the_actors() -> None:
    assert set().union(*RIGHTS.values()) >= {door for door in STAFF if door != ANY_RIGHT}


@pytest.mark.parametrize("actor", ACTORS)
def test_each_page_opens_to_whom_its_door_says(actor: str, people: People, request: Any) -> None:
    comes, rights = ACTORS[actor]
    browser, doors = comes(people), door_of_each_route()
    first = browser.get("/me" if actor not in SIGNED_OUT else "/sign-in")
    secret = form_secret(first)
    app: Flask = request.getfixturevalue("reached")
    wrong = {}
    for rule in _pages(app):
        for method in sorted({"GET", "HEAD", "POST"} & (rule.methods or set())):
            expected = _expected(doors[rule.endpoint], method, actor, rights)
            found = _found(_sends(browser, rule, method, secret), method)
            if found != expected:
                wrong[f"{method} {rule.rule}"] = (found, expected)
    assert not wrong


def test_the_pages_that_need_a_recent_sign_in_are_those_of_the_table(app: Flask) -> None:
    doors = door_of_each_route()
    asking = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if doors.get(endpoint) in STAFF and "is_fresh(" in inspect.getsource(view)
    }
    assert asking == STEP_UP | STEP_UP_TO_OPEN


def test_whoever_signed_in_too_long_ago_is_asked_to_sign_in_again_where_it_counts(
    app: Flask, people: People
) -> None:
    carol = people.carol.becomes("admin").browser(by_passkey=True)
    opens(carol, people.bob)
    secret = form_secret(carol.get("/me"))
    _let_the_sign_in_age(people, FRESH)
    for rule in _pages(app):
        if rule.endpoint in STEP_UP:
            path = re.sub(r"<[^>]+>", people.bob.public_id, re.sub(r"<int:[^>]+>", "1", rule.rule))
            answer = carol.post(path, data={"csrf_token": secret}, headers=HERE)
            assert "/sign-in/again" in answer.headers.get("Location", ""), (path, answer.status_code)


def _expected(door: RouteDoor, method: str, actor: str, rights: frozenset[str]) -> str:
    """What this door does to this actor."""
    if door in {RouteDoor.OPEN, RouteDoor.LINK}:
        return "in"
    if door in STAFF:
        opens = bool(rights) if door == ANY_RIGHT else door in rights
        if opens:
            return "in"
        is_led_on = actor == "admin, by e-mail" and str(door) in {ANY_RIGHT, *RIGHTS[StaffRole.ADMIN]}
        return "to passkeys" if is_led_on and method == "GET" else "no page"
    if actor in SIGNED_OUT:
        return "to sign in"
    if "suspended" in actor and method == "POST" and door is RouteDoor.MEMBER:
        return "to the suspension"
    return "in"


def _found(answer: TestResponse, method: str) -> str:
    """What the site did."""
    if answer.status_code == _REACHED:
        return "in"
    if answer.status_code == 404:
        return "no page"
    location = answer.headers.get("Location", "")
    for start, said in (
        ("/sign-in", "to sign in"),
        ("/me/suspension", "to the suspension"),
        ("/me/passkeys", "to passkeys"),
    ):
        if answer.status_code == 303 and location.startswith(start):
            return said
    return f"{answer.status_code} {location or method}"


def _sends(browser: FlaskClient, rule: Rule, method: str, secret: str) -> TestResponse:
    path = re.sub(r"<int:[^>]+>", "1", rule.rule)
    path = re.sub(r"<[^>]+>", "abcdefghijklmnopqrstuv", path)
    data = {"csrf_token": secret} if method == "POST" else None
    return browser.open(path, method=method, headers=HERE, data=data)


def _pages(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("devtools")]


def _door(app: Flask, rule: Rule) -> RouteDoor:
    access = getattr(app.view_functions[rule.endpoint], "access", AccessRule())
    if access.staff:
        return RouteDoor(access.staff)
    if not access.members:
        return RouteDoor.LINK if access.token else RouteDoor.OPEN
    return RouteDoor.MEMBER_ALWAYS if access.while_suspended else RouteDoor.MEMBER
