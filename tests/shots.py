"""`make shots`: the pictures in the README, taken of the real site with its small story."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ViewportSize
from sqlalchemy import select

from intro_app import clock, create_app
from intro_app.accounts import service
from intro_app.accounts.models import Member
from intro_app.config import Settings
from intro_app.db import db
from tests.ground.browser import chromium
from tests.ground.databases import bring_up_to_date
from tests.ground.site import LiveSite, live_site

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"

DESK: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}

# Name of the picture, page, who looks at it (nobody: a visitor), and on what.
WANTED = (
    ("front", "/", "", DESK),
    ("promise", "/promise", "", DESK),
    ("introductions", "/introductions", "Alice", DESK),
    ("introductions-phone", "/introductions", "Alice", PHONE),
    ("ask", "/ask", "Alice", DESK),
    ("people", "/people", "Alice", DESK),
    ("outbox", "/dev/outbox", "", DESK),
)


def main() -> None:
    """Take every picture anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser, _told_story(Path(folder)) as site:
        for name, path, first_name, size in WANTED:
            _take(site, browser, name, path, first_name, size)


@contextmanager
def _told_story(folder: Path) -> Iterator[LiveSite]:
    with live_site(f"sqlite:///{folder / 'mutual.db'}", folder, dev_pages="yes") as site:
        bring_up_to_date(_settings(site))
        site.run("seed")
        site.start_web()
        yield site


def _take(site: LiveSite, browser: Browser, name: str, path: str, first_name: str, size: ViewportSize) -> None:
    context = browser.new_context(viewport=size, device_scale_factor=2, color_scheme="light")
    if first_name:
        _sign_in(site, context, first_name)
    page = context.new_page()
    answer = page.goto(f"{site.url}{path}")
    if answer is None or not answer.ok:
        raise SystemExit(f"no picture of {path}: {answer and answer.status}")
    page.screenshot(path=PICTURES / f"{name}.png")
    context.close()


def _sign_in(site: LiveSite, context: BrowserContext, first_name: str) -> None:
    app = create_app(_settings(site))
    with app.app_context():
        member = db.session.scalars(select(Member).where(Member.name.startswith(first_name))).first()
        if member is None:
            raise SystemExit(f"nobody called {first_name} is in the story")
        token = service.open_session(member, service.Browser(secret=""), clock.now())
        db.engine.dispose()
    context.add_cookies([{"name": "sid", "value": token, "url": site.url}])


def _settings(site: LiveSite) -> Settings:
    return Settings.from_environment(site.environment)


if __name__ == "__main__":
    main()
