"""What was audited cannot be changed; and where somebody goes round the database's rules, it is found."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from intro_app import clock
from intro_app.audit import queries
from intro_app.audit.service import erase_reasons_about, note
from intro_app.cli import intro
from intro_app.config import Settings
from tests.support.databases import KEY

RULES = {
    **dict.fromkeys(("audit_is_not_changed", "audit_is_not_deleted", "audit_is_continued"), "audit_entry"),
    "audit_reason_is_not_changed": "audit_reason",
}
ROW = "id, at, actor_id, act, subject_id, about, reason_hash, former_hash, previous, hash"

LIKE_LINE_2 = "SELECT other.words FROM audit_reason AS other WHERE other.entry_id = 2"
INSERT = (
    f"INSERT INTO audit_entry ({ROW})"
    " SELECT {place}, at, actor_id, act, subject_id, about, reason_hash, former_hash, {seal}, hash"
    " FROM audit_entry WHERE id = {like}"
)


@pytest.fixture
def chain(app: Flask) -> list[str]:
    """Five lines; the seal of each."""
    seals = []
    with app.app_context():
        for number in range(1, 6):
            note(9, "looked_at_details", number, "case:1", "it is my work", clock.now())
            seals.append(queries.head()[1])
    return seals


@pytest.fixture
def intruder(settings: Settings, chain: list[str]) -> Iterator[Connection]:
    """Somebody who can write to the database, past all our code."""
    engine = create_engine(settings.database)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def command(settings: Settings, *words: str) -> Result:
    """What `intro …` says on this database."""
    nothing = dict.fromkeys(name for name in os.environ if name not in {"PATH", "HOME", "TMPDIR", "LANG"})
    chosen = {"DATABASE_URL": settings.database, "DATA_DIR": str(settings.data_dir), "SECRET_KEYS": KEY}
    return CliRunner().invoke(intro, words, env=nothing | chosen | {"LASTING_KEY": KEY})


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entry SET act = 'nothing_to_see' WHERE id = 3",
        "UPDATE audit_reason SET words = 'nothing to see' WHERE entry_id = 3",
        "UPDATE audit_entry SET id = 30 WHERE id = 5",
        "DELETE FROM audit_entry WHERE id = 5",
        "DELETE FROM audit_entry",
        INSERT.format(place=3, seal="previous", like=3),
        INSERT.format(place=7, seal="hash", like=5),
        INSERT.format(place=6, seal="hash", like=4),
    ],
)
def test_the_database_refuses_to_change_what_was_written(
    app: Flask, intruder: Connection, change: str
) -> None:
    with pytest.raises(DBAPIError, match=r"kept as it was written|added at the end of the chain"):
        intruder.execute(text(change))
    intruder.rollback()
    assert_whole(app)


def test_neither_replacing_nor_emptying_goes_round_it(app: Flask, intruder: Connection) -> None:
    if intruder.dialect.name == "sqlite":  # REPLACE deletes without asking the rule about deleting
        change = f"INSERT OR REPLACE INTO audit_entry ({ROW}) SELECT {ROW} FROM audit_entry WHERE id = 3"
    else:
        change = "TRUNCATE audit_entry"
    with pytest.raises(DBAPIError, match=r"kept as it was written|added at the end of the chain"):
        intruder.execute(text(change))
    intruder.rollback()
    assert_whole(app)


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE audit_entry SET reason_hash = '' WHERE id = 3", 3),
        ("UPDATE audit_reason SET words = 'nothing to see' WHERE entry_id = 3", 3),
        ("DELETE FROM audit_reason WHERE entry_id = 4", 4),
        (f"UPDATE audit_reason SET words = ({LIKE_LINE_2}) WHERE entry_id = 3", 3),
        ("UPDATE audit_entry SET actor_id = NULL WHERE id = 1", 1),
        ("UPDATE audit_entry SET subject_id = 1 WHERE id = 5", 5),
        ("DELETE FROM audit_entry WHERE id = 2", 3),
        ("DELETE FROM audit_entry WHERE id = 1", 2),
        ("UPDATE audit_entry SET id = 9 WHERE id = 5", 9),
    ],
)
def test_a_change_behind_the_rules_is_found(
    settings: Settings, intruder: Connection, change: str, broken: int
) -> None:
    go_round(intruder, change)
    said = command(settings, "audit", "verify")
    assert said.exit_code == 1
    assert f"Line {broken} is broken" in said.output


def test_a_cut_end_is_found_by_whoever_kept_the_head(
    settings: Settings, intruder: Connection, chain: list[str]
) -> None:
    kept = command(settings, "audit", "head").output.split()
    assert kept == ["5", chain[-1]]
    go_round(intruder, "DELETE FROM audit_entry WHERE id = 5")
    assert command(settings, "audit", "verify").exit_code == 0
    said = command(settings, "audit", "verify", "--holds", kept[1])
    assert (said.exit_code, "does not hold that seal" in said.output) == (1, True)
    assert command(settings, "audit", "verify", "--holds", chain[2]).exit_code == 0


def test_a_whole_chain_is_said_to_be_whole(settings: Settings, chain: list[str], tmp_path: Path) -> None:
    said = command(settings, "audit", "verify")
    assert (said.exit_code, said.output) == (0, f"Lines: 5\nHead: {chain[-1]}\nThe chain is whole.\n")


def test_a_reason_whose_key_was_taken_is_found(settings: Settings, intruder: Connection) -> None:
    go_round(intruder, "DELETE FROM audit_key WHERE subject_id = 4")
    said = command(settings, "audit", "verify")
    assert (said.exit_code, "The reason of line 4 cannot be opened" in said.output) == (1, True)


def test_a_chain_with_erased_reasons_is_whole_and_what_is_left_is_watched(
    app: Flask, settings: Settings, intruder: Connection
) -> None:
    with app.app_context():
        erase_reasons_about(2, clock.now())
        erase_reasons_about(2, clock.now())
        assert queries.head()[0] == 6, "erasing again finds nothing, and says nothing"
    said = command(settings, "audit", "verify")
    assert said.exit_code == 0
    assert "The chain is whole.\nReasons erased with an account: 1\n" in said.output
    go_round(intruder, "DELETE FROM audit_reason WHERE entry_id = 3")
    assert "Line 3 is broken" in command(settings, "audit", "verify").output


def test_nobody_reads_a_reason_in_the_database_and_an_erased_one_has_no_key(
    app: Flask, intruder: Connection
) -> None:
    stored = intruder.execute(text("SELECT words, key FROM audit_reason JOIN audit_key USING (subject_id)"))
    assert not [row for row in stored if "it is my work" in str(row)]
    with app.app_context():
        assert [line.why for line in queries.lines_about(2)] == ["it is my work"]
        erase_reasons_about(2, clock.now())
        looked, erased = queries.lines_about(2)
        assert (looked.why, looked.is_erased, erased.act) == ("", True, "reasons_erased")
        assert [line.why for line in queries.lines_about(3)] == ["it is my work"]
    left = intruder.execute(text("SELECT COUNT(*) FROM audit_key WHERE subject_id = 2"))
    assert left.scalar_one() == 0


def go_round(intruder: Connection, change: str) -> None:
    """What the owner of a database can do: take the rules away, change, and put nothing back."""
    for rule, table in RULES.items():
        place = f" ON {table}" if intruder.dialect.name != "sqlite" else ""
        intruder.execute(text(f"DROP TRIGGER {rule}{place}"))
    intruder.execute(text(change))
    intruder.commit()


def assert_whole(app: Flask) -> None:
    """Five lines, as they were written."""
    with app.app_context():
        verdict = queries.check()
        assert (verdict.lines, verdict.broken) == (5, None)
