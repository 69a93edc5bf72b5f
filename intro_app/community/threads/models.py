"""Threads, posts with their earlier wordings, mentions, read marks, notices of replies, and reports."""

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index
from intro_app.db.sealing import SealedText


class Thread(Model, kw_only=True, repr=False):
    """A conversation under a title; `last_post_id` is its newest post, for order and unread marks."""

    __tablename__ = "thread"
    __table_args__ = (Index("ix_thread_newest", "circle_id", "last_post_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: secrets.token_urlsafe(16))
    circle_id: Mapped[int] = mapped_column(ForeignKey("circle.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    title: Mapped[str] = mapped_column(SealedText("thread.title"))
    opened_at: Mapped[datetime] = mapped_column()
    last_post_id: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime] = mapped_column()


class Post(Model, kw_only=True, repr=False):
    """A post in Markdown. When it is taken back, the row stays and its words are erased.

    When a moderator takes it down it is taken back too (`taken_down_at`), and moderation keeps its words.
    """

    __tablename__ = "post"
    __table_args__ = (Index("ix_post_thread_id_id", "thread_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: secrets.token_urlsafe(16))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    words: Mapped[str] = mapped_column(SealedText("post.words"))
    written_at: Mapped[datetime] = mapped_column()
    edited_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_back_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_down_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False, default=0)

    __mapper_args__ = {"version_id_col": version}


class PostEdit(Model, kw_only=True, repr=False):
    """An earlier wording of a post, and when it was replaced."""

    __tablename__ = "post_edit"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    words: Mapped[str] = mapped_column(SealedText("post_edit.words"))
    replaced_at: Mapped[datetime] = mapped_column()


class Mention(Model, kw_only=True, repr=False):
    """A fellow member of the circle whom the writer mentioned in a post.

    `tell_at` is when to tell them by mail; None once they were told, or when they want no such mail. Whether
    they may be told is checked again at that time, because a block may have been set meanwhile.
    """

    __tablename__ = "mention"
    __table_args__ = (
        UniqueConstraint("post_id", "member_id"),
        partial_index("ix_mention_to_tell", "tell_at IS NOT NULL", "tell_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    tell_at: Mapped[datetime | None] = mapped_column(default=None)


class ThreadRead(Model, kw_only=True, repr=False):
    """The newest post of a thread that a member has read."""

    __tablename__ = "thread_read"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True, index=True)
    post_id: Mapped[int] = mapped_column()


class ThreadNotice(Model, kw_only=True, repr=False):
    """When to tell somebody by mail that others wrote in a thread in which they wrote.

    `told_post_id` is the thread's newest post when they were told last: they hear of the thread again once
    they have read up to there. `tell_at` is None while there is nothing to tell.
    """

    __tablename__ = "thread_notice"
    __table_args__ = (
        UniqueConstraint("member_id", "thread_id"),
        partial_index("ix_thread_notice_to_tell", "tell_at IS NOT NULL", "tell_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), index=True)
    tell_at: Mapped[datetime | None] = mapped_column(default=None)
    told_post_id: Mapped[int] = mapped_column(default=0)


class PostReport(Model, kw_only=True, repr=False):
    """A report about a post from before posts had cases in moderation; the open ones are still decided.

    `reported_words` is the post's text at the time of the report.
    """

    __tablename__ = "post_report"
    __table_args__ = (
        UniqueConstraint("post_id", "reporter_id"),
        partial_index("ix_post_report_open", "decided_at IS NULL", "reported_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    reporter_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    words: Mapped[str] = mapped_column(SealedText("post_report.words"))
    reported_words: Mapped[str] = mapped_column(SealedText("post_report.reported_words"))
    reported_at: Mapped[datetime] = mapped_column()
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_down: Mapped[bool] = mapped_column(default=False)
