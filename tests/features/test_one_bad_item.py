"""One item that can never succeed, between others: these go on, and the doctor names it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from werkzeug import Request, Response

from intro_app import periodic
from intro_app.audit.service import note
from intro_app.community.gatherings.models import GatheringVisitor
from intro_app.community.visiting.service import forget_visitors
from intro_app.db import atomic, db
from intro_app.identity.models import AddressChange
from intro_app.identity.service import forget_addresses
from intro_app.joining.lists.models import InvitationList
from intro_app.joining.lists.policy import LIST_LASTS
from intro_app.joining.lists.service import forget_lists
from intro_app.joining.requests.models import JoinRequest
from intro_app.joining.requests.service import forget_requests, tell_unread
from intro_app.journal.service import write_down
from intro_app.memberships.models import Membership
from intro_app.memberships.service.periodic import reconcile_nightly
from intro_app.organising.settings.proposals import apply_due
from intro_app.organising.settings.queries import PROPOSED
from intro_app.outbox.models import OutboxMessage
from intro_app.profile_links import service as profile_links
from intro_app.profile_links.fetching import set_fetcher
from intro_app.profile_links.models import ProfileLink
from intro_app.site_settings import SettingProposal
from tests.support.community import Village, found_gathering
from tests.support.http_server import served
from tests.support.people import People

pytestmark = pytest.mark.changes_app

DAY = timedelta(days=1)


def spoil(table: str, column: str, number: int) -> None:
    """Damage a sealed value, so that it does not open any more."""
    with atomic():
        db.session.execute(text(f"UPDATE {table} SET {column} = '1.spoilt' WHERE id = {number}"))
    db.session.expire_all()


def failing() -> list[tuple[str, int]]:
    """What the doctor names."""
    return [(one.job, one.item) for one in periodic.failing()]


def request(number: int, at: datetime, decided_at: datetime | None = None) -> JoinRequest:
    """Somebody who asked to join."""
    address = f"mei{number}@example.net"
    return JoinRequest(
        mailbox_hash=address,
        address=address,
        name="Mei",
        answers=[["Why?", "Bellows."]],
        asked_at=at,
        answer_by=at,
        decided_at=decided_at,
    )


def three_requests(at: datetime, decided_at: datetime | None = None) -> list[int]:
    """Three of them, the second of whom cannot be read any more."""
    with atomic():
        asked = [request(number, at, decided_at) for number in range(3)]
        db.session.add_all(asked)
        db.session.flush()
        ids = [one.id for one in asked]
    for column in ("name", "address"):
        spoil("join_request", column, ids[1])
    return ids


def test_applicants_whom_nobody_answered_are_told_beside_one_who_cannot_be(app: Flask, at: datetime) -> None:
    with app.app_context():
        ids = three_requests(at)
        tell_unread(at + 15 * DAY)
        assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 2
        assert failing() == [("joining.tell_unread", ids[1])]


def test_words_of_applicants_are_erased_whether_they_open_or_not(app: Flask, at: datetime) -> None:
    with app.app_context():
        three_requests(at, decided_at=at)
        forget_requests(at + 31 * DAY)
        left = db.session.execute(text("SELECT name, address, answers FROM join_request")).all()
        assert [tuple(one) for one in left] == [("", "", None)] * 3


def test_the_journal_goes_on_beside_an_applicant_whose_name_does_not_open(app: Flask, at: datetime) -> None:
    with app.app_context():
        ids = three_requests(at)
        write_down(at)
        with atomic():
            answered = update(JoinRequest).where(JoinRequest.id.in_(ids))
            db.session.execute(answered.values(verdict="not_now", decided_at=at))
        assert write_down(at) == 3
        assert write_down(at) == 0


def test_lists_of_invitations_end_whether_their_words_open_or_not(
    app: Flask, people: People, at: datetime
) -> None:
    dan = people.dan.id
    with app.app_context():
        with atomic():
            lists = [
                InvitationList(staff_id=dan, line="Come.", made_at=at, confirmed_at=at, next_at=at)
                for _number in range(3)
            ]
            db.session.add_all(lists)
            db.session.flush()
            bad = lists[1].id
        spoil("invitation_list", "line", bad)
        forget_lists(at + LIST_LASTS)
        ended = select(func.count()).where(InvitationList.finished_at.is_not(None))
        assert db.session.scalar(ended) == 3


def test_visitors_are_erased_beside_one_who_cannot_be(
    app: Flask, people: People, village: Village, at: datetime
) -> None:
    planned = village.gathering(village.circle(people.alice), people.alice)
    with app.app_context():
        gathering_id = found_gathering(planned).id
        with atomic():
            visitors = [
                GatheringVisitor(
                    gathering_id=gathering_id,
                    name="Olga",
                    address=f"olga{number}@example.net",
                    mailbox_hash=f"{number}",
                    erase_at=at,
                )
                for number in range(3)
            ]
            db.session.add_all(visitors)
            db.session.flush()
            bad = visitors[1].id
        spoil("gathering_visitor", "name", bad)
        assert forget_visitors(at + DAY) == 2
        assert list(db.session.scalars(select(GatheringVisitor.id))) == [bad]
        assert failing() == [("community.forget_visitors", bad)]


def test_addresses_of_changes_are_erased_whether_they_open_or_not(
    app: Flask, people: People, at: datetime
) -> None:
    alice = people.alice.id
    with app.app_context():
        with atomic():
            changes = [
                AddressChange(
                    member_id=alice,
                    old_email=f"a{number}@example.org",
                    new_email=f"b{number}@example.org",
                    old_hash=f"a{number}",
                    new_hash=f"b{number}",
                    asked_at=at,
                    changed_at=at if number < 3 else None,
                )
                for number in range(4)
            ]
            db.session.add_all(changes)
            db.session.flush()
            bad = changes[1].id
        spoil("address_change", "old_email", bad)
        forget_addresses(at + 30 * DAY)
        left = db.session.execute(text("SELECT old_email, new_email FROM address_change")).all()
        assert [tuple(one) for one in left] == [("", "")] * 3


def test_a_page_over_which_a_look_stumbles_waits_by_itself(app: Flask, people: People, at: datetime) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], link_checks=True)

    def fetch(url: str) -> str:
        if "bad" in url:
            raise RuntimeError(url)
        return "<p>Nothing.</p>"

    set_fetcher(app, fetch)
    with app.app_context():
        for member, url in ((people.alice, "bad"), (people.bob, "one"), (people.carol, "two")):
            profile_links.add_link(member.id, f"https://{url}.example.net/", at)
        for _round in range(3):
            profile_links.check_link_due(at)
        looked = select(ProfileLink.url).where(ProfileLink.tries == 1).order_by(ProfileLink.id)
        assert list(db.session.scalars(looked)) == ["https://one.example.net/", "https://two.example.net/"]
        (bad,) = db.session.scalars(select(ProfileLink.id).where(ProfileLink.tries == 0))
        assert failing() == [("profile_links.check_link_due", bad)]


def test_a_change_of_settings_that_breaks_lets_the_next_be_applied(
    app: Flask, people: People, at: datetime
) -> None:
    dan = people.dan.becomes("caretaker").id
    with app.app_context():
        with atomic():
            waiting = [
                SettingProposal(part="first", texts={"join_domains": 7}, applies_at=at),
                SettingProposal(part="second", texts={"join_domains": "example.org"}, applies_at=at),
            ]
            db.session.add_all(waiting)
            db.session.flush()
            bad = waiting[0].id
            for one in waiting:
                note(dan, PROPOSED, None, f"setting_proposal:{one.id}", "", at)
        apply_due(at + DAY)
        assert list(db.session.scalars(select(SettingProposal.id))) == [bad]
        assert failing() == [("organising.apply_due", bad)]


@Request.application
def stripe_that_fails_for_one(asked: Request) -> Response:
    """Answers that there is no such customer, and about one of them nothing of use."""
    if "cus_bad" in asked.url:
        return Response('{"error": {"message": "we are sorry"}}', 500, mimetype="application/json")
    gone = '{"error": {"code": "resource_missing", "message": "no such customer"}}'
    return Response(gone, 404, mimetype="application/json")


def test_a_member_about_whom_stripe_always_fails_stands_in_nobodys_way(
    app: Flask, people: People, at: datetime
) -> None:
    members = [people.alice.id, people.bob.id, people.carol.id]
    with app.app_context(), served(stripe_that_fails_for_one) as base:
        keys = {"stripe_secret_key": "sk_test_x", "stripe_webhook_secrets": ("whsec_x",)}
        app.extensions["settings"] = replace(app.extensions["settings"], stripe_api_base=base, **keys)
        with atomic():
            for member, customer in (
                (people.alice, "cus_bad"),
                (people.bob, "cus_1"),
                (people.carol, "cus_2"),
            ):
                db.session.add(Membership(member_id=member.id, customer_id=customer))
        for hour in range(2):
            reconcile_nightly(at + hour * timedelta(hours=1))
        copied = select(Membership.member_id).where(Membership.copied_at.is_not(None))
        assert set(db.session.scalars(copied)) == set(members[1:])
        assert failing() == [("memberships.reconcile_nightly", members[0])]
