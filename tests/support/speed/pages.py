"""The ten pages, each asked for by whoever reads it most."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intro_app.db import db
from intro_app.devtools.multiplying import copy_rows
from intro_app.identity.models import Member
from intro_app.introductions.emails import answer_link
from intro_app.introductions.models import Ask
from tests.support.people import MemberHandle, visitor

OF_AN_INTRODUCTION = {
    "introduction": "id",
    "ask": "introduction_id",
    "consent": "introduction_id",
    "follow_up": "introduction_id",
    "follow_up_reply": "introduction_id",
}


def with_twenty(name: str) -> None:
    """What one introduction came to, eighteen of somebody's came to; they wait for an answer to two."""
    theirs = f"introduction JOIN member ON member.id = first_id WHERE name = '{name}'"
    first = f"SELECT min(introduction.id) FROM {theirs}"
    for table, column in OF_AN_INTRODUCTION.items():
        copy_rows(table, f"{table}.{column} = ({first})", frozenset({"id", "introduction_id"}), 17)


def pages_of(site: Flask, at: datetime) -> dict[str, Callable[[], object]]:
    """Return what asks for each page."""
    alice, bob, carol, greta = (_member(site, name) for name in ("Alice", "Bob", "Carol", "Greta"))
    asked = db.session.scalars(select(Ask).where(Ask.member_id == greta.id, Ask.answer.is_(None))).one()
    answering = answer_link(asked, at).removeprefix(site.extensions["settings"].base_url)
    hers, his, nobodys = alice.browser(), bob.browser(), visitor(site)
    return {
        "front page": _gets(nobodys, "/"),
        "me": _gets(hers, "/me"),
        "people, the list": _gets(hers, "/people"),
        "people, a search": _gets(hers, "/people?find=leather"),
        "a person": _gets(hers, f"/people/{carol.public_id}"),
        "my introductions, 20": _gets(hers, "/introductions"),
        "an introduction": _gets(hers, f"/introductions/{asked.introduction.public_id}"),
        "to answer": _gets(nobodys, answering),
        "to ask": _gets(hers, f"/ask/{carol.public_id}"),
        "people I know": _gets(his, "/me/acquaintances"),
    }


def _gets(browser: FlaskClient, path: str) -> Callable[[], object]:
    def act() -> None:
        answer = browser.get(path)
        assert answer.status_code == 200, (path, answer.status)

    return act


def _member(site: Flask, first_name: str) -> MemberHandle:
    theirs = select(Member).where(Member.name.startswith(f"{first_name} ")).order_by(Member.id).limit(1)
    found = db.session.scalars(theirs).one()
    return MemberHandle(site, found.id, found.public_id, found.name, found.email)
