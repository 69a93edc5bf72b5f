"""Names that are taken down: of a circle, a gathering, a thread, a group; put back unless written anew."""

import pytest
from sqlalchemy import update

from intro_app.community.circles.models import Circle
from intro_app.community.gatherings.models import Gathering
from intro_app.community.threads.models import Thread
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.groups.queries import by_public_id, named, names_shown_by
from intro_app.groups.service import add_by_hand, make_group, show_group
from intro_app.introductions.states import Role
from intro_app.moderation import service
from intro_app.moderation.service import Review
from intro_app.moderation.stages import AppealOutcome
from tests.support.browsing import grouped
from tests.support.forms import form_with
from tests.support.groups import made_by
from tests.support.report_subjects import DAY, FOUL, TAKEN_DOWN, Square

NAMED = {"circle": Circle.name, "gathering": Gathering.title, "opening_post": Thread.title}
INSTEAD = {
    "circle": "Circle without a name",
    "gathering": "Gathering without a title",
    "opening_post": "Thread without a title",
}


@pytest.mark.parametrize("kind", NAMED)
def test_nobody_reads_a_name_that_was_taken_down(square: Square, kind: str) -> None:
    square.reports(kind, square.write(kind))
    with square.app.app_context():
        square.decide()
        where = db.session.scalars(db.select(Circle.public_id)).all()
    for path in ("/community", *(f"/circles/{one}" for one in where)):
        page = square.people.carol.browser().get(path)
        assert page.status_code == 200
        assert "Foul" not in page.text
        assert FOUL not in page.text


def test_the_name_of_a_group_is_taken_down_and_comes_back(square: Square) -> None:
    group = made_by(square.people.dan, square.at, "Foul group")[0]
    carol = square.people.carol
    with square.app.app_context():
        found_group = by_public_id(group)
        assert found_group
        add_by_hand(found_group.id, square.people.dan.member, carol.member, square.at)
        show_group(carol.member, found_group, shown=True)
        meant = named(["foul group"])
    assert square.reports("group", group, square.people.bob) == 200
    with square.app.app_context():
        service.decide(square.case.id, TAKEN_DOWN, square.people.dan.member, at=square.at)
        assert names_shown_by(carol.id) == [f"Group {meant['foul group']}"]
        assert named(["foul group"]) == meant, "lists and providers still mean it"
        assert meant["foul group"]
        with pytest.raises(DomainError):
            make_group(square.people.dan.member, "Foul Group", takes_requests=False, at=square.at)
    assert "Foul group" not in carol.browser().get("/groups").text
    with square.app.app_context():
        reporter = square.case.reports[0].id
        service.appeal(square.case.id, Role.SECOND, "Too mild.", at=square.at + DAY, report_id=reporter)
        overturned = Review(outcome=AppealOutcome.OVERTURNED, reasons="It is fine.")
        service.review(square.case.id, overturned, square.erin.member, at=square.at + 2 * DAY)
        assert names_shown_by(carol.id) == ["Foul group"]
        assert (back := by_public_id(group))
        assert back.known_as == ""


def test_a_name_that_staff_gave_a_group_meanwhile_stays(square: Square) -> None:
    group = made_by(square.people.dan, square.at, "Foul group")[0]
    square.reports("group", group, square.people.bob)
    host = square.people.join("Ilse Kramer").becomes("host")
    with square.app.app_context():
        service.decide(square.case.id, TAKEN_DOWN, square.people.dan.member, at=square.at)
    path = f"/staff/groups/{group}"
    desk = host.browser(by_passkey=True)
    form = form_with(desk.get(path).text, action=f"{path}/rename")
    renamed = desk.post(form.action, data=grouped(form.filled(name="Kind group")))
    assert renamed.location.endswith("done=group-renamed")
    with square.app.app_context():
        reporter = square.case.reports[0].id
        service.appeal(square.case.id, Role.SECOND, "Too mild.", at=square.at + DAY, report_id=reporter)
        overturned = Review(outcome=AppealOutcome.OVERTURNED, reasons="It is fine.")
        service.review(square.case.id, overturned, square.erin.member, at=square.at + 2 * DAY)
        assert (found_group := by_public_id(group))
        assert found_group.name == "Kind group"


@pytest.mark.parametrize("kind", ["circle", "gathering", "opening_post"])
def test_a_name_its_host_wrote_anew_stays_when_the_decision_is_overturned(square: Square, kind: str) -> None:
    public_id = square.write(kind)
    square.reports(kind, public_id)
    with square.app.app_context():
        square.decide()
        before = square.texts(kind, public_id)[0]
        assert before == INSTEAD[kind]
        with atomic():
            column = NAMED[kind]
            renamed = update(column.class_).where(column.class_.id > 0)  # sealed: no name is found by itself
            db.session.execute(renamed.values({column.key: "A kind name"}))
        square.overturn()
        assert square.texts(kind, public_id)[0] == "A kind name"


def test_all_dates_of_a_gathering_go_down_and_come_back_together(square: Square) -> None:
    circle = square.village.circle(square.people.mallory, square.people.carol, name="Another")
    dates = square.village.series(circle, square.people.mallory, title="Foul evening", about=FOUL)
    square.reports("gathering", dates[1])
    with square.app.app_context():
        before = [square.texts("gathering", one) for one in dates]
        square.decide()
        for one in dates:
            assert square.texts("gathering", one)[:3] == [INSTEAD["gathering"], "", ""]
        square.overturn()
        assert [square.texts("gathering", one) for one in dates] == before
