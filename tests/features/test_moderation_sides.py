"""What each side of a case may know, and until when anything is kept."""

import re
from datetime import timedelta

from sqlalchemy import func, select

from intro_app.db import db
from intro_app.introductions.states import Role
from intro_app.moderation import service
from intro_app.moderation.models import Case, Report
from tests.support.followups import connected
from tests.support.moderation import TEXT, UPHELD, Court, reported


def test_the_reported_person_never_reads_who_reported_nor_what_they_wrote(held: Court) -> None:
    with held.app.app_context():
        held.hear(held.at)
        service.decide(held.case_id, UPHELD, held.people.dan.member, at=held.at + timedelta(days=11))
        held.mailbox.deliver(held.at + timedelta(days=12))
        told = [letter.text + letter.html for letter in held.mailbox.to("alice@example.org")]
        page = held.people.alice.browser().get(f"/me/cases/{held.public_id}").text
    assert len(told) >= 2
    for words in [*told, page]:
        assert TEXT not in words
        assert "Carol" not in words


def test_the_reported_person_knows_nothing_before_they_are_asked(held: Court) -> None:
    browser = held.people.alice.browser()
    assert held.public_id not in browser.get("/me/cases").text
    assert browser.get(f"/me/cases/{held.public_id}").status_code == 404


def test_a_stranger_reads_no_case(held: Court) -> None:
    assert held.people.mallory.browser().get(f"/me/cases/{held.public_id}").status_code == 404


def test_the_words_are_erased_when_nobody_can_appeal_any_more(held: Court) -> None:
    end = held.at + timedelta(days=11)
    with held.app.app_context():
        held.hear(held.at)
        service.decide(held.case_id, UPHELD, held.people.dan.member, at=end)
        service.erase_sealed(end + timedelta(days=183))
        assert words_kept() == {TEXT}
        service.erase_sealed(end + timedelta(days=183 + 31))
        assert words_kept() == {""}
        assert held.case.evidence is None


def words_kept() -> set[str]:
    """What is kept of the words of reports."""
    return set(db.session.scalars(select(Report.text)))


def test_further_reports_join_the_open_case(held: Court) -> None:
    with held.app.app_context():
        again = reported(held.introduction_id, Role.SECOND, Role.FIRST, held.at)
        assert again.id == held.case_id
        assert len(again.reports) == 1
        assert db.session.scalar(select(func.count()).select_from(Case)) == 1


def test_reporting_the_reporter_looks_like_any_other_report(held: Court) -> None:
    """Else whoever was heard could try out who reported them."""
    with held.app.app_context():
        held.hear(held.at)
        other = connected(held.people.alice.member, held.people.mallory.member, held.at, mark="other")
        later = held.at + timedelta(days=5)
        retaliation = reported(held.introduction_id, Role.FIRST, Role.SECOND, later)
        honest = reported(other, Role.FIRST, Role.SECOND, later)
        assert (retaliation.possible_retaliation, honest.possible_retaliation) == (True, False)
        held.mailbox.deliver(later)
        receipts = [
            letter
            for letter in held.mailbox.to("alice@example.org")
            if letter.subject == "We’ve received your report"
        ]
        assert len({_unlinked(letter.text) for letter in receipts}) == 1
        pages = [
            held.people.alice.browser().get(f"/me/cases/{one.public_id}").text
            for one in (retaliation, honest)
        ]
        assert len(set(pages)) == 1


def _unlinked(text: str) -> str:
    return re.sub(r"https?://\S+", "", text)
