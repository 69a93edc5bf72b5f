"""The page on which a visitor signs in as one of the demo's five people; only on a local site."""

from flask import abort, make_response, render_template, request
from werkzeug.wrappers import Response

from intro_app.clock import now
from intro_app.config import settings
from intro_app.config.local import is_only_here
from intro_app.devtools.story import FIVE, passkey_of
from intro_app.devtools.views import bp
from intro_app.identity import service
from intro_app.identity.queries import member_by_mailbox
from intro_app.identity.session import browser
from intro_app.web import cookies
from intro_app.web.access import START, public
from intro_app.web.paths import redirect_to


@bp.get("/dev/people")
@public
def people() -> str:
    """List the five people and what each does."""
    _ensure_only_here()
    here = [character for character in FIVE if member_by_mailbox(character.email)]
    return render_template("devtools/people.html", people=here)


@bp.post("/dev/people")
@public
def become() -> Response:
    """Sign in as one of the five people, with the powers of their role; 404 for anybody else."""
    _ensure_only_here()
    wanted = next((character for character in FIVE if character.email == request.form.get("who")), None)
    member = member_by_mailbox(wanted.email) if wanted else None
    if member is None:
        abort(404)
    token = service.open_session(member, browser(), now(), passkey_id=passkey_of(member))
    response = make_response(redirect_to(START))
    cookies.set_session(response, token)
    return response


def _ensure_only_here() -> None:
    if not is_only_here(settings()):
        abort(404)
