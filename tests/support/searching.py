"""Search the list of people as somebody, and publish what is to be found."""

from dataclasses import replace
from datetime import datetime

from intro_app.identity import service
from intro_app.identity.service import ProfileInput
from intro_app.people.policy import WantedPeople
from intro_app.people.queries import find_people
from intro_app.text.searching import Field, sought
from tests.support.people import MemberHandle

NOTHING = sought("")
HELP = "Prunes old pear trees"


def names(reader_id: int, at: datetime, typed: str = "", **more: object) -> list[str]:
    """The names of everybody who is found, page by page, the best first."""
    wanted = WantedPeople(
        words=sought(typed),
        place=sought(str(more.pop("place", ""))),
        languages=sought(str(more.pop("language", ""))),
    )
    wanted = replace(wanted, **more)  # type: ignore[arg-type]  # each is a field of its name
    found, after = [], ""
    while True:
        page = find_people(reader_id, wanted, at, after)
        found += [person.texts[Field.NAME] for person in page.people]
        if page.more is None:
            return found
        after = page.more


def says(person: MemberHandle, **fields: str) -> None:
    """Somebody publishes this; in an application context."""
    service.describe_yourself(person.member, ProfileInput(**{"name": person.name, **fields}))
