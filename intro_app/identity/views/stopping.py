"""Pages for stopping e-mail: by stop link without signing in, and the member's own page of e-mails."""

from typing import NamedTuple

from flask import render_template, request

from intro_app import links
from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity import queries, service
from intro_app.identity.forms import MailForm
from intro_app.identity.service.stopping import EVERYTHING
from intro_app.identity.session import current_member
from intro_app.identity.views.blueprint import Page, bp
from intro_app.links import LinkPurpose
from intro_app.outbox import SIGN_IN_BY_STRANGERS
from intro_app.outbox.queries import Stoppable
from intro_app.web.access import preserves_input, token_page, while_suspended
from intro_app.web.incoming import number
from intro_app.web.languages import use_locale
from intro_app.web.paths import redirect_to

# The `scope` a form sends to allow sign-in e-mails for unfamiliar browsers again.
AGAIN = "sign-in-again"

# A name for the example of a subject.
_EXAMPLE = "Alice Marsh"


class Level(NamedTuple):
    """A scope that can be stopped, and its wording."""

    scope: str
    words: str


@bp.get("/x/<token>")
@token_page
def stop(token: str) -> Page:
    """Show what this e-mail's reader can stop; nothing is preselected."""
    message = _message_in(token)
    return _choices(token, message, problem="")


@bp.post("/x/<token>")
@token_page(cross_site=True)
def stop_now(token: str) -> Page:
    """Stop the chosen scope. A mail program's one-click unsubscribe has no scope and stops everything."""
    message = _message_in(token)
    if request.form.get("List-Unsubscribe") == "One-Click":
        service.stop(message, EVERYTHING, now())
        return _stopped(EVERYTHING)
    scope = request.form.get("scope", "")
    if scope == AGAIN:
        service.let_strangers_ask_again(message)
        return _stopped(scope)
    try:
        service.stop(message, scope, now())
    except DomainError as problem:
        return _choices(token, message, problem=_(problem.sentence))
    return _stopped(scope)


@bp.get("/me/mail")
def mail() -> Page:
    """Show what the member has stopped, how to undo it, and whether subjects name people."""
    member = current_member()
    stopped = [Level(scope, words_of(scope)) for scope in queries.stopped_by(member.email)]
    form = MailForm(data={"without_names": not member.names_in_subjects})
    rests = queries.mail_rests_until(member.email, now())
    shown = {"stopped": stopped, "rests": rests, "address": member.email, "form": form, "example": _EXAMPLE}
    return render_template("identity/mail.html", **shown)


@bp.post("/me/mail")
@while_suspended
@preserves_input
def save_mail() -> Page:
    """Save whether subjects name people."""
    service.choose_subjects(current_member(), with_names=not MailForm().without_names.data)
    return redirect_to("identity.mail", done="saved")


@bp.post("/me/mail/lift")
@while_suspended
def take_mail_again() -> Page:
    """Lift one stop of the member."""
    service.take_mail_again(current_member(), request.form.get("scope", ""))
    return redirect_to("identity.mail", done="mail-again")


def _stopped(scope: str) -> str:
    sign_in = scope == SIGN_IN_BY_STRANGERS
    words = {
        "words": words_of(scope),
        "everything": scope == EVERYTHING,
        "sign_in": sign_in,
        "again": scope == AGAIN,
    }
    return render_template("identity/stopped.html", **words)


def words_of(scope: str) -> str:
    """Return the wording of a scope: `requester:4` reads "Everything that comes from Ana"."""
    kind, _colon, rest = scope.partition(":")
    if kind in {"requester", "connector"}:
        member = number(rest)
        return _named(kind, queries.name_of(member) if member else "")
    if kind == "kind":
        return _of_kind(rest)
    if kind == "circle":
        return _("E-mails about what is written in this circle")
    return _("Everything") if kind == EVERYTHING else _("E-mails about this introduction")


def _of_kind(kind: str) -> str:
    return {
        "direct": _("Direct requests from people I don’t know"),
        "named": _("Requests that come through someone I know"),
        "blind": _("Requests to meet someone I may know"),
        "offered": _("Offers to introduce me to someone"),
        "acquaintance": _("Questions about whether I know someone"),
        "follow_up": _("Questions about how an introduction went"),
        "slots": _("Times to meet, after an introduction"),
        "thank_you": _("Thank-you notes"),
        "mention": _("E-mails when someone mentions me in a circle"),
        "reply": _("All e-mails about what is written in circles"),
        "circle": _("Circle invitations and replies"),
        "visit": _("E-mails about gatherings that I sign up for without an account"),
        "gathering": _("Invitations, changes and reminders for gatherings"),
        "digest": _("The weekly digest"),
        "membership": _("E-mails about my supporting membership"),
        "sign_in": _("Sign-in e-mails requested from new browsers"),
        "code": _("Codes for an introduction"),
        "invitation": _("Invitations to join"),
        "join_request": _("E-mails about my request to join"),
        "join_requests": _("News about requests to join"),
        "invited": _("News about people I invited"),
    }.get(kind, _("E-mails of this kind"))


def _named(kind: str, name: str) -> str:
    if kind == "requester":
        return _("Everything from %(name)s", name=name) if name else _("Everything from this person")
    return _("Everything passed on by %(name)s", name=name) if name else _("Everything this person passes on")


def _message_in(token: str) -> Stoppable:
    """Return the e-mail of a stop link, and switch to the language of the member who reads this mailbox."""
    message = service.message_of(links.find(token, LinkPurpose.STOP))
    use_locale(service.language_of(message))
    return message


def _choices(token: str, message: Stoppable, problem: str) -> Page:
    levels = [Level(scope, words_of(scope)) for scope in service.levels(message)]
    stopped = service.is_stopped(message, now())
    page = render_template(
        "identity/stop.html", token=token, levels=levels, problem=problem, stopped=stopped, again=AGAIN
    )
    return page, 422 if problem else 200
