"""Seven faults of the nearest ancestor, each of which this site must not have."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from tests.support.journeys.links_pressed import digest, every_link, path_of, press
from tests.support.people import visitor
from tests.support.story import Somebody, Story

ID = re.compile(r"[A-Za-z0-9_-]{22}")


@pytest.fixture
def asked(alice: Somebody, bob: Somebody, carol: Somebody) -> str:
    """Alice has asked Carol directly; the id of the introduction."""
    return alice.asks(to=carol)


def test_no_id_in_an_address_can_be_guessed(
    story: Story, alice: Somebody, carol: Somebody, asked: str
) -> None:
    assert ID.fullmatch(asked)
    assert ID.fullmatch(carol.public_id)
    alice.get("/introductions")
    alice.get("/people")
    addresses = {
        found for seen in story.pages for found in re.findall(r'(?:href|action)="(/[^"]*)"', seen.text)
    }
    numbers = [
        address for address in addresses if re.search(r"/\d+(/|$)|=\d+$", address) and "static" not in address
    ]
    assert not numbers
    for guess in ("1", "2", "01", "-1", asked[:-1], asked.swapcase(), f"{asked}x"):
        assert alice.get(f"/introductions/{guess}").status_code == 404
        assert alice.get(f"/people/{guess}").status_code == 404


def test_looking_at_a_page_never_acts(
    app: Flask, story: Story, alice: Somebody, carol: Somebody, asked: str
) -> None:
    browser = alice.person.browser() if alice.person else visitor(app)
    links = [path_of(link) for link in every_link(story)]
    pages = [
        "/introductions",
        f"/introductions/{asked}",
        "/agreed",
        "/ask",
        f"/ask/{carol.public_id}",
        "/offer",
    ]
    acting = [f"/introductions/{asked}/{deed}" for deed in ("withdraw", "answer", "take-back", "pass-on")]
    before = digest(app)
    for path in [*links, *pages, *acting, "/r", "/u", "/r/code", "/r/take-back"]:
        for query in ("", "?decision=yes&sure=yes&step=send"):
            for method in ("GET", "HEAD"):
                assert browser.open(f"{path}{query}", method=method).status_code in {200, 303, 404, 405}, path
    assert _without_last_seen(digest(app)) == _without_last_seen(before)


def test_there_is_a_way_to_say_no_as_large_as_yes(carol: Somebody, asked: str) -> None:
    letter = carol.newest()
    assert "You don’t need a reason to say no, and we don’t tell anyone." in " ".join(letter.text.split())
    page = carol.opens(letter.link("r")).text
    choices = re.findall(r'<input type="radio" name="decision"[^>]*value="(\w+)"', page)
    assert choices[:3] == ["yes", "no", "not_now"]
    assert 'name="decision"' in page
    assert " checked" not in page
    cards = re.findall(r'<label class="([\w-]+)" for="decision-\d">', page)
    assert cards[:3] == ["choice-card", "choice-card", "choice-card"]
    assert "You don’t owe anyone a reason." in carol.answers("no").text


def test_everything_ends_by_itself(story: Story, alice: Somebody, carol: Somebody, asked: str) -> None:
    link = carol.newest("r").link("r")
    story.wait(timedelta(days=11))
    assert visitor(story.app).get(path_of(link)).status_code == 410
    assert press(story, link, decision="yes", shares="email").status_code == 410
    assert "Closed without an introduction" in alice.get(f"/introductions/{asked}").text


def test_a_second_click_sends_nothing_again(
    story: Story, alice: Somebody, carol: Somebody, asked: str
) -> None:
    link = carol.newest("r").link("r")
    for _click in range(3):
        assert press(story, link, decision="yes", shares="email").status_code == 200
        story.work()
    story.details_come_out()
    assert press(story, link, decision="yes", shares="email").status_code == 200
    story.work()
    subjects = [letter.subject for letter in (*alice.letters, *carol.letters)]
    assert sum(subject.startswith("You both said yes: details go out at ") for subject in subjects) == 2
    assert sum(letter.introduces for letter in (*alice.letters, *carol.letters)) == 2


def test_no_result_page_shows_an_address(story: Story, alice: Somebody, carol: Somebody, asked: str) -> None:
    carol.says_yes(["email", "phone", "calendar_link"])
    link = carol.newest("r").link("r")
    story.details_come_out()
    carol.opens(link)
    carol.opens(carol.newest("b").link("b"))
    for person in (alice, carol):
        for path in ("/introductions", f"/introductions/{asked}", "/agreed"):
            person.get(path)
    site = "people@meet.example.org"
    for seen in story.pages:
        shown = re.findall(r"[\w.+-]+@[\w.-]+\w|\+49[\d ]+|cal\.example\.org", seen.text.replace(site, ""))
        other = carol if seen.who == alice.name else alice
        assert not set(shown) & set(other.details), seen.address
        assert not seen.address.startswith("/r") or not shown, seen.address


def test_no_list_of_people_or_addresses_opens_without_signing_in(
    app: Flask, carol: Somebody, asked: str
) -> None:
    browser = visitor(app)
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in {"static", "web.static"}:
            continue
        values = dict.fromkeys(rule.arguments, carol.public_id)
        page = browser.get(rule.rule if not values else _filled(rule.rule, values), follow_redirects=True)
        assert b"@example.org" not in page.data, rule.rule  # bytes: some of these are pictures
        assert b"Duarte" not in page.data, rule.rule


def _filled(rule: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        rule = re.sub(rf"<(\w+:)?{name}>", value, rule)
    return rule


def _without_last_seen(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """A session notes when it was last used, which is no act."""
    return {table: found for table, found in rows.items() if table != "session"}
