"""What the people of the membership story do together: a circle with its news, a gathering, the board."""

from collections.abc import Sequence

from intro_app import clock
from intro_app.community.board import service as board
from intro_app.community.board.models import NoteKind
from intro_app.community.chores import CHORES
from intro_app.community.circles.models import CircleMail
from intro_app.community.gatherings import service as gatherings
from intro_app.community.gatherings.series import answer_all
from intro_app.db import atomic
from tests.support.community import Village, found_gathering
from tests.support.people import MemberHandle
from tests.support.post_pictures import posted
from tests.support.story import Somebody, Story
from tests.support.uploads import picture

HOST = "Hester Vale"


def live_together(story: Story, cast: Sequence[Somebody]) -> list[str]:
    """Let them talk and meet, in the circle of somebody who has membership in every telling.

    Who pays may begin circles; what is compared is what everybody has: reading, writing, coming, being told.
    Return the paths that each of them looks at.
    """
    village = Village(story.app, story.people, clock.now())
    host, persons = story.people.join(HOST), [_person(one) for one in cast]
    with story.app.app_context(), atomic():
        host.member.door.wheel = 999  # drawn by lot, too: here it is the same in every telling
    village.pays(host)
    circle = village.circle(host, *persons[:5])
    for person, mail in zip(persons, (CircleMail.EACH, CircleMail.DAILY, CircleMail.DIGEST), strict=False):
        village.wants(circle, mail, person)
    thread = village.thread(circle, host, "Cedar or larch?")
    village.replies(thread, persons[1], "Larch. And you?", persons[0])
    village.replies(thread, persons[0], "Cedar, if it is **dry**.")
    path = f"/circles/{circle}/threads/{thread}"
    posted(persons[1].browser(), path, picture(), words="This is how mine looks.")
    evening = _meet(village, circle, host, persons)
    walks = village.series(circle, host, times=3, title="A walk to the hives", capacity=1)
    with story.app.app_context():
        for person in persons[:2]:  # the host has the only place
            answer_all(found_gathering(walks[0]).id, person.member, comes=True, at=clock.now())
    with story.app.app_context():
        board.pin(persons[0].member, NoteKind.GIVE, "I lend a hive tool to whoever asks.", clock.now())
        board.pin(persons[2].member, NoteKind.ASK, "Who has read a floodplain map?", clock.now())
    return [
        f"/circles/{circle}",
        path,
        *(f"/gatherings/{one}" for one in (evening, walks[0], walks[-1])),
        "/board",
        "/me/digest",
    ]


def tell_news(story: Story) -> None:
    """Let the worker tell everybody what there is to tell."""
    for chore in CHORES:
        with story.app.app_context():
            chore(clock.now())


def _meet(village: Village, circle: str, host: MemberHandle, persons: Sequence[MemberHandle]) -> str:
    evening = village.gathering(circle, host)
    with village.app.app_context():
        for person in persons[:3]:
            gatherings.answer(found_gathering(evening).id, person.member, comes=True, at=clock.now())
    return evening


def _person(somebody: Somebody) -> MemberHandle:
    assert somebody.person, f"{somebody.name} has no account"
    return somebody.person
