"""What an archive holds is what the database holds, field by field."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from intro_app import clock
from intro_app.config import Settings
from intro_app.db import db
from intro_app.devtools.story import tell
from intro_app.identity.models import Member
from intro_app.privacy.archives import contents
from intro_app.privacy.sections import SECTIONS


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The story is told only where no mail leaves."""
    return replace(settings, smtp_url="")


def test_the_archives_of_the_five_are_what_the_database_holds(app: Flask) -> None:
    with app.app_context():
        tell(clock.now())
        for member in db.session.scalars(select(Member)).all():
            whole = contents(member, clock.now())
            for name, section in SECTIONS.items():
                mine = member.mailbox_hash if section.owner.key == "mailbox_hash" else member.id
                stored = select(section.table).where(section.owner == mine)
                if section.only is not None:
                    stored = stored.where(section.only)
                rows = db.session.scalars(stored.order_by(*inspect(section.table).primary_key)).all()
                own = [column.key for column in section.columns if column.class_ is section.table]
                exported = [{key: row[key] for key in own} for row in whole[name]]
                assert exported == [{key: getattr(row, key) for key in own} for row in rows], name
