"""The e-mail about what is new in a member's circles."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from intro_app.community.circles.policy import mail_scope
from intro_app.community.news.queries import NewsPost
from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.outbox import Email, compose
from intro_app.text.unmarked import as_plain

# So much stands in an e-mail, of one thread alone and of several; of the rest it says how much there is.
POSTS_SHOWN, POSTS_SHOWN_EACH = 3, 1
THREADS_SHOWN = 3


class NewsThread(NamedTuple):
    """A thread in the e-mail: its first new posts, how many more there are, and where to go on reading."""

    title: str
    circle: str
    posts: Sequence[NewsPost]
    more: int
    url: str


def circle_news(to: Member, news: Sequence[NewsPost], at: datetime, reply_to: str | None = None) -> Email:
    """Tell somebody what is new, thread by thread; of one thread, mail programs show all e-mails together.

    `reply_to` is where they can reply, if all is of one thread.
    """
    by_thread = [list(posts) for _id, posts in groupby(news, key=lambda one: one.thread_id)]
    most = POSTS_SHOWN if len(by_thread) == 1 else POSTS_SHOWN_EACH
    threads = [_thread(posts, most) for posts in by_thread]
    circles = {one.circle_id: one.circle_public_id for one in news}
    writers = {one.author_id for one in news}
    scopes = [*(f"requester:{one}" for one in writers if len(writers) == 1)]
    scopes += [*(mail_scope(one) for one in circles if len(circles) == 1), "kind:reply"]
    return compose(
        "circle_news",
        "community",
        to=to.addressee,
        dedupe=f"circle_news:{to.id}:{news[-1].post_id}:{at.timestamp():.0f}",
        about=f"circle:{news[0].circle_id}",
        scopes=scopes,
        thread=_together(news),
        reply_to=reply_to,
        can_reply=reply_to is not None,
        name=news[0].author if len(writers) == 1 else "",
        calls_me=len(news) == 1 and news[0].calls_me,
        is_notice=len(news) == 1 and news[0].is_notice,
        threads=threads[:THREADS_SHOWN],
        more=len(threads[THREADS_SHOWN:]),
        url=f"{settings().base_url}/community",
        choice_urls=[f"{settings().base_url}/circles/{public_id}/mail" for public_id in circles.values()],
    )


def _thread(posts: Sequence[NewsPost], most: int) -> NewsThread:
    first = posts[0]
    # The page opens where its reader stopped, wherever that was; the first unread post is at #new.
    path = f"/circles/{first.circle_public_id}/threads/{first.thread_public_id}#new"
    shown = [post._replace(words=as_plain(post.words)) for post in posts[:most]]
    return NewsThread(
        first.title, first.circle, shown, len(posts) - len(shown), f"{settings().base_url}{path}"
    )


def _together(news: Sequence[NewsPost]) -> str:
    """Return what belongs together in a mail program: a thread, or a circle, or nothing."""
    threads, circles = {one.thread_id for one in news}, {one.circle_id for one in news}
    if len(threads) == 1:
        return f"thread:{threads.pop()}"
    return f"circle:{circles.pop()}" if len(circles) == 1 else ""
