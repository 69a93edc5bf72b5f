"""Whether and how we may write to somebody: one rule, asked by who writes and by the outbox itself."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.db import atomic, db
from intro_app.identity.models import Member
from intro_app.outbox import Email, MailKind, post, suppress
from intro_app.outbox.models import OutboxMessage
from intro_app.people.models import BlockKind
from intro_app.people.reach import reach, write
from intro_app.people.service import block
from tests.support.outbox import letter
from tests.support.people import People


def test_who_is_here_and_stopped_nothing_is_written_to(app: Flask, people: People, at: datetime) -> None:
    alice, bob = people.alice, people.bob
    with app.app_context():
        to = reach(bob.member, senders=[alice.id], at=at)
        assert to is not None
        assert to.address == "bob@example.org"


def test_nobody_and_who_left_cannot_be_reached(app: Flask, people: People, at: datetime) -> None:
    bob = people.bob
    with app.app_context():
        _leave(bob.member, at)
        assert reach(bob.member, at=at) is None
        assert reach(None, at=at) is None


@pytest.mark.parametrize("by_reader", [True, False])
def test_a_block_stops_mail_both_ways(app: Flask, people: People, at: datetime, by_reader: bool) -> None:
    alice, bob, carol = people.alice, people.bob, people.carol
    with app.app_context():
        block(*((bob.id, alice.id) if by_reader else (alice.id, bob.id)), at)
        assert reach(bob.member, senders=[alice.id], at=at) is None
        assert reach(bob.member, senders=[carol.id], at=at)


def test_who_wants_nothing_through_a_connector_hears_from_them_in_person(
    app: Flask, people: People, at: datetime
) -> None:
    bob, carol = people.bob, people.carol
    with app.app_context():
        block(carol.id, bob.id, at, kind=BlockKind.AS_CONNECTOR)
        assert reach(carol.member, connector=bob.id, at=at) is None
        assert reach(carol.member, senders=[bob.id], at=at)


@pytest.mark.parametrize("scope", ["everything", "requester:4", "bounced"])
def test_who_stopped_it_or_whose_mailbox_rests_cannot_be_reached(
    app: Flask, people: People, at: datetime, scope: str
) -> None:
    bob = people.bob
    with app.app_context():
        suppress("bob@example.org", scope, at)
        assert reach(bob.member, scopes=["requester:4"], at=at) is None


@pytest.mark.parametrize("kind", [MailKind.EXPECTED, MailKind.ASK, MailKind.UNREQUESTED, MailKind.CODE])
def test_the_outbox_refuses_by_itself_whom_we_may_not_write_to(
    app: Flask, people: People, at: datetime, kind: MailKind
) -> None:
    alice, bob, carol = people.alice, people.bob, people.carol
    with app.app_context():
        block(bob.id, alice.id, at)
        _leave(carol.member, at)
        post(_letter("blocked", bob.member, sender_id=alice.id, mail_kind=kind), at=at)
        post(_letter("left", carol.member, mail_kind=kind), at=at)
        assert _why() == {"blocked": "unreachable", "left": "unreachable"}


def test_security_mail_and_a_farewell_pass_although_everything_is_stopped(
    app: Flask, people: People, at: datetime
) -> None:
    bob = people.bob
    with app.app_context():
        suppress("bob@example.org", "everything", at)
        with atomic():
            bob.member.left_at = at
            post(_letter("farewell", bob.member, mail_kind=MailKind.FAREWELL, scopes=()), at=at)
        post(_letter("security", bob.member, mail_kind=MailKind.SECURITY, scopes=()), at=at)
        post(_letter("expected", bob.member), at=at)
        assert _why() == {"farewell": None, "security": None, "expected": "suppressed"}


def test_what_may_not_be_sent_is_written_and_dropped_in_the_same_way(
    app: Flask, people: People, at: datetime
) -> None:
    """The same work for a no as for a yes: the clock tells nothing."""
    alice, bob = people.alice, people.bob
    with app.app_context():
        block(bob.id, alice.id, at)
        with atomic():
            write(bob.member, lambda: _letter("blocked", bob.member, sender_id=alice.id), at=at)
        row = db.session.scalars(select(OutboxMessage)).one()
        assert (row.why, row.content, row.address) == ("unreachable", None, None)


def _letter(dedupe: str, to: Member, **given: Any) -> Email:
    return letter(dedupe, to.addressee, **given)


def _leave(member: Member, at: datetime) -> None:
    with atomic():
        member.left_at = at


def _why() -> dict[str, str | None]:
    rows = db.session.execute(select(OutboxMessage.dedupe, OutboxMessage.why))
    return {row.dedupe: row.why for row in rows}
