"""Whatever a browser claims in its headers and cookies: the site answers, and never with its own failure."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from intro_app import create_app
from intro_app.config import Settings
from intro_app.db import db
from intro_app.web.cookies import FAMILIAR, SESSION, VISITOR, cookie_name
from tests.support.people import MemberHandle
from tests.support.story import Somebody

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]

HEADERS = (
    "Accept-Language",
    "X-Forwarded-For",
    "User-Agent",
    "Referer",
    "Cookie",
    "Origin",
    "Sec-Fetch-Site",
    "If-None-Match",
    "If-Modified-Since",
    "Range",
    "Accept",
    "Content-Length",
    "Content-Type",
    "Host",
)
HOSTILE = (
    *(
        "",
        " ",
        ",",
        ";",
        "=",
        ";=;",
        "*",
        "\0",
        "a\0b",
        "²",
        "\xff\xfe\xed\xa0\x80",
        '"',
        "'" * 40,
        "%00%ff%ED%A0%80",
    ),
    *(
        "9" * 19,
        "-1",
        "1e400",
        "bytes=9-1",
        "x" * 9000,
        "a,b" * 3000,
        "<script>",
        "{{ 7 * 7 }}",
        "%(name)s",
        "[]",
    ),
    *("de-\xe4;q=nan,en;q=1e999,*;q=-1", "xx-" * 60, "1.2.3.4:99999999999", "fe80::1%eth0, [fe80::1%25]:x"),
    *("::ffff:999.1.1.1", "[::1"),
    *(
        "Thu, 31 Feb 99999 25:61:61 GMT",
        'W/"\xff',
        "http://[::1",
        "http://a@b:c/\xe2",
        "null",
        "\r\nSet-Cookie: a=b",
    ),
)
PAGES = (
    "/",
    "/sign-in",
    "/healthz",
    "/nowhere",
    "/people?q=mill",
    "/me/sessions",
    "/introductions",
    "/moderation",
)


@pytest.fixture
def site(settings: Settings, case_id: str) -> Iterator[Flask]:
    """The same site behind a proxy of ours, as an operator runs it: a failure is a page, not a traceback."""
    app = create_app(replace(settings, trusted_hops=1))
    app.config.update(FORMS_FROM_ONE_NETWORK="1000000/minute")
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("who", ["visitor", "member", "moderator"])
def test_no_header_and_no_cookie_makes_the_site_fail(
    site: Flask, alice: Somebody, mallory: MemberHandle, case_id: str, who: str
) -> None:
    assert alice.person
    sessions = {
        "visitor": "",
        "member": alice.person.session(),
        "moderator": mallory.session(by_passkey=True),
    }
    with site.app_context():
        names = {name: cookie_name(name) for name in (SESSION, VISITOR, FAMILIAR)}
    own = f"{names[SESSION]}={sessions[who]}"
    seen = [_status(site, path, {"HTTP_COOKIE": own}) for path in (PAGES[-3], f"/moderation/cases/{case_id}")]
    assert seen == {"visitor": [303, 404], "member": [200, 404], "moderator": [200, 200]}[who]
    failed = []
    for number, value in enumerate(HOSTILE):
        path = PAGES[number % len(PAGES)]
        sent = [(header, {"HTTP_COOKIE": own, _variable(header): value}) for header in HEADERS]
        for name in (*names.values(), "answer-1"):
            sent.append((name, {"HTTP_COOKIE": f"{own}; {name}={value}; {name}={value}"}))
            sent.append((name, {"HTTP_COOKIE": f"{name}={value}"}))
        failed += [f"{how} {value[:40]!r} at {path}" for how, one in sent if _status(site, path, one) >= 500]
    assert not failed, "\n".join(failed)


def _status(site: Flask, path: str, sent: dict[str, str]) -> int:
    """What is answered to a request whose variables the server hands over as they came."""
    builder = EnvironBuilder(path, base_url=site.extensions["settings"].base_url)
    _body, status, _headers = run_wsgi_app(site, builder.get_environ() | sent, buffered=True)
    return int(status.partition(" ")[0])


def _variable(header: str) -> str:
    name = header.upper().replace("-", "_")
    return name if name.startswith("CONTENT_") else f"HTTP_{name}"
