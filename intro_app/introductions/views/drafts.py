"""Drafts on pages: kept while somebody writes, shown filled in, listed, discarded."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import abort, jsonify, redirect, render_template, request
from flask_babel import get_timezone
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Form, TextAreaField

from intro_app.clock import now
from intro_app.identity.models import Member
from intro_app.identity.session import current_member
from intro_app.introductions import queries, service
from intro_app.introductions.models import Draft
from intro_app.introductions.views.blueprint import Page, bp
from intro_app.web.form_recovery import is_shown_again
from intro_app.web.formatting import plain_time
from intro_app.web.limits import hit, refuse
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to

# A window keeps what is typed every ten seconds at most; this is several windows, for hours.
KEEPING = "40/minute;1000/hour"
_NOT_TYPED = {"csrf_token"}


@dataclass(frozen=True)
class Window:
    """What a page with a form needs, so that its script can keep what is typed (static/js/draft.js)."""

    writer: str
    seen: str
    own: str
    is_unkept: bool


def draft_here() -> Draft | None:
    """What the reader has begun at this address."""
    return queries.draft_at(current_member().id, request.path, now())


def filled(draft: Draft | None) -> dict[str, MultiDict[str, str]]:
    """What to make a form with: on a look, what was begun."""
    if draft is None or request.method == "POST":
        return {}
    return {"formdata": MultiDict((name, value) for name, values in draft.typed.items() for value in values)}


def window() -> Window:
    """The window that is about to be shown."""
    draft = draft_here()
    return Window(
        writer=current_member().public_id,
        seen=draft.kept_by if draft else "",
        own=secrets.token_urlsafe(16),
        is_unkept=is_shown_again(),
    )


def keep(form: Form, recipient: Member | None = None, connector: Member | None = None) -> Draft | None:
    """Keep what is typed, complete or not. Raises TooLong; for a script also StaleError."""
    typed = {
        field.name: request.form.getlist(field.name)
        for field in form
        if field.name in request.form and field.name not in _NOT_TYPED
    }
    if "form_id" in typed:
        typed["form_id"] = [form["form_id"].data]  # one of ours: the form draws another for what is none
    written = service.Written(
        address=request.path,
        typed=typed,
        window=_noted("window")[:32] if is_script() else secrets.token_urlsafe(16),
        seen=_noted("seen") if is_script() else None,
        recipient=recipient,
        connector=connector,
    )
    return service.keep_draft(current_member(), written, at=now())


def kept_for_later(
    form: Form, recipient: Member | None = None, connector: Member | None = None
) -> Page | None:
    """The step that only keeps: an answer for the script, or back to the list; None when it was too long for that."""
    limit = hit("draft", str(current_member().id), KEEPING)
    if not limit.allowed:
        refuse(limit)
    if is_script() and request.form.get("writer") != current_member().public_id:
        abort(403)  # somebody else has signed in here since: what they did not write is not kept as theirs
    try:
        draft = keep(form, recipient, connector)
    except service.TooLong as problem:
        form.form_errors.append(error_message(problem))
        return abort(413) if is_script() else None
    if is_script():
        return jsonify(said=_("Kept at %(time)s.", time=_clock(draft.kept_at)) if draft else "")
    return redirect_to("introductions.introductions", done="kept" if draft else None)


def keep_in_passing(form: Form, recipient: Member | None = None, connector: Member | None = None) -> None:
    """Keep what is typed on the way to something else; what is too long for that is refused there."""
    try:
        keep(form, recipient, connector)
    except service.TooLong:
        return


@contextmanager
def kept_unless_sent(
    form: Form, recipient: Member | None = None, connector: Member | None = None
) -> Iterator[None]:
    """Keep what is typed when sending it raises: a refusal with a reason, or a mistake of ours."""
    try:
        yield
    except Exception:
        keep_in_passing(form, recipient, connector)
        raise


def begun_anew() -> Page:
    """Let go of what was begun here and show the form, empty."""
    service.discard_draft(current_member(), request.path)
    return redirect(request.path, 303)


def closed_door(sentence: str, form: Form, draft: Draft | None, *, may_keep: bool = False) -> str:
    """Why not now; whoever has written already reads their words there, and until when they are kept."""
    written = [
        (str(field.label.text), field.data)
        for field in form
        if isinstance(field, TextAreaField) and field.data
    ]
    return render_template(
        "introductions/closed_door.html",
        sentence=sentence,
        written=written,
        form=form if may_keep and is_shown_again() else None,
        draft=draft,
    )


def is_script() -> bool:
    """Whether a script of ours asks, and not a person's button."""
    return request.accept_mimetypes.best == "application/json"


@bp.post("/introductions/drafts/discard")
def discard_draft() -> Page:
    """Let go of one in the list."""
    service.discard_draft(current_member(), _noted("address"))
    return redirect_to("introductions.introductions", done="discarded")


def _noted(name: str) -> str:
    """What a page of ours had noted in a hidden field; PostgreSQL takes no NUL, and none of ours has one."""
    return request.form.get(name, "")


def _clock(at: datetime) -> str:
    """A time of the day, as the reader's clock shows it: 14:35."""
    return plain_time(at.astimezone(get_timezone()).time())
