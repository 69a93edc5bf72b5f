"""Passkeys (WebAuthn credentials), and the challenges that browsers answer with them."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.sealing import SealedText

ANSWER_WITHIN = timedelta(minutes=5)
LONGEST_NAME = 60
MOST = 10


class Passkey(Model):
    """One passkey of a member; the site stores its public key.

    `doubted_at` is when its counter ran backwards, a sign that the key was cloned. A doubted passkey no
    longer signs anybody in.
    """

    __tablename__ = "passkey"
    __table_args__ = {"sqlite_autoincrement": True}  # the audit log names ids, so they are never reused

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    credential_id: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[bytes] = mapped_column()
    name: Mapped[str] = mapped_column(SealedText("passkey.name"))
    added_at: Mapped[datetime] = mapped_column()
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    doubted_at: Mapped[datetime | None] = mapped_column(default=None)


class PasskeyChallenge(Model):
    """A WebAuthn challenge for one browser and one purpose; it can be answered once, within five minutes."""

    __tablename__ = "passkey_challenge"

    id_hash: Mapped[str] = mapped_column(primary_key=True)
    browser_hash: Mapped[str] = mapped_column()
    purpose: Mapped[str] = mapped_column()
    made_at: Mapped[datetime] = mapped_column(index=True)
