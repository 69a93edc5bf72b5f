"""The actions of the random stories, each through the services as from a page or link; any may be refused."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from intro_app.db import db
from intro_app.errors import StaleError
from intro_app.identity import service as accounts
from intro_app.identity.models import ContactField, Member
from intro_app.introductions import service
from intro_app.introductions.guests import Carrier, Guest
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.queries import unfinished_of, view_of
from intro_app.introductions.service import GuestNamed, GuestSaid, NewOffer, Recipient, ReplyNow, Request
from intro_app.introductions.states import Role, State, Way
from intro_app.outbox.models import OutboxMessage
from intro_app.outbox.queries import stoppable
from intro_app.people import service as people_service
from intro_app.people.models import BlockKind
from intro_app.privacy.service import Wishes, close_now
from tests.support.introductions.model import GOOD_WORD, ModelWorld
from tests.support.introductions.readings import mailbox_hash
from tests.support.received_mail import ReceivedMail

CARRY, WRITE = "carry", "write"
Chore = Callable[[datetime], int]
CHORES: tuple[Chore, ...] = (
    service.release_agreed,
    service.lapse_due,
    service.knock_again,
    service.close_due,
    service.remind_due,
    service.forget_guests,
    service.renew_signs,
)


def asks(
    world: ModelWorld, who: int, shares: Sequence[ContactField], *, whom: int | None, through: int | None
) -> None:
    """A member asks, and clicks twice."""
    requester = world.member(who)
    if requester.left_at:
        return  # nobody signs in to a closed account
    asked = Request(
        text=world.write(someone=whom is None),
        shares=tuple(shares),
        form_id=f"form {world.letters}",
        recipient=None if whom is None else world.member(whom),
        connector=None if through is None else world.member(through),
    )
    made = service.request_introduction(requester, asked, at=world.at)
    assert service.request_introduction(requester, asked, at=world.at).id == made.id
    world.note_yes(world.introduction(made.id), Role.FIRST, asked.shares)


def offers(world: ModelWorld, who: int, first: int, second: int, guest: str) -> None:
    """A connector offers two people to each other."""
    if world.member(who).left_at:
        return
    parties = Recipient(member=world.member(first)), recipient(world, second, guest)
    offer = NewOffer(
        text=world.write_offer(), form_id=f"form {world.letters}", first=parties[0], second=parties[1]
    )
    made = service.offer_introduction(world.member(who), offer, at=world.at)
    world.note_yes(world.introduction(made.id), Role.CONNECTOR, ())


def recipient(world: ModelWorld, whom: int, guest: str) -> Recipient:
    """A member, or a guest; some guests turn out to be members."""
    if guest == CARRY:
        return Recipient(guest=GuestNamed(carrier=Carrier.CONNECTOR, label="G. from the mill"))
    if guest == WRITE:
        address = world.new_address() if whom % 2 else world.member(whom).email
        return Recipient(guest=GuestNamed(carrier=Carrier.SITE, label="G.", name="Gwen Pryce", email=address))
    return Recipient(member=world.member(whom))


def says_yes(world: ModelWorld, ask: Ask, shares: Sequence[ContactField], whom: int, guest: str) -> None:
    """Whoever is asked says yes, as a party, as a connector or as a guest."""
    introduction = ask.introduction
    if ask.role is Role.CONNECTOR:
        chosen = recipient(world, whom, guest) if introduction.way is Way.BLIND else None
        service.agree_to_connect(ask, GOOD_WORD, chosen, at=world.at, how="link")
        world.note_yes(introduction, ask.role, ())
    elif isinstance(ask.person, Guest):
        _guest_says_yes(world, ask, ask.person, other_address=not guest)
    else:
        service.say_yes(ask, shares, at=world.at, how="link")
        world.note_yes(introduction, ask.role, shares)


def _guest_says_yes(world: ModelWorld, ask: Ask, guest: Guest, *, other_address: bool) -> None:
    address = world.new_address() if other_address or not guest.email else guest.email
    if service.guest_says_yes(ask, GuestSaid(name="Gwen Pryce", email=address), at=world.at):
        world.note_yes(ask.introduction, ask.role, [ContactField.EMAIL])


def types_code(world: ModelWorld, ask: Ask, *, right: bool) -> None:
    """A guest types six digits."""
    if isinstance(ask.person, Guest) and service.prove_and_say_yes(
        ask, _newest_code(ask.introduction_id) if right else "none", at=world.at
    ):
        assert right
        world.note_yes(ask.introduction, ask.role, [ContactField.EMAIL])


def _newest_code(introduction_id: int) -> str:
    mails = select(OutboxMessage.content).where(
        OutboxMessage.kind == "guest_code", OutboxMessage.about == f"introduction:{introduction_id}"
    )
    contents = [content for content in db.session.scalars(mails.order_by(OutboxMessage.posted_at)) if content]
    found = re.search(r"> (\d{6})", ReceivedMail("", "", contents[-1]).text) if contents else None
    return found[1] if found else "none"


def says_no(world: ModelWorld, ask: Ask, how: str) -> None:
    """Whoever is asked says no, in silence or told at once, or is not the one meant."""
    if how == "wrong_person" and isinstance(ask.person, Guest):
        service.wrong_person(ask, at=world.at)
    elif how in {"not_now", "anew"}:
        anew = how == "anew" and ask.role is Role.CONNECTOR and ask.introduction.way is not Way.OFFERED
        after = None if anew else world.at.date() + timedelta(days=200)
        service.reply_now(
            ask, ReplyNow(words="I cannot take this on now.", ask_after=after, anew=anew), at=world.at
        )
    else:
        service.decline(ask, at=world.at)


def shuts(world: ModelWorld, ask: Ask, how: str) -> None:
    """Refuse a person, a connector or all e-mail from the answer page, before or after an answer."""
    person, introduction = ask.person, ask.introduction
    if how in {"introduction", "everything"}:
        scope = "everything" if how == "everything" else f"introduction:{introduction.id}"
        service.never_again(ask, scope, at=world.at)
        if person and person.addressee.address:
            world.stops.add((mailbox_hash(person.addressee.address), scope))
    else:
        kind = BlockKind(how)
        author = introduction.first if introduction.author_role is Role.FIRST else introduction.connector
        blocked = introduction.connector if kind is BlockKind.AS_CONNECTOR else author
        service.block_from_ask(ask, kind, at=world.at)
        if isinstance(person, Member) and blocked:
            world.blocks.add((person.id, blocked.id, kind.value))
        elif person and person.addressee.address and blocked:
            who = "connector" if kind is BlockKind.AS_CONNECTOR else "requester"
            world.stops.add((mailbox_hash(person.addressee.address), f"{who}:{blocked.id}"))
    world.note_standing(introduction.id)


def blocks(world: ModelWorld, who: int, whom: int, kind: BlockKind) -> None:
    """From somebody's page."""
    blocker, blocked = world.member(who), world.member(whom)
    people_service.block(blocker.id, blocked.id, world.at, kind=kind)
    world.blocks.add((blocker.id, blocked.id, kind.value))


