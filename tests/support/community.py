"""Build circles and gatherings for the tests of the community, through its services."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select

from intro_app.community.chores import CHORES
from intro_app.community.circles import service as circles
from intro_app.community.circles.models import Circle, CircleMail
from intro_app.community.circles.service import Described
from intro_app.community.gatherings import service as gatherings
from intro_app.community.gatherings.models import Attendance, Gathering, GatheringReply
from intro_app.community.gatherings.repeating import Repetition, Rhythm
from intro_app.community.gatherings.series import announce_series
from intro_app.community.gatherings.service import Plan
from intro_app.community.threads import service as threads
from intro_app.community.threads.models import Post, Thread
from intro_app.db import db
from intro_app.memberships.service.giving import give
from intro_app.people import service
from tests.support.mail_server import Mailbox
from tests.support.people import MemberHandle, People
from tests.support.received_mail import ReceivedMail

BERLIN = "Europe/Berlin"


@dataclass
class Village:
    """People of whom some have membership, and what they host."""

    app: Flask
    people: People
    at: datetime

    def pays(self, *persons: MemberHandle) -> None:
        """They have membership for a year."""
        with self.app.app_context():
            for person in persons:
                give(person.member, self.at + timedelta(days=365), "for a test", self.at)

    def circle(
        self, host: MemberHandle, *others: MemberHandle, public: bool = False, name: str = "Organ builders"
    ) -> str:
        """The public id of a circle with these people in it."""
        with self.app.app_context():
            made = circles.begin(
                host.member, Described(name=name, about="We **mend** pipes.", is_public=public), self.at
            )
            for other in others:
                self.joins(made.id, host, other)
            return made.public_id

    def joins(self, circle_id: int, host: MemberHandle, other: MemberHandle) -> None:
        """Somebody asks, and the host lets them in."""
        circles.ask_to_join(circle_id, other.member, "", self.at)
        circles.let_in(circle_id, host.id, other.member, welcome=True, at=self.at)

    def thread(
        self, circle: str, author: MemberHandle, words: str = "How old are yours?", at: datetime | None = None
    ) -> str:
        """The public id of a thread with one post."""
        with self.app.app_context():
            made = threads.open_thread(found(circle).id, author.member, "Old pipes", words, at or self.at)
            return made.public_id

    def replies(
        self, thread: str, author: MemberHandle, words: str, *called: MemberHandle, at: datetime | None = None
    ) -> str:
        """The public id of one more post."""
        with self.app.app_context():
            there = db.session.query(Thread).filter_by(public_id=thread).one()
            words = " ".join([*(f"@{person.name}" for person in called), words])
            return threads.reply(there, author.member, words, at or self.at).public_id

    def wants(self, circle: str, mail: CircleMail, *persons: MemberHandle) -> None:
        """They choose which e-mail they get from a circle."""
        with self.app.app_context():
            for person in persons:
                circles.choose_mail(found(circle).id, person.member, mail, self.at)

    def gathering(
        self, circle: str, host: MemberHandle, *, at: datetime | None = None, **planned: object
    ) -> str:
        """The public id of a gathering a week from now at six in the evening in Berlin."""
        with self.app.app_context():
            plan = self.plan(at or self.at, **planned)
            return gatherings.announce(found(circle).id, host.member, plan, at or self.at).public_id

    @staticmethod
    def plan(at: datetime, **planned: object) -> Plan:
        """What a host plans, a week from then on if nothing else is said."""
        start = (
            (at + timedelta(days=7))
            .astimezone(ZoneInfo(BERLIN))
            .replace(hour=18, minute=0, second=0, microsecond=0)
        )
        usual: dict[str, object] = {
            "title": "Evening of pipes",
            "day": start.date(),
            "clock": start.time(),
            "time_zone": BERLIN,
            "minutes": 90,
            "place": "St Jakob, the loft",
            "link": "https://meet.example.net/loft",
        }
        return Plan(**(usual | planned))  # type: ignore[arg-type]  # a test says what it says

    def series(
        self,
        circle: str,
        host: MemberHandle,
        *,
        rhythm: Rhythm = Rhythm.WEEKLY,
        times: int = 4,
        **planned: object,
    ) -> list[str]:
        """The public ids of the dates of a gathering that repeats, at six in the evening in Berlin."""
        with self.app.app_context():
            plan = self.plan(self.at, **planned)
            first = announce_series(
                found(circle).id, host.member, plan, Repetition(rhythm=rhythm, times=times), self.at
            )
            dates = select(Gathering.public_id).where(Gathering.series_id == first.series_id)
            return list(db.session.scalars(dates.order_by(Gathering.starts_at)))

    def block(self, one: MemberHandle, other: MemberHandle) -> None:
        """One wants nothing to do with the other."""
        with self.app.app_context():
            service.block(one.id, other.id, self.at)


def found(circle: str) -> Circle:
    """The circle behind a public id."""
    return db.session.query(Circle).filter_by(public_id=circle).one()


def found_gathering(public_id: str) -> Gathering:
    """The gathering behind a public id."""
    return db.session.query(Gathering).filter_by(public_id=public_id).one()


def found_post(public_id: str) -> Post:
    """The post behind a public id."""
    return db.session.query(Post).filter_by(public_id=public_id).one()


def work(app: Flask, mailbox: Mailbox, at: datetime) -> None:
    """The worker comes by, and the mail goes out once the night is over."""
    with app.app_context():
        for chore in CHORES:
            chore(at)
    mailbox.deliver(at)


def letter(mailbox: Mailbox, address: str, subject: str) -> ReceivedMail:
    """The only letter with this subject; letters of one moment arrive in any order."""
    (found_one,) = (one for one in mailbox.to(address) if one.subject == subject)
    return found_one


def rsvp_path(mailbox: Mailbox, address: str) -> str:
    """Where the invitation's link leads."""
    invitation = letter(mailbox, address, "Alice Marsh invites you to a gathering")
    return invitation.link("g").removeprefix("https://meet.example.org")


def says(
    app: Flask, gathering: str, person: MemberHandle, at: datetime, *, comes: bool = True
) -> GatheringReply:
    """Somebody answers."""
    with app.app_context():
        return gatherings.answer(found_gathering(gathering).id, person.member, comes=comes, at=at)


def replies(app: Flask, gathering: str) -> dict[str, GatheringReply]:
    """Who said what, by name."""
    with app.app_context():
        rows = db.session.scalars(
            select(Attendance).where(Attendance.gathering_id == found_gathering(gathering).id)
        )
        return {row.person.name.partition(" ")[0]: row.reply for row in rows}
