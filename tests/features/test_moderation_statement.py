"""The statement of reasons of article 17 of the Digital Services Act, field by field, for every decision.

What was done, where and for how long; the facts; whether on notice; whether by software; under which rule,
the site's own or a law's; and where to turn against it. In the e-mail and on the page behind its link.
"""

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from intro_app.db import atomic, db
from intro_app.identity.models import SuspensionCause
from intro_app.introductions.guests import Carrier, Guest
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role, State
from intro_app.moderation import service
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.service import Review
from intro_app.moderation.stages import AppealOutcome, CaseOutcome
from intro_app.organising.suspensions import service as suspensions
from intro_app.organising.suspensions.policy import SuspensionLength
from intro_app.people.models import StoppableAct
from intro_app.trust.events import Severity
from tests.support.mail_server import Mailbox
from tests.support.moderation import DAY, HEARING, UPHELD, Court, decide, reported
from tests.support.people import MemberHandle, visitor
from tests.support.report_subjects import KINDS, Square
from tests.support.suspending import WORDS, suspended
from tests.support.trust.asks import ask

WHERE = "Everywhere on Mutual, in every country, and nowhere else"
FOR_GOOD = "For good, unless the decision is overturned"
OWN_RULE = "One of this site’s own rules. We didn’t decide whether a law was broken."
BY_HAND = "A person decided it. No software took part."
ELSEWHERE = {
    "a court": "You can also go to court.",
    "out of court": "certified bodies settle such disputes out of court",
}
OF_EVERY_CASE = {
    "the facts": UPHELD.facts,
    "the outcome": "Report upheld",
    "on notice": "Someone reported it.",
    "found by no software": "No software found it.",
    "decided by no software": "No software took part in the decision.",
    "the rule": "Accept a no.",
    "whose rule": OWN_RULE,
    "the appeal": "you can appeal once",
    **ELSEWHERE,
}
TAKES_DOWN = {
    "what": "What we took down",
    "for how long": FOR_GOOD,
    "where": WHERE,
    "it can come back": "What we took down comes back if the decision is overturned.",
}
STOPS = replace(UPHELD, stops=list(StoppableAct), stop_days=20)


def newest(mailbox: Mailbox, address: str) -> str:
    """The text of the newest e-mail to somebody, in one line."""
    return " ".join(mailbox.newest(address).text.split())


def behind(held: Court | Square, address: str, kind: str = "h") -> str:
    """What stands on the page behind the link of the newest e-mail to somebody, in one line."""
    found = re.search(rf"https://meet\.example\.org(/{kind}/[\w.\-]+)", held.mailbox.newest(address).text)
    assert found
    page = visitor(held.app).get(found[1])
    assert page.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def lacking(held: Court | Square, address: str, wanted: dict[str, str], kind: str = "h") -> list[str]:
    """Which fields the newest e-mail to somebody, or the page behind its link, does not have."""
    held.mailbox.deliver(held.at + 60 * DAY)
    mail, page = newest(held.mailbox, address).lower(), behind(held, address, kind).lower()
    missing = {"in the e-mail": mail, "on the page": page}
    return [
        f"{name} {where}"
        for where, text in missing.items()
        for name, words in wanted.items()
        if words.lower() not in text
    ]


@pytest.fixture
def stopped(held: Court) -> Court:
    """Alice is stopped from everything for twenty days."""
    with held.app.app_context():
        decide(held, held.at, STOPS)
    return held


@pytest.mark.parametrize("field", OF_EVERY_CASE)
def test_a_field_of_a_decision(stopped: Court, field: str) -> None:
    assert lacking(stopped, stopped.people.alice.email, {field: OF_EVERY_CASE[field]}) == []


@pytest.mark.parametrize("act", StoppableAct)
def test_what_is_stopped_where_and_until_when(stopped: Court, act: StoppableAct) -> None:
    wanted = {"what": act.label, "where": WHERE, "until when": "4 June 2026"}
    assert lacking(stopped, stopped.people.alice.email, wanted) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_words_of_somebody_are_taken_down(square: Square, kind: str) -> None:
    square.reports(kind, square.write(kind))
    with square.app.app_context():
        square.decide()
        label = square.case.kind.label
    wanted = OF_EVERY_CASE | TAKES_DOWN | {"kind": label}
    assert lacking(square, square.people.mallory.email, wanted) == []


