"""A site of one test alone, with the demo's story."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from flask import Flask

from intro_app.config import Settings
from intro_app.db import db
from intro_app.devtools.story import tell
from tests.conftest import new_site
from tests.support.calendar import Calendar


@contextmanager
def told_site(settings: Settings, the_calendar: Calendar, at: datetime) -> Iterator[Flask]:
    """The site, in its application context."""
    made = new_site(replace(settings, smtp_url=""))
    the_calendar.go_to(at)
    with made.app_context():
        tell(at)
        yield made
        db.session.remove()
        db.engine.dispose()
