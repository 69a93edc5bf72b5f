"""Who invited a member, or came by them, doesn't decide about them; whom the site invited is nobody's."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app.joining.invitations.models import OF_MEMBERS, InvitationKind
from intro_app.organising.suspensions import service
from intro_app.organising.suspensions.calling import tell_judges_daily
from intro_app.organising.suspensions.policy import SuspensionRefusal
from intro_app.organising.suspensions.queries import open_appeals
from intro_app.organising.suspensions.service import SuspensionRefused
from tests.support.joining import press
from tests.support.mail_server import Mailbox
from tests.support.organising import account_of, opens
from tests.support.people import MemberHandle, People
from tests.support.suspending import came_by, suspended

DAY = timedelta(days=1)
WORDS = "We read all of it once more, and it stands."


@pytest.fixture(autouse=True)
def hosts(people: People) -> None:
    """Dan and Bob look after the members."""
    people.dan.becomes("host")
    people.bob.becomes("host")


def appealed(app: Flask, people: People, at: datetime) -> int:
    found = suspended(app, people.mallory, people.dan, at)
    with app.app_context():
        assert service.appeal(found, "It was one letter to each of two people.", at)
    return found


def is_suspended(app: Flask, one: MemberHandle) -> bool:
    with app.app_context():
        return one.member.suspended


def waits_for(app: Flask, host: MemberHandle, at: datetime) -> bool:
    with app.app_context():
        return bool(open_appeals(host.member.id, at))


def refusal_of(app: Flask, found: int, host: MemberHandle, at: datetime) -> SuspensionRefusal:
    with app.app_context(), pytest.raises(SuspensionRefused) as refused:
        service.judge(found, WORDS, host.member, at, overturns=False)
    assert isinstance(refused.value.refusal, SuspensionRefusal)
    return refused.value.refusal


@pytest.mark.parametrize("kind", OF_MEMBERS)
def test_nobody_suspends_whom_they_invited_or_by_whom_they_came(
    app: Flask, people: People, at: datetime, kind: InvitationKind
) -> None:
    came_by(app, people.mallory, people.dan, at, kind)
    came_by(app, people.bob, people.mallory, at, kind)
    for host in (people.dan, people.bob):
        with pytest.raises(SuspensionRefused):
            suspended(app, people.mallory, host, at)


@pytest.mark.parametrize("kind", [one for one in InvitationKind if one.is_of_the_site])
def test_staff_suspend_whom_the_site_invited_by_a_list_a_link_or_a_pass_of_theirs(
    app: Flask, people: People, at: datetime, kind: InvitationKind
) -> None:
    came_by(app, people.mallory, people.dan, at, kind)
    suspended(app, people.mallory, people.dan, at)
    assert is_suspended(app, people.mallory)


def test_the_inviter_does_not_judge_the_appeal_and_does_not_see_it_wait(
    app: Flask, people: People, at: datetime
) -> None:
    erin = people.join("Erin Foley").becomes("host")
    came_by(app, people.mallory, people.bob, at, InvitationKind.ADDRESS)
    found = appealed(app, people, at)
    assert refusal_of(app, found, people.bob, at) is SuspensionRefusal.TOO_NEAR
    assert refusal_of(app, found, people.dan, at + 3 * DAY) is SuspensionRefusal.SAME_JUDGE
    waiting = [waits_for(app, one, at + 3 * DAY) for one in (people.bob, people.dan, erin)]
    assert waiting == [False, False, True]
    with app.app_context():
        service.judge(found, WORDS, erin.member, at + DAY, overturns=False)


def test_where_nobody_else_is_left_both_may_judge_after_two_days(
    app: Flask, people: People, mailbox: Mailbox, at: datetime
) -> None:
    came_by(app, people.mallory, people.bob, at, InvitationKind.LINK)
    found = appealed(app, people, at)
    for host in (people.bob, people.dan):
        assert refusal_of(app, found, host, at + DAY) is SuspensionRefusal.TOO_SOON
        assert not waits_for(app, host, at + DAY)
        assert waits_for(app, host, at + 2 * DAY)
    with app.app_context():
        tell_judges_daily(at + 3 * DAY)
    mailbox.deliver(at + 3 * DAY)
    called = {one.to for one in mailbox.letters if "An appeal" in one.subject}
    assert called == {people.bob.email, people.dan.email}


@pytest.mark.one_database
def test_the_inviter_is_told_before_writing_that_somebody_else_decides(app: Flask, people: People) -> None:
    mallory, bob = people.mallory, people.bob.browser(by_passkey=True)
    opens(bob, mallory)
    assert f"{account_of(mallory)}/suspend" in bob.get(account_of(mallory)).text
    came_by(app, mallory, people.bob, people.at, InvitationKind.ADDRESS)
    page = bob.get(account_of(mallory)).text
    assert "someone else has to suspend or remove this account" in page
    assert f"{account_of(mallory)}/suspend" not in page
    suspended(app, mallory, people.dan, people.at)
    page = bob.get(account_of(mallory)).text
    assert "Someone else has to decide this" in page
    assert f"{account_of(mallory)}/lift" not in page


@pytest.mark.one_database
def test_the_inviter_does_not_end_a_suspension_from_a_page_that_is_open(app: Flask, people: People) -> None:
    suspended(app, people.mallory, people.dan, people.at)
    bob, path = people.bob.browser(by_passkey=True), account_of(people.mallory)
    opens(bob, people.mallory)
    page = bob.get(path)
    came_by(app, people.mallory, people.bob, people.at, InvitationKind.ADDRESS)
    answer = press(bob, page, f"{path}/lift", words="They are a friend of mine.")
    assert answer.status_code == 409
    assert "One of you invited the other" in answer.text
    assert is_suspended(app, people.mallory)
