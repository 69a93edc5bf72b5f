"""What must be true after every step of any story about introductions, whoever did what in whatever order."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select

from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.introductions.guests import Guest
from intro_app.introductions.models import Ask, Consent, Introduction
from intro_app.introductions.states import MAY_BECOME, PARTIES, Role, State, Way
from intro_app.outbox.models import OutboxMessage
from tests.support.introductions.model import ModelWorld
from tests.support.introductions.readings import (
    assert_place,
    assert_room,
    author_of,
    closing_date,
    columns_of,
    everything_in,
    person_in,
    rows,
    without_dates,
)
from tests.support.received_mail import ReceivedMail

REMINDER, INTRODUCE, CLOSING = "still_open", "introduce", "closed_without_introduction"
QUESTIONS = {"ask_connector", "ask_directly", "ask_guest", "ask_offered", "ask_recipient", REMINDER}
LAST_WORDS = {INTRODUCE, CLOSING, "connected_thanks", "not_now", "write_anew"}
REPEATABLE = {"guest_code"}  # asked for by the guest, each time anew

NEVER_CHANGES = (
    "text_hash",
    "text",
    "form_id",
    "way",
    "sent_at",
    "spread_seconds",
    "first_id",
    "connector_id",
)


@dataclass
class Laws:
    """What was seen up to the last step, to compare the next one with."""

    introductions: dict[int, Row[Any]] = field(default_factory=dict)
    consents: dict[int, Row[Any]] = field(default_factory=dict)
    asks: dict[int, Row[Any]] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)  # keys, in the order of appearance
    sent: set[str] = field(default_factory=set)
    kinds: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    closings: dict[tuple[str, Way], str] = field(default_factory=dict)
    named: dict[int, str] = field(default_factory=dict)  # whom its author asked for, or through whom
    seen: set[str] = field(default_factory=set)
    end_words: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def hold(self, world: ModelWorld) -> None:
        """Every law, now."""
        introductions = {row.id: row for row in rows(*columns_of(Introduction))}
        asks = {row.id: row for row in rows(*columns_of(Ask))}
        consents = {row.id: row for row in rows(*columns_of(Consent))}
        self._names_stand(introductions)
        self._only_as_drawn(introductions)
        self._answers_stay(asks)
        self._consents_stay(consents)
        self._limits_hold(introductions, asks, world)
        self.introductions, self.asks, self.consents = introductions, asks, consents
        self._yeses_agree(world)
        for message in self._new_messages():
            self._message(message, world)
        self._nobody_hears_who_wants_nothing(world)

    def _names_stand(self, now: dict[int, Row[Any]]) -> None:
        """Keep the name that each requester wrote to, as it was on the day of asking."""
        for number in now.keys() - self.introductions.keys():
            asked = {Way.BLIND: "connector_id", Way.OFFERED: None}.get(now[number].way, "second_id")
            member = db.session.get_one(Member, getattr(now[number], asked)) if asked else None
            self.named[number] = member.name if member else ""

    def _only_as_drawn(self, now: dict[int, Row[Any]]) -> None:
        for number, row in now.items():
            before = self.introductions.get(number)
            self.seen |= {f"state {row.state}", f"way {row.way}"} | (
                {f"reason {row.reason}"} if row.reason else set()
            )
            if before is None:
                assert row.state == State.ASKING
                continue
            assert row.state == before.state or row.state in MAY_BECOME[before.state], (
                before.state,
                row.state,
            )
            assert all(getattr(row, name) == getattr(before, name) for name in NEVER_CHANGES)
            if before.state in {State.CLOSED, State.CONNECTED}:
                assert (row.reason, row.ended_at) == (before.reason, before.ended_at)
            assert (row.reason is None) == (row.state != State.CLOSED)

    def _answers_stay(self, now: dict[int, Row[Any]]) -> None:
        for number, before in self.asks.items():
            if before.answer is not None:
                assert (now[number].answer, now[number].answered_at) == (before.answer, before.answered_at)
            if before.reminded_at is not None:
                assert now[number].reminded_at == before.reminded_at

    def _consents_stay(self, now: dict[int, Row[Any]]) -> None:
        for number, before in self.consents.items():
            after, back = now[number]._asdict(), before._asdict()
            if back.pop("taken_back_at") is not None:
                assert after["taken_back_at"] is not None
            after.pop("taken_back_at")
            assert after == back

    def _limits_hold(self, now: dict[int, Row[Any]], asks: dict[int, Row[Any]], world: ModelWorld) -> None:
        for number in now.keys() - self.introductions.keys():
            if now[number].way != Way.OFFERED:
                assert_place(now, now[number].first_id, world.at)
        for number, ask in asks.items():
            before = self.asks.get(number)
            was_put = before is not None and before.put_at is not None and not before.withheld
            if ask.member_id and ask.put_at and not was_put and not ask.withheld:
                assert_room(asks, ask, world.at)

    def _yeses_agree(self, world: ModelWorld) -> None:
        """The database holds the yeses that were said, those and no others, for the text as it was sent."""
        standing = {
            (row.introduction_id, row.role) for row in self.consents.values() if row.taken_back_at is None
        }
        assert standing == set(world.ticked)
        for row in self.consents.values():
            assert row.text_hash == self.introductions[row.introduction_id].text_hash
        for number, row in self.introductions.items():
            if row.state in {State.AGREED, State.CONNECTED}:
                roles = {*PARTIES, Role.CONNECTOR} if row.connector_id else set(PARTIES)
                assert {role for one, role in standing if one == number} == roles

    def _new_messages(self) -> Iterator[Row[Any]]:
        new = select(*columns_of(OutboxMessage)).where(OutboxMessage.key.not_in(self.messages))
        new = new.where(OutboxMessage.about.startswith("introduction:"))
        # Written for the clock, read by nobody.
        new = new.where(OutboxMessage.why.is_distinct_from("withheld"))
        found = sorted(db.session.execute(new), key=lambda row: (row.kind, row.dedupe.split(":")[2:]))
        self.messages += [row.key for row in found]
        yield from found

    def _message(self, message: Row[Any], world: ModelWorld) -> None:
        kind, _colon, rest = message.dedupe.partition(":")
        self.seen.add(f"kind {message.kind}")
        number, role = int(message.about.split(":")[1]), Role(rest.split(":")[1])
        if message.kind not in REPEATABLE:
            self.kinds[kind, message.about, role] += 1
            assert self.kinds[kind, message.about, role] == 1, f"{kind} to {role} again"
        assert person_in(self.introductions[number], role) not in world.gone, f"{kind} to someone who left"
        if message.kind in QUESTIONS:
            self._may_be_asked(number, role, message.kind, world)
        if message.kind == CLOSING:
            self._closes_in_time(self.introductions[number], message)
        if role is author_of(self.introductions[number]):
            self.end_words[number].append(message.kind)
        letter = ReceivedMail("", message.address or "", message.content) if message.content else None
        if message.kind == INTRODUCE:
            self._introduces(number, role, letter, world)
        elif letter:
            found = [detail for detail in world.canaries if detail in everything_in(letter)]
            assert not found, f"{found} in {message.kind}"
        if message.kind == CLOSING and letter:
            self._reads_the_same(self.introductions[number], role, letter)

    def _introduces(self, number: int, role: Role, letter: ReceivedMail | None, world: ModelWorld) -> None:
        row = self.introductions[number]
        assert row.state == State.CONNECTED
        assert letter is not None, "one of the two was introduced and the other was not"
        other = db.session.get_one(Introduction, number).person(role.other)
        assert other is not None
        ticked = world.ticked[number, role.other]
        given = {value for name, value in ticked.items() if other.contact([name]).get(name) == value}
        assert given
        text = everything_in(letter)
        assert {detail for detail in world.canaries if detail in text} == given
        self.seen.add(f"ticked {len(given)}")

    def _may_be_asked(self, number: int, role: Role, kind: str, world: ModelWorld) -> None:
        row = self.introductions[number]
        ask = next(ask for ask in self.asks.values() if ask.introduction_id == number and ask.role == role)
        assert kind != REMINDER or ask.member_id, "a guest is never reminded"
        others = {row.first_id, row.second_id, row.connector_id} - {ask.member_id, None}
        for other in others:
            for blocker, blocked in ((ask.member_id, other), (other, ask.member_id)):
                assert (blocker, blocked, "person") not in world.blocks, f"{kind} over a block"
        assert (ask.member_id, row.connector_id, "as_connector") not in world.blocks, (
            f"{kind} through a blocked one"
        )

    def _closes_in_time(self, row: Row[Any], message: Row[Any]) -> None:
        assert row.state == State.CLOSED
        agreed = any(
            one.introduction_id == row.id and one.role == Role.CONNECTOR for one in self.consents.values()
        )
        assert message.posted_at >= closing_date(row, agreed), "told before its date"

    def _reads_the_same(self, row: Row[Any], role: Role, letter: ReceivedMail) -> None:
        self.seen.add(f"closing after {row.reason}")
        words = without_dates(letter)
        if role is Role.FIRST and row.way != Way.OFFERED:
            assert self.named[row.id] in letter.subject, "a requester reads whom they asked for"
            words = words.replace(self.named[row.id], "NAME")
        assert words == self.closings.setdefault((role.value, row.way), words)

    def _nobody_hears_who_wants_nothing(self, world: ModelWorld) -> None:
        """Check mail sent in this step against all stops so far; stopping and sending are different steps."""
        found = select(
            OutboxMessage.key, OutboxMessage.mailbox_hash, OutboxMessage.scopes, OutboxMessage.security
        )
        for key, mailbox, scopes, security in db.session.execute(
            found.where(OutboxMessage.sent_at.is_not(None))
        ):
            if key not in self.sent and not security:
                stopped = {scope for one, scope in world.stops if one == mailbox}
                assert not stopped & {"everything", *scopes}
            self.sent.add(key)

    def at_the_end(self, world: ModelWorld) -> None:
        """Long after everything: check that nothing is stuck, no guest is stored, each author heard once."""
        for row in self.introductions.values():
            assert row.state in {State.CONNECTED, State.CLOSED}
            assert row.wound_up_at
            assert row.author_told_at
            words = [kind for kind in self.end_words[row.id] if kind in LAST_WORDS]
            unheard = row.id in world.let_go or person_in(row, author_of(row)) in world.gone
            assert len(words) == 1 or (not words and unheard), (row.reason, words)
        assert not rows(Guest.id)
        waiting = select(OutboxMessage.kind).where(
            OutboxMessage.sent_at.is_(None), OutboxMessage.dropped_at.is_(None)
        )
        assert not db.session.scalars(waiting).all()
