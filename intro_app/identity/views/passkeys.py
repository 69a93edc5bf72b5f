"""The pages on which members list, add and remove their passkeys."""

from flask import abort, render_template, request

from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity import queries, service
from intro_app.identity.forms import PasskeyForm
from intro_app.identity.passkeys import site_name_of_passkeys
from intro_app.identity.session import (
    browser,
    current_member,
    is_by_passkey,
    may_change_ways_in,
    to_sign_in_again,
)
from intro_app.identity.views.blueprint import Page, bp
from intro_app.web.access import while_suspended
from intro_app.web.incoming import number
from intro_app.web.paths import path_for, redirect_to

_HERE = "identity.passkeys"


@bp.get("/me/passkeys")
def passkeys() -> Page:
    """List the member's passkeys."""
    return _page()


@bp.post("/me/passkeys/new")
@while_suspended
def ask_to_add_passkey() -> Page:
    """Show the page on which the browser creates a passkey; requires a recent sign-in."""
    site_name_of_passkeys() or abort(404)
    if not may_change_ways_in(now()):
        return to_sign_in_again(path_for(_HERE))
    try:
        options = service.ask_to_add_passkey(current_member(), browser(), now())
    except DomainError as problem:
        return _page(problem)
    return render_template("identity/passkey_new.html", form=PasskeyForm(formdata=None), options=options)


@bp.post("/me/passkeys/add")
@while_suspended
def add_passkey() -> Page:
    """Store the passkey that the browser created."""
    form = PasskeyForm()
    try:
        service.add_passkey(current_member(), form.answer.data or "", form.name.data or "", browser(), now())
    except DomainError as problem:
        return _page(problem)
    return redirect_to(_HERE, done="passkey-added")


@bp.post("/me/passkeys/remove")
@while_suspended
def remove_passkey() -> Page:
    """Delete a passkey and end the sessions it opened; requires a recent sign-in."""
    if not may_change_ways_in(now()):
        return to_sign_in_again(path_for(_HERE))
    try:
        service.remove_passkey(current_member(), number(request.form.get("passkey")) or 0, now())
    except DomainError as problem:
        return _page(problem)
    return redirect_to(_HERE, done="passkey-removed")


def _page(problem: DomainError | None = None) -> Page:
    member = current_member()
    page = render_template(
        "identity/passkeys.html",
        passkeys=queries.passkeys_of(member.id),
        good=queries.good_passkeys(member.id),
        on_staff=bool(queries.staff_roles(member.id)),
        by_passkey=is_by_passkey(),
        possible=bool(site_name_of_passkeys()),
        problem=_(problem.sentence, **problem.details) if problem else "",
    )
    return page, 422 if problem else 200
