"""What an archive holds is what the database holds, field by field."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app import clock
from intro_app.community.gatherings.models import Gathering
from intro_app.config import Settings
from intro_app.db import db
from intro_app.devtools.story import tell
from intro_app.followups.models import FollowUpReply, Thanks
from intro_app.identity.models import Member
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.moderation import service
from intro_app.moderation.service import Review
from intro_app.moderation.stages import AppealOutcome
from intro_app.people.models import Block, BlockKind, StoppableAct
from intro_app.privacy.archives import contents
from intro_app.trust import service as trust
from intro_app.trust.events import Severity, Upheld
from tests.support.archive_rows import rows_held_against
from tests.support.community import Village
from tests.support.moderation import DAY, UPHELD, Court, decide
from tests.support.people import MemberHandle, People


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The story is told only where no mail leaves."""
    return replace(settings, smtp_url="")


def test_the_archives_of_the_five_are_what_the_database_holds(app: Flask) -> None:
    with app.app_context():
        tell(clock.now())
        for member in db.session.scalars(select(Member)).all():
            rows_held_against(member, clock.now())


def test_a_share_of_somebody_elses_report_does_not_say_how_grave_it_was(
    app: Flask, people: People, at: datetime
) -> None:
    bob, mallory = people.bob, people.mallory
    with app.app_context():
        trust.record(Upheld(at, 1, mallory.id, Severity.GRAVE, connector=bob.id), at)
        carried, own = (contents(one.member, at)["trust"][-1] for one in (bob, mallory))
        assert (carried["why"], carried["harm"]) == ("vouched", None)
        assert (own["why"], own["harm"]) == ("offended", 10.0)


def test_what_is_no_simple_row_is_what_the_database_holds_too(app: Flask) -> None:
    """Letters, answers, consents, follow-ups and notes of the five, field by field."""
    with app.app_context():
        tell(clock.now())
        seen = 0
        for member in db.session.scalars(select(Member)).all():
            whole = contents(member, clock.now())
            for one in whole["introductions"]:
                stored = db.session.scalars(
                    select(Introduction).where(Introduction.public_id == one["id"])
                ).one()
                seen += _agrees(one, stored, member)
            blocked = select(Block).where(Block.blocker_id == member.id, Block.kind == BlockKind.PERSON)
            assert len(whole["people_i_block"]) >= len(db.session.scalars(blocked).all())
        assert seen > 5, "the story has introductions of every kind"


def _agrees(one: dict[str, Any], stored: Introduction, member: Member) -> bool:
    """Hold one exported introduction against its rows; return whether the member wrote something in it."""
    role = stored.role_of(member)
    assert role is not None
    assert (one["my_role"], one["way"], one["sent_at"]) == (role, stored.way, stored.sent_at)
    assert one["my_letter"] == (stored.text if role is stored.author_role else None)
    assert one["my_endorsement"] == (stored.endorsement if role is Role.CONNECTOR else None)
    given = [consent for consent in stored.consents if consent.role is role]
    assert [consent["given_at"] for consent in one["my_consents"]] == [consent.given_at for consent in given]
    assert [consent["shares"] for consent in one["my_consents"]] == [list(c.shares) for c in given]
    ask = stored.ask_of(role)
    assert (one["my_answer"] and one["my_answer"]["answer"]) == (ask and ask.answer)
    reply = db.session.scalar(
        select(FollowUpReply).where(FollowUpReply.introduction_id == stored.id, FollowUpReply.role == role)
    )
    assert (one["my_follow_up"] and one["my_follow_up"]["worth"]) == (reply and reply.worth)
    notes = select(Thanks.words).where(Thanks.introduction_id == stored.id, Thanks.from_role == role)
    assert sorted(note["words"] for note in one["my_thanks"]) == sorted(db.session.scalars(notes))
    return bool(given or ask)


def test_a_case_is_told_as_on_its_page(held: Court, erin: MemberHandle) -> None:
    alice, carol, at = held.people.alice, held.people.carol, held.at
    ruling = replace(UPHELD, stops=[StoppableAct.HOSTING], stop_days=20)
    with held.app.app_context():
        assert contents(alice.member, at)["my_cases"] == []
        decide(held, at, ruling)
        service.appeal(held.case_id, Role.FIRST, "It was agreed.", at=at + 12 * DAY)
        stands = Review(outcome=AppealOutcome.UPHELD, reasons="It was three times.")
        service.review(held.case_id, stands, erin.member, at=at + 13 * DAY)
        (mine,), (theirs,) = (contents(one.member, at + 14 * DAY)["my_cases"] for one in (alice, carol))
        decision = held.case.decision
        assert decision
        assert mine["what_was_reported"] == held.case.allegation
        assert mine["decision"] == {
            "outcome": decision.outcome,
            "rule": decision.rule,
            "why": decision.facts,
            "at": decision.in_force_at,
            "overturned_at": None,
            "took_down": False,
            "severity": Severity.MODERATE,
            "stops": ["hosting"],
            "stops_until": at + 31 * DAY,
        }
        assert mine["my_appeal_ended"]["why"] == "It was three times."
    assert theirs["decision"]["why"] == UPHELD.facts_for_reporters
    assert not {"severity", "stops"} & set(theirs["decision"])
    assert (theirs["what_was_reported"], theirs["my_appeal_ended"]) == ("", None)


def test_what_a_host_wrote_about_circles_and_gatherings_is_theirs(
    app: Flask, people: People, at: datetime
) -> None:
    village = Village(app, people, at)
    village.pays(people.alice)
    circle = village.circle(people.alice, people.carol)
    village.gathering(circle, people.alice, about="Bring a lamp.")
    with app.app_context():
        mine, other = (contents(one.member, at) for one in (people.alice, people.carol))
        stored = db.session.scalars(select(Gathering)).one()
        (planned,) = mine["gatherings_i_host"]
        assert planned.pop("picture") is None
        assert planned == {name: getattr(stored, name) for name in planned}
        assert planned["about"] == "Bring a lamp."
        assert [one["about"] for one in mine["circles_i_host"]] == ["We **mend** pipes."]
        assert other["gatherings_i_host"] == other["circles_i_host"] == []
