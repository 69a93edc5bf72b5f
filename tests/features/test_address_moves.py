"""An operator moves an account for somebody who lost their mailbox: the old address may say no."""

import os
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from sqlalchemy import select, update

from intro_app import clock
from intro_app.audit.models import AuditEntry
from intro_app.audit.queries import check, read_lines
from intro_app.cli import intro
from intro_app.cli.working import chores
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.identity import service
from intro_app.identity.models import AddressChange
from intro_app.outbox.models import OutboxMessage
from intro_app.outbox.policy import DropReason
from tests.support.address_changes import NEW, OLD, Mover
from tests.support.calendar import Calendar
from tests.support.databases import KEY
from tests.support.identity_pages import HOST, ask, follow, form_secret, link_in
from tests.support.mail_server import Mailbox
from tests.support.people import People, visitor

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def mover(people: People, mailbox: Mailbox) -> Mover:
    """Alice, who has lost her mailbox."""
    return Mover(people, mailbox)


def begin(mover: Mover, reason: str = "Her company closed the mailbox.") -> None:
    """An operator asks for the move."""
    with mover.app.app_context():
        service.ask_to_move(mover.person.member, NEW, reason, clock.now())


def confirm(mover: Mover, answer: str = "yes", browser: FlaskClient | None = None) -> int:
    """Answer at the new address."""
    token = mover.letters(NEW)[0].link("m").rpartition("/")[2]
    page = (browser or visitor(mover.app)).post("/m", data={"token": token, "answer": answer})
    return page.status_code


def wait(mover: Mover, the_calendar: Calendar, span: timedelta) -> None:
    """Let time pass, and the worker carry out what is due."""
    the_calendar.go_to(clock.now() + span)
    with mover.app.app_context():
        service.carry_out_moves(clock.now())


def intro_says(settings: Settings, *words: str) -> Result:
    """What an operator's command answers on this database."""
    nothing = dict.fromkeys(name for name in os.environ if name not in {"PATH", "HOME", "TMPDIR", "LANG"})
    chosen = {"DATABASE_URL": settings.database, "DATA_DIR": str(settings.data_dir), "SECRET_KEYS": KEY}
    return CliRunner().invoke(intro, [*words], env=nothing | chosen | {"LASTING_KEY": KEY})


def test_it_takes_effect_once_proved_and_after_three_days_without_a_no(
    mover: Mover, the_calendar: Calendar
) -> None:
    begin(mover)
    assert confirm(mover) == 200
    wait(mover, the_calendar, 71 * HOUR)
    assert mover.address() == OLD
    wait(mover, the_calendar, 2 * HOUR)
    assert mover.address() == NEW
    assert "The people who run Mutual have moved your account here" in mover.letters(NEW)[-1].text
    assert mover.client.get("/me").status_code == 303, "the old sessions end"
    assert mover.undoes(mover.undo_link()).status_code == 200
    assert mover.address() == OLD
    with mover.app.app_context():
        assert check().broken is None
        acts = db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
        assert acts[-4:] == ["move_asked", "move_proved", "address_changed", "address_change_undone"]
        (asked,) = read_lines(AuditEntry.act == "move_asked")
        assert asked.why == "Her company closed the mailbox."


def test_a_no_from_the_old_address_ends_it(mover: Mover, the_calendar: Calendar) -> None:
    begin(mover)
    confirm(mover)
    link = mover.undo_link()
    shown = visitor(mover.app).get(link)
    assert "Keep this address?" in shown.text
    assert "Your account keeps this address." in mover.undoes(link).text
    wait(mover, the_calendar, 4 * DAY)
    assert mover.address() == OLD
    assert mover.letters(NEW)[-1].subject == "Your account stays where it is"
    assert visitor(mover.app).get(link).status_code == 410


def test_its_owner_sees_it_and_stops_it_while_signed_in(mover: Mover, the_calendar: Calendar) -> None:
    begin(mover)
    page = mover.client.get("/me/address")
    assert "Someone asked us on" in page.text
    stopped = mover.client.post("/me/address/stop", data={"csrf_token": form_secret(page)})
    assert stopped.status_code == 303
    assert confirm(mover) == 410
    wait(mover, the_calendar, 4 * DAY)
    assert mover.address() == OLD


def test_a_day_is_enough_where_the_old_mailbox_is_gone(mover: Mover, the_calendar: Calendar) -> None:
    begin(mover)
    confirm(mover)
    with mover.app.app_context(), atomic():
        refused = update(OutboxMessage).where(OutboxMessage.kind == "move_asked")
        db.session.execute(refused.values(why=DropReason.REFUSED.value, sent_at=None, dropped_at=clock.now()))
    wait(mover, the_calendar, 23 * HOUR)
    assert mover.address() == OLD
    wait(mover, the_calendar, 2 * HOUR)
    assert mover.address() == NEW


