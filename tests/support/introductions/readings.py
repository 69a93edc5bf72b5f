"""How the laws of introductions read the database and the mail, each in its own way and not in the site's."""

import re
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, select

from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.introductions.states import PARTIES, Role, Way
from intro_app.text.mailboxes import fingerprint
from tests.support.received_mail import ReceivedMail

_DATE = re.compile(r"[A-Z][a-z]+day, \d{1,2} [A-Z][a-z]+ \d{4}")
_STOP = re.compile(r"/x/\S+")


def rows(*columns: Any) -> list[Row[Any]]:
    """Every row of a table, past whatever the session remembers."""
    return list(db.session.execute(select(*columns).order_by(columns[0])))


def columns_of(table: Any) -> list[Any]:
    """All columns of a table."""
    return list(table.__table__.c)


def assert_room(asks: dict[int, Row[Any]], ask: Row[Any], at: datetime) -> None:
    """Nobody was asked more often than a mailbox and its owner allow, this ask included."""
    door = db.session.get_one(Member, ask.member_id).door
    shown = [
        one for one in asks.values() if one.member_id == ask.member_id and one.put_at and not one.withheld
    ]
    for most, days in ((2, 1), (4, 7)):
        assert sum(one.put_at > at - timedelta(days=days) for one in shown) <= most, (
            f"more than {most} in {days}"
        )
    roles, own = (
        ({Role.CONNECTOR}, door.connects_per_30_days)
        if ask.role == Role.CONNECTOR
        else (set(PARTIES), door.asks_per_30_days)
    )
    assert sum(one.role in roles and one.put_at > at - timedelta(days=30) for one in shown) <= own


def assert_place(now: dict[int, Row[Any]], requester: int, at: datetime) -> None:
    """Nobody asks more often than they may, the latest ask included."""
    mine = [row for row in now.values() if row.first_id == requester and row.way != Way.OFFERED]
    new = at < db.session.get_one(Member, requester).joined_at + timedelta(days=14)
    assert sum(row.author_told_at is None for row in mine) <= (1 if new else 3)
    assert sum(row.sent_at > at - timedelta(days=30) for row in mine) <= (2 if new else 5)


def closing_date(row: Row[Any], connector_agreed: bool) -> datetime:
    """Return the day on which the author hears, from the way and the day of sending; the site uses UTC."""
    site = settings()
    days = {Way.DIRECT: site.party_days, Way.OFFERED: 2 * site.party_days}.get(
        row.way, site.connector_days + site.party_days
    )
    if row.way == Way.NAMED and not connector_agreed:
        days = site.connector_days
    batch = datetime.combine(row.sent_at.date(), time(site.closing_hour), tzinfo=row.sent_at.tzinfo)
    return batch + timedelta(days=days, seconds=row.spread_seconds)


def everything_in(letter: ReceivedMail) -> str:
    """Return what the reader sees except their own address: other headers, text, HTML, cards unfolded."""
    headers = "\n".join(f"{name}: {value}" for name, value in letter.message.items() if name.lower() != "to")
    cards = [card.decode().replace("\r\n ", "") for card in letter.attachments.values()]
    return "\n".join([headers, letter.text, letter.html, *cards])


def without_dates(letter: ReceivedMail) -> str:
    """A closing without what it quotes and the dates in it; the names of its headers too."""
    lines = [line for line in letter.text.splitlines() if not line.startswith(">")]
    fixed = {name: letter.message[name] for name in ("Subject", "From", "Feedback-ID", "Reply-To")}
    # A longer date wraps elsewhere.
    text = _STOP.sub("/x/…", _DATE.sub("DATE", " ".join(" ".join(lines).split())))
    return f"{letter.message.keys()} {fixed} {text}"


def mailbox_hash(address: str) -> str:
    """By which a stopped mailbox is known."""
    return fingerprint(address, settings().lasting_key)


def author_of(row: Row[Any]) -> Role:
    """Who sent it."""
    return Role.CONNECTOR if row.way == Way.OFFERED else Role.FIRST


def person_in(row: Row[Any], role: Role) -> int | None:
    """The member in this role, if it is one."""
    people = {Role.FIRST: "first_id", Role.SECOND: "second_id", Role.CONNECTOR: "connector_id"}
    found: int | None = getattr(row, people[role])
    return found
