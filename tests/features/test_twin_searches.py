"""No search and no suggestion tells a no: all find the same, and are shown the same, in both worlds."""

from datetime import timedelta
from functools import partial

import pytest

from tests.support.twins import acts
from tests.support.twins.deeds import Plot
from tests.support.twins.pair import Twins
from tests.support.twins.stories import PLOTS, begin, end, happen, pass_by

SEARCHES = (
    ("carol", ""),
    ("caorl", ""),
    ('"pear trees" duarte', ""),
    ("bees", "&place=porto&open=y"),
    ("", "&place=porto"),
    ("", "&open=y&purpose=advice"),
)
# A weekend lies between: new suggestions are made.
WEEK = timedelta(days=6)
FEW = [
    plot
    for plot in PLOTS
    if (plot.way.name, plot.name) in {("named", "no"), ("direct", "delete the account")}
]


def _play(twins: Twins, plot: Plot) -> None:
    begin(twins, plot)
    happen(twins, plot)
    for span in (timedelta(minutes=20), timedelta(hours=3), WEEK):
        _look_for_everybody(twins, plot)
        pass_by(twins, plot, span, happened=True)
    _look_for_everybody(twins, plot)
    end(twins, plot)


def _look_for_everybody(twins: Twins, plot: Plot) -> None:
    for who in ("alice", "bob", "erin", "mallory"):
        if who in plot.hidden:
            continue
        for words, narrowed in SEARCHES:
            act = partial(acts.searches, who=who, words=words, narrowed=narrowed)
            twins.do(f"{who} searches {words}{narrowed}", act)
        twins.do(f"{who} reads suggestions", partial(acts.reads_suggestions, who=who))


@pytest.mark.slow
@pytest.mark.parametrize("plot", FEW, ids=lambda plot: f"{plot.way.name}: {plot.name}")
def test_no_search_and_no_suggestion_tells_a_no(twins: Twins, plot: Plot) -> None:
    _play(twins, plot)


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("plot", PLOTS, ids=lambda plot: f"{plot.way.name}: {plot.name}")
def test_no_search_tells_whatever_was_done(twins: Twins, plot: Plot) -> None:
    _play(twins, plot)
