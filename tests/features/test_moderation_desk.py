"""The desk: claims, notes, ready reasons, filters, and closed cases found again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from intro_app.db import atomic, db
from intro_app.errors import StaleError
from intro_app.identity.models import Member
from intro_app.joining.invitations.models import InvitationKind
from intro_app.moderation import queries, service
from intro_app.moderation.models import CaseNote, ReadyReason, ReasonUse
from intro_app.moderation.queries import QueueFilter, ReportedFrom, Turn
from intro_app.moderation.service import erase_sealed
from intro_app.privacy.archives import contents
from intro_app.reportable import SubjectKind
from tests.support.browsing import grouped
from tests.support.calendar import Calendar
from tests.support.forms import form_with
from tests.support.moderation import DAY, TEXT, Court, decide, noted
from tests.support.moderation_desk import DECISION, press
from tests.support.people import MemberHandle
from tests.support.suspending import came_by

NOTE = "I have asked the mail provider when it was sent."


def test_who_takes_a_case_is_shown_to_the_others(held: Court, erin: MemberHandle) -> None:
    dan = held.people.dan
    assert press(held, dan, "/claim", "take") == 303
    assert "you’re on it" in held.desk().get("/moderation").text
    assert "Dan Okafor is on it" in held.desk(erin).get("/moderation").text
    assert "Dan Okafor is working on this case" in held.desk(erin).get(held.path).text
    assert press(held, erin, "/claim", "take") == 303
    assert "Erin Walsh is on it" in held.desk().get("/moderation").text
    assert press(held, erin, "/claim", "let-go") == 303
    assert "Erin Walsh" not in held.desk().get("/moderation").text


def test_a_claim_ends_by_itself_and_with_the_decision(held: Court) -> None:
    dan = held.people.dan
    with held.app.app_context():
        service.claim(held.case_id, dan.member, at=held.at)
        assert held.case.claimant_id(held.at + 2 * DAY) == dan.id
        assert held.case.claimant_id(held.at + 3 * DAY) is None
        service.claim(held.case_id, dan.member, at=held.at + 10 * DAY)
        decide(held, held.at)
        assert held.case.claimant_id(held.at + 11 * DAY) is None


def test_of_two_who_take_it_at_once_one_is_told(held: Court, erin: MemberHandle) -> None:
    with held.app.app_context():
        service.claim(held.case_id, held.people.dan.member, at=held.at)
        with pytest.raises(StaleError):
            service.claim(held.case_id, erin.member, at=held.at)
        service.claim(held.case_id, erin.member, instead_of=held.people.dan.id, at=held.at)
        assert held.case.claimant_id(held.at) == erin.id


def test_a_claim_stops_nobody_else_from_deciding(held: Court, erin: MemberHandle) -> None:
    with held.app.app_context():
        version = held.case.version
        service.claim(held.case_id, erin.member, at=held.at)
        assert held.case.version == version, "another one's open form still fits"
        decide(held, held.at)
        assert held.case.decision


def test_who_is_too_near_takes_no_case_and_reads_no_note(held: Court) -> None:
    bob = held.people.bob
    held.people.know_each_other(bob, held.people.alice)
    bob.becomes("moderator")
    with held.app.app_context():
        service.write_case_note(held.case_id, NOTE, held.people.dan.member, at=held.at)
        acts: list[Callable[[], object]] = [
            lambda: service.claim(held.case_id, bob.member, at=held.at),
            lambda: service.let_go(held.case_id, bob.member, at=held.at),
            lambda: service.write_case_note(held.case_id, NOTE, bob.member, at=held.at),
            lambda: service.look_back(held.case, "To learn who reported.", bob.member, at=held.at),
        ]
        for act in acts:
            with pytest.raises(service.AccessRefused):
                act()
    assert held.desk(bob).get(held.path).status_code == 403


@pytest.mark.parametrize("brought", [True, False])
@pytest.mark.parametrize(("kind", "sees"), [(InvitationKind.LISTED, 200), (InvitationKind.ADDRESS, 403)])
def test_who_invited_someone_in_a_case_or_came_by_them_is_too_near(
    held: Court, erin: MemberHandle, kind: InvitationKind, sees: int, brought: bool
) -> None:
    alice = held.people.alice
    invited, inviter = (alice, erin) if brought else (erin, alice)
    assert held.desk(erin).get(held.path).status_code == 200
    came_by(held.app, invited, inviter, held.at, kind)
    assert held.desk(erin).get(held.path).status_code == sees, "whom the site invited is nobody's"


def test_a_note_is_read_by_the_next_moderator_once_they_look(held: Court, erin: MemberHandle) -> None:
    assert press(held, held.people.dan, "/note", words=" ") == 422
    assert press(held, held.people.dan, "/note", words=NOTE) == 303
    assert NOTE not in held.desk(erin).get(held.path).text
    assert press(held, erin, "/read") == 200
    page = held.desk(erin).get(held.path).text
    assert NOTE in page
    assert "Dan Okafor" in page


def test_the_person_finds_the_notes_in_their_archive_after_the_decision(held: Court) -> None:
    alice = held.people.alice
    with held.app.app_context():
        service.write_case_note(held.case_id, NOTE, held.people.dan.member, at=held.at)
        held.hear(held.at - 4 * DAY)
        open_case = contents(alice.member, held.at)["my_cases"]
        assert [case["staff_notes"] for case in open_case] == [[]]
        decide(held, held.at)
        (closed,) = contents(alice.member, held.at + 11 * DAY)["my_cases"]
        assert [note["words"] for note in closed["staff_notes"]] == [NOTE]
        (of_carol,) = contents(held.people.carol.member, held.at + 11 * DAY)["my_cases"]
        assert of_carol["staff_notes"] == []


def test_notes_are_erased_with_the_texts_of_the_case(held: Court) -> None:
    with held.app.app_context():
        service.write_case_note(held.case_id, NOTE, held.people.dan.member, at=held.at)
        decide(held, held.at)
        erase_sealed(held.at + 300 * DAY)
        assert db.session.query(CaseNote).count() == 0


def test_the_evidence_stays_beside_the_decision_for_half_an_hour(held: Court, the_calendar: Calendar) -> None:
    assert press(held, held.people.dan, "/read") == 200
    page = held.desk().get(held.path).text
    assert TEXT in page
    assert 'name="facts"' in page
    assert press(held, held.people.dan, "/decide") == 422
    with held.app.app_context():
        assert noted("read_introduction") == 1, "an error is no other look"
    the_calendar.go_to(held.at + timedelta(minutes=40))
    assert TEXT not in held.desk().get(held.path).text


def test_one_form_stands_open(held: Court) -> None:
    page = held.desk().get(held.path).text
    assert page.count('name="paper" open') == 1
    assert page.index("Ask for their side") > page.index('name="paper" open')
    with held.app.app_context():
        held.hear(held.at)
        service.tell_side(held.case_id, "It was a joke.", at=held.at + 4 * DAY)
    page = held.desk().get(held.path).text
    assert page.count('name="paper" open') == 1
    assert '<details class="fold" name="paper" open><summary>Decide</summary>' in page


def test_a_ready_reason_is_read_in_the_readers_language(held: Court) -> None:
    words = {"en": "A no was not accepted.", "de": "Ein Nein wurde nicht angenommen."}
    with held.app.app_context():
        service.write_ready(None, ReasonUse.FACTS, words, held.people.dan.member, at=held.at)
        (ready,) = queries.ready_reasons()
        held.hear(held.at - 20 * DAY)
        with atomic():
            db.session.get_one(Member, held.people.alice.id).locale = "de"
        chosen = {**DECISION, "ready_facts": str(ready.id), "facts": "Three times."}
    assert press(held, held.people.dan, "/decide", **chosen) == 303
    with held.app.app_context():
        assert held.case.decision
        assert held.case.decision.facts == "Ein Nein wurde nicht angenommen.\n\nThree times."
        assert held.case.decision.facts_for_reporters == DECISION["facts_for_reporters"]


def test_a_ready_reason_is_enough(held: Court) -> None:
    with held.app.app_context():
        for use in ReasonUse:
            service.write_ready(None, use, {"en": use.label}, held.people.dan.member, at=held.at)
        ready = {one.use: str(one.id) for one in queries.ready_reasons()}
    asked = {"rule": "pressure", "ready_allegation": ready[ReasonUse.ALLEGATION]}
    assert press(held, held.people.dan, "/hear", **asked) == 303
    with held.app.app_context():
        assert held.case.allegation == ReasonUse.ALLEGATION.label
    typed = {**DECISION, "outcome": "not_upheld", "facts": "", "facts_for_reporters": ""}
    assert press(held, held.people.dan, "/decide", **typed) == 422
    both = {
        "ready_facts": ready[ReasonUse.FACTS],
        "ready_facts_for_reporters": ready[ReasonUse.FACTS_FOR_REPORTERS],
    }
    assert press(held, held.people.dan, "/decide", **{**typed, **both}) == 303


def test_ready_reasons_are_written_changed_and_removed_on_a_page(held: Court) -> None:
    desk = held.desk()

    def send(path: str, action: str, **typed: str) -> int:
        form = form_with(desk.get(path).text, action=action)
        return desk.post(form.action, data=grouped(form.filled(**typed))).status_code

    assert send("/moderation/reasons", "/reasons", use="facts") == 422
    assert send("/moderation/reasons", "/reasons", use="facts", words_es="Sin más.") == 303
    assert "Sin más." in desk.get("/moderation/reasons").text
    with held.app.app_context():
        (one,) = queries.ready_reasons()
    path = f"/moderation/reasons/{one.id}"
    assert send(path, path, words_en="No more.") == 303
    with held.app.app_context():
        assert db.session.get_one(ReadyReason, one.id).words == {"es": "Sin más.", "en": "No more."}
    assert send(path, "/remove") == 303
    assert desk.get(path).status_code == 404
    with held.app.app_context():
        assert (noted("wrote_ready_reason"), noted("removed_ready_reason")) == (2, 1)


def test_the_queue_is_filtered(held: Court, erin: MemberHandle) -> None:
    dan = held.people.dan

    def found(at: datetime, **wanted: object) -> int:
        return len(queries.queue(dan.member, at, wanted=QueueFilter(**wanted))[0])  # type: ignore[arg-type]  # each field is given by its name

    with held.app.app_context():
        day = held.at + DAY
        assert found(day, kind=SubjectKind.INTRODUCTION) == 1
        assert found(day, kind=SubjectKind.POST) == 0
        assert (found(day, severity=2), found(day, severity=5)) == (1, 0)
        assert (found(day, older_than=2), found(held.at + 3 * DAY, older_than=2)) == (0, 1)
        assert (found(day, source=ReportedFrom.MEMBERS), found(day, source=ReportedFrom.OTHERS)) == (1, 0)
        assert (found(day, turn=Turn.FREE), found(day, turn=Turn.MINE)) == (1, 0)
        service.claim(held.case_id, erin.member, at=day)
        assert (found(day, turn=Turn.FREE), found(day, turn=Turn.MINE)) == (0, 0)
        service.claim(held.case_id, dan.member, instead_of=erin.id, at=day)
        assert (found(day, turn=Turn.FREE), found(day, turn=Turn.MINE)) == (0, 1)


def test_a_filter_tells_somebody_who_is_reported_nothing(held: Court) -> None:
    held.people.alice.becomes("moderator")
    desk = held.desk(held.people.alice)
    texts = {desk.get(f"/moderation?severity={severity}").text for severity in (2, 5, 10)}
    assert len({text.partition("<h2>")[2] for text in texts}) == 1
    assert not [text for text in texts if "There are other cases" in text]
