"""Whatever is sent to whichever address, by whomever: the site answers, and never with its own failure."""

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_wtf import FlaskForm
from werkzeug.routing import Rule
from werkzeug.test import EnvironBuilder
from wtforms.fields.core import UnboundField

from intro_app.clock import now
from intro_app.periodic import beat
from tests.support.people import MemberHandle, visitor
from tests.support.story import Somebody, Story

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.changes_app,
    pytest.mark.slow,
]

HUGE = "9" * 19  # over 2^63
PLACE = b"the-secret-of-the-form"
BEYOND_FORMS = {
    "token",
    "session",
    "scope",
    "passkey",
    "report",
    "who",
    "wish",
    "sure",
    "role",
    "next",
    "step",
    "acquaintance",
    "show",
    "List-Unsubscribe",
    "lang",
    "writer",
}
QUERIES = (
    "before",
    "after",
    "to",
    "done",
    "next",
    "lang",
    "q",
    "scope",
    "session",
    "before_give",
    "before_ask",
)
HOSTILE = ("a\0b", "²", "٣", HUGE, "-1", "1e400", "[]", "%00", "\u202e" * 40, "")


@pytest.fixture
def tokens(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> dict[str, str]:
    """What stands in the places of addresses, so that they lead somewhere."""
    introduction = alice.asks(to=carol)
    carol.says_yes()
    story.details_come_out()
    people = {"recipient_id": carol.public_id, "connector_id": bob.public_id, "member_id": carol.public_id}
    return {"public_id": introduction, **people}


@pytest.mark.parametrize(
    "half", [0, 1], ids=["one half", "other half"]
)  # of the addresses, for two processes
@pytest.mark.parametrize("signed_in", [False, True], ids=["visitor", "member"])
def test_nothing_that_is_sent_makes_the_site_fail(
    story: Story, alice: Somebody, tokens: dict[str, str], signed_in: bool, half: int
) -> None:
    _as_in_production(story)
    with story.app.app_context():
        beat("a worker", now(), now())  # without one, /readyz answers 503
    failed = []
    for rule in _rules(story)[half::2]:
        browser = alice.person.browser() if signed_in and alice.person else visitor(story.app)
        secret = _secret(browser, "/me/leave" if signed_in else "/sign-in")
        for path in _paths(rule, tokens):
            failed += [
                f"{how} {path}" for how, status in _attempts(browser, rule, path, secret) if status >= 500
            ]
    assert not failed, "\n".join(failed)


def test_nothing_that_a_moderator_sends_makes_the_desk_fail(
    story: Story, mallory: MemberHandle, case_id: str
) -> None:
    _as_in_production(story)
    browser = mallory.browser(by_passkey=True)
    secret = _secret(browser, "/me/leave")
    assert browser.get(f"/moderation/cases/{case_id}").status_code == 200
    failed = []
    for rule in _rules(story):
        if rule.rule.startswith("/moderation"):
            for path in _paths(rule, {"public_id": case_id}):
                failed += [
                    f"{how} {path}" for how, status in _attempts(browser, rule, path, secret) if status >= 500
                ]
    assert not failed, "\n".join(failed)


def _as_in_production(story: Story) -> None:
    story.app.config.update(
        FORMS_FROM_ONE_NETWORK="1000000/minute", MAX_FORM_PARTS=1000, PROPAGATE_EXCEPTIONS=False
    )
    story.app.testing = False


def _attempts(browser: FlaskClient, rule: Rule, path: str, secret: str) -> Iterator[tuple[str, int]]:
    yield "OPTIONS", browser.options(path).status_code
    if "GET" in (rule.methods or ()):
        for value in (HUGE, "a\0b", b"\xff\xfe"):
            yield f"GET {value!r}", browser.get(path, query_string=dict.fromkeys(QUERIES, value)).status_code
    if "POST" in (rule.methods or ()):
        for how, sent in _bodies(secret):
            yield f"POST {how}", browser.post(path, **sent).status_code


def _bodies(secret: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for how, kind, body in _forms():
        yield how, {"data": body.replace(PLACE, secret.encode()), "content_type": kind}
    yield (
        "a list",
        {"data": b"[1, [2]]", "content_type": "application/json", "headers": {"X-CSRFToken": secret}},
    )
    yield (
        "no UTF-8",
        {
            "data": b"csrf_token=" + secret.encode() + b"&name=%ff%fe&email=\xff&token=%ed%a0%80&%00=1",
            "content_type": "application/x-www-form-urlencoded; charset=utf-7",
        },
    )


@cache
def _forms() -> list[tuple[str, str, bytes]]:
    """Each form as a browser sends it, with its kind; making one takes as long as refusing it."""
    names, kept = sorted(FIELDS), {"csrf_token": PLACE.decode()}
    typed: dict[str, dict[str, Any]] = {
        "files": {name: (BytesIO(b"x\0"), "x.txt") for name in names},
        "hostile": {name: HOSTILE[at % len(HOSTILE)] for at, name in enumerate(names)},
        "twice": {name: [HUGE, "a\0b", "y"] for name in names},
        "empty": {},
    }
    made = {how: EnvironBuilder(method="POST", data=kept | data).get_environ() for how, data in typed.items()}
    return [(how, one["CONTENT_TYPE"], one["wsgi.input"].read()) for how, one in made.items()]


def _fields() -> set[str]:
    names, forms = set(BEYOND_FORMS), [FlaskForm]
    while forms:
        form = forms.pop()
        names |= {name for name in dir(form) if isinstance(getattr(form, name, None), UnboundField)}
        forms += form.__subclasses__()
    return names


FIELDS = _fields()


def _rules(story: Story) -> list[Rule]:
    ours = [rule for rule in story.app.url_map.iter_rules() if not rule.rule.startswith("/dev")]
    return [rule for rule in ours if rule.endpoint != "identity.sign_out"]


def _paths(rule: Rule, tokens: dict[str, str]) -> list[str]:
    places = re.findall(r"<(?:\w+:)?(\w+)>", rule.rule)
    led, lost = rule.rule, rule.rule
    for place in places:
        led = re.sub(rf"<(?:\w+:)?{place}>", tokens.get(place, HUGE), led)
        lost = re.sub(rf"<(?:\w+:)?{place}>", "%F0%9F%92%A3%ED%A0%80", lost)
    return [led, lost] if places else [led]


def _secret(browser: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', browser.get(path).text)
    assert found
    return found[1]
