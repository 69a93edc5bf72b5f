"""An app in this process on the data of the site's processes, to prepare data and inspect it afterwards."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from intro_app import clock, create_app
from intro_app.config import Settings
from intro_app.db import db
from intro_app.identity import service as accounts
from intro_app.identity.models import ContactField, Member
from intro_app.introductions.models import Introduction
from intro_app.outbox.models import OutboxMessage
from intro_app.web.cookies import SESSION, cookie_name
from tests.support.concurrent_requests import RawRequest, say
from tests.support.databases import KEY
from tests.support.introductions import actions as deeds
from tests.support.introductions.model import ModelWorld
from tests.support.live_site import LiveSite
from tests.support.received_mail import ReceivedMail


@dataclass
class Desk:
    """What a test needs to know of a running site."""

    app: Flask
    site: LiveSite
    world: ModelWorld

    def join(self, number: int, name: str) -> list[int]:
        """So many members with open doors, here for forty days; their ids."""
        since, ids = clock.now() - timedelta(days=40), []
        with self.app.app_context():
            for place in range(number):
                member = accounts.join(f"{name}{place}@example.org", f"{name.capitalize()} Marsh", since)
                wishes = accounts.DoorWishes(visible=True, takes_direct_asks=True)
                accounts.set_door(member, wishes)
                ids.append(member.id)
        self.world.cast = [*self.world.cast, *ids]
        return ids

    def ask(self, who: int, whom: int) -> int:
        """One member asks another; the introduction's id."""
        with self.app.app_context():
            self.world.at = clock.now()
            place = self.world.cast.index
            deeds.asks(self.world, place(who), [ContactField.EMAIL], whom=place(whom), through=None)
            return db.session.scalars(select(func.max(Introduction.id))).one()

    def cookie(self, member_id: int) -> str:
        """A session of this member."""
        with self.app.app_context():
            member = db.session.get_one(Member, member_id)
            token = accounts.open_session(member, accounts.Browser(secret=""), clock.now())
            return f"{cookie_name(SESSION)}={token}"

    def csrf(self, cookie: str, path: str) -> str:
        """The secret for forms of this session."""
        return say(self.site, RawRequest(path, cookie=cookie, method="GET")).csrf

    def token(self, introduction_id: int, kind: str, letter: str, role: str = "second") -> str:
        """The token in an e-mail."""
        with self.app.app_context():
            found = select(OutboxMessage.content).where(
                OutboxMessage.dedupe.like(f"{kind}:{introduction_id}:{role}:%")
            )
            content = db.session.scalars(found).one()
        assert content
        return ReceivedMail("", "", content).link(letter).rpartition("/")[2]

    def mails(self, kind: str, introduction_id: int | None = None) -> int:
        """How many of a kind were ever posted, but for those that were written and withheld."""
        found = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == kind)
        found = found.where(OutboxMessage.why.is_distinct_from("withheld"))
        if introduction_id:
            found = found.where(OutboxMessage.about == f"introduction:{introduction_id}")
        with self.app.app_context():
            return db.session.scalars(found).one()

    @contextmanager
    def look(self, introduction_id: int) -> Iterator[Introduction]:
        """One introduction as it is now."""
        with self.app.app_context():
            yield db.session.get_one(Introduction, introduction_id)


@contextmanager
def desk_of(site: LiveSite, database: str, folder: Path) -> Iterator[Desk]:
    """A desk on the site's database, with its keys and its address."""
    app = create_app(
        Settings(
            database_url=database, data_dir=folder, secret_keys=(KEY,), lasting_key=KEY, base_url=site.url
        )
    )
    yield Desk(app, site, ModelWorld(app, clock.now()))
    with app.app_context():
        db.engine.dispose()


def yes(token: str, shares: Sequence[str] = ("email",)) -> RawRequest:
    """A party says yes by the link."""
    ticked = [("shares", share) for share in shares]
    return RawRequest("/r", [("token", token), ("decision", "yes"), *ticked])


def no(token: str) -> RawRequest:
    """A party says not this time by the link."""
    return RawRequest("/r", [("token", token), ("decision", "no")])


def back(token: str) -> RawRequest:
    """A yes is taken back by the link."""
    return RawRequest("/r/take-back", [("token", token), ("sure", "yes")])
