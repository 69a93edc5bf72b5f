"""The page of one's own links."""

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from intro_app.clock import now
from intro_app.config import settings
from intro_app.errors import DomainError
from intro_app.identity.session import current_member
from intro_app.profile_links import queries, service
from intro_app.profile_links.codes import code_of
from intro_app.profile_links.forms import ProfileLinkForm
from intro_app.profile_links.policy import CHECKS_IN_AN_HOUR, MOST_LINKS
from intro_app.web.access import preserves_input, while_suspended
from intro_app.web.incoming import number
from intro_app.web.limits import hit, refuse
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to
from intro_app.web.templating import say_when_done
from intro_app.wording import N_

Page = str | Response | tuple[str, int]

bp = Blueprint("profile_links", __name__)
say_when_done(
    {
        "link-added": N_(
            "Added. Put the link or the code on the page. "
            "We’ll check within minutes, and keep trying for three days."
        ),
        "link-removed": N_("Removed. Others don’t see it any more."),
        "link-looked-at": N_("We’ll check again within minutes."),
    }
)


@bp.app_context_processor
def whether_links_are_checked() -> dict[str, bool]:
    """Tell templates whether this site opens members' pages."""
    return {"checks_links": settings().link_checks}


@bp.get("/me/links")
def links() -> Page:
    """Show one's links, with what to put on each page."""
    return _page(ProfileLinkForm(formdata=None))


@bp.post("/me/links")
@preserves_input
def add_link() -> Page:
    """Add a link."""
    form = ProfileLinkForm()
    if not form.validate():
        return _page(form, 422)
    _slow_down()
    try:
        service.add_link(current_member().id, form.url.data or "", now())
    except DomainError as problem:
        form.url.errors = [error_message(problem)]
        return _page(form, 422)
    return redirect_to("profile_links.links", done="link-added")


@bp.post("/me/links/again")
def look_at_link_again() -> Page:
    """Have a link looked at now."""
    _slow_down()
    service.look_again(current_member().id, number(request.form.get("link")) or 0, now())
    return redirect_to("profile_links.links", done="link-looked-at")


@bp.post("/me/links/remove")
@while_suspended
def remove_link() -> Page:
    """Remove a link."""
    service.remove_link(current_member().id, number(request.form.get("link")) or 0)
    return redirect_to("profile_links.links", done="link-removed")


def _slow_down() -> None:
    limit = hit("profile_link", current_member().public_id, CHECKS_IN_AN_HOUR)
    if not limit.allowed:
        refuse(limit)


def _page(form: ProfileLinkForm, status: int = 200) -> Page:
    if not settings().link_checks:
        abort(404)
    me = current_member()
    rows = [(one, code_of(me.id, one.url)) for one in queries.links_of(me.id)]
    page = render_template(
        "profile_links/links.html",
        form=form,
        rows=rows,
        is_full=len(rows) >= MOST_LINKS,
        back_link=f'<a rel="me" href="{queries.profile_address(me.id)}">{settings().site_name}</a>',
    )
    return page, status