def test_an_introduction_is_stopped(held: Court) -> None:
    with held.app.app_context():
        introduction = ask(held.people.mallory, held.people.carol, held.at).id
        case = reported(introduction, Role.SECOND, Role.FIRST, held.at)
        service.hear(case.id, HEARING, held.people.dan.member, at=held.at)
        removing = replace(UPHELD, removes=True)
        service.decide(case.id, removing, held.people.dan.member, at=held.at + 11 * DAY)
    wanted = OF_EVERY_CASE | {"what": "What we stopped", "for how long": "For good", "where": WHERE}
    assert lacking(held, held.people.mallory.email, wanted) == []


def test_a_guest_reads_it_too(held: Court) -> None:
    address = "hugo@guests.example.net"
    with held.app.app_context():
        with atomic():
            made = db.session.get_one(Introduction, held.introduction_id)
            made.second = None
            guest = Guest(role=Role.SECOND, carrier=Carrier.SITE, name="Hugo", email=address, proven=True)
            made.guests.append(guest)
        case = reported(held.introduction_id, Role.FIRST, Role.SECOND, held.at)
        service.hear(case.id, HEARING, held.people.dan.member, at=held.at)
        service.decide(case.id, UPHELD, held.people.dan.member, at=held.at + 11 * DAY)
    assert lacking(held, address, OF_EVERY_CASE) == []


def test_whoever_reported_reads_how_it_was_decided(stopped: Court) -> None:
    of_both = {name: words for name, words in OF_EVERY_CASE.items() if name != "the facts"}
    wanted = of_both | {"the facts": UPHELD.facts_for_reporters}
    assert lacking(stopped, stopped.people.carol.email, wanted) == []


def test_a_decision_that_an_appeal_changed(stopped: Court, erin: MemberHandle) -> None:
    changed = replace(STOPS, severity=Severity.MINOR, stops=[StoppableAct.HOSTING], stop_days=5)
    with stopped.app.app_context():
        service.appeal(stopped.case_id, Role.FIRST, "It was once.", at=stopped.at + 12 * DAY)
        milder = Review(outcome=AppealOutcome.CHANGED, reasons="It was milder.", ruling=changed)
        service.review(stopped.case_id, milder, erin.member, at=stopped.at + 13 * DAY)
    wanted = {name: words for name, words in OF_EVERY_CASE.items() if name != "the appeal"}
    wanted |= {"what": StoppableAct.HOSTING.label, "until when": "22 May 2026", "where": WHERE}
    assert lacking(stopped, stopped.people.alice.email, wanted) == []
    assert "you can appeal once" not in newest(stopped.mailbox, stopped.people.alice.email)
    assert "you can appeal once, by" in newest(stopped.mailbox, stopped.people.carol.email)


def test_a_decision_that_stands_after_an_appeal(stopped: Court, erin: MemberHandle) -> None:
    with stopped.app.app_context():
        service.appeal(stopped.case_id, Role.FIRST, "It was once.", at=stopped.at + 12 * DAY)
        stands = Review(outcome=AppealOutcome.UPHELD, reasons="It was three times.")
        service.review(stopped.case_id, stands, erin.member, at=stopped.at + 13 * DAY)
    assert lacking(stopped, stopped.people.alice.email, ELSEWHERE) == []


def test_a_severe_decision_that_a_second_moderator_made_count_in_full(held: Court) -> None:
    with held.app.app_context():
        decide(held, held.at, replace(STOPS, severity=Severity.SEVERE))
        erin = held.people.join("Erin Walsh").becomes("moderator")
        service.second(held.case_id, erin.member, agrees=True, at=held.at + 12 * DAY)
    wanted = OF_EVERY_CASE | {"what": StoppableAct.HOSTING.label, "where": WHERE}
    assert lacking(held, held.people.alice.email, wanted) == []


