"""Posting, calling back and stopping e-mail: what is written with a change, and what never goes out."""

from datetime import datetime, timedelta
from typing import Any

import jinja2
import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.outbox import (
    Addressee,
    MailKind,
    cancel_queued,
    deliver_due,
    is_suppressed,
    lift,
    post,
    queries,
    suppress,
)
from intro_app.outbox.models import OutboxMessage
from tests.support.mail_server import Mailbox
from tests.support.outbox import CAROL, letter


def rows(app: Flask) -> list[OutboxMessage]:
    with app.app_context():
        return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.dedupe)))


def posted(app: Flask, at: datetime, dedupe: str = "letter:1", **given: Any) -> OutboxMessage:
    with app.app_context():
        post(letter(dedupe, **given), at=at)
    return next(row for row in rows(app) if row.dedupe == dedupe)


def test_an_email_exists_only_if_its_change_does(app: Flask, at: datetime) -> None:
    def change_that_fails() -> None:
        with atomic():
            post(letter("letter:1"), at=at)
            raise DomainError("No.")

    with app.app_context(), pytest.raises(DomainError):
        change_that_fails()
    assert rows(app) == []


def test_the_same_email_is_posted_once(app: Flask, at: datetime, mailbox: Mailbox) -> None:
    posted(app, at)
    posted(app, at + timedelta(minutes=1), words="something else")
    assert mailbox.deliver(at + timedelta(minutes=2)) == 1


def test_a_missing_fact_fails_the_request_and_not_the_worker(app: Flask, at: datetime) -> None:
    incomplete = letter("letter:1")
    del incomplete.context["words"]  # type: ignore[attr-defined]  # a dict, whatever its type promises
    with app.app_context(), pytest.raises(jinja2.UndefinedError):
        post(incomplete, at=at)
    assert rows(app) == []


@pytest.mark.parametrize("unclean", ["a\x00b", "a\x0bb", "a\u2028b", "a\x85b", "a\ud800b"])
def test_text_that_no_email_may_carry_fails_the_request(app: Flask, at: datetime, unclean: str) -> None:
    with app.app_context(), pytest.raises(ValueError, match=r"no e-mail may carry|surrogates"):
        post(letter("letter:1", words=unclean), at=at)
    assert rows(app) == []


@pytest.mark.parametrize(
    "address", ["carol", "carol@", "ca rol@example.org", "carol@example.org\r\nBcc: x@y.org", "ü@x.org"]
)
def test_an_address_that_no_server_takes_fails_the_request(app: Flask, at: datetime, address: str) -> None:
    with app.app_context(), pytest.raises(ValueError, match="cannot stand in an e-mail"):
        post(letter("letter:1", to=Addressee(address)), at=at)


def test_an_email_waits_for_its_date(app: Flask, at: datetime, mailbox: Mailbox) -> None:
    with app.app_context():
        post(letter("letter:1"), at=at, not_before=at + timedelta(hours=1))
    assert mailbox.deliver(at + timedelta(minutes=59)) == 0
    assert mailbox.deliver(at + timedelta(minutes=61)) == 1


def test_nothing_personal_stays_once_it_is_sent(app: Flask, at: datetime, mailbox: Mailbox) -> None:
    posted(app, at)
    mailbox.deliver(at)
    (row,) = rows(app)
    assert (row.content, row.address, row.domain) == (None, None, None)
    assert row.sent_at is not None


def test_what_is_called_back_never_goes_out(app: Flask, at: datetime, mailbox: Mailbox) -> None:
    posted(app, at)
    posted(app, at, "letter:2", about="introduction:10")
    with app.app_context():
        assert cancel_queued(about="introduction:9", at=at) == 1
    assert mailbox.deliver(at) == 1
    assert [(row.why, row.content) for row in rows(app)] == [("called_back", None), (None, None)]


def test_only_the_kinds_named_are_called_back(app: Flask, at: datetime) -> None:
    posted(app, at)
    with app.app_context():
        assert cancel_queued(about="introduction:9", at=at, kinds=["another"]) == 0
        assert cancel_queued(about="introduction:9", at=at, kinds=["specimen"]) == 1


@pytest.mark.parametrize("scope", ["everything", "introduction:9", "kind:direct"])
def test_a_suppression_stops_what_is_queued_and_what_comes_later(
    scope: str, app: Flask, at: datetime, mailbox: Mailbox
) -> None:
    posted(app, at)
    with app.app_context():
        suppress("Carol+news@Example.org", scope, at)
    posted(app, at, "letter:2")
    assert mailbox.deliver(at) == 0
    assert [row.why for row in rows(app)] == ["suppressed", "suppressed"]


def test_a_suppression_of_something_else_stops_nothing(app: Flask, at: datetime, mailbox: Mailbox) -> None:
    posted(app, at)
    with app.app_context():
        suppress(CAROL.address, "introduction:10", at)
        suppress("dan@example.org", "everything", at)
    assert mailbox.deliver(at) == 1


def test_a_suppression_is_honoured_although_its_row_came_after_the_email(app: Flask, at: datetime) -> None:
    """Insert the row of an overlapping transaction, unseen by the other before the worker comes."""
    row = posted(app, at)
    with app.app_context():
        suppress(CAROL.address, "everything", at)
        with atomic():
            again = db.session.get_one(OutboxMessage, row.key)
            again.dropped_at, again.content, again.address, again.domain = (
                None,
                b"x",
                CAROL.address,
                "example.org",
            )
        assert deliver_due(at=at) == 0
    assert rows(app)[0].why == "suppressed"


def test_signing_in_works_for_those_who_stopped_everything(
    app: Flask, at: datetime, mailbox: Mailbox
) -> None:
    with app.app_context():
        suppress(CAROL.address, "everything", at)
    posted(app, at, mail_kind=MailKind.SECURITY, scopes=())
    assert mailbox.deliver(at) == 1


def test_a_suppression_is_lifted_by_its_scope(app: Flask, at: datetime) -> None:
    with app.app_context():
        suppress(CAROL.address, "everything", at)
        suppress(CAROL.address, "everything", at)
        assert is_suppressed(CAROL.address, at=at)
        lift(CAROL.address, "everything")
        assert not is_suppressed(CAROL.address, at=at)


def test_no_address_stands_in_a_suppression(app: Flask, at: datetime) -> None:
    with app.app_context():
        suppress(CAROL.address, "everything", at)
        held = db.session.execute(db.text("SELECT mailbox_hash, scope FROM suppression")).one()
    assert "carol" not in str(held)


def test_the_stop_link_leads_to_what_may_be_stopped(app: Flask, at: datetime) -> None:
    row = posted(app, at)
    with app.app_context():
        stoppable = queries.stoppable(row.key)
    assert stoppable is not None
    assert (stoppable.mailbox_hash, stoppable.scopes) == (row.mailbox_hash, ["introduction:9", "kind:direct"])
