"""Pages for signing in by link or code, joining, and signing out."""

from flask import Response, make_response, redirect, render_template, request

from intro_app import links
from intro_app.clock import now
from intro_app.config import settings
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity import queries, service
from intro_app.identity.arrivals import NOT_AT_ONCE, SIGNED_OUT_HERE
from intro_app.identity.familiar import with_mark
from intro_app.identity.forms import AddressForm, NewcomerForm, SignInCodeForm, newcomer_form
from intro_app.identity.passkeys import site_name_of_passkeys
from intro_app.identity.service import Entered, JoinFirst, NotAtOnce, WrongCode
from intro_app.identity.session import browser, is_by_provider, is_in_session
from intro_app.identity.views.blueprint import Page, bp
from intro_app.links import Link, LinkEnded, LinkPurpose
from intro_app.text.mailboxes import is_one_of_several, masked
from intro_app.web import cookies
from intro_app.web.access import START, is_signed_in, next_url, public, token_page, while_suspended
from intro_app.web.addresses import plain_path
from intro_app.web.languages import choose_language as language
from intro_app.web.languages import use_locale
from intro_app.web.limits import hit, refuse
from intro_app.web.network import network
from intro_app.web.paths import path_for, redirect_to
from intro_app.web.unsent import Pairs, unsent_along

# A whole office may share one IP address, so this limit is wide; each mailbox has a narrow one of its own.
SIGN_INS_FROM_ONE_NETWORK = "60/hour;300/day"


@bp.get("/sign-in")
@public
def sign_in() -> Page:
    """Show the form for the address that the link goes to."""
    if is_signed_in():
        return redirect(next_url(), 303)
    return _sign_in_page(AddressForm())


@bp.post("/sign-in")
@public
def ask_to_sign_in() -> Page:
    """Mail the link; the response is the same whether or not the address has an account.

    A request that carries an unsent form but no address gets the sign-in page.
    """
    form = AddressForm()
    if settings().oidc_only:
        return redirect_to("identity.sign_in", next=next_url())
    if unsent_along() and "email" not in request.form:
        return _sign_in_page(AddressForm(formdata=None))
    if not form.validate():
        return _sign_in_page(form), 422
    rate_limit()
    address = form.email.data or ""
    service.ask_to_sign_in(address, browser(), now(), onward=next_url(), locale=language())
    several = is_one_of_several(address)
    if unsent_along():
        return _code_page(SignInCodeForm(formdata=None), several=several)
    return redirect_to("identity.code_page", spelling="one-of-several" if several else None)


@bp.get("/sign-in/code")
@public
def code_page() -> Page:
    """Ask the person to check their mail, and show the form for the code."""
    return _code_page(SignInCodeForm())


@bp.post("/sign-in/code")
@public
def sign_in_by_code() -> Page:
    """Sign in by the code, in the browser that asked for it."""
    form = SignInCodeForm()
    if form.validate():
        try:
            way_in = service.sign_in_by_code(form.code.data or "", browser(), now())
        except WrongCode as problem:
            form.code.errors = [_(problem.sentence)]
        else:
            return welcome(way_in) if isinstance(way_in, Entered) else _to_join(way_in)
    return _code_page(form), 422


@bp.get("/l/<token>")
@token_page(csrf=True)
def sign_in_link(token: str) -> Page:
    """Show whom the link would sign in. Signing in takes a POST, because mail scanners follow links."""
    return _show(links.find(token, LinkPurpose.SIGN_IN), token, newcomer_form())


@bp.post("/l")
@token_page(csrf=True)
def follow_sign_in_link() -> Page:
    """Sign in, or join with a name."""
    token = request.form.get("token", "")
    link = links.find(token, LinkPurpose.SIGN_IN)
    try:
        if queries.member_by_mailbox(service.sign_in_of(link, now()).mailbox):
            return welcome(service.sign_in_by_link(link, browser(), now()))
        return _join(link, token)
    except LinkEnded:
        return _ended(token)


@bp.post("/l/again")
@token_page(csrf=True)
def send_link_again() -> Page:
    """Mail a new link to the address that the old one went to."""
    link = links.find(request.form.get("token", ""), LinkPurpose.SIGN_IN)
    rate_limit()
    service.send_anew(link, browser(), now())
    return redirect_to("identity.code_page")


