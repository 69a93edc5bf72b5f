"""How members come in: a sign-in that was asked for by e-mail, and the session that follows."""

from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model

IDLE = timedelta(days=14)
AT_MOST = timedelta(days=30)
SIGN_IN_WITHIN = timedelta(minutes=10)
TRIES = 5


class SignIn(Model):
    """A request to sign in: open for ten minutes, by the link of its e-mail or by the code beside it.

    The code counts only in the browser that asked. `onward` is the page the person wanted.
    """

    __tablename__ = "sign_in"
    __table_args__ = {"sqlite_autoincrement": True}  # a link must never open a later request of the same id

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    browser_hash: Mapped[str] = mapped_column(index=True)
    email: Mapped[str] = mapped_column()
    mailbox: Mapped[str] = mapped_column()
    code_hash: Mapped[str] = mapped_column()
    asked_at: Mapped[datetime] = mapped_column(index=True)
    onward: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class Session(Model):
    """One browser that is signed in; the cookie's value is kept as its hash only."""

    __tablename__ = "session"

    id_hash: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    started_at: Mapped[datetime] = mapped_column()
    seen_on: Mapped[date] = mapped_column()
    device: Mapped[str] = mapped_column(default="")

    @staticmethod
    def over(started_at: datetime, seen_on: date, at: datetime) -> bool:
        """Whether it was left alone for too long, or has simply lasted long enough."""
        return at.date() - seen_on > IDLE or at - started_at > AT_MOST

    def is_over(self, at: datetime) -> bool:
        """Whether it has ended by itself."""
        return self.over(self.started_at, self.seen_on, at)
