"""A restore brings back neither the deleted nor the silenced, and nothing is sent twice."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select

from intro_app import clock
from intro_app.audit.models import AuditEntry
from intro_app.db import db
from intro_app.identity.models import Member, Session
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Reason, State
from intro_app.outbox.models import Suppression
from intro_app.outbox.policy import EVERYTHING
from intro_app.people.service import block
from intro_app.people.visibility import is_blocked
from tests.support.browsing import grouped
from tests.support.database_contents import everything_opened
from tests.support.forms import form_with
from tests.support.journeys.watching import leaves_the_site, stops_everything
from tests.support.people import visitor
from tests.support.received_mail import ReceivedMail
from tests.support.restoring import RestoringOperator
from tests.support.story import Somebody, Story

pytestmark = [pytest.mark.both_databases, pytest.mark.changes_app]


@pytest.fixture
def mallory(story: Story, carol: Somebody) -> Somebody:
    """She abuses; everybody else is there before her."""
    return story.member(story.people.mallory)


@pytest.fixture
def dan(story: Story, carol: Somebody) -> Somebody:
    """He is asked, too."""
    return story.member(story.people.dan)


def _introduction(public_id: str) -> Introduction:
    return db.session.scalars(select(Introduction).where(Introduction.public_id == public_id)).one()


def _ids(letters: Iterable[ReceivedMail]) -> Counter[str]:
    return Counter(letter.message_id for letter in letters)


@dataclass
class Happened:
    """What was asked before the backup, and what came by mail until the database was lost."""

    with_carol: str
    with_dan: str
    still_open: str
    sent: Counter[str] = field(default_factory=Counter)


@pytest.fixture
def happened(
    story: Story,
    operator: RestoringOperator,
    alice: Somebody,
    bob: Somebody,
    carol: Somebody,
    dan: Somebody,
    mallory: Somebody,
) -> Happened:
    """After a backup one is released, Dan says no, Carol leaves, Alice stops, Bob blocks; then a restore."""
    with_carol = alice.asks(to=carol)
    carol.says_yes()
    told = Happened(with_carol, mallory.asks(to=dan), bob.asks(to=dan))
    operator.backs_up()
    story.details_come_out()
    of_mallory = next(letter for letter in dan.letters if "Mallory" in letter.text)
    dan.answers_at(of_mallory.link("r"), "no")
    leaves_the_site(carol)
    stops_everything(alice)
    with story.app.app_context():
        block(_id(bob), _id(mallory), clock.now())
    story.wait(timedelta(minutes=2))
    operator.works()
    told.sent = _ids(story.mailbox.letters)
    said = operator.restores()
    assert "The site is held" in said, said
    assert "✗" not in said, said
    operator.opens_for(story)
    return told


def _id(somebody: Somebody) -> int:
    assert somebody.person
    return somebody.person.id


def test_neither_the_deleted_nor_the_silenced_come_back(
    happened: Happened,
    operator: RestoringOperator,
    alice: Somebody,
    bob: Somebody,
    carol: Somebody,
    mallory: Somebody,
) -> None:
    with operator.app.app_context():
        assert _introduction(happened.with_carol).state is State.CONNECTED
        closed = _introduction(happened.with_dan)
        assert (closed.state, closed.reason) == (State.CLOSED, Reason.EXPIRED)
        assert _introduction(happened.still_open).state is State.ASKING
        assert db.session.get_one(Member, _id(carol)).left_at
        assert is_blocked(_id(bob), _id(mallory))
        stopped = db.session.get_one(Member, _id(alice))
        assert stopped.door.no_mail
        scopes = select(Suppression.scope).where(Suppression.mailbox_hash == stopped.mailbox_hash)
        assert EVERYTHING in db.session.scalars(scopes).all()
        assert not db.session.scalars(select(Session.id_hash)).all()


def test_nothing_is_sent_while_it_is_held_and_nothing_twice_afterwards(
    happened: Happened, story: Story, operator: RestoringOperator, carol: Somebody
) -> None:
    assert operator.works() == 0
    assert operator.types("restore", "--release", "--yes")[0] == 0
    story.wait(timedelta(days=30), timedelta(days=1))
    operator.works()
    letters = _ids(story.mailbox.letters)
    assert not [letter for letter, number in letters.items() if number > 1]
    assert set(happened.sent) <= set(letters)
    with operator.app.app_context():
        everything = everything_opened(db.engine)
    assert carol.address.encode() not in everything
    assert b"Carol Duarte" not in everything


def test_while_it_is_held_members_get_codes_to_sign_in_and_nobody_else_gets_anything(
    happened: Happened, story: Story, operator: RestoringOperator, bob: Somebody, dan: Somebody
) -> None:
    before = _ids(story.mailbox.letters)
    strangers = Somebody(story, "Nobody", "nobody@elsewhere.example")
    story.cast.append(strangers)
    for somebody in (bob, strangers):
        browser = visitor(operator.app)
        form = form_with(browser.get("/sign-in").text, field="email")
        browser.post("/sign-in", data=grouped(form.filled(email=somebody.address)))
    assert operator.works() == 1
    (letter,) = [one for one in story.mailbox.letters if one.message_id not in before]
    assert "/l/" in letter.text
    assert letter in bob.letters
    browser = visitor(operator.app)
    path = "/l/" + bob.newest("l").link("l").rpartition("/")[2]
    form = form_with(browser.get(path).text, action="/l")
    assert browser.post("/l", data=grouped(form.filled())).status_code == 303
    assert operator.works() == 0
    status, said = operator.types("admin", "sign-in", dan.address)
    assert (status, "/l/" in said) == (0, True), said


def test_the_audit_says_when_it_was_restored_and_released(
    happened: Happened, operator: RestoringOperator
) -> None:
    assert operator.types("restore", "--release", "--yes")[0] == 0
    with operator.app.app_context():
        acts = db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert [act for act in acts if act.startswith("site_")] == ["site_restored", "site_released"]


def test_a_yes_that_came_after_the_backup_is_kept_once_it_led_to_an_introduction(
    story: Story, operator: RestoringOperator, alice: Somebody, carol: Somebody
) -> None:
    asked = alice.asks(to=carol)
    operator.backs_up()
    carol.says_yes()
    story.details_come_out()
    operator.works()
    sent = _ids(story.mailbox.letters)

    assert "✗" not in operator.restores()
    operator.opens_for(story)
    with operator.app.app_context():
        assert _introduction(asked).state is State.CONNECTED
    assert operator.types("restore", "--release", "--yes")[0] == 0
    story.wait(timedelta(days=1))
    assert _ids(story.mailbox.letters) == sent
    assert "Carol" in alice.get("/introduced").text


def test_stop_links_and_answers_to_mail_sent_since_the_backup_go_on_working(
    story: Story, operator: RestoringOperator, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    asked = alice.asks(through=bob, to=carol)
    operator.backs_up()
    bob.lends_good_word()  # now Carol is asked
    operator.works()
    question = carol.newest("r").link("r")

    assert "✗" not in operator.restores()
    operator.opens_for(story)
    assert operator.types("restore", "--release", "--yes")[0] == 0
    bob.lends_good_word()  # his yes is lost: he says it again
    count = len(carol.letters)
    assert "Alice" in carol.opens(question).text
    stops_everything(carol)
    assert len(carol.letters) == count
    with operator.app.app_context():
        assert _introduction(asked).state in {State.ASKING, State.CLOSED}
        assert carol.person
        assert carol.person.member.door.no_mail


def test_without_a_journal_everything_that_was_asking_closes_in_the_words_of_silence(
    story: Story, operator: RestoringOperator, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    with_carol = alice.asks(to=carol)
    carol.says_yes()
    operator.backs_up()
    for file in operator.settings.journal_folder.glob("*.jsonl"):
        file.unlink()
    sent = _ids(story.mailbox.letters)

    status, said = operator.tries_to_restore()
    assert (status, "--without-journal" in said) == (1, True), said
    said = operator.restores("--without-journal")
    assert "1 introductions were closed" in said, said
    operator.opens_for(story)
    assert operator.types("restore", "--release", "--yes")[0] == 0
    story.wait(timedelta(hours=2))
    assert _ids(story.mailbox.letters) == sent  # nobody is told before the closing day
    with operator.app.app_context():
        closed = _introduction(with_carol)
        assert (closed.state, closed.reason) == (State.CLOSED, Reason.EXPIRED)
    story.wait(timedelta(days=30), timedelta(days=1))
    assert [one for one in alice.letters if one.tells_of_a_closing]
