"""What comes after a provider for somebody whom this site does not know by it: joining, or a second proof."""

from flask import Response, make_response, redirect, render_template, request

from intro_app.clock import now
from intro_app.config import settings
from intro_app.db import db
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity import service as accounts
from intro_app.identity.arrivals import NOT_AT_ONCE, Newcomer, gate
from intro_app.identity.forms import AddressForm
from intro_app.identity.models import Member
from intro_app.identity.passkeys import site_name_of_passkeys
from intro_app.identity.queries import member_by_mailbox
from intro_app.identity.session import browser, current_member, may_change_ways_in, to_sign_in_again
from intro_app.identity.views.signing_in import rate_limit, welcome
from intro_app.joining.admitting import mailed_by
from intro_app.joining.blueprint import Page, bp
from intro_app.joining.invitations.forms import AcceptForm, accept_form
from intro_app.joining.openid import proofs, queries, service
from intro_app.joining.openid.models import ProviderProof
from intro_app.joining.openid.proofs import ProofOver
from intro_app.text.mailboxes import canonical, masked
from intro_app.web import cookies
from intro_app.web.access import is_signed_in, public, while_suspended
from intro_app.web.languages import choose_language
from intro_app.web.paths import path_for, redirect_to

_HERE = "joining.second_proof"


@bp.get("/sign-in/connect")
@public
def second_proof() -> Page:
    """Show the next step: to connect, to prove the account, to join, or to ask to join."""
    return _page()


@bp.post("/sign-in/connect")
@while_suspended
def connect_proof() -> Page:
    """Connect what the provider said to the account that is signed in, which is the second proof."""
    if not may_change_ways_in(now()):
        return to_sign_in_again(path_for(_HERE))
    try:
        onward = service.connect_proof(current_member(), _token(), now())
    except DomainError as problem:
        return _page(problem=_(problem.sentence, **problem.details), status=422)
    to = redirect(onward, 303) if onward else redirect_to("joining.my_providers", done="provider-connected")
    return _without_proof(make_response(to))


@bp.post("/sign-in/connect/mail")
@public
def mail_second_proof() -> Page:
    """Mail a link to the account that is to be connected; the answer is the same for every address."""
    rate_limit()
    proof, form = queries.open_proof(_token(), now()), AddressForm()
    if proof is None or (settings().oidc_only and not proof.address):
        return _over()
    if not proof.address and not form.validate():
        return _page(form=form, status=422)
    service.mail_second_proof(_token(), form.email.data or "", browser(), now(), onward=path_for(_HERE))
    return redirect_to("identity.code_page")


@bp.post("/sign-in/connect/join")
@public
def join_with_provider() -> Page:
    """Join with a name, as somebody whose address the provider proves."""
    form = accept_form()
    if not form.validate():
        return _page(name=form, status=422)
    try:
        entered = service.join_with_proof(
            _token(),
            form.name.data or "",
            browser(),
            now(),
            locale=choose_language(),
            answers=form.newcomers_answers(),
            knows=form.knows.data,
        )
    except (ProofOver, accounts.NotAtOnce):
        return redirect_to(_HERE)
    except DomainError as problem:
        form.name.errors = [_(problem.sentence, **problem.details)]
        return _page(name=form, status=422)
    return _without_proof(welcome(entered, joined=True))


@bp.post("/sign-in/connect/ask")
@public
def ask_with_provider() -> Page:
    """Lead on to what somebody reads who may not join at once."""
    try:
        link = service.link_to_ask(_token(), browser(), now(), locale=choose_language())
    except ProofOver:
        return redirect_to(_HERE)
    return _without_proof(make_response(redirect_to(NOT_AT_ONCE, token=link.rpartition("/")[2])))


@bp.post("/sign-in/connect/forget")
@public
def forget_proof() -> Page:
    """Forget what the provider said, because it was about somebody else, or is not wanted any more."""
    proofs.forget_proof(_token())
    to = redirect_to("joining.my_providers") if is_signed_in() else redirect_to("identity.sign_in")
    return _without_proof(make_response(to))


def _page(
    *,
    problem: str = "",
    form: AddressForm | None = None,
    name: AcceptForm | None = None,
    status: int = 200,
) -> Page:
    proof = queries.open_proof(_token(), now())
    provider = queries.provider_of(proof.provider) if proof else None
    if proof is None or provider is None:
        return redirect_to("joining.my_providers") if is_signed_in() else _over()
    template, more = _step(proof, form, name)
    page = render_template(template, provider=provider, address=_shown(proof), problem=problem, **more)
    return page, status


def _step(
    proof: ProviderProof, form: AddressForm | None, name: AcceptForm | None
) -> tuple[str, dict[str, object]]:
    """Return the template of the next step, and what else it shows."""
    if is_signed_in():
        return "joining/connect.html", {"name": current_member().name}
    if proof.address and not member_by_mailbox(canonical(proof.address)):
        newcomer = queries.newcomer_of(proof)
        named = name or AcceptForm.for_newcomers()(formdata=None, name=proof.name)
        inviter = _inviter(newcomer)
        named.knows.label.text = _("%(name)s and I know each other", name=inviter)
        return "joining/join_with_provider.html", {
            "form": named,
            "at_once": gate().lets_in(newcomer, now()),
            "inviter": inviter,
        }
    return "joining/second_proof.html", {
        "form": None if proof.address else form or AddressForm(formdata=None),
        "only": settings().oidc_only,
        "passkeys": bool(site_name_of_passkeys()),
        "onward": path_for(_HERE),
    }


def _inviter(newcomer: Newcomer) -> str:
    """Return the name of the member who mailed them an invitation, or ""."""
    made = mailed_by(newcomer, now())
    inviter = db.session.get(Member, made.answers_for_id) if made and made.answers_for_id else None
    return inviter.name if inviter and inviter.left_at is None else ""


def _shown(proof: ProviderProof) -> str:
    """Return enough of a proved address for its owner, or ""."""
    return masked(proof.address) if proof.address else ""


def _over() -> Page:
    page = render_template("joining/proof_over.html")
    return page, 410


def _token() -> str:
    return cookies.proof_token(request)


def _without_proof(response: Response) -> Response:
    cookies.clear_proof(response)
    return response
