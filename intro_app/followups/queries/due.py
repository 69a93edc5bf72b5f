"""Queries for the ids of what the worker has to do, the longest due first."""

from functools import cache

from sqlalchemy import Select, bindparam, select

from intro_app.followups.models import FollowUp, FollowUpReply
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import State


@cache
def due_to_ask() -> Select[int]:
    """Select introductions connected after `:after`, at most until `:until`, that have no follow-up yet."""
    connected = (
        select(Introduction.id)
        .outerjoin(FollowUp, FollowUp.introduction_id == Introduction.id)
        .where(
            Introduction.state == State.CONNECTED,
            Introduction.ended_at > bindparam("after"),
            Introduction.ended_at <= bindparam("until"),
            FollowUp.introduction_id.is_(None),
        )
    )
    return connected.order_by(Introduction.ended_at)


@cache
def due_to_remind() -> Select[int]:
    """Select replies whose party is due to be asked again."""
    return (
        select(FollowUpReply.id)
        .where(FollowUpReply.remind_at <= bindparam("at"))
        .order_by(FollowUpReply.remind_at)
    )


@cache
def due_to_conclude() -> Select[int]:
    """Select follow-ups whose last day has come."""
    over = select(FollowUp.introduction_id).where(
        FollowUp.concluded_at.is_(None), FollowUp.ends_at <= bindparam("at")
    )
    return over.order_by(FollowUp.ends_at)
