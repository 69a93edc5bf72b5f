"""A site of this process and a window in Chromium, in which people sit down one after the other."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ViewportSize

from intro_app.config import Settings
from tests.support.databases import copied_sqlite
from tests.support.http_server import served
from tests.support.keyboard import Keyboard
from tests.support.ports import free_port

# Whether scripts run, and how much room there is: least where they are off.
WINDOWS = {"scripts on, desktop": (True, 1280, 800), "scripts off, phone": (False, 390, 700)}


def pytest_itemcollected(item: pytest.Item) -> None:
    """All that stands in this folder needs Chromium."""
    item.add_marker("browser")
    item.add_marker("slow")


@pytest.fixture
def database(sqlite_template: Path, data_dir: Path) -> Iterator[str]:
    """What is held here is the same on every database."""
    with copied_sqlite(sqlite_template, data_dir) as url:
        yield url


@pytest.fixture
def at() -> datetime:
    """Tomorrow morning, since browsers and Stripe go by clocks of their own, and at night mail waits."""
    return (datetime.now(UTC) + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)


@pytest.fixture(scope="session")
def port() -> int:
    """Where each test finds its site, so that they share one; pages keep nothing in a browser."""
    return free_port()


@pytest.fixture
def settings(settings: Settings, port: int) -> Settings:
    """The site has a name, since passkeys belong to names."""
    return replace(settings, base_url=f"http://localhost:{port}")


@pytest.fixture(scope="session", params=WINDOWS)
def window(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    """One for all tests of a process."""
    scripts, width, height = WINDOWS[request.param]
    room: ViewportSize = {"width": width, "height": height}
    with browser.new_context(java_script_enabled=scripts, viewport=room, reduced_motion="reduce") as context:
        context.new_page()
        yield context


@pytest.fixture
def keys(app: Flask, settings: Settings, window: BrowserContext) -> Iterator[Keyboard]:
    """A visitor at the window."""
    window.clear_cookies()
    with served(app, int(settings.base_url.rpartition(":")[2])):
        yield Keyboard(window.pages[0], settings.base_url)
