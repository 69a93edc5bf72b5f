"""Stories that told a no once: each leaks in one place, and each is told whole."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from sqlalchemy import select

from intro_app import clock
from intro_app.db import db
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.moderation import service as moderation
from tests.support.moderation import HEARING, UPHELD, reported
from tests.support.twins import acts
from tests.support.twins.bare import code_in
from tests.support.twins.deeds import LEAVING, SUSPENSION, WAITING, Plot, plots
from tests.support.twins.letters import answers, connects, leaves_the_site
from tests.support.twins.pair import Twins
from tests.support.twins.stories import DAY, begin, end, happen
from tests.support.twins.ways import WAYS, TwinWay
from tests.support.twins.world import GUEST, TwinWorld

Pinned = Callable[[Twins], None]

# Leaks that are known and not mended yet, by the number of the story.
OPEN: dict[str, str] = {}


def plot_of(way: str, deed: str) -> Plot:
    """This deed in an introduction that began so."""
    return plots(WAYS[way])[deed]


def near_copy(twins: Twins, deed: str) -> None:
    """Alice takes her letter back and sends it, word for word, to Mallory."""
    _begun(twins, plot_of("direct", deed))
    twins.do("alice withdraws", lambda world: acts.withdraws(world, "alice", 0))
    twins.do("alice sends the same to mallory", lambda world: acts.asks(world, "alice", "mallory", "", 0))
    twins.do("alice looks", lambda world: acts.looks(world, "alice"))


def carried(twins: Twins, deed: str) -> None:
    """Bob looks whether it is still his to carry, and others open the link."""
    _begun(twins, plot_of("carried", deed))
    for _time in range(2):
        twins.do("bob looks", lambda world: acts.looks(world, "bob"))
        twins.do("bob passes on", lambda world: acts.passes_on(world, "bob"))
        twins.do("bob opens mail", lambda world: acts.opens_mail(world, "bob"))
        twins.do("somebody answers for the guest", lambda world: acts.answers_what_was_carried(world, "bob"))
        twins.wait_until(twins.moment + DAY)


def never_again(twins: Twins, way: str, deed: str) -> None:
    """Whoever waits looks everywhere, asks in every way, and offers the same people again."""
    plot = plot_of(way, deed)
    _begun(twins, plot)
    for who in ("alice", "bob", "erin"):
        if who in plot.hidden:
            continue
        twins.do(f"{who} looks", partial(acts.looks, who=who))
        twins.do(f"{who} asks again", partial(acts.asks, who=who, whom="carol", through="", number=1))
        twins.do(
            f"{who} asks through bob", partial(acts.asks, who=who, whom="carol", through="bob", number=2)
        )
    if "bob" not in plot.hidden:
        twins.do("bob offers", partial(acts.offers, who="bob", first="alice", second="carol", number=3))
        twins.do("bob offers", partial(acts.offers, who="bob", first="carol", second="erin", number=4))
    end(twins, plot)


def chosen(twins: Twins, deed: str) -> None:
    """Alice looks everywhere for whom Bob chose."""
    plot = plot_of("blind", deed)
    _begun(twins, plot)
    twins.do("alice looks", partial(acts.looks, who="alice"))
    twins.do("alice searches", partial(acts.searches, who="alice", words="carol"))
    end(twins, plot)


def asked_by_connector(twins: Twins, number: int = 1) -> None:
    """Carol takes one more ask; Bob asks her for Alice, and nobody else can see that until the batch."""
    plot = plot_of("blind, connector asked", "yes, and asks Carol")
    begin(twins, plot)
    twins.do("erin asks carol", partial(acts.asks, who="erin", whom="carol", through="", number=number))
    twins.wait_until(twins.moment + 2 * DAY)
    happen(twins, plot)
    for who in ("alice", "erin", "mallory"):
        twins.do(f"{who} looks", partial(acts.looks, who=who))
    end(twins, plot)


def fills_a_month(twins: Twins, deed: str) -> None:
    """Alice asks once more whom Bob chose; what is withheld takes a place at the door as what arrives does.

    Carol takes two asks a month. Who comes after Alice waits in one world and arrives in the other, and the
    next waits in both: whoever stands before the door reads the same day of its next opening.
    """
    _begun(twins, plot_of("blind", deed))
    for number, who in enumerate(("alice", "erin", "mallory"), 1):
        twins.do(f"{who} asks carol", partial(acts.asks, who=who, whom="carol", through="", number=number))
    for _batch in range(2):
        twins.wait_until(twins.moment + DAY)
        twins.do("dan looks", partial(acts.looks, who="dan"))
        twins.do("dan asks carol", partial(acts.asks, who="dan", whom="carol", through="", number=4))
    end(twins, plot_of("blind", deed))


def taken_down(twins: Twins, deed: str) -> None:
    """A moderator takes it down after the guest's answer: the link ends everywhere, as after silence."""
    plot = plot_of("carried", deed)
    _begun(twins, plot)
    twins.do("alice blocks bob", lambda world: acts.blocks(world, "alice", "bob"))
    _passes_on(twins)
    twins.do("mallory takes it down", _takes_down)
    _passes_on(twins)
    twins.do("somebody answers for the guest", lambda world: acts.answers_what_was_carried(world, "bob"))
    end(twins, plot)


def _passes_on(twins: Twins) -> None:
    for what, act in (("looks", acts.looks), ("passes on", acts.passes_on), ("opens mail", acts.opens_mail)):
        twins.do(f"bob {what}", partial(act, who="bob"))
    twins.do("somebody opens the link", lambda world: world["passer-by"].get(world["bob"].link("r")))