def test_new_requests_are_paused(held: Court) -> None:
    with held.app.app_context():
        introduction = ask(held.people.mallory, held.people.carol, held.at).id
        grave = reported(introduction, Role.SECOND, Role.FIRST, held.at, Grounds.HARASSMENT)
        because, until = "Several people wrote to us within an hour.", held.at + 10 * DAY
        service.freeze(grave.id, until, because, held.people.dan.member, at=held.at)
        held.mailbox.deliver(held.at + DAY)
        path = f"/me/cases/{grave.public_id}"
    page = held.people.mallory.browser().get(path).text
    texts = {
        "mail": next(
            " ".join(one.text.split())
            for one in held.mailbox.to(held.people.mallory.email)
            if "are paused until" in one.subject
        ),
        "page": " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split()),
    }
    wanted = {
        "the facts": because,
        "the rule": Grounds.HARASSMENT.rule,
        "whose rule": OWN_RULE,
        "on notice": "Someone reported it. No software found it.",
        "by software": BY_HAND,
        "where": WHERE,
        "until when": "14 May 2026 at the latest",
        **ELSEWHERE,
    }
    for where, text in texts.items():
        assert [f"{name} {where}" for name, words in wanted.items() if words not in text] == []


@pytest.mark.parametrize("length", [SuspensionLength.WEEK, SuspensionLength.REMOVED])
@pytest.mark.parametrize("cause", SuspensionCause)
def test_an_account_is_suspended_or_removed(
    held: Court, length: SuspensionLength, cause: SuspensionCause
) -> None:
    suspended(held.app, held.people.mallory, held.people.dan, held.at, length, cause)
    wanted = {
        "the facts": WORDS,
        "the rule": "Advertising or mass requests",
        "whose rule": OWN_RULE,
        "on notice or own initiative": cause.label,
        "by software": BY_HAND,
        "where": WHERE,
        "until when": FOR_GOOD if length is SuspensionLength.REMOVED else "11 May 2026",
        "the appeal": "can appeal",
        **ELSEWHERE,
    }
    assert lacking(held, held.people.mallory.email, wanted, "w") == []


def test_a_suspension_that_stands_after_an_appeal(held: Court, erin: MemberHandle) -> None:
    held.people.dan.becomes("host")
    host = erin.becomes("host")
    found = suspended(held.app, held.people.mallory, held.people.dan, held.at)
    with held.app.app_context():
        suspensions.appeal(found, "It was one letter to each of two people.", held.at + DAY)
        suspensions.judge(
            found, "It was forty letters in an hour.", host.member, held.at + 2 * DAY, overturns=False
        )
    held.mailbox.deliver(held.at + 3 * DAY)
    text = newest(held.mailbox, held.people.mallory.email)
    assert [words for words in ELSEWHERE.values() if words not in text] == []


def test_a_letter_that_is_returned_before_it_goes_out(held: Court) -> None:
    people, mailbox, at = held.people, held.mailbox, held.at
    with held.app.app_context():
        letter = ask(people.mallory, people.bob, at)
        with atomic():
            letter.state = State.HELD
        service.send_back(letter, Grounds.HIDDEN_PITCH, "Say that you sell boats.", people.dan.member, at=at)
        mailbox.deliver(at)
    subject = "Your letter needs a change before it goes out"
    (told,) = (one for one in mailbox.to(people.mallory.email) if one.subject == subject)
    text = " ".join(told.text.split())
    wanted = {
        "what": "this letter, for good; you can write a new one whenever you like",
        "where": WHERE,
        "the facts": "Say that you sell boats.",
        "on notice": "We read this letter before it went out. No one reported it, and no software found it.",
        "by software": BY_HAND,
        "the rule": Grounds.HIDDEN_PITCH.rule,
        "whose rule": OWN_RULE,
        "whom to write to": "people@meet.example.org",
        **ELSEWHERE,
    }
    assert [name for name, words in wanted.items() if words not in text] == []


def test_a_decision_that_upholds_nothing_says_so(held: Court) -> None:
    with held.app.app_context():
        held.hear(held.at)
        held.mailbox.deliver(held.at + 3 * DAY)
        dismissed = replace(UPHELD, outcome=CaseOutcome.NOT_UPHELD, severity=None)
        decide(held, held.at + timedelta(hours=1), dismissed)
    wanted = OF_EVERY_CASE | {"the outcome": "Report not upheld"}
    assert lacking(held, held.people.alice.email, wanted) == []
    assert "Nothing happens as a result" in newest(held.mailbox, held.people.alice.email)
