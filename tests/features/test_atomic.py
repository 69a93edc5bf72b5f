"""One use case, one transaction: changes made before it raise an error and are never discarded silently."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from intro_app.db import atomic, db
from intro_app.errors import UnsavedChangesError
from intro_app.links import Link
from tests.support.people import People


def test_a_change_made_before_the_transaction_is_refused_aloud(app: Flask, people: People) -> None:
    with app.app_context():
        people.alice.member.headline = "x"
        with pytest.raises(UnsavedChangesError, match="Member"), atomic():
            pass


def test_something_new_made_before_the_transaction_is_refused_aloud(app: Flask, at: datetime) -> None:
    with app.app_context():
        db.session.add(_link(at))
        with pytest.raises(UnsavedChangesError, match="Link"), atomic():
            pass


def test_something_deleted_before_the_transaction_is_refused_aloud(app: Flask, people: People) -> None:
    with app.app_context():
        db.session.delete(people.alice.member)
        with pytest.raises(UnsavedChangesError, match="Member"), atomic():
            pass


def test_a_change_that_a_reading_would_write_unseen_is_refused_at_once(app: Flask, people: People) -> None:
    with app.app_context():
        people.alice.member.headline = "x"
        with pytest.raises(UnsavedChangesError, match="Member"):
            db.session.scalar(select(func.count()).select_from(Link))


def test_an_attribute_set_to_what_it_was_is_no_change(app: Flask, people: People) -> None:
    with app.app_context():
        member = people.alice.member
        member.headline = member.headline
        with atomic():
            member.headline = "kept"
        assert people.alice.member.headline == "kept"


def test_nothing_is_left_over_from_what_was_refused(app: Flask, people: People) -> None:
    with app.app_context():
        people.alice.member.headline = "x"
        with pytest.raises(UnsavedChangesError), atomic():
            pass
        with atomic():
            pass
        assert people.alice.member.headline != "x"


def _link(at: datetime) -> Link:
    return Link(id_hash="x", purpose="stop", subject="member:1", generation=1, issued_at=at, expires_at=None)
