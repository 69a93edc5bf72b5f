"""Keep the search's index of members as their profiles are, in the transaction that changes one."""

from collections.abc import Callable

from sqlalchemy import select

from intro_app.db import atomic, db
from intro_app.identity.models import Door, Member
from intro_app.search import service as index
from intro_app.text.searching import Field

_BATCH = 100


def index_profile(member: Member, *, anew: bool = False) -> None:
    """Index the name and the fields that others may read; who sees this member is asked when searching."""
    index.put(
        member.id,
        member.door.wheel,
        {
            Field.NAME: member.name,
            Field.HEADLINE: member.headline,
            Field.CAN_HELP_WITH: member.can_help_with,
            Field.LOOKING_FOR: member.looking_for,
            Field.PLACE: member.place,
            Field.LANGUAGES: member.languages,
        },
        anew=anew,
    )


def index_all_profiles(step: Callable[[int], None] = lambda _done: None) -> int:
    """Index every member again, some in each transaction, as the site may run meanwhile; return how many."""
    done, last = 0, 0
    while ids := _ids_after(last):
        with atomic():
            for member in db.session.scalars(select(Member).where(Member.id.in_(ids)).order_by(Member.id)):
                index_profile(member, anew=True)
        last, done = ids[-1], done + len(ids)
        db.session.expunge_all()
        step(done)
    return done


def _ids_after(last: int) -> list[int]:
    found = select(Member.id).join(Door, Door.member_id == Member.id)
    found = found.where(Member.id > last, Member.left_at.is_(None)).order_by(Member.id).limit(_BATCH)
    return list(db.session.scalars(found))
