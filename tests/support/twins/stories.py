"""Random stories in twin worlds: somebody answers in one world only, and everybody else continues alike."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.support.twins import acts, letters
from tests.support.twins.deeds import Plot, plots
from tests.support.twins.pair import Twins
from tests.support.twins.ways import WAYS
from tests.support.twins.world import NAMES, TwinWorld

START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
BATCH = 9  # o'clock
PEOPLE = [name.split()[0].lower() for name in NAMES]
PLOTS = [plot for way in WAYS.values() for plot in plots(way).values()]
# Before the deed the clock moves so far at most: the question must still be open.
DAY = timedelta(days=1)
SOON = 4 * DAY

someone = st.sampled_from(PEOPLE)
perhaps = st.sampled_from(["", *PEOPLE])
number = st.integers(0, 3)  # nought is a copy of the letter that began it
SEARCHED = st.sampled_from(
    ["carol", "bob", "mill", "caorl", "duarte pear", '"pear trees"', "sings", "seed", "berlin", ""]
)
NARROWED = st.sampled_from(["", "", "&open=y", "&purpose=advice", "&place=porto", "&place=porto&open=y"])
spans = st.sampled_from([timedelta(minutes=20), timedelta(hours=2), DAY, 3 * DAY])


class TwinStories(RuleBasedStateMachine):
    """One plot, and whatever everybody else does before and after."""

    twins: ClassVar[Twins]
    plots: ClassVar[list[Plot]] = PLOTS
    seen: ClassVar[Counter[str]]

    @initialize(data=st.data())
    def begins(self, data: st.DataObject) -> None:
        self.plot: Plot = data.draw(st.sampled_from(self.plots))
        self.happened, self.started = False, False
        begin(self.twins, self.plot)
        self.started = True
        if self.plot.way.name == "agreed":
            self.it_happens()

    @precondition(lambda self: not self.happened)
    @rule()
    def it_happens(self) -> None:
        happen(self.twins, self.plot)
        self.happened = True

    @rule(who=someone, whom=perhaps, through=perhaps, number=number)
    def asks(self, who: str, whom: str, through: str, number: int) -> None:
        if whom or through:
            self._act(
                who, "asks", lambda world: acts.asks(world, who, whom, through, number), whom, through, number
            )

    @rule(who=someone, first=someone, second=st.sampled_from([*PEOPLE, "carry"]), number=number)
    def offers(self, who: str, first: str, second: str, number: int) -> None:
        self._act(
            who, "offers", lambda world: acts.offers(world, who, first, second, number), first, second, number
        )

    @rule(who=someone, which=number)
    def withdraws(self, who: str, which: int) -> None:
        self._act(who, "withdraws", lambda world: acts.withdraws(world, who, which), which)

    @rule(who=st.sampled_from(["alice", "bob"]))
    def withdraws_this(self, who: str) -> None:
        self._act(who, "withdraws it", lambda world: acts.withdraws_this(world, who))

    @precondition(lambda self: self.plot.way.carrier)
    @rule()
    def passes_on(self) -> None:
        self._act("bob", "passes on", lambda world: acts.passes_on(world, "bob"))

    @precondition(lambda self: self.plot.way.carrier)
    @rule()
    def answers_for_the_guest(self) -> None:
        self._act(
            "bob", "answers what was carried", lambda world: acts.answers_what_was_carried(world, "bob")
        )

    @rule(who=someone, whom=someone)
    def knows(self, who: str, whom: str) -> None:
        self._act(who, "knows", lambda world: acts.knows(world, who, whom), whom)

    @rule(who=someone, which=number)
    def knows_no_more(self, who: str, which: int) -> None:
        self._act(who, "knows no more", lambda world: acts.knows_no_more(world, who, which), which)

    @rule(who=someone, whom=someone)
    def blocks(self, who: str, whom: str) -> None:
        self._act(who, "blocks", lambda world: acts.blocks(world, who, whom), whom)

    @rule(who=someone, words=SEARCHED, narrowed=NARROWED)
    def searches(self, who: str, words: str, narrowed: str) -> None:
        self._act(who, "searches", lambda world: acts.searches(world, who, words, narrowed), words, narrowed)

    @rule(who=someone, dismisses=st.booleans())
    def reads_suggestions(self, who: str, dismisses: bool) -> None:
        self._act(
            who,
            "reads suggestions",
            lambda world: acts.reads_suggestions(world, who, dismisses=dismisses),
            dismisses,
        )

    @rule(who=someone)
    def opens_mail(self, who: str) -> None:
        self._act(who, "opens mail", lambda world: acts.opens_mail(world, who))

    @rule(who=someone, decision=st.sampled_from(["yes", "no"]))
    def answers(self, who: str, decision: str) -> None:
        self._act(who, "answers", lambda world: acts.answers(world, who, decision), decision)

    @rule(who=someone, words=st.sampled_from(["Sings", "Grows seedlings"]))
    def writes_profile(self, who: str, words: str) -> None:
        """Profile edits happen in both worlds, also of the one who is asked."""
        self.twins.do(f"{who} writes {words}", lambda world: acts.writes_profile(world, who, words))

    @precondition(lambda self: self.happened)
    @rule(who=someone)
    def leaves(self, who: str) -> None:
        """Somebody leaves the site in both worlds, also the one who is asked."""
        self.twins.do(f"{who} leaves", lambda world: letters.leaves_the_site(world, who))

    @rule(who=someone)
    def looks(self, who: str) -> None:
        self._act(who, "looks", lambda world: acts.looks(world, who))

    @rule(who=someone)
    def opens_every_page(self, who: str) -> None:
        self._act(who, "opens every page", lambda world: acts.opens_every_page(world, who))

    @rule(span=spans)
    def time_passes(self, span: timedelta) -> None:
        pass_by(self.twins, self.plot, span, happened=self.happened)

    def teardown(self) -> None:
        """The day comes on which everybody hears."""
        if not getattr(self, "started", False) or self.twins.leaked:
            return
        if not self.happened:
            happen(self.twins, self.plot)
        end(self.twins, self.plot)
        self.seen.update(
            [self.plot.way.name, self.plot.name, f"{self.plot.way.name}: {self.plot.name}", "stories"]
        )

    def _act(self, who: str, what: str, act: Callable[[TwinWorld], object], *more: object) -> None:
        if who not in self.plot.hidden:
            self.twins.do(" ".join(map(str, (who, what, *more))), act)


def begin(twins: Twins, plot: Plot) -> None:
    """Somebody is asked, in both worlds."""
    twins.begin(START, plot.hidden, f"{plot.way.name}: {plot.name}")
    twins.do(f"begins: {plot.way.name}", plot.way.begin)
    assert twins.silent.introduction, "the story begins with an introduction"
    for world in (twins.silent, twins.other):
        assert plot.way.link(world), "the question has come"


def happen(twins: Twins, plot: Plot) -> None:
    """What differs is done; `ends` is when it may show."""
    silent, way = plot.instead, plot.way
    twins.differ(
        plot.name,
        lambda world: plot.deed(world, way),
        silent=(lambda world: silent(world, way)) if silent else None,
    )
    twins.ends = next_batch(twins.moment) if plot.until == "batch" else twins.silent.closes_at()


def pass_by(twins: Twins, plot: Plot, span: timedelta, *, happened: bool) -> None:
    """The clock goes on, but not over the day on which it is told."""
    latest = twins.ends if happened and twins.ends else START + SOON
    if plot.way.name == "agreed" and not happened:
        return
    moment = min(twins.moment + span, latest - timedelta(minutes=5))
    if moment > twins.moment:
        twins.wait_until(moment)


def end(twins: Twins, plot: Plot) -> None:
    """The last look before it is told; and then all hear the same, at the same time."""
    assert twins.ends
    pass_by(twins, plot, 60 * DAY, happened=True)
    for who in ("alice", "bob", "mallory"):
        if who not in plot.hidden:
            twins.do(f"{who} looks", partial(acts.looks, who=who))
    if plot.until == "closing":
        twins.wait_until(twins.ends + timedelta(minutes=1))
        assert twins.silent.is_wound_up(), twins.told
        assert twins.other.is_wound_up(), twins.told


def next_batch(moment: datetime) -> datetime:
    """The next daily batch."""
    today = moment.replace(hour=BATCH, minute=0, second=0, microsecond=0)
    return today if today > moment else today + DAY
