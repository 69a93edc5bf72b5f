"""Thousands of random stories: whatever people do in any order, no details leave the site without every yes.

`make test` tells a few, the same ones every time. `make test-long` tells thousands of others, and wants every
state, reason and e-mail to come up that people can bring about.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis.stateful import run_state_machine_as_test

from intro_app import create_app
from intro_app.config import Settings
from intro_app.db import db
from intro_app.introductions.states import Reason, State, Way
from tests.support.databases import KEY
from tests.support.introductions.invariants import QUESTIONS
from tests.support.introductions.model import settle
from tests.support.introductions.stories import START, Stories

LONG = hypothesis.settings.get_current_profile_name() == "long"
ORDINARY = {f"way {way}" for way in Way} | {
    "state asking",
    "state closed",
    "kind closed_without_introduction",
}
# Held and removed need a moderator, who comes later. A bounce is a guest's "this is not for me".
REACHABLE = (
    {f"way {way}" for way in Way}
    | {f"state {state}" for state in State if state is not State.HELD}
    | {f"reason {reason}" for reason in Reason if reason is not Reason.REMOVED}
    | {f"closing after {reason}" for reason in Reason if reason not in {Reason.REMOVED, Reason.WITHDRAWN}}
    | {
        f"kind {kind}"
        for kind in (*QUESTIONS, "introduce", "connected_thanks", "guest_code", "pass_it_on", "write_anew")
    }
    | {"ticked 1", "ticked 2", "ticked 3"}
)


@pytest.fixture
def app(database: str, tmp_path: Path) -> Iterator[Flask]:
    """A site that keeps its mail, so that the laws can read it."""
    quiet = Settings(
        database_url=database,
        data_dir=tmp_path,
        secret_keys=(KEY,),
        lasting_key=KEY,
        closing_spread_hours=0,
        log_level="ERROR",
    )
    site = create_app(quiet)
    yield site
    with site.app_context():
        db.engine.dispose()


def told(app: Flask, stories: int, seed: int | None) -> Counter[str]:
    """Tell so many stories, those of the seed or others every time; what was seen in how many of them."""
    Stories.app, Stories.snapshot, Stories.seen = app, settle(app, START), Counter()
    house = hypothesis.settings(
        max_examples=stories,
        stateful_step_count=30,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Stories if seed is None else _seeded(seed), settings=house)
    return Stories.seen


def _seeded(seed: int) -> type[Stories]:
    class Seeded(Stories):
        """The same stories for the same seed."""

    hypothesis.seed(seed)(Seeded)
    return Seeded


# Thirty stories on SQLite and ten on PostgreSQL, in portions that two processes can share.
PORTIONS = [
    pytest.param("sqlite", 15, 1, id="sqlite-first"),
    pytest.param("sqlite", 15, 2, id="sqlite-second"),
    pytest.param("postgresql", 10, 3, id="postgresql-all", marks=pytest.mark.postgres),
]


@pytest.mark.slow
@pytest.mark.timeout(0 if LONG else 600)
@pytest.mark.parametrize(("database", "few", "seed"), PORTIONS, indirect=["database"])
def test_nothing_breaks_a_law_in_any_story(
    app: Flask, few: int, seed: int, record_property: Callable[[str, object], None]
) -> None:
    many = hypothesis.settings.get_profile("long").max_examples
    seen = told(app, many, None) if LONG else told(app, few, seed)
    record_property("stories", seen["stories"])
    assert not (REACHABLE if LONG else ORDINARY) - seen.keys()