def stops(world: ModelWorld, key: str, level: int) -> None:
    """From the foot of an e-mail."""
    message = stoppable(key)
    if message is None:
        return
    scope = accounts.levels(message)[level % len(accounts.levels(message))]
    accounts.stop(message, scope, world.at)
    world.stops.add((message.mailbox_hash, scope))


def leaves(world: ModelWorld, who: int) -> None:
    """A member closes their account."""
    member = world.member(who)
    if member.left_at is not None:
        return
    for introduction_id in unfinished_of(member.id):
        introduction = db.session.get_one(Introduction, introduction_id)
        role = introduction.role_of(member)
        if role is introduction.author_role:
            world.let_go.add(introduction_id)
        elif role is not None and not (role is Role.CONNECTOR and introduction.state is State.AGREED):
            world.note_no(introduction_id, role)
    close_now(member, Wishes(), world.at)
    world.gone.add(member.id)


def thinks_again(world: ModelWorld, introduction: Introduction, role: Role, how: str) -> None:
    """Takes a yes back, undoes, or withdraws the whole: what a page or a link offers this role."""
    if how == "withdraw" and not view_of(introduction, role).may_withdraw:
        return
    act = {"undo": service.undo, "take_back": service.take_back, "withdraw": service.withdraw}[how]
    act(introduction, role, at=world.at)
    if role is introduction.author_role:
        world.let_go.add(introduction.id)
    if how != "withdraw" or role is not introduction.author_role:  # what its author sent stays on record
        world.note_no(introduction.id, role)


def answers_again(world: ModelWorld, ask: Ask) -> None:
    """A second answer, or one to a question that is gone: refused, whatever it says."""
    if ask.person is None:
        return  # nobody was chosen yet, or the guest is forgotten
    answers: list[Callable[[], None]] = [
        lambda: service.decline(ask, at=world.at),
        lambda: service.reply_now(ask, ReplyNow(words="No."), at=world.at),
        lambda: service.say_yes(ask, list(ContactField), at=world.at, how="link"),
    ]
    for answer in answers:
        try:
            answer()
        except StaleError:
            db.session.rollback()
            continue
        raise AssertionError("a second answer was taken")
