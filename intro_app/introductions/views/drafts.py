"""Drafts on pages: keeps them while somebody writes, fills forms with them, and discards them."""

import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import abort, jsonify, redirect, render_template, request
from flask_babel import get_timezone
from werkzeug.datastructures import MultiDict
from wtforms import Form, TextAreaField

from intro_app.clock import now
from intro_app.i18n import gettext as _
from intro_app.identity.models import Member
from intro_app.identity.session import current_member
from intro_app.introductions import queries, service
from intro_app.introductions.models import Ask, Draft
from intro_app.introductions.states import Role
from intro_app.introductions.views.blueprint import Page, bp
from intro_app.web.access import while_suspended
from intro_app.web.form_recovery import is_shown_again
from intro_app.web.formatting import plain_time
from intro_app.web.limits import hit, refuse
from intro_app.web.messages import error_message
from intro_app.web.paths import path_for, redirect_to

# A window keeps what is typed every ten seconds at most; this limit allows several windows, for hours.
KEEPING = "40/minute;1000/hour"
# Names that were only searched for are not part of what is written.
_NOT_TYPED = {"csrf_token", "find_first", "find_whom"}


@dataclass(frozen=True)
class Window:
    """What a page with a form needs so that its script can keep what is typed (static/js/draft.js)."""

    writer: str
    seen: str
    own: str
    is_unkept: bool


def draft_here(ask: Ask | None = None) -> Draft | None:
    """Return the reader's draft at this address, or of their answer to `ask`, if there is one."""
    return queries.draft_at(_writer(ask).id, _address(ask), now())


def filled(draft: Draft | None, hidden: Collection[str] = ()) -> dict[str, MultiDict[str, str]]:
    """Return the arguments that fill a new form with the draft, but for the fields `hidden`.

    There are none for a POST, which has its own data.
    """
    if draft is None or request.method == "POST":
        return {}
    shown = {name: values for name, values in draft.typed.items() if name not in hidden}
    return {"formdata": MultiDict((name, value) for name, values in shown.items() for value in values)}


def window(ask: Ask | None = None) -> Window:
    """Return what the window about to be shown needs."""
    return window_with(draft_here(ask), ask)


def window_with(draft: Draft | None, ask: Ask | None = None) -> Window:
    """Return what a window needs that shows this draft, or none."""
    return Window(
        writer=_writer(ask).public_id,
        seen=draft.kept_by if draft else "",
        own=secrets.token_urlsafe(16),
        is_unkept=is_shown_again(),
    )


def _writer(ask: Ask | None) -> Member:
    """Return who writes here: a connector may do so behind the link of an e-mail, without signing in."""
    return ask.member if ask and ask.member else current_member()


def _address(ask: Ask | None) -> str:
    """Return where the draft is found again; that of an answer on the page of its introduction."""
    if ask is None:
        return request.path
    return path_for("introductions.introduction", public_id=ask.introduction.public_id)


def keep(
    form: Form,
    recipient: Member | None = None,
    connector: Member | None = None,
    ask: Ask | None = None,
    unseen: Collection[str] = (),
) -> Draft | None:
    """Keep what is typed, complete or not. Raises TooLong; for a script also StaleError.

    In fields whose kept words this page does not show, `unseen`, those words stay if nothing is typed.
    """
    typed = {
        field.name: request.form.getlist(field.name)
        for field in form
        if field.name in request.form and field.name not in _NOT_TYPED
    }
    if "form_id" in typed:
        typed["form_id"] = [form["form_id"].data]  # the form has replaced an id that is not ours
    if unseen and (draft := draft_here(ask)):
        typed |= {
            name: words
            for name, words in draft.typed.items()
            if name in unseen and not any(typed.get(name, []))
        }
    written = service.Written(
        address=_address(ask),
        typed=typed,
        window=_noted("window")[:32] if is_script() else secrets.token_urlsafe(16),
        seen=_noted("seen") if is_script() else None,
        recipient=ask.introduction.first if ask else recipient,
        connector=connector,
        ask=ask,
    )
    return service.keep_draft(_writer(ask), written, at=now())


def limit_keeping(writer: Member) -> None:
    """Refuse the request if this member has kept more than anybody can write."""
    limit = hit("draft", str(writer.id), KEEPING)
    if not limit.allowed:
        refuse(limit)


def kept_for_later(
    form: Form, recipient: Member | None = None, connector: Member | None = None, ask: Ask | None = None
) -> Page | None:
    """Keep what is typed; answer the script, or redirect to the list. Return None if it was too long."""
    limit_keeping(current_member())
    if is_script() and request.form.get("writer") != current_member().public_id:
        abort(403)  # somebody else has signed in here since, and must not get what they did not write
    try:
        draft = keep(form, recipient, connector, ask)
    except service.TooLong as problem:
        form.form_errors.append(error_message(problem))
        return abort(413) if is_script() else None
    if is_script():
        return jsonify(said=_("Saved at %(time)s.", time=_clock(draft.kept_at)) if draft else "")
    return redirect_to("introductions.introductions", done="kept" if draft else None)


def keep_in_passing(
    form: Form,
    recipient: Member | None = None,
    connector: Member | None = None,
    ask: Ask | None = None,
    unseen: Collection[str] = (),
) -> None:
    """Keep what is typed on the way to another step; ignore what is too long, since that step refuses it."""
    try:
        keep(form, recipient, connector, ask, unseen)
    except service.TooLong:
        return


@contextmanager
def kept_unless_sent(
    form: Form, recipient: Member | None = None, connector: Member | None = None
) -> Iterator[None]:
    """Keep what is typed if sending it raises: a refusal with a reason, or a fault of ours."""
    try:
        yield
    except Exception:
        keep_in_passing(form, recipient, connector)
        raise


def begun_answer(ask: Ask) -> Draft | None:
    """Return the draft that fills the form of a connector's answer; none if the form came back filled in."""
    if ask.role is not Role.CONNECTOR or request.method == "POST" or is_shown_again():
        return None
    return draft_here(ask)


def begun_anew() -> Page:
    """Discard the draft at this address and show the form empty."""
    service.discard_draft(current_member(), request.path)
    return redirect(request.path, 303)


def answer_begun_anew(ask: Ask) -> None:
    """Discard the draft of this answer."""
    service.discard_draft(_writer(ask), _address(ask))


def closed_door(sentence: str, form: Form, draft: Draft | None, *, may_keep: bool = False) -> str:
    """Show why asking is refused now, with what the reader has already written and until when it is kept."""
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
    """Whether one of our scripts asks, and not a person who pressed a button."""
    return request.accept_mimetypes.best == "application/json"


@bp.post("/introductions/drafts/discard")
@while_suspended
def discard_draft() -> Page:
    """Discard a draft from the list."""
    service.discard_draft(current_member(), _noted("address"))
    return redirect_to("introductions.introductions", done="discarded")


def _noted(name: str) -> str:
    """Return what one of our pages put into a hidden field."""
    return request.form.get(name, "")


def _clock(at: datetime) -> str:
    """Return a time of day as the reader's clock shows it, such as 14:35."""
    return plain_time(at.astimezone(get_timezone()).time())
