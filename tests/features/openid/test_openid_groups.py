"""Groups of a real OpenID provider: what a claim gives and takes, and what it leaves alone."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.db import db
from intro_app.groups.models import GroupMembership, GroupSource, MemberGroup
from intro_app.groups.service import add_by_hand, leave_group, make_group, remove_from_group
from intro_app.identity.models import Member
from tests.support.openid_pages import ANA, go, joins, owner_id, settings_with
from tests.support.openid_provider import RunningProvider
from tests.support.people import MemberHandle, People, visitor

pytestmark = pytest.mark.xdist_group("openid")

IN = "/introductions"
UNPROVED = [{}, {"email_verified": False}, {"email_verified": "false"}, {"email_verified": "true"}]


def test_groups_follow_the_claim_and_what_staff_gave_stays(
    app: Flask, provider: RunningProvider, people: People, at: datetime
) -> None:
    settings_with(app, provider.as_configured(scopes="openid email groups", groups=MAPPING))
    dan = people.dan.becomes("admin")
    board, choir = (_group(app, dan, name, at) for name in ("Board", "Choir"))

    def signs_in_with(**said: Any) -> set[str]:
        provider.knows(ana=ANA | said)
        client = visitor(app)
        if go(client, provider, "ana").location == "/sign-in/connect":
            joins(client)
        return _groups(app)

    assert signs_in_with(groups=["b", "sing", "unknown"]) == {"Board", "Choir"}
    assert signs_in_with() == {"Board", "Choir"}, "absent is not empty"
    assert signs_in_with(groups={"b": 1}) == {"Board", "Choir"}, "nor is what nobody understands"
    assert signs_in_with(groups="sing") == {"Choir"}, "a text is a list of one"
    with app.app_context():
        add_by_hand(board, dan.member, db.session.get_one(Member, owner_id(app)), at)
    assert signs_in_with(groups=[]) == {"Board"}, "by hand, not by the claim"
    assert signs_in_with(groups=["sing"]) == {"Board", "Choir"}
    with app.app_context():
        leave_group(db.session.get_one(Member, owner_id(app)), db.session.get_one(MemberGroup, choir))
    assert signs_in_with(groups=["sing"]) == {"Board"}, "who has left is not fetched back"
    with app.app_context():
        remove_from_group(board, owner_id(app) or 0, dan.member, at)
    assert signs_in_with(groups=["b", "sing"]) == set(), "nor whom staff removed"


MAPPING = (("b", "Board"), ("sing", "Choir"), ("other", "No such group"))


def _group(app: Flask, staff: MemberHandle, name: str, at: datetime) -> int:
    with app.app_context():
        return make_group(staff.member, name, takes_requests=False, at=at).id


def _groups(app: Flask) -> set[str]:
    with app.app_context():
        there = select(MemberGroup.name).join(GroupMembership).where(GroupMembership.ended_at.is_(None))
        assert GroupSource.PROVIDER
        return set(db.session.scalars(there))
