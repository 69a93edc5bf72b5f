"""What the journal writes down of a change: how things are now, in ids and keyed hashes.

The tables belong to features above this one, so they are read by their names.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Table, func, select
from sqlalchemy.engine import RowMapping

from intro_app.db import Model, db
from intro_app.journal.models import JournalEntry, JournalMark, Restoration
from intro_app.journal.policy import JournalKind, Place
from intro_app.journal.triggers import GONE

Facts = dict[str, Any]

_HELD = select(Restoration.id).where(Restoration.released_at.is_(None)).limit(1)
_WAITING = select(JournalEntry.id, JournalEntry.kind, JournalEntry.key).order_by(JournalEntry.id).limit(500)

# What a sent message leaves behind: what its stop link, its bounces and the budgets need, and no words.
_OF_MESSAGE = (
    *("key", "kind", "about", "scopes", "mailbox_hash", "security", "mail_kind", "dedupe"),
    *("message_id", "sender", "posted_at", "sent_at"),
)
_OF_LINK = ("purpose", "subject", "generation", "issued_at", "expires_at")
_OF_REQUEST = ("verdict", "decided_at", "decided_by_id")
_OF_SUSPENSION = ("member_id", "ground", "by_id", "cause", "made_at", "until", "ended_at")
_OF_CONSENT = ("role", "text_hash", "seen_hash", "given_at", "how")


def is_held() -> bool:
    """Whether the site was restored and not released yet: nothing is sent, and nothing comes due."""
    return db.session.scalar(_HELD) is not None


def held_since() -> datetime | None:
    """Return when the site was restored, as long as it is held; None if it is not."""
    held = select(Restoration.restored_at).where(Restoration.released_at.is_(None))
    return db.session.scalar(held.order_by(Restoration.id.desc()).limit(1))


def restoration() -> Restoration | None:
    """Return the last restore of this database, if there was one."""
    return db.session.scalars(select(Restoration).order_by(Restoration.id.desc()).limit(1)).first()


def waiting() -> list[tuple[int, str, str]]:
    """Return the changes that are not in the file yet, oldest first, five hundred at most."""
    return [(row.id, row.kind, row.key) for row in db.session.execute(_WAITING)]


def number_waiting() -> int:
    """Return how many changes are not in the file yet."""
    return db.session.scalar(select(func.count()).select_from(JournalEntry)) or 0


def mark() -> JournalMark | None:
    """Return how far the file goes, if there is one."""
    return db.session.get(JournalMark, 1, populate_existing=True)


def place_now() -> Place:
    """Return the place of the last line; of no journal, as long as there is none."""
    found = mark()
    return Place(found.journal, found.line) if found else Place("", 0)


def table(name: str) -> Table:
    """Return a table by its name."""
    return Model.metadata.tables[name]


def row_named(key: str) -> tuple[Table, list[ColumnElement[bool]]]:
    """Return the table of a row that the journal calls `staff 5 host`, and the condition that finds it."""
    name, *values = key.split(" ")
    columns = [table(name).c[one] for one in GONE[name]]
    typed = [
        int(value) if isinstance(one.type, Integer) else value
        for one, value in zip(columns, values, strict=True)
    ]
    return table(name), [one == value for one, value in zip(columns, typed, strict=True)]


def facts_of(kind: str, key: str) -> Facts | None:
    """Return how the thing is now; None if there is nothing to write down."""
    return _READERS[JournalKind(kind)](key)


def _stop(key: str) -> Facts:
    stops, (mailbox, scope) = table("suppression").c, key.split(" ", 1)
    since = select(stops.since).where(stops.mailbox_hash == mailbox, stops.scope == scope)
    return {"since": _moment(db.session.scalar(since))}


def _block(key: str) -> Facts:
    blocks, (blocker, blocked, kind) = table("block").c, key.split(" ")
    pair = blocks.blocker_id == int(blocker), blocks.blocked_id == int(blocked)
    return {"since": _moment(db.session.scalar(select(blocks.since).where(*pair, blocks.kind == kind)))}


def _left(key: str) -> Facts:
    return {"at": _moment(_value("member", "left_at", key))}


def _ended(key: str) -> Facts:
    """Return when it ended, and not why: a no, a silence and a block leave the same line."""
    return {"at": _moment(_value("introduction", "ended_at", key))}


def _released(key: str) -> Facts | None:
    columns = table("introduction").c
    parts = columns.ended_at, columns.agreed_at, columns.first_id, columns.second_id, columns.connector_id
    row = _row(select(*parts).where(columns.id == int(key)))
    if row is None:
        return None
    consents = table("consent").c
    given = select(*(consents[name] for name in _OF_CONSENT)).where(
        consents.introduction_id == int(key), consents.taken_back_at.is_(None)
    )
    found = [_plain(one) for one in db.session.execute(given.order_by(consents.id)).mappings()]
    return _plain(row) | {"consents": found}


def _taken_back(key: str) -> Facts | None:
    columns = table("consent").c
    named = columns.introduction_id, columns.role, columns.taken_back_at
    row = _row(select(*named).where(columns.id == int(key)))
    return _plain(row) if row else None


def _post(key: str) -> Facts:
    return {"at": _moment(_value("post", "taken_back_at", key))}


def _sent(key: str) -> Facts | None:
    columns, links = table("outbox_message").c, table("link").c
    row = _row(select(*(columns[name] for name in _OF_MESSAGE)).where(columns.key == key))
    if row is None:
        return None
    stop = select(links.id_hash).where(links.subject == f"mail:{key}", links.purpose == "stop").limit(1)
    return _plain(row) | {"stop": db.session.scalar(stop)}


def _link(key: str) -> Facts | None:
    columns = table("link").c
    row = _row(select(*(columns[name] for name in _OF_LINK)).where(columns.id_hash == key))
    return _plain(row) if row else None


def _gone(key: str) -> Facts | None:
    """Return nothing to write down if the row is there again."""
    found, same = row_named(key)
    there = select(*(found.c[one] for one in GONE[found.name])).where(*same)
    return None if db.session.execute(there).first() else {}


def _invitation(key: str) -> Facts | None:
    """Return when it ended, and not whether it was withdrawn or refused."""
    columns = table("invitation").c
    ended = func.coalesce(columns.refused_at, columns.withdrawn_at)
    row = db.session.execute(select(ended.label("at")).where(columns.id == int(key))).first()
    return {"at": _moment(row.at)} if row else None


def _request(key: str) -> Facts | None:
    columns = table("join_request").c
    erased = (columns.name == "").label("is_erased")  # asked there: a name that does not open stops nothing
    row = _row(select(*(columns[name] for name in _OF_REQUEST), erased).where(columns.id == int(key)))
    if row is None:
        return None
    return _plain(row) | {"is_erased": bool(row["is_erased"]) and row["verdict"] != "let_in"}


def _group(key: str) -> Facts | None:
    columns = table("group_membership").c
    row = _row(select(columns.ended_at, columns.removed).where(columns.id == int(key)))
    return _plain(row) if row else None


def _suspension(key: str) -> Facts | None:
    columns = table("suspension").c
    row = _row(select(*(columns[name] for name in _OF_SUSPENSION)).where(columns.id == int(key)))
    return _plain(row) if row else None


def _freeze(key: str) -> Facts:
    columns = table("ask_freeze").c
    row = _row(select(columns.since, columns.until).where(columns.member_id == int(key)))
    return _plain(row) if row else {"since": None, "until": None}


def _decision(key: str) -> Facts | None:
    """Return what a decision in force took down and whom it stops from what; not why."""
    decisions, cases = table("decision").c, table("moderation_case").c
    told = decisions.in_force_at, decisions.overturned_at, decisions.removes, decisions.stops
    about = cases.kind, cases.subject_id, cases.about_id
    found = select(*told, *about, decisions.case_id, decisions.stop_days).join(
        table("moderation_case"), cases.id == decisions.case_id
    )
    row = _row(found.where(decisions.id == int(key)))
    if row is None or row["in_force_at"] is None or row["overturned_at"] is not None:
        return None if row is None else {"at": None}
    until = row["in_force_at"] + timedelta(days=row["stop_days"])
    named = {name: row[name] for name in ("case_id", "kind", "subject_id", "about_id", "removes", "stops")}
    return named | {"at": _moment(row["in_force_at"]), "until": _moment(until)}


def _value(name: str, column: str, key: str) -> Any:
    columns = table(name).c
    return db.session.scalar(select(columns[column]).where(columns.id == int(key)))


def _row(found: Select[Any]) -> RowMapping | None:
    return db.session.execute(found).mappings().first()


def _plain(row: Mapping[Any, Any]) -> Facts:
    return {
        str(name): _moment(value) if isinstance(value, datetime) else value for name, value in row.items()
    }


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


_READERS: dict[JournalKind, Callable[[str], Facts | None]] = {
    JournalKind.STOP: _stop,
    JournalKind.BLOCK: _block,
    JournalKind.LEFT: _left,
    JournalKind.ENDED: _ended,
    JournalKind.RELEASED: _released,
    JournalKind.TAKEN_BACK: _taken_back,
    JournalKind.POST: _post,
    JournalKind.SENT: _sent,
    JournalKind.LINK: _link,
    JournalKind.GONE: _gone,
    JournalKind.INVITATION: _invitation,
    JournalKind.REQUEST: _request,
    JournalKind.GROUP: _group,
    JournalKind.SUSPENSION: _suspension,
    JournalKind.FREEZE: _freeze,
    JournalKind.DECISION: _decision,
}
