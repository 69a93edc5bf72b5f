"""Threads, posts with their earlier wordings, mentions, who follows a thread, read marks, and reports."""

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index
from intro_app.db.sealing import SealedText


class Thread(Model, kw_only=True, repr=False):
    """A conversation under a title; `last_post_id` is its newest post, for order and unread marks.

    With a notice, its host tells everybody in the circle.
    """

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
    is_notice: Mapped[bool] = mapped_column(default=False)
    pinned_at: Mapped[datetime | None] = mapped_column(default=None)
    locked_at: Mapped[datetime | None] = mapped_column(default=None)


class Post(Model, kw_only=True, repr=False):
    """A post in Markdown. When it is taken back, the row stays and its words are erased.

    `tell_at` is from when on the worker notes for whom it is news; None once it has. When a moderator takes
    the post down it is taken back too (`taken_down_at`), and moderation keeps its words.
    """

    __tablename__ = "post"
    __table_args__ = (
        Index("ix_post_thread_id_id", "thread_id", "id"),
        partial_index("ix_post_to_tell", "tell_at IS NOT NULL", "tell_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: secrets.token_urlsafe(16))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    words: Mapped[str] = mapped_column(SealedText("post.words"))
    written_at: Mapped[datetime] = mapped_column()
    edited_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_back_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_down_at: Mapped[datetime | None] = mapped_column(default=None)
    tell_at: Mapped[datetime | None] = mapped_column(default=None)
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

    `written` is what stands after the @; in earlier posts it is empty, as their writers ticked names.
    `tell_at` is from when on the worker notes it for them; None once it has, and where they are mentioned in
    a quotation only.
    """

    __tablename__ = "mention"
    __table_args__ = (
        UniqueConstraint("post_id", "member_id"),
        partial_index("ix_mention_to_tell", "tell_at IS NOT NULL", "tell_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    written: Mapped[str] = mapped_column(SealedText("mention.written"), default="")
    tell_at: Mapped[datetime | None] = mapped_column(default=None)


class ThreadFollow(Model, kw_only=True, repr=False):
    """That a member follows a thread in which they did not write, or no longer follows one."""

    __tablename__ = "thread_follow"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True, index=True)
    follows: Mapped[bool] = mapped_column()


class ThreadRead(Model, kw_only=True, repr=False):
    """The newest post of a thread that a member has read."""

    __tablename__ = "thread_read"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True, index=True)
    post_id: Mapped[int] = mapped_column()


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
