"""A no tells nothing: whatever the one who is asked does, everybody else gets the same, to the byte.

`make test-long` plays 100,000 acts of random stories; `make test` plays a few of them, the same ones every time.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase
from hypothesis.stateful import run_state_machine_as_test

from intro_app.config import Settings
from tests.conftest import BASE_URL
from tests.features.twin_pinned import OPEN, PINNED, Pinned
from tests.features.twin_stories import START, TwinStories
from tests.ground import databases
from tests.ground.calendar import calendar
from tests.ground.twins.pair import Leak, Twins
from tests.ground.twins.world import World, on_postgres, on_sqlite

LONG = 100_000
pytestmark = pytest.mark.slow


Worlds = tuple[World, World]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def worlds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    """Two sites on two databases of one kind; every story begins by laying both out anew."""
    folder = tmp_path_factory.mktemp("twins")
    with calendar(START, tick=False), ExitStack() as open_now:
        if request.param == "postgresql":
            cluster, template = (request.getfixturevalue(f"postgres_{name}") for name in ("cluster", "template"))
            url = open_now.enter_context(databases.copied_postgres(cluster, template))
            made = on_postgres(_site(url, folder), cluster, url, START)
        else:
            made = on_sqlite(_site("", folder), request.getfixturevalue("sqlite_template"), folder, START)
        yield made
        for world in made:
            world.put_away()


@pytest.fixture
def twins(worlds: Worlds) -> Iterator[Twins]:
    """Two worlds, and a clock that stands still between the acts."""
    with calendar(START, tick=False) as the_calendar:
        yield Twins(*worlds, the_calendar, START)


@pytest.fixture
def on_postgresql(worlds: Worlds) -> bool:
    """Whether the worlds stand on PostgreSQL."""
    return "postgresql" in worlds[0].app.config["SQLALCHEMY_DATABASE_URI"]


def _site(url: str, folder: Path) -> Settings:
    return Settings(
        base_url=BASE_URL,
        database_url=url,
        data_dir=folder,
        secret_keys=(databases.KEY,),
        lasting_key=databases.KEY,
        site_contact="people@meet.example.org",
        mail_from="hello@meet.example.org",
        closing_spread_hours=0,
        log_level="ERROR",
    )


def play(twins: Twins, stories: int, *, steps: int, same: bool) -> Counter[str]:
    """Play so many stories, the same ones every time or others; what was seen in how many of them."""
    TwinStories.twins, TwinStories.seen = twins, Counter()
    house = hypothesis.settings(
        max_examples=stories, stateful_step_count=steps, deadline=None, derandomize=same, database=None,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(TwinStories, settings=house)
    return TwinStories.seen


def _known(name: str) -> list[pytest.MarkDecorator]:
    reason = OPEN.get(name[0])
    return [pytest.mark.xfail(reason=reason, strict=True, raises=Leak)] if reason else []


@pytest.mark.parametrize("story", [pytest.param(story, id=name, marks=_known(name)) for name, story in PINNED.items()])
def test_what_told_a_no_once_tells_nothing_any_more(twins: Twins, story: Pinned) -> None:
    story(twins)


@pytest.mark.xfail(bool(OPEN), reason="; ".join(OPEN.values()), strict=True, raises=Leak)
def test_nobody_can_tell_a_no_from_silence_in_any_story(twins: Twins, on_postgresql: bool) -> None:
    seen = play(twins, 4 if on_postgresql else 8, steps=6, same=True)
    assert seen["stories"]


@pytest.mark.long
@pytest.mark.timeout(0)
def test_nobody_can_tell_in_a_hundred_thousand_acts(twins: Twins) -> None:
    while twins.acts < LONG:
        play(twins, 100, steps=25, same=False)
