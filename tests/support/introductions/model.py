"""A model of a small site in which anything may happen in any order: six people, guests, a clock, answers.

Its people act through the services, as pages and links make them act. What they said and ticked is noted
here as well, apart from the database, so that the laws (introduction_laws.py) compare two independent books.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import delete, insert, select

from intro_app.db import Model, atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import ContactField, Member
from intro_app.identity.service import DoorWishes, ProfileInput, describe_yourself, set_door
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import Role
from intro_app.introductions.texts import AskText, Endorsement, Medium, Nearness, OfferText, Purpose
from intro_app.outbox.models import OutboxMessage
from tests.support.people import People

BEGINNING = timedelta(days=40)
_TEXT = """
organ pipe bell mill choir bread loaf river bridge paper ink loom wool glass kiln clay forge iron copper
seed soil garden orchard bee hive lamp clock wheel cart horse sail rope harbour tower stair window roof beam
plank saw nail song drum flute string stage mask dance story map road well spring valley
"""
WORDS = tuple(_TEXT.split())
GOOD_WORD = Endorsement(
    knows_requester="We sang together for three years.",
    knows_recipient="We built the stage of the mill together.",
    why_both="Both care for rooms in which people can sing.",
    nearness=Nearness.WELL,
)

Key = tuple[int, Role]
# The ledger of trust and the audit refuse to be emptied, and nothing in these stories adds to them.
LASTING = {"trust_event", "trust_line", "standing", "audit_entry", "audit_reason", "audit_key"}


class Snapshot:
    """Every row as it is now, and back to it."""

    def __init__(self) -> None:
        self._tables = [table for table in Model.metadata.sorted_tables if table.name not in LASTING]
        self._rows = [
            (table, [dict(row._mapping) for row in db.session.execute(select(table))])
            for table in self._tables
        ]

    def restore(self) -> None:
        """Take back everything that happened since."""
        with atomic():
            for table in reversed(self._tables):
                db.session.execute(delete(table))
            for table, rows in self._rows:
                if rows:
                    db.session.execute(insert(table), rows)


def settle(app: Flask, at: datetime) -> Snapshot:
    """Five members who know each other, and Mallory who came today and knows Bob; all with every detail."""
    people = People(app, at - BEGINNING)
    old = [people.alice, people.bob, people.carol, people.dan, people.join("Erin Walsh")]
    new = People(app, at).mallory
    with app.app_context():
        for number, person in enumerate([*old, new]):
            phone, calendar = f"+49 30 555 {7000 + number}", f"https://cal.example/{number}-own"
            describe_yourself(
                person.member, ProfileInput(name=person.name, phone=phone, calendar_link=calendar)
            )
            asks = 4 if person is people.carol else 20
            wishes = DoorWishes(
                visible=True, takes_direct_asks=True, asks_per_30_days=asks, connects_per_30_days=20
            )
            set_door(person.member, wishes)
    pairs = [(one, other) for one in old for other in old if one.id < other.id] + [(people.bob, new)]
    for one, other in pairs:
        people.know_each_other(one, other)
    for person in old:
        people.vouch_for(person)
    with app.app_context():
        with atomic():
            db.session.execute(delete(OutboxMessage))  # how they came to know each other is another story
        return Snapshot()


@dataclass
class ModelWorld:
    """One story: the clock, the people, and what they said."""

    app: Flask
    at: datetime
    cast: Sequence[int] = ()
    letters: int = 0
    ticked: dict[Key, dict[ContactField, str]] = field(default_factory=dict)  # of every yes that stands
    blocks: set[tuple[int, int, str]] = field(default_factory=set)
    stops: set[tuple[str, str]] = field(default_factory=set)
    let_go: set[int] = field(default_factory=set)  # introductions whose author wanted no more of them
    gone: set[int] = field(default_factory=set)
    canaries: set[str] = field(default_factory=set)
    refusals: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """Look who is here."""
        members = db.session.scalars(select(Member).order_by(Member.id)).all()
        self.cast = [member.id for member in members]
        self.canaries = {detail for member in members for detail in member.contact(ContactField).values()}

    @contextmanager
    def perhaps(self) -> Iterator[None]:
        """Something that may be refused, in words; then nothing has happened."""
        try:
            yield
        except DomainError as problem:
            db.session.rollback()
            self.refusals.add(type(problem).__name__ + ": " + problem.sentence)

    def member(self, pick: int) -> Member:
        """One of the members."""
        return db.session.get_one(Member, self.cast[pick % len(self.cast)])

    def write(self, someone: bool = False) -> AskText:
        """A letter like no other."""
        words = self._words()
        return AskText(
            purpose=Purpose.LEARN,
            what_for=words[0],
            why=words[1],
            benefit=words[2],
            minutes=20,
            medium=Medium.CALL,
            someone="Someone with a mill." if someone else "",
        )

    def write_offer(self) -> OfferText:
        """An offer like no other."""
        both, first, second = self._words()
        described = {
            "first_described": "a singer who looks for a hall",
            "second_described": "a carpenter with a mill",
        }
        return OfferText(paragraph=both, note_to_first=first, note_to_second=second, **described)

    def _words(self) -> list[str]:
        self.letters += 1
        chance = random.Random(self.letters)
        return [" ".join(chance.sample(WORDS, 9)).capitalize() + "." for _ in range(3)]

    def new_address(self) -> str:
        """An address of a guest that nobody has used yet."""
        self.letters += 1
        address = f"guest{self.letters}@guests.example.net"
        self.canaries.add(address)
        return address

    def note_yes(self, introduction: Introduction, role: Role, fields: Sequence[ContactField]) -> None:
        """Somebody said yes and ticked this."""
        person = introduction.person(role)
        assert person is not None
        self.ticked[introduction.id, role] = person.contact(fields) if role is not Role.CONNECTOR else {}

    def note_no(self, introduction_id: int, role: Role) -> None:
        """A yes is taken back."""
        self.ticked.pop((introduction_id, role), None)

    def note_standing(self, introduction_id: int) -> None:
        """Record that somebody shut the door on an introduction, which takes back their consent, if any."""
        introduction = self.introduction(introduction_id)
        for role in Role:
            if introduction.consent_of(role) is None:
                self.note_no(introduction_id, role)

    def passes(self, span: timedelta) -> None:
        """The clock goes on, or back."""
        self.at += span

    def ask(self, ask_id: int) -> Ask:
        """One ask as it is now."""
        return db.session.get_one(Ask, ask_id)

    def introduction(self, introduction_id: int) -> Introduction:
        """One introduction as it is now."""
        return db.session.get_one(Introduction, introduction_id)

    def moves(self, member: Member, **details: Any) -> None:
        """A member has a new number or link."""
        mine = {"phone": member.phone, "calendar_link": member.calendar_link} | details
        self.canaries |= set(details.values())
        describe_yourself(member, ProfileInput(name=member.name, **mine))
