"""What somebody reads who has proved their address and may not join at once."""

from flask import redirect, render_template, request

from intro_app import links
from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity import service as accounts
from intro_app.identity.arrivals import newcomer_of
from intro_app.identity.models import SignIn
from intro_app.joining.admitting import admit, invitation_that_brought
from intro_app.joining.blueprint import Page, bp
from intro_app.joining.invitations.codes import code_of
from intro_app.joining.invitations.views import ended
from intro_app.joining.requests import queries, service
from intro_app.joining.requests.forms import QuestionsForm
from intro_app.joining.requests.policy import RequestState
from intro_app.joining.requests.views import status_page
from intro_app.links import LinkEnded, LinkPurpose
from intro_app.text.mailboxes import masked
from intro_app.web.access import token_page
from intro_app.web.languages import use_locale
from intro_app.web.paths import redirect_to


@bp.get("/n/<token>")
@token_page(csrf=True)
def ask_to_join(token: str) -> Page:
    """Ask the organiser's questions, where staff read requests; else say how one comes in."""
    return _page(token, QuestionsForm.for_newcomers()(formdata=None))


@bp.post("/n")
@token_page(csrf=True)
def send_join_request() -> Page:
    """Send the request to staff, and go on to its page."""
    token, form = request.form.get("token", ""), QuestionsForm.for_newcomers()()
    if not admit(newcomer_of(_sign_in(token)), now()).asks_questions or not form.validate():
        return _page(token, form, 422)
    try:
        link = links.find(token, LinkPurpose.SIGN_IN)
        own = form.newcomers_answers()
        return redirect(service.ask_to_join(link, form.name.data or "", form.answers(), now(), own=own), 303)
    except LinkEnded:
        raise
    except DomainError as problem:
        form.name.errors = [_(problem.sentence, **problem.details)]
        return _page(token, form, 422)


def _sign_in(token: str) -> SignIn:
    return accounts.sign_in_of(links.find(token, LinkPurpose.SIGN_IN), now())


def _page(token: str, form: QuestionsForm, status: int = 200) -> Page:
    sign_in, at = _sign_in(token), now()
    use_locale(sign_in.locale)
    admission = admit(newcomer_of(sign_in), at)
    if accounts.may_join_at_once(sign_in, at):
        return redirect_to("identity.sign_in_link", token=token)
    made = invitation_that_brought(sign_in.brought_by)
    if made and made.code_hash:  # somebody else took the last place while this one read their mail
        return ended(made, "joining.want_new_link", code_of(made.id))
    if not admission.asks_questions:
        return render_template("joining/by_invitation.html", address=masked(sign_in.email))
    known = queries.newest_of(sign_in.email)
    if known and known.state(at) is not RequestState.OVER:
        return status_page(known, "")
    page = render_template("joining/ask.html", token=token, form=form, address=masked(sign_in.email))
    return page, status
