"""Queries about one introduction: its follow-up, thank-you notes and deletion requests."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, case, exists, func, or_, select

from intro_app.db import db
from intro_app.followups.answers import Talked
from intro_app.followups.models import FollowUp, FollowUpReply, PleaseDelete, Thanks
from intro_app.identity.models import Member
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import PARTIES, Answer, Role, State
from intro_app.people.visibility import has_blocked


def locked(introduction_id: int) -> FollowUp:
    """Return the follow-up, read afresh and with its row locked for the transaction."""
    found = select(FollowUp).where(FollowUp.introduction_id == introduction_id)
    follow_up = db.session.scalars(found.with_for_update().execution_options(populate_existing=True)).one()
    for reply in follow_up.replies:
        db.session.refresh(reply)
    return follow_up


def follow_up_of(introduction_id: int) -> FollowUp | None:
    """Return the follow-up of an introduction, or None before its parties were asked."""
    return db.session.get(FollowUp, introduction_id)


def is_asked(introduction_id: int) -> bool:
    """Return whether the parties were asked already."""
    return bool(db.session.scalar(select(exists().where(FollowUp.introduction_id == introduction_id))))


def party_of(member: Member, public_id: str) -> tuple[Introduction, Role] | None:
    """Return the connected introduction with this id and the member's role; None if they are not a party."""
    connected = Introduction.state == State.CONNECTED
    found = db.session.scalar(select(Introduction).where(Introduction.public_id == public_id, connected))
    role = found.role_of(member) if found else None
    return (found, role) if found and role in PARTIES and role else None


def told_not_now(member: Member, public_id: str) -> Ask | None:
    """Return the ask answered "not now" in an introduction that this member asked for or offered, or None."""
    told = (
        select(Ask)
        .join(Introduction)
        .where(Introduction.public_id == public_id, Ask.answer == Answer.NOT_NOW)
    )
    ask = db.session.scalar(told)
    return ask if ask and ask.introduction.role_of(member) is ask.introduction.author_role else None


def has_counted(pair: str) -> bool:
    """Return whether a useful introduction was counted for this pair before."""
    return bool(db.session.scalar(select(exists().where(FollowUp.useful_pair == pair))))


def thanked(introduction_id: int, role: Role) -> Mapping[Role, str]:
    """Return the notes that this party has sent already, by addressee."""
    given = select(Thanks.to_role, Thanks.words).where(
        Thanks.introduction_id == introduction_id, Thanks.from_role == role
    )
    return {row.to_role: row.words for row in db.session.execute(given)}


def deletion_asked(introduction_id: int, role: Role) -> PleaseDelete | None:
    """Return this party's request that the other deletes their details, or None."""
    asked = PleaseDelete.introduction_id == introduction_id, PleaseDelete.from_role == role
    return db.session.scalar(select(PleaseDelete).where(*asked))


def please_delete_by_id(asked_id: int) -> tuple[PleaseDelete, Introduction] | None:
    """Return the deletion request with this id and its introduction, or None."""
    found = select(PleaseDelete, Introduction).join(
        Introduction, Introduction.id == PleaseDelete.introduction_id
    )
    row = db.session.execute(found.where(PleaseDelete.id == asked_id)).one_or_none()
    return (row[0], row[1]) if row else None


def silent_to(member_id: int, since: datetime) -> int:
    """Return how many different people heard nothing from this member, by answers concluded after `since`."""
    of_first = and_(Introduction.second_id == member_id, FollowUpReply.role == Role.FIRST)
    of_second = and_(Introduction.first_id == member_id, FollowUpReply.role == Role.SECOND)
    writer = case((FollowUpReply.role == Role.FIRST, Introduction.first_id), else_=Introduction.second_id)
    who = func.coalesce(writer, -Introduction.id)  # count a guest as a new person each time
    counted = (
        select(func.count(who.distinct()))
        .select_from(FollowUpReply)
        .join(FollowUp, FollowUp.introduction_id == FollowUpReply.introduction_id)
        .join(Introduction, Introduction.id == FollowUpReply.introduction_id)
        .where(
            or_(of_first, of_second),
            FollowUpReply.talked == Talked.HEARD_NOTHING,
            FollowUp.concluded_at > since,
        )
    )
    return db.session.scalar(counted) or 0


def wants_nothing_of(member_id: int, other_id: int) -> bool:
    """Return whether the member blocked the other, but not whether the other blocked them."""
    return bool(db.session.scalar(select(has_blocked(member_id, other_id))))
