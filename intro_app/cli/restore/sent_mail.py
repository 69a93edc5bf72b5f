"""Records again what was sent: no copy goes out, and stop links and bounces find their e-mail."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.sql.schema import Table

from intro_app.db import Model, db, insert_into
from intro_app.journal.policy import Line
from intro_app.links import Link, LinkPurpose
from intro_app.outbox.models import OutboxMessage

# What the word before the number in `about` says, where it is not the name of a table.
_MEMBERS = frozenset({"archive", "digest", "leave", "membership"})
_TABLES = {"case": "moderation_case", "identity": "provider_identity"}
_NUMBER = re.compile(r"[0-9]+")
_TIMES = ("posted_at", "sent_at")


def record(line: Line) -> None:
    """Mark a message of the backup as sent, or add what is left of one that was posted since."""
    told = dict(line.facts)
    stop = told.pop("stop", None)
    told |= {name: datetime.fromisoformat(told[name]) for name in _TIMES}
    if not _mark_sent(told["dedupe"], told["sent_at"]):
        _add(told)
    if stop and db.session.get(OutboxMessage, told["key"]) is not None:
        _add_stop_link(stop, told["key"], told["posted_at"])


def _mark_sent(dedupe: str, at: datetime) -> bool:
    """Mark the message posted under this key as sent; return whether there is one."""
    gone = {"content": None, "address": None, "domain": None, "dropped_at": None, "why": None}
    same = OutboxMessage.dedupe == dedupe
    unsent = update(OutboxMessage).where(same, OutboxMessage.sent_at.is_(None))
    db.session.execute(unsent.values(sent_at=at, lease_token=None, lease_until=None, **gone))
    return bool(db.session.scalar(select(exists().where(same))))


def _add(told: dict[str, Any]) -> None:
    """Add what is left of a sent message: no address and no words.

    A new thing may get the number of one that is not in the backup. Its e-mails must go out, so the key under
    which they are posted only once is kept only for things that are there.
    """
    if not is_there(told["about"]):
        told["dedupe"] = f"{told['dedupe']}:before-restore:{told['key']}"
    empty = {"address": None, "domain": None, "content": None}
    at = {"not_before": told["posted_at"], "due_at": told["posted_at"]}
    counts = {"attempts": 1, "unsure": 0, "stumbles": 0, "lost": 0}
    db.session.execute(insert_into(OutboxMessage).values(told | empty | at | counts).on_conflict_do_nothing())


def is_there(about: str) -> bool:
    """Whether the thing that an e-mail or a link is about is in this database; without a number it is."""
    word, _, rest = about.partition(":")
    number = _NUMBER.match(rest)
    found = Model.metadata.tables.get("member" if word in _MEMBERS else _TABLES.get(word, word))
    if number is None or found is None or "id" not in found.c:
        return True
    return _has(found, int(number[0]))


def _has(table: Table, number: int) -> bool:
    return db.session.scalar(select(table.c.id).where(table.c.id == number)) is not None


def _add_stop_link(id_hash: str, key: str, at: datetime) -> None:
    row: dict[str, Any] = {
        "id_hash": id_hash,
        "purpose": LinkPurpose.STOP.name.lower(),
        "subject": f"mail:{key}",
    }
    row |= {"generation": 1, "issued_at": at, "expires_at": None, "used_at": None, "outcome": None}
    db.session.execute(insert_into(Link).values(row).on_conflict_do_nothing())
