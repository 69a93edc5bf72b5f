"""A round of the worker looks for signs on doors to renew, and pays the same however many are new enough."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask

from intro_app.db import db
from intro_app.devtools.multiplying import copy_rows
from intro_app.introductions.queries.signs import is_any_of_yesterday
from intro_app.introductions.service import renew_signs
from tests.support.database_work import work
from tests.support.people import People

_MANY = 3_000


@pytest.mark.slow
def test_signs_of_today_are_not_read(app: Flask, people: People, at: datetime) -> None:
    ids = {"member": "id", "door": "member_id", "door_sign": "member_id"}
    carol = people.join("Carol Brandt", "carol@example.org")
    asked = partial(is_any_of_yesterday, at + timedelta(days=1))
    with app.app_context():
        renew_signs(at + timedelta(days=2))
        few = work(app, asked)
        for table, column in ids.items():
            copy_rows(table, f"{table}.{column} = {carol.id}", frozenset({column}), _MANY)
        with db.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
        assert not asked()
        assert work(app, asked) < few + 20
