"""Plant a gathering, and what is kept about somebody who comes to it without an account."""

from datetime import datetime, timedelta

from intro_app import clock
from intro_app.community.gatherings.models import Attendance, GatheringReply, GatheringVisitor
from intro_app.db import atomic, db
from tests.support.community import Village, found_gathering
from tests.support.journeys.planted_world import PlantedWorld


def a_gathering(world: PlantedWorld, village: Village, circle: str, inside: tuple[str, ...]) -> None:
    """Alice hosts a gathering of her circle."""
    alice, at = world.people["alice"].person, clock.now()
    assert alice
    link = "https://meet.example.net/quince-loft"
    gathering = village.gathering(
        circle,
        alice,
        at=at,
        title=world.mark("gathering.title", found_by=inside),
        place=world.mark("gathering.place", found_by=inside),
        link=world.mark("gathering.link", *inside, word=link),
    )
    with world.story.app.app_context():
        _a_visitor(world, gathering, at)


def _a_visitor(world: PlantedWorld, gathering: str, at: datetime) -> None:
    """Somebody without an account comes, and did not agree that Alice has their address."""
    with atomic():
        visitor = GatheringVisitor(
            gathering_id=found_gathering(gathering).id,
            name=world.mark("gathering_visitor.name", found_by=("alice",)),
            address=world.mark("gathering_visitor.address", word="quince@visitors.example.net"),
            mailbox_hash="of a visitor",
            erase_at=at + timedelta(days=60),
        )
        db.session.add(visitor)
        db.session.flush()
        comes = Attendance(gathering_id=visitor.gathering_id, visitor_id=visitor.id, since=at, told=1)
        comes.reply = GatheringReply.GOING
        db.session.add(comes)
