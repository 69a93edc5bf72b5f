"""The door of the community: which page takes what, over the whole map of pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from intro_app.web.access import AccessRule
from tests.support.community import Village
from tests.support.people import MemberHandle, People, visitor

# What takes membership, named once more here: whoever opens a page by mistake, or closes one, has to say so
# twice.
PAID = {
    "new_circle",
    "begin_circle",
    "edit_circle",
    "describe_circle",
    "take_over",
    "invite_to_circle",
    "new_gathering",
    "announce",
    "edit_gathering",
    "change_gathering",
    "invite_to_gathering",
}
FREE = {
    "start",
    "ask_to_join",
    "answer_circle_invitation",
    "leave_circle",
    "circle_people",
    "part_from",
    "offer_circle",
    "close_circle",
    "new_thread",
    "open_thread",
    "reply",
    "edit_post",
    "change_post",
    "wordings",
    "take_post_back",
    "circle_mail",
    "choose_circle_mail",
    "follow_thread",
    *(
        "search_circles",
        "tend",
        "tend_thread",
        "move_thread",
        "appoint_co_host",
        "step_down",
        "archive_circle",
    ),
    "welcome",
    "gathering",
    "gathering_file",
    "gathering_photo",
    "answer_here",
    "agree_to_list",
    "attendee_list",
    "cancel_gathering",
    "board",
    "pin",
    "unpin",
    "preferences",
    "save_preferences",
    "renew_feed",
}
OPEN = {"circle", "thread"}
# Open where there is a picture, or a gathering that takes people without an account; see their own tests.
OPEN_IF_THERE = {"picture", "visit", "visit_picture", "ask_to_visit"}
BY_LINK = {
    "invitation_link",
    "invitation_answered",
    "invitation_picture",
    "calendar_feed",
    "visitor_page",
    "visitor_picture",
    "visitor_comes",
    "visitor_withdraws",
}
STAFF = {"reports", "decide"}


@dataclass
class OccupiedCircle:
    """A circle with everything in it, and people who stand to it in every way."""

    circle: str
    thread: str
    post: str
    gathering: str
    readers: dict[str, FlaskClient]

    def path(self, rule: Rule) -> str:
        """Where this page is."""
        names: dict[str, str] = {
            "circle_id": self.circle,
            "thread_id": self.thread,
            "post_id": self.post,
            "who": "x" * 22,
            "note_id": "x" * 22,
            "picture_id": "x" * 22,
            "token": "x" * 30,
            "public_id": self.gathering if rule.rule.startswith(("/gatherings", "/visit")) else self.circle,
        }
        return str(re.sub(r"<([a-z_]+)>", lambda place: names[place[1]], rule.rule))


@pytest.fixture
def village(app: Flask, people: People, at: datetime) -> Village:
    """Everybody, and nothing yet."""
    return Village(app, people, at)


def place(village: Village, *, public: bool) -> OccupiedCircle:
    """A circle of Alice's with Bob, who pays, and Carol, who does not; Dan pays, and Alice blocks Mallory."""
    alice, bob, carol, dan, mallory, eve = everybody(village)
    village.pays(alice, bob, dan, mallory)
    circle = village.circle(alice, bob, carol, public=public)
    thread = village.thread(circle, alice)
    post = village.replies(thread, alice, "Older than the church.")
    gathering = village.gathering(circle, alice)
    village.block(alice, mallory)
    readers = {
        "visitor": visitor(village.app),
        "host": alice.browser(),
        "paying": bob.browser(),
        "reading": carol.browser(),
    }
    readers |= {"outside": dan.browser(), "blocked": mallory.browser(), "outside and free": eve.browser()}
    return OccupiedCircle(circle, thread, post, gathering, readers)


def everybody(village: Village) -> Iterator[MemberHandle]:
    """Six people."""
    known = village.people
    yield from (known.alice, known.bob, known.carol, known.dan, known.mallory, known.join("Eve Lind"))


def rules(app: Flask) -> list[Rule]:
    """Every page of the community."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("community.")]


def name(rule: Rule) -> str:
    """The name of a page's view."""
    return str(rule.endpoint).partition(".")[2]


def ask(reader: FlaskClient, rule: Rule, path: str) -> int:
    """What a reader gets: a look, or a form without its secret, which is refused only behind the door."""
    method = "GET" if "GET" in (rule.methods or ()) else "POST"
    return reader.open(path, method=method).status_code


