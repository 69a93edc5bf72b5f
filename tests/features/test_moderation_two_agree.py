"""A severe verdict counts in full only once two moderators without conflict agree."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from intro_app.cli.doctor import people as checks
from intro_app.config import Settings
from intro_app.errors import StaleError
from intro_app.identity.models import StaffRole
from intro_app.identity.service import revoke
from intro_app.introductions.states import Role
from intro_app.moderation import queries, service
from intro_app.moderation.models import Decision
from intro_app.moderation.policy import is_alone, needs_two
from intro_app.moderation.service import AccessRefused, Review, settle_alone
from intro_app.moderation.stages import AppealOutcome, CaseStage
from intro_app.trust.events import Severity
from intro_app.trust.queries import standing_of
from tests.support.browsing import grouped
from tests.support.forms import form_with
from tests.support.moderation import DAY, UPHELD, Court, decide, harm, subjects
from tests.support.people import MemberHandle

GRAVE = replace(UPHELD, severity=Severity.GRAVE)
LATER = 30 * DAY


@pytest.fixture
def erin(held: Court) -> MemberHandle:
    """She knows nobody in the case, and does not moderate yet."""
    return held.people.join("Erin Walsh")


def the_decision(held: Court) -> Decision:
    """The decision in force."""
    made = held.case.decision
    assert made
    return made


def score(held: Court, at: datetime) -> float:
    """Alice's score."""
    return standing_of(held.people.alice.id).score_at(at)


@pytest.mark.parametrize("severity", list(Severity))
def test_with_a_second_moderator_a_severe_verdict_waits_for_them(
    held: Court, erin: MemberHandle, severity: Severity
) -> None:
    erin.becomes("moderator")
    with held.app.app_context():
        decide(held, held.at, replace(UPHELD, severity=severity))
        waits = held.case.proposed is not None
        assert waits is (severity in {Severity.SEVERE, Severity.GRAVE})
        assert harm(held.people.alice) == (0.0 if waits else pytest.approx(float(severity)))
        if waits:
            service.second(held.case_id, erin.member, agrees=True, at=held.at + 12 * DAY)
            assert harm(held.people.alice) == pytest.approx(float(severity), rel=0.1)
            assert the_decision(held).counted is severity


def test_the_only_moderators_severe_verdict_counts_as_moderate(held: Court) -> None:
    with held.app.app_context():
        decide(held, held.at, GRAVE)
        made = the_decision(held)
        assert (made.alone, made.counted, made.severity) == (True, Severity.MODERATE, 10)
        assert harm(held.people.alice) == pytest.approx(2.0)
        held.mailbox.deliver(held.at + 12 * DAY)
        told = " ".join(held.mailbox.newest("alice@example.org").text.split())
        assert "so it counts as moderate" in told
        assert "2 harm points" in told
    page = held.people.alice.browser().get(f"/me/cases/{held.public_id}").text
    assert "so it counts as moderate" in page
    assert "2 harm points" in page


def test_a_moderator_too_near_is_no_second(held: Court) -> None:
    held.people.carol.becomes("moderator")
    with held.app.app_context():
        decide(held, held.at, GRAVE)
        assert the_decision(held).awaits_second
        with pytest.raises(AccessRefused):
            service.second(held.case_id, held.people.carol.member, agrees=True, at=held.at + LATER)


def test_once_a_second_one_agrees_it_counts_in_full_and_the_person_reads_so(
    held: Court, erin: MemberHandle
) -> None:
    with held.app.app_context():
        decide(held, held.at, GRAVE)
    erin.becomes("moderator")
    with held.app.app_context():
        service.second(held.case_id, erin.member, agrees=True, at=held.at + LATER)
        left = standing_of(held.people.alice.id).harm_at(held.at + LATER)
        assert left == pytest.approx(8 + 2 * 0.5 ** (19 / 365))
        told = subjects(held, "alice@example.org", held.at + LATER)
        assert told[-1] == "A second moderator has looked at our decision"
        assert "Your standing has changed" not in told
    page = held.people.alice.browser().get(f"/me/cases/{held.public_id}").text
    assert "Since then it has counted in full" in page
    ledger = held.people.alice.browser().get("/me/trust").text
    assert "it counts in full" in ledger
    assert "It counts as 2 points until a second one agrees." in ledger


def test_whoever_does_not_agree_leaves_it_at_moderate(held: Court, erin: MemberHandle) -> None:
    with held.app.app_context():
        decide(held, held.at, GRAVE)
    erin.becomes("moderator")
    with held.app.app_context():
        before = harm(held.people.alice)
        service.second(held.case_id, erin.member, agrees=False, at=held.at + LATER)
        assert harm(held.people.alice) == before
        assert not the_decision(held).awaits_second
        with pytest.raises(StaleError):
            service.second(held.case_id, erin.member, agrees=True, at=held.at + LATER)
    assert "counts as moderate" in held.people.alice.browser().get(f"/me/cases/{held.public_id}").text


