"""Fixtures: a site that takes payments, people who pay, and Stripe (fake, or real if a test key is given)."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from intro_app import clock
from intro_app.config import Settings
from intro_app.memberships import service
from tests.conftest import BASE_URL
from tests.support.databases import KEY
from tests.support.mail_server import PostOffice
from tests.support.paying_member import SECRET, Patron
from tests.support.people import MemberHandle, People
from tests.support.stripe import Real, Stripe

_TEST_KEY = os.environ.get("STRIPE_TEST_KEY", "")
_REAL = [
    pytest.mark.stripe_live,
    pytest.mark.skipif(
        not _TEST_KEY.startswith("sk_test_"), reason="STRIPE_TEST_KEY holds no test key of Stripe's"
    ),
    pytest.mark.allow_hosts(["127.0.0.1", "localhost", "api.stripe.com"]),
]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip tests against Stripe without a test key; mention it only if somebody asked for them."""
    if _TEST_KEY or "stripe_live" in str(config.getoption("markexpr")):
        return
    live = [item for item in items if item.get_closest_marker("stripe_live")]
    config.hook.pytest_deselected(items=live)
    items[:] = [item for item in items if item not in live]


@pytest.fixture(params=["played", pytest.param("real", marks=_REAL)])
def stripe(request: pytest.FixtureRequest) -> Iterator[Stripe]:
    """Stripe: once played, and once real with the test key in STRIPE_TEST_KEY."""
    if request.param == "played":
        yield request.getfixturevalue("stand_in")
        return
    real = Real(_TEST_KEY)
    real.ensure_prices()
    yield real
    for http in real.opened:
        http.close()  # type: ignore[no-untyped-call]  # untyped in Stripe's library


@pytest.fixture
def at() -> datetime:
    """Now: Stripe goes by a clock of its own."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def settings(database: str, data_dir: Path, running_post_office: PostOffice, stripe: Stripe) -> Settings:
    """The settings of a site that takes payments."""
    running_post_office.letters.clear()
    free = Settings(
        base_url=BASE_URL,
        database_url=database,
        data_dir=data_dir,
        secret_keys=(KEY,),
        lasting_key=KEY,
        mail_from="hello@meet.example.org",
        smtp_url=running_post_office.url,
    )
    return replace(
        free, stripe_secret_key=stripe.key, stripe_webhook_secrets=(SECRET,), stripe_api_base=stripe.base
    )


@pytest.fixture
def paying(app: Flask, stripe: Stripe) -> Callable[[MemberHandle], Patron]:
    """Makes a patron of a person; the worker has copied the prices."""
    with app.app_context():
        assert service.copy_prices(clock.now()) == []
    return lambda person: Patron(app, person, stripe, person.browser())


@pytest.fixture
def alice(people: People, paying: Callable[[MemberHandle], Patron]) -> Patron:
    """She thinks about paying."""
    return paying(people.alice)
