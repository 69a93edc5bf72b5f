"""The pages of members who invite, and of people who are invited."""

from flask import render_template, request

from intro_app import links
from intro_app.clock import now
from intro_app.config import settings
from intro_app.db import db
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity import service as accounts
from intro_app.identity.forms import NameForm
from intro_app.identity.models import Member
from intro_app.identity.queries import member_by_mailbox
from intro_app.identity.session import browser, current_member
from intro_app.identity.views.signing_in import rate_limit, welcome
from intro_app.joining.blueprint import Page, bp
from intro_app.joining.invitations import queries, service
from intro_app.joining.invitations.accepting import accept
from intro_app.joining.invitations.codes import address_of
from intro_app.joining.invitations.forms import (
    AcceptForm,
    AddressByLinkForm,
    InviteForm,
    LinkForm,
    accept_form,
)
from intro_app.joining.invitations.models import Invitation, InvitationKind
from intro_app.joining.invitations.policy import sign_ins_allowed
from intro_app.joining.invitations.service import InvitationRefused
from intro_app.links import LinkPurpose
from intro_app.text.mailboxes import canonical, masked
from intro_app.web.access import preserves_input, token_page, while_suspended
from intro_app.web.incoming import number
from intro_app.web.languages import choose_language as language
from intro_app.web.limits import hit, refuse
from intro_app.web.messages import error_message
from intro_app.web.network import network
from intro_app.web.paths import redirect_to

# Whoever asks for a new invitation causes an e-mail to somebody who does not expect it.
WISHES_OF_ONE_NETWORK = "10/day"


@bp.get("/me/invitations")
def invitations() -> Page:
    """List the member's invitations, with what is left to invite."""
    return _invitations(InviteForm(), LinkForm(formdata=None))


@bp.post("/me/invitations")
@preserves_input
def invite() -> Page:
    """Invite somebody by e-mail; the answer is the same for every address."""
    form = InviteForm()
    if form.validate():
        try:
            service.invite(current_member(), form.invited(language()), now())
        except InvitationRefused as problem:
            field = form.email if problem.field == "email" else form.name
            field.errors = [_(problem.sentence, **problem.details)]
        else:
            return redirect_to("joining.invitations", done="invitation-sent")
    return _invitations(form, LinkForm(formdata=None)), 422


@bp.post("/me/invitations/for")
def invite_known() -> str:
    """Show the form with the address that was typed on the page of people one knows."""
    typed = InviteForm().email.data
    form = InviteForm(formdata=None)
    form.email.data = typed
    return _invitations(form, LinkForm(formdata=None))


@bp.post("/me/invitations/links")
@preserves_input(shown_by="joining.invitations")
def make_link() -> Page:
    """Make an invitation link."""
    form = LinkForm()
    if form.validate():
        places, days = form.places.data or 1, form.days.data or 1
        try:
            service.make_link(
                current_member(), places=places, days=days, label=form.label.data or "", at=now()
            )
        except InvitationRefused as problem:
            form.places.errors = [_(problem.sentence, **problem.details)]
        else:
            return redirect_to("joining.invitations", done="invitation-link-made")
    return _invitations(InviteForm(formdata=None), form), 422


@bp.post("/me/invitations/withdraw")
@while_suspended
def withdraw() -> Page:
    """Withdraw one invitation."""
    service.withdraw(number(request.form.get("invitation")) or 0, current_member().id, now())
    return redirect_to("joining.invitations", done="invitation-withdrawn")


@bp.get("/i/<token>")
@token_page(csrf=True)
def invitation(token: str) -> Page:
    """Show the invitation from the e-mail. Accepting takes a POST, because mail scanners follow links."""
    return _by_mail(token, accept_form())


@bp.post("/i")
@token_page(csrf=True)
def accept_invitation() -> Page:
    """Join by the invitation, with a name."""
    token = request.form.get("token", "")
    link, form = links.find(token, LinkPurpose.INVITATION), accept_form()
    made = service.invitation_of(link)
    if settings().oidc_only or not form.validate() or not made.is_open(now()) or _is_member(made):
        return _by_mail(token, form, 422)
    try:
        name, knows = form.name.data or "", form.knows.data
        entered = accept(
            link, name, browser(), now(), knows=knows, locale=language(), answers=form.newcomers_answers()
        )
    except accounts.NotAtOnce:
        return _by_mail(token, form, 422)
    except DomainError as problem:
        form.name.errors = [error_message(problem)]
        return _by_mail(token, form, 422)
    return welcome(entered, joined=True)


@bp.post("/i/no")
@token_page(csrf=True)
def decline_invitation() -> Page:
    """Erase the invited person's address; stop all invitations if they wish."""
    link = links.find(request.form.get("token", ""), LinkPurpose.INVITATION)
    never_again = request.form.get("never") == "yes"
    service.say_no(link, now(), never_again=never_again)
    return render_template("joining/declined.html", never_again=never_again)


