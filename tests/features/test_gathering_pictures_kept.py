"""The picture of a gathering: its series, what moderators do, and when it goes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask

from intro_app.community.circles import service as circles
from intro_app.community.departing.chores import end_without_host
from intro_app.community.departing.service import depart
from intro_app.community.gatherings import queries, series
from intro_app.community.gatherings import service as gatherings
from intro_app.community.pictures.chores import forget_unposted_due
from intro_app.community.pictures.models import PostPicture
from intro_app.community.pictures.policy import ChosenPicture
from intro_app.community.pictures.service import forget_unposted
from intro_app.community.reporting.service import SOURCES
from intro_app.community.tending import service as tending
from intro_app.community.unnamed import UNNAMED_GATHERING
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import CasePicture
from intro_app.moderation.service import SubjectComplaint, report_subject
from intro_app.privacy.archives import archive_of, contents
from intro_app.reportable import SubjectKind
from tests.support.browsing import grouped
from tests.support.community import Village, found, found_gathering
from tests.support.forms import form_with
from tests.support.gathering_pictures import plans, plans_again, taken
from tests.support.people import People, visitor
from tests.support.post_pictures import brings, kept, secret, shown_on
from tests.support.series import change_from, plan_of
from tests.support.uploads import picture


@pytest.fixture
def circle(village: Village, people: People) -> str:
    """A circle of Alice's with Bob and Carol, closed to others."""
    return village.circle(people.alice, people.bob, people.carol)


@pytest.fixture
def dates(village: Village, people: People, circle: str) -> list[str]:
    """The public ids of a gathering of four dates, with a picture."""
    return village.series(circle, people.alice, picture=taken(village, people.alice))


def alts_of(people: People, dates: Sequence[str]) -> list[str]:
    """What the picture of each date shows, "" where there is none."""
    bob = people.bob.browser()
    shown = [shown_on(bob, f"/gatherings/{one}") for one in dates]
    return [one[0][1] if one else "" for one in shown]


def test_the_dates_of_a_series_share_one_picture(app: Flask, people: People, dates: list[str]) -> None:
    assert (alts_of(people, dates), kept(app)) == (["An organ"] * 4, 1)


def test_one_date_gets_another_picture_and_the_others_keep_theirs(
    app: Flask, village: Village, people: People, dates: list[str], at: datetime
) -> None:
    alice, edit = people.alice.browser(), f"/gatherings/{dates[1]}/edit"
    asked = plans(alice, edit, [("new.png", picture())], reach="one")
    assert plans_again(alice, asked, edit, alt="A pipe", reach="one").status_code == 303
    assert (alts_of(people, dates), kept(app)) == (["An organ", "A pipe", "An organ", "An organ"], 2)
    change_from(app, dates[0], people.alice, at, picture=taken(village, people.alice, "A bell"))
    assert (alts_of(people, dates), kept(app)) == (["A bell"] * 4, 1)


def test_a_change_of_the_following_dates_carries_the_picture_along(
    app: Flask, people: People, dates: list[str]
) -> None:
    alice, edit = people.alice.browser(), f"/gatherings/{dates[2]}/edit"
    assert plans(alice, edit, reach="following", place="The yard").status_code == 303
    assert (alts_of(people, dates), kept(app)) == (["An organ"] * 4, 1)
    form = form_with(alice.get(edit).text, field="title")
    (one,) = form.ticks["remove"]
    assert brings(alice, edit, grouped(form.filled(remove=one, reach="following"))).status_code == 303
    assert (alts_of(people, dates), kept(app)) == (["An organ", "An organ", "", ""], 1)


def test_it_goes_with_the_last_date_that_has_it(
    app: Flask, people: People, dates: list[str], at: datetime
) -> None:
    for number, one in enumerate(dates):
        assert kept(app) == 1, number
        with app.app_context():
            plan = plan_of(app, one)
            gatherings.change(found_gathering(one).id, people.alice.id, plan, at)
    assert kept(app) == 0


def test_nobody_erases_a_picture_that_a_gathering_has_and_what_was_not_announced_goes_after_a_day(
    app: Flask, village: Village, people: People, dates: list[str], at: datetime
) -> None:
    taken(village, people.alice, "Never announced")
    with app.app_context():
        assert forget_unposted_due(at + timedelta(days=3)) == 1
        assert not forget_unposted(db.session.query(PostPicture).one().id, at)
    assert (alts_of(people, dates), kept(app)) == (["An organ"] * 4, 1)


def test_a_picture_that_is_gone_is_told_as_such(
    app: Flask, village: Village, people: People, circle: str, dates: list[str], at: datetime
) -> None:
    gone = village.plan(at, picture=ChosenPicture("not-here", "An organ", False, 64, 64))
    wordless = village.plan(at, picture=taken(village, people.alice, ""))
    with app.app_context():
        here, first = found(circle).id, found_gathering(dates[0]).id
        with pytest.raises(DomainError, match="A picture is no longer here"):
            gatherings.announce(here, people.alice.member, gone, at)
        with pytest.raises(DomainError, match="Describe"):
            series.change_following(first, people.alice.id, wordless, at)
    assert alts_of(people, dates) == ["An organ"] * 4


