"""Pictures in posts: who adds them, who sees them, and what becomes of them."""

import re
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from intro_app.community.pictures.models import PostPicture
from intro_app.config import Settings
from intro_app.db import db
from tests.support.browsing import grouped
from tests.support.community import Village, found
from tests.support.forms import errors_listed, form_with
from tests.support.people import People, visitor
from tests.support.post_pictures import (
    SHOWN,
    again,
    brings,
    kept,
    posted,
    secret,
    sends,
    shown_on,
    thread_of_alice,
)
from tests.support.uploads import NO_PICTURES, PLACE, picture, two_things_at_once, with_a_place


@pytest.fixture
def path(village: Village) -> str:
    """The page of a thread of Alice’s, closed to others."""
    return thread_of_alice(village)


def test_a_picture_is_described_in_a_second_step_and_then_posted(
    app: Flask, people: People, path: str
) -> None:
    bob = people.bob.browser()
    page = sends(bob, path, files=[("a.png", picture(size=(3200, 1600)))], words="My pipes.")
    assert page.status_code == 422
    assert "Describe each picture, or tick that it’s only decoration." in page.text
    assert "My pipes." in page.text
    page = again(bob, page, path, button="Preview", alt="Two pipes in a church")
    assert page.status_code == 200
    assert SHOWN.search(page.text)
    assert shown_on(people.alice.browser(), path) == [], "nobody sees it yet"
    assert again(bob, page, path).status_code == 303
    ((where, alt, width, height),) = shown_on(people.alice.browser(), path)
    assert (alt, width, height) == ("Two pipes in a church", "672", "336")
    answer = people.alice.browser().get(where)
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    with Image.open(BytesIO(answer.data)) as drawn:
        assert drawn.size == (1600, 800)


def test_a_decoration_needs_no_words_and_a_picture_can_be_removed_again(people: People, path: str) -> None:
    bob = people.bob.browser()
    files = [("a.png", picture()), ("b.png", picture(size=(64, 64)))]
    page = sends(bob, path, button="Preview", files=files, words="Look.")
    form = form_with(page.text, field="words")
    first, second = form.ticks["remove"]
    data = grouped(form.filled(button="Post", decoration=second, remove=first))
    assert brings(bob, path, data).status_code == 303
    ((_where, alt, width, _height),) = shown_on(people.alice.browser(), path)
    assert (alt, width) == ("", "64")


def test_a_new_thread_begins_with_a_picture(village: Village, people: People, path: str) -> None:
    home = path.rpartition("/threads/")[0]
    bob = people.bob.browser()
    new = f"{home}/threads/new"
    page = sends(bob, new, files=[("a.png", picture())], title="Found", words="In the loft.")
    answer = again(bob, page, new, alt="A loft")
    assert answer.status_code == 303
    assert [alt for _where, alt, *_sides in shown_on(people.alice.browser(), answer.location)] == ["A loft"]


@pytest.mark.parametrize(("content", "sentence"), NO_PICTURES)
def test_what_is_no_picture_is_refused_beside_the_words(
    app: Flask, people: People, path: str, content: bytes, sentence: str
) -> None:
    page = sends(people.bob.browser(), path, files=[("x.png", content)], words="Look at this.")
    assert page.status_code == 422
    assert "x.png: " in page.text
    assert sentence in page.text
    assert "Look at this." in page.text
    assert kept(app) == 0


def test_nothing_stays_of_where_and_when_nor_of_what_followed(app: Flask, people: People, path: str) -> None:
    assert posted(people.bob.browser(), path, with_a_place("JPEG"), two_things_at_once()).status_code == 303
    with app.app_context():
        contents_of = [one.content for one in db.session.query(PostPicture).all()]
    assert len(contents_of) == 2
    for content in contents_of:
        assert PLACE not in content
        assert b"script" not in content
        assert b"EXIF" not in content


