"""The lists after an introduction: cards, thank-you notes, and a kind note to who was silent."""

import re
from datetime import datetime, timedelta

from flask import Flask

from intro_app.followups import service
from intro_app.followups.answers import Said, Talked
from intro_app.introductions.states import Role
from tests.support.calendar import Calendar
from tests.support.database_statements import statements_of
from tests.support.followups import asked
from tests.support.people import People

OVER = timedelta(days=28)


def test_the_list_asks_the_database_as_much_for_many_as_for_one(
    app: Flask, people: People, at: datetime
) -> None:
    alice = people.alice.browser()
    counts = []
    for number in range(4):
        with app.app_context():
            other = people.join(f"Guest{number} Somebody")
            made = asked(people.alice.member, other.member, at, people.bob.member, mark=str(number))
            service.answer(made, Role.SECOND, Said(), thanks={Role.FIRST: "Thank you, Alice."}, at=at)
        with statements_of(app) as said:
            assert alice.get("/introduced").text.count("Thank you, Alice.") == number + 1
        counts.append(len(said))
    assert counts[0] == counts[-1], counts


def test_the_lists_come_in_pages(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        for number in range(23):
            other = people.join(f"Somebody{number} Else")
            made = asked(people.alice.member, other.member, at, mark=str(number))
            service.answer(made, Role.SECOND, Said(), thanks={Role.FIRST: f"Thanks {number}."}, at=at)
    alice = people.alice.browser()
    for path, entry in (
        ("/introduced", r"<h2><a [^>]*>(Somebody\d+)"),
        ("/introduced/thanks", r">(Thanks \d+)\.<"),
    ):
        first = alice.get(path).text
        onward = re.search(r'href="([^"]*before=\d+)"', first)
        assert onward
        second = alice.get(onward[1]).text
        seen = re.findall(entry, first), re.findall(entry, second)
        assert (len(seen[0]), len(seen[1]), len(set(seen[0] + seen[1]))) == (20, 3, 23)


def test_three_silences_in_a_year_bring_a_kind_note_to_that_person_alone(
    app: Flask, people: People, at: datetime, the_calendar: Calendar
) -> None:
    heard_nothing, note = Said(talked=Talked.HEARD_NOTHING), "didn’t hear back"
    carol = people.carol.browser()
    for number, writer in enumerate([people.alice, people.alice, people.bob, people.dan]):
        assert note not in carol.get("/introduced").text
        with app.app_context():
            made = asked(writer.member, people.carol.member, at, mark=str(number))
            service.answer(made, Role.FIRST, heard_nothing, at=at)
            assert note not in carol.get("/introduced").text  # it does not count yet
            service.conclude_due(at + OVER)
    the_calendar.go_to(at + OVER)
    page = people.carol.browser().get("/introduced").text
    assert note in page
    assert "/me/door" in page
    assert not [name for name in ("Alice said", "three", "3 people") if name in page]
    for person in (people.alice, people.bob, people.dan):
        assert note not in person.browser().get("/introduced").text
    the_calendar.go_to(at + OVER + timedelta(days=366))
    assert note not in people.carol.browser().get("/introduced").text