def test_a_takedown_takes_it_from_all_dates_and_an_overturned_one_brings_it_back(
    app: Flask, people: People, dates: list[str], at: datetime
) -> None:
    source = SOURCES[SubjectKind.GATHERING]
    with app.app_context():
        seen = source.seen_by(dates[1], people.bob.id, at)
        assert seen is not None
        assert ("A picture", "An organ") in seen.parts
        (copy,) = seen.pictures()
        with atomic():
            taken_down = source.take_down(seen.id, at)
    assert (alts_of(people, dates), kept(app)) == ([""] * 4, 0)
    assert len(taken_down["pictures"]) == 1, "the dates share it"
    with app.app_context():
        with atomic():
            source.put_back(seen.id, taken_down, at)
        assert db.session.query(PostPicture).one().content == copy.content
    assert alts_of(people, dates) == ["An organ"] * 4


def test_what_the_host_chose_meanwhile_stays_and_who_left_gets_nothing_back(
    app: Flask, village: Village, people: People, dates: list[str], at: datetime
) -> None:
    source = SOURCES[SubjectKind.GATHERING]
    with app.app_context():
        number = found_gathering(dates[0]).id
        with atomic():
            taken_down = source.take_down(number, at)
    plan = plan_of(app, dates[3], picture=taken(village, people.alice, "A bell"))
    with app.app_context():
        gatherings.change(found_gathering(dates[3]).id, people.alice.id, plan, at)
        with atomic():
            source.put_back(number, taken_down, at)
    assert (alts_of(people, dates), kept(app)) == (["An organ"] * 3 + ["A bell"], 2)
    with app.app_context():
        with atomic():
            again = source.take_down(number, at)
            people.alice.member.left_at = at
        with atomic():
            source.put_back(number, again, at)
    assert kept(app) == 0


def test_only_a_moderator_who_reads_the_case_sees_its_copy(
    app: Flask, people: People, dates: list[str], at: datetime
) -> None:
    with app.app_context():
        seen = SOURCES[SubjectKind.GATHERING].seen_by(dates[0], people.bob.id, at)
        assert seen is not None
        complaint = SubjectComplaint(grounds=Grounds.HARASSMENT)
        case = report_subject(SubjectKind.GATHERING, seen, complaint, people.bob.member, at=at).public_id
        copy = f"/moderation/cases/{case}/pictures/{db.session.query(CasePicture).one().id}"
    dan = people.dan.becomes("moderator").browser(by_passkey=True)
    page = dan.post(f"/moderation/cases/{case}/read", data=grouped(secret(dan)))
    assert f'src="{copy}" alt="An organ"' in page.text
    assert dan.get(copy).data[:4] == b"RIFF"
    for other in (people.alice.browser(), people.bob.browser(), visitor(app)):
        assert other.get(copy).status_code in {303, 404}


def test_the_archive_of_the_host_holds_it(
    app: Flask, village: Village, people: People, dates: list[str], at: datetime
) -> None:
    taken(village, people.bob, "Of somebody else")
    with app.app_context():
        held = contents(people.alice.member, at)
        (mine,) = held["pictures"]
        assert (mine["alt"], mine["is_of_gathering"]) == ("An organ", True)
        named = [one["picture"] for one in held["gatherings_i_host"]]
        assert named == [{"alt": "An organ", "file": mine["public_id"]}] * 4
        with ZipFile(BytesIO(archive_of(people.alice.member, at))) as archive:
            names = [name for name in archive.namelist() if name.startswith("pictures/")]
    assert names == [f"pictures/{mine['public_id']}.webp"]


def test_it_stays_with_the_circle_that_a_leaving_host_passes_on(
    app: Flask, village: Village, people: People, circle: str, dates: list[str], at: datetime
) -> None:
    village.pays(people.bob)
    with app.app_context():
        tending.appoint(found(circle).id, people.alice.id, people.bob.member, co_host=True)
        depart(people.alice.id, at, posts_too=False)
    assert alts_of(people, dates) == ["An organ"] * 4
    bob, edit = people.bob.browser(), f"/gatherings/{dates[0]}/edit"
    assert plans(bob, edit, alt="The organ", reach="one").status_code == 303
    assert alts_of(people, dates) == ["The organ"] * 4, "the same picture, so the same words"
    with app.app_context():
        named = [one["picture"]["file"] for one in contents(people.bob.member, at)["gatherings_i_host"]]
        with ZipFile(BytesIO(archive_of(people.bob.member, at))) as archive:
            assert f"pictures/{named[0]}.webp" in archive.namelist(), "the host has it in the archive"


def test_who_leaves_with_all_words_takes_the_pictures_of_gatherings_along(
    app: Flask, people: People, dates: list[str], at: datetime
) -> None:
    with app.app_context():
        depart(people.alice.id, at, posts_too=True)
    assert kept(app) == 0


def test_it_goes_as_a_circle_closes_that_found_no_host(
    app: Flask, people: People, circle: str, dates: list[str], at: datetime
) -> None:
    with app.app_context():
        with atomic():
            people.alice.member.left_at = at
        depart(people.alice.id, at, posts_too=False)
        assert queries.is_picture_of_any(db.session.query(PostPicture).one().id)
        assert end_without_host(at + timedelta(days=31)) == 1
    assert kept(app) == 0


def test_what_a_host_wrote_in_a_circle_that_they_closed_goes_when_they_leave(
    app: Flask, people: People, circle: str, dates: list[str], at: datetime
) -> None:
    with app.app_context():
        circles.end(found(circle).id, people.alice.id, at)
        assert found_gathering(dates[0]).place
        depart(people.alice.id, at + timedelta(days=40), posts_too=False)
        written = [(one.about, one.place, one.link) for one in map(found_gathering, dates)]
        assert (written, found(circle).about) == ([("", "", "")] * 4, "")
        assert found_gathering(dates[0]).title == UNNAMED_GATHERING
    assert kept(app) == 0
