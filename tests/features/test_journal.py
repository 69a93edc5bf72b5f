"""The journal tells nobody who said no, cannot be changed unnoticed, and is told apart from a lost one."""

import json
from contextlib import suppress as suppress_errors
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from intro_app.cli.doctor import restoring as doctor
from intro_app.db import atomic, db
from intro_app.identity.models import ContactField
from intro_app.introductions.models import Introduction
from intro_app.introductions.service.closing import close
from intro_app.introductions.states import Reason
from intro_app.journal.files import JournalFolder
from intro_app.journal.models import JournalEntry, JournalMark
from intro_app.journal.policy import Line, Place, following, latest
from intro_app.journal.service import journal_of, write_down
from intro_app.outbox.suppression import lift, suppress
from intro_app.people.service import block
from tests.support.databases import KEY
from tests.support.introductions import actions as deeds
from tests.support.introductions.model import ModelWorld, settle
from tests.support.people import People

pytestmark = pytest.mark.changes_app


@pytest.fixture
def journal(app: Flask) -> JournalFolder:
    """The site's journal."""
    return journal_of(app.extensions["settings"])


def _lines(app: Flask, journal: JournalFolder, at: datetime) -> list[Line]:
    with app.app_context():
        write_down(at)
        assert not db.session.scalar(select(func.count()).select_from(JournalEntry))
    return list(journal.lines())


def test_what_is_rolled_back_is_not_noted(app: Flask, at: datetime) -> None:
    with app.app_context():
        with suppress_errors(RuntimeError), atomic():
            suppress("carol@example.org", "everything", at)
            raise RuntimeError
        assert write_down(at) == 0


def test_a_line_says_how_it_is_now_and_the_last_one_counts(
    app: Flask, people: People, journal: JournalFolder, at: datetime
) -> None:
    with app.app_context():
        block(people.bob.id, people.mallory.id, at)
        suppress("carol@example.org", "everything", at)
        write_down(at)
        lift("carol@example.org", "everything")
    told = {line.kind: line.facts["since"] for line in latest(_lines(app, journal, at))}
    assert told["block"] is not None
    assert told["stop"] is None


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_leaves_the_same_line(
    app: Flask, journal: JournalFolder, at: datetime, reason: Reason
) -> None:
    settle(app, at)
    world = ModelWorld(app, at)
    with app.app_context():
        world.begin()
        deeds.asks(world, 0, [ContactField.EMAIL], whom=2, through=1)
        with atomic():
            close(db.session.query(Introduction).one(), reason, at=at)
    (ended,) = [line for line in _lines(app, journal, at) if line.kind == "ended"]
    assert ended.facts == {"at": at.isoformat()}


def test_its_file_shows_no_more_than_how_many_lines_there_are(
    app: Flask, people: People, journal: JournalFolder, at: datetime
) -> None:
    with app.app_context():
        block(people.bob.id, people.mallory.id, at)
        suppress("carol@example.org", f"requester:{people.alice.id}", at)
    _lines(app, journal, at)
    (file,) = journal.folder.glob("*.jsonl")
    texts = file.read_text().splitlines()
    assert len({len(json.loads(text)["sealed"]) for text in texts}) == 1
    assert file.stat().st_mode & 0o077 == 0
    assert not [word for word in ("block", "stop", "requester", "example") if word in file.read_text()]


def test_another_key_opens_no_line(app: Flask, journal: JournalFolder, at: datetime) -> None:
    with app.app_context():
        suppress("carol@example.org", "everything", at)
    assert _lines(app, journal, at)
    assert not list(JournalFolder(journal.folder, "another-key-of-forty-letters-and-more-xx").lines())


@pytest.fixture
def three(tmp_path: Path, at: datetime) -> JournalFolder:
    """A journal of three lines."""
    made = JournalFolder(tmp_path / "journal", KEY)
    with made.turn():
        made.append([("left", str(number), {"at": None}) for number in (1, 2, 3)], Place("", 0), at)
    return made


def test_a_lost_moved_or_cut_line_is_noticed(three: JournalFolder) -> None:
    (file,) = three.folder.glob("*.jsonl")
    whole = file.read_text().splitlines(keepends=True)
    first = next(three.lines()).place
    assert [line.key for line in following(three.lines(), first) or ()] == ["2", "3"]
    file.write_text(whole[0] + whole[2])
    assert following(three.lines(), first) is None
    file.write_text(whole[1] + whole[2])
    assert following(three.lines(), first) is None
    file.write_text("".join(whole).replace('"line": 2', '"line": 9'))  # only what is sealed counts
    assert len(following(three.lines(), first) or ()) == 2


def test_a_line_of_which_half_got_onto_the_disk_is_written_again(three: JournalFolder, at: datetime) -> None:
    (file,) = three.folder.glob("*.jsonl")
    file.write_text(file.read_text()[:-40])
    assert len(list(three.lines())) == 2
    mark = list(three.lines())[-1].place
    with three.turn():
        three.append([("left", "3", {"at": None})], mark, at)
    assert [line.place.line for line in three.lines()] == [1, 2, 3]


def test_after_lines_were_lost_a_new_journal_begins(three: JournalFolder, at: datetime) -> None:
    lines = list(three.lines())
    (file,) = three.folder.glob("*.jsonl")
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:1]))
    with three.turn():
        place = three.append([("left", "4", {"at": None})], lines[-1].place, at)
    assert place.journal != lines[0].place.journal
    assert following(three.lines(), lines[0].place) is None


def test_a_clock_that_steps_back_leaves_the_lines_in_order(three: JournalFolder, at: datetime) -> None:
    last = list(three.lines())[-1].place
    with three.turn():
        three.append([("left", "4", {"at": None})], last, at - timedelta(days=3))
    assert [line.key for line in three.lines()] == ["1", "2", "3", "4"]


def test_a_day_is_deleted_after_400(three: JournalFolder, at: datetime) -> None:
    three.forget((at + timedelta(days=400)).date())
    assert list(three.lines())
    three.forget((at + timedelta(days=401)).date())
    assert not list(three.lines())


def test_one_process_writes_at_a_time(three: JournalFolder) -> None:
    with three.turn() as ours, three.turn() as theirs:
        assert (ours, theirs) == (True, False)


def test_the_doctor_says_that_the_journal_is_missing_or_behind(
    app: Flask, journal: JournalFolder, at: datetime
) -> None:
    site = app.extensions["settings"]
    with app.app_context():
        assert [one.mark for one in doctor.journal(site)] == ["·"]
        suppress("carol@example.org", "everything", at)
        write_down(at)
        assert [one.mark for one in doctor.journal(site)] == ["✓"]
        with atomic():
            db.session.get_one(JournalMark, 1).line += 1
        (behind,) = doctor.journal(site)
        assert behind.is_wrong
        assert "lacks its last lines" in behind.sentence
        for file in journal.folder.glob("*.jsonl"):
            file.unlink()
        (missing,) = doctor.journal(site)
        assert "is missing" in missing.sentence
