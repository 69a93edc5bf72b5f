"""What the database itself refuses, whoever writes to it and whatever the code believes."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from intro_app.db import atomic, db
from intro_app.db.sealing import SealError
from intro_app.identity.models import ContactField
from intro_app.introductions import service
from intro_app.introductions.models import Introduction, ensure_unchanged
from intro_app.introductions.states import Role, State
from tests.support.introductions import actions as deeds
from tests.support.introductions.model import ModelWorld, settle
from tests.support.shelf import Shelf

ALICE, BOB, CAROL = 0, 1, 2
CONNECT = "UPDATE introduction SET state = 'connected'"
KEPT = "a consent is taken back, never changed"
FIXED = "the text of an introduction is fixed when it is sent"
ENDED = "an introduction that has ended stays as it ended"
NEEDED = "no introduction is connected without the consent of everyone named"


@pytest.fixture
def world(app: Flask, at: datetime, shelf: Shelf) -> ModelWorld:
    """Alice has asked Carol, through Bob."""
    shelf.bring(app, ("settled", at), lambda: settle(app, at))
    world = ModelWorld(app, at)
    with app.app_context():
        world.begin()
        deeds.asks(world, ALICE, [ContactField.EMAIL], whom=CAROL, through=BOB)
    return world


def say_yes(world: ModelWorld, role: Role) -> None:
    """Bob or Carol says yes."""
    with world.app.app_context():
        (introduction,) = db.session.query(Introduction)
        ask = introduction.ask_of(role)
        assert ask
        deeds.says_yes(world, ask, [ContactField.EMAIL], CAROL, "")


def everyone_agrees(world: ModelWorld) -> None:
    """All that is left is to let the details go."""
    say_yes(world, Role.CONNECTOR)
    say_yes(world, Role.SECOND)


def write(world: ModelWorld, statement: str) -> None:
    """Write past the code."""
    with world.app.app_context(), atomic():
        db.session.execute(text(statement))


def assert_refused(world: ModelWorld, statement: str, why: str) -> None:
    before = everything(world)
    with pytest.raises(DBAPIError, match=why):
        write(world, statement)
    assert everything(world) == before


def everything(world: ModelWorld) -> list[list[object]]:
    """The rows that must not change."""
    with world.app.app_context():
        tables = ("introduction", "consent", "ask")
        return [
            [str(row) for row in db.session.execute(text(f"SELECT * FROM {name} ORDER BY id"))]
            for name in tables
        ]


@pytest.mark.parametrize("yeses", [(), (Role.CONNECTOR,)])
def test_nothing_is_connected_while_a_yes_is_missing(world: ModelWorld, yeses: tuple[Role, ...]) -> None:
    for role in yeses:
        say_yes(world, role)
    assert_refused(world, CONNECT, NEEDED)


@pytest.mark.parametrize("role", Role)
def test_nothing_is_connected_when_a_yes_was_taken_back(world: ModelWorld, role: Role) -> None:
    everyone_agrees(world)
    write(world, f"UPDATE consent SET taken_back_at = given_at WHERE role = '{role}'")
    assert_refused(world, CONNECT, NEEDED)


@pytest.mark.parametrize("role", Role)
def test_nothing_is_connected_without_one_of_the_yeses(world: ModelWorld, role: Role) -> None:
    everyone_agrees(world)
    write(world, f"DELETE FROM consent WHERE role = '{role}'")
    assert_refused(world, CONNECT, NEEDED)


@pytest.mark.parametrize("role", Role)
def test_nothing_is_connected_by_a_yes_to_another_text(world: ModelWorld, role: Role) -> None:
    everyone_agrees(world)
    columns = "introduction_id, role, text_hash, seen_hash, shares, given_at, how"
    other = columns.replace("text_hash", "'0' || text_hash", 1)
    write(world, f"INSERT INTO consent ({columns}) SELECT {other} FROM consent WHERE role = '{role}'")
    write(world, f"DELETE FROM consent WHERE role = '{role}' AND length(text_hash) < 65")
    assert_refused(world, CONNECT, NEEDED)


def test_with_every_yes_the_database_lets_it_through(world: ModelWorld) -> None:
    everyone_agrees(world)
    write(world, CONNECT)


def test_nothing_begins_connected(world: ModelWorld) -> None:
    with world.app.app_context():
        names = [column.name for column in Introduction.__table__.columns if column.name != "id"]
    values = {"state": "'connected'", "public_id": "'another'", "form_id": "'another'"}
    chosen = ", ".join(values.get(name, f'"{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    copy = f"INSERT INTO introduction ({columns}) SELECT {chosen} FROM introduction"
    assert_refused(world, copy, "an introduction is asked first and connected later")


@pytest.mark.parametrize(
    "change",
    [
        "text_hash = 'other'",
        "seen_hash = 'other'",
        'shares = \'{"phone": "1"}\'',
        "given_at = '2020-01-01 00:00:00'",
        "role = 'second'",
    ],
)
def test_a_consent_is_never_changed(world: ModelWorld, change: str) -> None:
    assert_refused(world, f"UPDATE consent SET {change} WHERE role = 'first'", KEPT)


def test_what_was_taken_back_is_not_given_again(world: ModelWorld) -> None:
    write(world, "UPDATE consent SET taken_back_at = given_at")
    assert_refused(world, "UPDATE consent SET taken_back_at = NULL", KEPT)


@pytest.mark.parametrize("change", ["text_hash = 'other'", 'text = \'{"why": "Money."}\''])
def test_a_sent_text_is_never_changed(world: ModelWorld, change: str) -> None:
    assert_refused(world, f"UPDATE introduction SET {change}", FIXED)


@pytest.mark.parametrize("state", [state for state in State if state is not State.CLOSED])
def test_a_closed_one_is_not_opened_again(world: ModelWorld, state: State) -> None:
    with world.app.app_context():
        (introduction,) = db.session.query(Introduction)
        service.withdraw(introduction, Role.FIRST, at=world.at)
    why = ENDED if state is not State.CONNECTED else f"{ENDED}|{NEEDED}"
    assert_refused(world, f"UPDATE introduction SET state = '{state}'", why)


@pytest.mark.parametrize("state", [state for state in State if state is not State.CONNECTED])
def test_a_connected_one_stays_connected(world: ModelWorld, state: State) -> None:
    everyone_agrees(world)
    write(world, CONNECT)
    assert_refused(world, f"UPDATE introduction SET state = '{state}'", ENDED)


def test_a_text_may_be_sealed_with_another_key_and_in_no_other_way(world: ModelWorld) -> None:
    """The database cannot read it: it looks at the key's name in front, and the code looks at the hash."""
    write(world, "UPDATE introduction SET text = '\"m1.00000000.AAAA\"'")
    assert_refused(world, "UPDATE introduction SET text = '\"m1.00000000.BBBB\"'", FIXED)
    assert_refused(world, "UPDATE introduction SET text = '\"Money.\"'", FIXED)


def test_a_letter_put_in_the_place_of_another_is_not_agreed_to(world: ModelWorld) -> None:
    with world.app.app_context():
        (introduction,) = db.session.query(Introduction)
        other = introduction.text | {"why": "Money."}
        with pytest.raises(SealError):
            ensure_unchanged(other, introduction.text_hash)
        ensure_unchanged(introduction.text, introduction.text_hash)
