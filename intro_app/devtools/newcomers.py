"""Samples of the e-mails about coming in."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from intro_app.config import settings
from intro_app.db import db
from intro_app.devtools.cast import Cast
from intro_app.groups import emails as of_groups
from intro_app.groups.models import MemberGroup
from intro_app.joining.invitations import emails
from intro_app.joining.invitations.models import Invitation, InvitationKind
from intro_app.joining.lists import emails as of_lists
from intro_app.joining.lists.models import InvitationList
from intro_app.joining.requests import emails as of_requests
from intro_app.joining.requests.models import JoinRequest
from intro_app.joining.requests.policy import StaffAnswer
from intro_app.organising.founding.emails import founding_ends
from intro_app.organising.settings.emails import opening_waits
from intro_app.outbox import Email
from intro_app.site_settings import SettingProposal


def about_newcomers(who: Cast, at: datetime) -> Iterator[tuple[str, Email]]:
    """Yield each e-mail with its circumstance."""
    group = MemberGroup(name="Class of 2014", made_at=at)
    db.session.add(group)
    db.session.flush()
    yield "", of_groups.group_proof(who.alice, group, at)
    yield "", of_groups.group_ended(who.alice, group, at)
    made = Invitation(
        kind=InvitationKind.ADDRESS,
        inviter_id=who.bob.id,
        name="Mei Tanaka",
        address="mei@sample.example",
        line="You asked last week who could look at your bellows. Several people here could.",
        made_at=at,
        until=at + timedelta(days=30),
    )
    link = Invitation(
        kind=InvitationKind.LINK,
        inviter_id=who.bob.id,
        line="the choir",
        code_hash="sample",
        made_at=at - timedelta(days=9),
        until=at,
    )
    db.session.add_all([made, link])
    db.session.flush()
    yield from _requests(who, at)
    yield from _lists(who, made)
    yield "", emails.invitation(made, who.bob, f"{settings().base_url}/i/sample", locale="")
    yield "", emails.invitation_accepted(who.bob, who.alice, made)
    yield "by e-mail", emails.invitation_wanted(who.bob, made, "Mei Tanaka", at)
    yield "by link", emails.invitation_wanted(who.bob, link, "Mei Tanaka", at)


def _lists(who: Cast, made: Invitation) -> Iterator[tuple[str, Email]]:
    listed = InvitationList(staff_id=who.dan.id, made_at=made.made_at)
    listed.id = 1
    made.source = "You gave us your address when you graduated in 2014."
    yield "", of_lists.invitation_from_list(made, f"{settings().base_url}/i/sample", locale="")
    yield "", of_lists.invitation_list_stopped(who.dan, listed, 5)


def _requests(who: Cast, at: datetime) -> Iterator[tuple[str, Email]]:
    asked = JoinRequest(
        mailbox_hash="sample",
        address="mei@sample.example",
        name="Mei Tanaka",
        answers=[["What brings you here?", "Bellows, and the people who can mend them."]],
        asked_at=at,
        answer_by=at + timedelta(days=7),
    )
    db.session.add(asked)
    db.session.flush()
    page = f"{settings().base_url}/q/sample"
    yield "", of_requests.join_request_received(asked, page)
    yield "", of_requests.join_request_unread(asked, page)
    yield "", of_requests.join_request_let_in(asked, page, at)
    asked.verdict, asked.decided_at = StaffAnswer.NOT_NOW, at
    asked.sentence = "We take new people in spring and autumn."
    yield "", of_requests.join_request_not_now(asked, page)
    yield "", of_requests.join_requests_first(who.dan, "1")
    yield "one", of_requests.join_requests_waiting(who.dan, "1", 1)
    yield "many", of_requests.join_requests_waiting(who.dan, "1", 4)
    yield "", founding_ends(who.dan, at + timedelta(days=7), 3)
    proposal = SettingProposal(
        part="gate",
        texts={"joining": "invitation,open"},
        applies_at=at + timedelta(days=1),
    )
    db.session.add(proposal)
    db.session.flush()
    yield "own", opening_waits(who.dan, who.dan, proposal)
    yield "of another", opening_waits(who.dan, who.bob, proposal)
    yield "all done", founding_ends(who.dan, at + timedelta(days=7), 0)
