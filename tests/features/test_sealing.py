"""Sealed columns on both databases: read as before, unreadable without the keys, and moved to newer ones."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask, current_app
from sqlalchemy import select, text

from intro_app import create_app
from intro_app.cli.backup.copying import copy_database
from intro_app.cli.database import inside
from intro_app.cli.progress import Progress
from intro_app.community.circles.models import Circle
from intro_app.db import Model, atomic, db
from intro_app.db.sealing import Keyring, SealError, key_id, keyring, resealing, sealed_columns, set_keyring
from intro_app.db.sealing.resealing import is_anything_plain, left_to_reseal, number_under, reseal
from intro_app.devtools.story import tell
from intro_app.identity.models import Member
from tests.support.database_contents import everything_in
from tests.support.databases import KEY
from tests.support.people import People

NEW = "a-new-key-of-forty-signs-that-tests-use-"
PHONE = "+49 30 123456"


@pytest.fixture
def alice(app: Flask, people: People) -> Iterator[Member]:
    """Alice, who has given a phone number, in an open application context."""
    alice = people.alice
    with app.app_context():
        with atomic():
            alice.member.phone = PHONE
        yield alice.member


def test_every_sealed_column_bears_its_own_name() -> None:
    columns = list(sealed_columns(Model.metadata))
    assert columns
    assert [column.type.column for column in columns] == list(map(str, columns))


def test_a_phone_number_is_in_no_file_of_the_database(alice: Member) -> None:
    assert db.session.scalar(select(Member.phone)) == PHONE
    assert PHONE.encode() not in everything_in(db.engine)


def test_what_is_empty_can_be_asked_for(alice: Member) -> None:
    assert db.session.scalar(select(Member.id).where(Member.phone != "")) == alice.id
    assert db.session.scalar(select(Member.id).where(Member.calendar_link == "")) == alice.id


@pytest.mark.parametrize(
    "asks",
    [
        pytest.param(lambda: Member.phone == PHONE, id="the same"),
        pytest.param(lambda: Member.phone.in_([PHONE]), id="one of some"),
        pytest.param(lambda: Member.phone.startswith("+49"), id="begins with"),
        pytest.param(Member.phone.desc, id="in order"),
    ],
)
def test_what_would_find_nothing_is_refused(alice: Member, asks: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="is encrypted"):
        asks()


def test_without_the_key_nothing_is_read(alice: Member) -> None:
    present = keyring()
    db.session.rollback()
    set_keyring(_app(), Keyring([NEW]))
    try:
        with pytest.raises(SealError, match=f"data key {key_id(KEY)}, which is missing"):
            db.session.scalar(select(Member.phone))
    finally:
        set_keyring(_app(), present)


def test_a_value_put_in_by_hand_is_refused(alice: Member) -> None:
    _store_plain("+49 40 654321")
    with pytest.raises(SealError, match="is not sealed"):
        db.session.scalar(select(Member.phone))


def test_plain_values_are_sealed_on_the_way(alice: Member) -> None:
    _store_plain(PHONE)
    assert is_anything_plain()
    assert reseal() == 1
    assert not is_anything_plain()
    assert db.session.scalar(select(Member.phone)) == PHONE


def test_a_new_key_takes_over_while_the_old_one_still_opens(alice: Member, at: datetime) -> None:
    present, both = keyring(), Keyring([KEY, NEW])
    set_keyring(_app(), both)
    try:
        before = left_to_reseal()
        assert number_under(key_id(KEY)) == before > 0
        assert next(resealing.resealing()) >= 1
        assert reseal() < before
        assert (left_to_reseal(), number_under(key_id(KEY)), reseal()) == (0, 0, 0)
        set_keyring(_app(), Keyring([NEW]))
        db.session.rollback()
        assert db.session.scalar(select(Member.phone)) == PHONE
    finally:
        set_keyring(_app(), present)


def test_what_somebody_changes_meanwhile_is_left_to_them(alice: Member) -> None:
    """The batch replaces only the very value that it has read."""
    _store_plain(PHONE)
    (column,) = [one for one in sealed_columns(Model.metadata) if str(one) == "member.phone"]
    rows = resealing._rows(column, after=None)
    with atomic():
        alice.phone = "+49 40 654321"
    with atomic():
        assert [resealing._replace(column, *row) for row in rows] == [0]
    assert db.session.scalar(select(Member.phone)) == "+49 40 654321"


def test_a_value_that_does_not_open_holds_up_no_other(
    alice: Member, caplog: pytest.LogCaptureFixture
) -> None:
    _store_plain(f"m1.{key_id(NEW)}.{'A' * 60}")
    present = keyring()
    set_keyring(_app(), Keyring([KEY, NEW, NEW[::-1]]))
    try:
        assert reseal() > 0
        assert left_to_reseal() == 1
        assert "cannot be encrypted anew: a value of member.phone was changed" in caplog.text
    finally:
        set_keyring(_app(), present)


def test_a_whole_story_gives_a_thief_nothing_but_what_was_published(
    app: Flask, at: datetime, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Database, write-ahead log, backup and log lines, against every address, number, note and letter."""
    site = create_app(replace(app.extensions["settings"], smtp_url=""))
    with inside(site), caplog.at_level("DEBUG"):
        tell(at)
        entrusted, published = _entrusted(), _published()
        stolen = everything_in(db.engine) + caplog.text.encode()
        if db.engine.dialect.name == "sqlite":
            copy = copy_database(site.extensions["settings"], tmp_path, Progress())
            stolen += copy.read_bytes()
    assert len(entrusted) > 50
    assert not [words for words in entrusted if words.encode() in stolen and words not in published]


def _entrusted() -> set[str]:
    """Every text of some length in every sealed column."""
    found: set[str] = set()
    for column in sealed_columns(Model.metadata):
        for value in db.session.scalars(select(column.table.c[column.name])):
            found |= set(_texts_in(value))
    return {text for text in found if len(text) > 7}


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(part)
    elif isinstance(value, bytes):
        yield from (line for line in value.decode("utf-8", "replace").splitlines() if " " in line)


def _published() -> str:
    """What members show to all."""
    columns = [Member.name, Member.headline, Member.can_help_with, Member.looking_for, Member.place]
    rows = db.session.execute(select(*columns, Member.languages)).all()
    circles = db.session.execute(select(Circle.name, Circle.about)).all()
    return "\n".join(str(value) for row in [*rows, *circles] for value in row)


def _store_plain(phone: str) -> None:
    with atomic():
        db.session.execute(text("UPDATE member SET phone = :phone"), {"phone": phone})


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]  # the application itself
