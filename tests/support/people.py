"""Alice asks, Bob connects, Carol is asked, Dan moderates, Mallory abuses; all joined by the sign-up page."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intro_app import clock
from intro_app.db import atomic, db
from intro_app.identity import service
from intro_app.identity.models import Member, Passkey, StaffRole
from intro_app.identity.queries import member_by_mailbox
from intro_app.people import service as people_service
from intro_app.trust.service import vouch_for_founder
from intro_app.web.cookies import SESSION, cookie_name


class _Browser(FlaskClient):
    """Flask's own client takes the host from settings that this site does not use."""

    def open(self, *args: Any, **more: Any) -> TestResponse:
        """Ask for a path of the site under the site's own name."""
        if args and isinstance(args[0], str):
            more.setdefault("base_url", self.application.extensions["settings"].base_url)
        return super().open(*args, **more)


def visitor(app: Flask) -> FlaskClient:
    """A browser without scripts, with its own cookie jar; it uses https, so that Secure cookies work."""
    return _Browser(app, app.response_class)


@dataclass(frozen=True)
class MemberHandle:
    """A member, named so that they outlive the context in which they were made."""

    app: Flask
    id: int
    public_id: str
    name: str
    email: str

    @property
    def member(self) -> Member:
        """The row, in whatever application context the test is in."""
        return db.session.get_one(Member, self.id)

    def browser(self, *, by_passkey: bool = False) -> FlaskClient:
        """Return a new browser signed in as this person, by e-mail, or by passkey as staff pages require."""
        browsing, site = visitor(self.app), self.app.extensions["settings"]
        token = self.session(by_passkey=by_passkey)
        with self.app.app_context():
            name, host = cookie_name(SESSION), urlsplit(site.base_url).hostname or ""
        browsing.set_cookie(name, token, domain=host, path="/", secure=site.secure)
        return browsing

    def session(self, *, by_passkey: bool = False) -> str:
        """The secret of a new session of this person's."""
        with self.app.app_context():
            passkey_id = self._new_passkey() if by_passkey else None
            return service.open_session(
                self.member, service.Browser(secret=""), clock.now(), passkey_id=passkey_id
            )

    def becomes(self, role: str) -> "MemberHandle":
        """An operator gives this person a role; all their sessions end."""
        with self.app.app_context():
            service.grant(self.member, StaffRole(role), clock.now())
        return self

    def _new_passkey(self) -> int:
        """A passkey that no device has: good for a session, not for signing in."""
        passkey = Passkey(
            member_id=self.id,
            credential_id=secrets.token_hex(16),
            public_key=b"",
            name="a key",
            added_at=clock.now(),
        )
        with atomic():
            db.session.add(passkey)
            db.session.flush()
            return passkey.id


@dataclass
class People:
    """Everybody; each joins when first called by name, with an open door."""

    app: Flask
    at: datetime

    @cached_property
    def alice(self) -> MemberHandle:
        """She asks."""
        return self.join("Alice Marsh")

    @cached_property
    def bob(self) -> MemberHandle:
        """He connects."""
        return self.join("Bob Keller")

    @cached_property
    def carol(self) -> MemberHandle:
        """She is asked."""
        return self.join("Carol Duarte")

    @cached_property
    def dan(self) -> MemberHandle:
        """He moderates."""
        return self.join("Dan Okafor")

    @cached_property
    def mallory(self) -> MemberHandle:
        """Mallory abuses."""
        return self.join("Mallory Voss")

    def join(self, name: str, email: str = "", *, door_open: bool = True) -> MemberHandle:
        """One more member; without an address, their first name at example.org."""
        email = email or f"{name.split(maxsplit=1)[0].lower()}@example.org"
        with self.app.app_context():
            member = service.join(email, name, self.at)
            if door_open:
                service.set_door(member, service.DoorWishes(visible=True, takes_direct_asks=True))
            return MemberHandle(self.app, member.id, member.public_id, member.name, member.email)

    def recall(self, first_name: str) -> MemberHandle:
        """One of the five who has joined in the database that was laid out."""
        assert first_name not in self.__dict__, f"{first_name} has joined, and is not there any more"
        with self.app.app_context():
            found = member_by_mailbox(f"{first_name}@example.org")
            assert found
            handle = MemberHandle(self.app, found.id, found.public_id, found.name, found.email)
        self.__dict__[first_name] = handle
        return handle

    def know_each_other(self, one: MemberHandle, other: MemberHandle) -> None:
        """Both say that they know the other."""
        with self.app.app_context():
            people_service.say_i_know(one.member, other.member, self.at)
            people_service.say_i_know(other.member, one.member, self.at)

    def vouch_for(self, person: MemberHandle) -> None:
        """An admin vouches for one of the first members, who is in good standing from now on."""
        with self.app.app_context():
            vouch_for_founder(person.id, self.at)
