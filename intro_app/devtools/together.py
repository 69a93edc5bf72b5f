"""Samples of the e-mails of the community."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from intro_app.community.board.models import NoteKind
from intro_app.community.board.queries import Pinned
from intro_app.community.circles import emails as of_circles
from intro_app.community.circles.models import Circle
from intro_app.community.digest import emails as of_digest
from intro_app.community.digest.queries import NewLine, News, Week
from intro_app.community.gatherings import emails as of_gatherings
from intro_app.community.gatherings.models import Attendance, Gathering, GatheringReply, GatheringVisitor
from intro_app.community.gatherings.queries import Coming
from intro_app.community.news import emails as of_news
from intro_app.community.news.queries import NewsPost
from intro_app.community.replying import emails as of_replies
from intro_app.community.threads.models import Thread
from intro_app.community.visiting import emails as of_visitors
from intro_app.db import Model, db
from intro_app.devtools.cast import HOSTILE, Cast
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.outbox.email import Email
from intro_app.people.queries import Known
from intro_app.suggestions.queries import ShownPair
from intro_app.text.searching import Meeting
from intro_app.wording import N_

Made = TypeVar("Made", bound=Model)

WORDS = "Does anybody still cast pipes on **sand**?"


def in_the_community(who: Cast, at: datetime) -> Iterator[tuple[str, Email]]:
    """Yield each e-mail with its circumstance. Requires a transaction that is rolled back."""
    circle = _kept(Circle(name="Pipes and furnaces", host_id=who.alice.id, made_at=at))
    yield "", of_circles.circle_invitation(circle, who.bob, "1")
    yield "", of_circles.circle_request(circle, who.carol, "I keep the organ of St Jakob.", "1")
    yield "from Mallory", of_circles.circle_request(circle, who.mallory, HOSTILE.what_for, "1")
    yield "", of_circles.circle_welcome(circle, who.carol, "1")
    yield "", of_circles.circle_offered(circle, who.bob, "1")
    yield "", of_circles.circle_without_host(circle, who.bob, at + timedelta(days=30))
    yield "", of_circles.circle_passed_on(circle, who.bob)
    yield from _news(circle, who, at)
    thread = _kept(
        Thread(circle_id=circle.id, author_id=who.alice.id, title="Sand", opened_at=at, last_post_at=at)
    )
    why = DomainError(N_("Keep this to %(limit)s characters."), limit=6000)
    yield "", of_replies.circle_reply_refused(who.bob, circle, thread, why, "1")
    yield from _gatherings(circle, who, at)
    yield "", of_digest.weekly_digest(who.bob, _week(circle, who, at), "2026-05-04")


def _news(circle: Circle, who: Cast, at: datetime) -> Iterator[tuple[str, Email]]:
    alice, mallory = (
        _post_of(circle, writer, words)
        for writer, words in ((who.alice, WORDS), (who.mallory, HOSTILE.what_for))
    )
    other = alice._replace(thread_id=alice.thread_id + 1, title="Pipes", is_notice=True)
    yield "a reply", of_news.circle_news(who.bob, [alice], at)
    yield "a reply with pictures", of_news.circle_news(who.bob, [alice._replace(pictures=2)], at)
    yield "a reply that can be answered", of_news.circle_news(who.bob, [alice], at, "b+r2@example.org")
    yield "several replies", of_news.circle_news(who.bob, [alice] * 5, at)
    yield "a mention", of_news.circle_news(who.bob, [alice._replace(calls_me=True)], at)
    yield "a mention from Mallory", of_news.circle_news(who.bob, [mallory._replace(calls_me=True)], at)
    yield "a notice", of_news.circle_news(who.bob, [other], at)
    many = [alice._replace(thread_id=number, post_id=number) for number in range(1, 9)]
    yield "of a whole day", of_news.circle_news(who.bob, [mallory, *many], at)


def _post_of(circle: Circle, writer: Member, words: str) -> NewsPost:
    return NewsPost(
        post_id=1,
        words=words,
        author_id=writer.id,
        author=writer.name,
        calls_me=False,
        thread_id=1,
        thread_public_id="t",
        title="Sand",
        is_notice=False,
        circle_id=circle.id,
        circle_public_id=circle.public_id,
        circle=circle.name,
        pictures=0,
    )


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
    yield "", of_gatherings.gathering_invitation(invited, at, in_circle=True)
    yield "", of_gatherings.gathering_changed(going, at)
    yield "in line", of_gatherings.gathering_changed(waiting, at)
    yield "", of_gatherings.gathering_cancelled(going, at)
    yield "", of_gatherings.gathering_dates_changed([going, waiting, *[going] * 4], at)
    yield "", of_gatherings.gathering_dates_cancelled([going, going], at)
    yield "", of_gatherings.moved_up(going, at)
    yield "", of_gatherings.gathering_reminder(going, at)
    yield from _of_visitors(gathering, at)


def _of_visitors(gathering: Gathering, at: datetime) -> Iterator[tuple[str, Email]]:
    address = "olga@example.net"
    visitor = _kept(
        GatheringVisitor(
            gathering_id=gathering.id, name="Olga Petrenko", address=address, mailbox_hash="", erase_at=at
        )
    )
    comes = _kept(
        Attendance(gathering_id=gathering.id, visitor_id=visitor.id, reply=GatheringReply.GOING, since=at)
    )
    yield "", of_visitors.visit_asked(visitor, at)
    yield "", of_visitors.visit_confirmed(comes, visitor, at)
    yield "visitor", of_gatherings.gathering_changed(comes, at)


def _invited(gathering: Gathering, member: Member, reply: GatheringReply, at: datetime) -> Attendance:
    return _kept(Attendance(gathering_id=gathering.id, member_id=member.id, reply=reply, since=at))


def _week(circle: Circle, who: Cast, at: datetime) -> Week:
    coming = Coming(
        "g", "An evening of pipes", circle.name, at + timedelta(days=3), "Europe/Berlin", GatheringReply.GOING
    )
    until = at + timedelta(days=60)
    note = Pinned(1, "n", NoteKind.GIVE, "I lend my furnace.", at, until, who.carol.id, who.carol.name, "c")
    sand = [NewLine(who.alice.name, "Does anybody still cast pipes on sand?"), NewLine(who.dan.name, "I do.")]
    threads = [News("Sand", circle.name, circle.public_id, "t", sand, 3)]
    return Week(threads, [coming], [note], _suggested(who, at))


def _suggested(who: Cast, at: datetime) -> list[ShownPair]:
    alice, carol = (
        Known(one.id, one.id, one.public_id, one.name, one.headline, at, False, False)
        for one in (who.alice, who.carol)
    )
    return [ShownPair(alice, carol, "A furnace", "Furnaces", Meeting(3.0, ("furnace",)))]


def _kept(made: Made) -> Made:
    db.session.add(made)
    db.session.flush()
    return made
