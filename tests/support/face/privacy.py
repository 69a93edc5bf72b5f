"""My data: what is kept, an archive before and after it is made, who looked, leaving."""

from dataclasses import replace

from intro_app import clock
from intro_app.introductions.states import Role
from intro_app.moderation import service as moderation
from intro_app.moderation.models import Case
from intro_app.moderation.stages import CaseOutcome
from intro_app.organising.suspensions.policy import SuspensionLength
from tests.support.face.cast import LETTERS, browser_of, gather
from tests.support.followups import connected
from tests.support.journeys.watching import leaves_the_site
from tests.support.moderation import UPHELD, reported
from tests.support.people import visitor
from tests.support.story import Somebody, Story
from tests.support.suspending import suspended
from tests.support.wanderer import wander

MINE = ["/me/export", "/me/looks", "/me/leave", "/me/leave/code"]


def show(story: Story) -> None:
    """Look at every page before anything happened, in the middle of it, and at the end."""
    wander(visitor(story.app), "privacy", ["/promise/kept"])
    alice, bob, carol = gather(story, "Alice Marsh", "Bob Keller", "Carol Duarte")
    bob.asks(to=alice, **LETTERS[0])
    browser = browser_of(alice)
    wander(browser, "privacy", MINE)
    browser.post("/me/leave/code", data={})
    story.work()
    _is_looked_at(story, alice)
    wander(browser, "privacy", MINE)
    leaves_the_site(carol)
    _is_removed(story)


def _is_removed(story: Story) -> None:
    """Mallory is removed, and has the account deleted by the link of that e-mail."""
    mallory, dan = story.people.mallory, story.people.dan
    suspended(story.app, mallory, dan, clock.now(), SuspensionLength.REMOVED)
    story.work()
    link = next(one for one in story.member(mallory).newest().links() if "/w/" in one)
    token, stranger = link.rpartition("/")[2], visitor(story.app)
    stranger.get(f"/w/{token}")
    for sure in ({}, {"sure": "yes"}):
        stranger.post("/w/leave", data={"token": token, **sure})


def _is_looked_at(story: Story, alice: Somebody) -> None:
    """A moderator looks at Alice's details for a case that is closed by now."""
    assert alice.person
    mallory, dan = story.people.mallory, story.people.dan.becomes("moderator")
    with story.app.app_context():
        made = connected(alice.person.member, mallory.member, clock.now())
        case: Case = reported(made, Role.SECOND, Role.FIRST, clock.now())
        moderation.reveal(
            case, Role.FIRST, "To tell two people of one name apart.", dan.member, at=clock.now()
        )
        dismissed = replace(UPHELD, outcome=CaseOutcome.NOT_UPHELD, severity=None)
        moderation.decide(case.id, dismissed, dan.member, at=clock.now())
