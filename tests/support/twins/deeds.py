"""What the one who is asked does, in one of the worlds only."""

from collections.abc import Callable
from dataclasses import dataclass

from intro_app import clock
from intro_app.identity.models import SuspensionCause, SuspensionGround
from intro_app.organising.suspensions.policy import SuspensionLength
from intro_app.organising.suspensions.service import Sentence, suspend
from tests.support.forms import forms_in
from tests.support.twins.letters import answers, connects, leaves_the_site
from tests.support.twins.ways import TwinWay
from tests.support.twins.world import NAMES, TwinWorld

Deed = Callable[[TwinWorld, TwinWay], object]


def _says(decision: str) -> Deed:
    return lambda world, way: answers(world[way.asked], way.link(world), decision)


def _says_on_site(decision: str) -> Deed:
    def act(world: TwinWorld, way: TwinWay) -> None:
        path, asked = f"/introductions/{world.introduction}", world[way.asked]
        asked.press(path, asked.get(path), "Send my answer", {"decision": decision})

    return act


def _reports(world: TwinWorld, way: TwinWay) -> None:
    asked, link = world[way.asked], way.link(world)
    path = link.replace("/r/", "/p/")
    page = asked.get(path)
    about = next(form.options["about"][0] for form in forms_in(page.text) if "about" in form.options)
    said = {"about": about, "grounds": "harassment", "text": "They would not leave me alone.", "block": "no"}
    asked.press(path, page, "", said, action="/p")
    answers(asked, link, "no")


def _stops(world: TwinWorld, way: TwinWay) -> None:
    asked = world[way.asked]
    link = (
        str(asked.letters[-1].message["List-Unsubscribe"])
        .strip("<>")
        .removeprefix("https://meet.example.org")
    )
    asked.post(link, {"List-Unsubscribe": ["One-Click"]})


def _blocks_from_page(world: TwinWorld, way: TwinWay) -> None:
    asked, path = world[way.asked], f"/people/{world[way.author].id}"
    asked.press(path, asked.get(path), action="/block")


def _undoes(world: TwinWorld, way: TwinWay) -> None:
    asked, link = world[way.asked], world[way.asked].link("u")
    asked.press(link, asked.get(link), "", {"sure": "yes"}, action="/u")


def _takes_back_on_site(world: TwinWorld, way: TwinWay) -> None:
    path, asked = f"/introductions/{world.introduction}", world[way.asked]
    asked.press(path, asked.get(path), action="/take-back")


def _opens_door(**wishes: str) -> Deed:
    def act(world: TwinWorld, way: TwinWay) -> None:
        asked = world[way.asked]
        asked.press("/me/door", asked.get("/me/door"), "", wishes, action="/me/door")

    return act


def _chooses_carol(world: TwinWorld, way: TwinWay) -> None:
    connects(world["bob"], way.link(world), world["carol"].id if way.name.startswith("blind") else "")


def _leaves(world: TwinWorld, way: TwinWay) -> None:
    leaves_the_site(world, way.asked)


def _is_suspended(world: TwinWorld, way: TwinWay) -> None:
    dan, asked = world["dan"].person, world[way.asked].person
    assert dan
    assert asked
    with world.app.app_context():
        about = Sentence(
            SuspensionGround.OTHER,
            "Wrote to everybody at once.",
            SuspensionLength.MONTH,
            SuspensionCause.NOTICED,
        )
        suspend(asked.member, about, dan.member, clock.now())


MEMBERS: dict[str, Deed] = {
    "no": _says("no"),
    "no, on the site": _says_on_site("no"),
    "not from this person": _says("block"),
    "no more about this": _says("never_this"),
    "never e-mail me": _says("never"),
    "report and no": _reports,
    "stop by one click": _stops,
    "block from their page": _blocks_from_page,
}
SECONDS = {**MEMBERS, "not through this connector": _says("block_connector")}
GUESTS: dict[str, Deed] = {
    "no": _says("no"),
    "this is not for me": _says("wrong_person"),
    "not from this person": _says("block"),
    "not through this connector": _says("block_connector"),
    "never e-mail me": _says("never"),
    "report and no": _reports,
}
# Both said yes: in every world something comes between; the first is what the others are compared with.
UNDOING: dict[str, Deed] = {
    "undo by the link": _undoes,
    "take it back on the site": _takes_back_on_site,
    "block from their page": _blocks_from_page,
    "stop by one click": _stops,
}
DOORS: dict[str, Deed] = {
    "a pause": _opens_door(paused_until="2026-06-30"),
    "fewer asks": _opens_door(asks_per_30_days="1"),
    "no asks at all": _opens_door(asks_per_30_days="0", connects_per_30_days="0"),
}
LEAVING = "delete the account"
SUSPENSION = "is suspended by staff"
# Who knows by name for whom they wait. Everybody else sees at once that somebody has left.
WAITING = {
    "direct": {"alice"},
    "agreed": {"alice"},
    "named, connector asked": {"alice"},
    "named": {"alice", "bob"},
    "blind, connector asked": {"alice"},
    "blind": {"bob"},
    "offered, first asked": {"bob"},
    "offered": {"bob"},
}
CHOICE: dict[str, Deed] = {"yes, and asks Carol": _chooses_carol}


@dataclass(frozen=True)
class Plot:
    """What differs between the two worlds, who knows of it, and until when nobody else may."""

    way: TwinWay
    name: str
    deed: Deed
    instead: Deed | None = None
    hidden: frozenset[str] = frozenset()
    until: str = "closing"


def plots(way: TwinWay) -> dict[str, Plot]:
    """Every difference that can be made in an introduction that began in this way."""
    undo = UNDOING["undo by the link"] if way.name == "agreed" else None
    made = (
        _of_members(way)
        if undo is None
        else {name: Plot(way, name, deed, undo, frozenset({way.asked})) for name, deed in UNDOING.items()}
    )
    if way.name in WAITING:
        everybody = {name.split()[0].lower() for name in NAMES}
        unaware = frozenset(everybody - WAITING[way.name])
        made[LEAVING] = Plot(way, LEAVING, _leaves, undo, unaware)
        if undo is None:
            made[SUSPENSION] = Plot(way, SUSPENSION, _is_suspended, hidden=unaware)
    return made


def _of_members(way: TwinWay) -> dict[str, Plot]:
    deeds = (
        GUESTS if way.asked == "guest" else SECONDS if way.name in {"named", "blind", "offered"} else MEMBERS
    )
    made = {name: Plot(way, name, deed, hidden=frozenset({way.asked})) for name, deed in deeds.items()}
    if way.asked != "guest":
        made |= {
            name: Plot(way, name, deed, hidden=frozenset({way.asked}), until="batch")
            for name, deed in DOORS.items()
        }
    if way.name == "blind, connector asked":
        both = frozenset({"bob", "carol"})
        made |= {name: Plot(way, name, deed, hidden=both, until="batch") for name, deed in CHOICE.items()}
    return made