@bp.post("/sign-out")
@while_suspended
def sign_out() -> Page:
    """End this session in the database, then clear the cookie."""
    by_provider = is_by_provider()
    service.sign_out(browser().session)
    to = redirect_to(SIGNED_OUT_HERE) if by_provider else redirect_to("web.home", done="signed-out")
    response = make_response(to)
    cookies.clear_session(response)
    return response


def along() -> Pairs:
    """Return the unsent form that is carried along until its writer is signed in, as hidden fields."""
    unsent = unsent_along()
    return unsent.carried if unsent else []


def asks_trust() -> bool:
    """Return whether sessions last longer here on a device that one trusts."""
    return not settings().oidc_only


def _code_page(form: SignInCodeForm, *, several: bool = False) -> str:
    # `several` depends on the address alone, so the page does not reveal who has an account.
    several = several or request.args.get("spelling") == "one-of-several"
    unsent = unsent_along()
    return render_template(
        "identity/code.html",
        form=form,
        several=several,
        along=along(),
        back=unsent.path if unsent else "",
        asks_trust=asks_trust(),
    )


def _sign_in_page(form: AddressForm) -> str:
    passkeys = bool(site_name_of_passkeys())
    return render_template(
        "identity/sign_in.html",
        form=form,
        onward=next_url(),
        passkeys=passkeys,
        along=along(),
        providers=settings().oidc_providers,
        only=settings().oidc_only,
    )


def _to_join(way_in: JoinFirst) -> Page:
    """Redirect to the page for joining.

    With an unsent form, show an error instead: its writer is a member, so the address must be mistyped.
    """
    if not unsent_along():
        return redirect(way_in.link, 303)
    form = AddressForm()
    form.email.errors = [_("There is no account with this address. Check it and try again.")]
    return _sign_in_page(form), 422


def _show(link: Link, token: str, form: NewcomerForm, status: int = 200) -> Page:
    try:
        sign_in = service.sign_in_of(link, now())
    except LinkEnded:
        return _ended(token)
    member = queries.member_by_mailbox(sign_in.mailbox)
    if member is None and not service.may_join_at_once(sign_in, now()):
        return redirect_to(NOT_AT_ONCE, token=token)
    use_locale(member.locale if member else sign_in.locale)
    page = "identity/sign_in_link.html" if member else "identity/join.html"
    address = masked(sign_in.email)
    return render_template(page, token=token, address=address, form=form, asks_trust=asks_trust()), status


def _join(link: Link, token: str) -> Page:
    form = newcomer_form()
    if not form.validate():
        return _show(link, token, form, 422)
    name, answers = form.name.data or "", form.newcomers_answers()
    try:
        return welcome(service.join_by_link(link, name, browser(), now(), answers=answers), joined=True)
    except LinkEnded:
        raise
    except NotAtOnce:
        return redirect_to(NOT_AT_ONCE, token=token)
    except DomainError as problem:
        form.name.errors = [_(problem.sentence, **problem.details)]
        return _show(link, token, form, 422)


def _ended(token: str) -> Page:
    if is_in_session():  # the link was followed twice, or the form submitted again after Back
        return redirect_to(START, done="signed-in-before")
    return render_template("identity/sign_in_ended.html", token=token), 410


def welcome(entered: Entered, *, joined: bool = False) -> Response:
    """Set the session cookie and redirect to the page the person wanted, or that of their unsent form."""
    onward = entered.onward or plain_path(START)
    is_new_here = joined and onward == plain_path(START)
    page = path_for("identity.profile", done="joined") if is_new_here else onward
    # 307 makes the browser post the form again; the page then offers to send it (web/form_recovery.py).
    response = make_response(
        redirect(unsent.path, 307) if (unsent := unsent_along()) else redirect(page, 303)
    )
    cookies.set_session(response, entered.token, trusted=browser().trusted)
    if entered.mark:
        cookies.set_familiar(response, with_mark(browser().marks, entered.mark))
    return response


def rate_limit() -> None:
    """Count one more sign-in attempt from this network; end the request with 429 when there are too many."""
    limit = hit("sign_in", network(), SIGN_INS_FROM_ONE_NETWORK)
    if not limit.allowed:
        refuse(limit)
