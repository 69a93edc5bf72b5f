"""What was suggested to whom, which pairs rest, and when a connector's next suggestions are made.

    made by the weekly batch -> offered or dismissed by the connector (the pair rests) | over after a week

The two people are told nothing of it. They hear only if their connector offers an introduction.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model


class Suggestion(Model, kw_only=True, repr=False):
    """That a connector was shown two people: who looks for something, and who can help with it."""

    __tablename__ = "suggestion"
    __table_args__ = (
        UniqueConstraint("connector_id", "seeker_id", "helper_id"),
        Index("ix_suggestion_seeker_id", "seeker_id", "made_at"),
        Index("ix_suggestion_helper_id", "helper_id", "made_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    connector_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    seeker_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    helper_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    made_at: Mapped[datetime] = mapped_column(index=True)


class RestingPair(Model, kw_only=True, repr=False):
    """Two people who are not suggested to this connector again, who dismissed it or brought them together.

    It goes only by what the connector did; whatever the two answered changes nothing here.
    """

    __tablename__ = "suggestion_rest"
    __table_args__ = (CheckConstraint("a_id < b_id", name="order"),)

    connector_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    a_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    b_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    since: Mapped[datetime] = mapped_column()


class SuggestionTurn(Model, kw_only=True, repr=False):
    """When a connector's next suggestions are made; every member has one."""

    __tablename__ = "suggestion_turn"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    next_at: Mapped[datetime] = mapped_column(index=True)