def test_a_post_has_four_pictures_at_most(app: Flask, people: People, path: str) -> None:
    bob = people.bob.browser()
    page = sends(bob, path, files=[(f"{one}.png", picture()) for one in range(5)], words="All of them.")
    assert "A post can have 4 pictures at most." in page.text
    assert kept(app) == 4
    assert "files" not in form_with(page.text, field="words").names, "there is no room for a fifth"
    assert errors_listed(page.text) == ["alt", "files"]


@pytest.mark.changes_app
def test_a_member_and_a_site_have_so_much_room(app: Flask, people: People, path: str) -> None:
    site: Settings = app.extensions["settings"]
    object.__setattr__(site, "pictures_mb_member", 0)
    bob = people.bob.browser()
    assert (
        "Your pictures here already take 0 MB."
        in sends(bob, path, files=[("a.png", picture())], words="Look.").text
    )
    object.__setattr__(site, "pictures_mb_member", 50)
    object.__setattr__(site, "pictures_mb", 0)
    assert "files" not in form_with(bob.get(path).text, field="words").names


def test_who_may_not_read_the_circle_sees_no_picture(
    village: Village, people: People, path: str, app: Flask
) -> None:
    bob = people.bob.browser()
    posted(bob, path, picture())
    ((where, *_rest),) = shown_on(bob, path)
    for browser in (visitor(app), people.carol.browser()):
        assert browser.get(where).status_code == 404
    circle = path.split("/")[2]
    with app.app_context():
        village.joins(found(circle).id, people.alice, people.carol)
    carol = people.carol.browser()
    answer = carol.get(where)
    assert answer.status_code == 200
    again_asked = carol.get(where, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again_asked.status_code, again_asked.data) == (304, b"")
    carol.post(f"/circles/{circle}/leave", data=grouped(secret(carol)))
    assert carol.get(where, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 404


def test_visitors_see_the_pictures_of_a_public_circle_until_their_post_goes(
    village: Village, people: People, app: Flask
) -> None:
    circle = village.circle(people.alice, people.bob, public=True)
    path = f"/circles/{circle}/threads/{village.thread(circle, people.alice)}"
    bob = people.bob.browser()
    assert "Visitors see the pictures, too." in bob.get(path).text
    posted(bob, path, picture())
    ((where, *_rest),) = shown_on(visitor(app), path)
    assert visitor(app).get(where).status_code == 200
    assert visitor(app).get(where).headers["X-Robots-Tag"] == "noindex, nofollow"
    post = re.findall(r"/posts/([\w-]+)/take-back", bob.get(path).text)[0]
    bob.post(f"/circles/{circle}/posts/{post}/take-back", data=grouped(secret(bob)))
    assert visitor(app).get(where).status_code == 404
    assert kept(app) == 0


def test_a_block_hides_pictures_as_it_hides_posts(village: Village, people: People, path: str) -> None:
    bob = people.bob.browser()
    posted(bob, path, picture())
    ((where, *_rest),) = shown_on(bob, path)
    circle = path.split("/")[2]
    with village.app.app_context():
        village.joins(found(circle).id, people.alice, people.carol)
    village.block(people.carol, people.bob)
    assert people.carol.browser().get(where).status_code == 404


def test_nobody_uses_or_sees_a_picture_that_somebody_else_is_adding(
    app: Flask, people: People, path: str
) -> None:
    bob, alice = people.bob.browser(), people.alice.browser()
    page = sends(bob, path, button="Preview", files=[("a.png", picture())], words="Soon.")
    (where, *_rest) = SHOWN.findall(page.text)[0]
    assert bob.get(where).status_code == 200
    assert alice.get(where).status_code == 404
    stolen = grouped(form_with(alice.get(path).text, field="words").filled(button="Post", words="Mine."))
    stolen |= {"picture": [where.rpartition("/")[2]], "alt": ["Mine"]}
    assert brings(alice, path, stolen).status_code == 303
    assert shown_on(alice, path) == []
