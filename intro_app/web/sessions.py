"""Bind every form to the session or the visitor, without a cookie for that purpose.

Flask-WTF keeps a secret in Flask's session and compares forms with it. Here that session holds nothing but
this secret, which is derived from an id that the browser sends anyway (ADR 5).
"""

import hmac
import secrets
from hashlib import sha256

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SessionInterface, SessionMixin
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf

from intro_app.config import Settings
from intro_app.links import read_form_secret
from intro_app.web import cookies
from intro_app.web.access import id_of_reader, requested_access

_FIELD = "csrf_token"

protection = CSRFProtect()


class FormSecret(dict[str, object], SessionMixin):
    """The Flask session of one request, which holds only the secret that forms are compared with."""

    new_visitor: str | None = None

    def __getitem__(self, key: str) -> object:
        """Return the secret; a member's form also names its owner, for use after the session has ended."""
        reader = id_of_reader()
        return f"{super().__getitem__(key)}.{reader}" if reader else super().__getitem__(key)

    def __setitem__(self, key: str, value: object) -> None:
        """Create a visitor id when Flask-WTF wants to store a random secret.

        Raises TypeError for other keys.
        """
        if key != _FIELD:
            raise TypeError("Flask's session is not used here: keep it in the database")
        self.new_visitor = secrets.token_urlsafe(24)
        super().__setitem__(_FIELD, _secret_of(self.new_visitor))


class BoundSession(SessionInterface):
    """Derives the form secret from the `sid` or `pre` cookie; sets `pre` when a visitor is shown a form."""

    def open_session(self, _app: Flask, request: Request) -> FormSecret:
        """Return the secret for this browser; empty for a visitor who was not shown a form yet."""
        known = cookies.session_id(request) or cookies.pre_id(request)
        return FormSecret({_FIELD: _secret_of(known)} if known else {})

    def save_session(self, _app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie of a new visitor, except on pages that check no form secret."""
        access = requested_access()
        keeps_secret = access is not None and access.csrf
        if isinstance(session, FormSecret) and session.new_visitor and keeps_secret:
            cookies.set_pre(response, session.new_visitor)


def init_app(app: Flask) -> None:
    """Turn on CSRF protection; the access rules decide where it is checked."""
    settings: Settings = app.extensions["settings"]
    app.session_interface = BoundSession()
    app.config.update(
        WTF_CSRF_SECRET_KEY=list(settings.secret_keys),  # oldest first; the last one signs
        WTF_CSRF_TIME_LIMIT=None,  # a form is valid for as long as its session
        WTF_CSRF_SSL_STRICT=False,  # it requires a Referer, which no-referrer pages do not send
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    protection.init_app(app)
    app.jinja_env.globals["csrf_token"] = form_secret


def form_secret() -> str:
    """Return the secret for the forms of this page: a list has one in each row, and it is made once."""
    return str(g.get(_FIELD) or generate_csrf())


def check_form() -> None:
    """Check that the form was made for this browser. Raises CSRFError (400) if not."""
    if request.method == "POST":
        protection.protect()


def writer_of(secret: str) -> str:
    """Return the public id of the member whose form has this secret, of any age; empty if there is none."""
    return read_form_secret(secret).partition(".")[2]


def take_as_ours() -> None:
    """Accept a visitor's form without its secret; only for forms that `is_surely_ours`."""
    generate_csrf()  # sets a new visitor id if there is none, which the code in the e-mail is bound to


def new_visitor_id() -> str | None:
    """Return the visitor id that is set with this response, or None."""
    return session.new_visitor if isinstance(session, FormSecret) else None


def _secret_of(browser_id: str) -> str:
    return hmac.new(browser_id.encode(), b"intro/form/1", sha256).hexdigest()
