"""The site when things break: killed while answering, database locked, restarted or full; and afterwards."""

import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from intro_app.db import db
from intro_app.introductions.states import Answer, Role, State
from tests.conftest import SiteMaker
from tests.support.concurrent_requests import at_once, say
from tests.support.introductions.live_desk import Desk, desk_of, no, yes
from tests.support.live_site import LiveSite, Process
from tests.support.patience import PATIENCE, fair

pytestmark = pytest.mark.slow

INTRODUCTION_STATES = {
    None: {State.ASKING},
    Answer.YES: {State.AGREED},
    Answer.NO: {State.CLOSED},
}


@pytest.fixture
def site(make_site: SiteMaker) -> LiveSite:
    """Two web processes, not yet started."""
    return make_site(web_workers="2")


@pytest.fixture
def desk(site: LiveSite, database: str, tmp_path: Path) -> Iterator[Desk]:
    """The same site here."""
    with desk_of(site, database, tmp_path) as desk:
        yield desk


@contextmanager
def locked(desk: Desk, database: str) -> Iterator[None]:
    """Somebody else holds what every answer needs."""
    if database.startswith("sqlite"):
        with closing(sqlite3.connect(make_url(database).database or "", isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            yield
    else:
        with psycopg.connect(database) as other:
            other.execute("SELECT id FROM introduction FOR UPDATE")
            yield


def questions(desk: Desk, number: int) -> dict[int, str]:
    """So many open asks, each with the token that answers it."""
    members = desk.join(2 * number, "member")
    asked = [desk.ask(who, whom) for who, whom in zip(members[:number], members[number:], strict=True)]
    return {one: desk.token(one, "ask_directly", "r") for one in asked}


def assert_whole(desk: Desk, asked: dict[int, str], confirmed: dict[int, Answer]) -> None:
    """Each confirmed answer is there; each answer that is there has all that belongs to it, and once."""
    for number in asked:
        with desk.look(number) as introduction:
            ask = introduction.ask_of(Role.SECOND)
            assert ask
            assert number not in confirmed or ask.answer is confirmed[number]
            assert introduction.state in INTRODUCTION_STATES[ask.answer]
            consents = [consent.role for consent in introduction.consents]
            answer = ask.answer
        assert sorted(consents) == ["first", "second"][: 1 + (answer is Answer.YES)]
        assert desk.mails("both_said_yes", number) == (2 if answer is Answer.YES else 0)
    assert_sound(desk)


def assert_sound(desk: Desk) -> None:
    """The file itself is in order."""
    with desk.app.app_context():
        if db.engine.dialect.name == "sqlite":
            assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
            assert not db.session.execute(text("PRAGMA foreign_key_check")).all()


def restart(site: LiveSite, web: Process) -> None:
    """Killed without a word, and started again."""
    web.kill9()
    site.start_web()


def test_killed_while_an_answer_waits_for_the_database(site: LiveSite, desk: Desk, database: str) -> None:
    asked = questions(desk, 1)
    ((number, token),) = asked.items()
    web = site.start_web()
    with locked(desk, database):
        waiting = threading.Thread(target=say, args=(site, yes(token)))
        waiting.start()
        time.sleep(1)
        web.kill9()
        waiting.join(PATIENCE)
    site.start_web()
    with desk.look(number) as introduction:
        assert introduction.state is State.ASKING
    assert_whole(desk, asked, {})
    assert say(site, yes(token)).status == 200
    assert_whole(desk, asked, {number: Answer.YES})


def test_killed_right_after_it_said_yes_is_kept(site: LiveSite, desk: Desk) -> None:
    asked = questions(desk, 4)
    confirmed = {}
    for number, token in asked.items():
        web = site.start_web()
        assert say(site, yes(token)).status == 200
        web.kill9()
        confirmed[number] = Answer.YES
        assert_whole(desk, asked, confirmed)


def test_killed_at_random_while_fifty_answer(site: LiveSite, desk: Desk) -> None:
    asked, chance = questions(desk, 50), random.Random(7)
    web, confirmed, open_yet = site.start_web(), {}, list(asked)
    for _kill in range(4):
        some = {number: chance.choice([yes, no]) for number in open_yet}
        killer = threading.Timer(chance.uniform(0.05, 0.6), web.kill9)
        killer.start()
        answers = at_once(site, [click(asked[number]) for number, click in some.items()])
        killer.join()
        for (number, click), answer in zip(some.items(), answers, strict=True):
            assert answer.status in {0, 200, 409}, answer
            if answer.status == 200:
                confirmed[number] = Answer.YES if click is yes else Answer.NO
        assert_whole(desk, asked, confirmed)
        open_yet = [number for number in open_yet if number not in confirmed]
        web = site.start_web()
        if not open_yet:
            break
    assert_whole(desk, asked, confirmed)


def test_a_short_lock_is_waited_for(site: LiveSite, desk: Desk, database: str) -> None:
    asked = questions(desk, 1)
    ((number, token),) = asked.items()
    site.start_web()
    answers = []
    with locked(desk, database):
        waiting = threading.Thread(target=lambda: answers.append(say(site, yes(token)).status))
        waiting.start()
        time.sleep(1)
        assert not answers
    waiting.join(PATIENCE)
    assert answers == [200]
    assert_whole(desk, asked, {number: Answer.YES})


def test_a_long_lock_is_an_honest_refusal(site: LiveSite, desk: Desk, database: str) -> None:
    asked = questions(desk, 1)
    ((_number, token),) = asked.items()
    site.start_web()
    with locked(desk, database):
        began = time.monotonic()
        refused = say(site, yes(token))
        assert time.monotonic() - began < fair(12)
    assert refused.status == 503
    assert "retry-after:" in refused.headers.lower()
    assert "Nothing has changed" in refused.text
    assert_whole(desk, asked, {})
    assert say(site, yes(token)).status == 200
