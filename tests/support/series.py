"""Change the dates of a gathering that repeats, as its host does."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Flask

from intro_app.community.gatherings import series
from intro_app.community.gatherings.service import Plan
from tests.support.community import BERLIN, found_gathering
from tests.support.people import MemberHandle


def plan_of(app: Flask, gathering: str, **changed: Any) -> Plan:
    """What the host planned for this date, with these changes."""
    with app.app_context():
        there = found_gathering(gathering)
        local = there.local_start
        facts = {
            name: getattr(there, name) for name in ("title", "minutes", "place", "link", "capacity", "about")
        }
    return replace(Plan(day=local.date(), clock=local.time(), time_zone=BERLIN, **facts), **changed)


def change_from(app: Flask, gathering: str, host: MemberHandle, at: datetime, **changed: Any) -> None:
    """The host changes this date and all after it."""
    plan = plan_of(app, gathering, **changed)
    with app.app_context():
        series.change_following(found_gathering(gathering).id, host.id, plan, at)
