"""Times to meet: one party offers up to three, the other picks one or says that none fits.

Nobody has to. It is for two members who were introduced, so both know each other's name and details already.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from sqlalchemy import Select, bindparam, delete, select

from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.followups import emails
from intro_app.followups.models import SlotOffer
from intro_app.identity.models import Member
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import PARTIES, Role, State
from intro_app.people.reach import write
from intro_app.people.visibility import is_hidden
from intro_app.wording import N_

OFFER_LASTS = timedelta(days=14)
CHOSEN_KEPT_FOR = timedelta(days=30)
FARTHEST = timedelta(days=90)
MOST_TIMES = 3


def slots_of(introduction: Introduction, reader: Role, at: datetime) -> SlotOffer | None:
    """Return the newest offer, as far as this party sees it: not what somebody offers whom a block hides."""
    offer = db.session.get(SlotOffer, introduction.id)
    if offer is None or offer.erase_at <= at:
        return None
    me, other = introduction.person(reader), introduction.person(reader.other)
    if not isinstance(me, Member) or not isinstance(other, Member):
        return None
    return None if offer.from_role is not reader and is_hidden(me.id, other.id) else offer


def offer_slots(
    introduction: Introduction,
    role: Role,
    times: Sequence[datetime],
    minutes: int,
    *,
    at: datetime,
) -> None:
    """Offer the other party times to meet; an earlier offer is replaced. Raises DomainError."""
    with atomic():
        me, _other = _both(introduction, role)
        if not times or len(times) > MOST_TIMES or not all(at < one < at + FARTHEST for one in times):
            raise DomainError(N_("Choose one to three times within the next 90 days."))
        offer = slots_of(introduction, role, at)
        if offer and offer.from_role is not role and offer.is_open(at):
            raise DomainError(N_("They’ve suggested times meanwhile. Answer those first."))
        fresh = SlotOffer(
            introduction_id=introduction.id,
            from_role=role,
            **_columns_of(times),
            minutes=minutes,
            time_zone=me.addressee.time_zone,
            offered_at=at,
            erase_at=at + OFFER_LASTS,
            number=_take_away(introduction.id) + 1,
        )
        db.session.add(fresh)
        db.session.flush()
        write(introduction.person(role.other), lambda: emails.slots_offered(fresh), at=at)


def choose_slot(
    introduction: Introduction, role: Role, chosen: datetime | None, number: int, *, at: datetime
) -> None:
    """Pick one of the times that the other offered, or none of them. The same answer twice changes nothing.

    Raises DomainError when the offer is another by now, has been answered, or the time is over.
    """
    with atomic():
        _both(introduction, role)
        offer = slots_of(introduction, role, at)
        if offer is None or offer.from_role is role or offer.number != number:
            raise DomainError(N_("These times are no longer open."))
        if offer.answered_at is not None and offer.chosen_at == chosen:
            return
        if not offer.is_open(at) or (chosen is not None and (chosen not in offer.times or chosen <= at)):
            raise DomainError(N_("These times are no longer open."))
        offer.answered_at, offer.chosen_at = at, chosen
        _tell(offer, at)


def withdraw_slots(introduction: Introduction, role: Role, *, at: datetime) -> None:
    """Withdraw what one offered and the other has not answered."""
    with atomic():
        _both(introduction, role)
        offer = slots_of(introduction, role, at)
        if offer and offer.from_role is role and offer.answered_at is None:
            db.session.delete(offer)


def forget_slots(at: datetime) -> int:
    """Erase offers after 14 days, and a time that was picked 30 days after it; return how many there were."""
    if db.session.scalar(_first_to_forget(), {"at": at}) is None:
        return 0  # asked every second, so without taking the lock of writers
    with atomic():
        gone = delete(SlotOffer).where(SlotOffer.erase_at <= at).returning(SlotOffer.introduction_id)
        return len(db.session.scalars(gone).all())


@cache
def _first_to_forget() -> Select[int]:
    return select(SlotOffer.introduction_id).where(SlotOffer.erase_at <= bindparam("at")).limit(1)


def erase_slots(introduction_id: int) -> None:
    """Erase the offer of an introduction, in the caller's transaction."""
    db.session.execute(delete(SlotOffer).where(SlotOffer.introduction_id == introduction_id))


def _tell(offer: SlotOffer, at: datetime) -> None:
    introduction = offer.introduction
    if offer.chosen_at is None:
        write(introduction.person(offer.from_role), lambda: emails.no_slot_fits(offer), at=at)
        return
    offer.erase_at = offer.chosen_at + CHOSEN_KEPT_FOR
    for role in PARTIES:
        write(introduction.person(role), partial(emails.slot_chosen, offer, role), at=at)


def _both(introduction: Introduction, role: Role) -> tuple[Member, Member]:
    """Return both members, with the introduction locked. Raises DomainError unless two were introduced."""
    db.session.execute(select(Introduction.id).where(Introduction.id == introduction.id).with_for_update())
    me, other = introduction.person(role), introduction.person(role.other)
    is_made = introduction.state is State.CONNECTED and role in PARTIES
    if not is_made or not isinstance(me, Member) or not isinstance(other, Member):
        raise DomainError(N_("You haven’t been introduced."))
    return me, other


def _take_away(introduction_id: int) -> int:
    """Delete the earlier offer of an introduction; return its number, or 0."""
    before = db.session.get(SlotOffer, introduction_id, populate_existing=True)
    if before is None:
        return 0
    number = before.number
    db.session.delete(before)
    db.session.flush()
    return number


def _columns_of(times: Sequence[datetime]) -> dict[str, Any]:
    return dict(zip(("first_at", "second_at", "third_at"), sorted(set(times)), strict=False))
