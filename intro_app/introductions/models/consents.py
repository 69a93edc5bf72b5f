"""The table of consents: each is a yes to a text that does not change."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.introductions.states import Role


class Consent(Model, kw_only=True, repr=False):
    """A yes, with the exact text agreed to and what is to be shared; it can be taken back but not changed.

    `shares` has a keyed fingerprint for each contact field ticked, so that a detail is passed on only if it
    is unchanged since its owner agreed.
    """

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introduction.id"), init=False, index=True)
    role: Mapped[Role] = mapped_column()
    text_hash: Mapped[str] = mapped_column()
    seen_hash: Mapped[str] = mapped_column()
    shares: Mapped[dict[str, Any]] = mapped_column()
    given_at: Mapped[datetime] = mapped_column()
    how: Mapped[str] = mapped_column()
    taken_back_at: Mapped[datetime | None] = mapped_column(default=None)
