"""One of two worlds: a site with a database, people and mail of its own, laid out anew for each story."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import delete, select

from intro_app import clock, create_app
from intro_app.cli.working import chores
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.identity.models import Member
from intro_app.identity.service import DoorWishes, ProfileInput, describe_yourself, set_door
from intro_app.introductions.models import Introduction
from intro_app.outbox import deliver_due
from intro_app.outbox.models import OutboxMessage
from intro_app.suggestions.service import give_turns, suggest_due
from intro_app.worker import Chore
from tests.support.people import MemberHandle, People
from tests.support.postgres import Cluster
from tests.support.received_mail import ReceivedMail
from tests.support.twins.bare import Sight, order
from tests.support.twins.reader import TwinReader

NAMES = ("Alice Marsh", "Bob Keller", "Carol Duarte", "Dan Okafor", "Erin Walsh", "Mallory Voss")
KNOW_EACH_OTHER = ("Alice Bob", "Bob Carol", "Bob Dan", "Bob Erin", "Alice Erin", "Carol Erin", "Alice Dan")
# What some of them published: so searches find them, and whoever knows two of them may be shown a pair.
SAID = {
    "Alice": {"looking_for": "Somebody who prunes old pear trees", "place": "Berlin"},
    "Carol": {"can_help_with": "Pruning pear trees, keeping bees", "place": "Porto", "looking_for": "A mill"},
    "Dan": {"can_help_with": "Mending a water mill", "looking_for": "Bees for my orchard"},
    "Erin": {"can_help_with": "Bees", "looking_for": "Pear seedlings", "place": "Porto"},
}
GUEST = "gwen@guests.example.net"
HERE_FOR = timedelta(days=40)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass
class TwinWorld:
    """One world. `seen` holds the keys of the letters that have been handed out.

    `question` is the path of the link by which the story's question is answered.
    """

    app: Flask
    lay: Callable[[], None]
    readers: dict[str, TwinReader] = field(default_factory=dict)
    introduction: str = ""
    question: str = ""
    seen: set[str] = field(default_factory=set)
    jobs: Sequence[Chore] = ()
    hour_is_over: datetime = NEVER

    def begin(self) -> None:
        """Everything as it was at the beginning; nobody has looked at anything."""
        with self.app.app_context():
            db.engine.dispose()
            self.lay()
            members = db.session.scalars(select(Member).order_by(Member.id)).all()
            people = [MemberHandle(self.app, one.id, one.public_id, one.name, one.email) for one in members]
        self.introduction, self.question, self.seen, self.hour_is_over = "", "", set(), NEVER
        known = {person.public_id: f"<{person.name}>" for person in people}
        named = {person.name.split()[0].lower(): person for person in people}
        self.readers = {
            name: TwinReader(self.app, name, Sight(known), person, person.email)
            for name, person in named.items()
        }
        self.readers["guest"] = TwinReader(self.app, "guest", Sight(known), address=GUEST)
        self.readers["passer-by"] = TwinReader(self.app, "passer-by", Sight(known))

    def put_away(self) -> None:
        """Leave the database."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def __getitem__(self, name: str) -> TwinReader:
        return self.readers[name]

    def work_now(self) -> None:
        """A pass of the worker in the middle of an act."""
        self.work(clock.now())

    def work(self, at: datetime, *, begins: bool = False) -> None:
        """A pass of the worker, with all that it does in production; then the mail is handed out.

        A worker that begins does what it does once an hour, too, and so does every worker after an hour.
        """
        if begins or at >= self.hour_is_over:
            self.jobs, self.hour_is_over = chores(), at + HOUR
        with self.app.app_context():
            for chore in self.jobs:
                chore(at)
            while deliver_due(at=at):
                pass
        self._hand_out()

    def _hand_out(self) -> None:
        columns = OutboxMessage.key, OutboxMessage.address, OutboxMessage.content
        with self.app.app_context():
            rows = db.session.execute(select(*columns).where(OutboxMessage.sent_at.is_not(None))).all()
        new = [
            ReceivedMail("", row.address or "", row.content or b"")
            for row in rows
            if row.key not in self.seen
        ]
        self.seen |= {row.key for row in rows}
        boxes = {reader.address: reader for reader in self.readers.values() if reader.address}
        for letter in sorted(new, key=order):
            boxes[letter.to].letters.append(letter)

    def closes_at(self) -> datetime | None:
        """The closing day of the introduction."""
        with self.app.app_context():
            return db.session.scalar(
                select(Introduction.closes_at).where(Introduction.public_id == self.introduction)
            )

    def is_wound_up(self) -> bool:
        """Whether everybody has been told how it ended."""
        with self.app.app_context():
            found = db.session.scalar(select(Introduction).where(Introduction.public_id == self.introduction))
            return bool(found and (found.wound_up_at or found.state == "connected"))


def settle(app: Flask, at: datetime) -> None:
    """Six members with open doors: Bob knows all but Mallory, who knows none; Carol takes 2 asks a month."""
    people = People(app, at - HERE_FOR)
    cast = {name.split()[0]: people.join(name) for name in NAMES}
    for number, person in enumerate(cast.values()):
        with app.app_context():
            phone, calendar = f"+49 30 555 {7000 + number}", f"https://cal.example.org/{number}-own"
            said = SAID.get(person.name.split()[0], {})
            describe_yourself(
                person.member, ProfileInput(name=person.name, phone=phone, calendar_link=calendar, **said)
            )
            asks = 2 if person is cast["Carol"] else 20
            set_door(
                person.member,
                DoorWishes(
                    visible=True,
                    takes_direct_asks=True,
                    asks_per_30_days=asks,
                    connects_per_30_days=20,
                    suggested=True,
                ),
            )
        people.vouch_for(person)
    for pair in KNOW_EACH_OTHER:
        one, other = pair.split()
        people.know_each_other(cast[one], cast[other])
    with app.app_context():
        give_turns(at - 7 * DAY)
        suggest_due(at - DAY / 2)
        with atomic():
            db.session.execute(delete(OutboxMessage))  # how they came to know each other is another story


def on_sqlite(settings: Settings, template: Path, folder: Path, at: datetime) -> tuple[TwinWorld, TwinWorld]:
    """Two worlds on two files."""
    base = folder / "base.db"
    shutil.copy(template, base)
    _settled(replace(settings, database_url=f"sqlite:///{base}"), at)

    def world(name: str) -> TwinWorld:
        file = folder / f"{name}.db"
        return TwinWorld(
            _site(replace(settings, database_url=f"sqlite:///{file}")), lambda: _copied(base, file)
        )

    return world("one"), world("other")


def on_postgres(
    settings: Settings, cluster: Cluster, base_url: str, at: datetime
) -> tuple[TwinWorld, TwinWorld]:
    """Two worlds on two databases of one server."""
    _settled(replace(settings, database_url=base_url), at)
    base = urlsplit(base_url).path.strip("/")

    def world(name: str) -> TwinWorld:
        def lay() -> None:
            cluster.drop(f"{base}_{name}")
            cluster.create(f"{base}_{name}", base)

        return TwinWorld(_site(replace(settings, database_url=cluster.url(f"{base}_{name}"))), lay)

    return world("one"), world("other")


def _site(settings: Settings) -> Flask:
    app = create_app(settings)
    app.testing = True
    return app


def _settled(settings: Settings, at: datetime) -> None:
    begun = TwinWorld(_site(settings), lambda: None)
    settle(begun.app, at)
    begun.put_away()


def _copied(base: Path, file: Path) -> None:
    for left in file.parent.glob(f"{file.name}-*"):
        left.unlink()
    shutil.copy(base, file)
