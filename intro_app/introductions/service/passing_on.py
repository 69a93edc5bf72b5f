"""Puts the next question of an introduction to the right person, or withholds it without telling anyone.

Whoever has done their part now waits, and from then on sees the others as they were at that moment.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import permutations

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from intro_app.config import settings
from intro_app.db import db
from intro_app.groups.queries import of_member
from intro_app.identity.models import Member, opens_directly
from intro_app.introductions import emails, facts
from intro_app.introductions.clocks import KEPT, Clocks
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import Role, State, Way
from intro_app.outbox import Email, post
from intro_app.people import service as people
from intro_app.people.reach import has_left, is_apart, is_here
from intro_app.people.visibility import SeenDoor, know_each_other

# How often a shut door is tried again, since its owner may open it at any time.
LOOK_AGAIN = timedelta(hours=1)


def begin(
    introduction: Introduction,
    *,
    read_first: bool,
    at: datetime,
    doors: Mapping[int, SeenDoor] | None = None,
    groups: str | None = None,
) -> list[Email]:
    """Put the first question, or hold it until a moderator has read it; return the e-mail to post.

    The author now waits. `doors` are those of the others as the author sees them, where they are known;
    `groups` are those of whoever asks directly. The person to be asked is locked.
    """
    ask = _next_ask(introduction)
    if read_first:
        introduction.state = State.HELD
    else:
        _put(introduction, ask, at, groups)
    db.session.flush()  # snapshots and links need the ids
    take_snapshots(introduction, introduction.author_role, doors=doors)
    return [] if read_first else _question(ask, at)


def put_next(introduction: Introduction, *, at: datetime) -> None:
    """Put the first unanswered ask of the queue, unless a block stands before it or its door is shut by now.

    A withheld ask counts as put and simply expires: nobody can tell it from silence. Before a door that
    filled or paused since its sign was made, the ask waits, and is put if the door opens in time.
    """
    ask = _next_ask(introduction)
    db.session.flush()
    facts.lock(ask.member)
    _put(introduction, ask, at, _groups_of(introduction.first))
    db.session.flush()
    post(*_question(ask, at), at=at)


def put_waiting(introduction: Introduction, ask: Ask, *, at: datetime) -> None:
    """Try once more to put an ask that waits before a door; it goes on waiting while the door is shut."""
    if introduction.state is not State.ASKING or introduction.closes_at <= at:
        ask.waits_until = None
        return
    ask.withheld = False
    put_next(introduction, at=at)


def clocks_of(introduction: Introduction) -> Clocks:
    """Return the clocks under which an introduction was sent; a setting changed later holds for new ones."""
    return Clocks.kept(settings(), {name: getattr(introduction, name) for name in KEPT})


def is_barred(introduction: Introduction, ask: Ask) -> bool:
    """Whether a block, a departure or a suspension stands between the person to be asked and anyone named."""
    named = [person for person in map(introduction.person, Role) if isinstance(person, Member)]
    if any(has_left(person) or person.suspended for person in named):
        return True
    if ask.member is None:
        return False
    connector = introduction.connector.id if introduction.connector else None
    return is_apart(ask.member.id, [person.id for person in named], connector)


def take_snapshots(
    introduction: Introduction, *roles: Role, doors: Mapping[int, SeenDoor] | None = None
) -> None:
    """Take snapshots for the members in these roles, who have done their part and now wait for the others.

    Of somebody whom they do not know to be in it, only a block and a stop are hidden. `doors` are the doors
    as the one member sees them, where the caller has read them already.
    """
    about = f"introduction:{introduction.id}"
    everybody = {role: introduction.person(role) for role in Role}
    members = {role: person for role, person in everybody.items() if isinstance(person, Member)}
    kept = people.kept_among(members.values())
    for role, other in permutations(members, 2):
        reader, person = members[role], members[other]
        if role not in roles:
            continue
        if _is_known(introduction, role, other):
            people.take_snapshot(reader, person, about, (doors or {}).get(person.id), kept)
        else:
            people.hide_changes(reader, person, about, kept)


def _next_ask(introduction: Introduction) -> Ask:
    ask = introduction.next_ask
    assert ask is not None, "everyone has said yes: there is nobody left to ask"
    return ask


def _groups_of(requester: Member | None) -> str | None:
    return db.session.scalar(select(of_member(requester.id))) if requester else None


def _put(introduction: Introduction, ask: Ask, at: datetime, groups: str | None) -> None:
    """Put this ask to its person, whose row is locked, or withhold it.

    Every condition is evaluated, whatever the first result: the time that it takes must not tell which
    applied.
    """
    with db.session.no_autoflush:  # a new ask is written once, as it will stand
        reasons = [ask.withheld, is_barred(introduction, ask), _is_shut(introduction, ask, groups)]
        opens_at = facts.opens_at(ask.member, ask.role, at) if ask.member else at
    ask.withheld = any(reasons)
    flag_modified(ask, "withheld")
    if opens_at > at and not ask.withheld:
        ask.wait(min(opens_at, at + LOOK_AGAIN), at)
    else:
        ask.put(at, *clocks_of(introduction).times_for(connector=ask.role is Role.CONNECTOR))


def _question(ask: Ask, at: datetime) -> list[Email]:
    """Return the e-mail that puts the question, composed even if it is withheld: time must not tell that."""
    if ask.is_carried:
        return [emails.pass_it_on(ask, at)]
    return [emails.ask(ask, at)] if is_here(ask.person) else []


def _is_shut(introduction: Introduction, ask: Ask, groups: str | None) -> bool:
    """Whether the person asked has shut their door to this, though its author, who waits, sees it open."""
    if ask.member is None:
        return False
    door = ask.member.door
    if ask.role is Role.CONNECTOR:
        requester = introduction.first
        over = requester is not None and not know_each_other(ask.member.id, requester.id)
        return over or door.connects_per_30_days == 0
    opens = opens_directly(door.takes_direct_asks, door.direct_groups, groups)
    closed = introduction.way is Way.DIRECT and not opens
    refused = introduction.purpose in door.refused_purposes
    return closed or door.no_mail or door.asks_per_30_days == 0 or refused


def _is_known(introduction: Introduction, role: Role, other: Role) -> bool:
    """Whether somebody in this role knows who the other is; they must not learn it from what they see."""
    if role is Role.CONNECTOR:
        # A guest whom they named, and who turned out to be a member, stays a guest to them.
        return not any(guest.role == other for guest in introduction.guests)
    if other is Role.CONNECTOR or introduction.state is State.AGREED:
        return True
    if introduction.way is Way.OFFERED:  # the two read each other's names once both have agreed
        return False
    return role is Role.SECOND or introduction.way is not Way.BLIND
