"""What somebody wrote outside introductions: reported, heard, taken down, appealed, put back as it was."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from intro_app.community.circles.models import CircleMember, Joining
from intro_app.community.threads import service as threads
from intro_app.community.threads.models import Post, Thread
from intro_app.db import atomic, db
from intro_app.introductions.states import Role
from intro_app.moderation import queries, service
from intro_app.moderation.service import AccessRefused
from intro_app.moderation.stages import CaseOutcome
from intro_app.trust.queries import standing_of
from tests.support.browsing import grouped
from tests.support.community import found, found_post
from tests.support.forms import form_with
from tests.support.moderation import UPHELD, noted
from tests.support.people import visitor
from tests.support.report_subjects import DAY, FOUL, HEARING, KINDS, Square


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_reported_heard_taken_down_appealed_and_put_back_exactly(square: Square, kind: str) -> None:
    public_id = square.write(kind)
    with square.app.app_context():
        before = square.texts(kind, public_id)
        score = standing_of(square.people.mallory.id).score_at(square.at)
    assert square.reports(kind, public_id) == 200
    with square.app.app_context():
        assert square.texts(kind, public_id) == before, "a report changes nothing"
        assert square.case.about_id == square.people.mallory.id
        square.decide()
        assert FOUL not in square.texts(kind, public_id)
        assert square.texts(kind, public_id) != before
        square.mailbox.deliver(square.at + 12 * DAY)
        letters = [one.text for one in square.mailbox.to(square.people.mallory.member.email)]
        assert any("comes back if the decision is overturned" in " ".join(one.split()) for one in letters)
        square.overturn()
        assert square.texts(kind, public_id) == before
        assert square.case.withheld is None
        assert standing_of(square.people.mallory.id).score_at(square.at) == score


def test_readers_are_told_that_a_moderator_took_a_post_down(square: Square) -> None:
    public_id = square.write("post")
    square.reports("post", public_id)
    with square.app.app_context():
        square.decide()
        thread = db.session.scalars(select(Post).where(Post.public_id == public_id)).one().thread_id
        where = db.session.get_one(Thread, thread).public_id
    page = square.people.carol.browser().get(f"/circles/{square.circle}/threads/{where}").text
    assert "Taken down by a moderator." in page
    assert FOUL not in page
    history = f"/circles/{square.circle}/posts/{public_id}/history"
    assert square.people.carol.browser().get(history).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_evidence_stays_after_its_author_has_changed_it(square: Square, kind: str) -> None:
    public_id = square.write(kind)
    square.reports(kind, public_id)
    with square.app.app_context():
        copy = [str(text) for _label, text in (square.case.evidence or {})["parts"]]
        assert any("foul" in text.lower() or "mend" in text for text in copy)
        kept = square.case.evidence
        if kind == "post":
            circle_id, author = found(square.circle).id, square.people.mallory.id
            threads.take_back(found_post(public_id).id, author, circle_id, square.at)
        assert square.case.evidence == kept


def test_a_post_its_author_deleted_after_the_takedown_does_not_come_back(square: Square) -> None:
    public_id = square.write("post")
    square.reports("post", public_id)
    with square.app.app_context():
        square.decide()
        post, circle_id = found_post(public_id), found(square.circle).id
        threads.take_back(post.id, square.people.mallory.id, circle_id, square.at + 12 * DAY)
        square.overturn()
        assert found_post(public_id).words == ""


def test_what_is_taken_down_is_erased_when_nobody_can_appeal_any_more(square: Square) -> None:
    square.reports("post", square.write("post"))
    with square.app.app_context():
        square.decide()
        assert square.case.withheld
        service.erase_sealed(square.at + timedelta(days=300))
        case = square.case
        assert not case.withheld
        assert not case.evidence


def test_a_visitor_reports_a_public_post_and_hears_the_outcome(square: Square) -> None:
    public_id = square.write("post")
    browser = visitor(square.app)
    page = browser.get(f"/report/post/{public_id}")
    form = form_with(page.text, field="grounds")
    assert "Mallory" not in page.text
    filled = form.filled(grounds="harassment", address="vera@example.net")
    assert browser.post(f"/report/post/{public_id}", data=grouped(filled)).status_code == 200
    with square.app.app_context():
        square.decide()
        square.mailbox.deliver(square.at + 12 * DAY)
        subjects = [one.subject for one in square.mailbox.to("vera@example.net")]
        assert subjects == ["We’ve received your report", "What we decided, and why"]


@pytest.mark.parametrize("kind", ["board_note", "profile", "gathering", "thank_you"])
def test_what_a_visitor_cannot_see_they_cannot_report(square: Square, kind: str) -> None:
    public_id = square.write(kind)
    assert visitor(square.app).get(f"/report/{kind}/{public_id}").status_code == 404


def test_a_post_of_a_closed_circle_is_reported_by_its_people_only(square: Square) -> None:
    circle = square.village.circle(square.people.mallory, square.people.carol, name="Closed")
    public_id = square.village.replies(
        square.village.thread(circle, square.people.mallory), square.people.mallory, FOUL
    )
    assert square.people.bob.browser().get(f"/report/post/{public_id}").status_code == 404
    assert square.people.carol.browser().get(f"/report/post/{public_id}").status_code == 200


def test_a_thank_you_is_reported_by_its_receiver_only(square: Square) -> None:
    number = square.write("thank_you")
    for other in (square.people.bob, square.people.mallory):
        assert other.browser().get(f"/report/thank_you/{number}").status_code == 404
    assert square.people.carol.browser().get("/report/thank_you/x").status_code == 404
    assert square.people.carol.browser().get(f"/report/thank_you/{number}").status_code == 200


def test_nobody_reports_themselves(square: Square) -> None:
    assert square.reports("post", square.write("post"), square.people.mallory) == 422


def test_two_reports_of_one_thing_make_one_case_and_each_hears_the_outcome(square: Square) -> None:
    public_id = square.write("post")
    for one in (square.people.carol, square.people.alice, square.people.carol):
        assert square.reports("post", public_id, one) == 200
    with square.app.app_context():
        assert [one.reporter_id for one in square.case.reports] == [
            square.people.carol.id,
            square.people.alice.id,
        ]
        square.decide()
        square.mailbox.deliver(square.at + 12 * DAY)
        for one in (square.people.carol, square.people.alice):
            assert "What we decided, and why" in [a.subject for a in square.mailbox.to(one.member.email)]
        for report in square.case.reports:
            service.appeal(
                square.case.id, Role.SECOND, "Too mild.", at=square.at + 12 * DAY, report_id=report.id
            )


def test_each_reporter_reads_their_own_report_and_not_the_others(square: Square) -> None:
    public_id = square.write("post")
    square.reports("post", public_id, square.people.carol, text="Carol’s words.")
    square.reports("post", public_id, square.people.alice, text="Alice’s words.")
    with square.app.app_context():
        path = f"/me/cases/{square.case.public_id}"
    carol, alice = (one.browser().get(path).text for one in (square.people.carol, square.people.alice))
    assert "Carol’s words." in carol
    assert "Alice’s words." not in carol
    assert "Alice’s words." in alice
    assert square.people.bob.browser().get(path).status_code == 404
    assert square.people.mallory.browser().get(path).status_code == 404, "she knows nothing of it yet"


def test_the_author_reads_what_they_wrote_and_never_who_reported(square: Square) -> None:
    square.reports("post", square.write("post"), text="Carol’s words.")
    with square.app.app_context():
        square.decide()
        path = f"/me/cases/{square.case.public_id}"
    page = square.people.mallory.browser().get(path).text
    assert FOUL in page
    assert "A person read it after a report. No software took part in the decision." in page
    assert "comes back if the decision is overturned" in page
    assert "You can appeal once, until" in page
    assert not [word for word in ("Carol", "foul.”") if word in page]


def test_the_host_of_the_circle_does_not_decide(square: Square) -> None:
    square.reports("post", square.write("post"))
    square.people.alice.becomes("moderator")
    with square.app.app_context():
        alice = square.people.alice.member
        assert queries.is_too_near(alice, square.case)
        with pytest.raises(AccessRefused):
            service.look(square.case, alice, at=square.at)


@pytest.mark.parametrize("kind", ["post", "circle"])
def test_neither_does_a_co_host_of_it(square: Square, kind: str) -> None:
    square.reports(kind, square.write(kind))
    dan = square.people.dan
    with square.app.app_context():
        assert not queries.is_too_near(dan.member, square.case)
        here = found(square.circle).id if kind == "post" else square.case.subject_id or 0
        row = CircleMember(circle_id=here, member_id=dan.id, joining=Joining.IN, since=square.at)
        with atomic():
            db.session.add(row)
        assert not queries.is_too_near(dan.member, square.case), "everyone else in it may"
        with atomic():
            row.is_co_host = True
        assert queries.is_too_near(dan.member, square.case)
        with pytest.raises(AccessRefused):
            service.look(square.case, dan.member, at=square.at)


def test_a_moderator_reads_it_after_the_look_is_noted(square: Square) -> None:
    square.reports("post", square.write("post"))
    with square.app.app_context():
        path = f"/moderation/cases/{square.case.public_id}"
    desk = square.people.dan.browser(by_passkey=True)
    page = desk.get(path).text
    assert FOUL not in page
    assert "Mallory" not in page
    read = form_with(page, action="/read")
    papers = desk.post(read.action, data=grouped(read.filled())).text
    assert FOUL in papers
    assert "Case about Mallory" in papers
    assert "If upheld: take it down" in papers
    with square.app.app_context():
        assert noted("read_introduction") == 1


def test_not_upheld_takes_nothing_down(square: Square) -> None:
    public_id = square.write("post")
    square.reports("post", public_id)
    with square.app.app_context():
        before = square.texts("post", public_id)
        square.decide(replace(UPHELD, outcome=CaseOutcome.NOT_UPHELD, severity=None, removes=True))
        assert square.texts("post", public_id) == before


def test_reporting_back_after_being_heard_needs_two(square: Square) -> None:
    square.reports("post", square.write("post"))
    with square.app.app_context():
        service.hear(square.case.id, HEARING, square.people.dan.member, at=square.at)
        heard = square.case.heard_from
        assert heard
        assert queries.retaliates_against(square.people.mallory.id, square.people.carol.id, heard)
        assert not queries.retaliates_against(square.people.carol.id, square.people.mallory.id, heard)
