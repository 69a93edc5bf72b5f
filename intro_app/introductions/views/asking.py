"""Asking for an introduction: whom, through whom, the letter, and a look at it before it goes."""

from flask import abort, redirect, render_template, request

from intro_app.accounts.models import Member
from intro_app.accounts.queries import acquaintances_of, seen_by
from intro_app.accounts.session import current_member
from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.introductions import queries, service
from intro_app.introductions.facts import RequestRefused
from intro_app.introductions.forms import AskForm, BlindAskForm
from intro_app.introductions.service import Request
from intro_app.introductions.states import State
from intro_app.introductions.texts import TextRefused
from intro_app.introductions.views.blueprint import Page, bp
from intro_app.introductions.views.words import said


@bp.get("/ask")
def ask_start() -> Page:
    """The ways to ask, and the people who could bring it on."""
    member = current_member()
    recipient = seen_by(member.id, request.args.get("to", "").replace("\0", ""))
    known = [row for row in acquaintances_of(member.id) if recipient is None or row.member_id != recipient.id]
    return render_template("introductions/ask_start.html", recipient=recipient, known=known)


@bp.route("/ask/<recipient_id>", methods=["GET", "POST"], endpoint="ask_directly")
def ask_directly(recipient_id: str) -> Page:
    """A letter to a member whose door is open."""
    return _ask(seen_by(current_member().id, recipient_id) or abort(404), None)


@bp.route("/ask/through/<connector_id>", methods=["GET", "POST"])
def ask_blind(connector_id: str) -> Page:
    """A letter through somebody I know, to someone they choose."""
    return _ask(None, seen_by(current_member().id, connector_id) or abort(404))


@bp.route("/ask/through/<connector_id>/to/<recipient_id>", methods=["GET", "POST"])
def ask_named(connector_id: str, recipient_id: str) -> Page:
    """A letter through somebody I know, to a member I can name."""
    recipient = seen_by(current_member().id, recipient_id) or abort(404)
    return _ask(recipient, seen_by(current_member().id, connector_id) or abort(404))


def _ask(recipient: Member | None, connector: Member | None) -> Page:
    """Show the form, then the letter as it will be read, then send it: one address for all three."""
    member = current_member()
    if request.method != "POST":
        try:
            service.door_sign(member, recipient=recipient, connector=connector, at=now())
        except RequestRefused as refused:
            return render_template("introductions/closed_door.html", sentence=said(refused), recipient=recipient)
    form = (AskForm if recipient else BlindAskForm).for_member(member)
    step = request.form.get("step")
    if step == "send" and form.validate():
        return _send(form, recipient, connector)
    if step == "preview" and form.validate():
        return render_template(
            "introductions/preview.html",
            form=form,
            recipient=recipient,
            connector=connector,
            text=form.letter(),
            author=member.name,
        )
    wrong = bool(form.errors)
    return _write(form, recipient, connector), 422 if wrong else 200


def _send(form: AskForm, recipient: Member | None, connector: Member | None) -> Page:
    asked = Request(
        text=form.letter(),
        shares=form.contact_fields(),
        form_id=form.form_id.data or "",
        recipient=recipient,
        connector=connector,
    )
    try:
        introduction = service.request_introduction(current_member(), asked, at=now())
    except TextRefused as refused:
        form[refused.field].errors = [said(refused)]
    except DomainError as refused:
        form.form_errors.append(said(refused))
    else:
        done = "held" if introduction.state is State.HELD else "sent"
        return redirect(f"/introductions/{introduction.public_id}?done={done}", 303)
    return _write(form, recipient, connector), 422


def _write(form: AskForm, recipient: Member | None, connector: Member | None) -> str:
    member = current_member()
    return render_template(
        "introductions/ask.html",
        form=form,
        recipient=recipient,
        connector=connector,
        open_now=queries.open_asks(member.id),
        read_first=service.will_be_read(member, now()),
    )
