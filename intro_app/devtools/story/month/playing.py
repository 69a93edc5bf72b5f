"""Plays the month through the services, in the order in which things happened."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import chain
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from intro_app import links
from intro_app.community.circles import service as circles
from intro_app.community.circles.models import Circle, CircleMail, CircleMember, Joining
from intro_app.community.circles.service import Described
from intro_app.community.gatherings import series
from intro_app.community.gatherings import service as gatherings
from intro_app.community.gatherings.emails import visit_link
from intro_app.community.gatherings.models import Attendance, Gathering, GatheringVisitor
from intro_app.community.gatherings.service import Plan
from intro_app.community.pictures import service as pictures
from intro_app.community.pictures.policy import ChosenPicture
from intro_app.community.tending import service as tending
from intro_app.community.threads import service as threads
from intro_app.community.threads.models import Mention, Post, Thread
from intro_app.community.visiting import service as visiting
from intro_app.db import db
from intro_app.devtools.story.month import drawing
from intro_app.devtools.story.month.meetings import MEETINGS, StoryMeeting
from intro_app.devtools.story.month.people import PARISH
from intro_app.devtools.story.month.reading import StoryPost, StoryThread
from intro_app.devtools.story.month.reading import threads as story_threads
from intro_app.identity.models import Member
from intro_app.links import LinkPurpose
from intro_app.pictures import draw_photo

Everybody = Mapping[str, Member]
Happening = tuple[datetime, Callable[[], object]]
_BERLIN = ZoneInfo("Europe/Berlin")
BEGAN = 31  # days ago
_CIRCLE = Described(
    name="The organ of St Jakob · Die Orgel",
    about=(
        "We are waking up an organ of 1740: from the loft in Berlin, and from wherever you are. "
        "*Wir wecken eine Orgel von 1740.* Write in English or German; both are read."
    ),
)
CO_HOSTS = ("Annegret", "Alice")
# Who comes into the circle later than on its first day, and how many days ago.
_LATER = {"Hana": 8}
_ABROAD = ("Erik", "Greta", "Samuel", "Nadia", "Ines", "Mei", "Jonas", "Hana", "Priya", "Olu", "Carol", "Dan")
MAIL = {
    "Alice": CircleMail.EACH,
    "Bob": CircleMail.EACH,
    "Annegret": CircleMail.EACH,
    "Carol": CircleMail.DAILY,
    "Hana": CircleMail.DAILY,
    "Matthias": CircleMail.DAILY,
    "Ursula": CircleMail.DIGEST,
    "Dan": CircleMail.DIGEST,
    "Rosa": CircleMail.DIGEST,
    "Greta": CircleMail.DIGEST,
    "Wolfgang": CircleMail.NONE,
}
# How many days ago each of these looked at the circle last: what was written since is new to them.
_LAST_LOOK = {"Alice": 3, "Bob": 4, "Carol": 9, "Dan": 15}
_ALT = {
    "hinge": "Ein Scharnier aus dunklem Leder zwischen zwei Brettern, mit je zwei Reihen Nägeln.",
    "leather": "Three pieces of leather on a table: light brown goat, white sheep, and the dark one of 1931.",
}


@dataclass(frozen=True, order=True)
class _Event:
    """Something that happens at a moment; events of one moment happen in the order of their number."""

    at: datetime
    number: int
    happens: Callable[[], object] = field(compare=False)


def in_circle(people: Everybody) -> Everybody:
    """Return who belongs to the circle of the month: the neighbours, Bob, Alice, and some from abroad."""
    names = (*(one.first_name for one in PARISH), "Bob", "Alice", *_ABROAD)
    return {name: people[name] for name in names}


def play(
    people: Everybody, at: datetime, work: Callable[[datetime], None], work_at: Sequence[datetime]
) -> None:
    """Play the month that ends at this moment; the worker's jobs are done at the moments `work_at`.

    What happened before the first of them is told to nobody.
    """
    month = _Month(people, at, told_from=min(work_at))
    works: list[Happening] = [(moment, partial(work, moment)) for moment in work_at]
    what = [*month.events(), (min(work_at), _tell_nobody_of_the_past), *works]
    for event in sorted(_Event(moment, number, happens) for number, (moment, happens) in enumerate(what)):
        event.happens()
    month.look()


class _Month:
    """The month, its circle and its threads by title."""

    def __init__(self, people: Everybody, at: datetime, told_from: datetime) -> None:
        self._people, self._today = people, at.astimezone(_BERLIN).date()
        self._told_from = told_from
        self._circle: Circle | None = None
        self._threads: dict[str, Thread] = {}

    def events(self) -> Iterator[Happening]:
        """Yield what happens, with its moment, in no order."""
        yield self._moment(BEGAN, time(9)), partial(self._begin, self._moment(BEGAN, time(9)))
        for name, days in _LATER.items():
            at = self._moment(days, time(18))
            yield at, partial(self._come_in, name, at)
        yield from chain.from_iterable(map(self._events_of_thread, story_threads()))
        yield from chain.from_iterable(map(self._events_of_meeting, MEETINGS))

    def look(self) -> None:
        """Mark as read what some people looked at before they came back."""
        for name, days in _LAST_LOOK.items():
            before = self._moment(days, time(20))
            for thread in self._threads.values():
                seen = select(Post.id).where(Post.thread_id == thread.id, Post.written_at < before)
                if last := db.session.scalar(seen.order_by(Post.id.desc()).limit(1)):
                    threads.note_read(self._people[name].id, thread.id, last)

    def _moment(self, days: int, clock: time) -> datetime:
        return datetime.combine(self._today - timedelta(days=days), clock, _BERLIN).astimezone(UTC)

    def _begin(self, at: datetime) -> None:
        self._circle = circles.begin(self._people["Bob"], _CIRCLE, at)
        for name in self._people.keys() - _LATER.keys() - {"Bob"}:
            self._come_in(name, at)
        db.session.flush()
        for name in CO_HOSTS:
            tending.appoint(self._circle.id, self._people["Bob"].id, self._people[name], co_host=True)
        for name, mail in MAIL.items():
            if name not in _LATER:
                circles.choose_mail(self._circle.id, self._people[name], mail, at)

    def _come_in(self, name: str, at: datetime) -> None:
        assert self._circle
        joins = CircleMember(
            circle_id=self._circle.id, member_id=self._people[name].id, joining=Joining.IN, since=at
        )
        joins.mail = MAIL.get(name) if name in _LATER else None
        db.session.add(joins)

    def _events_of_thread(self, thread: StoryThread) -> Iterator[Happening]:
        for number, post in enumerate(thread.posts):
            at = self._moment(post.days, post.clock)
            yield at, partial(self._reply if number else self._open, thread, post, at)
        if "locked" in thread.marks:
            last = self._moment(thread.posts[-1].days, thread.posts[-1].clock)
            yield last, partial(self._lock, thread, last)

    def _open(self, thread: StoryThread, post: StoryPost, at: datetime) -> None:
        assert self._circle
        writer, notice = self._people[post.who], "notice" in thread.marks
        opened = threads.open_thread(
            self._circle.id,
            writer,
            thread.title,
            post.words,
            at,
            is_notice=notice,
        )
        if "pinned" in thread.marks:
            tending.pin(opened.id, self._people["Bob"].id, at, pinned=True)
            db.session.flush()  # the first reply reads the thread anew
        self._threads[thread.title] = opened

    def _reply(self, thread: StoryThread, post: StoryPost, at: datetime) -> None:
        there, writer = self._threads[thread.title], self._people[post.who]
        if at < self._told_from and not post.picture and "@" not in post.words:
            self._write_quickly(there, writer, post.words, at)
        else:
            threads.reply(there, writer, post.words, at, self._drawn(post, at))

    def _write_quickly(self, there: Thread, writer: Member, words: str, at: datetime) -> None:
        """Add what the service would add of which nobody is told; somebody waits for the demo to start."""
        post = Post(thread_id=there.id, author_id=writer.id, words=words, written_at=at)
        db.session.add(post)
        db.session.flush()
        there.last_post_id, there.last_post_at = post.id, at

    def _lock(self, thread: StoryThread, at: datetime) -> None:
        tending.lock(self._threads[thread.title].id, self._people["Bob"].id, at, locked=True)

    def _drawn(self, post: StoryPost, at: datetime) -> Sequence[ChosenPicture]:
        if not post.picture:
            return ()
        return [_kept(self._people[post.who], post.picture, _ALT[post.picture], at)]

    def _events_of_meeting(self, meeting: StoryMeeting) -> Iterator[Happening]:
        announced, made = self._moment(meeting.announced, time(17)), list[Gathering]()
        yield announced, partial(self._announce, meeting, made, announced)
        answers = [*((name, True) for name in meeting.comes), *((name, False) for name in meeting.declines)]
        for number, (name, comes) in enumerate(answers, start=1):
            at = announced + timedelta(minutes=23 * number)
            yield at, partial(self._answer, made, name, comes, at)
        for number, (name, local) in enumerate(meeting.visitors):
            at = self._moment(3 - number, time(11))
            yield at, partial(self._visit, made, name, f"{local}@example.org", at)

    def _announce(self, meeting: StoryMeeting, made: list[Gathering], at: datetime) -> None:
        assert self._circle
        bob = self._people["Bob"]
        plan = Plan(
            title=meeting.title,
            about=meeting.about,
            day=self._today - timedelta(days=meeting.held),
            clock=meeting.clock,
            time_zone=_BERLIN.key,
            minutes=meeting.minutes,
            place=meeting.place,
            link=meeting.link,
            capacity=meeting.capacity,
            takes_visitors=bool(meeting.visitors),
            picture=_kept(bob, meeting.picture, meeting.shows, at) if meeting.picture else None,
        )
        if meeting.repeats:
            made.append(series.announce_series(self._circle.id, bob, plan, meeting.repeats, at))
        else:
            made.append(gatherings.announce(self._circle.id, bob, plan, at))

    def _answer(self, made: list[Gathering], name: str, comes: bool, at: datetime) -> None:
        answer = series.answer_all if made[0].series_id else gatherings.answer
        answer(made[0].id, self._people[name], comes=comes, at=at)

    def _visit(self, made: list[Gathering], name: str, address: str, at: datetime) -> None:
        visiting.ask(made[0].id, name, address, agrees=True, locale="de", at=at)
        newest = select(GatheringVisitor).order_by(GatheringVisitor.id.desc()).limit(1)
        visitor = db.session.scalars(newest).one()
        token = visit_link(visitor, at).rpartition("/")[2]
        visiting.confirm(links.find(token, LinkPurpose.VISIT), name, agrees=True, at=at)


def _kept(writer: Member, name: str, alt: str, at: datetime) -> ChosenPicture:
    """Draw the picture of this name, for what somebody writes."""
    photo = draw_photo(drawing.picture(name))
    kept = pictures.keep(writer.id, photo, at)
    return ChosenPicture(kept.public_id, alt, False, photo.width, photo.height)


def _tell_nobody_of_the_past() -> None:
    """Let the worker begin here: nobody is written to about what happened before."""
    told = select(Gathering.edition).where(Gathering.id == Attendance.gathering_id).scalar_subquery()
    for change in (
        update(Post).values(tell_at=None),
        update(Mention).values(tell_at=None),
        update(Attendance).values(told=told),
    ):
        db.session.execute(change, execution_options={"synchronize_session": False})
    db.session.expire_all()
