"""A failing periodic item does not block the others, is reported, and after a day waits for an operator."""

import inspect
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Select, func, select, text, update

import intro_app
from intro_app import periodic
from intro_app.cli import intro
from intro_app.cli.working import chores
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.identity.models import Member
from intro_app.introductions import service
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import State
from intro_app.outbox.models import OutboxMessage
from intro_app.periodic.models import PeriodicFailure
from tests.support.databases import KEY
from tests.support.followups import agreed
from tests.support.people import People

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
LATER = timedelta(hours=1)


def members(count: int, at: datetime) -> None:
    """So many rows to act on."""
    with atomic():
        for number in range(count):
            address = f"m{number}@example.org"
            db.session.add(Member(email=address, name=f"M {number}", locale="", joined_at=at))


def in_order() -> Select[int]:
    return select(Member.id).where(Member.headline == "").order_by(Member.id)


def test_a_hundred_items_that_fail_do_not_stand_in_front_of_the_next(app: Flask, at: datetime) -> None:
    def act(item: int, _at: datetime) -> bool:
        db.session.execute(update(Member).where(Member.id == item).values(headline="done"))
        if item <= 100:
            db.session.execute(text("SELECT nothing FROM nowhere"))
        return True

    with app.app_context():
        members(103, at)
        assert periodic.run_each("test.job", in_order(), act, at) == 3
        failing = periodic.failing()
        assert len(failing) == 100
        done = select(func.count()).select_from(Member).where(Member.headline == "done")
        assert db.session.scalar(done) == 3


