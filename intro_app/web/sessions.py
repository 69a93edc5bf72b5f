"""Binds every form to the session, or to the visitor, without a cookie of its own.

Flask-WTF keeps a secret in Flask's session and compares forms with it. Here that session is empty
but for this secret, and the secret follows from an id the browser holds anyway (ADR 0005).
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
from intro_app.web.access import entry_asked, id_of_reader

_FIELD = "csrf_token"

protection = CSRFProtect()


class FormSecret(dict[str, object], SessionMixin):
    """The session of one request: it holds the secret that forms are compared with, and nothing else."""

    new_visitor: str | None = None

    def __getitem__(self, key: str) -> object:
        """Return the secret; a member's form also names its owner, for when the session is over."""
        reader = id_of_reader()
        return f"{super().__getitem__(key)}.{reader}" if reader else super().__getitem__(key)

    def __setitem__(self, key: str, value: object) -> None:
        """Flask-WTF found no secret and wants to keep a random one: start a visitor's id instead."""
        if key != _FIELD:
            raise TypeError("Flask's session is not used here: keep it in the database")
        self.new_visitor = secrets.token_urlsafe(24)
        super().__setitem__(_FIELD, _secret_of(self.new_visitor))


class BoundSession(SessionInterface):
    """Derives the form secret from the cookies of section 4.2; sets `pre` when a form was made for a visitor."""

    def open_session(self, _app: Flask, request: Request) -> FormSecret:
        """The secret of whoever sends this request, none for a visitor who was shown no form yet."""
        known = cookies.session_id(request) or cookies.pre_id(request)
        return FormSecret({_FIELD: _secret_of(known)} if known else {})

    def save_session(self, _app: Flask, session: SessionMixin, response: Response) -> None:
        """Hand a new visitor their id, but never on a token page: those work without cookies."""
        entry = entry_asked()
        keeps_secret = entry is not None and entry.csrf
        if isinstance(session, FormSecret) and session.new_visitor and keeps_secret:
            cookies.set_pre(response, session.new_visitor)


def init_app(app: Flask) -> None:
    """Turn on CSRF protection; the entry rules say when it is asked."""
    settings: Settings = app.extensions["settings"]
    app.session_interface = BoundSession()
    app.config.update(
        WTF_CSRF_SECRET_KEY=list(settings.secret_keys),  # oldest first; the last one signs
        WTF_CSRF_TIME_LIMIT=None,  # a form is good for as long as the session it is bound to
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer, which no-referrer pages do not send
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    protection.init_app(app)


def check_form() -> None:
    """Refuse a POST whose form we did not make for this browser. Raises CSRFError (400)."""
    if request.method == "POST":
        protection.protect()


def writer_of(secret: str) -> str:
    """The public id of the member for whom the form with this secret was made, also long ago; empty: nobody known."""
    return read_form_secret(secret).partition(".")[2]


def take_as_ours() -> None:
    """Take a visitor's form without its secret; only where the browser itself says that the form was ours."""
    g.csrf_valid = True
    generate_csrf()  # whoever has no id any more gets a new one, which the code in the e-mail is bound to


def new_visitor_id() -> str | None:
    """The id that whoever sent this request is given with the answer."""
    return session.new_visitor if isinstance(session, FormSecret) else None


def _secret_of(browser_id: str) -> str:
    return hmac.new(browser_id.encode(), b"intro/form/1", sha256).hexdigest()
