"""People who may be suggested, and a week's suggestions to somebody who knows them."""

from dataclasses import replace
from datetime import datetime

from flask import Flask
from sqlalchemy import delete, insert

from intro_app.db import atomic, db
from intro_app.identity import service
from intro_app.identity.service import DoorWishes
from intro_app.suggestions.models import SuggestionTurn
from intro_app.suggestions.queries import shown_to
from intro_app.suggestions.service import suggest_due
from tests.support.people import MemberHandle, People
from tests.support.searching import says

OPEN = DoorWishes(visible=True, takes_direct_asks=True)


def may_be_suggested(person: MemberHandle, at: datetime, *, ticked: bool = True, **said: str) -> None:
    """Somebody publishes this and ticks it, and their sign is renewed; in an application context."""
    says(person, **said)
    service.set_door(person.member, replace(OPEN, suggested=ticked))
    with atomic():
        person.member.sign.show(person.member.door, at)


def two_who_fit(app: Flask, people: People, at: datetime) -> None:
    """Bob knows Alice, who looks for what Carol can help with, and he knows Carol."""
    for one in (people.alice, people.carol):
        people.know_each_other(people.bob, one)
    with app.app_context():
        may_be_suggested(people.alice, at, looking_for="Somebody who knows bookkeeping for charities")
        may_be_suggested(people.carol, at, can_help_with="Bookkeeping and taxes of a charity")


def a_week_is_made(connector: MemberHandle, at: datetime) -> list[tuple[str, str]]:
    """It is the connector's turn; return who is suggested to them; in an application context."""
    with atomic():
        db.session.execute(delete(SuggestionTurn))
        db.session.execute(insert(SuggestionTurn).values(member_id=connector.id, next_at=at))
    suggest_due(at)
    return pairs(connector, at)


def pairs(connector: MemberHandle, at: datetime) -> list[tuple[str, str]]:
    """Who is suggested to a connector now; in an application context."""
    return [(one.seeker.name, one.helper.name) for one in shown_to(connector.id, at)]
