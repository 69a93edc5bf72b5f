"""A restore undoes neither what invited people and applicants ended, nor what staff decided."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from intro_app import clock
from intro_app.db import atomic, db
from intro_app.groups.models import GroupMembership
from intro_app.groups.service import remove_from_group
from intro_app.identity.models import Member, Suspension
from intro_app.joining.invitations.models import Invitation, InvitationKind
from intro_app.joining.requests.models import JoinRequest
from intro_app.joining.requests.policy import StaffAnswer
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Case
from intro_app.moderation.service.deciding import enforce, write
from intro_app.moderation.service.reporting_subjects import SubjectComplaint, report_subject
from intro_app.organising.suspensions import service as suspensions
from intro_app.people.models import StoppableAct
from intro_app.people.stops import is_stopped
from intro_app.reportable import SubjectKind, source_of
from intro_app.trust.models import Freeze
from intro_app.trust.service import freeze
from tests.support.groups import joins, made_by
from tests.support.moderation import UPHELD
from tests.support.restoring import RestoringOperator
from tests.support.story import Somebody, Story
from tests.support.suspending import WORDS, suspended

pytestmark = [pytest.mark.both_databases, pytest.mark.changes_app]

MEI = "mei@elsewhere.example"


def _restores(story: Story, operator: RestoringOperator, happens: Callable[[datetime], object]) -> None:
    """Something happens after the backup, then the database is lost."""
    operator.backs_up()
    with story.app.app_context():
        happens(clock.now())
    operator.works()
    assert "✗" not in (said := operator.restores()), said
    operator.opens_for(story)


def _invited(at: datetime, bob: Somebody) -> int:
    assert bob.person
    with atomic():
        made = Invitation(
            kind=InvitationKind.ADDRESS,
            inviter_id=bob.person.id,
            name="Mei",
            address=MEI,
            mailbox_hash="of-mei",
            made_at=at,
            until=at + timedelta(days=7),
        )
        db.session.add(made)
    return made.id


def _applied(at: datetime) -> int:
    with atomic():
        made = JoinRequest(
            mailbox_hash="of-mei", name="Mei", address=MEI, answers=[], asked_at=at, answer_by=at
        )
        db.session.add(made)
    return made.id


def test_an_invitation_that_was_refused_stays_so_and_its_address_erased(
    story: Story, operator: RestoringOperator, bob: Somebody
) -> None:
    with story.app.app_context():
        made_id = _invited(clock.now(), bob)

    def refuses(at: datetime) -> None:
        with atomic():
            made = db.session.get_one(Invitation, made_id)
            made.refused_at, made.address = at, ""

    _restores(story, operator, refuses)
    with operator.app.app_context():
        made = db.session.get_one(Invitation, made_id)
        assert (made.address, made.is_open(clock.now())) == ("", False)
        assert made.state(clock.now()).value == "waiting"  # its maker sees no difference


@pytest.mark.parametrize("verdict", [StaffAnswer.NOT_NOW, None])
def test_a_request_to_join_stays_answered_or_taken_back(
    story: Story, operator: RestoringOperator, bob: Somebody, verdict: StaffAnswer | None
) -> None:
    with story.app.app_context():
        made_id = _applied(clock.now())

    def ends(at: datetime) -> None:
        with atomic():
            made = db.session.get_one(JoinRequest, made_id)
            if verdict is None:
                db.session.delete(made)
            else:
                made.verdict, made.decided_at = verdict, at
                made.forget_applicant()

    _restores(story, operator, ends)
    with operator.app.app_context():
        made = db.session.get(JoinRequest, made_id)
        assert (made and (made.verdict, made.address, made.name)) == (verdict and (verdict, "", ""))


def test_a_suspension_stands_again_without_its_words(
    story: Story, operator: RestoringOperator, alice: Somebody, bob: Somebody
) -> None:
    assert alice.person
    assert bob.person
    bob.person.becomes("host")
    asked = alice.asks(to=bob)
    who, staff = alice.person, bob.person
    _restores(story, operator, lambda at: suspended(story.app, who, staff, at))
    with operator.app.app_context():
        assert db.session.get_one(Member, alice.person.id).suspended
        (found,) = db.session.scalars(select(Suspension)).all()
        assert found.stands
        assert WORDS not in found.words
        assert "restored from a backup" in found.words
    assert asked


def test_a_suspension_that_was_lifted_is_not_back(
    story: Story, operator: RestoringOperator, alice: Somebody, bob: Somebody
) -> None:
    assert alice.person
    assert bob.person
    bob.person.becomes("host")
    made_id = suspended(story.app, alice.person, bob.person, clock.now())
    staff = bob.person
    _restores(story, operator, lambda at: suspensions.lift(made_id, "It was a mistake.", staff.member, at))
    with operator.app.app_context():
        assert not db.session.get_one(Member, alice.person.id).suspended
        assert not db.session.get_one(Suspension, made_id).stands


def test_a_pause_of_new_requests_goes_on(
    story: Story, operator: RestoringOperator, alice: Somebody, bob: Somebody
) -> None:
    assert alice.person
    id_ = alice.person.id
    _restores(story, operator, lambda at: freeze(id_, at + timedelta(days=7), at))
    with operator.app.app_context():
        assert db.session.get(Freeze, id_)


def test_whoever_staff_removed_from_a_group_is_not_back_in_it(
    story: Story, operator: RestoringOperator, alice: Somebody, bob: Somebody
) -> None:
    assert alice.person
    assert bob.person
    staff, id_ = bob.person.becomes("host"), alice.person.id
    _, code = made_by(staff, clock.now())
    joins(alice.person.browser(), code)
    with story.app.app_context():
        group = db.session.scalars(select(GroupMembership.group_id)).one()

    _restores(story, operator, lambda at: remove_from_group(group, id_, staff.member, at))
    with operator.app.app_context():
        found = db.session.scalars(select(GroupMembership)).one()
        assert found.removed
        assert found.ended_at


TAKEN_DOWN = replace(UPHELD, removes=True, stops=(StoppableAct.HOSTING,), stop_days=7)


def _reported(about: Somebody, by: Somebody, at: datetime) -> Case:
    assert by.person
    source = source_of(SubjectKind.PROFILE)
    assert source
    subject = source.seen_by(about.public_id, by.person.id, at)
    assert subject
    complaint = SubjectComplaint(grounds=Grounds.HARASSMENT, text="This is foul.")
    return report_subject(SubjectKind.PROFILE, subject, complaint, by.person.member, at=at)


def _decided(moderator: Somebody, at: datetime) -> None:
    """The profile is taken down, and its owner may not host for a week."""
    assert moderator.person
    with atomic():
        case = db.session.scalars(select(Case)).one()
        case.unheard_because = "It is plain."
        enforce(case, write(case, TAKEN_DOWN, moderator.person.member, at), at)


@pytest.mark.parametrize("is_in_backup", [False, True])
def test_what_a_lost_decision_took_down_stays_down_unless_its_case_is_open_again(
    story: Story, operator: RestoringOperator, bob: Somebody, carol: Somebody, is_in_backup: bool
) -> None:
    assert carol.person
    id_ = carol.person.id
    with story.app.app_context():
        with atomic():
            db.session.get_one(Member, id_).headline = "Foul headline"
        if is_in_backup:
            _reported(carol, bob, clock.now())

    def moderators_decide(at: datetime) -> None:
        if not is_in_backup:
            _reported(carol, bob, at)
        _decided(bob, at)

    _restores(story, operator, moderators_decide)
    with operator.app.app_context():
        there = db.session.get_one(Member, id_)
        assert (there.headline == "Foul headline") is is_in_backup
        assert is_stopped(id_, StoppableAct.HOSTING, clock.now()) is not is_in_backup
        assert len(db.session.scalars(select(Case)).all()) == int(is_in_backup)
