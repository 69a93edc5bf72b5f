"""The site with its small story, running as it really runs, for whoever looks at it: pictures and audits."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from intro_app import clock, create_app
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.identity import service
from intro_app.identity.models import Member
from intro_app.introductions.emails import answer_link
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.service import Recipient, agree_to_connect
from intro_app.introductions.states import Role
from intro_app.introductions.texts import Endorsement, Nearness
from tests.support.databases import bring_up_to_date
from tests.support.live_site import LiveSite, live_site

GOOD_WORD = Endorsement(
    knows_requester="We catalogued the parish archive together for two winters.",
    knows_recipient="Carol dated a bell of ours from a chip the size of a fingernail.",
    why_both="She needs patient hands for leather, and you like large, slow things.",
    nearness=Nearness.WELL,
)


@dataclass
class DemoSite:
    """A running site on which the story was told."""

    site: LiveSite

    @cached_property
    def app(self) -> Flask:
        """The same site in this process."""
        return create_app(Settings.from_environment(self.site.environment))

    def session_of(self, first_name: str) -> str:
        """The cookie of somebody who has just signed in."""
        with self.app.app_context():
            token = service.open_session(_member(first_name), service.Browser(secret=""), clock.now())
            db.engine.dispose()
            return token

    def chooses(self, first_name: str, language: str) -> None:
        """Somebody reads the site in this language from now on."""
        with self.app.app_context():
            with atomic():
                _member(first_name).locale = language
            db.engine.dispose()

    def bob_asks_carol(self) -> str:
        """Let Bob choose Carol; return the path of the page behind the link that she got."""
        with self.app.app_context():
            waiting = select(Ask).join(Introduction).where(Ask.role == Role.CONNECTOR, Ask.answer.is_(None))
            ask = db.session.scalars(waiting.order_by(Ask.id.desc())).first()
            assert ask is not None, "in the story a letter of Alice's waits for Bob"
            introduction, at = ask.introduction, clock.now()
            agree_to_connect(ask, GOOD_WORD, Recipient(member=_member("Carol")), at=at, how="link")
            put = introduction.ask_of(Role.SECOND)
            assert put is not None
            link = answer_link(put, at)
            db.engine.dispose()
        return link.removeprefix(self.site.url)

    def id_of(self, first_name: str) -> str:
        """The id under which the page of somebody is found."""
        with self.app.app_context():
            public_id = _member(first_name).public_id
            db.engine.dispose()
            return public_id


@contextmanager
def told_story(folder: Path) -> Iterator[DemoSite]:
    """A database in this folder, the story, and a web server."""
    with live_site(f"sqlite:///{folder / 'mutual.db'}", folder) as site:
        bring_up_to_date(Settings.from_environment(site.environment))
        site.run("seed", DEV_PAGES="yes")
        site.start_web()
        yield DemoSite(site)


def _member(first_name: str) -> Member:
    return db.session.scalars(select(Member).where(Member.name.startswith(first_name))).one()
