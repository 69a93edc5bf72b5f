"""A real OpenID provider, with Ana at it, and the site with a button for it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from intro_app.config import Settings
from intro_app.joining.openid.discovery import CACHE
from tests.conftest import cannot
from tests.support.openid_pages import ANA
from tests.support.openid_provider import AS_REGISTERED, NoProviderError, RunningProvider, openid_provider


@pytest.fixture(scope="session")
def started() -> Iterator[RunningProvider]:
    """A provider, one for each test process."""
    try:
        with openid_provider() as running:
            yield running
    except NoProviderError as problem:
        cannot(str(problem))


@pytest.fixture
def provider(started: RunningProvider) -> RunningProvider:
    """It knows Ana alone, and has keys that nobody has seen."""
    started.control(alg="RS256", inToken=False, rotate=True, accounts={"ana": ANA}, clients=[AS_REGISTERED])
    return started


@pytest.fixture
def at() -> datetime:
    """The provider stands on the machine's clock, so the site does, too."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def settings(settings: Settings, provider: RunningProvider) -> Settings:
    """The settings of a site with one provider."""
    return replace(settings, oidc_providers=(provider.as_configured(),))


@pytest.fixture(autouse=True)
def _asked_nothing_yet(app: Flask) -> None:
    """The site, which tests share, knows nothing of its providers."""
    app.extensions.pop(CACHE, None)