@pytest.mark.parametrize("agreed", [False, True])
def test_overturning_restores_exactly_what_was_before(held: Court, erin: MemberHandle, agreed: bool) -> None:
    with held.app.app_context():
        before = score(held, held.at + LATER)
        decide(held, held.at, GRAVE)
    erin.becomes("moderator")
    with held.app.app_context():
        if agreed:
            service.second(held.case_id, erin.member, agrees=True, at=held.at + LATER)
        service.appeal(held.case_id, Role.FIRST, "It was agreed.", at=held.at + LATER)
        gwen = held.people.join("Gwen Hart", "gwen@example.org").becomes("moderator").member
        overturned = Review(outcome=AppealOutcome.OVERTURNED, reasons="Agreed before.")
        service.review(held.case_id, overturned, gwen, at=held.at + LATER)
        assert score(held, held.at + LATER) == before
        assert held.case.half_agreed is None


def test_who_decided_alone_can_neither_agree_nor_go_on_reading(held: Court) -> None:
    with held.app.app_context():
        decide(held, held.at, GRAVE)
        with pytest.raises(AccessRefused):
            service.second(held.case_id, held.people.dan.member, agrees=True, at=held.at + LATER)
        with pytest.raises(AccessRefused):
            service.look(held.case, held.people.dan.member, at=held.at + LATER)
        assert queries.workload(
            held.people.dan.member, held.at + LATER, since_before=held.at + LATER
        ).is_empty


def test_a_second_moderator_finds_it_on_the_desk_and_agrees(held: Court, erin: MemberHandle) -> None:
    with held.app.app_context():
        decide(held, held.at, GRAVE)
    desk = held.desk(erin.becomes("moderator"))
    assert "needs a second moderator" in desk.get("/moderation").text
    page = desk.get(held.path).text
    assert "If you agree, it counts in full" in page
    read = form_with(page, action="/read")
    assert desk.post(read.action, data=grouped(read.filled())).status_code == 200
    form = form_with(page, action="/second")
    answer = desk.post(form.action, data=grouped(form.filled(button="I agree")))
    assert "done=in-full" in (answer.location or "")
    with held.app.app_context():
        assert the_decision(held).agreed_at
        assert held.case.stage is CaseStage.DECIDED
    assert held.path not in desk.get("/moderation").text


def test_a_decided_case_can_be_neither_stopped_nor_heard_again(held: Court, erin: MemberHandle) -> None:
    with held.app.app_context():
        decide(held, held.at, GRAVE)
        with pytest.raises(AccessRefused):
            service.freeze(held.case_id, held.at + LATER, "Because.", erin.member, at=held.at + LATER)


def test_nobody_is_left_to_be_the_second_so_it_comes_into_force_for_less(
    held: Court, erin: MemberHandle
) -> None:
    erin.becomes("moderator")
    with held.app.app_context():
        decide(held, held.at, GRAVE)
        assert settle_alone(held.at + LATER) == 0
        revoke(erin.member, StaffRole.MODERATOR, held.at + LATER)
        assert settle_alone(held.at + LATER + DAY) == 1
        assert the_decision(held).awaits_second
        assert harm(held.people.alice) == pytest.approx(2.0, rel=0.1)
        assert settle_alone(held.at + LATER + 2 * DAY) == 0


def test_two_who_agree_at_once_agree_once(held: Court, erin: MemberHandle) -> None:
    with held.app.app_context():
        decide(held, held.at, GRAVE)
    gwen = held.people.join("Gwen Hart", "gwen@example.org")
    both = [erin.becomes("moderator"), gwen.becomes("moderator")]

    def agree(one: MemberHandle) -> bool:
        with held.app.app_context():
            try:
                service.second(held.case_id, one.member, agrees=True, at=held.at + LATER)
            except StaleError:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(agree, both)) == [False, True]
    with held.app.app_context():
        left = standing_of(held.people.alice.id).harm_at(held.at + LATER)
        assert left == pytest.approx(8 + 2 * 0.5 ** (19 / 365))


def test_when_nothing_is_left_to_read_it_stays_as_it_is(held: Court) -> None:
    with held.app.app_context():
        decide(held, held.at, GRAVE)
        service.erase_sealed(held.at + timedelta(days=300))
        assert not the_decision(held).awaits_second
        assert the_decision(held).counted is Severity.MODERATE


def test_the_doctor_says_what_counts_for_less(held: Court, settings: Settings) -> None:
    with held.app.app_context():
        assert list(checks.half_agreed_verdicts(settings)) == []
        decide(held, held.at, GRAVE)
        (found,) = checks.half_agreed_verdicts(settings)
        assert "1 severe verdict counts as moderate" in found.sentence
        assert "counts as moderate" in next(iter(checks.moderators(settings))).sentence


def test_what_another_found_as_severe_already_needs_no_third() -> None:
    assert not is_alone(Severity.MODERATE)
    assert is_alone(Severity.GRAVE)
    assert is_alone(Severity.GRAVE, Severity.SEVERE)
    assert not is_alone(Severity.SEVERE, Severity.GRAVE)
    assert not needs_two(possible_retaliation=False, bad_faith=False, severity=Severity.GRAVE, others=0)
    assert needs_two(possible_retaliation=False, bad_faith=False, severity=Severity.SEVERE, others=1)
