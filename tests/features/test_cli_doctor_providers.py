"""What the doctor says of the groups of providers, and of the way in that is left when one is away."""

from dataclasses import replace
from datetime import datetime

from flask import Flask

from intro_app.cli.doctor import providers
from intro_app.config.providers import OidcProvider
from intro_app.groups.service import make_group
from tests.support.authenticator import Authenticator
from tests.support.passkey_pages import add, page_to_add
from tests.support.people import People

ALUMNI = OidcProvider(
    key="alumni",
    name="Alumni account",
    issuer="https://id.example.org",
    client_id="mutual",
    groups=(("b", "Board"), ("sing", "Choir")),
)


def _said_of_groups(app: Flask) -> list[str]:
    with app.app_context():
        kept = replace(app.extensions["settings"], oidc_providers=(ALUMNI,))
        return [finding.sentence for finding in providers.groups(kept)]


def _said_of_ways_in(app: Flask, *, only: bool = True) -> list[str]:
    with app.app_context():
        kept = replace(app.extensions["settings"], oidc_providers=(ALUMNI,), oidc_only=only)
        return [finding.sentence for finding in providers.ways_in(kept)]


def test_groups_that_there_are_not_are_named_and_others_are_not(
    app: Flask, people: People, at: datetime
) -> None:
    missing = "OIDC_ALUMNI_GROUPS names groups that there are not: {}."
    assert _said_of_groups(app) == [missing.format("Board, Choir")]
    dan = people.dan.becomes("admin")
    with app.app_context():
        make_group(dan.member, "Board", takes_requests=False, at=at)
    assert _said_of_groups(app) == [missing.format("Choir")]
    with app.app_context():
        make_group(dan.member, "choir", takes_requests=False, at=at)
    assert _said_of_groups(app) == [], "whatever the case of its letters"


def test_without_a_passkey_of_an_admin_nobody_could_look_after_the_site(app: Flask, people: People) -> None:
    assert _said_of_ways_in(app, only=False) == []
    people.dan.becomes("admin")
    assert "no admin has a passkey" in _said_of_ways_in(app)[0]
    browser = people.dan.browser()
    page_to_add(browser)
    add(browser, Authenticator())
    assert "staff sign in with a passkey" in _said_of_ways_in(app)[0]
