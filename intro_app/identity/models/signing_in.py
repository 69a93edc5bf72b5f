"""Requests to sign in by e-mail, and sessions."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.sealing import SealedText
from intro_app.text.mailboxes import canonical

IDLE, TRUSTED_IDLE = timedelta(days=14), timedelta(days=30)
AT_MOST, TRUSTED_AT_MOST = timedelta(days=30), timedelta(days=90)
# Where only providers let people in: the provider, not this site, knows who may still come.
ONLY_AT_MOST = timedelta(hours=24)
STAFF_IDLE = timedelta(minutes=30)
STAFF_AT_MOST = timedelta(hours=12)
SIGN_IN_WITHIN = timedelta(minutes=10)
TRIES = 5


class SignIn(Model):
    """A request to sign in, valid for ten minutes, by the link in its e-mail or by the code.

    The code works only in the browser that asked. `onward` is the page to go to after signing in, `locale`
    the language in which the person asked. `familiar` is whether that browser has signed in with this
    mailbox before; such requests have a rate limit of their own. `brought_by` is what a newcomer came by.
    """

    __tablename__ = "sign_in"
    __table_args__ = {"sqlite_autoincrement": True}  # a link must never open a later request of the same id

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    browser_hash: Mapped[str] = mapped_column(index=True)
    email: Mapped[str] = mapped_column(SealedText("sign_in.email"))
    mailbox_hash: Mapped[str] = mapped_column()
    code_hash: Mapped[str] = mapped_column()
    asked_at: Mapped[datetime] = mapped_column(index=True)
    onward: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="", server_default="")
    familiar: Mapped[bool] = mapped_column(default=False, server_default=false())
    brought_by: Mapped[str] = mapped_column(default="", server_default="")
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def mailbox(self) -> str:
        """The canonical spelling of the address."""
        return canonical(self.email)


class SessionTimes(NamedTuple):
    """What decides whether a session has expired; see Session."""

    started_at: datetime
    seen_on: date
    seen_at: datetime | None
    trusted: bool

    def are_over(self, at: datetime, *, only: bool = False) -> bool:
        """Return whether a session with these times has expired, by idle time or by total age."""
        age = at - self.started_at
        if self.seen_at is not None:
            return at - self.seen_at > STAFF_IDLE or age > STAFF_AT_MOST
        idle, at_most = (TRUSTED_IDLE, TRUSTED_AT_MOST) if self.trusted else (IDLE, AT_MOST)
        return at.date() - self.seen_on > idle or age > (ONLY_AT_MOST if only else at_most)

    def ends_at(self, *, only: bool = False) -> datetime:
        """Return when such a session ends at the latest."""
        if self.seen_at is not None:
            return self.started_at + STAFF_AT_MOST
        if only:
            return self.started_at + ONLY_AT_MOST
        return self.started_at + (TRUSTED_AT_MOST if self.trusted else AT_MOST)


class Session(Model):
    """A signed-in browser. Only the hash of its cookie is stored.

    `passkey_id` is the passkey that opened it, if one did, `opened_by` an identity at a provider, such as
    `identity:12`; `proved_at` is when the person then proved who they are, which may be long ago. `seen_at`
    is set only for staff sessions: those opened by a passkey for a member with a role. They end after minutes
    of idleness rather than days. `trusted` is whether the person said that they trust the device, so that
    the session lasts longer.
    """

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_newest", "member_id", "seen_on", "started_at"),)

    id_hash: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    seen_on: Mapped[date] = mapped_column()
    device: Mapped[str] = mapped_column(SealedText("session.device"), default="")
    passkey_id: Mapped[int | None] = mapped_column(ForeignKey("passkey.id"), index=True, default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    opened_by: Mapped[str] = mapped_column(default="", server_default="")
    proved_at: Mapped[datetime | None] = mapped_column(default=None)
    trusted: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def times(self) -> SessionTimes:
        """When it began and was last used, and how long it may last."""
        return SessionTimes(self.started_at, self.seen_on, self.seen_at, self.trusted)

    def is_over(self, at: datetime, *, only: bool = False) -> bool:
        """Return whether this session has expired; `only` where only providers let people in."""
        return self.times.are_over(at, only=only)

    @property
    def has_powers(self) -> bool:
        """Whether this is a staff session, which may use the member's roles."""
        return self.seen_at is not None

    def was_noted(self, at: datetime) -> bool:
        """Return whether the stored last use is recent: today, and for staff less than a minute ago."""
        to_the_minute = self.seen_at is None or at - self.seen_at < timedelta(minutes=1)
        return self.seen_on == at.date() and to_the_minute
