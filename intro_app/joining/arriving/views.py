"""What somebody reads who has proved their address and may not join at once."""

from flask import render_template

from intro_app import links
from intro_app.clock import now
from intro_app.identity import service as accounts
from intro_app.joining.admitting import invitation_that_brought
from intro_app.joining.blueprint import Page, bp
from intro_app.joining.invitations.codes import code_of
from intro_app.joining.invitations.views import ended
from intro_app.links import LinkPurpose
from intro_app.text.mailboxes import masked
from intro_app.web.access import token_page
from intro_app.web.languages import use_locale


@bp.get("/n/<token>")
@token_page(csrf=True)
def ask_to_join(token: str) -> Page:
    """Say how one comes in here."""
    sign_in = accounts.sign_in_of(links.find(token, LinkPurpose.SIGN_IN), now())
    use_locale(sign_in.locale)
    made = invitation_that_brought(sign_in.brought_by)
    if made and made.code_hash:  # somebody else took the last place while this one read their mail
        return ended(made, "joining.want_new_link", code_of(made.id))
    return render_template("joining/by_invitation.html", address=masked(sign_in.email))
