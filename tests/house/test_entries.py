"""Every page says who may enter, and says it by being closed unless marked."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from intro_app import create_app
from intro_app.config import Settings
from intro_app.db import db
from intro_app.web.access import AccessRule
from tests.support.databases import KEY, copied_sqlite
from tests.support.people import visitor

# Whoever opens a page to everybody says so here as well.
OPEN = {
    "/",
    "/promise",
    "/promise/kept",
    "/look/<colours>.css",
    "/logo/<name>.png",
    "/logo/<name>/icon.png",
    "/site/<kind>",
    "/site/<kind>/<locale>/<int:version>",
    "/site/<kind>/<locale>/<int:version>/changes",
    "/apple-touch-icon-precomposed.png",
    "/apple-touch-icon.png",
    "/favicon.ico",
    "/.well-known/security.txt",
    "/healthz",
    "/readyz",
    "/metrics",  # by the token of a monitor alone
    "/manifest.webmanifest",
    "/sign-in",
    "/sign-in/code",
    "/join",
    "/robots.txt",
    "/transparency",
    "/transparency.json",
    "/report/<kind>/<public_id>",
}
OPEN |= {"/sign-in/passkey", "/sign-in/passkey/answer"}
# On to a provider, back from it (the one GET that acts: docs/security.md), and what follows for a newcomer.
OPEN |= {"/sign-in/with/<key>", "/sign-in/with/<key>/back", "/sign-in/connect"}
OPEN |= {f"/sign-in/connect/{step}" for step in ("mail", "join", "ask", "forget")}
OPEN |= {"/membership", "/stripe/webhook", "/mail-events/<provider>", "/sign-out/elsewhere"}
OPEN |= {"/sign-in/with/<key>/signed-out"}  # a provider tells, and signs it
# Of a gathering to which people without an account may come.
OPEN |= {"/visit/<public_id>", "/visit/<public_id>/pictures/<picture_id>"}
OPEN |= {"/circles/<public_id>", "/circles/<circle_id>/threads/<thread_id>"}  # as far as the circle is public
OPEN |= {"/circles/<circle_id>/pictures/<picture_id>"}  # those of its posts
TOKEN_PAGE = re.compile(
    r"/(l|n|i|j|q|r|u|b|x|k|f|d|p|h|g|v|c|o|m|w)(/<token>(\.ics|/pictures/<picture_id>)?|/[a-z-]+)?"
)


@pytest.fixture
def site(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """The site as an operator runs it, without the pages for developers."""
    with copied_sqlite(sqlite_template, tmp_path) as url:
        settings = Settings(
            base_url="https://meet.example.org",
            database_url=url,
            data_dir=tmp_path,
            secret_keys=(KEY,),
            lasting_key=KEY,
        )
        app = create_app(settings)
        yield app
        with app.app_context():
            db.engine.dispose()


def test_only_the_pages_named_here_are_open(site: Flask) -> None:
    opened = {rule.rule for rule in _pages(site) if not _entry(site, rule).members}
    assert {page for page in opened if not TOKEN_PAGE.fullmatch(page)} <= OPEN


def test_pages_behind_signed_links_have_one_letter(site: Flask) -> None:
    for rule in _pages(site):
        assert _entry(site, rule).token == bool(TOKEN_PAGE.fullmatch(rule.rule)), rule.rule


def test_a_closed_page_sends_a_visitor_to_sign_in(site: Flask) -> None:
    client = visitor(site)
    for rule in _pages(site):
        if _entry(site, rule).members and not _entry(site, rule).staff:
            for method in {"GET", "POST", "HEAD"} & (rule.methods or set()):
                answer = client.open(
                    _address(rule), method=method, headers={"Origin": "https://meet.example.org"}
                )
                assert (answer.status_code, answer.headers.get("Location", "")[:8]) == (303, "/sign-in"), (
                    rule.rule
                )


def test_a_page_for_staff_is_not_there_for_a_visitor(site: Flask) -> None:
    client = visitor(site)
    for rule in _pages(site):
        if _entry(site, rule).staff:
            for method in ("GET", "POST", "HEAD", "OPTIONS"):
                assert client.open(_address(rule), method=method).status_code == 404, rule.rule


def test_looking_and_acting_are_separate_views(site: Flask) -> None:
    """A HEAD request is answered by the view for GET; if that one acts too, a mail scanner acts."""
    tokens = [rule for rule in _pages(site) if _entry(site, rule).token]
    both = [rule.rule for rule in tokens if {"GET", "POST"} <= (rule.methods or set())]
    assert not both


def test_words_handed_back_find_the_page_that_shows_their_form(site: Flask) -> None:
    """Whether the page that shows the form has the arguments of the POST and access rules no less strict."""
    marked = [
        rule
        for rule in _pages(site)
        if _entry(site, rule).preserves_input and "POST" in (rule.methods or set())
    ]
    assert marked
    for rule in marked:
        shown_by = _entry(site, rule).shown_by or _endpoint_of(site, _address(rule))
        looks = [look for look in site.url_map.iter_rules(shown_by) if "GET" in (look.methods or set())]
        assert len(looks) == 1, rule.rule
        assert looks[0].arguments == rule.arguments
        assert _entry(site, looks[0]).staff == _entry(site, rule).staff


def test_pages_for_developers_are_not_there_on_a_real_site(site: Flask) -> None:
    assert not [rule.rule for rule in _pages(site) if rule.rule.startswith("/dev")]


def _pages(site: Flask) -> list[Rule]:
    return list(site.url_map.iter_rules())


def _entry(site: Flask, rule: Rule) -> AccessRule:
    found = getattr(site.view_functions[rule.endpoint], "access", AccessRule())
    assert isinstance(found, AccessRule)
    return found


def _endpoint_of(site: Flask, path: str) -> str:
    endpoint, _places = site.url_map.bind("").match(path, method="GET")
    return str(endpoint)


def _address(rule: Rule) -> str:
    """A path to this page, with something in its places."""
    path = re.sub(r"<int:[^>]+>", "1", rule.rule)
    return re.sub(r"<[^>]+>", "abcdefghijklmnopqrstuv", path)


def test_what_comes_in_becomes_a_number_in_one_place() -> None:
    """ "²" is a digit to `str.isdigit` and no number to `int`; where both stand, a page fails."""
    code = Path(__file__).parents[2] / "intro_app"
    asking = re.compile(r"\.is(digit|decimal|numeric)\b")
    judging = [path for path in code.rglob("*.py") if asking.search(path.read_text())]
    elsewhere = {
        path.relative_to(code).as_posix() for path in judging if path.relative_to(code).parts[0] != "text"
    }
    assert elsewhere == {"web/incoming.py", "devtools/fake_stripe/wire.py"}
