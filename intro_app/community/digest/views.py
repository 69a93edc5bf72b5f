"""The page for digest, quiet hours and the calendar feed."""

from flask import render_template, request

from intro_app.clock import now
from intro_app.community.blueprint import Page, bp, no_membership_needed
from intro_app.community.digest.emails import digest_now
from intro_app.community.preferences import service
from intro_app.community.preferences.forms import PreferencesForm
from intro_app.community.preferences.queries import preferences_of
from intro_app.identity.session import current_member
from intro_app.web.access import while_suspended
from intro_app.web.paths import redirect_to


@bp.get("/me/digest")
@no_membership_needed
def preferences() -> Page:
    """Show the member's preferences; the digest is off by default."""
    return _show(PreferencesForm(obj=preferences_of(current_member().id)))


@bp.post("/me/digest")
@while_suspended
@no_membership_needed
def save_preferences() -> Page:
    """Save the preferences."""
    form = PreferencesForm()
    if not form.validate():
        return _show(form, status=422)
    service.save(
        current_member(),
        quiet_from=form.quiet_from.data,
        quiet_until=form.quiet_until.data,
        digest=bool(form.digest.data),
        suggestions=bool(form.suggestions.data),
        at=now(),
    )
    return redirect_to("community.preferences", done="saved")


@bp.post("/me/digest/feed")
@while_suspended
@no_membership_needed
def renew_feed() -> Page:
    """Issue a new feed URL and show it once, or end the feed."""
    if request.form.get("wish") == "end":
        service.end_feed(current_member().id)
        return redirect_to("community.preferences", done="feed-ended")
    return render_template("community/feed.html", url=service.new_feed(current_member(), now()))


def _show(form: PreferencesForm, *, status: int = 200) -> Page:
    me = current_member()
    page = render_template(
        "community/preferences.html",
        form=form,
        time_zone=me.addressee.time_zone,
        has_feed=preferences_of(me.id).feed > 0,
        digest=digest_now(me, now()),
    )
    return page, status
