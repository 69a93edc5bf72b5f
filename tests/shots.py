"""`make shots`: the pictures in the README and the docs, taken of the real site with its small story."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ViewportSize
from sqlalchemy import select

from intro_app import clock, create_app
from intro_app.accounts import service
from intro_app.accounts.models import Member
from intro_app.config import Settings
from intro_app.db import db
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.service import Recipient, agree_to_connect
from intro_app.introductions.signed import answer_link
from intro_app.introductions.states import Role
from intro_app.introductions.texts import Endorsement, Nearness
from tests.ground.browser import chromium
from tests.ground.databases import bring_up_to_date
from tests.ground.site import LiveSite, live_site

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
LARGEST = 150_000

DESK: ViewportSize = {"width": 1180, "height": 760}
PHONE: ViewportSize = {"width": 390, "height": 844}

GOOD_WORD = Endorsement(
    knows_requester="We catalogued the parish archive together for two winters.",
    knows_recipient="You bound our choir books, and they open flat.",
    why_both="She needs patient hands for leather, and you like large, slow things.",
    nearness=Nearness.WELL,
)


class Picture(NamedTuple):
    """One picture: its name, the page, who looks at it (nobody: a visitor), on what, and in which light."""

    name: str
    path: str
    who: str = ""
    size: ViewportSize = DESK
    light: Literal["light", "dark"] = "light"


WANTED = (
    Picture("front", "/"),
    Picture("front-dark", "/", light="dark"),
    Picture("front-phone", "/", size=PHONE),
    Picture("introductions", "/introductions", "Bob"),
    Picture("introductions-phone-dark", "/introductions", "Bob", PHONE, "dark"),
    Picture("ask", "/ask", "Alice"),
    Picture("people", "/people", "Alice"),
    Picture("trust-dark", "/me/trust", "Alice", light="dark"),
)


def of_the_answer(path: str) -> tuple[Picture, ...]:
    """The page behind the link that Greta got."""
    return (
        Picture("answer", path),
        Picture("answer-phone", path, size=PHONE),
        Picture("answer-phone-dark", path, size=PHONE, light="dark"),
    )


def main() -> None:
    """Take every picture anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser, _told_story(Path(folder)) as site:
        app = create_app(_settings(site))
        for picture in WANTED:
            _take(site, app, browser, picture)
        with app.app_context():
            path = _bob_asks_greta().removeprefix(site.url)
            db.engine.dispose()
        for picture in of_the_answer(path):
            _take(site, app, browser, picture)


@contextmanager
def _told_story(folder: Path) -> Iterator[LiveSite]:
    with live_site(f"sqlite:///{folder / 'mutual.db'}", folder) as site:
        bring_up_to_date(_settings(site))
        site.run("seed", DEV_PAGES="yes")
        site.start_web()
        yield site


def _bob_asks_greta() -> str:
    """Bob has thought of Greta, who sews leather: the link that she got."""
    waiting = select(Ask).join(Introduction).where(Ask.role == Role.CONNECTOR, Ask.answer.is_(None))
    ask = db.session.scalars(waiting.order_by(Ask.id.desc())).first()
    assert ask is not None, "in the story a letter of Alice's waits for Bob"
    introduction, at = ask.introduction, clock.now()
    agree_to_connect(ask, GOOD_WORD, Recipient(member=_member("Greta")), at=at, how="link")
    asked = introduction.ask_of(Role.SECOND)
    assert asked is not None
    return answer_link(asked, at)


def _take(site: LiveSite, app: Flask, browser: Browser, picture: Picture) -> None:
    context = browser.new_context(viewport=picture.size, color_scheme=picture.light, reduced_motion="reduce")
    if picture.who:
        _sign_in(site, app, context, picture.who)
    page = context.new_page()
    answer = page.goto(f"{site.url}{picture.path}")
    if answer is None or not answer.ok:
        raise SystemExit(f"no picture of {picture.path}: {answer and answer.status}")
    file = PICTURES / f"{picture.name}.png"
    page.screenshot(path=file)
    if file.stat().st_size > LARGEST:
        raise SystemExit(f"{file.name} is too heavy: {file.stat().st_size} bytes")
    context.close()


def _sign_in(site: LiveSite, app: Flask, context: BrowserContext, first_name: str) -> None:
    with app.app_context():
        token = service.open_session(_member(first_name), service.Browser(secret=""), clock.now())
        db.engine.dispose()
    context.add_cookies([{"name": "sid", "value": token, "url": site.url}])


def _member(first_name: str) -> Member:
    return db.session.scalars(select(Member).where(Member.name.startswith(first_name))).one()


def _settings(site: LiveSite) -> Settings:
    return Settings.from_environment(site.environment)


if __name__ == "__main__":
    main()
