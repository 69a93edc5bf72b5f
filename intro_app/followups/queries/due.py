"""Queries for the ids of what the worker has to do, the longest due first."""

from datetime import datetime

from sqlalchemy import Select, select

from intro_app.followups.models import FollowUp, FollowUpReply
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import State


def due_to_ask(after: datetime, until: datetime) -> Select[int]:
    """Select introductions connected after `after`, at most until `until`, that have no follow-up yet."""
    connected = (
        select(Introduction.id)
        .outerjoin(FollowUp, FollowUp.introduction_id == Introduction.id)
        .where(
            Introduction.state == State.CONNECTED,
            Introduction.ended_at > after,
            Introduction.ended_at <= until,
            FollowUp.introduction_id.is_(None),
        )
    )
    return connected.order_by(Introduction.ended_at)


def due_to_remind(at: datetime) -> Select[int]:
    """Select replies whose party is due to be asked again."""
    return select(FollowUpReply.id).where(FollowUpReply.remind_at <= at).order_by(FollowUpReply.remind_at)


def due_to_conclude(at: datetime) -> Select[int]:
    """Select follow-ups whose last day has come."""
    over = select(FollowUp.introduction_id).where(FollowUp.concluded_at.is_(None), FollowUp.ends_at <= at)
    return over.order_by(FollowUp.ends_at)
