"""The same story without and with payment: what anybody sees, gets and may do is identical to the byte."""

from collections.abc import Callable, Iterator
from difflib import ndiff
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from intro_app import create_app
from intro_app.config import Settings
from intro_app.db import db
from tests.conftest import BASE_URL
from tests.support import membership_story as one_story
from tests.support.calendar import Calendar
from tests.support.databases import KEY, copied_sqlite
from tests.support.mail_server import Mailbox, PostOffice
from tests.support.membership_story import MONDAY, Payers, StoryTrace
from tests.support.people import People
from tests.support.story import Story

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("money"),  # they are held against one free telling
]

WHO_PAYS: dict[str, Payers] = {
    "everybody": lambda cast: cast,
    "who asks": lambda cast: cast[:1],
    "who is asked": lambda cast: cast[2:],
}


@pytest.fixture(scope="module")
def tell(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, running_post_office: PostOffice
) -> Iterator[Callable[[Payers], StoryTrace]]:
    """Tells the story on a site of its own; the clock stands still but for what the story waits."""
    sites: list[Flask] = []

    def tell_it(payers: Payers) -> StoryTrace:
        running_post_office.letters.clear()
        folder = tmp_path_factory.mktemp("story")
        with (
            copied_sqlite(sqlite_template, folder) as url,
            time_machine.travel(MONDAY, tick=False) as traveller,
        ):
            sites.append(app := create_app(_settings(url, folder, running_post_office)))
            story = Story(app, People(app, MONDAY), Mailbox(app, running_post_office), Calendar(traveller))
            return one_story.told(story, payers)

    yield tell_it
    for app in sites:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def free(tell: Callable[[Payers], StoryTrace]) -> StoryTrace:
    """The story in which nobody pays."""
    return tell(lambda _cast: ())


@pytest.mark.parametrize("who", WHO_PAYS)
def test_the_same_story_free_and_paid(
    free: StoryTrace, tell: Callable[[Payers], StoryTrace], who: str
) -> None:
    paid = tell(WHO_PAYS[who])
    assert free.members == 0 < paid.members, "the two really differ in who is a member"
    assert len(free.pages) > 100
    assert len(free.letters) > 15
    assert any("Cedar or larch?" in text for _who, _status, text, _at in free.pages), "they live together"
    assert all(
        any(words in text for _who, _status, text, _at in free.pages)
        for words in ('<p class="picture">', "Upcoming dates", "You’re on the waiting list")
    ), "with a picture and a gathering that repeats"
    assert any("Old pipes" in text for _who, _date, text in free.letters), "and are told of it"
    assert any("Withdraw one or wait" in text for _who, _status, text, _at in free.pages), (
        "a limit is reached"
    )
    for name in ("pages", "letters", "limits", "scores", "states", "order"):
        ours, theirs = getattr(free, name), getattr(paid, name)
        differing = [(one, other) for one, other in zip(ours, theirs, strict=True) if one != other]
        assert not differing, _difference(*differing[0])


def _difference(ours: object, theirs: object) -> str:
    return "\n".join(ndiff(str(ours).split("\\n"), str(theirs).split("\\n")))


def _settings(url: str, folder: Path, office: PostOffice) -> Settings:
    return Settings(
        base_url=BASE_URL,
        database_url=url,
        data_dir=folder,
        secret_keys=(KEY,),
        lasting_key=KEY,
        mail_from="hello@meet.example.org",
        smtp_url=office.url,
        closing_spread_hours=0,
    )
