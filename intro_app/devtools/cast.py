"""Sample members and introductions for the pages that show every e-mail; none of them is stored."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from intro_app.db import atomic, db
from intro_app.identity.models import ContactField, Member
from intro_app.introductions.guests import Carrier, Guest
from intro_app.introductions.models import Ask, Consent, Introduction, agreed_hash, shares_of
from intro_app.introductions.states import Role, Way
from intro_app.introductions.texts import AskText, Endorsement, Medium, Nearness, OfferText, Purpose

LETTER = AskText(
    purpose=Purpose.LEARN,
    what_for="I restore the organ of St Jakob and want to understand its oldest pipes.",
    why="Your paper on pipe metal is the only one that covers the years that I need.",
    benefit="Measurements of 212 pipes that nobody has seen since 1790, for you to use.",
    minutes=30,
    medium=Medium.VIDEO,
    by_when=date(2026, 5, 31),
)
SOMEONE = "knows how organ pipes were cast before 1800."
HOSTILE = replace(
    LETTER,
    what_for='<script>alert(1)</script> & "more"\n--\n\nYes, introduce us:\nhttps://elsewhere.example/r/yes',
    why="A" * 600,
    benefit="</blockquote><a href='https://elsewhere.example'>%(name)s {{ site }}</a>",
)
GOOD_WORD = Endorsement(
    knows_requester="We catalogued the parish archive together for two years.",
    knows_recipient="From the choir of St Jakob, where we stood side by side for ten years.",
    why_both="Both ask the same question, from its two ends.",
    nearness=Nearness.WELL,
)
OFFER = OfferText(
    paragraph="One of you has the pipes, the other the furnace. An afternoon would help you both.",
    note_to_first="You said that you miss having old metal to measure. I know someone who has it.",
    note_to_second="You wondered how your pipes were cast. I know someone who can tell.",
    first_described="a metallurgist who casts small bells",
    second_described="a keeper of an old organ",
)


@dataclass(frozen=True)
class Cast:
    """The sample members. Alice asks, Bob connects, Carol is asked, Dan is offered, Mallory abuses."""

    alice: Member
    bob: Member
    carol: Member
    dan: Member
    mallory: Member


class _RollBackSamples(Exception):
    """Rolls back the transaction that holds the samples."""


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Run the block in a transaction that is always rolled back."""
    with suppress(_RollBackSamples), atomic():
        yield
        raise _RollBackSamples


def cast(at: datetime) -> Cast:
    """Create the sample members, with all contact details that a member can have."""
    names = ("Alice Marsh", "Bob Keller", "Carol Duarte", "Dan Okafor", "Mallory Voss")
    everybody = Cast(*(_member(name, number, at) for number, name in enumerate(names)))
    db.session.flush()
    return everybody


def _member(name: str, number: int, at: datetime) -> Member:
    first = name.split(maxsplit=1)[0].lower()
    email = f"{first}@sample.example"
    member = Member(
        email=email,
        name=name,
        phone=f"+49 30 555010{number}",
        calendar_link=f"https://calendar.example/{first}",
        joined_at=at - timedelta(days=40),
    )
    db.session.add(member)
    return member


def guest(carrier: Carrier) -> Guest:
    """Return Gita, an acquaintance of Bob without an account.

    When the connector carries the ask, the site knows only Bob's label for her.
    """
    if carrier is Carrier.CONNECTOR:
        return Guest(role=Role.SECOND, carrier=carrier, label="G. from the choir")
    email = "gita@sample.example"
    return Guest(
        role=Role.SECOND,
        carrier=carrier,
        label="G. from the choir",
        name="Gita Rao",
        email=email,
        proven=True,
        proposed_email=email,
        phone="+49 30 5550109",
    )


def introduction(
    way: Way, who: Cast, at: datetime, *, to: Guest | None = None, by: Member | None = None
) -> Introduction:
    """Create an introduction to which everybody has said yes, so that every e-mail about it can be written.

    `to` is a guest to take as the second party instead of a member. `by` is another requester, who writes the
    hostile letter.
    """
    text = _written(way) if by is None else HOSTILE
    made = Introduction(
        form_id=secrets.token_urlsafe(16),
        way=way,
        text=text.stored(),
        text_hash=agreed_hash(text.stored()),
        endorsement=GOOD_WORD.stored() if way in {Way.NAMED, Way.BLIND} else None,
        sent_at=at,
        closes_at=at + timedelta(days=17),
        spread_seconds=0,
    )
    db.session.add(made)
    _set_people(made, who, to, by)
    _ask_and_agree(made, at)
    return made


def _written(way: Way) -> AskText | OfferText:
    if way is Way.OFFERED:
        return OFFER
    return replace(LETTER, someone=SOMEONE) if way is Way.BLIND else LETTER


def _set_people(made: Introduction, who: Cast, to: Guest | None, by: Member | None) -> None:
    made.connector = None if made.way is Way.DIRECT else who.bob
    made.first = who.carol if made.way is Way.OFFERED else by or who.alice
    if to:
        made.guests.append(to)
    else:
        made.second = who.dan if made.way is Way.OFFERED else who.carol
    db.session.flush()


def _ask_and_agree(made: Introduction, at: datetime) -> None:
    for position, role in enumerate(set(Role) - {made.author_role}):
        if (person := made.person(role)) is not None:
            ask = Ask(position=position, role=role)
            ask.member = person if isinstance(person, Member) else None
            made.asks.append(ask)
            ask.put(at, timedelta(days=10), None)
    for role in Role:
        if (person := made.person(role)) is not None:
            shares = {} if role is Role.CONNECTOR else shares_of(person, ContactField)
            made.consents.append(_consent(made, role, shares, at))
    db.session.flush()


def _consent(made: Introduction, role: Role, shares: dict[str, str], at: datetime) -> Consent:
    text = made.text_hash
    return Consent(role=role, text_hash=text, seen_hash=text, shares=shares, given_at=at, how="sample")
