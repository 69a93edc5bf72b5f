"""Samples of the e-mails of the community."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from intro_app.community import emails
from intro_app.community.models import Attendance, Circle, Gathering, GatheringReply, NoteKind, Post, Thread
from intro_app.community.queries.board import Pinned
from intro_app.community.queries.gatherings import Coming
from intro_app.community.queries.preferences import News, Week
from intro_app.db import Model, db
from intro_app.devtools.cast import HOSTILE, Cast
from intro_app.identity.models import Member
from intro_app.outbox.email import Email

Made = TypeVar("Made", bound=Model)

WORDS = "Does anybody still cast pipes on **sand**?"


def in_the_community(who: Cast, at: datetime) -> Iterator[tuple[str, Email]]:
    """Yield each e-mail with its circumstance. Requires a transaction that is rolled back."""
    circle = _kept(Circle(name="Pipes and furnaces", host_id=who.alice.id, made_at=at))
    yield "", emails.circle_invitation(circle, who.bob, "1")
    yield "", emails.circle_request(circle, who.carol, "I keep the organ of St Jakob.", "1")
    yield "from Mallory", emails.circle_request(circle, who.mallory, HOSTILE.what_for, "1")
    yield "", emails.circle_welcome(circle, who.carol, "1")
    yield "", emails.circle_offered(circle, who.bob, "1")
    yield from _mentions(circle, who, at)
    yield from _gatherings(circle, who, at)
    yield "", emails.weekly_digest(who.bob, _week(circle, who, at), "2026-05-04")


def _mentions(circle: Circle, who: Cast, at: datetime) -> Iterator[tuple[str, Email]]:
    thread = _kept(
        Thread(circle_id=circle.id, author_id=who.alice.id, title="Sand", opened_at=at, last_post_at=at)
    )
    for circumstance, writer, words in (
        ("", who.alice, WORDS),
        ("from Mallory", who.mallory, HOSTILE.what_for),
    ):
        post = _kept(Post(thread_id=thread.id, author_id=writer.id, words=words, written_at=at))
        yield circumstance, emails.mentioned(post, thread, circle, writer, who.bob)


def _gatherings(circle: Circle, who: Cast, at: datetime) -> Iterator[tuple[str, Email]]:
    start = at + timedelta(days=7)
    made = Gathering(
        circle_id=circle.id,
        title="An evening of pipes",
        starts_at=start,
        minutes=90,
        time_zone="Europe/Berlin",
        place="St Jakob, the loft",
        link="https://meet.sample.example/loft",
        remind_at=start - timedelta(days=1),
        made_at=at,
        changed_at=at,
    )
    gathering = _kept(made)
    invited, going, waiting = (
        _invited(gathering, member, reply, at)
        for member, reply in (
            (who.bob, GatheringReply.INVITED),
            (who.carol, GatheringReply.GOING),
            (who.dan, GatheringReply.WAITING),
        )
    )
    yield "", emails.gathering_invitation(invited, at, in_circle=True)
    yield "", emails.gathering_changed(going, at)
    yield "in line", emails.gathering_changed(waiting, at)
    yield "", emails.gathering_cancelled(going, at)
    yield "", emails.moved_up(going, at)
    yield "", emails.gathering_reminder(going, at)


def _invited(gathering: Gathering, member: Member, reply: GatheringReply, at: datetime) -> Attendance:
    return _kept(Attendance(gathering_id=gathering.id, member_id=member.id, reply=reply, since=at))


def _week(circle: Circle, who: Cast, at: datetime) -> Week:
    coming = Coming(
        "g", "An evening of pipes", circle.name, at + timedelta(days=3), "Europe/Berlin", GatheringReply.GOING
    )
    until = at + timedelta(days=60)
    note = Pinned(1, "n", NoteKind.GIVE, "I lend my furnace.", at, until, who.carol.id, who.carol.name, "c")
    return Week([News("Sand", circle.name, circle.public_id, "t")], [coming], [note])


def _kept(made: Made) -> Made:
    db.session.add(made)
    db.session.flush()
    return made
