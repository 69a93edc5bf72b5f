"""The table of drafts: what somebody has typed into the form of a letter or an answer and not sent yet."""

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index
from intro_app.db.sealing import SealedJSON

# The limits: bytes of one draft in JSON, drafts of one member, and how long an untouched draft is kept.
LARGEST = 16 * 1024
MOST = 20
KEPT_FOR = timedelta(days=30)

Typed = dict[str, list[str]]

# Fields that hold nobody's words: the id of the form, and fields that come with a choice made.
_NO_WORDS = {"form_id", "shares", "guest_language"}


class Draft(Model, kw_only=True, repr=False):
    """A draft of one member at the address of one form; only its writer sees it, and no moderator does.

    `kept_by` is the window that kept it last, so that a window that was left open does not overwrite what was
    written in another one. `recipient_id` and `connector_id` are there for the list of drafts only. `ask_id`
    is the ask that a connector has begun to answer; the draft goes with the answer, or once it is too late
    for one.
    """

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    address: Mapped[str] = mapped_column()
    recipient_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), default=None
    )
    connector_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), default=None
    )
    ask_id: Mapped[int | None] = mapped_column(ForeignKey("ask.id", ondelete="CASCADE"), default=None)
    typed: Mapped[dict[str, Any]] = mapped_column(SealedJSON("draft.typed"))
    begun_at: Mapped[datetime] = mapped_column()
    kept_at: Mapped[datetime] = mapped_column(index=True)
    kept_by: Mapped[str] = mapped_column()

    __table_args__ = (
        UniqueConstraint("member_id", "address"),
        partial_index("ix_draft_ask_id", "ask_id IS NOT NULL", "ask_id"),
    )

    @classmethod
    def at(cls, member_id: int, address: str) -> ColumnElement[bool]:
        """Return the condition for this member's draft at the form with this address."""
        return and_(cls.member_id == member_id, cls.address == address)

    @property
    def form_id(self) -> str:
        """The id of the form in which it was begun, so that a letter sent from two windows is sent once."""
        return next(iter(self.typed.get("form_id", [])), "")

    @property
    def goes_at(self) -> datetime:
        """When it is deleted, unless somebody goes on with it."""
        return self.kept_at + KEPT_FOR


def has_words(typed: Typed) -> bool:
    """Whether anything of this was typed or chosen by a person."""
    return any(value.strip() for name, values in typed.items() if name not in _NO_WORDS for value in values)


def size(typed: Typed) -> int:
    """Return how many bytes it takes in JSON."""
    return len(json.dumps(typed, ensure_ascii=False).encode(errors="replace"))
