"""What a removed member, who cannot sign in, still does by the link of an e-mail: take their data, leave."""

from flask import Response, render_template, request

from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.memberships.service import StripeAway
from intro_app.organising.suspensions.views import account_by_link, member_behind
from intro_app.privacy import archives, service
from intro_app.privacy.views.blueprint import Page, bp
from intro_app.privacy.views.leaving import STRIPE_IS_AWAY
from intro_app.web.access import token_page
from intro_app.web.languages import use_locale


@bp.post("/w/export")
@token_page
def export_by_link() -> Page:
    """Give a removed member everything that the site holds about them, as one file."""
    member = member_behind(request.form.get("token", ""))
    answer = Response(archives.archive_of(member, now()), mimetype="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="archive.zip"'
    return answer


@bp.post("/w/leave")
@token_page
def leave_by_link() -> Page:
    """Delete the account of a removed member, who ticked that they mean it."""
    token = request.form.get("token", "")
    member = member_behind(token)
    use_locale(member.locale)
    if request.form.get("sure") != "yes":
        return account_by_link(token, 422, unsure=_("Tick the box to confirm."))
    try:
        service.leave_by_link(member, now())
    except StripeAway:
        return account_by_link(token, 503, problem=_(STRIPE_IS_AWAY))
    except DomainError as problem:
        return account_by_link(token, 422, problem=_(problem.sentence))
    return render_template("privacy/left_by_link.html")
