"""Samples of the e-mails of follow-ups."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from intro_app.db import db
from intro_app.devtools.cast import HOSTILE, Cast, guest, introduction
from intro_app.followups import emails
from intro_app.followups.answers import Occasion
from intro_app.followups.models import FollowUp, PleaseDelete, SlotOffer, Thanks
from intro_app.introductions.guests import Carrier
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role, Way
from intro_app.outbox.email import Email

THANKS = "Your afternoon at the furnace saved us a winter. The oldest pipe speaks again."


def after_an_introduction(who: Cast, at: datetime) -> Iterator[tuple[str, Email]]:
    """Yield each e-mail with its circumstance. Requires a transaction that is rolled back."""
    made = _connected(introduction(Way.NAMED, who, at), at)
    with_guest = _connected(introduction(Way.BLIND, who, at, to=guest(Carrier.SITE)), at)
    asked = _follow_up(made, at)
    for occasion in Occasion:
        yield f"{occasion}", emails.did_you_talk(asked, Role.FIRST, occasion, at)
    yield "guest", emails.did_you_talk(_follow_up(with_guest, at), Role.SECOND, Occasion.FIRST, at)
    yield "", emails.both_worth_it(made)
    yield "guest", emails.both_worth_it(with_guest)
    yield "to the other", emails.thank_you(made, _thanks(made, Role.FIRST, Role.SECOND, at), at)
    yield "to the connector", emails.thank_you(made, _thanks(made, Role.SECOND, Role.CONNECTOR, at), at)
    yield (
        "from a guest",
        emails.thank_you(with_guest, _thanks(with_guest, Role.SECOND, Role.CONNECTOR, at), at),
    )
    yield "to a guest", emails.thank_you(with_guest, _thanks(with_guest, Role.FIRST, Role.SECOND, at), at)
    hostile = _thanks(made, Role.FIRST, Role.SECOND, at, words=HOSTILE.what_for[:280])
    yield "from Mallory", emails.thank_you(made, hostile, at)
    yield from _thanks_for_answers(who, at)
    yield "", emails.please_delete(made, _please_delete(made, at), at)
    yield "guest", emails.please_delete(with_guest, _please_delete(with_guest, at), at)
    offer = _times(made, at)
    yield "", emails.slots_offered(offer)
    yield "", emails.no_slot_fits(offer)
    offer.chosen_at, offer.answered_at = offer.first_at, at
    yield "", emails.slot_chosen(offer, Role.FIRST)


def _thanks_for_answers(who: Cast, at: datetime) -> Iterator[tuple[str, Email]]:
    for way in (Way.DIRECT, Way.OFFERED):
        ask = introduction(way, who, at).ask_of(Role.SECOND)
        assert ask is not None, "the second party is always asked"
        yield way, emails.thanks_for_answer(ask, at)


def _connected(made: Introduction, at: datetime) -> Introduction:
    made.ended_at = at - timedelta(days=14)
    return made


def _follow_up(made: Introduction, at: datetime) -> FollowUp:
    follow_up = FollowUp(introduction_id=made.id, asked_at=at, ends_at=at + timedelta(days=28))
    follow_up.introduction = made
    db.session.add(follow_up)
    return follow_up


def _thanks(made: Introduction, by: Role, to: Role, at: datetime, words: str = THANKS) -> Thanks:
    return Thanks(introduction_id=made.id, from_role=by, to_role=to, words=words, given_at=at)


def _times(made: Introduction, at: datetime) -> SlotOffer:
    offer = SlotOffer(
        introduction_id=made.id,
        from_role=Role.FIRST,
        first_at=at + timedelta(days=3),
        second_at=at + timedelta(days=4),
        third_at=at + timedelta(days=5),
        minutes=30,
        time_zone="Europe/Berlin",
        offered_at=at,
        erase_at=at + timedelta(days=14),
    )
    offer.introduction = made
    return offer


def _please_delete(made: Introduction, at: datetime) -> PleaseDelete:
    asked = PleaseDelete(introduction_id=made.id, from_role=Role.FIRST, asked_at=at)
    db.session.add(asked)
    db.session.flush()
    return asked
