"""The search of the list of people finds the same on both databases, in an order that nobody can buy."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.db import atomic, db
from intro_app.groups import service as groups
from intro_app.identity import service
from intro_app.identity.service import DoorWishes
from intro_app.people import service as people_service
from intro_app.people.policy import WantedPeople
from intro_app.people.queries import find_people, finding, stretches
from intro_app.search.models import SearchEntry
from intro_app.text.searching import Entry, Sought, score, sought
from tests.support.community_of_many_tongues import settle
from tests.support.golden_searches import GOLDEN
from tests.support.groups import made_by
from tests.support.people import People
from tests.support.searching import HELP, NOTHING, names, says


@pytest.fixture
def alice_id(people: People) -> int:
    """The reader."""
    return people.alice.id


def test_sixty_searches_in_six_languages_find_whom_they_should(
    app: Flask, alice_id: int, at: datetime
) -> None:
    assert len(GOLDEN) >= 60
    with app.app_context():
        settle(at)
        wrong = {}
        for typed, first in GOLDEN:
            found = [name.split()[0] for name in names(alice_id, at, typed)]
            if set(found[: len(first)]) != set(first):
                wrong[typed] = found
    assert wrong == {}


def test_both_databases_find_the_same_people_in_the_same_order(
    app: Flask, alice_id: int, at: datetime
) -> None:
    """What is found is compared with what the words say alone, by the rule that both databases share."""
    with app.app_context():
        settle(at)
        entries = {row.member_id: row.entry for row in db.session.scalars(select(SearchEntry))}
        for typed, _first in GOLDEN:
            by_rule = _by_rule(entries, sought(typed)) - {alice_id}
            page = find_people(
                alice_id, WantedPeople(words=sought(typed), place=NOTHING, languages=NOTHING), at
            )
            assert {person.id for person in page.people} == by_rule, typed


def _by_rule(entries: dict[int, Entry], wanted: Sought) -> set[int]:
    exact = {one for one, entry in entries.items() if score(entry, wanted)}
    return exact or {one for one, entry in entries.items() if score(entry, wanted, similar=True)}


NARROWED: tuple[tuple[dict[str, str], set[str]], ...] = (
    ({"place": "Berlin"}, {"Karl Weiß", "Ulrike Lange"}),
    ({"place": "berl", "typed": "brot"}, {"Karl Weiß"}),
    ({"place": "koeln"}, {"Anna Schmidt"}),
    ({"place": "東京"}, {"田中さくら"}),
    ({"language": "espanol", "place": "sevilla"}, {"Inés Peña", "Diego Ruiz"}),
    ({"language": "danish"}, {"Greta Olsen"}),
    ({"place": "gardener"}, set()),
)


def test_a_place_and_a_language_narrow(app: Flask, alice_id: int, at: datetime) -> None:
    with app.app_context():
        settle(at)
        for filters, found in NARROWED:
            assert set(names(alice_id, at, **filters)) == found


def test_a_purpose_and_an_open_door_go_by_the_days_sign(app: Flask, people: People, at: datetime) -> None:
    alice, carol = people.alice, people.carol
    with app.app_context():
        says(carol, headline=HELP)
        assert names(alice.id, at, "pear", purpose="sell", takes_requests=True) == ["Carol Duarte"]
        closed = DoorWishes(
            visible=True, takes_direct_asks=True, refused_purposes=("sell",), asks_per_30_days=0
        )
        service.set_door(carol.member, closed)
        assert names(alice.id, at, "pear", purpose="sell", takes_requests=True) == ["Carol Duarte"], (
            "until tomorrow"
        )
        with atomic():
            carol.member.sign.show(carol.member.door, at)
        assert names(alice.id, at, "pear", purpose="hire") == ["Carol Duarte"]
        assert names(alice.id, at, "pear", purpose="sell") == []
        assert names(alice.id, at, "pear", takes_requests=True) == []
        with atomic():
            carol.member.sign.takes_asks, carol.member.sign.paused_until = True, date(2030, 1, 1)
        assert names(alice.id, at, "pear", takes_requests=True) == []


def test_a_group_counts_where_it_is_shown(app: Flask, people: People, at: datetime) -> None:
    alice, carol, dan = people.alice, people.carol, people.dan.becomes("admin")
    public_id, code = made_by(dan, at)
    with app.app_context():
        group = groups.join_by_code(carol.member, code, at)
        assert names(alice.id, at, "class 2014") == names(alice.id, at, group=public_id) == []
        groups.show_group(carol.member, group, shown=True)
        assert names(alice.id, at, "class 2014") == names(alice.id, at, group=public_id) == ["Carol Duarte"]
        says(carol, headline=HELP)
        assert names(alice.id, at, "class pear") == ["Carol Duarte"], "a new profile keeps the groups"
        groups.close_group(group.id, dan.member, at)
        assert names(alice.id, at, "class 2014") == names(alice.id, at, group=public_id) == []


def test_whoever_matches_better_comes_first_and_equals_take_turns(
    app: Flask, people: People, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PAGE", 4)
    with app.app_context():
        for number in range(11):
            person = people.join(f"Person {number}", f"p{number}@example.org")
            says(person, looking_for="A potter", headline="Potter" if number == 7 else "")
        met = [names(people.alice.id, at + timedelta(days=day), "potter") for day in range(3)]
        assert [len(set(day)) for day in met] == [11, 11, 11]
        assert {day[0] for day in met} == {"Person 7"}
        assert met[0] != met[1] != met[2]
        assert met[0] == names(people.bob.id, at, "potter"), "the same for every reader"


def test_very_many_are_walked_round_the_wheel(
    app: Flask, people: People, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_RANKED", 6)
    monkeypatch.setattr(finding, "PAGE", 4)
    with app.app_context():
        for number in range(11):
            says(people.join(f"Person {number}", f"p{number}@example.org"), headline="Potter")
        met = names(people.alice.id, at, "potter")
        assert len(met) == len(set(met)) == 11
        assert met != names(people.alice.id, at + timedelta(days=1), "potter")


@pytest.mark.parametrize("waits", [False, True])
def test_a_page_that_looked_at_many_says_so_and_the_next_goes_on(
    app: Flask, people: People, at: datetime, monkeypatch: pytest.MonkeyPatch, *, waits: bool
) -> None:
    """Two words that many say and few together: everybody who says both is met once, at last."""
    monkeypatch.setattr(finding, "MOST_RANKED", 0)
    monkeypatch.setattr(finding, "MOST_READ", 0)
    monkeypatch.setattr(stretches, "MOST_WALKED", 4)
    alice, browser = people.alice, people.alice.browser()
    with app.app_context():
        for number in range(22):
            one = people.join(f"Person {number}", f"p{number}@example.org")
            says(
                one, headline="Potter who sings" if number in {3, 4} else f"{('Potter', 'Sings')[number % 2]}"
            )
            if waits and number == 4:
                people_service.take_snapshot(alice.member, one.member, "introduction:1")
        assert sorted(names(alice.id, at, "potter sings")) == ["Person 3", "Person 4"]
        assert names(alice.id, at, "potter violin") == []
    address, pages = "/people?find=potter+sings", 0
    while address:
        page = browser.get(address).text
        pages, after = pages + 1, page.partition("after=")[2].partition("&")[0].partition('"')[0]
        address = f"/people?find=potter+sings&after={after}" if 'rel="next"' in page else ""
        assert ("so far" in page) == ("We haven’t searched everyone yet" in page) == bool(address)
        assert "No one found" not in page
    assert pages > 2


def test_the_page_marks_what_was_found_and_says_where(app: Flask, people: People) -> None:
    with app.app_context():
        says(people.carol, headline="Grows <b>pears</b>", can_help_with=HELP, place="Porto")
    page = people.alice.browser().get("/people?find=pear+porto").text
    assert "Grows &lt;b&gt;<mark>pears</mark>&lt;/b&gt;" in page
    assert "Prunes old <mark>pear</mark> trees" in page
    assert "<mark>Porto</mark>" in page
    assert "Found in: What they do · Can help with · Place" in page
    assert "1 found" in page
    close = people.alice.browser().get("/people?find=duatre").text
    assert "No one matches exactly" in close
    assert "<mark>Duarte</mark>" in close
    none = people.alice.browser().get("/people?find=nothing+like+it").text
    assert "No one found" in none
    assert 'value="nothing like it"' in none


def test_the_next_page_of_people_who_come_close_has_them_too(
    app: Flask, people: People, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PAGE", 2)
    with app.app_context():
        for name in ("Una", "Uri", "Ute"):
            says(people.join(name), headline="Bookkeeper")
        by_score = names(people.alice.id, at, "bookkeper")
        monkeypatch.setattr(finding, "MOST_READ", 0)
        by_turn = names(people.alice.id, at, "bookkeper")
    assert set(by_score) == set(by_turn) == {"Una", "Uri", "Ute"}
    assert len(by_score) == len(by_turn) == 3


def test_a_word_that_many_say_is_no_slip_of_the_finger(
    app: Flask, people: People, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        for name in ("Una", "Uri"):
            says(people.join(name), headline="Meier", place="Leeds")
        says(people.carol, headline="Meyer", place="Porto")
        assert names(people.alice.id, at, "meier", place="porto") == [people.carol.name]
        monkeypatch.setattr(finding, "MANY", 2)
        assert names(people.alice.id, at, "meier", place="porto") == []
        assert set(names(people.alice.id, at, "meier")) == {"Una", "Uri"}
        assert names(people.alice.id, at, "meyre", place="porto") == [people.carol.name]
