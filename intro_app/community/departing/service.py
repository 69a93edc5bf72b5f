"""Somebody leaves the site: circles pass to a co-host or get a notice, gatherings their free seats."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, select

from intro_app.community.board.models import BoardNote
from intro_app.community.circles import emails
from intro_app.community.circles import queries as circles
from intro_app.community.circles.models import Circle
from intro_app.community.departing import queries
from intro_app.community.gatherings import queries as gatherings
from intro_app.community.gatherings.models import Attendance, Gathering
from intro_app.community.gatherings.service import fill_seats, show_picture
from intro_app.community.news.models import CircleNotice, NewsItem
from intro_app.community.pictures.service import erase_unseen_of
from intro_app.community.preferences.models import CommunityPreference
from intro_app.community.preferences.service import write_after_quiet_hours
from intro_app.community.replying.models import ReplyAddress
from intro_app.community.threads.models import (
    Mention,
    Post,
    PostEdit,
    PostReport,
    Thread,
    ThreadFollow,
    ThreadRead,
)
from intro_app.community.threads.service import erase
from intro_app.community.unnamed import UNNAMED_CIRCLE, UNNAMED_GATHERING, UNNAMED_THREAD
from intro_app.db import atomic, db
from intro_app.memberships.queries import is_member
from intro_app.people.models import StoppableAct
from intro_app.people.stops import is_stopped
from intro_app.reportable import name_instead

# How long the people of a circle have to find a new host before it closes.
WITHOUT_HOST = timedelta(days=30)


def depart(member_id: int, at: datetime, *, posts_too: bool) -> None:
    """Take this member out of circles and gatherings, and erase what is theirs alone.

    Their posts stay under "a former member" so that threads keep their sense, unless `posts_too`: then their
    pictures of gatherings go as well.
    """
    with atomic():
        for circle_id in queries.circles_of(member_id):
            _leave(circles.locked(circle_id), member_id)
        for gathering_id in queries.gatherings_of(member_id):
            _give_seat_back(gatherings.locked(gathering_id), member_id, at)
        for circle_id in queries.ended_by(member_id):
            _erase_words_of_host(circles.locked(circle_id))
        for circle_id in queries.hosted_by(member_id):
            _pass_on(circles.locked(circle_id), at)
        if posts_too:
            show_picture([gatherings.locked(one) for one in queries.pictured_by(member_id)], None)
        _erase_posts(member_id, at, words_too=posts_too)
        _erase_own(member_id)


def _leave(circle: Circle, member_id: int) -> None:
    if circle.offered_to_id == member_id:
        circle.offered_to_id = None
    there = circles.membership_in(circle.id, member_id)
    if there is not None:
        db.session.delete(there)
    db.session.flush()


def _give_seat_back(gathering: Gathering, member_id: int, at: datetime) -> None:
    if (invited := gatherings.attendance_of(gathering.id, member_id)) is not None:
        db.session.delete(invited)
        fill_seats(gathering, at)


def _pass_on(circle: Circle, at: datetime) -> None:
    """Make a co-host who may host the host, and tell them; else tell everybody that it needs one."""
    for heir in queries.heirs_of(circle.id):
        if is_member(heir.id, at) and not is_stopped(heir.id, StoppableAct.HOSTING, at):
            there = circles.membership_in(circle.id, heir.id)
            assert there is not None, "a co-host belongs to the circle"
            there.is_co_host, leaver = False, circle.host_id
            circle.host_id, circle.offered_to_id = heir.id, None
            compose = partial(emails.circle_passed_on, circle, heir)
            write_after_quiet_hours(heir, leaver, compose, at)
            return
    _stay_without_host(circle, at)


def _stay_without_host(circle: Circle, at: datetime) -> None:
    """Tell the people of a circle that they can take it over; close it if there is nobody."""
    for gathering_id in queries.coming_in(circle.id, at):
        gathering = gatherings.locked(gathering_id)
        gathering.cancelled_at = gathering.changed_at = at
        gathering.edition += 1
    people = queries.people_in(circle.id)
    if not people:
        close_without_host(circle, at)
    closes_at = at + WITHOUT_HOST
    for person in people:
        compose = partial(emails.circle_without_host, circle, person, closes_at)
        write_after_quiet_hours(person, circle.host_id, compose, at)


def close_without_host(circle: Circle, at: datetime) -> None:
    """Close a circle whose host has left, and erase what the host wrote about it."""
    circle.ended_at = at
    _erase_words_of_host(circle)


def _erase_words_of_host(circle: Circle) -> None:
    """Erase what the host wrote about a circle that has ended, and about its gatherings."""
    circle.name, circle.about = name_instead(UNNAMED_CIRCLE), ""
    written = select(Gathering).where(Gathering.circle_id == circle.id).order_by(Gathering.id)
    held = db.session.scalars(written).all()
    show_picture(held, None)
    for one in held:
        one.title, one.about = name_instead(UNNAMED_GATHERING), ""
        one.place = one.link = ""


def _erase_posts(member_id: int, at: datetime, *, words_too: bool) -> None:
    mine = db.session.scalars(select(Post).where(Post.author_id == member_id).order_by(Post.id)).all()
    edits = PostEdit.post_id.in_(select(Post.id).where(Post.author_id == member_id))
    db.session.execute(delete(PostEdit).where(edits))
    erase_unseen_of(member_id)
    for post in mine if words_too else ():
        erase(post, at)
        post.taken_down_at = None  # nothing puts it back
    opened = select(Thread).where(Thread.author_id == member_id).order_by(Thread.id)
    for thread in db.session.scalars(opened).all() if words_too else ():
        thread.title = name_instead(UNNAMED_THREAD)


def _erase_own(member_id: int) -> None:
    for table in (
        *(BoardNote, CommunityPreference, Attendance, Mention),
        *(ThreadRead, ThreadFollow, NewsItem, CircleNotice, ReplyAddress),
    ):
        db.session.execute(delete(table).where(table.member_id == member_id))
    decided = PostReport.reporter_id == member_id, PostReport.decided_at.is_not(None)
    db.session.execute(delete(PostReport).where(*decided))
