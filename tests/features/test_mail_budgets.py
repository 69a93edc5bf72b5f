"""Limits on how much mail others can cause in one mailbox, however many they are; and none after "never"."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import func, select

from intro_app.community.chores import CHORES
from intro_app.community.circles import service as circles
from intro_app.community.gatherings import service as gatherings
from intro_app.community.leaving import service as leaving
from intro_app.config import settings
from intro_app.db import atomic, db
from intro_app.devtools.cast import cast, nothing_kept
from intro_app.devtools.samples import every_email
from intro_app.identity.service import Browser, ask_to_sign_in
from intro_app.introductions.guests import Carrier, Guest
from intro_app.outbox import Addressee, MailKind, post, suppress
from intro_app.outbox.mail_kinds import BUDGETS
from intro_app.outbox.models import OutboxMessage
from intro_app.outbox.queries import stoppable
from intro_app.people import queries, service, visibility
from intro_app.text.mailboxes import fingerprint
from tests.support.community import Village, found, found_gathering
from tests.support.outbox import letter
from tests.support.people import MemberHandle, People

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def test_forty_members_cause_two_questions_a_day_and_four_a_week(
    app: Flask, people: People, at: datetime
) -> None:
    carol = people.carol
    crowd = [people.join(f"Member {number}", f"m{number}@example.org") for number in range(12)]
    with app.app_context():
        for number, one in enumerate(crowd):
            service.say_i_know(one.member, carol.member, at + number * DAY / 4)
            if number == 3:
                assert _sent("acquaintance_question", at) == 2
        assert _sent("acquaintance_question", at) == 4
        assert len(queries.proposed_by(crowd[-1].id)) == 1, "to who said it, all went well"
        assert len(queries.proposed_to(carol.id)) == 12, "her page has them all"


def test_a_pair_is_asked_once_in_ninety_days_whoever_says_it_and_whatever_ended_it(
    app: Flask, people: People, at: datetime
) -> None:
    alice, bob = people.alice, people.bob
    with app.app_context():
        for number in range(4):
            _say_and_end(alice, bob, at + number * HOUR)
            _say_and_end(bob, alice, at + number * HOUR + HOUR / 2)
        assert _sent("acquaintance_question", at) == 1
        _say_and_end(bob, alice, at + 89 * DAY)
        assert _sent("acquaintance_question", at) == 1
        _say_and_end(bob, alice, at + 91 * DAY)
        assert _sent("acquaintance_question", at) == 2


def test_who_ended_it_is_not_asked_on_the_page_either_and_the_other_cannot_tell(
    app: Flask, people: People, at: datetime
) -> None:
    alice, bob = people.alice, people.bob
    people.know_each_other(alice, bob)
    with app.app_context():
        (known,) = queries.acquaintances_of(bob.id)
        service.end(known.id, bob.id, at + DAY)
        service.say_i_know(alice.member, bob.member, at + 2 * DAY)
        assert queries.proposed_to(bob.id) == []
        assert [row.name for row in queries.proposed_by(alice.id)] == ["Bob Keller"]
        service.say_i_know(bob.member, alice.member, at + 3 * DAY)
        assert visibility.know_each_other(alice.id, bob.id), "a no may still become a yes"


def test_questions_of_long_ago_are_forgotten(app: Flask, people: People, at: datetime) -> None:
    alice, bob = people.alice, people.bob
    with app.app_context():
        service.say_i_know(alice.member, bob.member, at)
        service.forget_questions(at + 89 * DAY)
        assert queries.asked_lately(alice.id, bob.id, at - DAY) is not None
        service.forget_questions(at + 91 * DAY)
        assert queries.asked_lately(alice.id, bob.id, at - DAY) is None


def test_a_mailbox_is_sent_three_codes_a_day_over_all_links_and_spellings(app: Flask, at: datetime) -> None:
    with app.app_context():
        for number in range(6):
            _post(
                f"code:{number}", ["gwen+a@x.org", "GWEN@x.org", "gwen@x.org"][number % 3], MailKind.CODE, at
            )
        assert _kept(at) == 3
        _post("code:tomorrow", "gwen@x.org", MailKind.CODE, at + DAY + HOUR)
        assert _kept(at) == 4


def test_no_code_goes_to_who_said_never_and_each_has_a_stop_link(app: Flask, at: datetime) -> None:
    with app.app_context():
        _post("code:1", "gwen@x.org", MailKind.CODE, at)
        row = db.session.scalars(select(OutboxMessage)).one()
        assert row.content is not None
        assert b"List-Unsubscribe" in row.content
        assert stoppable(row.key) is not None
        suppress("gwen@x.org", "everything", at)
        _post("code:2", "gwen@x.org", MailKind.CODE, at + HOUR)
        assert _kept(at) == 0, "the one that waited is gone too"


def test_what_a_reader_expects_is_on_no_budget_and_spends_none(app: Flask, at: datetime) -> None:
    with app.app_context():
        for number in range(9):
            _post(f"release:{number}", "gwen@x.org", MailKind.EXPECTED, at)
        _post("question", "gwen@x.org", MailKind.UNREQUESTED, at)
        assert _kept(at) == 10


def test_asks_count_for_unrequested_mail_and_are_refused_by_the_door_alone(app: Flask, at: datetime) -> None:
    with app.app_context():
        for number in range(3):
            _post(f"ask:{number}", "gwen@x.org", MailKind.ASK, at)
        assert _kept(at) == 3
        _post("question", "gwen@x.org", MailKind.UNREQUESTED, at)
        assert _kept(at) == 3


def test_a_spent_budget_leaves_a_row_like_any_other_without_its_words(app: Flask, at: datetime) -> None:
    with app.app_context():
        for number in range(3):
            _post(f"question:{number}", "gwen@x.org", MailKind.UNREQUESTED, at)
        (row,) = db.session.scalars(select(OutboxMessage).where(OutboxMessage.why == "budget"))
        assert (row.dedupe, row.content, row.address) == ("question:2", None, None)


def test_the_six_digits_are_kept_keyed_and_good_for_one_guest_and_one_address(
    app: Flask, at: datetime
) -> None:
    with app.app_context():
        one, other = _guest(1), _guest(2)
        code = one.propose("gwen@x.org", at)
        assert other.propose("gwen@x.org", at)
        kept = one.code_hash
        other.code_hash = kept
        assert not other.prove(code, at), "a hash that was copied to another row proves nothing"
        assert not one.prove(f"{(int(code) + 1) % 10**6:06}", at)
        assert one.prove(code, at)


def test_an_address_without_account_is_sent_three_e_mails_to_join_a_day_whoever_types_it(
    app: Flask, at: datetime
) -> None:
    with app.app_context():
        for number in range(9):
            browser = Browser(secret=f"browser {number}")
            ask_to_sign_in(["gwen@x.org", "GWEN+a@x.org"][number % 2], browser, at + number * HOUR)
        assert _sent("join", at) == 3
        ask_to_sign_in("gwen@x.org", Browser(secret="of the next day"), at + 2 * DAY)
        assert _sent("join", at) == 4
        suppress("gwen@x.org", "everything", at + 2 * DAY)
        ask_to_sign_in("gwen@x.org", Browser(secret="after never"), at + 4 * DAY)
        assert _sent("join", at + 3 * DAY) == 0


def test_who_types_an_address_to_join_cannot_keep_a_guest_from_their_code(app: Flask, at: datetime) -> None:
    with app.app_context():
        for number in range(9):
            ask_to_sign_in("gwen@x.org", Browser(secret=f"browser {number}"), at)
        for number in range(9):
            _post(f"code:{number}", "gwen@x.org", MailKind.CODE, at)
        assert (_sent("join", at), _kept(at)) == (3, 6)


def test_ten_gatherings_spend_the_budget_of_somebody_outside_the_circle(
    app: Flask, people: People, at: datetime
) -> None:
    village = Village(app, people, at)
    village.pays(people.alice)
    people.know_each_other(people.alice, people.dan)
    circle = village.circle(people.alice, people.bob)
    announced = [village.gathering(circle, people.alice) for _ in range(10)]
    with app.app_context():
        for gathering in announced:
            gatherings.invite(found_gathering(gathering).id, people.alice.id, people.dan.member, at)
    with app.app_context():
        for chore in CHORES:
            chore(at)
        assert _sent("acquaintance_question", at, people.dan) == 1
        assert _sent("gathering_invitation", at, people.dan) == 1, "two a day over all kinds"
        assert _sent("gathering_invitation", at, people.bob) == 10, (
            "who is in the circle wanted to hear of them"
        )
    assert people.dan.browser().get(f"/gatherings/{announced[-1]}").status_code == 200


def test_who_asks_to_join_a_circle_again_and_again_writes_to_its_host_twice_a_day(
    app: Flask, people: People, at: datetime
) -> None:
    village = Village(app, people, at)
    village.pays(people.alice)
    circle = village.circle(people.alice)
    with app.app_context():
        for number in range(10):
            circles.ask_to_join(found(circle).id, people.mallory.member, "Let me in.", at + number * HOUR)
            leaving.leave(found(circle).id, people.mallory.id, at + number * HOUR)
        assert _sent("circle_request", at, people.alice) == 2


# What its reader asked for, agreed to, belongs to or answers for: no stranger brings it about by themselves.
EXPECTED = """
account_is_removed account_suspended acquaintance_confirmed address_changed address_confirmed
address_restored appeal_decision archive_ready asks_frozen both_said_yes both_worth_it circle_news
circle_reply_refused
circle_welcome circle_without_host closed_without_introduction connected_thanks connector_is_asking decision
did_you_talk farewell founding_ends gathering_cancelled gathering_changed gathering_invitation
gathering_dates_cancelled gathering_dates_changed gathering_reminder no_slot_fits
slot_chosen slots_offered visit_confirmed
introduce invitation_accepted invitation_list_stopped join_request_let_in join_request_not_now
join_request_received join_request_unread join_requests_first join_requests_waiting leave_code
membership_begun membership_ended membership_given moderation_waiting move_asked move_proof
provider_connected provider_disconnected
move_stopped moved_up needs_change not_now opening_waits pass_it_on passkey_added payment_failed please_delete
refund_delayed refund_sent report_received report_waiting request_sent role_given
right_ended right_unused rights_changed
second_moderator sign_in site_reported standing_changed standing_recounted suspension_appealed
circle_passed_on dispute_over gathering_dates_cancelled gathering_dates_changed payment_disputed
gift_ended group_ended group_proof
suspension_ended suspension_stands
thank_you thanks_for_answer weekly_digest write_anew your_side
"""


def test_every_e_mail_is_on_a_budget_or_named_here_and_can_be_stopped(app: Flask, at: datetime) -> None:
    with app.app_context(), nothing_kept():
        emails = [sample.email for sample in every_email(cast(at), at)]
    counted = {email.kind for email in emails if email.mail_kind in {*BUDGETS, MailKind.ASK}}
    assert counted == {
        "acquaintance_question",
        "address_code",
        "address_in_use",
        "address_left",
        "ask_connector",
        "ask_directly",
        "ask_guest",
        "ask_offered",
        "ask_recipient",
        "circle_invitation",
        "circle_offered",
        "circle_request",
        "gift_offered",
        "guest_code",
        "invitation",
        "invitation_from_list",
        "invitation_wanted",
        "join",
        "still_open",
        "visit_asked",
    }
    assert {email.kind for email in emails} - counted == set(EXPECTED.split())
    assert all(email.can_be_stopped for email in emails if not email.security)


def _guest(number: int) -> Guest:
    guest = Guest(role="second", carrier=Carrier.CONNECTOR)
    guest.id = number
    return guest


def _say_and_end(one: MemberHandle, other: MemberHandle, at: datetime) -> None:
    service.say_i_know(one.member, other.member, at)
    known = queries.acquaintance_between(one.id, other.id)
    assert known is not None
    service.end(known.id, one.id, at)


def _post(dedupe: str, address: str, kind: MailKind, at: datetime) -> None:
    with atomic():
        post(letter(dedupe, Addressee(address), mail_kind=kind), at=at)


def _sent(kind: str, at: datetime, to: MemberHandle | None = None) -> int:
    """Count mail of this kind written since a moment, to anybody or one person, cancelled or not."""
    sent = select(func.count()).where(OutboxMessage.kind == kind, OutboxMessage.posted_at >= at)
    if to is not None:
        sent = sent.where(OutboxMessage.mailbox_hash == fingerprint(to.email, settings().lasting_key))
    never = ("budget", "withheld", "unreachable", "suppressed")
    left = sent.where((OutboxMessage.why.is_(None)) | (OutboxMessage.why.not_in(never)))
    return db.session.scalar(left) or 0


def _kept(at: datetime) -> int:
    kept = select(func.count()).where(OutboxMessage.dropped_at.is_(None), OutboxMessage.posted_at >= at)
    return db.session.scalar(kept) or 0
