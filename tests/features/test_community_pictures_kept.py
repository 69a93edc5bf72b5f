"""Pictures in posts: what becomes of them with their post."""

import re
from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intro_app.community.departing.service import depart
from intro_app.community.pictures.chores import forget_unposted_due
from intro_app.community.pictures.models import PostPicture
from intro_app.community.reporting.service import SOURCES
from intro_app.db import atomic, db
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import CasePicture
from intro_app.moderation.service import SubjectComplaint, report_subject
from intro_app.privacy.archives import archive_of, contents
from intro_app.reportable import SubjectKind
from tests.support.browsing import grouped
from tests.support.community import Village, found_post
from tests.support.forms import FROM_OUR_PAGE, form_with
from tests.support.people import People, visitor
from tests.support.post_pictures import brings, kept, posted, secret, sends, shown_on, thread_of_alice
from tests.support.uploads import picture


@pytest.fixture
def path(app: Flask, people: People, at: datetime) -> str:
    """The page of a thread of Alice’s, closed to others."""
    village = Village(app, people, at)
    village.pays(people.alice)
    return thread_of_alice(village)


def test_an_edit_keeps_which_pictures_there_were(app: Flask, people: People, path: str) -> None:
    bob = people.bob.browser()
    posted(bob, path, picture(), picture(size=(64, 64)), alt="Before")
    post = re.findall(r"/posts/([\w-]+)/edit", bob.get(path).text)[0]
    base = f"/circles/{path.split('/')[2]}/posts/{post}"
    form = form_with(bob.get(f"{base}/edit").text, field="words")
    first, _second = form.ticks["remove"]
    data = grouped(form.filled(button="Save", remove=first))
    data["alt"] = ["", "After"]
    assert brings(bob, f"{base}/edit", data).status_code == 303
    alice = people.alice.browser()
    assert [(alt, width) for _where, alt, width, _height in shown_on(alice, path)] == [("After", "64")]
    history = shown_on(alice, f"{base}/history")
    assert [alt for _where, alt, *_sides in history] == ["After", "Before", "Before"]
    assert {alice.get(where).status_code for where, *_rest in history} == {200}
    data = grouped(form_with(bob.get(f"{base}/edit").text, field="words").filled(button="Save"))
    brings(bob, f"{base}/edit", data)
    assert len(shown_on(alice, f"{base}/history")) == 3, "an edit that changes nothing is none"


def test_a_picture_whose_post_is_never_sent_goes_after_a_day(
    app: Flask, people: People, path: str, at: datetime
) -> None:
    sends(people.bob.browser(), path, button="Preview", files=[("a.png", picture())], words="Soon.")
    with app.app_context():
        assert forget_unposted_due(at + timedelta(hours=20)) == 0
        assert forget_unposted_due(at + timedelta(days=3)) == 1
    assert kept(app) == 0


def test_who_leaves_takes_pictures_along_with_words_alone(
    app: Flask, people: People, path: str, at: datetime
) -> None:
    bob = people.bob.browser()
    posted(bob, path, picture())
    sends(bob, path, button="Preview", files=[("a.png", picture())], words="Soon.")
    with app.app_context():
        depart(people.bob.id, at, posts_too=False)
    assert (kept(app), len(shown_on(people.alice.browser(), path))) == (1, 1)
    with app.app_context():
        depart(people.bob.id, at, posts_too=True)
    assert kept(app) == 0


def test_the_archive_holds_ones_own_pictures(app: Flask, people: People, path: str, at: datetime) -> None:
    posted(people.bob.browser(), path, picture(), alt="My organ")
    posted(people.alice.browser(), path, picture(), alt="Hers")
    with app.app_context():
        (mine,) = contents(people.bob.member, at)["pictures"]
        assert mine["alt"] == "My organ"
        with ZipFile(BytesIO(archive_of(people.bob.member, at))) as archive:
            names = [name for name in archive.namelist() if name.startswith("pictures/")]
            assert names == [f"pictures/{mine['public_id']}.webp"]
            assert archive.read(names[0])[:4] == b"RIFF"


def test_words_come_back_from_a_form_whose_session_ended(app: Flask, people: People, path: str) -> None:
    bob = people.bob.browser()
    filled = grouped(form_with(bob.get(path).text, field="words").filled(button="Post", words="Not lost."))
    files = [("a.png", picture() + bytes(3_000_000))]
    page = brings(visitor(app), path, filled, files, **FROM_OUR_PAGE)
    assert page.status_code == 422
    assert "Not lost." in page.text
    assert "If you chose files, choose them again: we don’t keep those." in page.text


def _reported_picture(bob: FlaskClient, path: str) -> str:
    """Return the public id of a post with a picture, of the browser's member."""
    posted(bob, path, picture(), alt="Reported")
    return str(re.findall(r"/posts/([\w-]+)/edit", bob.get(path).text)[0])


def test_a_moderator_sees_the_picture_as_it_was_and_brings_it_back(
    app: Flask, people: People, path: str, at: datetime
) -> None:
    post = _reported_picture(people.bob.browser(), path)
    with app.app_context():
        source = SOURCES[SubjectKind.POST]
        seen = source.seen_by(post, people.alice.id, at)
        assert seen is not None
        assert ("A picture", "Reported") in seen.parts
        (copy,) = seen.pictures()
        with atomic():
            taken = source.take_down(seen.id, at)
        assert found_post(post).taken_down_at is not None
    assert kept(app) == 0
    with app.app_context():
        with atomic():
            source.put_back(seen.id, taken, at)
        assert db.session.query(PostPicture).one().content == copy.content
    ((_where, alt, *_sides),) = shown_on(people.alice.browser(), path)
    assert alt == "Reported"


def test_only_a_moderator_who_reads_the_case_sees_its_copy_until_the_texts_go(
    app: Flask, people: People, path: str, at: datetime
) -> None:
    bob = people.bob.browser()
    post = _reported_picture(bob, path)
    with app.app_context():
        seen = SOURCES[SubjectKind.POST].seen_by(post, people.alice.id, at)
        assert seen is not None
        complaint = SubjectComplaint(grounds=Grounds.HARASSMENT)
        case = report_subject(SubjectKind.POST, seen, complaint, people.alice.member, at=at).public_id
    bob.post(f"/circles/{path.split('/')[2]}/posts/{post}/take-back", data=grouped(secret(bob)))
    dan = people.dan.becomes("moderator").browser(by_passkey=True)
    with app.app_context():
        copy = f"/moderation/cases/{case}/pictures/{db.session.query(CasePicture).one().id}"
    assert dan.get(copy).status_code == 404
    page = dan.post(f"/moderation/cases/{case}/read", data=grouped(secret(dan)))
    assert f'src="{copy}" alt="Reported"' in page.text
    assert dan.get(copy).data[:4] == b"RIFF"
    for other in (bob, people.alice.browser(), visitor(app)):
        assert other.get(copy).status_code in {303, 404}
