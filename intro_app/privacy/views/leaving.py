"""The pages on which a member reads what leaving means, and leaves."""

from flask import make_response, render_template

from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member, is_fresh, to_sign_in_again
from intro_app.memberships import service as memberships
from intro_app.memberships.service import StripeAway
from intro_app.privacy import queries, service
from intro_app.privacy.forms import LeaveForm
from intro_app.privacy.service import WrongLeaveCode
from intro_app.privacy.views.blueprint import Page, bp
from intro_app.web import cookies
from intro_app.web.access import while_suspended
from intro_app.web.paths import path_for, redirect_to
from intro_app.wording import N_

_HERE = "privacy.leave"
STRIPE_IS_AWAY = N_(
    "We can’t reach Stripe to end your supporting membership, so your account is still open. "
    "Please try again in a few minutes."
)


@bp.get("/me/leave")
def leave() -> Page:
    """Say what goes, what stays and why."""
    return _explained()


@bp.post("/me/leave")
@while_suspended
def ask_to_leave() -> Page:
    """Mail the code; requires a recent sign-in."""
    at = now()
    if not is_fresh(at):
        return to_sign_in_again(path_for(_HERE))
    try:
        service.ask_to_leave(current_member(), at)
    except DomainError as problem:
        return _explained(_(problem.sentence)), 422
    return redirect_to("privacy.leave_code")


@bp.get("/me/leave/code")
def leave_code() -> Page:
    """Show the form for the code."""
    return render_template("privacy/leave_code.html", form=LeaveForm(formdata=None), trouble="")


@bp.post("/me/leave/code")
@while_suspended
def leave_now() -> Page:
    """Close the account, and end this session."""
    form, trouble = LeaveForm(), ""
    if form.validate():
        try:
            service.leave(current_member(), form.code.data or "", form.wishes(), now())
        except WrongLeaveCode as problem:
            form.code.errors = [_(problem.sentence)]
        except StripeAway:
            trouble = _(STRIPE_IS_AWAY)
        except DomainError as problem:
            trouble = _(problem.sentence)
        else:
            response = make_response(redirect_to("web.home", done="account-deleted"))
            cookies.clear_session(response)
            return response
    return render_template("privacy/leave_code.html", form=form, trouble=trouble), 422


def _explained(trouble: str = "") -> str:
    member, at = current_member(), now()
    return render_template(
        "privacy/leave.html",
        open_ones=queries.open_introductions(member.id),
        hosted=queries.circles_hosted(member.id),
        refundable=bool(memberships.regrettable(member.id, at)),
        trouble=trouble,
    )
