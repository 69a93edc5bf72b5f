"""Letters for tests of the outbox: the smallest e-mail there is, from a template of the tests' own."""

from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from intro_app.db import atomic, db
from intro_app.outbox import Addressee, Email, compose, deliver_due, post
from intro_app.outbox.models import OutboxAttempt, OutboxMessage

CAROL = Addressee("carol@example.org", name="Carol")


def letter(dedupe: str, to: Addressee = CAROL, **given: Any) -> Email:
    """An ordinary letter about introduction 9."""
    facts: dict[str, Any] = {
        "about": "introduction:9",
        "scopes": ("introduction:9", "kind:direct"),
        "words": "Hello, would you?",
        "url": "https://meet.example.org/r/abc",
        "ends": datetime.fromisoformat("2026-05-14T07:00:00+00:00"),
    }
    return compose("specimen", "outbox", to=to, dedupe=dedupe, **(facts | given))


def post_letters(app: Flask, count: int, *, at: datetime) -> None:
    """So many letters, each to somebody else, all due."""
    with app.app_context(), atomic():
        for number in range(count):
            post(letter(f"letter:{number}", Addressee(f"carol{number}@example.org")), at=at)


def deliver(app: Flask, at: datetime) -> int:
    """Send what is due; how many letters went out."""
    with app.app_context():
        return deliver_due(at=at)


def only_row(app: Flask) -> OutboxMessage:
    """What the outbox knows of its only message."""
    with app.app_context():
        return db.session.scalars(select(OutboxMessage)).one()


def outcomes(app: Flask) -> list[str | None]:
    """How each attempt ended, in order."""
    with app.app_context():
        return list(db.session.scalars(select(OutboxAttempt.outcome).order_by(OutboxAttempt.started_at)))
