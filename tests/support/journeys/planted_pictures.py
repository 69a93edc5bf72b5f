"""The pictures of the story in which everybody writes whatever can be written."""

from intro_app import clock
from intro_app.community.pictures import service as pictures
from intro_app.community.pictures.policy import ChosenPicture
from intro_app.community.threads import service as threads
from intro_app.moderation.models import CasePicture
from intro_app.pictures import draw_photo
from tests.support.journeys.planted_world import PlantedWorld
from tests.support.uploads import picture


def edits(world: PlantedWorld, writer: str, post_id: int, circle_id: int) -> None:
    """This person gives their post new words and a picture, which the people of the circle find."""
    at, inside = clock.now(), ("alice", "frank")
    kept = pictures.keep(world.id_of(writer), draw_photo(picture(size=(64, 64))), at)
    alt = world.mark("post_picture.alt", found_by=inside)
    chosen = [ChosenPicture(kept.public_id, alt, False, kept.width, kept.height)]
    words = world.mark("post.words", found_by=inside)
    threads.edit(post_id, world.id_of(writer), circle_id, words, at, chosen=chosen)


def a_copy(world: PlantedWorld, case_id: int) -> CasePicture:
    """The copy of a picture that was reported."""
    alt = world.mark("case_picture.alt", "dan")
    return CasePicture(case_id=case_id, alt=alt, width=64, height=64, content=b"RIFF")
