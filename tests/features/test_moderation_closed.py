"""Closed cases are found again, and opened for a reason that their person reads."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intro_app.introductions.states import Role
from intro_app.moderation import queries, service
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.queries import ClosedFilter
from intro_app.moderation.stages import CaseOutcome
from intro_app.reportable import SubjectKind
from tests.support.moderation import DAY, TEXT, UPHELD, Court, decide, reported
from tests.support.moderation_desk import press
from tests.support.people import MemberHandle

NOTE = "I have asked the mail provider when it was sent."


def test_closed_cases_are_found_again(held: Court) -> None:
    dan = held.people.dan
    with held.app.app_context():
        decide(held, held.at)
        decided = held.case.decided_at
        assert decided

        def found(**wanted: object) -> list[str]:
            rows, _more = queries.closed_cases(dan.member, ClosedFilter(**wanted))  # type: ignore[arg-type]  # each field is given by its name
            return [row.public_id for row in rows]

        here = [held.public_id]
        assert found() == found(typed="alice mar") == found(typed=held.people.alice.email) == here
        assert found(typed="Carol") == [], "who reported is not found"
        assert found(kind=SubjectKind.INTRODUCTION, month=decided.date()) == here
        assert found(kind=SubjectKind.POST) == found(month=(decided + 60 * DAY).date()) == []


def test_closed_cases_have_pages(held: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intro_app.moderation.queries.closed.PAGE", 2)
    dismissed = replace(UPHELD, outcome=CaseOutcome.NOT_UPHELD, severity=None)
    with held.app.app_context():
        for minutes in (1, 2, 2, 3):
            case = reported(held.introduction_id, Role.SECOND, Role.FIRST, held.at)
            service.decide(
                case.id, dismissed, held.people.dan.member, at=held.at + timedelta(minutes=minutes)
            )
        first, after = queries.closed_cases(held.people.dan.member, ClosedFilter())
        second, end = queries.closed_cases(held.people.dan.member, ClosedFilter(), after)
    assert [row.decided_at - held.at for row in (*first, *second)] == [
        timedelta(minutes=one) for one in (3, 2, 2, 1)
    ]
    assert len({row.id for row in (*first, *second)}) == 4
    assert end == ""


def test_to_open_a_closed_case_takes_a_reason_that_its_person_reads(held: Court) -> None:
    with held.app.app_context():
        decide(held, held.at)
    assert "The person it was about" in held.desk().get(held.path).text
    assert UPHELD.facts not in held.desk().get(held.path).text
    assert press(held, held.people.dan, "/look-back", why="so") == 422
    why = "The same thing was reported again."
    assert press(held, held.people.dan, "/look-back", why=why) == 303
    page = held.desk().get(held.path).text
    assert UPHELD.facts in page
    assert TEXT not in page, "what was reported stays closed"
    assert why in held.people.alice.browser().get("/me/looks").text


def test_earlier_cases_are_kept_from_who_is_too_near_to_them(held: Court, erin: MemberHandle) -> None:
    with held.app.app_context():
        decide(held, held.at)
        more = reported(held.introduction_id, Role.SECOND, Role.FIRST, held.at + 20 * DAY, Grounds.MONEY)
        at = held.at + 21 * DAY
        assert len(queries.earlier_about(more, held.people.dan.member, at)) == 1
        held.people.know_each_other(erin, held.people.carol)
        assert queries.earlier_about(more, erin.member, at) == []
        assert queries.closed_cases(erin.member, ClosedFilter()) == ([], "")
