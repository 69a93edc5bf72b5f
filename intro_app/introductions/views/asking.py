"""The pages to ask for an introduction: whom, through whom, the letter, and a preview before it goes.

One address serves all of it. A GET shows the form, filled with the draft; of the steps that a POST names,
only `send` sends. If the person can no longer be asked, nobody loses what they wrote: the draft stays and can
be read.
"""

from dataclasses import dataclass, replace

from flask import abort, render_template, request
from flask_babel import get_timezone

from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity.models import Member
from intro_app.identity.session import current_member
from intro_app.introductions import capacity, facts, service
from intro_app.introductions.facts import RequestRefused
from intro_app.introductions.forms import AskForm, BlindAskForm
from intro_app.introductions.models import Draft
from intro_app.introductions.policy import AskFacts
from intro_app.introductions.service import Request
from intro_app.introductions.views import doors, drafts
from intro_app.introductions.views.blueprint import Page, bp
from intro_app.people.found import finder_of_known
from intro_app.people.visibility import SeenDoor, door_seen_by, seen_by, seen_with_door
from intro_app.text.writable import TextRefused
from intro_app.web.access import preserves_input
from intro_app.web.form_recovery import is_shown_again
from intro_app.web.incoming import number
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to


@bp.get("/ask")
def ask_start() -> Page:
    """Show the ways to ask, and the people who could connect."""
    member = current_member()
    recipient = seen_by(member.id, request.args.get("to", ""))
    door = door_seen_by(member.id, recipient) if recipient else None
    before = number(request.args.get("before"))
    among = finder_of_known(member.id, request.args.get("find", ""), before)
    among = replace(among, rows=[row for row in among.rows if row.member_id != (recipient and recipient.id)])
    return render_template(
        "introductions/ask_start.html",
        recipient=recipient,
        door=door,
        among=among,
        is_first=before is None,
        shut=doors.shut_to_members(recipient.name, door, now()) if recipient and door else "",
        shut_connectors=doors.shut_connectors(member, among.rows, now()),
    )


@dataclass(frozen=True)
class To:
    """The recipient of a letter with their door as the writer sees it, and its connector."""

    recipient: Member | None = None
    door: SeenDoor | None = None
    connector: Member | None = None

    @property
    def seen(self) -> dict[int, SeenDoor]:
        """The doors that were read with the people."""
        return {self.recipient.id: self.door} if self.recipient and self.door else {}


@bp.route("/ask/<recipient_id>", methods=["GET", "POST"], endpoint="ask_directly")
@preserves_input(drafts=True)
def ask_directly(recipient_id: str) -> Page:
    """Write to a member whose door is open."""
    return _ask(recipient_id, None)


@bp.route("/ask/through/<connector_id>", methods=["GET", "POST"])
@preserves_input(drafts=True)
def ask_blind(connector_id: str) -> Page:
    """Write through somebody I know to someone they choose."""
    return _ask(None, connector_id)


@bp.route("/ask/through/<connector_id>/to/<recipient_id>", methods=["GET", "POST"])
@preserves_input(drafts=True)
def ask_named(connector_id: str, recipient_id: str) -> Page:
    """Write through somebody I know to a member I can name."""
    return _ask(recipient_id, connector_id)


def _ask(recipient_id: str | None, connector_id: str | None) -> Page:
    member = current_member()
    found = seen_with_door(member.id, recipient_id) if recipient_id else None
    recipient, door = found or (None, None)
    to = To(recipient, door, seen_by(member.id, connector_id) if connector_id else None)
    draft = drafts.draft_here() if request.method != "POST" else None
    today = now().astimezone(get_timezone()).date()
    given = drafts.filled(draft) if draft else {}
    form = (AskForm if recipient_id else BlindAskForm).for_member(member, today, **given)
    if (recipient_id and not to.recipient) or (connector_id and not to.connector):
        return _gone(form)
    if to.recipient and to.door:
        form.refuse(to.door, to.recipient.name)
    return _take(form, to) if request.method == "POST" else _show(form, to, draft)


def _show(form: AskForm, to: To, draft: Draft | None) -> Page:
    """Show the form, or the reason why asking is refused, so that people know before they write."""
    try:
        known = service.ensure_can_ask(
            current_member(), recipient=to.recipient, connector=to.connector, at=now(), seen=to.seen
        )
    except RequestRefused as refused:
        return drafts.closed_door(error_message(refused), form, draft, may_keep=True)
    window = drafts.window() if request.method == "POST" else drafts.window_with(draft)
    return _write(form, to, None if is_shown_again() else draft, known, window)


def _gone(form: AskForm) -> Page:
    """Answer 404 because there is nobody to write to, but show a letter that was already begun."""
    draft = drafts.draft_here()
    if draft is None and not form.is_filled:
        abort(404)
    return drafts.closed_door(_("This letter can no longer be sent."), form, draft), 404


def _take(form: AskForm, to: To) -> Page:
    """Do what the button says: discard, keep, preview or send."""
    step = request.form.get("step")
    if step == "discard":
        return drafts.begun_anew()
    if step == "keep":
        return drafts.kept_for_later(form, to.recipient, to.connector) or (_write(form, to), 413)
    if step == "send":
        return _send(form, to)
    drafts.keep_in_passing(form, to.recipient, to.connector)
    if step == "preview" and form.validate():
        return _preview(form, to)
    return _write(form, to), 422 if form.errors else 200


def _preview(form: AskForm, to: To) -> Page:
    """Show the letter as it will be read; if it could not be sent, say so now rather than at the end."""
    try:
        service.ensure_may_send(current_member(), _asked(form, to), at=now())
    except DomainError as refused:
        return _told_why(form, to, refused)
    return render_template(
        "introductions/preview.html",
        form=form,
        recipient=to.recipient,
        connector=to.connector,
        text=form.letter(),
        me=current_member(),
        window=drafts.window(),
    )


def _send(form: AskForm, to: To) -> Page:
    if not form.validate():
        drafts.keep_in_passing(form, to.recipient, to.connector)
        return _write(form, to), 422
    try:
        with drafts.kept_unless_sent(form, to.recipient, to.connector):
            sent = service.request_introduction(current_member(), _asked(form, to), at=now())
    except DomainError as refused:
        return _told_why(form, to, refused)
    done = "held" if sent.is_held else "sent"
    return redirect_to("introductions.introduction", public_id=sent.public_id, done=done)


def _told_why(form: AskForm, to: To, refused: DomainError) -> Page:
    """Show the form with its text and the reason, beside the field concerned if there is one."""
    if isinstance(refused, TextRefused):
        form[refused.field].errors = [error_message(refused)]
    else:
        form.form_errors.append(error_message(refused))
    return _write(form, to), 422


def _asked(form: AskForm, to: To) -> Request:
    return Request(
        text=form.letter(),
        shares=form.contact_fields(),
        form_id=form.form_id.data or "",
        recipient=to.recipient,
        connector=to.connector,
        written_at=request.path,
    )


def _write(
    form: AskForm,
    to: To,
    begun: Draft | None = None,
    known: AskFacts | None = None,
    window: drafts.Window | None = None,
) -> str:
    member, at = current_member(), now()
    return render_template(
        "introductions/ask.html",
        form=form,
        recipient=to.recipient,
        connector=to.connector,
        room=known.room if known else facts.room_of(member, at),
        month=capacity.MONTH.days,
        read_first=known.read_first if known else service.will_be_read(member, at),
        begun=begun,
        window=window or drafts.window(),
    )
