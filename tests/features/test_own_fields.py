"""Fields that staff add to the profile: who may read an answer, what is searched, what changes and ends."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.audit.queries import check
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.groups.models import MemberGroup
from intro_app.identity.service.erasing import close_account, erase_profile
from intro_app.own_fields import service
from intro_app.own_fields.models import OwnFieldValue
from intro_app.own_fields.policy import FieldAnswer
from intro_app.people.service import drop_snapshot, take_snapshot
from intro_app.search.models import SearchEntry
from intro_app.site_settings import Audience, FieldKind, OwnField, OwnFieldChange, follow_at_once
from tests.support.browsing import grouped
from tests.support.followups import connected
from tests.support.forms import form_with
from tests.support.groups import in_it, made_by
from tests.support.own_fields import answers_in, drafted, field_of, reads
from tests.support.people import MemberHandle, People
from tests.support.searching import names, says

PAGE = "/staff/fields"


@pytest.fixture
def dan(people: People) -> MemberHandle:
    """A caretaker."""
    return people.dan.becomes("caretaker")


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (Audience.STAFF, []),
        (Audience.INTRODUCED, ["Bob"]),
        (Audience.GROUPS, ["Bob", "Carol"]),
        (Audience.MEMBERS, ["Bob", "Carol", "Mallory"]),
    ],
)
def test_an_answer_is_read_by_those_whom_its_owner_chose(
    app: Flask, people: People, dan: MemberHandle, at: datetime, audience: Audience, readers: list[str]
) -> None:
    public_id = field_of(dan, at)
    answers_in(people.alice, public_id, "1998", audience)
    made_by(people.dan, at)
    with app.app_context():
        connected(people.alice.member, people.bob.member, at)
        group = db.session.scalars(select(MemberGroup)).one()
        in_it(people.alice, group, at)
        in_it(people.carol, group, at, shown=False)
    others = (people.bob, people.carol, people.mallory)
    assert [one.name.split()[0] for one in others if reads(one, people.alice)] == readers
    assert reads(people.alice, people.alice) == ["1998"]


def test_a_group_that_somebody_hides_opens_nothing(
    app: Flask, people: People, dan: MemberHandle, at: datetime
) -> None:
    answers_in(people.alice, field_of(dan, at), "1998", Audience.GROUPS)
    made_by(people.dan, at)
    with app.app_context():
        group = db.session.scalars(select(MemberGroup)).one()
        in_it(people.alice, group, at, shown=False)
        in_it(people.carol, group, at)
    assert reads(people.carol, people.alice) == []


def test_a_member_may_choose_fewer_readers_and_never_more(
    people: People, dan: MemberHandle, at: datetime
) -> None:
    public_id = field_of(dan, at, audience=Audience.INTRODUCED)
    answers_in(people.alice, public_id, "1998", Audience.MEMBERS)
    assert reads(people.bob, people.alice) == []
    page = people.alice.browser().get("/me/profile").text
    offered = form_with(page, action="/me/profile").options[f"own-{public_id}-who"]
    assert offered == ["staff", "introduced"]


def test_what_is_for_few_is_sealed_and_searched_by_nobody(
    app: Flask, people: People, dan: MemberHandle, at: datetime
) -> None:
    public_id = field_of(dan, at, "Trade", FieldKind.LINE)
    answers_in(people.carol, public_id, "Bellfounder", Audience.STAFF)
    with app.app_context():
        assert names(people.alice.id, at, "bellfounder") == []
        stored = db.session.execute(db.text("SELECT shown_text, sealed_text FROM own_field_value")).one()
        assert stored[0] == ""
        assert "Bellfounder" not in stored[1]
        assert "bellfounder" not in db.session.get_one(SearchEntry, people.carol.id).said
    answers_in(people.carol, public_id, "Bellfounder")
    with app.app_context():
        assert names(people.alice.id, at, "bellfounder") == [people.carol.name]
        assert names(people.alice.id, at, "bellfounders") == [people.carol.name]
        says(people.carol, headline="Lives by the sea")
        assert names(people.alice.id, at, "bellfounder sea") == [people.carol.name]
    answers_in(people.carol, public_id, "Bellfounder", Audience.GROUPS)
    with app.app_context():
        assert names(people.alice.id, at, "bellfounder") == []


def test_a_choice_is_a_filter_of_the_list(
    app: Flask, people: People, dan: MemberHandle, at: datetime
) -> None:
    public_id = field_of(dan, at, "Chapter", FieldKind.CHOICE, options=("Berlin", "Bath"))
    answers_in(people.carol, public_id, "Bath")
    answers_in(people.bob, public_id, "Bath", Audience.STAFF)
    alice = people.alice.browser()
    found = alice.get("/people", query_string={"own": f"{public_id}.Bath"}).text
    assert people.carol.name in found
    assert people.bob.name not in found
    assert people.carol.name in alice.get("/people", query_string={"own": "nonsense.Bath"}).text
    assert "Chapter" in found


def test_widening_hides_every_answer_until_its_owner_agrees_and_undo_is_exact(
    app: Flask, people: People, dan: MemberHandle, at: datetime
) -> None:
    public_id = field_of(dan, at, "Trade", FieldKind.LINE, Audience.GROUPS)
    answers_in(people.alice, public_id, "Bellfounder", Audience.GROUPS)
    with app.app_context():
        group_of(people, dan, at)
    assert reads(people.carol, people.alice) == ["Bellfounder"]
    with app.app_context():
        field_id = db.session.scalars(select(OwnField.id)).one()
        assert service.change_field(field_id, drafted("Trade", FieldKind.LINE), dan.id, at)
    assert reads(people.carol, people.alice) == []
    alice = people.alice.browser()
    assert "so we’re hiding it" in alice.get("/me").text
    with app.app_context():
        done = db.session.scalars(select(OwnFieldChange.id)).one()
        assert service.undo_field_change(done, dan.id, at)
        assert check().broken is None
    assert reads(people.carol, people.alice) == ["Bellfounder"]
    with app.app_context():
        assert not service.undo_field_change(done, dan.id, at), "there is a later one"
        service.change_field(field_id, drafted("Trade", FieldKind.LINE), dan.id, at)
        follow_at_once()
    answers_in(people.alice, public_id, "Bellfounder", Audience.MEMBERS)
    assert reads(people.mallory, people.alice) == ["Bellfounder"]


def group_of(people: People, dan: MemberHandle, at: datetime) -> None:
    """Alice and Carol are in one group and show it."""
    made_by(dan, at)
    group = db.session.scalars(select(MemberGroup)).one()
    in_it(people.alice, group, at)
    in_it(people.carol, group, at)


def test_narrowing_holds_at_once_in_pages_and_search(
    app: Flask, people: People, dan: MemberHandle, at: datetime
) -> None:
    public_id = field_of(dan, at, "Trade", FieldKind.LINE)
    answers_in(people.carol, public_id, "Bellfounder")
    with app.app_context():
        asked = db.session.scalars(select(OwnField)).one()
        service.change_field(asked.id, drafted("Trade", FieldKind.LINE, Audience.STAFF), dan.id, at)
        assert names(people.alice.id, at, "bellfounder") == []
    assert reads(people.alice, people.carol) == []
    with app.app_context():
        service.undo_field_change(db.session.scalars(select(OwnFieldChange.id)).one(), dan.id, at)
        assert names(people.alice.id, at, "bellfounder") == [people.carol.name]
    assert reads(people.alice, people.carol) == ["Bellfounder"]


def test_who_waits_reads_what_they_read_when_they_asked(
    app: Flask, people: People, dan: MemberHandle, at: datetime
) -> None:
    trade = field_of(dan, at, "Trade", FieldKind.LINE)
    answers_in(people.carol, trade, "Bellfounder")
    with app.app_context():
        take_snapshot(people.alice.member, people.carol.member, "introduction:9")
    answers_in(people.carol, trade, "Organist", Audience.MEMBERS)
    assert reads(people.alice, people.carol) == ["Bellfounder"]
    assert reads(people.bob, people.carol) == ["Organist"]
    with app.app_context():
        assert names(people.alice.id, at, "bellfounder") == [people.carol.name]
        assert names(people.alice.id, at, "organist") == []
        with atomic():
            close_account(people.carol.member, at)
    assert reads(people.alice, people.carol) == ["Bellfounder"]
    with app.app_context():
        drop_snapshot("introduction:9")
        erase_profile(people.carol.member)
        assert db.session.scalars(select(OwnFieldValue)).all() == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (FieldKind.LINE, "x" * 500),
        (FieldKind.LINE, "write me at alice@example.org"),
        (FieldKind.TEXT, "y" * 401),
        (FieldKind.CHOICE, "Rome"),
        (FieldKind.YEAR, "99999"),
        (FieldKind.YEAR, "1899"),
        (FieldKind.YEAR, "²014"),
        (FieldKind.LINK, "javascript:alert(1)"),
        (FieldKind.LINK, "http://example.org/me"),
        (FieldKind.LINK, "https://bit.ly/xyz"),
        (FieldKind.LINK, "https://wa.me/4930123456"),
        (FieldKind.LINK, "https://calendly.com/alice"),
        (FieldKind.LINK, "https://user:pass@example.org/"),
        (FieldKind.LINK, "https://example.org/" + "a" * 400),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason_and_kept_on_the_page(
    app: Flask, people: People, dan: MemberHandle, at: datetime, kind: FieldKind, text: str
) -> None:
    public_id = field_of(dan, at, "Something", kind, options=("Berlin", "Bath"))
    alice = people.alice.browser()
    page = alice.get("/me/profile")
    filled = grouped(form_with(page.text, action="/me/profile").filled()) | {f"own-{public_id}": [text]}
    answered = alice.post("/me/profile", data=filled)
    assert answered.status_code == 422
    assert f'id="own-{public_id}-error"' in answered.text
    with app.app_context(), pytest.raises(DomainError):
        service.save_answers(people.alice.id, {public_id: FieldAnswer(text)})
    with app.app_context():
        assert db.session.scalars(select(OwnFieldValue)).all() == []


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "שלום עולם", "<b>bold</b>", "O’Brien & Söhne"])
def test_odd_texts_are_shown_as_they_are(people: People, dan: MemberHandle, at: datetime, text: str) -> None:
    answers_in(people.alice, field_of(dan, at, "Trade", FieldKind.LINE), text)
    page = people.bob.browser().get(f"/people/{people.alice.public_id}").text
    assert "<b>bold" not in page
    assert reads(people.bob, people.alice) == [text]