def test_without_proof_it_ends_by_itself(mover: Mover, the_calendar: Calendar) -> None:
    begin(mover)
    assert confirm(mover, answer="") == 422
    wait(mover, the_calendar, 4 * DAY)
    assert mover.address() == OLD
    wait(mover, the_calendar, 11 * DAY)
    with mover.app.app_context():
        assert db.session.scalars(select(AddressChange)).one().ended_at


def test_whoever_is_no_member_says_no_at_the_new_address(mover: Mover, the_calendar: Calendar) -> None:
    begin(mover)
    assert confirm(mover, answer="no") == 200
    wait(mover, the_calendar, 4 * DAY)
    assert mover.address() == OLD


def test_an_account_with_a_role_needs_its_passkey(
    mover: Mover, settings: Settings, the_calendar: Calendar
) -> None:
    mover.person.becomes("moderator")
    words = ("member", "move", OLD, NEW, "--reason", "lost mailbox")
    refused = intro_says(settings, *words)
    assert refused.exit_code == 1
    assert "Take the rights away first." in refused.output
    mover.person.browser(by_passkey=True)
    assert intro_says(settings, *words).exit_code == 0
    assert confirm(mover) == 422
    assert confirm(mover, browser=mover.person.browser()) == 422
    wait(mover, the_calendar, 4 * DAY)
    assert mover.address() == OLD
    assert confirm(mover, browser=mover.person.browser(by_passkey=True)) == 200
    wait(mover, the_calendar, HOUR)
    assert mover.address() == NEW


def test_the_command_line_moves_shows_and_stops(mover: Mover, settings: Settings) -> None:
    moved = intro_says(settings, "member", "move", OLD, NEW, "--reason", "lost mailbox")
    assert moved.exit_code == 0, moved.output
    again = intro_says(settings, "member", "move", OLD, "other@new.example", "--reason", "x")
    assert "already being moved" in again.output
    shown = intro_says(settings, "member", "show", OLD, "--reason", "she asked how far it is")
    assert f"Moving to: {NEW}, not yet confirmed by the new address" in shown.output
    assert "she asked how far it is" in mover.client.get("/me/looks").text, "the member sees the look"
    assert "stays where it is" in intro_says(settings, "member", "stop-move", OLD).output
    assert "No move" in intro_says(settings, "member", "stop-move", OLD).output


@pytest.mark.parametrize(("days", "is_undone"), [(6, True), (8, False)])
def test_from_the_command_to_the_week_in_which_the_old_address_can_undo_it(
    mover: Mover, settings: Settings, the_calendar: Calendar, days: int, is_undone: bool
) -> None:
    """As an operator and both mailboxes meet it: a command, e-mails, their links, and a sign-in."""
    told = intro_says(settings, "member", "move", OLD, NEW, "--reason", "Her company closed the mailbox.")
    assert told.exit_code == 0, told.output
    (asked,) = (one for one in mover.letters(OLD) if one.links("o"))
    assert NEW not in asked.text, "whoever reads the old mailbox now need not learn the new one"
    assert confirm(mover) == 200
    wait(mover, the_calendar, 73 * HOUR)
    (changed,) = (one for one in mover.letters(OLD) if one.links("o") and one.raw != asked.raw)
    link = changed.link("o").removeprefix(HOST)
    wait(mover, the_calendar, days * DAY)
    assert mover.undoes(link).status_code == (200 if is_undone else 410)
    assert mover.address() == (OLD if is_undone else NEW)
    browser = visitor(mover.app)
    ask(browser, mover.address())
    assert follow(browser, link_in(mover.letters(mover.address())[-1].text)).status_code == 303
    assert "Alice" in browser.get("/me").text
    with mover.app.app_context():
        assert check().broken is None


def test_another_members_address_cannot_be_moved_to(mover: Mover, people: People, settings: Settings) -> None:
    taken = intro_says(settings, "member", "move", OLD, people.bob.email, "--reason", "x")
    assert "belongs to another account" in taken.output
    assert mover.address() == OLD


def test_the_worker_does_it() -> None:
    assert "carry_out_moves" in {chore.__name__ for chore in chores()}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("command", [("move", OLD, NEW), ("show", OLD)])
def test_an_operator_always_says_why(mover: Mover, settings: Settings, command: tuple[str, ...]) -> None:
    refused = intro_says(settings, "member", *command, "--reason", " ")
    assert (refused.exit_code, "it must not be empty" in refused.output) == (2, True)
    assert mover.address() == OLD
