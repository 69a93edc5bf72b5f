"""The board of gives and asks."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.community.board import queries
from intro_app.community.board import service as board
from intro_app.community.board.models import BoardNote, NoteKind
from intro_app.db import db
from intro_app.errors import DomainError
from intro_app.identity import service as accounts
from tests.support.community import Village, work
from tests.support.database_statements import statements_of
from tests.support.forms import form_with
from tests.support.mail_server import Mailbox
from tests.support.people import MemberHandle, People


@pytest.fixture
def village(app: Flask, people: People, at: datetime) -> Village:
    """Alice has membership; the board needs none."""
    made = Village(app, people, at)
    made.pays(people.alice)
    return made


def pin(app: Flask, person: MemberHandle, words: str, at: datetime, kind: NoteKind = NoteKind.GIVE) -> str:
    """The public id of a note."""
    with app.app_context():
        return board.pin(person.member, kind, words, at).public_id


def seen_by(app: Flask, person: MemberHandle, at: datetime, kind: NoteKind = NoteKind.GIVE) -> list[str]:
    """What somebody reads on the board."""
    with app.app_context():
        return [note.words for note in queries.pinned(kind, person.id, at)]


def test_a_note_is_answered_by_an_ask_for_an_introduction(app: Flask, people: People, at: datetime) -> None:
    bob = people.bob.browser()
    form = form_with(bob.get("/board").text, field="words")
    typed = dict(form.filled(kind="give", words="I can show you how old pipes are cast."))
    assert bob.post("/board", data=typed).status_code == 303
    page = people.carol.browser().get("/board").text
    assert "I can show you how old pipes are cast." in page
    assert f'href="/ask?to={people.bob.public_id}"' in page
    assert people.carol.browser().get(f"/ask?to={people.bob.public_id}").status_code == 200


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Write to me: bob@example.org", "e-mail address"),
        ("Call +49 30 1234567", "phone number"),
        ("See www.example.org/bob", "link"),
        ("Lessons, 40 € an hour", "price"),
        ("x" * 201, "200 characters"),
        ("", "Write something first"),
    ],
)
def test_what_does_not_belong_on_the_board_is_refused(
    app: Flask, people: People, words: str, sentence: str
) -> None:
    bob = people.bob.browser()
    form = form_with(bob.get("/board").text, field="words")
    answer = bob.post("/board", data=dict(form.filled(kind="give", words=words)))
    assert answer.status_code == 422
    assert sentence in answer.text


def test_one_give_and_one_ask_at_a_time(app: Flask, people: People, at: datetime) -> None:
    pin(app, people.bob, "First", at)
    pin(app, people.bob, "Second", at)
    pin(app, people.bob, "Help me", at, NoteKind.ASK)
    assert seen_by(app, people.carol, at) == ["Second"]
    assert seen_by(app, people.carol, at, NoteKind.ASK) == ["Help me"]
    with app.app_context():
        assert "First" not in db.session.scalars(select(BoardNote.words)).all(), "what is over is erased"


def test_a_note_ends_after_sixty_days(app: Flask, people: People, mailbox: Mailbox, at: datetime) -> None:
    pin(app, people.bob, "For a while", at)
    assert seen_by(app, people.carol, at + timedelta(days=59, hours=23))
    assert not seen_by(app, people.carol, at + timedelta(days=60))
    work(app, mailbox, at + timedelta(days=60))
    with app.app_context():
        note = db.session.scalars(select(BoardNote)).one()
        assert (note.words, note.ended_at) == ("", at + timedelta(days=60))


def test_only_my_own_note_comes_down(app: Flask, people: People, at: datetime) -> None:
    note = pin(app, people.bob, "Stays", at)
    with app.app_context():
        board.take_down(note, people.mallory.id, at)
        assert db.session.scalars(select(BoardNote.ended_at)).one() is None
        board.take_down(note, people.bob.id, at)
    assert not seen_by(app, people.carol, at)


def test_who_hides_or_is_blocked_is_not_on_the_board(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    pin(app, people.bob, "Seen", at)
    village.block(people.mallory, people.bob)
    assert not seen_by(app, people.mallory, at)
    assert seen_by(app, people.carol, at)
    with app.app_context():
        accounts.set_door(people.bob.member, accounts.DoorWishes(visible=False, takes_direct_asks=False))
    assert not seen_by(app, people.carol, at)
    with app.app_context(), pytest.raises(DomainError, match="find you first"):
        board.pin(people.bob.member, NoteKind.GIVE, "Hidden", at)


def test_the_board_asks_the_database_as_often_for_many_as_for_few(
    app: Flask, people: People, at: datetime
) -> None:
    carol, counts = people.carol.browser(), []
    for round_ in range(2):
        with statements_of(app) as statements:
            assert carol.get("/board").status_code == 200
        counts.append(len(statements))
        for number in range(10):
            pin(
                app,
                people.join(f"Giver{number} Lind", f"giver{number}-{round_}@example.org"),
                "Something",
                at,
            )
    assert counts[0] == counts[1]
