"""Somebody leaves, the worker goes round, and the books are looked at."""

from datetime import datetime, timedelta

from flask import Flask

from intro_app.audit.queries import check
from intro_app.cli.working import chores
from intro_app.privacy import service as privacy
from intro_app.privacy.service import Wishes
from intro_app.trust.service import recompute
from tests.support.people import MemberHandle


def leaves(app: Flask, person: MemberHandle, at: datetime) -> None:
    """The account is closed, and the worker goes round."""
    with app.app_context():
        privacy.close_now(person.member, Wishes(), at)
    works(app, at + timedelta(minutes=1))


def works(app: Flask, *moments: datetime) -> None:
    """Let the worker do everything that is due at these moments."""
    for moment in moments:
        for chore in chores():
            with app.app_context():
                chore(moment)


def assert_books_are_right(app: Flask, at: datetime) -> None:
    """The ledger replays to the same standings, and the audit's chain is whole."""
    with app.app_context():
        assert not recompute(at).mended
        assert check().broken is None
