"""Everything about me in one archive: asked for on a page, made by the worker, fetched by its owner alone."""

import json
from collections import Counter
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from intro_app import clock
from intro_app.db import db
from intro_app.moderation.models import Decision
from intro_app.privacy.archives import SCHEMA_VERSION, contents
from tests.support.archive_rows import fill_the_rest, rows_held_against
from tests.support.journeys.planted_world import PlantedWorld
from tests.support.story import Somebody, Story


def ask_for_it(story: Story, somebody: Somebody) -> str:
    """Press the button and let the worker go round; return the path of the link that came by mail."""
    somebody.fill("/me/export", somebody.get("/me/export"), "Prepare my archive")
    assert "preparing your archive" in somebody.get("/me/export").text
    story.work()
    assert "Your archive is ready" in somebody.get("/me/export").text
    letter = somebody.newest()
    assert letter.subject == "Your archive is ready"
    return next(word for word in letter.text.split() if "/me/export/" in word).partition("example.org")[2]


def opened(content: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    with ZipFile(BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return json.loads(files["archive.json"]), files


def test_an_archive_holds_mine_and_of_others_what_they_shared(
    story: Story, alice: Somebody, carol: Somebody, bob: Somebody
) -> None:
    alice.asks(to=carol)
    carol.says_yes()
    story.details_come_out()
    alice.asks(
        to=bob,
        what_for="To hear how bells are hung.",
        why="You hung the peal of St Olave.",
        benefit="Two pulleys of bronze.",
    )
    path = ask_for_it(story, alice)
    assert alice.browser
    sent = alice.browser.get(path)
    assert (sent.status_code, sent.content_type) == (200, "application/zip")
    whole, files = opened(sent.data)
    assert whole["schema_version"] == SCHEMA_VERSION
    assert whole["member"][0]["email"] == alice.address
    assert [one["status"] for one in whole["introductions"]] == ["connected", "waiting"]
    assert whole["introductions"][1]["my_letter"]["what_for"] == "To hear how bells are hung."
    assert carol.address.encode() in files["contacts.vcf"]
    assert files["gatherings.ics"].startswith(b"BEGIN:VCALENDAR")
    every = b"".join(files.values())
    assert bob.address.encode() not in every, "Bob has shared nothing"
    assert carol.phone.encode() not in every, "she ticked her address only"


@pytest.mark.slow
@pytest.mark.both_databases
def test_everybodys_archive_is_what_the_database_holds_in_every_part(told_world: PlantedWorld) -> None:
    """Everybody has written whatever can be written; of what nobody has, Alice is given a row."""
    alice, bob = (told_world.people[name].person for name in ("alice", "bob"))
    assert alice
    assert bob
    found: Counter[str] = Counter()
    with told_world.story.app.app_context():
        decision = db.session.scalars(select(Decision.id)).first()
        fill_the_rest(alice.member, bob.member, decision or 0, clock.now())
        for one in told_world.people.values():
            assert one.person
            found.update(rows_held_against(one.person.member, clock.now()))
    assert {name for name, rows in found.items() if not rows} == set()


def test_a_no_is_not_in_the_archive_before_its_day(story: Story, alice: Somebody, carol: Somebody) -> None:
    assert alice.person
    alice.asks(to=carol)
    with story.app.app_context():
        before = contents(alice.person.member, clock.now())
    carol.answers("no")
    with story.app.app_context():
        after = contents(alice.person.member, clock.now())
    for part in before.keys() - {"made_at"}:
        assert before[part] == after[part], part


def test_the_link_is_for_its_owner_for_a_day_and_after_a_fresh_sign_in(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    path = ask_for_it(story, alice)
    assert carol.get(path).status_code == 404
    browser = alice.browser
    story.wait(timedelta(minutes=11))
    alice.browser = browser
    assert (alice.get(path).location or "").startswith("/sign-in/again")
    story.wait(timedelta(hours=25), timedelta(hours=5))
    assert alice.get(path).status_code == 404
    assert "Prepare my archive" in alice.get("/me/export").text


def test_one_archive_a_day(story: Story, alice: Somebody) -> None:
    page = alice.get("/me/export")
    alice.fill("/me/export", page, "Prepare my archive")
    again = alice.fill("/me/export", page, "Prepare my archive")
    assert again.status_code == 422
    assert "You can ask for one archive a day." in again.text
