"""A provider that says what a test wants, and a site with a button for it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask

from intro_app.config import Settings
from intro_app.joining.openid.discovery import CACHE
from tests.support.made_up_provider import MadeUpProvider, made_up_provider


@pytest.fixture
def provider(at: datetime) -> Iterator[MadeUpProvider]:
    """One provider, which Mallory may run as well."""
    with made_up_provider(at) as running:
        yield running


@pytest.fixture
def settings(settings: Settings, provider: MadeUpProvider) -> Settings:
    """The settings of a site with this provider."""
    return replace(settings, oidc_providers=(provider.as_configured(),))


@pytest.fixture(autouse=True)
def _asked_nothing_yet(app: Flask) -> None:
    """The site, which tests share, knows nothing of its providers."""
    app.extensions.pop(CACHE, None)
