"""The picture of a gathering: how a host gives it one, changes and removes it, and who sees it."""

from datetime import datetime
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from intro_app.community.pictures.models import PostPicture
from intro_app.config import Settings
from intro_app.db import atomic, db
from tests.support.browsing import grouped
from tests.support.community import Village, found, found_gathering, letter, work
from tests.support.forms import FROM_OUR_PAGE, errors_listed, form_with
from tests.support.gathering_pictures import EVENING, plans, plans_again, taken
from tests.support.mail_server import Mailbox
from tests.support.people import People, visitor
from tests.support.post_pictures import brings, kept, secret, shown_on
from tests.support.uploads import NO_PICTURES, PLACE, SVG, picture, two_things_at_once, with_a_place

FILE = ("loft.png", picture(size=(3200, 1600)))


@pytest.fixture
def circle(village: Village, people: People) -> str:
    """A circle of Alice's with Bob, closed to others."""
    return village.circle(people.alice, people.bob)


@pytest.fixture
def new(circle: str) -> str:
    """The page on which she plans a gathering."""
    return f"/circles/{circle}/gatherings/new"


def pictured(village: Village, circle: str, *, takes_visitors: bool = False) -> str:
    """The page of a gathering of Alice's that has a picture."""
    alice = village.people.alice
    made = village.gathering(
        circle, alice, picture=taken(village, alice), takes_visitors=takes_visitors, about="Bring a coat."
    )
    return f"/gatherings/{made}"


def source_on(browser: FlaskClient, page: str) -> str:
    """Where the only picture on a page is."""
    ((where, *_rest),) = shown_on(browser, page)
    return where


def test_a_host_chooses_a_picture_and_says_what_it_shows_in_one_step(people: People, new: str) -> None:
    answer = plans(people.alice.browser(), new, [FILE], alt="The loft of St Jakob", **EVENING)
    assert answer.status_code == 303
    bob = people.bob.browser()
    ((where, *shown),) = shown_on(bob, answer.location)
    assert shown == ["The loft of St Jakob", "672", "336"]
    sent = bob.get(where)
    assert (sent.status_code, sent.mimetype) == (200, "image/webp")
    assert sent.headers["Cache-Control"] == "private, no-cache"
    assert sent.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    with Image.open(BytesIO(sent.data)) as drawn:
        assert drawn.size == (1600, 800)


def test_who_says_nothing_about_a_picture_is_asked_and_nothing_typed_is_lost(
    app: Flask, people: People, new: str
) -> None:
    alice = people.alice.browser()
    page = plans(alice, new, [FILE], **EVENING)
    assert page.status_code == 422
    assert "Describe the picture, or tick that it’s only decoration." in page.text
    assert "St Jakob, the loft" in page.text
    form = form_with(page.text, field="title")
    (one,) = form.ticks["decoration"]
    answer = brings(alice, new, grouped(form.filled(decoration=one)))
    assert answer.status_code == 303
    assert [alt for _where, alt, *_sides in shown_on(alice, answer.location)] == [""]
    assert kept(app) == 1


def test_the_picture_stays_when_another_field_is_refused(app: Flask, people: People, new: str) -> None:
    alice = people.alice.browser()
    page = plans(alice, new, [FILE], alt="The loft", **EVENING | {"minutes": "1"})
    assert page.status_code == 422
    assert 'alt="The loft"' in page.text
    answer = plans_again(alice, page, new, minutes="90")
    assert [alt for _where, alt, *_sides in shown_on(alice, answer.location)] == ["The loft"]
    assert kept(app) == 1


@pytest.mark.parametrize(("content", "sentence"), NO_PICTURES)
def test_what_is_no_picture_is_refused_beside_what_was_typed(
    app: Flask, people: People, new: str, content: bytes, sentence: str
) -> None:
    page = plans(people.alice.browser(), new, [("x.png", content)], alt="A loft", **EVENING)
    assert page.status_code == 422
    assert "x.png: " in page.text
    assert sentence in page.text
    for typed in ("St Jakob, the loft", 'value="A loft"'):
        assert typed in page.text
    assert kept(app) == 0


@pytest.mark.one_database
def test_what_is_wrong_is_said_in_the_order_of_the_page(app: Flask, people: People, new: str) -> None:
    wrong = EVENING | {"title": "", "minutes": "1", "times": "1", "capacity": "0"}
    page = plans(people.alice.browser(), new, [FILE], **wrong)
    assert errors_listed(page.text) == ["title", "minutes", "times", "capacity", "alt"]


