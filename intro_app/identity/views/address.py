"""The pages on which members change their address, and those behind the links to the two addresses."""

from flask import make_response, render_template, request

from intro_app import links
from intro_app.clock import now
from intro_app.db import db
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity import queries, service
from intro_app.identity.familiar import with_mark
from intro_app.identity.forms import NewAddressForm, SignInCodeForm
from intro_app.identity.models import AddressChange, Member
from intro_app.identity.service import AddressTaken, NeedsPasskey, WrongCode
from intro_app.identity.session import (
    browser,
    current_member,
    current_session_hash,
    id_by_passkey,
    may_change_ways_in,
    to_sign_in_again,
)
from intro_app.identity.views.blueprint import Page, bp
from intro_app.links import LinkPurpose
from intro_app.text.mailboxes import masked
from intro_app.web import cookies
from intro_app.web.access import token_page, while_suspended
from intro_app.web.languages import use_locale
from intro_app.web.paths import path_for, redirect_to

_HERE = "identity.address"


@bp.get("/me/address")
def address() -> Page:
    """Show the present address, the form for a new one, and what was changed before."""
    return _page(NewAddressForm(formdata=None))


@bp.post("/me/address")
@while_suspended
def ask_to_change_address() -> Page:
    """Mail a code to the new address; requires a recent sign-in. The answer is the same for every address."""
    if not may_change_ways_in(now()):
        return to_sign_in_again(path_for(_HERE))
    form = NewAddressForm()
    if form.validate():
        try:
            service.ask_to_change_address(current_member(), form.email.data or "", now())
        except DomainError as problem:
            form.email.errors = [_(problem.sentence)]
        else:
            return redirect_to("identity.address_code")
    return _page(form), 422


@bp.get("/me/address/code")
def address_code() -> Page:
    """Show the form for the code."""
    return render_template("identity/address_code.html", form=SignInCodeForm(formdata=None))


@bp.post("/me/address/code")
@while_suspended
def change_address() -> Page:
    """Change the address, in the browser that is signed in."""
    form = SignInCodeForm()
    if form.validate():
        try:
            mark = service.change_address(
                current_member(), form.code.data or "", current_session_hash(), now()
            )
        except (WrongCode, AddressTaken) as problem:
            form.code.errors = [_(problem.sentence)]
        else:
            response = make_response(redirect_to(_HERE, done="address-changed"))
            cookies.set_familiar(response, with_mark(browser().marks, mark))
            return response
    return render_template("identity/address_code.html", form=form), 422


@bp.post("/me/address/stop")
@while_suspended
def stop_move() -> Page:
    """Stop a move that the operator was asked for."""
    if move := queries.pending_move(current_member().id):
        service.refuse_move(move, now(), by=move.member_id)
    return redirect_to(_HERE, done="move-stopped")


@bp.get("/o/<token>")
@token_page
def undo_address_link(token: str) -> Page:
    """Show what is to be undone or stopped, and a box to tick: programs that press buttons change nothing."""
    return _undo_page(token, _change_in(token, LinkPurpose.ADDRESS)[0])


@bp.post("/o")
@token_page
def undo_address() -> Page:
    """Put the old address back, or stop a move before it takes effect."""
    token = request.form.get("token", "")
    change, _member = _change_in(token, LinkPurpose.ADDRESS)
    if request.form.get("sure") != "yes":
        return _undo_page(token, change, problem=_("Tick the box to confirm.")), 422
    was_pending, removed = change.is_pending, 0
    if was_pending:
        service.refuse_move(change, now(), by=change.member_id)
    else:
        removed = service.undo_change(change, now())
    return render_template("identity/address_undone.html", was_pending=was_pending, removed=removed)


@bp.get("/m/<token>")
@token_page
def move_link(token: str) -> Page:
    """Ask whether the account may move to the address that got this link."""
    return _move_page(token, _change_in(token, LinkPurpose.MOVE)[0])


@bp.post("/m")
@token_page
def answer_move() -> Page:
    """Record the answer; nothing is moved before the old address has had its time."""
    token, answer = request.form.get("token", ""), request.form.get("answer", "")
    change, _member = _change_in(token, LinkPurpose.MOVE)
    if answer not in {"yes", "no"}:
        return _move_page(token, change, problem=_("Choose an answer.")), 422
    if answer == "no":
        service.refuse_move(change, now(), by=None)
        return render_template("identity/address_moved.html", yes=False)
    try:
        service.prove_move(change, now(), by_passkey_of=id_by_passkey())
    except (AddressTaken, NeedsPasskey) as problem:
        return _move_page(token, change, problem=_(problem.sentence)), 422
    until = service.takes_effect_at(change)
    return render_template("identity/address_moved.html", yes=True, waits_until=until)


def _change_in(token: str, purpose: LinkPurpose) -> tuple[AddressChange, Member]:
    """Return the change of a link and its member, and speak that member's language."""
    change = service.change_of(links.find(token, purpose), now())
    member = db.session.get_one(Member, change.member_id)
    use_locale(member.locale)
    return change, member


def _undo_page(token: str, change: AddressChange, *, problem: str = "") -> str:
    return render_template(
        "identity/address_undo.html",
        token=token,
        change=change,
        address=masked(change.new_email),
        problem=problem,
    )


def _move_page(token: str, change: AddressChange, *, problem: str = "") -> str:
    old = masked(change.old_email)
    return render_template("identity/address_move.html", token=token, address=old, problem=problem)


def _page(form: NewAddressForm) -> str:
    member = current_member()
    return render_template(
        "identity/address.html",
        form=form,
        address=member.email,
        changes=queries.changes_made(member.id),
        move=queries.pending_move(member.id),
        may_change=may_change_ways_in(now()),
    )
