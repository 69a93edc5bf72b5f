"""Every reason for which an introduction does not come about, and how to run them side by side."""

from datetime import timedelta

from intro_app import clock
from tests.support.journeys.watching import (
    Deed,
    UnmetIntroduction,
    assert_alike,
    cast_for,
    leaves_the_site,
    stops_everything,
)
from tests.support.story import Story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def nothing(_case: UnmetIntroduction) -> None:
    """Silence."""


def carol_blocks_from_her_page(case: UnmetIntroduction) -> None:
    page = case.carol.get(f"/people/{case.alice.public_id}")
    case.carol.fill(page.request.path, page, "Block")


def declines_on_the_site(case: UnmetIntroduction) -> None:
    path = f"/introductions/{case.introduction}"
    case.carol.fill(path, case.carol.get(path), "Send my answer", {"decision": "no"})


# What Carol, or chance, does two days after she was asked.
BY_CAROL: dict[str, Deed] = {
    "silence": nothing,
    "declined": lambda case: case.carol.answers("no"),
    "declined on the site": declines_on_the_site,
    "blocked": lambda case: case.carol.answers("block"),
    "no more about this": lambda case: case.carol.answers("never_this"),
    "never again": lambda case: case.carol.answers("never"),
    "stopped by one click": lambda case: stops_everything(case.carol),
    "blocked from her page": carol_blocks_from_her_page,
    "account gone": lambda case: leaves_the_site(case.carol),
}


THROUGH_BOB: dict[str, Deed] = {
    **BY_CAROL,
    "not through bob": lambda case: case.carol.answers("block_connector"),
    "bob withdraws": lambda case: case.bob.withdraws(case.introduction),
}


BY_BOB: dict[str, Deed] = {
    "silence": nothing,
    "passed": lambda case: case.bob.answers("no"),
    "blocked by bob": lambda case: case.bob.answers("block"),
    "bob: never again": lambda case: case.bob.answers("never"),
    "bob is gone": lambda case: leaves_the_site(case.bob),
}


# Once she has heard, Alice sees no more of those who want nothing to do with her: no page of theirs, no way
# to ask.
SHUT_OUT = {
    "blocked",
    "blocked from her page",
    "blocked by bob",
    "carol: blocked",
    "carol: blocked from her page",
}
# The page of one who is gone is gone at once.
GONE = {"account gone", "carol: account gone", "bob is gone"}


def begin(story: Story, deeds: dict[str, Deed], way: str) -> list[UnmetIntroduction]:
    """One introduction for each reason, all sent at the same moment."""
    moment, cases = clock.now(), [cast_for(story, reason) for reason in deeds]
    for case in cases:
        story.the_calendar.go_to(moment)
        if way == "direct":
            case.introduction = case.alice.asks(to=case.carol)
        elif way == "named":
            case.introduction = case.alice.asks(to=case.carol, through=case.bob)
        elif way == "blind":
            case.introduction = case.alice.asks(through=case.bob)
        else:
            case.introduction, case.author = case.bob.offers(case.alice, case.carol), case.bob
        if case.reason not in GONE:
            look_around(case, way)
    story.wait(timedelta(minutes=2))
    return cases


def look_around(case: UnmetIntroduction, way: str) -> None:
    """Where its author may look besides: the pages of the people they named, and the ways to ask them."""
    carol, bob, alice = (person.public_id for person in (case.carol, case.bob, case.alice))
    named = {"direct": [carol], "named": [carol, bob], "blind": [bob], "offered": [alice, carol]}[way]
    case.until_told = {f"person {number}": f"/people/{one}" for number, one in enumerate(named)}
    if way == "blind":
        case.until_told["ask him again"] = f"/ask/through/{bob}"
    if way in {"direct", "named"}:
        again = case.until_told if case.reason in SHUT_OUT else case.ever
        again["ask again"] = f"/ask/{carol}"


def run(story: Story, cases: list[UnmetIntroduction], deeds: dict[str, Deed], days: int) -> None:
    """The deeds are done, and then so many days pass."""
    carry_out(story, cases, deeds)
    watch(story, cases, days)


def watch(story: Story, cases: list[UnmetIntroduction], days: int) -> None:
    """So many days pass; the mail is compared every hour, the pages every day and whenever mail has come."""
    for hour in range(24 * days):
        letters = len(story.mailbox.letters)
        story.wait(HOUR)
        assert_alike(cases, pages=hour % 24 == 0 or len(story.mailbox.letters) > letters)
    assert_alike(cases, pages=True)


def carry_out(story: Story, cases: list[UnmetIntroduction], deeds: dict[str, Deed]) -> None:
    """All at the same moment, so that nothing but the reason differs."""
    moment = clock.now()
    for case in cases:
        story.the_calendar.go_to(moment)
        deeds[case.reason](case)
    assert_alike(cases, pages=True)


def assert_told_once(cases: list[UnmetIntroduction]) -> None:
    for case in cases:
        assert sum(letter.tells_of_a_closing for letter in case.author.letters) == 1, case.reason


def all_do(story: Story, cases: list[UnmetIntroduction], deed: Deed) -> None:
    """In all of these the same is done at the same moment."""
    moment = clock.now()
    for case in cases:
        story.the_calendar.go_to(moment)
        deed(case)


def says(answer: str) -> Deed:
    """Alice, who is asked first, answers so."""
    return lambda case: case.alice.answers(answer)


def undoes_by_link(case: UnmetIntroduction) -> None:
    page = case.carol.opens(case.carol.newest("u").link("u"))
    case.carol.fill("/u", page, "Undo", {"sure": "yes"})


def undoes_on_the_site(case: UnmetIntroduction) -> None:
    path = f"/introductions/{case.introduction}"
    case.carol.fill(path, case.carol.get(path), "Withdraw my yes")
