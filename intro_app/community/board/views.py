"""The board of gives and asks, open to all members."""

from flask import render_template, request

from intro_app.clock import now
from intro_app.community.blueprint import Page, bp, no_membership_needed, rate_limit
from intro_app.community.board import queries, service
from intro_app.community.board.forms import NoteForm
from intro_app.community.board.models import NoteKind
from intro_app.errors import DomainError
from intro_app.identity.session import current_member
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
    page = render_template(
        "community/board.html",
        form=form,
        mine=queries.mine(me, at),
        columns=[_column(kind, me) for kind in NoteKind],
        door_is_open=current_member().door.visible,
    )
    return page, status


def _column(kind: NoteKind, me: int) -> dict[str, object]:
    before = number(request.args.get(f"before_{kind.value}"))
    found = queries.pinned(kind, me, now(), before)
    more = found[queries.PAGE - 1].id if len(found) > queries.PAGE else None
    return {"kind": kind, "notes": found[: queries.PAGE], "next_before": more, "is_first": before is None}
