"""The host's list of a gathering: only who agreed, safe in a spreadsheet, and told to those on it."""

from datetime import datetime

import pytest
from flask import Flask

from intro_app.community.gatherings.models import Attendance, GatheringReply, GatheringVisitor
from intro_app.community.visiting import service as visiting
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from tests.support.community import Village, found_gathering, says
from tests.support.forms import form_with
from tests.support.people import MemberHandle, People


@pytest.fixture
def gathering(app: Flask, people: People, at: datetime) -> str:
    """The public id of a gathering of Alice's; Bob and Carol come, Dan waits."""
    village = Village(app, people, at)
    village.pays(people.alice)
    circle = village.circle(people.alice, people.bob, people.carol, people.dan)
    made = village.gathering(circle, people.alice, capacity=3)
    for person in (people.bob, people.carol, people.dan):
        says(app, made, person, at)
    return made


def _ticks(person: MemberHandle, gathering: str, *, agrees: bool = True) -> None:
    page, browser = f"/gatherings/{gathering}", person.browser()
    form = form_with(browser.get(page).text, action=f"{page}/agree")
    assert form.ticks["agrees"] == ["yes"]
    ticked = ["yes"] if agrees else []
    assert browser.post(f"{page}/agree", data=dict(form.filled(agrees=ticked))).status_code == 303


def _list(person: MemberHandle, gathering: str) -> str:
    page, browser = f"/gatherings/{gathering}", person.browser()
    form = form_with(browser.get(page).text, action=f"{page}/list.csv")
    answer = browser.post(f"{page}/list.csv", data=dict(form.filled()))
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.mimetype == "text/csv"
    return str(answer.data.decode("utf-8-sig"))


def test_the_list_has_who_agreed_and_nobody_else(people: People, gathering: str) -> None:
    form = form_with(people.bob.browser().get(f"/gatherings/{gathering}").text, field="agrees")
    assert not [one for one in form.preset if one[0] == "agrees"], "nothing is ticked for anybody"
    _ticks(people.bob, gathering)
    _ticks(people.dan, gathering)
    assert _list(people.alice, gathering).splitlines() == [
        "Name,E-mail address,Place",
        "Bob Keller,bob@example.org,has a place",
        "Dan Okafor,dan@example.org,is waiting",
    ]
    _ticks(people.bob, gathering, agrees=False)
    assert "bob@example.org" not in _list(people.alice, gathering)


def test_who_is_on_the_list_reads_that_it_was_taken(people: People, gathering: str) -> None:
    _ticks(people.bob, gathering)
    _list(people.alice, gathering)
    told = "The host of a gathering downloaded the list"
    assert told in people.bob.browser().get("/me/looks").text
    assert told not in people.carol.browser().get("/me/looks").text


def test_who_says_no_is_off_the_list(app: Flask, people: People, gathering: str, at: datetime) -> None:
    _ticks(people.bob, gathering)
    says(app, gathering, people.bob, at, comes=False)
    assert "Bob" not in _list(people.alice, gathering)
    says(app, gathering, people.bob, at)
    assert "Bob" not in _list(people.alice, gathering), "who comes again ticks again"


def test_only_the_host_takes_the_list(app: Flask, people: People, gathering: str, at: datetime) -> None:
    bob, page = people.bob.browser(), f"/gatherings/{gathering}"
    secret = dict(form_with(bob.get(page).text, action=f"{page}/agree").hidden)
    assert bob.post(f"{page}/list.csv", data=secret).status_code == 404
    with app.app_context(), pytest.raises(DomainError):
        visiting.take_list(found_gathering(gathering).id, people.bob.id, at)


def test_a_name_that_is_a_formula_stays_text(
    app: Flask, people: People, gathering: str, at: datetime
) -> None:
    name = "=cmd|' /C calc'!A0"
    with app.app_context(), atomic():
        this = found_gathering(gathering)
        this.takes_visitors = True
        eve = GatheringVisitor(
            gathering_id=this.id, name=name, address="eve@example.net", mailbox_hash="", erase_at=at
        )
        db.session.add(eve)
        db.session.flush()
        waits = Attendance(gathering_id=this.id, visitor_id=eve.id, since=at, reply=GatheringReply.WAITING)
        waits.agreed_at = at
        db.session.add(waits)
    assert f"'{name},eve@example.net,is waiting" in _list(people.alice, gathering)
