"""Queries about the board."""

from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select

from intro_app.community.board.models import BoardNote, NoteKind
from intro_app.community.board.policy import town_of
from intro_app.community.reader import ME
from intro_app.db import db
from intro_app.identity.models import Door, Member
from intro_app.people import visibility
from intro_app.text.searching import Entry, Field, entry_of, score, sought

PAGE = 20
# How many of the newest notes of each kind are searched.
_SEARCHED = 500
# Of how many new notes those near the reader come first in a digest.
_NEWEST = 60


class Pinned(NamedTuple):
    """A note on the board and its author."""

    id: int
    public_id: str
    kind: NoteKind
    words: str
    written_at: datetime
    ends_at: datetime
    author_id: int
    author: str
    author_public_id: str
    author_place: str = ""
    is_near: bool = False


_PINNED = (
    select(
        BoardNote.id,
        BoardNote.public_id,
        BoardNote.kind,
        BoardNote.words,
        BoardNote.written_at,
        BoardNote.ends_at,
        Member.id,
        Member.name,
        Member.public_id,
        Member.place,
    )
    .join(Member, Member.id == BoardNote.member_id)
    .join(Door, Door.member_id == Member.id)
    .where(BoardNote.ended_at.is_(None), Member.left_at.is_(None))
    .order_by(BoardNote.id.desc())
)
# Notes of members who cannot be found are left out: nobody could ask them for an introduction.
_OTHERS = _PINNED.where(BoardNote.member_id != ME, visibility.findable(ME, Member.id, visibility.is_listed()))


def pinned(
    kind: NoteKind, me: int, at: datetime, before: int | None = None, limit: int = PAGE + 1
) -> list[Pinned]:
    """Return notes of others, newest first: a page and one more."""
    statement = _OTHERS.where(BoardNote.kind == kind, BoardNote.ends_at > at)
    statement = statement.where(BoardNote.id < before) if before else statement
    return [Pinned(*row) for row in db.session.execute(statement.limit(limit), {"me": me})]


def found(kind: NoteKind, me: int, at: datetime, typed: str) -> list[Pinned]:
    """Return those of the newest notes of others whose words, or whose author's name, hold what was typed.

    They are read one by one, since the words are encrypted and stand in no index.
    """
    wanted = sought(typed)
    notes = pinned(kind, me, at, limit=_SEARCHED)
    return [note for note in notes if wanted and score(_entry(note), wanted)][:PAGE]


def _entry(note: Pinned) -> Entry:
    return entry_of({Field.NAME: note.author, Field.CAN_HELP_WITH: note.words})


def pinned_since(since: datetime, me: int, at: datetime, limit: int) -> list[Pinned]:
    """Return notes that others wrote after `since`: first of people in the reader's town."""
    new = _OTHERS.where(BoardNote.written_at > since, BoardNote.ends_at > at).limit(_NEWEST)
    mine = town_of(db.session.get_one(Member, me).place)
    notes = (Pinned(*row) for row in db.session.execute(new, {"me": me}))
    marked = [note._replace(is_near=bool(mine) and town_of(note.author_place) == mine) for note in notes]
    return sorted(marked, key=lambda note: not note.is_near)[:limit]


def seen_on_board(public_id: str, me: int, at: datetime) -> Pinned | None:
    """Return a note of somebody else that the reader sees on the board, or None."""
    statement = _OTHERS.where(BoardNote.public_id == public_id, BoardNote.ends_at > at)
    row = db.session.execute(statement, {"me": me}).one_or_none() if me else None
    return Pinned(*row) if row else None


def mine(me: int, at: datetime) -> list[Pinned]:
    """Return the reader's own notes on the board."""
    own = _PINNED.where(BoardNote.member_id == me, BoardNote.ends_at > at)
    return [Pinned(*row) for row in db.session.execute(own)]


@cache
def notes_over() -> Select[int]:
    """Select notes whose sixty days are over."""
    over = select(BoardNote.id).where(BoardNote.ended_at.is_(None), BoardNote.ends_at <= bindparam("at"))
    return over.order_by(BoardNote.ends_at)
