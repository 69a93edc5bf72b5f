"""A running site with Alice, who writes to Carol, and the ways in which a session or connection is lost."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from sqlalchemy import delete, select

from intro_app import clock, create_app
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.identity import service
from intro_app.identity.models import Member, Session
from intro_app.introductions.models import Draft, Introduction
from tests.support.live_site import LiveSite
from tests.support.patience import PATIENCE


@dataclass
class LetterDesk:
    """The site as a browser meets it, and its database as no browser does."""

    site: LiveSite

    @cached_property
    def app(self) -> Flask:
        """The same site in this process."""
        return create_app(Settings.from_environment(self.site.environment))

    @contextmanager
    def at_hand(self) -> Iterator[None]:
        """The database, for a moment."""
        with self.app.app_context():
            yield
            db.engine.dispose()

    def signs_in(self, context: BrowserContext, first_name: str) -> None:
        """In this browser, as from another tab: a new session, and whatever was there before is over."""
        with self.at_hand():
            token = service.open_session(_member(first_name), service.Browser(secret=""), clock.now())
        context.add_cookies([{"name": "sid", "value": token, "url": self.site.url}])

    def window(self, browser: Browser, first_name: str, *, scripts: bool = True) -> BrowserContext:
        """A browser of this person's own."""
        context = browser.new_context(java_script_enabled=scripts)
        self.signs_in(context, first_name)
        return context

    def sessions_end(self) -> None:
        """Everybody is signed out, and no page knows."""
        with self.at_hand(), atomic():
            db.session.execute(delete(Session))

    def closes_the_door_of(self, first_name: str) -> None:
        """Nobody finds this person any more."""
        with self.at_hand(), atomic():
            _member(first_name).door.visible = False

    def letter_to(self, first_name: str) -> str:
        """The address of the form of a letter to this person."""
        with self.at_hand():
            return f"{self.site.url}/ask/{_member(first_name).public_id}"

    def kept(self, field: str = "why") -> list[str]:
        """What stands in this field of all drafts there are."""
        with self.at_hand():
            return [
                value for draft in db.session.scalars(select(Draft)) for value in draft.typed.get(field, [])
            ]

    def awaits_kept(self, why: str) -> None:
        """Wait until this, sent by a page that was being left, has arrived."""
        until = time.monotonic() + PATIENCE
        while self.kept() != [why]:
            assert time.monotonic() < until, f"{why!r} was not kept"
            time.sleep(0.05)

    def sent(self) -> list[str]:
        """Why, in all letters that were sent."""
        with self.at_hand():
            return [str(text["why"]) for text in db.session.scalars(select(Introduction.text))]


def _member(first_name: str) -> Member:
    return db.session.scalars(select(Member).where(Member.name.startswith(first_name))).one()
