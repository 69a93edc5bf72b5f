"""The page on which moderators decide about reported posts."""

from flask import render_template, request
from flask_babel import gettext as _

from intro_app.clock import now
from intro_app.community.queries.threads import reported_posts
from intro_app.community.service import reporting
from intro_app.community.views.blueprint import Page, bp
from intro_app.identity.session import current_member
from intro_app.text import plain
from intro_app.web.access import staff
from intro_app.web.incoming import number
from intro_app.web.paths import redirect_to

LONGEST_WHY = 500


@bp.get("/moderation/posts")
@staff("moderator")
def reports() -> Page:
    """List the open reports, oldest first."""
    return _show()


@bp.post("/moderation/posts")
@staff("moderator")
def decide() -> Page:
    """Take a post down or let it stand, with a reason for the audit log."""
    why, chosen = plain.one_line(request.form.get("why", "")), request.form.get("decision")
    if fault := plain.fault(why, LONGEST_WHY):
        return _show(problem=_(fault, limit=LONGEST_WHY), status=422)
    if len(why) < 3 or chosen not in {"take-down", "let-stand"}:
        return _show(problem=_("Choose one of the two and say why in a line."), status=422)
    report_id = number(request.form.get("report")) or 0
    reporting.decide(report_id, current_member().id, take_down=chosen == "take-down", why=why, at=now())
    return redirect_to("community.reports", done="posts-decided")


def _show(*, problem: str = "", status: int = 200) -> Page:
    page = render_template(
        "community/reports.html",
        reports=reported_posts(current_member().id),
        problem=problem,
        report_id=number(request.form.get("report")) or 0,
        typed=request.form.get("why", ""),
    )
    return page, status
