"""Finds the member behind a request: one cookie, one statement, once a request."""

from dataclasses import dataclass
from datetime import datetime

from flask import Flask, Request, request
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import update

from intro_app import clock
from intro_app.accounts.codes import hashed
from intro_app.accounts.models import Member, Session
from intro_app.accounts.queries import session_and_member
from intro_app.accounts.service import Browser
from intro_app.db import atomic, db
from intro_app.errors import BusyError
from intro_app.web import cookies


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """Who is signed in, and by which session."""

    member: Member
    session_hash: str

    @property
    def locale(self) -> str:
        """The language the member reads."""
        return self.member.locale

    @property
    def time_zone(self) -> str:
        """The zone the member's clock is in; empty: the site's own."""
        return self.member.time_zone


def init_app(app: Flask) -> None:
    """Let Flask-Login ask us; its own cookies, context processor and protection stay unused."""
    manager = LoginManager()
    manager.session_protection = None
    manager.init_app(app, add_context_processor=False)
    manager.request_loader(_load)


def current_member() -> Member:
    """The member who sent this request; only for pages that let nobody else in."""
    return _signed_in().member


def current_session_hash() -> str:
    """What is kept of the id of this browser's session."""
    return _signed_in().session_hash


def browser() -> Browser:
    """The browser that sent this request: the id its forms are bound to, its kind, its session."""
    session = cookies.session_id(request) or ""
    return Browser(
        secret=session or cookies.pre_id(request) or "",
        device=device_words(request.user_agent.string),
        session=session,
    )


def device_words(agent: str) -> str:
    """The family of a browser and its system, such as `Firefox on Linux`; nothing finer is kept."""
    browsers = {"Firefox/": "Firefox", "Edg/": "Edge", "OPR/": "Opera", "Chrome/": "Chrome", "Safari/": "Safari"}
    systems = {
        "Android": "Android",
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Windows": "Windows",
        "Mac OS X": "Mac",
        "Linux": "Linux",
    }
    family = next((name for mark, name in browsers.items() if mark in agent), "")
    system = next((name for mark, name in systems.items() if mark in agent), "")
    return " on ".join(filter(None, (family, system)))


def _signed_in() -> SignedIn:
    found: SignedIn = current_user._get_current_object()
    return found


def _load(request: Request) -> SignedIn | None:
    token = cookies.session_id(request)
    found = session_and_member(hashed(token)) if token else None
    if found is None or found[0].is_over(at := clock.now()):
        return None
    session, member = found
    signed_in = SignedIn(member, session.id_hash)
    if session.seen_on != at.date():
        _note_seen(session.id_hash, at)
    return signed_in


def _note_seen(id_hash: str, at: datetime) -> None:
    """Once a day; a session that was ended meanwhile is not revived, and a busy database may miss a day."""
    try:
        with atomic():
            db.session.execute(update(Session).where(Session.id_hash == id_hash).values(seen_on=at.date()))
    except BusyError:
        return
