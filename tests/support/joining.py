"""How people come in: with an invitation, by its link, by asking."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from intro_app.config import Settings, settings
from intro_app.db import atomic, db
from intro_app.identity.models import Member
from intro_app.joining.invitations import service
from intro_app.joining.invitations.codes import code_of
from intro_app.joining.invitations.models import Invitation
from intro_app.joining.invitations.service import Invited
from intro_app.joining.requests.models import JoinRequest
from intro_app.joining.requests.policy import StaffAnswer
from intro_app.outbox.models import OutboxMessage
from intro_app.text.mailboxes import fingerprint
from intro_app.trust.models import EventKind, TrustEvent
from tests.support.browsing import grouped
from tests.support.forms import form_with
from tests.support.identity_pages import ask, follow, letters, link_in
from tests.support.people import MemberHandle, visitor
from tests.support.received_mail import ReceivedMail

DAY = timedelta(days=1)
OF_A_REQUEST = ("name", "address", "answers", "own_answers", "sentence", "note")
LINE = "You asked last week who could look at your bellows."


def gated(settings: Settings, *ways: str, **more: object) -> Settings:
    """The settings of a site whose gate is set like this."""
    return replace(settings, joining=ways or ("invitation",), **more)  # type: ignore[arg-type]  # any setting


def invite(
    inviter: MemberHandle, address: str, at: datetime, name: str = "Mei Tanaka", line: str = LINE
) -> int:
    """A member invites an address; the id of the invitation."""
    with inviter.app.app_context():
        return service.invite(inviter.member, Invited(address, name, line), at).id


def link_for(bob: MemberHandle, at: datetime, *, places: int = 1, days: int = 7) -> str:
    """A member makes a link; its code."""
    with bob.app.app_context():
        return code_of(service.make_link(bob.member, places=places, days=days, label="the choir", at=at).id)


def letter_with(app: Flask, path: str) -> str:
    """The newest e-mail with a link of this kind."""
    return [letter for letter in letters(app) if f"meet.example.org/{path}/" in letter][-1]


def path_in(letter: str, kind: str) -> str:
    """The path of the link of this kind in an e-mail."""
    found = re.search(rf"https://meet\.example\.org(/{kind}/[\w.\-]+)", letter)
    assert found, letter
    return found[1]


def press(browser: FlaskClient, page: TestResponse, action: str, **typed: object) -> TestResponse:
    """Fill in the form of a page that goes to this path, and send it."""
    return browser.post(action, data=grouped(form_with(page.text, action=action).filled(**typed)))  # type: ignore[arg-type]  # any setting


def accept(app: Flask, path: str, name: str = "Mei Tanaka", *, knows: bool = False) -> TestResponse:
    """Open an invitation from an e-mail and join."""
    browser = visitor(app)
    more = {"knows": "y"} if knows else {}
    return press(browser, browser.get(path), "/i", name=name, **more)


def join_by_link(app: Flask, code: str, address: str, name: str = "Mei Tanaka") -> TestResponse:
    """Open an invitation link, type an address, and join by the link in the e-mail."""
    browser = visitor(app)
    assert press(browser, browser.get(f"/j/{code}"), "/j", email=address).status_code == 303
    return follow(browser, link_in(_newest_to(app, address)), name=name)


def _newest_to(app: Flask, address: str) -> str:
    """The newest e-mail to this address, without reading all others."""
    with app.app_context():
        theirs = select(OutboxMessage.content).where(
            OutboxMessage.mailbox_hash == fingerprint(address, settings().lasting_key)
        )
        newest = db.session.scalars(theirs.order_by(OutboxMessage.posted_at.desc()).limit(1)).one()
        return ReceivedMail("", "", newest or b"").text


def types_address(app: Flask, address: str) -> TestResponse:
    """Type an address on the sign-in page and open the link that comes; the page that answers."""
    browser = visitor(app)
    ask(browser, address)
    return browser.get(link_in(letter_with(app, "l")), follow_redirects=True)


def plant_request(app: Flask, words: dict[str, str], at: datetime) -> None:
    """Somebody has asked to join with these words, and was answered; only admins read them."""
    with app.app_context(), atomic():
        asked = JoinRequest(
            mailbox_hash="planted",
            name=words["name"],
            address=words["address"],
            answers=[["What brings you here?", words["answers"]]],
            own_answers={"x": words["own_answers"]},
            asked_at=at,
            answer_by=at,
            verdict=StaffAnswer.NOT_NOW,
            decided_at=at,
            sentence=words["sentence"],
            note=words["note"],
        )
        db.session.add(asked)


def members(app: Flask) -> set[str]:
    """The addresses of everybody who is here."""
    with app.app_context():
        return set(db.session.scalars(select(Member.email).where(Member.left_at.is_(None))))


def brought(app: Flask) -> list[tuple[int, int | None]]:
    """Who brought whom, as trust knows it: (member, inviter)."""
    with app.app_context():
        facts = db.session.scalars(select(TrustEvent.facts).where(TrustEvent.kind == EventKind.JOINED))
        return [(one["member"], one["inviter"]) for one in facts]


def kept_of(app: Flask, invitation_id: int) -> tuple[str, str, str] | None:
    """What is still stored of an invited person; None once the row is gone."""
    with app.app_context():
        made = db.session.get(Invitation, invitation_id)
        return (made.name, made.address, made.line) if made else None
