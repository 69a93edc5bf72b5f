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
from intro_app.community.threads.models import Post, PostEdit, Thread
from intro_app.db import atomic, db
from intro_app.followups.models import Thanks
from intro_app.followups.service.thanking import thank
from intro_app.identity.models import Member
from intro_app.identity.service.indexing import index_profile
from intro_app.introductions.guests import Carrier, Guest
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.joining.invitations.models import Invitation
from intro_app.moderation import service
from intro_app.moderation.models import Case
from intro_app.moderation.service import Hearing, Review, Ruling
from intro_app.moderation.stages import AppealOutcome
from intro_app.own_fields.queries import values_of
from intro_app.profile_links.queries import links_of
from intro_app.site_settings import FieldKind
from intro_app.trust.events import Severity
from tests.support.browsing import grouped
from tests.support.community import Village, found, found_post
from tests.support.followups import connected
from tests.support.forms import form_with
from tests.support.joining import invite, letter_with, path_in
from tests.support.mail_server import Mailbox
from tests.support.moderation import UPHELD
from tests.support.own_fields import answers_in, field_of
from tests.support.pages_of_others import shows_page
from tests.support.people import MemberHandle, People
from tests.support.shelf import Shelf

DAY = timedelta(days=1)
FOUL = "Something foul about everybody."
TAKEN_DOWN = replace(UPHELD, severity=Severity.MODERATE, removes=True)
HEARING = Hearing(rule=UPHELD.rule, allegation="That it insults people.")
HEADLINE = "Foul headline"
FOUL_PAGE = "https://foul.example.net/me"
GUEST = "hugo@guests.example.net"


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
        named = f"/report/{_REPORTED_AS.get(kind, kind)}/{public_id}"
        path = f"/p/{public_id}" if kind == "invitation" else named
        form = form_with(browser.get(path).text, field="grounds")
        filled = form.filled(**{"grounds": "harassment", "text": "This is foul.", **typed})
        return browser.post(form.action, data=grouped(filled)).status_code

    @property
    def case(self) -> Case:
        """The only case, as it is now."""
        case = db.session.scalars(select(Case).execution_options(populate_existing=True)).one()
        assert isinstance(case, Case)
        return case

    @property
    def post(self) -> Post:
        """The only post of Mallory's, as it is now."""
        theirs = select(Post).where(Post.author_id == self.people.mallory.id)
        return db.session.scalars(theirs.execution_options(populate_existing=True)).one()

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

    def thanks(self, one: MemberHandle, other: MemberHandle, words: str) -> int:
        """They were introduced, and the first thanks the second; the number of the note."""
        introduction_id = connected(one.member, other.member, self.at)
        introduction = db.session.get_one(Introduction, introduction_id)
        thank(introduction, Role.FIRST, {Role.SECOND: words}, at=self.at)
        return db.session.scalars(select(Thanks.id).order_by(Thanks.id.desc())).first() or 0

    def texts(self, kind: str, public_id: str) -> list[str]:
        """What stands in the tables of the thing."""
        db.session.expire_all()
        return _TEXTS[kind](public_id, self)


def a_square(app: Flask, people: People, mailbox: Mailbox, at: datetime, shelf: Shelf) -> Square:
    """A public circle of Alice's, with Carol and Mallory in it; Dan moderates, and so does Erin."""
    village = Village(app, people, at)
    if not shelf.bring(app, ("a square", at, app.extensions["settings"]), lambda: _gather(village)):
        for name in ("alice", "mallory", "carol", "dan"):
            people.recall(name)
    with app.app_context():
        circle = db.session.scalars(select(Circle.public_id)).one()
    return Square(app, people, mailbox, at, village, circle, people.recall("erin"))


def _gather(village: Village) -> None:
    people = village.people
    village.pays(people.alice, people.mallory)
    village.circle(people.alice, people.carol, people.mallory, public=True)
    people.dan.becomes("moderator")
    people.join("Erin Walsh").becomes("moderator")


def _writes_post(square: Square) -> str:
    thread = square.village.thread(square.circle, square.people.alice)
    public_id = square.village.replies(thread, square.people.mallory, "A first wording.")
    with square.app.app_context():
        post, circle = found_post(public_id), found(square.circle)
        threads.edit(post.id, square.people.mallory.id, circle.id, FOUL, square.at)
    return public_id


def _opens_thread(square: Square) -> str:
    """Title and first post of a thread."""
    with square.app.app_context():
        circle, mallory = found(square.circle), square.people.mallory.member
        opened = threads.open_thread(circle.id, mallory, FOUL, FOUL, square.at)
        return db.session.scalars(select(Post.public_id).where(Post.thread_id == opened.id)).one()


def _writes_note(square: Square) -> str:
    with square.app.app_context():
        return board.pin(square.people.mallory.member, NoteKind.GIVE, FOUL, square.at).public_id