def test_every_page_says_what_it_takes(app: Flask) -> None:
    named = {name(rule) for rule in rules(app)}
    assert named == PAID | FREE | OPEN | OPEN_IF_THERE | BY_LINK | STAFF
    for rule in rules(app):
        view = app.view_functions[rule.endpoint]
        access = getattr(view, "access", AccessRule())
        assert bool(getattr(view, "free", False)) == (name(rule) in FREE), rule
        assert access.token == (name(rule) in BY_LINK), rule
        assert bool(access.staff) == (name(rule) in STAFF), rule
        assert (not access.members and not access.token) == (name(rule) in OPEN | OPEN_IF_THERE), rule


@pytest.mark.parametrize("public", [True, False])
def test_a_visitor_finds_public_circles_and_nothing_else(app: Flask, village: Village, public: bool) -> None:
    there, expected = place(village, public=public), dict.fromkeys(STAFF | BY_LINK | OPEN_IF_THERE, 404)
    expected |= dict.fromkeys(OPEN, 200 if public else 404)
    expected["ask_to_visit"] = 400  # without its secret
    for rule in rules(app):
        status = ask(there.readers["visitor"], rule, there.path(rule))
        assert status == expected.get(name(rule), 303), rule


def test_without_membership_every_page_that_takes_it_shows_what_it_is_for(
    app: Flask, village: Village
) -> None:
    there = place(village, public=True)
    tokens = {who: csrf(there.readers[who]) for who in ("reading", "outside and free")}
    for rule in (rule for rule in rules(app) if name(rule) in PAID):
        for who, token in tokens.items():
            for method in {"GET", "POST"} & (rule.methods or set()):
                data = {"csrf_token": token} if method == "POST" else None
                answer = there.readers[who].open(there.path(rule), method=method, data=data)
                assert answer.status_code == 403, (rule, who)
                assert "need a supporting membership" in answer.text


def test_with_membership_no_page_asks_for_it(app: Flask, village: Village) -> None:
    there = place(village, public=True)
    for rule in rules(app):
        for who in ("host", "paying", "outside", "blocked"):
            assert ask(there.readers[who], rule, there.path(rule)) != 403, (rule, who)


def test_inside_is_only_for_those_who_belong_to_it(app: Flask, village: Village) -> None:
    there = place(village, public=False)
    inside = {"thread", "wordings", "circle_people", "gathering", "gathering_file"}
    for rule in (rule for rule in rules(app) if name(rule) in inside):
        for who, expected in (
            ("host", 200),
            ("paying", 200),
            ("reading", 200),
            ("outside", 404),
            ("blocked", 404),
        ):
            path = there.path(rule)
            assert ask(there.readers[who], rule, path) == expected, (rule, who)


def test_the_host_s_pages_are_there_for_the_host_alone(app: Flask, village: Village) -> None:
    there = place(village, public=True)
    theirs = {"edit_circle", "new_gathering", "edit_gathering"}
    for rule in (rule for rule in rules(app) if name(rule) in theirs and "GET" in (rule.methods or ())):
        for who, expected in (("host", 200), ("paying", 404), ("outside", 404), ("blocked", 404)):
            assert ask(there.readers[who], rule, there.path(rule)) == expected, (rule, who)


def test_who_is_blocked_finds_no_trace_of_the_circle(app: Flask, village: Village) -> None:
    there = place(village, public=True)
    blocked = there.readers["blocked"]
    for rule in rules(app):
        if name(rule) in (PAID | FREE | OPEN) and re.search(r"<(public_id|circle_id)>", rule.rule):
            data = {"csrf_token": csrf(blocked)} if "POST" in (rule.methods or ()) else None
            method = "POST" if data else "GET"
            assert blocked.open(there.path(rule), method=method, data=data).status_code == 404, rule
    assert "Organ builders" not in blocked.get("/community").text
    assert "Alice" not in blocked.get("/board").text


def test_visitors_read_no_names(app: Flask, village: Village) -> None:
    there = place(village, public=True)
    with app.app_context():
        names = [person.member.name for person in everybody_of(village)]
    for path in (f"/circles/{there.circle}", f"/circles/{there.circle}/threads/{there.thread}"):
        page = there.readers["visitor"].get(path).text
        assert not [one for one in names if one in page or one.split()[0] in page]
        assert "meet.example.net" not in page
        assert "Set-Cookie" not in there.readers["visitor"].get(path).headers


def everybody_of(village: Village) -> list[MemberHandle]:
    """Those who are there by now."""
    known = village.people
    return [known.alice, known.bob, known.carol, known.dan, known.mallory]


def csrf(reader: FlaskClient) -> str:
    """The secret of this reader's forms."""
    found = re.search(r'name="csrf_token" [^>]*value="([^"]+)"', reader.get("/me").text)
    assert found
    return found[1]
