"""Answers in the fields of the community, and pages elsewhere, for different eyes, each with its own word."""

from intro_app import clock
from intro_app.db import atomic, db
from intro_app.people.models import ProfileSnapshot
from intro_app.profile_links.models import ProfileLink
from intro_app.site_settings import Audience, FieldKind
from tests.support.journeys.planted_world import PlantedWorld
from tests.support.own_fields import answers_in, field_of


def answers(world: PlantedWorld) -> None:
    """What Carol says in a field is for staff, Frank's for those he was introduced to."""
    at, (carol, frank) = clock.now(), (world.people[name].person for name in ("carol", "frank"))
    assert carol
    assert frank
    asked = field_of(world.story.people.dan, at, "Trade", FieldKind.LINE)
    column = "own_field_value.sealed_text"
    answers_in(carol, asked, world.mark(column, found_by=("carol",)), Audience.STAFF)
    answers_in(frank, asked, world.mark(column, found_by=("alice", "frank")), Audience.INTRODUCED)
    with world.story.app.app_context(), atomic():
        kept = [[asked, world.mark("glimpse.own_fields"), "members"]]
        ids = {"reader_id": world.id_of("erin"), "member_id": world.id_of("bob")}
        db.session.add(ProfileSnapshot(**ids, about="introduction:0", seen={}, own_fields=kept))


def a_page_elsewhere(world: PlantedWorld) -> None:
    """Carol says that a page is hers, and it has not named her profile yet."""
    url = world.mark("profile_link.url", word="https://quince.example.net/carol", found_by=("carol",))
    with world.story.app.app_context(), atomic():
        db.session.add(ProfileLink(member_id=world.id_of("carol"), url=url, added_at=clock.now()))
