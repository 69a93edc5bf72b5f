"""The pages on which caretakers make fields, and what becomes of answers when they change them."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intro_app.db import db
from intro_app.errors import DomainError
from intro_app.own_fields import service
from intro_app.own_fields.models import OwnFieldValue
from intro_app.site_settings import FieldKind, OwnField, own_fields
from tests.support.browsing import grouped
from tests.support.forms import form_with
from tests.support.identity_pages import send
from tests.support.own_fields import answers_in, drafted, field_of, reads
from tests.support.people import MemberHandle, People
from tests.support.searching import names

PAGE = "/staff/fields"


@pytest.fixture
def dan(people: People) -> MemberHandle:
    """A caretaker."""
    return people.dan.becomes("caretaker")


def makes(staff: FlaskClient, **typed: str) -> str:
    """Fill in the form for a field; where that leads, or the page with what is wrong."""
    form = form_with(staff.get(PAGE).text, action=PAGE)
    sent = staff.post(PAGE, data=grouped(form.filled()) | typed)
    return sent.headers.get("Location", sent.text)


def test_nine_fields_are_too_many_and_a_choice_needs_two_answers(
    people: People, dan: MemberHandle, at: datetime
) -> None:
    staff = dan.browser(by_passkey=True)
    for typed in ("", "One", "One\nONE", "\n".join(map(str, range(31))), "x" * 61 + "\nTwo"):
        assert "options-error" in makes(staff, **{"label-en": "Chapter", "kind": "choice", "options": typed})
    assert "label-en-error" in makes(staff, **{"label-en": "", "kind": "line"})
    for number in range(8):
        field_of(dan, at, f"Field {number}")
    with pytest.raises(DomainError, match="eight fields"):
        field_of(dan, at, "One more")
    assert "Remove one first." in staff.get(PAGE).text


def test_a_label_that_asks_for_faith_is_warned_of(people: People, dan: MemberHandle, at: datetime) -> None:
    staff = dan.browser(by_passkey=True)
    for label, warned in (("Your religion", True), ("Konfession", True), ("Salud", True), ("Trade", False)):
        page = staff.get(f"{PAGE}/{field_of(dan, at, label, FieldKind.LINE)}").text
        assert ("the law protects" in page) is warned, label


def test_only_caretakers_open_the_pages(people: People) -> None:
    assert people.alice.browser().get(PAGE).status_code == 404
    assert people.dan.becomes("host").browser(by_passkey=True).get(PAGE).status_code in {403, 404}


def test_removing_a_field_says_how_many_answers_go_and_deletes_them(
    app: Flask, people: People, dan: MemberHandle, at: datetime
) -> None:
    public_id = field_of(dan, at, "Trade", FieldKind.LINE)
    answers_in(people.carol, public_id, "Bellfounder")
    staff, path = dan.browser(by_passkey=True), f"{PAGE}/{public_id}"
    assert "deletes the field and 1 answer." in staff.get(path).text
    assert send(staff, path, f"{path}/remove").status_code == 422
    assert send(staff, path, f"{path}/remove", sure="yes").status_code == 303
    with app.app_context():
        assert db.session.scalars(select(OwnFieldValue)).all() == []
        assert names(people.alice.id, at, "bellfounder") == []
        assert own_fields() == []
    assert staff.get(path).status_code == 404


def test_a_caretaker_makes_a_field_and_members_find_it_on_their_profile(
    people: People, dan: MemberHandle
) -> None:
    staff, alice = dan.browser(by_passkey=True), people.alice.browser()
    where = makes(
        staff, **{"label-en": "Chapter", "kind": "choice", "options": "Berlin\nBath", "audience": "members"}
    )
    assert "done=field-made" in where
    public_id = where.partition("?")[0].rpartition("/")[2]
    typed = {f"own-{public_id}": "Bath", f"own-{public_id}-who": "members"}
    page = alice.get("/me/profile")
    saved = alice.post(
        "/me/profile", data=grouped(form_with(page.text, action="/me/profile").filled(**typed))
    )
    assert saved.status_code == 303, saved.text
    assert "Bath" in people.bob.browser().get(f"/people/{people.alice.public_id}").text
    assert 'selected value="Bath"' in alice.get("/me/profile").text


def test_a_choice_that_staff_took_out_stays_with_who_chose_it(
    app: Flask, people: People, dan: MemberHandle, at: datetime
) -> None:
    public_id = field_of(dan, at, "Chapter", FieldKind.CHOICE, options=("Berlin", "Bath"))
    answers_in(people.alice, public_id, "Bath")
    with app.app_context():
        asked = db.session.scalars(select(OwnField)).one()
        draft = drafted("Chapter", FieldKind.CHOICE, options=("Berlin", "Rome"))
        service.change_field(asked.id, draft, dan.id, at + timedelta(days=1))
    alice = people.alice.browser()
    form = form_with(alice.get("/me/profile").text, action="/me/profile")
    assert alice.post("/me/profile", data=grouped(form.filled())).status_code == 303
    assert reads(people.bob, people.alice) == ["Bath"]
