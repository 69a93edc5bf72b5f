"""The rules of accounts that need neither a database nor a browser."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.identity.codes import new_code
from intro_app.identity.models import ContactField, Door, Member, Session
from intro_app.identity.policy import FOUNDING_DAYS, FOUNDING_MEMBERS, is_founding, may_mail_sign_in
from intro_app.identity.session import device_words
from intro_app.people.models import Acquaintance
from intro_app.text.contacts import is_web_page

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


@given(st.lists(st.integers(0, 3 * 24 * 60), max_size=60))
def test_never_more_than_five_e_mails_in_an_hour_nor_ten_in_a_day(minutes: list[int]) -> None:
    sent: list[datetime] = []
    for minute in sorted(minutes):
        moment = AT + timedelta(minutes=minute)
        if may_mail_sign_in(sent, moment):
            sent.append(moment)
    for first in sent:
        assert sum(first <= moment < first + timedelta(hours=1) for moment in sent) <= 5
        assert sum(first <= moment < first + timedelta(days=1) for moment in sent) <= 10


def test_codes_have_eight_signs_that_look_like_no_other() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 9 and not set(code) & set("ILOU") for code in codes)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605 Version/17.5 Safari/605",
            "Safari, Mac",
        ),
        ("curl/8.0", ""),
        ("", ""),
        ("<script>", ""),
    ],
)
def test_a_device_is_kept_as_a_family_and_nothing_finer(agent: str, words: str) -> None:
    assert device_words(agent) == words


@pytest.mark.parametrize(
    ("link", "good"),
    [
        ("https://cal.example.org/alice?x=1", True),
        ("https://cal.example.org:8443/a", True),
        ("http://cal.example.org", False),
        ("HTTPS://cal.example.org", True),
        ("https://localhost/a", False),
        ("https://cal.example.org@evil.example", False),
        ("https://", False),
        ("https://a b.example.org", False),
        ("https://раypal.example", False),
        ("https://[", False),
        ("javascript:alert(1)", False),
    ],
)
def test_a_calendar_link_leads_to_a_page_on_the_web(link: str, good: bool) -> None:
    assert is_web_page(link) is good


def test_a_new_member_has_a_closed_door_and_shares_only_what_there_is() -> None:
    member = Member(email="alice@example.org", name="Alice Marsh", joined_at=AT)
    assert (member.door.visible, member.door.takes_direct_asks, member.left_at) == (False, False, None)
    assert member.contact(ContactField) == {ContactField.EMAIL: "alice@example.org"}
    assert [member.reachable_by(field) for field in ContactField] == [True, False, False]
    assert "alice@example.org" not in repr(member)


def test_public_ids_cannot_be_guessed() -> None:
    members = [Member(email="a", name="A", joined_at=AT) for _ in range(50)]
    assert all(
        len(one.public_id) == 22 and one.public_id != other.public_id for one, other in pairwise(members)
    )


def test_a_door_that_closes_for_good_takes_nothing() -> None:
    door = Door(takes_direct_asks=True)
    door.close_for_good()
    assert (door.no_mail, door.takes_direct_asks, door.connects_per_30_days) == (True, False, 0)


def test_an_acquaintance_is_shown_only_with_three_yeses() -> None:
    known = Acquaintance(a_id=1, b_id=2, proposed_by_id=2, proposed_at=AT)
    assert known.asked_id == 1
    shown = []
    known.show(1, True)
    shown.append(known.shown)
    known.show(2, True)
    shown.append(known.shown)
    known.confirmed_at = AT
    shown.append(known.shown)
    known.show(2, False)
    shown.append(known.shown)
    assert shown == [False, False, True, False]


@pytest.mark.parametrize(
    ("trusted", "age", "idle", "over"),
    [
        (False, timedelta(0), 0, False),
        (False, timedelta(days=30), 14, False),
        (False, timedelta(days=30, seconds=1), 0, True),
        (False, timedelta(0), 15, True),
        (True, timedelta(days=30, seconds=1), 15, False),
        (True, timedelta(days=90), 30, False),
        (True, timedelta(days=90, seconds=1), 0, True),
        (True, timedelta(0), 31, True),
    ],
)
def test_a_session_ends_by_itself_and_later_on_a_trusted_device(
    trusted: bool, age: timedelta, idle: int, over: bool
) -> None:
    seen = AT.date() - timedelta(days=idle)
    session = Session(id_hash="x", member_id=1, started_at=AT - age, seen_on=seen, trusted=trusted)
    assert session.is_over(AT) is over


@pytest.mark.parametrize("trusted", [False, True])
def test_a_session_lasts_a_day_where_only_providers_let_people_in(trusted: bool) -> None:
    session = Session(id_hash="x", member_id=1, started_at=AT, seen_on=AT.date(), trusted=trusted)
    assert not session.is_over(AT + timedelta(hours=24), only=True)
    assert session.is_over(AT + timedelta(hours=24, seconds=1), only=True)
    assert session.times.ends_at(only=True) == AT + timedelta(hours=24)


@pytest.mark.parametrize("trusted", [False, True])
def test_a_staff_session_ends_within_hours_on_whatever_device(trusted: bool) -> None:
    session = Session(id_hash="x", member_id=1, started_at=AT, seen_on=AT.date(), seen_at=AT, trusted=trusted)
    assert not session.is_over(AT + timedelta(minutes=30))
    assert session.is_over(AT + timedelta(minutes=30, seconds=1))
    assert session.times.ends_at() == AT + timedelta(hours=12)


@pytest.mark.parametrize(
    ("days", "came_back", "founding"),
    [
        (None, 1, False),
        (timedelta(0), 1, True),
        (FOUNDING_DAYS - timedelta(seconds=1), FOUNDING_MEMBERS - 1, True),
        (FOUNDING_DAYS, 1, False),
        (timedelta(0), FOUNDING_MEMBERS, False),
    ],
)
def test_a_site_is_founding_from_its_first_admin_until_enough_came_back_or_time_is_up(
    days: timedelta | None, came_back: int, founding: bool
) -> None:
    named = None if days is None else AT - days
    assert is_founding(named, came_back, AT) is founding
