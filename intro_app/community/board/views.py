"""The board of gives and asks, open to all members."""

from flask import render_template, request

from intro_app.clock import now
from intro_app.community.blueprint import Page, bp, no_membership_needed, rate_limit
from intro_app.community.board import queries, service
from intro_app.community.board.forms import NoteForm
from intro_app.community.board.models import NoteKind
from intro_app.errors import DomainError
from intro_app.identity.session import current_member
from intro_app.people.found import marked_words
from intro_app.people.listing import sees_list
from intro_app.people.policy import Search
from intro_app.people.queries import who_fits
from intro_app.text import plain
from intro_app.text.searching import LONGEST_SEARCH, Field
from intro_app.text.writable import TextRefused
from intro_app.web.access import preserves_input, while_suspended
from intro_app.web.incoming import number
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to

NOTES = "6/day;20/month"


@bp.get("/board")
@no_membership_needed
def board() -> Page:
    """Show the notes of others, and the member's own."""
    return _show(NoteForm(formdata=None))


@bp.post("/board")
@preserves_input
@no_membership_needed
def pin() -> Page:
    """Put a note on the board."""
    form = NoteForm()
    if form.validate():
        rate_limit("board", NOTES)
        try:
            service.pin(current_member(), NoteKind(form.kind.data), form.words.data or "", now())
        except TextRefused as refused:
            form.words.errors = [error_message(refused)]
        except DomainError as problem:
            form.form_errors.append(error_message(problem))
        else:
            return redirect_to("community.board", done="pinned")
    return _show(form, status=422)


@bp.post("/board/<note_id>/take-down")
@while_suspended
@no_membership_needed
def unpin(note_id: str) -> Page:
    """Take down one of the member's notes."""
    service.take_down(note_id, current_member().id, now())
    return redirect_to("community.board", done="unpinned")


def _show(form: NoteForm, *, status: int = 200) -> Page:
    me, at = current_member().id, now()
    mine, typed = queries.mine(me, at), plain.one_line(request.args.get("find", ""))[:LONGEST_SEARCH]
    page = render_template(
        "community/board.html",
        form=form,
        mine=mine,
        fitting={note.public_id: _fitting(note) for note in mine},
        columns=[_column(kind, me, typed) for kind in NoteKind],
        search=Search(typed, None),
        door_is_open=current_member().door.visible,
    )
    return page, status


def _fitting(note: queries.Pinned) -> list[dict[str, object]]:
    """Return who could help with the reader's own note, or looks for it; nobody else is shown them."""
    me, at = current_member().id, now()
    if not sees_list(me, at):
        return []
    field = Field.CAN_HELP_WITH if note.kind is NoteKind.ASK else Field.LOOKING_FOR
    return [
        {"person": one, "said": marked_words(one.text, one.meeting)}
        for one in who_fits(me, note.words, field, at)
    ]


def _column(kind: NoteKind, me: int, typed: str) -> dict[str, object]:
    if typed:
        notes = queries.found(kind, me, now(), typed)
        return {"kind": kind, "notes": notes, "next_before": None, "is_first": True}
    before = number(request.args.get(f"before_{kind.value}"))
    found = queries.pinned(kind, me, now(), before)
    more = found[queries.PAGE - 1].id if len(found) > queries.PAGE else None
    return {"kind": kind, "notes": found[: queries.PAGE], "next_before": more, "is_first": before is None}
