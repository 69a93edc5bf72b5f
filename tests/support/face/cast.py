"""The people of these stories, and what they all do at the end of one: look at everything."""

from typing import Any

from flask.testing import FlaskClient

from tests.support.people import visitor
from tests.support.story import Somebody, Story
from tests.support.wanderer import wander

PLACES = (
    "/introductions",
    "/ask",
    "/offer",
    "/people",
    "/introduced",
    "/agreed",
    "/me",
    "/me/door",
    "/me/mail",
    "/me/passkeys",
    "/me/profile",
    "/me/sessions",
    "/me/cases",
    "/me/trust",
    "/me/membership",
    "/me/gifts",
)


def gather(story: Story, *names: str) -> list[Somebody]:
    """Members of these names; all of them know each other and are in good standing."""
    people = [story.people.join(name) for name in names]
    for number, person in enumerate(people):
        story.people.vouch_for(person)
        for other in people[:number]:
            story.people.know_each_other(person, other)
    return [story.member(person) for person in people]


def look_around(feature: str, *people: Somebody) -> None:
    """Let everybody visit every page of this feature and of their mail, and submit the forms on them."""
    for somebody in people:
        paths = [link for letter in somebody.letters for link in letter.links()]
        wander(visitor(somebody.story.app), feature, [path for path in paths if "example.org/" in path])
        if somebody.person:
            wander(browser_of(somebody), feature, PLACES)


def browser_of(somebody: Somebody) -> FlaskClient:
    """A new browser in which this member is signed in."""
    assert somebody.person, f"{somebody.name} has no account"
    return somebody.person.browser()


# The site tells a letter that is sent around from one that is meant, so each of these is a letter of its own.
LETTERS: tuple[dict[str, Any], ...] = (
    {
        "what_for": "I am restoring the bellows of St Jakob and have never seen folds like these.",
        "why": "Your father built the only other ones that still breathe.",
        "benefit": "Drawings of every fold, to scale, for your archive.",
    },
    {
        "what_for": (
            "Our village wants to open a repair café, and none of us has ever insured a soldering iron."
        ),
        "why": "You began one in Manchester eleven years ago, and it still opens every second Saturday.",
        "benefit": "A notebook of what went wrong in our first three months, kept honestly.",
    },
    {
        "what_for": (
            "A mountain choir asked me to record forty songs before the last singer moves to the coast."
        ),
        "why": "Nobody else has written about microphones in wooden churches.",
        "benefit": "First listening, and your name on the sleeve if you want it there.",
    },
    {
        "what_for": (
            "The county archive lost its map of the water mills in the flood, and school classes keep asking."
        ),
        "why": "Somebody at the library said that you photographed it in 1987.",
        "benefit": "We print your photograph large and pay for a new frame.",
    },
    {
        "what_for": "I teach physics to twelve-year-olds and want to show them why bells are not in tune.",
        "why": "Small bells are your trade, and you wrote that you enjoy questions from children.",
        "benefit": "Thirty hand-drawn thank-you cards, some of them about bells.",
    },
    {
        "what_for": (
            "Leather for a bookbinding that has to last two hundred years is hard to judge from a catalogue."
        ),
        "why": "Your workshop in Aarhus repairs the psalters of the cathedral.",
        "benefit": "Two days of help with whatever is on your bench.",
    },
)
