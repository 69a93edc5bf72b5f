"""Noting what is to be told to whom, and telling it in one e-mail."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import delete

from intro_app.community.circles.models import CircleMail
from intro_app.community.circles.policy import mail_scope
from intro_app.community.circles.queries import mail_chosen
from intro_app.community.news import emails, queries
from intro_app.community.news.models import CircleNotice, NewsItem
from intro_app.community.news.policy import told_after
from intro_app.community.news.queries import Concerned, NewsPost
from intro_app.community.preferences.service import awake
from intro_app.community.replying.service import address_for
from intro_app.community.threads.models import Mention, Post, Thread
from intro_app.db import db, insert_once
from intro_app.identity.models import Member
from intro_app.identity.queries import stopped_by
from intro_app.people.reach import write


def note_post(post_id: int, at: datetime) -> bool:
    """Note a new post for all whom it concerns; return False if that was done already."""
    post = db.session.get_one(Post, post_id, with_for_update=True, populate_existing=True)
    if post.tell_at is None:
        return False
    post.tell_at = None
    thread = db.session.get_one(Thread, post.thread_id)
    for one in queries.concerned_by(post, thread):
        _note(one, post, thread.circle_id, at)
    return True


def note_mention(mention_id: int, at: datetime) -> bool:
    """Note a mention for who is called, if they get e-mail from the circle."""
    mention = db.session.get_one(Mention, mention_id, with_for_update=True, populate_existing=True)
    if mention.tell_at is None:
        return False
    mention.tell_at = None
    post = db.session.get_one(Post, mention.post_id)
    circle_id = db.session.get_one(Thread, post.thread_id).circle_id
    if (one := queries.concerned(mention.member_id, circle_id)) is not None:
        _note(one, post, circle_id, at, called=True)
    return True


def _note(one: Concerned, post: Post, circle_id: int, at: datetime, *, called: bool = False) -> None:
    member = one.member
    item = {"member_id": member.id, "post_id": post.id}
    db.session.execute(insert_once(NewsItem, item, NewsItem.member_id, NewsItem.post_id))
    row = {"member_id": member.id, "circle_id": circle_id}
    db.session.execute(insert_once(CircleNotice, row, CircleNotice.member_id, CircleNotice.circle_id))
    notice = queries.notice_of(member.id, circle_id)
    zone = ZoneInfo(member.addressee.time_zone)
    tell_at = awake(member, told_after(one.mail, at, notice.told_at, zone, called=called))
    notice.tell_at = min(tell_at, notice.tell_at or tell_at)


def tell(notice_id: int, at: datetime) -> bool:
    """Tell a member what is new; return False if it was told already or is not due."""
    member_id = db.session.get_one(CircleNotice, notice_id).member_id
    member = db.session.get_one(Member, member_id, with_for_update=True)
    notice = db.session.get_one(CircleNotice, notice_id, with_for_update=True, populate_existing=True)
    if notice.tell_at is None or notice.tell_at > at:
        return False
    mail = mail_chosen(notice.circle_id, member_id)
    notices = {notice, *(queries.waiting_daily(member_id) if mail is CircleMail.DAILY else ())}
    circle_ids = [one.circle_id for one in notices]
    news = _wanted(member, queries.news_for(member_id, circle_ids)) if mail in queries.MAILED else []
    _forget(member_id, circle_ids)
    for one in notices:
        one.tell_at = None
    if news and not member.suspended:
        for one in notices:
            one.told_at = at
        reply_to = _reply_address(member, news, at)
        compose = partial(emails.circle_news, member, news, at, reply_to)
        write(member, compose, at=at, not_before=awake(member, at))
    return True


def _wanted(member: Member, news: Sequence[NewsPost]) -> list[NewsPost]:
    """Leave out what the member stopped: a circle, or all that comes from somebody."""
    stopped = set(stopped_by(member.email))
    return [one for one in news if not stopped & {mail_scope(one.circle_id), f"requester:{one.author_id}"}]


def _reply_address(member: Member, news: Sequence[NewsPost], at: datetime) -> str | None:
    """Return where the member can reply, if all of this is of one thread."""
    threads = {one.thread_id for one in news}
    return address_for(member.id, threads.pop(), at) if len(threads) == 1 else None


def _forget(member_id: int, circle_ids: Collection[int]) -> None:
    told = queries.items_in(member_id, circle_ids)
    db.session.execute(
        delete(NewsItem).where(NewsItem.member_id == member_id, NewsItem.post_id.in_(told)),
        execution_options={"synchronize_session": False},
    )
