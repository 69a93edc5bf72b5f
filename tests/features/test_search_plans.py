"""A search reads the index and the rows it found, never a table from end to end."""

from datetime import datetime

import pytest
from flask import Flask

from intro_app.db import db
from intro_app.identity.service.indexing import index_profile
from intro_app.people.policy import WantedPeople
from intro_app.people.queries import find_people, finding
from intro_app.text.searching import sought
from tests.features.test_periodic_plans import plan_of, read_whole, statements
from tests.support.people import People
from tests.support.searching import says

# Parts of a statement, which SQLite reads as it makes them.
_PARTS = {"first", "found", *(f"begun_{number}" for number in range(12))}


@pytest.mark.parametrize("most_ranked", [1000, 0])
@pytest.mark.parametrize(
    ("typed", "place", "takes_requests"),
    [("pears trees", "", False), ('"pear trees"', "porto", True), ("paer", "", False), ("京都", "", False)],
)
def test_no_search_reads_a_whole_table(
    app: Flask,
    people: People,
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    place: str,
    takes_requests: bool,
    most_ranked: int,
) -> None:
    monkeypatch.setattr(finding, "MOST_RANKED", most_ranked)
    monkeypatch.setattr(finding, "MOST_READ", most_ranked)
    alice = people.alice
    with app.app_context():
        says(people.carol, headline="Old pear trees in 京都", place="Porto")
        wanted = WantedPeople(
            words=sought(typed), place=sought(place), languages=sought(""), takes_requests=takes_requests
        )
        with statements(app) as sent:
            find_people(alice.id, wanted, at)
        asked = [one for one in sent if one.text.startswith(("SELECT", "WITH"))]
        assert asked
        whole = {one.text: tables for one in asked if (tables := read_whole(plan_of(one)) - _PARTS)}
    assert not list(whole.items())


def test_saving_a_profile_reads_no_whole_table(app: Flask, people: People) -> None:
    carol = people.carol
    with app.app_context():
        with statements(app) as sent:
            says(carol, headline="Old pear trees")
            index_profile(carol.member)
        db.session.remove()
        asked = [one for one in sent if "search_" in one.text and not one.text.startswith("INSERT")]
        assert asked
        whole = {one.text: tables for one in asked if (tables := read_whole(plan_of(one)) - _PARTS)}
    assert not list(whole.items())
