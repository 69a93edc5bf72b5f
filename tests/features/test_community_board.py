"""The board of gives and asks."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.community.board import queries
from intro_app.community.board import service as board
from intro_app.community.board.models import BoardNote, NoteKind
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity import service as accounts
from intro_app.people.service import block, take_snapshot
from tests.support.community import Village, work
from tests.support.database_statements import statements_of
from tests.support.forms import form_with
from tests.support.mail_server import Mailbox
from tests.support.people import MemberHandle, People
from tests.support.searching import says


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


def test_only_its_author_reads_who_could_help_with_a_note(app: Flask, people: People, at: datetime) -> None:
    note = "Somebody who prunes old pear trees"
    with app.app_context():
        says(people.carol, can_help_with="Pruning of pear trees and apple trees")
        says(people.dan, looking_for="Pear trees to prune")
    pin(app, people.alice, note, at, NoteKind.ASK)
    own = people.alice.browser().get("/board").text
    assert "They could help with this:" in own
    assert f'href="/ask?to={people.carol.public_id}"' in own
    assert people.dan.public_id not in own
    for other in (people.bob, people.carol):
        page = other.browser().get("/board").text
        assert note in page
        assert "They could help with this:" not in page


@pytest.mark.parametrize("what", ["hides", "blocks", "takes no requests"])
def test_nobody_could_help_whom_the_list_does_not_show(
    app: Flask, people: People, at: datetime, what: str
) -> None:
    with app.app_context():
        says(people.carol, can_help_with="Pruning of pear trees")
        if what == "blocks":
            block(people.carol.id, people.alice.id, at)
        else:
            hides, asks = what == "hides", 4 if what == "hides" else 0
            accounts.set_door(
                people.carol.member,
                accounts.DoorWishes(visible=not hides, takes_direct_asks=True, asks_per_30_days=asks),
            )
            with atomic():
                people.carol.member.sign.show(people.carol.member.door, at)
    pin(app, people.alice, "Pear trees to be pruned", at, NoteKind.ASK)
    assert people.carol.public_id not in people.alice.browser().get("/board").text


def test_whoever_waits_is_not_told_by_their_note_who_answered(
    app: Flask, people: People, at: datetime
) -> None:
    """Somebody who was asked already is in no such list, whatever they answered."""
    with app.app_context():
        says(people.carol, can_help_with="Pruning of pear trees")
        take_snapshot(people.alice.member, people.carol.member, "introduction:1")
    pin(app, people.alice, "Pear trees to be pruned", at, NoteKind.ASK)
    assert people.carol.public_id not in people.alice.browser().get("/board").text


@pytest.mark.parametrize("typed", ["pipe", "PIPES", "cast bob", '"old pipes"'])
def test_notes_are_searched(app: Flask, people: People, at: datetime, typed: str) -> None:
    pin(app, people.bob, "I can show you how old pipes are cast.", at)
    pin(app, people.carol, "I lend my furnace.", at)
    page = people.alice.browser().get("/board", query_string={"find": typed}).text
    assert "old pipes are cast" in page
    assert "furnace" not in page


@pytest.mark.parametrize("typed", ['"', "NEAR(a b)", "a* OR b", "🙂", "x" * 10_000, "a\x00b", "' --"])
def test_nothing_typed_breaks_the_board(people: People, typed: str) -> None:
    assert people.bob.browser().get("/board", query_string={"find": typed}).status_code == 200
