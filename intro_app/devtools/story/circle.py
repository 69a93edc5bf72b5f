"""The story's circle: its members, threads, gathering and board notes."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from intro_app.community.board import service as board
from intro_app.community.board.models import NoteKind
from intro_app.community.circles import service as circles
from intro_app.community.circles.models import Circle
from intro_app.community.circles.service import Described
from intro_app.community.gatherings import service as gatherings
from intro_app.community.gatherings.service import Plan
from intro_app.community.threads import service as threads
from intro_app.devtools.story import letters
from intro_app.identity.models import Member
from intro_app.memberships.service.giving import give

Everybody = Mapping[str, Member]
Ago = Callable[[int], datetime]

_BERLIN = "Europe/Berlin"


def begin(people: Everybody, ago: Ago) -> Circle:
    """Let Bob begin a circle that four people join, twelve to ten days ago; two more get memberships."""
    for name in ("Greta", "Ines"):
        give(people[name], ago(-300), "The story plays without money.", ago(12))
    bob = people["Bob"]
    circle = circles.begin(
        bob, Described(name="Bellows and leather", about=letters.CIRCLE, is_public=True), ago(12)
    )
    for name, days in (("Alice", 12), ("Greta", 11), ("Erik", 10)):  # a host gets two such e-mails a day
        circles.ask_to_join(circle.id, people[name], "", ago(days))
        circles.let_in(circle.id, bob.id, people[name], welcome=True, at=ago(days))
    circles.invite(circle.id, bob.id, people["Ines"], ago(11))
    circles.answer_invitation(circle.id, people["Ines"], accepts=True, at=ago(10))
    return circle


def talk(circle: Circle, people: Everybody, ago: Ago) -> None:
    """Write a question and two answers, ten and nine days ago."""
    thread = threads.open_thread(
        circle.id, people["Ines"], "Which leather breathes?", letters.WHICH_LEATHER, ago(10)
    )
    threads.reply(thread, people["Greta"], letters.SHEEP, ago(9))
    threads.reply(thread, people["Bob"], letters.LOFT, ago(9))


def plan_an_evening(circle: Circle, people: Everybody, ago: Ago) -> None:
    """Announce a gathering in nine days, eight days ago; two people accepted seven days ago."""
    day = (ago(0) + timedelta(days=9)).astimezone(ZoneInfo(_BERLIN)).date()
    plan = Plan(
        title="An evening with the bellows open",
        about=letters.EVENING,
        day=day,
        clock=time(18, 30),
        time_zone=_BERLIN,
        minutes=90,
        place="St Jakob, the loft",
        capacity=12,
    )
    evening = gatherings.announce(circle.id, people["Bob"], plan, ago(8))
    for name in ("Alice", "Erik"):
        gatherings.answer(evening.id, people[name], comes=True, at=ago(7))


def pin_notes(people: Everybody, ago: Ago) -> None:
    """Put notes on the board, nine to five days ago."""
    for name, kind, words, days in (
        ("Greta", NoteKind.GIVE, letters.GRETA_GIVES, 9),
        ("Alice", NoteKind.ASK, letters.ALICE_NEEDS, 8),
        ("Samuel", NoteKind.GIVE, letters.SAMUEL_GIVES, 7),
        ("Nadia", NoteKind.ASK, letters.NADIA_NEEDS, 6),
        ("Hana", NoteKind.ASK, letters.HANA_NEEDS, 5),
    ):
        board.pin(people[name], kind, words, ago(days))