def test_two_pictures_and_words_without_one_are_refused(app: Flask, people: People, new: str) -> None:
    alice = people.alice.browser()
    two = plans(alice, new, [FILE, FILE], **EVENING)
    assert "There can be one picture only. Choose one of them." in two.text
    assert kept(app) == 0
    words = plans(alice, new, (), alt="The loft", **EVENING)
    assert words.status_code == 422
    assert "Choose the picture, too, or don’t describe one." in words.text
    assert 'value="The loft"' in words.text
    long = plans(alice, new, [FILE], alt="x" * 301, **EVENING)
    assert "Keep this to 300 characters." in long.text


def test_nothing_stays_of_where_and_when_nor_of_what_followed(app: Flask, people: People, new: str) -> None:
    for content in (with_a_place("JPEG"), two_things_at_once()):
        assert plans(people.alice.browser(), new, [("a.jpg", content)], alt="A", **EVENING).status_code == 303
    with app.app_context():
        for one in db.session.query(PostPicture).all():
            assert not [left for left in (PLACE, b"script", b"EXIF") if left in one.content]


def test_a_host_replaces_the_picture_changes_its_words_and_removes_it(
    app: Flask, village: Village, people: People, circle: str
) -> None:
    page, alice = pictured(village, circle), people.alice.browser()
    edit, before = f"{page}/edit", source_on(people.alice.browser(), page)
    assert before in alice.get(edit).text
    assert plans(alice, edit, alt="The organ of 1740").status_code == 303
    assert [(where, alt) for where, alt, *_s in shown_on(alice, page)] == [(before, "The organ of 1740")]
    asked = plans(alice, edit, [("new.png", picture(size=(64, 64)))])
    assert asked.status_code == 422
    assert source_on(alice, page) == before, "the old one stays until the new one is saved"
    assert plans_again(alice, asked, edit, alt="A pipe").status_code == 303
    ((after, alt, width, _height),) = shown_on(alice, page)
    assert (alt, width, kept(app)) == ("A pipe", "64", 1)
    assert alice.get(before).status_code == 404
    form = form_with(alice.get(edit).text, field="title")
    (one,) = form.ticks["remove"]
    assert brings(alice, edit, grouped(form.filled(remove=one))).status_code == 303
    assert shown_on(alice, page) == []
    assert (alice.get(after).status_code, kept(app)) == (404, 0)


def test_a_file_that_is_refused_leaves_the_picture_there_is(
    village: Village, people: People, circle: str
) -> None:
    page, alice = pictured(village, circle), people.alice.browser()
    refused = plans(alice, f"{page}/edit", [("x.png", SVG)])
    assert "x.png: We can’t read this file" in refused.text
    assert plans_again(alice, refused, f"{page}/edit").status_code == 303
    assert [alt for _where, alt, *_sides in shown_on(alice, page)] == ["An organ"]


def test_members_who_may_read_the_gathering_see_its_picture_and_nobody_else(
    app: Flask, village: Village, people: People, circle: str
) -> None:
    page = pictured(village, circle)
    where = source_on(people.bob.browser(), page)
    assert people.carol.browser().get(where).status_code == 404
    assert visitor(app).get(where).status_code == 303, "to sign in"
    picture_id = where.rpartition("/")[2]
    for other in (f"/circles/{circle}/pictures/{picture_id}", f"/visit{page[11:]}/pictures/{picture_id}"):
        assert people.bob.browser().get(other).status_code == 404
    carol = people.carol.browser()
    with app.app_context():
        village.joins(found(circle).id, people.alice, people.carol)
    answer = carol.get(where)
    assert answer.status_code == 200
    unchanged = {"If-None-Match": answer.headers["ETag"]}
    assert (carol.get(where, headers=unchanged).status_code, carol.get(where).status_code) == (304, 200)
    carol.post(f"/circles/{circle}/leave", data=grouped(secret(carol)))
    assert carol.get(where, headers=unchanged).status_code == 404
    village.block(people.bob, people.alice)
    assert people.bob.browser().get(where).status_code == 404


