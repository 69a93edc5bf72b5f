"""Ask, offer and answer through the services, for tests of what trust changes and what it does not."""

import secrets
from datetime import datetime

from intro_app.db import db
from intro_app.identity.models import ContactField
from intro_app.introductions import service
from intro_app.introductions.models import Introduction
from intro_app.introductions.service import NewOffer, Recipient, Request
from intro_app.introductions.texts import AskText, Medium, OfferText, Purpose
from tests.support.people import MemberHandle

_WORDS = {
    "organ pipes cast before 1800": "The paper on pipe metal covers the years that I need.",
    "a hall for forty singers": "You moved a choir into the old mill last spring.",
    "bees on a flat roof": "Your honey comes from the roof of the library.",
    "how to bind a ledger": "The guest book of the harbour is your work.",
}


def letter(number: int = 0, *, someone: str = "") -> AskText:
    """A letter unlike the others."""
    what, why = list(_WORDS.items())[number]
    benefit = f"I would gladly tell you everything I have learnt about {what}."
    return AskText(
        purpose=Purpose.LEARN,
        what_for=what,
        why=why,
        benefit=benefit,
        minutes=20,
        medium=Medium.CALL,
        someone=someone,
    )


def ask(
    requester: MemberHandle,
    recipient: MemberHandle,
    at: datetime,
    *,
    through: MemberHandle | None = None,
    number: int = 0,
) -> Introduction:
    """Ask to meet somebody, perhaps through somebody."""
    request = Request(
        text=letter(number),
        shares=(ContactField.EMAIL,),
        form_id=secrets.token_urlsafe(16),
        recipient=recipient.member,
        connector=through.member if through else None,
    )
    return db.session.get_one(Introduction, service.request_introduction(requester.member, request, at=at).id)


def offer(connector: MemberHandle, first: MemberHandle, second: MemberHandle, at: datetime) -> Introduction:
    """Offer two people to each other."""
    text = OfferText(
        paragraph="One of you has the pipes, the other the furnace.",
        note_to_first="You said that you miss having old metal to measure.",
        note_to_second="You wondered how your pipes were cast.",
        first_described="a metallurgist",
        second_described="a keeper of an old organ",
    )
    one, other = Recipient(member=first.member), Recipient(member=second.member)
    offer = NewOffer(text=text, form_id=secrets.token_urlsafe(16), first=one, second=other)
    return db.session.get_one(Introduction, service.offer_introduction(connector.member, offer, at=at).id)