def _takes_down(world: TwinWorld) -> None:
    moderator, at = world["mallory"].person, clock.now()
    assert moderator, "Mallory, whom nobody knows, is a member"
    moderator.becomes("moderator")
    with world.app.app_context():
        found = db.session.scalars(
            select(Introduction.id).where(Introduction.public_id == world.introduction)
        ).one()
        case = reported(found, Role.FIRST, Role.CONNECTOR, at)
        moderation.hear(case.id, replace(HEARING, unheard_because="It cannot wait."), moderator.member, at=at)
        moderation.decide(case.id, replace(UPHELD, removes=True), moderator.member, at=at)


def goes(twins: Twins, way: str, how: str = LEAVING) -> None:
    """The one who is asked leaves or is suspended in one world; whoever waits looks, and asks again."""
    plot = plot_of(way, how)
    begin(twins, plot)
    if way != "agreed":
        twins.do("the asked writes", partial(acts.writes_profile, who=plot.way.asked, words="Sings"))
        twins.wait_until(twins.moment + DAY)
    happen(twins, plot)
    waiting = sorted(WAITING[way])
    for who in waiting:
        twins.do(f"{who} looks", partial(acts.looks, who=who))
        twins.do(f"{who} opens every page", partial(acts.opens_every_page, who=who))
        twins.do(f"{who} asks again", partial(acts.asks, who=who, whom=plot.way.asked, through="", number=1))
        twins.do(f"{who} searches", partial(acts.searches, who=who, words=plot.way.asked))
        twins.do(f"{who} knows", partial(acts.knows, who=who, whom=plot.way.asked))
    end(twins, plot)


def others_leave(twins: Twins, way: str, deed: str, who: str) -> None:
    """Somebody said no in one world; then the author, the connector or an acquaintance leaves in both."""
    plot = plot_of(way, deed)
    _begun(twins, plot)
    twins.do(f"{who} leaves", partial(leaves_the_site, who=who))
    for reader in ("alice", "bob", "erin"):
        if reader not in plot.hidden:
            twins.do(f"{reader} looks", partial(acts.looks, who=reader))
            twins.do(f"{reader} opens mail", partial(acts.opens_mail, who=reader))
    end(twins, plot)


def own_blocks(twins: Twins, way: str, deed: str) -> None:
    """Alice blocks somebody before and after it, and looks at the list of whom she blocked."""
    plot = plot_of(way, deed)
    begin(twins, plot)
    twins.do("alice blocks mallory", partial(acts.blocks, who="alice", whom="mallory"))
    happen(twins, plot)
    twins.do("alice blocks erin", partial(acts.blocks, who="alice", whom="erin"))
    end(twins, plot)


def private_note(twins: Twins) -> None:
    """Bob notes for himself who the guest is, other words in each world; the two are introduced."""

    def chooses(label: str) -> Callable[[TwinWorld, TwinWay], None]:
        return lambda world, way: connects(world["bob"], way.link(world), "carry", guest_label=label)

    way = WAYS["blind, connector asked"]
    begin(twins, Plot(way, "a private note", chooses("G."), hidden=frozenset({"bob"})))
    notes = chooses("A quarrelsome old miller"), chooses("Gwen, who cannot say no")
    twins.differ("notes", lambda world: notes[0](world, way), silent=lambda world: notes[1](world, way))
    twins.do("gwen says yes", _guest_says_yes)
    twins.wait_until(twins.moment + DAY)
    for who in ("alice", "guest"):
        twins.do(f"{who} opens mail", partial(acts.opens_mail, who=who))
    twins.do("alice opens every page", partial(acts.opens_every_page, who="alice"))


def _guest_says_yes(world: TwinWorld) -> None:
    link, guest = world["bob"].link("r"), world["guest"]
    page = answers(guest, link, "yes", name="Gwen Pryce", email=GUEST)
    assert page, "the page takes a yes"
    world.work_now()
    guest.press("/r/code", page, "", {"code": code_in(guest.letters[-1])}, action="/r/code")


def _begun(twins: Twins, plot: Plot) -> None:
    begin(twins, plot)
    twins.wait_until(twins.moment + DAY)
    happen(twins, plot)


PINNED: dict[str, Pinned] = {
    **{f"1 near copy: {deed}": partial(near_copy, deed=deed) for deed in ("no", "not from this person")},
    **{f"2 carried: {deed}": partial(carried, deed=deed) for deed in ("no", "never e-mail me")},
    **{
        f"3 {way}: {deed}": partial(never_again, way=way, deed=deed)
        for way, deed in (
            ("direct", "never e-mail me"),
            ("named", "block from their page"),
            ("offered", "never e-mail me"),
            ("offered, first asked", "not from this person"),
        )
    },
    **{
        f"7 chosen: {deed}": partial(chosen, deed=deed)
        for deed in ("not from this person", "never e-mail me")
    },
    **{
        f"13 own blocks: {deed}": partial(own_blocks, way="direct", deed=deed)
        for deed in ("block from their page", "not from this person")
    },
    "5 whom a connector asked": asked_by_connector,
    "6 a private note": private_note,
    "8 a month": partial(fills_a_month, deed="not from this person"),
    **{f"10 leaves: {way}": partial(goes, way=way) for way in WAITING},
    **{f"12 suspended: {way}": partial(goes, way=way, how=SUSPENSION) for way in WAITING if way != "agreed"},
    **{
        f"11 {who} leaves, {way}": partial(others_leave, way=way, deed="no", who=who)
        for way, who in (
            ("direct", "alice"),
            ("direct", "carol"),
            ("named", "alice"),
            ("named", "bob"),
            ("named", "erin"),
            ("blind", "bob"),
            ("offered", "bob"),
            ("offered", "alice"),
        )
    },
    **{f"9 taken down: {deed}": partial(taken_down, deed=deed) for deed in ("no", "never e-mail me")},
}
