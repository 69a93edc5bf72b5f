"""Requests to sign in by e-mail, and sessions."""

from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.sealing import SealedText
from intro_app.text.mailboxes import canonical

IDLE = timedelta(days=14)
AT_MOST = timedelta(days=30)
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


class Session(Model):
    """A signed-in browser. Only the hash of its cookie is stored.

    `passkey_id` is the passkey that opened it, if one did, `opened_by` an identity at a provider, such as
    `identity:12`; `proved_at` is when the person then proved who they are, which may be long ago. `seen_at`
    is set only for staff sessions: those opened by a passkey for a member with a role. They end after minutes
    of idleness rather than days.
    """

    __tablename__ = "session"

    id_hash: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    seen_on: Mapped[date] = mapped_column()
    device: Mapped[str] = mapped_column(SealedText("session.device"), default="")
    passkey_id: Mapped[int | None] = mapped_column(ForeignKey("passkey.id"), index=True, default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    opened_by: Mapped[str] = mapped_column(default="", server_default="")
    proved_at: Mapped[datetime | None] = mapped_column(default=None)

    @staticmethod
    def over(started_at: datetime, seen_on: date, seen_at: datetime | None, at: datetime) -> bool:
        """Return whether a session with these times has expired, by idle time or by total age."""
        if seen_at is not None:
            return at - seen_at > STAFF_IDLE or at - started_at > STAFF_AT_MOST
        return at.date() - seen_on > IDLE or at - started_at > AT_MOST

    def is_over(self, at: datetime) -> bool:
        """Return whether this session has expired."""
        return self.over(self.started_at, self.seen_on, self.seen_at, at)

    @property
    def has_powers(self) -> bool:
        """Whether this is a staff session, which may use the member's roles."""
        return self.seen_at is not None

    def was_noted(self, at: datetime) -> bool:
        """Return whether the stored last use is recent: today, and for staff less than a minute ago."""
        to_the_minute = self.seen_at is None or at - self.seen_at < timedelta(minutes=1)
        return self.seen_on == at.date() and to_the_minute
