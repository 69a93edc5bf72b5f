"""The use cases of drafts: keep one, begin a letter again, discard one, and delete old ones."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, Delete, delete, select

from intro_app.db import atomic, db
from intro_app.errors import DomainError, StaleError
from intro_app.identity.models import Member
from intro_app.introductions import facts, queries
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.models.drafts import KEPT_FOR, LARGEST, MOST, Draft, Typed, has_words, size
from intro_app.introductions.states import Way
from intro_app.wording import N_


class TooLong(DomainError):
    """Raised for a draft that is longer than any letter needs."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a window holds: at which form, what is typed in it, and to whom it is meant to go.

    `ask` is the ask that a connector answers with it.

    `window` is drawn for each page shown. `seen` is the window whose text this one showed at first. It is
    None if somebody pressed a button: then this text counts, whatever another window has kept.
    """

    address: str
    typed: Typed
    window: str
    seen: str | None = None
    recipient: Member | None = None
    connector: Member | None = None
    ask: Ask | None = None

    def may_replace(self, draft: Draft) -> bool:
        """Whether no other window has kept anything since this one was shown."""
        return self.seen is None or draft.kept_by in {self.seen, self.window}


def keep_draft(writer: Member, written: Written, *, at: datetime) -> Draft | None:
    """Keep it as it is, complete or not; return None if it has no words in it, or was sent already.

    Raises TooLong, and StaleError if another window has kept something since.
    """
    if size(written.typed) > LARGEST:
        raise TooLong(N_("This is longer than any letter can be, so it wasn’t saved."))
    with atomic():
        if written.ask:
            queries.locked(written.ask.introduction_id)  # an answer locks it first, too
            db.session.refresh(written.ask)
        else:
            facts.lock(writer)
        draft = queries.draft_at(writer.id, written.address, at)
        if draft and not written.may_replace(draft):
            raise StaleError(N_("Another window has saved something since."))
        if not has_words(written.typed) or _was_sent(writer, written, at):
            _discard(writer, written.address)
            return None
        draft = _put(writer, written, draft, at)
        db.session.flush()
        _drop_oldest(writer)
    return draft


def write_again(introduction: Introduction, address: str, *, at: datetime) -> None:
    """Begin a draft with the text of the same letter for the form at `address`.

    A draft that is there already stays as it is.
    """
    writer = introduction.first
    assert writer is not None, "a requester has an account"
    with atomic():
        facts.lock(writer)
        if queries.draft_at(writer.id, address, at) is None:
            window = secrets.token_urlsafe(16)
            typed = _as_typed(introduction, at)
            recipient = None if introduction.way is Way.BLIND else introduction.second
            letter = Written(
                address=address,
                typed=typed,
                window=window,
                recipient=recipient,
                connector=introduction.connector,
            )
            _put(writer, letter, None, at)
            db.session.flush()
            _drop_oldest(writer)


def _as_typed(introduction: Introduction, at: datetime) -> Typed:
    """Return the letter as somebody would have typed it, without a day that is over."""
    text = introduction.ask_text
    typed = {name: [str(value)] for name, value in text.stored().items() if value}
    if text.by_when and text.by_when <= at.date():
        del typed["by_when"]
    return typed


def discard_draft(writer: Member, address: str) -> bool:
    """Delete the draft at once; return whether there was one."""
    with atomic():
        return _discard(writer, address)


def forget_drafts(at: datetime) -> int:
    """Delete drafts untouched for thirty days, and what a member who just left saved last; return how many.

    Leaving deletes drafts itself; a form that was saved in the same moment may come after it.
    """
    left = select(Member.id).where(Member.left_at > at - timedelta(days=1))
    with atomic():
        old = Draft.kept_at <= at - KEPT_FOR
        return sum(_count(delete(Draft).where(gone)) for gone in (old, Draft.member_id.in_(left)))


def _put(writer: Member, written: Written, draft: Draft | None, at: datetime) -> Draft:
    if draft is None:
        _discard(writer, written.address)  # one that has expired and is not deleted yet
        draft = Draft(
            member_id=writer.id,
            address=written.address,
            recipient_id=written.recipient.id if written.recipient else None,
            connector_id=written.connector.id if written.connector else None,
            ask_id=written.ask.id if written.ask else None,
            typed={},
            begun_at=at,
            kept_at=at,
            kept_by=written.window,
        )
        db.session.add(draft)
    draft.typed, draft.kept_at, draft.kept_by = dict(written.typed), at, written.window
    return draft


def _was_sent(writer: Member, written: Written, at: datetime) -> bool:
    """Whether it has gone out, or is too late; a window that was left open keeps nothing of it then."""
    if written.ask:
        return not written.ask.is_answerable(at)
    return any(queries.sent_with(form_id, writer) for form_id in written.typed.get("form_id", []))


def _drop_oldest(writer: Member) -> None:
    mine = (
        select(Draft.id).where(Draft.member_id == writer.id).order_by(Draft.kept_at.desc(), Draft.id.desc())
    )
    over = list(db.session.scalars(mine.offset(MOST)))
    if over:
        db.session.execute(delete(Draft).where(Draft.id.in_(over)))


def _discard(writer: Member, address: str) -> bool:
    return _count(delete(Draft).where(Draft.at(writer.id, address))) > 0


def _count(statement: Delete) -> int:
    done = db.session.execute(statement)
    assert isinstance(done, CursorResult)
    return done.rowcount
