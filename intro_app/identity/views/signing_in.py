"""Coming in: ask for a link, follow it or type its code, join; and going out."""

from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext as _

from intro_app import links
from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.identity import queries, service
from intro_app.identity.familiar import with_mark
from intro_app.identity.forms import AddressForm, NameForm, SignInCodeForm
from intro_app.identity.passkeys import site_name_of_passkeys
from intro_app.identity.service import Entered, JoinFirst, WrongCode
from intro_app.identity.session import browser, is_in_session
from intro_app.identity.views.blueprint import Page, bp
from intro_app.links import Link, LinkEnded, LinkPurpose
from intro_app.text.mailboxes import is_one_of_several, masked
from intro_app.web import cookies
from intro_app.web.access import START, is_signed_in, next_url, public, token_page
from intro_app.web.languages import choose_language as language
from intro_app.web.languages import use_locale
from intro_app.web.limits import hit, refuse
from intro_app.web.network import network
from intro_app.web.unsent import Pairs, unsent_along

# An office shares one address, so this is wide; each mailbox has its own, narrow limit.
SIGN_INS_FROM_ONE_NETWORK = "60/hour;300/day"


@bp.get("/sign-in")
@public
def sign_in() -> Page:
    """One field: the address that the link goes to."""
    if is_signed_in():
        return redirect(next_url(), 303)
    return _sign_in_page(AddressForm())


@bp.post("/sign-in")
@public
def ask_to_sign_in() -> Page:
    """Mail the link; the answer is the same for every address there is. A form that comes along has no address yet."""
    form = AddressForm()
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
    return redirect("/sign-in/code?spelling=one-of-several" if several else "/sign-in/code", 303)


@bp.get("/sign-in/code")
@public
def code_page() -> Page:
    """Look into your mail; or type the code that stands in it."""
    return _code_page(SignInCodeForm())


@bp.post("/sign-in/code")
@public
def sign_in_by_code() -> Page:
    """Come in by the code, in the browser that asked for it."""
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
    """Show whom the link would sign in; scanners follow links, people press."""
    return _show(links.find(token, LinkPurpose.SIGN_IN), token, NameForm())


@bp.post("/l")
@token_page(csrf=True)
def follow_sign_in_link() -> Page:
    """Come in, or join with a name."""
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
    """A new link, to the address that the old one went to."""
    link = links.find(request.form.get("token", ""), LinkPurpose.SIGN_IN)
    rate_limit()
    service.send_anew(link, browser(), now())
    return redirect("/sign-in/code", 303)


@bp.post("/sign-out")
def sign_out() -> Page:
    """End this session, in the database first."""
    service.sign_out(browser().session)
    response = make_response(redirect("/?done=signed-out", 303))
    cookies.clear_session(response)
    return response


def along() -> Pairs:
    """The form that comes along until its writer is signed in, as hidden fields."""
    unsent = unsent_along()
    return unsent.carried if unsent else []


def _code_page(form: SignInCodeForm, *, several: bool = False) -> str:
    # Told by the address alone, whoever reads it: so it says nothing about who has an account.
    several = several or request.args.get("spelling") == "one-of-several"
    unsent = unsent_along()
    return render_template(
        "identity/code.html", form=form, several=several, along=along(), back=unsent.path if unsent else ""
    )


def _sign_in_page(form: AddressForm) -> str:
    passkeys = bool(site_name_of_passkeys())
    return render_template(
        "identity/sign_in.html", form=form, onward=next_url(), passkeys=passkeys, along=along()
    )


def _to_join(way_in: JoinFirst) -> Page:
    """To the page on which to join; but a form that comes along was written by a member, who mistyped the address."""
    if not unsent_along():
        return redirect(way_in.link, 303)
    form = AddressForm()
    form.email.errors = [_("No account has this address. Type the address of yours.")]
    return _sign_in_page(form), 422


def _show(link: Link, token: str, form: NameForm, status: int = 200) -> Page:
    try:
        sign_in = service.sign_in_of(link, now())
    except LinkEnded:
        return _ended(token)
    member = queries.member_by_mailbox(sign_in.mailbox)
    use_locale(member.locale if member else sign_in.locale)
    page = "identity/sign_in_link.html" if member else "identity/join.html"
    return render_template(page, token=token, address=masked(sign_in.email), form=form), status


def _join(link: Link, token: str) -> Page:
    form = NameForm()
    if not form.validate():
        return _show(link, token, form, 422)
    try:
        return welcome(service.join_by_link(link, form.name.data or "", browser(), now()), joined=True)
    except LinkEnded:
        raise
    except DomainError as problem:
        form.name.errors = [_(problem.sentence, **problem.details)]
        return _show(link, token, form, 422)


def _ended(token: str) -> Page:
    if is_in_session():  # the same link once more, or Back and pressed again
        return redirect(f"{START}?done=signed-in-before", 303)
    return render_template("identity/sign_in_ended.html", token=token), 410


def welcome(entered: Entered, *, joined: bool = False) -> Response:
    """Give the browser its session, and go where the person wanted to go; a form that comes along goes where it was."""
    onward = entered.onward or START
    page = "/me/profile?done=joined" if joined and onward == START else onward
    # 307: the browser posts once more, and the page there offers to send it after all (web/form_recovery.py).
    response = make_response(
        redirect(unsent.path, 307) if (unsent := unsent_along()) else redirect(page, 303)
    )
    cookies.set_session(response, entered.token)
    if entered.mark:
        cookies.set_familiar(response, with_mark(browser().marks, entered.mark))
    return response


def rate_limit() -> None:
    """Count one more try to sign in from this network; ends the request with 429 when there are too many."""
    limit = hit("sign_in", network(), SIGN_INS_FROM_ONE_NETWORK)
    if not limit.allowed:
        refuse(limit)