def _writes_profile(square: Square) -> str:
    """With a field of the community, and a page of hers that named her profile."""
    answers_in(square.people.mallory, field_of(square.people.dan, square.at, "Motto", FieldKind.LINE), FOUL)
    shows_page(square.people.mallory, FOUL_PAGE, square.at)
    with square.app.app_context(), atomic():
        member = db.session.get_one(Member, square.people.mallory.id)
        member.headline, member.can_help_with = HEADLINE, FOUL
        index_profile(member)
        return member.public_id


def _writes_circle(square: Square) -> str:
    return square.village.circle(square.people.mallory, square.people.carol, name="Foul circle")


def _writes_gathering(square: Square) -> str:
    circle = square.village.circle(square.people.mallory, square.people.carol, name="Another")
    return square.village.gathering(circle, square.people.mallory, title="Foul evening", about=FOUL)


def _post_texts(public_id: str, _square: Square) -> list[str]:
    post = db.session.scalars(select(Post).where(Post.public_id == public_id)).one()
    edits = db.session.scalars(select(PostEdit).where(PostEdit.post_id == post.id).order_by(PostEdit.id))
    when = [f"{edit.words}@{edit.replaced_at}" for edit in edits]
    title = db.session.get_one(Thread, post.thread_id).title
    return [title, post.words, f"{post.taken_back_at}", f"{post.edited_at}", *when]


def _note_texts(public_id: str, _square: Square) -> list[str]:
    note = db.session.scalars(select(BoardNote).where(BoardNote.public_id == public_id)).one()
    return [note.words, f"{note.ended_at}", f"{note.ends_at}"]


def _profile_texts(_public_id: str, square: Square) -> list[str]:
    member = square.people.mallory.member
    said = [member.headline, member.can_help_with, member.looking_for, member.place, member.languages]
    answers = [f"{value.text} for {value.audience}" for value in values_of(member.id).values()]
    pages = [
        f"{one.url} {one.added_at} {one.check_at} {one.verified_at} {one.lost_at} {one.tries} {one.trouble}"
        for one in links_of(member.id)
    ]
    return [*said, *answers, *pages, str(member.shown_links)]


def _circle_texts(public_id: str, _square: Square) -> list[str]:
    circle = db.session.scalars(select(Circle).where(Circle.public_id == public_id)).one()
    return [circle.name, circle.about, f"{circle.taken_down_at}"]


def _gathering_texts(public_id: str, _square: Square) -> list[str]:
    gathering = db.session.scalars(select(Gathering).where(Gathering.public_id == public_id)).one()
    return [gathering.title, gathering.about, gathering.link, f"{gathering.taken_down_at}"]


def _writes_thanks(square: Square) -> str:
    """Mallory was introduced to Carol, and thanks her."""
    with square.app.app_context():
        return str(square.thanks(square.people.mallory, square.people.carol, FOUL))


def guests_note(square: Square) -> str:
    """A guest to whom Carol was introduced thanks her; the number of the note."""
    with square.app.app_context():
        introduction_id = connected(square.people.carol.member, square.people.mallory.member, square.at)
        with atomic():
            made = db.session.get_one(Introduction, introduction_id)
            made.second = None
            guest = Guest(role=Role.SECOND, carrier=Carrier.SITE, name="Hugo", email=GUEST, proven=True)
            made.guests.append(guest)
        thank(made, Role.SECOND, {Role.FIRST: FOUL}, at=square.at)
        return str(db.session.scalars(select(Thanks.id)).one())


def _thanks_texts(_public_id: str, _square: Square) -> list[str]:
    thanks = db.session.scalars(select(Thanks)).one()
    return [thanks.words, f"{thanks.taken_down_at}"]


def _invites(square: Square) -> str:
    """Mallory invites somebody by mail; the secret of the link."""
    invite(square.people.mallory, "vera@guests.example.net", square.at, "Vera Lind", FOUL)
    return path_in(letter_with(square.app, "i"), "i").rpartition("/")[2]


def _invitation_texts(_public_id: str, _square: Square) -> list[str]:
    made = db.session.scalars(select(Invitation)).one()
    return [made.line, f"{made.withdrawn_at}"]


_WRITTEN: dict[str, Callable[[Square], str]] = {
    "post": _writes_post,
    "opening_post": _opens_thread,
    "board_note": _writes_note,
    "profile": _writes_profile,
    "circle": _writes_circle,
    "gathering": _writes_gathering,
    "thank_you": _writes_thanks,
    "invitation": _invites,
}
_TEXTS: dict[str, Callable[[str, Square], list[str]]] = {
    "post": _post_texts,
    "opening_post": _post_texts,
    "board_note": _note_texts,
    "profile": _profile_texts,
    "circle": _circle_texts,
    "gathering": _gathering_texts,
    "thank_you": _thanks_texts,
    "invitation": _invitation_texts,
}
KINDS = list(_WRITTEN)
_REPORTED_AS = {"opening_post": "post"}