def test_each_try_comes_twice_as_late_and_after_a_day_a_person_is_waited_for(
    app: Flask, at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[datetime] = []

    def act(item: int, now: datetime) -> bool:
        tries.append(now)
        raise ValueError("carol@example.org")

    with app.app_context(), caplog.at_level(logging.WARNING, "intro_app.periodic"):
        members(1, at)
        for second in range(17 * 60):
            periodic.run_each("test.job", in_order(), act, at + second * SECOND)
        assert len(tries) == 10
        assert [later - sooner for sooner, later in pairwise(tries)][:4] == [
            SECOND,
            2 * SECOND,
            4 * SECOND,
            8 * SECOND,
        ]
        for minute in range(20, 3 * 24 * 60, 10):
            periodic.run_each("test.job", in_order(), act, at + minute * timedelta(minutes=1))
        assert tries[-1] < at + DAY + 2 * HOUR
        assert [one.is_parked for one in periodic.failing()] == [True]
        before, now = len(tries), at + 4 * DAY
        assert len([one for one in caplog.records if one.name.startswith("intro_app.periodic")]) == before
        assert "carol" not in caplog.text
        assert periodic.retry(now) == 1
        periodic.run_each("test.job", in_order(), act, now)
        assert len(tries) == before + 1


def test_what_succeeds_is_forgotten_and_what_has_nothing_to_do_looks_again_later(
    app: Flask, at: datetime
) -> None:
    answers: list[bool | None] = [None, True, False, True]

    def act(item: int, _at: datetime) -> bool:
        answer = answers.pop(0)
        if answer is None:
            raise RuntimeError
        return answer

    with app.app_context():
        members(1, at)
        assert periodic.run_each("test.job", in_order(), act, at) == 0
        assert len(periodic.failing()) == 1
        assert periodic.run_each("test.job", in_order(), act, at + SECOND) == 1
        assert db.session.scalars(select(PeriodicFailure)).all() == []
        assert periodic.run_each("test.job", in_order(), act, at + 2 * SECOND) == 0
        assert periodic.failing() == []
        assert periodic.run_each("test.job", in_order(), act, at + 3 * SECOND) == 0
        assert len(answers) == 1
        assert periodic.run_each("test.job", in_order(), act, at + HOUR) == 1


def test_what_is_not_due_any_more_is_forgotten_a_day_later(app: Flask, at: datetime) -> None:
    with app.app_context():
        periodic.note_failure("test.job", ValueError(), at, item=7)
        periodic.forget_ended(at + 23 * HOUR)
        assert len(periodic.failing()) == 1
        periodic.forget_ended(at + 25 * HOUR)
        assert periodic.failing() == []


def test_a_date_from_a_clock_that_ran_ahead_holds_nothing_back(app: Flask, at: datetime) -> None:
    with app.app_context():
        members(1, at)
        (item,) = db.session.scalars(in_order())
        periodic.note_failure("test.job", ValueError(), at + 300 * DAY, item=item)
        assert periodic.due_items("test.job", in_order(), at) == [item]


def test_an_introduction_that_cannot_be_released_lets_the_others_go(
    app: Flask, people: People, settings: Settings, at: datetime
) -> None:
    with app.app_context():
        alice, bob, carol = (
            db.session.get_one(Member, one.id) for one in (people.alice, people.bob, people.carol)
        )
        bad, good = agreed(alice, bob, at, mark="bad"), agreed(alice, carol, at + SECOND, mark="good")
        with atomic():
            db.session.execute(update(Member).where(Member.id == bob.id).values(name="B\x1bob"))
        assert service.release_agreed(at + LATER) == 1
        db.session.expire_all()
        states = {one: db.session.get_one(Introduction, one).state for one in (bad, good)}
        assert states == {bad: State.AGREED, good: State.CONNECTED}
        assert service.release_agreed(at + LATER) == 0
        (failure,) = periodic.failing()
        assert (failure.job, failure.item, failure.failures) == ("introductions.release_agreed", bad, 1)
        assert failure.last_error.startswith("ValueError at ")
        with atomic():
            db.session.execute(update(Member).where(Member.id == bob.id).values(name="Bob"))
        assert service.release_agreed(at + LATER + SECOND) == 1
        assert periodic.failing() == []
        posted = (
            select(func.count())
            .select_from(OutboxMessage)
            .where(OutboxMessage.about == f"introduction:{bad}")
        )
        assert db.session.scalar(posted) == 2


def test_the_doctor_names_what_fails_and_a_command_tries_it_again(
    app: Flask, database: str, tmp_path: Path, at: datetime
) -> None:
    with app.app_context():
        periodic.note_failure("test.job", ValueError("carol@example.org"), at, item=17)
        periodic.note_failure("test.job", ValueError(), at + 2 * DAY, item=17)
        periodic.note_failure("test.other", KeyError(), at)
    said = typed(database, tmp_path, "doctor")
    assert "✗ test.job fails for 17 (ValueError), since 2026-05-04 08:00 UTC; it needs you: fix the" in said
    assert "✗ test.other fails as a whole (KeyError)" in said
    assert "carol" not in said
    assert "test.job 17\tfailed 2 times\tValueError\tneeds you" in typed(database, tmp_path, "stuck", "list")
    assert "The worker will retry: 0" in typed(database, tmp_path, "stuck", "retry", "test.job", "18")
    assert "The worker will retry: 1" in typed(database, tmp_path, "stuck", "retry", "test.job", "17")
    assert "The worker will retry: 2" in typed(database, tmp_path, "stuck", "retry")
    with app.app_context():
        assert not any(one.is_parked for one in periodic.failing())


def typed(database: str, folder: Path, *command: str) -> str:
    """What a command printed."""
    chosen = {"DATABASE_URL": database, "DATA_DIR": str(folder), "SECRET_KEYS": KEY, "LASTING_KEY": KEY}
    return CliRunner().invoke(intro, command, env=chosen).output


def test_the_worker_does_every_chore_that_is_written_for_it() -> None:
    """One in no list would never run, and nobody would notice."""
    done = {inspect.unwrap(chore).__qualname__ for chore in chores()}
    modules = [import_module(name) for name in _modules_of_chores()]
    assert len(modules) > 8
    for module in modules:
        assert {name for name in vars(module) if _is_chore(module, name)} <= done, module.__name__


def _modules_of_chores() -> Iterator[str]:
    """The modules in which a feature or a thing of a feature keeps its chores."""
    package = Path(intro_app.__file__).parent
    for file in package.rglob("*.py"):
        place = (file.parent.name, file.name)
        if "privacy" in file.parts and file.parent.name == "service":
            yield ".".join(file.relative_to(package.parent).with_suffix("").parts)
        if place == ("service", "periodic.py") or (file.name == "chores.py" and place[0] != "doctor"):
            yield ".".join(file.relative_to(package.parent).with_suffix("").parts)


def _is_chore(module: ModuleType, name: str) -> bool:
    one = getattr(module, name)
    if name.startswith("_") or not inspect.isfunction(one) or one.__module__ != module.__name__:
        return False
    signed = inspect.signature(one)
    return list(signed.parameters) == ["at"] and signed.return_annotation in {int, None}
