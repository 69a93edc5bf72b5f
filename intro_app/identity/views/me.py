"""The pages on which members edit their profile and their door."""

from flask import render_template

from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity import service
from intro_app.identity.forms import DoorForm, profile_form
from intro_app.identity.session import current_member
from intro_app.identity.views.blueprint import Page, bp
from intro_app.web.access import preserves_input, while_suspended
from intro_app.web.paths import redirect_to


@bp.get("/me/profile")
def profile() -> Page:
    """Show the profile form."""
    return render_template("identity/profile.html", form=profile_form(current_member()))


@bp.post("/me/profile")
@preserves_input
def save_profile() -> Page:
    """Save the profile, or show the errors beside the fields."""
    member = current_member()
    form = profile_form(member)
    if not form.validate():
        return render_template("identity/profile.html", form=form), 422
    service.describe_yourself(member, form.profile(), form.own_answers())
    return redirect_to("people.me", done="saved")


@bp.get("/me/door")
def door() -> Page:
    """Show the door form."""
    member = current_member()
    return render_template("identity/door.html", form=DoorForm(obj=member.door), no_mail=member.door.no_mail)


@bp.post("/me/door")
@while_suspended
@preserves_input
def save_door() -> Page:
    """Save the door's settings, or show the errors."""
    member = current_member()
    form = DoorForm(obj=member.door)
    if form.validate():
        try:
            service.set_door(member, form.wishes())
        except DomainError as problem:
            form.form_errors.append(_(problem.sentence))
        else:
            return redirect_to("people.me", done="saved")
    return render_template("identity/door.html", form=form, no_mail=member.door.no_mail), 422
