"""The ground that the tests stand on holds."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from intro_app.db import atomic, db
from intro_app.links import Link


@pytest.mark.parametrize("_again", [1, 2])
def test_each_test_has_a_clean_migrated_database(app: Flask, at: datetime, _again: int) -> None:
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Link)) == 0
        with atomic():
            db.session.add(
                Link(id_hash="x", purpose="stop", subject="member:1", generation=1, issued_at=at, expires_at=None)
            )
    with app.app_context():
        assert db.session.scalar(select(Link.issued_at)) == at.astimezone(UTC)
