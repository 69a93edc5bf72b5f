"""Whom a post mentions: @ and the name of somebody in the circle."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, literal, select

from intro_app.community.circles import queries as circles
from intro_app.community.circles.queries import Person
from intro_app.community.reader import ME
from intro_app.community.threads.models import Mention, Post
from intro_app.db import db
from intro_app.errors import DomainError
from intro_app.identity.models import Door, Member
from intro_app.people import visibility
from intro_app.text.markdown import names_called
from intro_app.wording import N_

MOST_MENTIONS = 5
# What may stand after the @, in small letters, and who is called so.
Names = Mapping[str, Sequence[Person]]


def note_mentions(post: Post, circle_id: int, at: datetime) -> None:
    """Note whom the post mentions; who is called outside quotations is told of it, once.

    Raises DomainError for a name that several people bear, and for more than MOST_MENTIONS.
    """
    names = names_in(circles.fellows(circle_id, post.author_id))
    told = called_in(post.words, names)
    if len(told) > MOST_MENTIONS:
        raise DomainError(N_("You can mention at most %(many)s people."), many=MOST_MENTIONS)
    _keep(post, names, told, at)


def note_mentions_again(post: Post, circle_id: int, at: datetime) -> None:
    """Note whom a post mentions that comes back; nobody is told of it a second time."""
    _keep(post, names_in(circles.fellows(circle_id, post.author_id)), (), at)


def _keep(post: Post, names: Names, told: Collection[str], at: datetime) -> None:
    noted = select(Mention).where(Mention.post_id == post.id)
    earlier = {one.member_id: one for one in db.session.scalars(noted)}
    for written in names_called(post.words, names, quoted=True):
        if len(people := names.get(written, ())) != 1:
            continue
        (person,) = people
        if (known := earlier.get(person.member_id)) is not None:
            known.written = written
            continue
        tell_at = at if written in told else None
        mention = Mention(post_id=post.id, member_id=person.member_id, written=written, tell_at=tell_at)
        earlier[person.member_id] = mention
        db.session.add(mention)
    db.session.flush()


def names_in(fellows: Sequence[Person]) -> Names:
    """Return by which names these people can be called: the whole one and the first, and who bears each."""
    whole, first = defaultdict[str, list[Person]](list), defaultdict[str, list[Person]](list)
    for person in fellows:
        whole[person.name.lower()].append(person)
        first[person.name.partition(" ")[0].lower()].append(person)
    return {**first, **whole}


def called_in(words: str, names: Names) -> dict[str, Person]:
    """Return what is written after each @ outside quotations, and who is meant.

    Raises DomainError where it may be several people.
    """
    found: dict[str, Person] = {}
    for name in names_called(words, names, quoted=False):
        people = names.get(name, ())
        if len(people) > 1:
            raise DomainError(_which(name, people), name=people[0].name)
        found.update((name, person) for person in people)
    return found


def _which(name: str, people: Sequence[Person]) -> str:
    if name == people[0].name.lower():
        return N_("Several people here are called %(name)s. Leave out the @.")
    return N_("After the @, write the whole name, such as %(name)s: several people share the first one.")


def profiles_seen(member_ids: Collection[int], me: int, *, listed: bool) -> set[int]:
    """Return whose profiles of these open for the reader; `listed` is whether they see the directory."""
    seen = visibility.sees(ME, Member.id, and_(visibility.is_listed(), literal(listed)))
    found = select(Member.id).join(Door, Door.member_id == Member.id).where(Member.id.in_(member_ids), seen)
    return set(db.session.scalars(found, {"me": me})) if member_ids else set()
