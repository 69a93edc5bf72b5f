"""The pages for answering a follow-up, from an e-mail's link without an account or on the site."""

from dataclasses import dataclass

from flask import abort, redirect, render_template, request

from intro_app import links
from intro_app.clock import now
from intro_app.errors import DomainError, StaleError
from intro_app.followups import queries, service
from intro_app.followups.answers import AsSaid
from intro_app.followups.emails import is_between_members, name_of
from intro_app.followups.forms import FollowUpForm
from intro_app.followups.models import FollowUp, FollowUpReply
from intro_app.followups.views.blueprint import Page, bp
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member
from intro_app.introductions.states import Role, Way
from intro_app.links import LinkBroken, LinkPurpose
from intro_app.text.writable import TextRefused
from intro_app.web.access import preserves_input, token_page, while_suspended
from intro_app.web.languages import in_language, use_locale
from intro_app.web.messages import error_message
from intro_app.web.paths import path_for


@dataclass(frozen=True)
class Asked:
    """A follow-up as one party answers it, and the URLs to post to; `token` is empty on the site."""

    follow_up: FollowUp
    role: Role
    post_to: str
    report_to: str
    token: str = ""

    @property
    def reply(self) -> FollowUpReply:
        """This party's reply so far."""
        return self.follow_up.reply_of(self.role)

    @property
    def counts(self) -> bool:
        """Whether the answers can count as a useful introduction."""
        return is_between_members(self.follow_up.introduction)

    @property
    def about(self) -> str:
        """What the two agreed to talk about, in its author's words; empty once those are erased."""
        introduction = self.follow_up.introduction
        if introduction.way is Way.OFFERED:
            return introduction.offer_text.paragraph
        return introduction.ask_text.what_for

    @property
    def names(self) -> dict[Role, str]:
        """The names of the others as this party knows them; "" for a guest whose data was deleted."""
        introduction = self.follow_up.introduction
        others = [self.role.other, *([Role.CONNECTOR] if introduction.connector else [])]
        return {role: name_of(introduction, role, reader=self.role) for role in others}


@bp.get("/f/<token>")
@token_page
def follow_up_link(token: str) -> Page:
    """Show the questions with the earlier answers."""
    asked = _asked_by_link(token)
    return _show(asked, _form(asked))


@bp.post("/f")
@token_page
def follow_up_answered() -> Page:
    """Save the answer."""
    return _keep(_asked_by_link(request.form.get("token", "")))


@bp.post("/f/report")
@token_page
def report_by_link() -> Page:
    """Redirect to the page on which to report the introduction."""
    return _to_report(_asked_by_link(request.form.get("token", "")))


@bp.get("/introduced/<public_id>/follow-up")
def follow_up(public_id: str) -> Page:
    """Show the same questions on the site."""
    asked = _asked_here(public_id)
    return _show(asked, _form(asked))


@bp.post("/introduced/<public_id>/follow-up")
@while_suspended
@preserves_input
def follow_up_answered_here(public_id: str) -> Page:
    """Save the answer."""
    return _keep(_asked_here(public_id))


@bp.post("/introduced/<public_id>/follow-up/report")
@while_suspended
def report_from_here(public_id: str) -> Page:
    """Redirect to the page on which to report the introduction."""
    return _to_report(_asked_here(public_id))


def _asked_by_link(token: str) -> Asked:
    _kind, number, role = links.find(token, LinkPurpose.FOLLOW_UP).ensure_open(now()).subject.split(":")
    found = queries.follow_up_of(int(number))
    if found is None:
        raise LinkBroken
    use_locale(found.introduction.locale_of(Role(role)))
    return Asked(
        found,
        Role(role),
        path_for("followups.follow_up_answered"),
        path_for("followups.report_by_link"),
        token,
    )


def _asked_here(public_id: str) -> Asked:
    introduction, role = queries.party_of(current_member(), public_id) or abort(404)
    found = queries.follow_up_of(introduction.id) or abort(404)
    return Asked(
        found,
        role,
        path_for("followups.follow_up_answered_here", public_id=public_id),
        path_for("followups.report_from_here", public_id=public_id),
    )


def _form(asked: Asked) -> FollowUpForm:
    """Return the form, filled with the earlier answer, with notes only to people not thanked yet."""
    form, names = FollowUpForm(obj=asked.reply), asked.names
    form.address(names)
    form.leave_out(queries.thanked(asked.follow_up.introduction_id, asked.role))
    if Role.CONNECTOR in names:
        form.connector_may_know.label.text = _(
            "If we both found it worth our time, tell %(name)s", name=names[Role.CONNECTOR]
        )
    else:
        del form.connector_may_know
    return form


def _keep(asked: Asked) -> Page:
    form = _form(asked)
    if not form.validate():
        return _show(asked, form, status=422)
    if not (form.said().is_given or form.thanks()):
        form.form_errors.append(
            _("Answer at least one question or write a thank-you note. Nothing has been sent.")
        )
        return _show(asked, form, status=422)
    try:
        service.answer(
            asked.follow_up.introduction_id, asked.role, form.said(), thanks=form.thanks(), at=now()
        )
    except StaleError as stale:
        return _show(asked, form, problem=error_message(stale), status=409)
    except TextRefused as refused:
        form[refused.field].errors = [error_message(refused)]
    except DomainError as refused:
        form.form_errors.append(error_message(refused))
    else:
        return _kept(asked, thanked=bool(form.thanks()))
    return _show(asked, form, status=422)


def _kept(asked: Asked, *, thanked: bool) -> Page:
    """Show the confirmation; it offers to report when it was not what the letter said."""
    was_off = asked.reply.as_said is AsSaid.NO
    url = _report_url(asked) if was_off else None
    is_open = asked.follow_up.is_open(now())
    return render_template(
        "followups/kept.html", asked=asked, thanked=thanked, report_url=url, is_open=is_open
    )


def _show(asked: Asked, form: FollowUpForm, *, problem: str = "", status: int = 200) -> Page:
    is_open = asked.follow_up.is_open(now())
    page = render_template(
        "followups/follow_up.html", asked=asked, form=form, problem=problem, is_open=is_open
    )
    return page, status


def _to_report(asked: Asked) -> Page:
    return redirect(_report_url(asked), 303)


def _report_url(asked: Asked) -> str:
    return in_language(service.report_link(asked.follow_up.introduction, asked.role, at=now()))
