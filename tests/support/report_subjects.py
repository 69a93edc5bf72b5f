"""Things that somebody wrote and somebody reports, of every kind, and a case about one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from intro_app.community.board import service as board
from intro_app.community.board.models import BoardNote, NoteKind
from intro_app.community.circles.models import Circle
from intro_app.community.gatherings.models import Gathering
from intro_app.community.threads import service as threads
from intro_app.community.threads.models import Post, PostEdit
from intro_app.db import atomic, db
from intro_app.followups.models import Thanks
from intro_app.followups.service.thanking import thank
from intro_app.identity.models import Member
from intro_app.identity.service.indexing import index_profile
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.moderation import service
from intro_app.moderation.models import Case
from intro_app.moderation.service import Hearing, Review, Ruling
from intro_app.moderation.stages import AppealOutcome
from intro_app.trust.events import Severity
from tests.support.browsing import grouped
from tests.support.community import Village, found, found_post
from tests.support.followups import connected
from tests.support.forms import form_with
from tests.support.mail_server import Mailbox
from tests.support.moderation import UPHELD
from tests.support.people import MemberHandle, People

DAY = timedelta(days=1)
FOUL = "Something foul about everybody."
TAKEN_DOWN = replace(UPHELD, severity=Severity.MODERATE, removes=True)
HEARING = Hearing(rule=UPHELD.rule, allegation="That it insults people.")
HEADLINE = "Foul headline"


@dataclass
class Square:
    """Mallory writes everywhere, Alice hosts, Carol reads, Dan moderates, and Erin too."""

    app: Flask
    people: People
    mailbox: Mailbox
    at: datetime
    village: Village
    circle: str
    erin: MemberHandle

    def write(self, kind: str) -> str:
        """Let Mallory write one thing of this kind; return its public id."""
        return _WRITTEN[kind](self)

    def reports(self, kind: str, public_id: str, by: MemberHandle | None = None, **typed: str) -> int:
        """Report it on its page; return the status of the answer."""
        browser = (by or self.people.carol).browser()
        form = form_with(browser.get(f"/report/{kind}/{public_id}").text, field="grounds")
        filled = form.filled(**{"grounds": "harassment", "text": "This is foul.", **typed})
        return browser.post(f"/report/{kind}/{public_id}", data=grouped(filled)).status_code

    @property
    def case(self) -> Case:
        """The only case, as it is now."""
        case = db.session.scalars(select(Case).execution_options(populate_existing=True)).one()
        assert isinstance(case, Case)
        return case

    def decide(self, ruling: Ruling = TAKEN_DOWN) -> None:
        """Ask Mallory for her side, wait, and decide."""
        case_id = self.case.id
        service.hear(case_id, HEARING, self.people.dan.member, at=self.at)
        service.decide(case_id, ruling, self.people.dan.member, at=self.at + 11 * DAY)

    def overturn(self) -> None:
        """Mallory appeals, and Erin overturns the decision."""
        service.appeal(self.case.id, Role.FIRST, "It was a joke.", at=self.at + 12 * DAY)
        overturned = Review(outcome=AppealOutcome.OVERTURNED, reasons="It was one.")
        service.review(self.case.id, overturned, self.erin.member, at=self.at + 13 * DAY)

    def texts(self, kind: str, public_id: str) -> list[str]:
        """What stands in the tables of the thing."""
        db.session.expire_all()
        return _TEXTS[kind](public_id, self)


def _writes_post(square: Square) -> str:
    thread = square.village.thread(square.circle, square.people.alice)
    public_id = square.village.replies(thread, square.people.mallory, "A first wording.")
    with square.app.app_context():
        post, circle = found_post(public_id), found(square.circle)
        threads.edit(post.id, square.people.mallory.id, circle.id, FOUL, square.at)
    return public_id


def _writes_note(square: Square) -> str:
    with square.app.app_context():
        return board.pin(square.people.mallory.member, NoteKind.GIVE, FOUL, square.at).public_id


def _writes_profile(square: Square) -> str:
    with square.app.app_context(), atomic():
        member = db.session.get_one(Member, square.people.mallory.id)
        member.headline, member.can_help_with = HEADLINE, FOUL
        index_profile(member)
        return member.public_id


def _writes_circle(square: Square) -> str:
    return square.village.circle(square.people.mallory, square.people.carol, name="Foul circle")


def _writes_gathering(square: Square) -> str:
    circle = square.village.circle(square.people.mallory, square.people.carol, name="Another")
    return square.village.gathering(circle, square.people.mallory, about=FOUL)


def _post_texts(public_id: str, _square: Square) -> list[str]:
    post = db.session.scalars(select(Post).where(Post.public_id == public_id)).one()
    edits = db.session.scalars(select(PostEdit).where(PostEdit.post_id == post.id).order_by(PostEdit.id))
    when = [f"{edit.words}@{edit.replaced_at}" for edit in edits]
    return [post.words, f"{post.taken_back_at}", f"{post.edited_at}", *when]


def _note_texts(public_id: str, _square: Square) -> list[str]:
    note = db.session.scalars(select(BoardNote).where(BoardNote.public_id == public_id)).one()
    return [note.words, f"{note.ended_at}", f"{note.ends_at}"]


def _profile_texts(_public_id: str, square: Square) -> list[str]:
    member = square.people.mallory.member
    return [member.headline, member.can_help_with, member.looking_for, member.place, member.languages]


def _circle_texts(public_id: str, _square: Square) -> list[str]:
    circle = db.session.scalars(select(Circle).where(Circle.public_id == public_id)).one()
    return [circle.about, f"{circle.taken_down_at}"]


def _gathering_texts(public_id: str, _square: Square) -> list[str]:
    gathering = db.session.scalars(select(Gathering).where(Gathering.public_id == public_id)).one()
    return [gathering.about, gathering.link, f"{gathering.taken_down_at}"]


def _writes_thanks(square: Square) -> str:
    """Mallory was introduced to Carol, and thanks her."""
    with square.app.app_context():
        mallory, carol = square.people.mallory.member, square.people.carol.member
        introduction_id = connected(mallory, carol, square.at)
        introduction = db.session.get_one(Introduction, introduction_id)
        thank(introduction, Role.FIRST, {Role.SECOND: FOUL}, at=square.at)
        return str(db.session.scalars(select(Thanks.id)).one())


def _thanks_texts(_public_id: str, _square: Square) -> list[str]:
    thanks = db.session.scalars(select(Thanks)).one()
    return [thanks.words, f"{thanks.taken_down_at}"]


_WRITTEN: dict[str, Callable[[Square], str]] = {
    "post": _writes_post,
    "board_note": _writes_note,
    "profile": _writes_profile,
    "circle": _writes_circle,
    "gathering": _writes_gathering,
    "thank_you": _writes_thanks,
}
_TEXTS: dict[str, Callable[[str, Square], list[str]]] = {
    "post": _post_texts,
    "board_note": _note_texts,
    "profile": _profile_texts,
    "circle": _circle_texts,
    "gathering": _gathering_texts,
    "thank_you": _thanks_texts,
}
KINDS = list(_WRITTEN)
