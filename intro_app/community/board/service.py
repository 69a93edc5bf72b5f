"""Putting notes on the board and taking them down."""

from datetime import datetime

from sqlalchemy import select, update

from intro_app.community.board.models import BoardNote, NoteKind
from intro_app.community.board.policy import LONGEST_NOTE, STANDS_FOR, price_in
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.people.models import StoppableAct
from intro_app.people.stops import ensure_not_stopped
from intro_app.text.writable import ensure_part_writable
from intro_app.wording import N_


def pin(member: Member, kind: NoteKind, words: str, at: datetime) -> BoardNote:
    """Put a note on the board for sixty days; it replaces the member's earlier note of the same kind.

    Raises DomainError for a contact detail, a price, a text that is too long, and for a member whom others
    cannot find.
    """
    ensure_part_writable("words", words, LONGEST_NOTE)
    if price := price_in(words):
        raise DomainError(
            N_("This looks like a price: “%(piece)s”. Everything on the board is free."), piece=price
        )
    with atomic():
        member = db.session.get_one(Member, member.id, with_for_update=True)
        ensure_not_stopped(member.id, StoppableAct.PINNING, at)
        if not member.door.visible:
            raise DomainError(
                N_("Let members find you first. Otherwise no one could ask you for an introduction.")
            )
        _end(member.id, kind, at)
        note = BoardNote(member_id=member.id, kind=kind, words=words, written_at=at, ends_at=at + STANDS_FOR)
        db.session.add(note)
        return note


def take_down(public_id: str, member_id: int, at: datetime) -> None:
    """Take down the member's own note and erase its words. Another member's note is left alone silently."""
    mine = update(BoardNote).where(BoardNote.public_id == public_id, BoardNote.member_id == member_id)
    with atomic():
        db.session.execute(mine.where(BoardNote.ended_at.is_(None)).values(ended_at=at, words=""))


def end(note_id: int, at: datetime) -> bool:
    """End a note whose sixty days are over and erase its words; return whether anything changed."""
    note = db.session.get(BoardNote, note_id, with_for_update=True)
    if note is None or note.ended_at or note.ends_at > at:
        return False
    note.ended_at, note.words = at, ""
    return True


def _end(member_id: int, kind: NoteKind, at: datetime) -> None:
    standing = select(BoardNote).where(BoardNote.member_id == member_id, BoardNote.kind == kind)
    for earlier in db.session.scalars(standing.where(BoardNote.ended_at.is_(None))):
        earlier.ended_at, earlier.words = at, ""
    db.session.flush()