@bp.post("/i/again")
@token_page(csrf=True)
def want_new_invitation() -> Page:
    """Tell the inviter that the invited person would like a new invitation."""
    made = service.invitation_of(links.find(request.form.get("token", ""), LinkPurpose.INVITATION))
    return _wish(made)


@bp.get("/j/<token>")
@token_page(csrf=True)
def invitation_link(token: str) -> Page:
    """Show who invites by this link, and ask for an address."""
    return _by_link(token, AddressByLinkForm(formdata=None))


@bp.post("/j")
@token_page(csrf=True)
def join_by_invitation_link() -> Page:
    """Mail a link to the address; the response is the same for members, who just sign in."""
    code, form = request.form.get("token", ""), AddressByLinkForm()
    made = queries.by_code(code)
    if made is None or not made.is_open(now()) or not form.validate():
        return _by_link(code, form, 422)
    _slow_down(made)
    brought_by = f"invitation:{made.id}"
    accounts.ask_to_sign_in(form.email.data or "", browser(), now(), locale=language(), brought_by=brought_by)
    return redirect_to("identity.code_page")


@bp.post("/j/again")
@token_page(csrf=True)
def want_new_link() -> Page:
    """Tell whoever made the link that somebody would like a new one."""
    made = queries.by_code(request.form.get("token", ""))
    return _wish(made) if made else _no_such_link()


def ended(made: Invitation, again: str, token: str, form: NameForm | None = None, status: int = 410) -> Page:
    """Say that an invitation is full, over or withdrawn, and offer to ask for a new one at `again`."""
    page = render_template(
        "joining/ended.html",
        state=made.state(now()),
        has_inviter=made.inviter_id is not None,
        again=again,
        token=token,
        form=form or NameForm(formdata=None),
    )
    return page, status


def _by_mail(token: str, form: AcceptForm, status: int = 200) -> Page:
    made = service.invitation_of(links.find(token, LinkPurpose.INVITATION))
    if _is_member(made):
        return render_template("joining/member_already.html"), status
    if not made.is_open(now()):
        return ended(made, "joining.want_new_invitation", token)
    inviter = _inviter(made)
    if inviter:
        form.knows.label.text = _("%(name)s and I know each other", name=inviter.name)
    page = render_template(
        "joining/invitation.html",
        token=token,
        form=form,
        invitation=made,
        inviter=inviter,
        address=masked(made.address),
    )
    return page, status


def _by_link(code: str, form: AddressByLinkForm, status: int = 200) -> Page:
    made = queries.by_code(code)
    if made is None:
        return _no_such_link()
    if not made.is_open(now()):
        return ended(made, "joining.want_new_link", code)
    page = render_template(
        "joining/link.html", token=code, form=form, invitation=made, inviter=_inviter(made)
    )
    return page, status


def _wish(made: Invitation) -> Page:
    form, token = NameForm(), request.form.get("token", "")
    again = "joining.want_new_invitation" if made.kind is InvitationKind.ADDRESS else "joining.want_new_link"
    if not form.validate():
        return ended(made, again, token, form, 422)
    limit = hit("invitation_wanted", network(), WISHES_OF_ONE_NETWORK)
    if not limit.allowed:
        refuse(limit)
    service.ask_for_new(made, form.name.data or "", now())
    return render_template("joining/wished.html")


def _slow_down(made: Invitation) -> None:
    """Limit e-mails by network; at an evening, where all share one, by pass."""
    if made.kind is not InvitationKind.EVENING:
        rate_limit()
        return
    limit = hit("evening", str(made.id), sign_ins_allowed(made.places))
    if not limit.allowed:
        refuse(limit)


def _no_such_link() -> Page:
    return render_template("joining/no_such_link.html"), 404


def _is_member(made: Invitation) -> bool:
    return bool(made.address) and member_by_mailbox(canonical(made.address)) is not None


def _inviter(made: Invitation) -> Member | None:
    return db.session.get(Member, made.answers_for_id) if made.answers_for_id else None


def _invitations(form: InviteForm, link_form: LinkForm) -> str:
    member, at = current_member(), now()
    made = queries.made_by(member.id)
    came = queries.came_by(member.id)
    return render_template(
        "joining/invitations.html",
        form=form,
        link_form=link_form,
        left=queries.left_to_invite(member.id, at),
        paused_until=queries.paused_until(member.id, at),
        rows=[(one, one.state(at), [who for who in came if who.invitation_id == one.id]) for one in made],
        links={one.id: address_of(one.id) for one in made if one.code_hash},
    )
