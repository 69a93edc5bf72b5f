"""Groups: who comes into one and how, who is seen there by whom, and what of it ends when."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from intro_app.audit.models import AuditEntry
from intro_app.db import db
from intro_app.errors import DomainError
from intro_app.groups import queries, service
from intro_app.groups.codes import code_of
from intro_app.groups.models import GroupMembership
from intro_app.people.queries import acquaintances_of
from intro_app.people.service import block, say_i_know
from intro_app.privacy.service.leaving import Wishes, close_now
from tests.support.groups import in_it, joins, made_by, people_on
from tests.support.identity_pages import send
from tests.support.joining import press
from tests.support.people import People

DAY = timedelta(days=1)


def test_a_member_joins_by_code_and_is_seen_only_once_they_show_it(people: People, at: datetime) -> None:
    group, code = made_by(people.dan, at)
    alice, bob = people.alice.browser(), people.bob.browser()
    assert joins(alice, code.lower().replace("-", " ")) == "/groups?done=group-joined"
    assert "only you can see that" in alice.get("/groups").text
    assert people_on(bob.get(f"/groups/{group}").text) == []
    press(alice, alice.get("/groups"), "/groups/show")
    assert people_on(bob.get(f"/groups/{group}").text) == ["Alice Marsh"]
    press(alice, alice.get("/groups"), "/groups/show")
    assert people_on(bob.get(f"/groups/{group}").text) == []
    press(alice, alice.get("/groups"), "/groups/leave")
    assert "in, and" not in alice.get("/groups").text


def test_a_code_ends_and_a_newer_one_replaces_it(app: Flask, people: People, at: datetime) -> None:
    group, code = made_by(people.dan, at)
    dan = people.dan.becomes("admin").browser(by_passkey=True)
    press(dan, dan.get(f"/staff/groups/{group}"), f"/staff/groups/{group}/code", days="5")
    assert "No group has this code." in joins(people.alice.browser(), code)
    with app.app_context():
        found = queries.by_public_id(group)
        assert found
        newer = code_of(found)
        with pytest.raises(DomainError, match="closed to new members"):
            service.join_by_code(people.alice.member, newer, at + 6 * DAY)
    assert joins(people.alice.browser(), newer).endswith("joined")
    press(dan, dan.get(f"/staff/groups/{group}"), f"/staff/groups/{group}/code/end")
    assert "closed to new members" in joins(people.bob.browser(), newer)


def test_codes_are_not_guessed(people: People, at: datetime) -> None:
    made_by(people.dan, at)
    browser = people.mallory.browser()
    page = browser.get("/groups")
    tries = [press(browser, page, "/groups", code=f"0000-00{one:02}").status_code for one in range(11)]
    assert tries == [422] * 10 + [429]


def test_whoever_staff_removed_reads_what_everybody_reads_of_a_closed_group(
    app: Flask, people: People, at: datetime
) -> None:
    group, code = made_by(people.dan, at)
    mallory = people.mallory.browser()
    joins(mallory, code)
    dan = people.dan.becomes("admin").browser(by_passkey=True)
    press(dan, dan.get(f"/staff/groups/{group}"), f"/staff/groups/{group}/remove")
    assert "This group is closed to new members." in joins(mallory, code)
    assert "removed" not in mallory.get("/groups").text.lower()
    dan_page = dan.get(f"/staff/groups/{group}")
    press(dan, dan_page, f"/staff/groups/{group}/add", email=people.mallory.email)
    with app.app_context():
        found = queries.by_public_id(group)
        assert found
        assert queries.is_in(people.mallory.id, found.id)
        acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.act.startswith("group_"))).all()
        assert list(acts) == ["group_made", "group_code_made", "group_removed", "group_added"]


def test_staff_answer_requests(people: People, at: datetime) -> None:
    group, _code = made_by(people.dan, at, takes_requests=True)
    alice, bob = people.alice.browser(), people.bob.browser()
    for one in (alice, bob):
        press(one, one.get("/groups"), "/groups/ask")
        assert "asked to join" in one.get("/groups").text
    dan = people.dan.becomes("admin").browser(by_passkey=True)
    page = dan.get(f"/staff/groups/{group}")
    assert page.text.index("Alice Marsh") < page.text.index("Bob Keller")
    where = f"/staff/groups/{group}/answer"
    answer = {"verdict": "yes", "member": str(people.alice.id)}
    for who, verdict in ((people.alice, "yes"), (people.bob, "no")):
        secret = {"csrf_token": page.text.partition('name="csrf_token" value="')[2].partition('"')[0]}
        dan.post(where, data=secret | answer | {"verdict": verdict, "member": str(who.id)})
    assert "in this group, and only you can see that" in alice.get("/groups").text
    assert "Ask to join" in bob.get("/groups").text


def test_a_source_ends_nothing_but_itself(app: Flask, people: People, at: datetime) -> None:
    group, code = made_by(people.dan, at, takes_requests=True)
    with app.app_context():
        found = queries.by_public_id(group)
        assert found
        service.ask_to_join_group(people.alice.member, found, at)
        service.join_by_code(people.alice.member, code, at)
        service.answer_request(found.id, people.alice.id, people.dan.member, let_in=False, at=at)
        assert queries.is_in(people.alice.id, found.id)
        service.add_by_address(found.id, people.dan.member, people.alice.email, at)
        assert db.session.scalar(select(func.count()).select_from(GroupMembership)) == 2
        assert queries.exact_sizes() == {found.id: 1}


def test_the_people_of_a_group_are_asked_from_one_page_and_both_confirm(
    app: Flask, people: People, at: datetime
) -> None:
    group, _code = made_by(people.dan, at)
    with app.app_context():
        found = queries.by_public_id(group)
        assert found
        for one in (people.alice, people.bob, people.carol):
            in_it(one, found, at, shown=one is not people.carol)
        known = [people.bob.public_id, people.carol.public_id, "nobody"]
        assert service.know_people(people.alice.member, found, known, at) == 1, "Carol does not show it"
        assert acquaintances_of(people.alice.id) == []
        say_i_know(people.bob.member, people.alice.member, at)
        assert [one.name for one in acquaintances_of(people.alice.id)] == ["Bob Keller"]


def test_a_block_and_a_hidden_profile_hold_here_too(app: Flask, people: People, at: datetime) -> None:
    group, _code = made_by(people.dan, at)
    hidden = people.join("Hanna Hidden", door_open=False)
    with app.app_context():
        found = queries.by_public_id(group)
        assert found
        for one in (people.alice, people.bob, people.carol, hidden):
            in_it(one, found, at)
        block(people.bob.id, people.alice.id, at)
    assert people_on(people.alice.browser().get(f"/groups/{group}").text) == ["Carol Duarte"]
    seen = people_on(people.carol.browser().get(f"/groups/{group}").text)
    assert sorted(seen) == ["Alice Marsh", "Bob Keller"]


def test_members_read_a_size_in_fives(app: Flask, people: People, at: datetime) -> None:
    group, _code = made_by(people.dan, at)
    with app.app_context():
        found = queries.by_public_id(group)
        assert found
        for name in ("Ann A", "Ben B", "Cleo C", "Dora D"):
            in_it(people.join(name, f"{name[:3]}@example.org"), found, at)
    assert "fewer than 5 people" in people.alice.browser().get("/groups").text
    with app.app_context():
        found = queries.by_public_id(group)
        assert found
        for name in ("Eva E", "Fay F"):
            in_it(people.join(name, f"{name[:3]}@example.org"), found, at)
    assert "5 people or more" in people.alice.browser().get("/groups").text
    dan = people.dan.becomes("admin").browser(by_passkey=True)
    assert "6 people" in dan.get("/staff/groups").text


def test_what_ends_is_deleted(app: Flask, people: People, at: datetime) -> None:
    group, code = made_by(people.dan, at, takes_requests=True)
    with app.app_context():
        found = queries.by_public_id(group)
        assert found
        service.ask_to_join_group(people.alice.member, found, at)
        service.join_by_code(people.bob.member, code, at)
        service.join_by_code(people.mallory.member, code, at)
        service.remove_from_group(found.id, people.mallory.id, people.dan.member, at)
        service.forget_group_requests(at + 45 * DAY)
        assert not queries.rows_of(found.id, people.alice.id)
        assert queries.rows_of(found.id, people.mallory.id)
        service.forget_group_requests(at + 366 * DAY)
        assert not queries.rows_of(found.id, people.mallory.id)
        close_now(people.bob.member, Wishes(), at)
        assert not db.session.scalars(select(GroupMembership)).all()
        service.close_group(found.id, people.dan.member, at)
    assert people.alice.browser().get(f"/groups/{group}").status_code == 404


def test_a_group_is_closed_only_after_a_tick(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        group = service.make_group(people.dan.member, "Class of 2014", takes_requests=False, at=at).public_id
    dan = people.dan.becomes("host").browser(by_passkey=True)
    page = f"/staff/groups/{group}"
    refused = send(dan, page, f"{page}/close")
    assert refused.status_code == 422
    assert "Tick the box to confirm." in refused.text
    assert send(dan, page, f"{page}/close", sure="yes").status_code == 303
    assert dan.get(page).status_code == 404


def test_there_are_fifty_groups_at_most_and_no_two_of_one_name(
    app: Flask, people: People, at: datetime
) -> None:
    with app.app_context():
        for number in range(50):
            service.make_group(people.dan.member, f"Class {number}", takes_requests=False, at=at)
        with pytest.raises(DomainError, match="50 groups"):
            service.make_group(people.dan.member, "One more", takes_requests=False, at=at)
    with app.app_context():
        service.close_group(1, people.dan.member, at)
        with pytest.raises(DomainError, match="with this name"):
            service.make_group(people.dan.member, "class 7", takes_requests=False, at=at)