def test_people_without_an_account_see_it_where_the_page_is_theirs(
    app: Flask, village: Village, people: People, circle: str, mailbox: Mailbox, at: datetime
) -> None:
    page = pictured(village, circle, takes_visitors=True)
    public, olga = page.replace("gatherings", "visit"), visitor(app)
    ((where, alt, *_sides),) = shown_on(olga, public)
    assert (alt, olga.get(where).status_code) == ("An organ", 200)
    assert olga.get(where).headers["X-Robots-Tag"] == "noindex, nofollow"
    form = form_with(olga.get(public).text, field="email")
    typed = dict(form.filled(name="Olga Petrenko", email="olga@example.net"))
    olga.post(public, data=typed, headers=FROM_OUR_PAGE)
    mailbox.deliver(at)
    asked = letter(mailbox, "olga@example.net", "Your link to sign up for a gathering")
    own = asked.link("v").removeprefix("https://meet.example.org")
    assert olga.get(source_on(olga, own)).status_code == 200
    with app.app_context(), atomic():
        found_gathering(page.rpartition("/")[2]).takes_visitors = False
    assert olga.get(where).status_code == 404, "it is public no more"
    theirs = source_on(olga, own)
    assert olga.get(theirs).status_code == 200, "their own page still shows it"
    assert olga.get(theirs[:-1] + "_").status_code == 404


def test_the_invitation_shows_it_by_its_link_and_no_e_mail_carries_it(
    app: Flask, village: Village, people: People, circle: str, mailbox: Mailbox, at: datetime
) -> None:
    pictured(village, circle)
    work(app, mailbox, at)
    invitation = letter(mailbox, "bob@example.org", "Alice Marsh invites you to a gathering")
    assert "<img" not in invitation.html
    assert not [name for name in invitation.attachments if not name.endswith(".ics")]
    own, anybody = invitation.link("g").removeprefix("https://meet.example.org"), visitor(app)
    assert anybody.get(source_on(anybody, own)).data[8:12] == b"WEBP"


def test_a_picture_of_a_gathering_is_in_no_post_and_a_stolen_one_in_no_gathering(
    app: Flask, village: Village, people: People, circle: str, new: str
) -> None:
    page, alice, bob = pictured(village, circle), people.alice.browser(), people.bob.browser()
    picture_id = source_on(alice, page).rpartition("/")[2]
    thread = f"/circles/{circle}/threads/{village.thread(circle, people.alice)}"
    for browser in (alice, bob):
        form = form_with(browser.get(thread).text, field="words")
        data = grouped(form.filled(button="Post", words="Mine."))
        assert brings(browser, thread, data | {"picture": [picture_id], "alt": ["Mine"]}).status_code == 303
    assert shown_on(alice, thread) == []
    with app.app_context():
        bobs = taken(village, people.bob).public_id
    data = grouped(form_with(alice.get(new).text, field="title").filled(**EVENING))
    for stolen in (bobs, picture_id):
        answer = brings(alice, new, data | {"picture": [stolen], "alt": ["Mine"]})
        assert answer.status_code == 303
        assert shown_on(alice, answer.location) == []


@pytest.mark.changes_app
def test_a_site_without_pictures_asks_for_none(app: Flask, people: People, new: str) -> None:
    site: Settings = app.extensions["settings"]
    object.__setattr__(site, "pictures_mb", 0)
    alice = people.alice.browser()
    form = form_with(alice.get(new).text, field="title")
    assert not {"files", "alt"} & (form.names | form.files)
    assert "There’s no room" not in alice.get(new).text
    assert alice.post(new, data=dict(form.filled(**EVENING))).status_code == 303


def test_what_was_typed_comes_back_after_the_session_ended(app: Flask, people: People, new: str) -> None:
    filled = grouped(form_with(people.alice.browser().get(new).text, field="title").filled(**EVENING))
    page = brings(visitor(app), new, filled | {"alt": ["The loft"]}, [FILE], **FROM_OUR_PAGE)
    assert page.status_code == 422
    assert "Evening of pipes" in page.text
    assert "If you chose files, choose them again: we don’t keep those." in page.text


@pytest.mark.parametrize("field", ["title", "day", "clock", "minutes", "place", "about", "link", "time_zone"])
def test_a_file_in_any_other_field_is_as_if_it_was_left_out(people: People, new: str, field: str) -> None:
    alice = people.alice.browser()
    filled = grouped(form_with(alice.get(new).text, field="title").filled(**EVENING))
    sent = filled | {field: (BytesIO(b"Pipes"), "pipes.txt")}
    answer = alice.post(new, data=sent, content_type="multipart/form-data")
    assert answer.status_code in {303, 422}
