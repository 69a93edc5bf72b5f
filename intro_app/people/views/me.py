"""The member's own page."""

from flask import render_template

from intro_app.clock import now
from intro_app.identity.queries import mail_rests_until
from intro_app.identity.session import current_member
from intro_app.own_fields.queries import hidden_since_widened, missing_of
from intro_app.people import queries
from intro_app.people.views.blueprint import Page, bp
from intro_app.web.languages import choose_language


@bp.get("/me")
def me() -> Page:
    """Show what others read about the member, their first steps, and links to all of their settings."""
    member, language = current_member(), choose_language()
    return render_template(
        "people/me.html",
        member=member,
        door=member.door,
        waiting=queries.questions_to(member.id),
        missing=[one.label(language) for one in missing_of(member.id)],
        hidden=[one.label(language) for one in hidden_since_widened(member.id)],
        first_steps=queries.first_steps(member),
        mail_rests=mail_rests_until(member.email, now()) is not None,
    )
