"""Cases about somebody who has left: the evidence stays, the case goes on, and nothing erased comes back."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from intro_app.community.board import service as board
from intro_app.community.board.models import BoardNote, NoteKind
from intro_app.community.threads.models import PostEdit
from intro_app.db import Model, atomic, db
from intro_app.followups.models import Thanks
from intro_app.introductions.states import Role
from intro_app.joining.invitations.models import Invitation
from intro_app.moderation import service
from intro_app.moderation.evidence import copy_of, written_by
from intro_app.moderation.service import Review
from intro_app.moderation.stages import AppealOutcome
from intro_app.privacy import service as privacy
from intro_app.privacy.service import Wishes
from tests.support.leaving import leaves, works
from tests.support.report_subjects import DAY, FOUL, FOUL_PAGE, HEADLINE, KINDS, Square

# A circle and what was said in it stay, without the name of whoever left.
STAYS = {"post", "opening_post", "circle", "gathering"}
OF_A_CASE = {"moderation_case", "report", "decision", "appeal", "audit_entry", "audit_reason"}


def stands_somewhere(square: Square, *words: str) -> list[str]:
    """In which tables one of these words is, apart from those of the case itself."""
    works(square.app, square.at + 200 * DAY)
    with square.app.app_context():
        tables = [one for one in Model.metadata.sorted_tables if one.name not in OF_A_CASE]
        return [
            table.name
            for table in tables
            if any(word in str(row) for row in db.session.execute(select(table)) for word in words)
        ]


def decides_and_overturns(square: Square) -> None:
    """It is taken down; Carol, who reported it, appeals; Erin finds that nothing was wrong."""
    square.decide()
    overturns(square)


def overturns(square: Square) -> None:
    """The reporter appeals, as the author has left; the decision falls."""
    when, made = square.at + 12 * DAY, square.case.reports[0].id
    service.appeal(square.case.id, Role.SECOND, "Too mild.", at=when, report_id=made)
    fell = Review(outcome=AppealOutcome.OVERTURNED, reasons="It was a joke.")
    service.review(square.case.id, fell, square.erin.member, at=when + DAY)


@pytest.mark.parametrize("kind", KINDS)
def test_the_case_goes_on_with_its_evidence(square: Square, kind: str) -> None:
    square.reports(kind, square.write(kind))
    leaves(square.app, square.people.mallory, square.at + timedelta(hours=1))
    with square.app.app_context():
        said = [text for _label, text in written_by(Role.FIRST, copy_of(square.case))]
        assert [text for text in said if "oul " in text]
        decides_and_overturns(square)
        assert square.case.decision
        assert square.case.decision.overturned_at
    if kind not in STAYS:
        assert stands_somewhere(square, FOUL, FOUL_PAGE, HEADLINE) == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_taken_down_before_they_left_does_not_come_back(square: Square, kind: str) -> None:
    square.reports(kind, square.write(kind))
    with square.app.app_context():
        square.decide()
        for made in db.session.scalars(select(Invitation)):
            with atomic():
                made.until = square.at + 60 * DAY
    leaves(square.app, square.people.mallory, square.at + 11 * DAY + timedelta(hours=1))
    with square.app.app_context():
        overturns(square)
    if kind not in STAYS:
        assert stands_somewhere(square, FOUL, FOUL_PAGE, HEADLINE) == []
    with square.app.app_context():
        assert not db.session.scalars(select(PostEdit)).all(), "earlier wordings are erased with the account"
        for made in db.session.scalars(select(Invitation)):
            assert made.withdrawn_at is not None


def test_neither_do_posts_that_their_author_wanted_erased(square: Square) -> None:
    square.reports("post", square.write("post"))
    with square.app.app_context():
        square.decide()
        wishes, when = Wishes(posts_too=True), square.at + 11 * DAY + timedelta(hours=1)
        privacy.close_now(square.people.mallory.member, wishes, when)
        overturns(square)
    assert stands_somewhere(square, FOUL) == []


@pytest.mark.parametrize("kind", ["board_note", "thank_you"])
def test_a_case_is_never_about_what_somebody_else_wrote_later(
    square: Square, kind: str, at: datetime
) -> None:
    square.reports(kind, square.write(kind))
    leaves(square.app, square.people.mallory, at + timedelta(hours=1))
    with square.app.app_context():
        if kind == "board_note":
            kept = board.pin(square.people.bob.member, NoteKind.GIVE, "Spare wicks.", at + DAY).id
        else:
            kept = square.thanks(square.people.bob, square.people.carol, "Spare wicks.")
        assert kept != square.case.subject_id
        square.decide()
        words = BoardNote.words if kind == "board_note" else Thanks.words
        assert "Spare wicks." in db.session.scalars(select(words)).all()
