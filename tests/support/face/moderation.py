"""From a report to an appeal, as everybody in it sees it: reporter, reported, moderators, and the public."""

from dataclasses import replace
from datetime import timedelta

from intro_app import clock
from intro_app.config import Settings
from tests.support.browsing import grouped
from tests.support.community import Village
from tests.support.default_texts import LETTER
from tests.support.face.cast import LETTERS, browser_of, gather, look_around
from tests.support.forms import forms_in
from tests.support.moderation_desk import Moderator, report
from tests.support.people import visitor
from tests.support.story import Somebody, Story
from tests.support.wanderer import wander


def show(story: Story) -> None:
    """One case through every stage."""
    alice, carol = gather(story, "Alice Marsh", "Carol Duarte")
    dan = Moderator.made(story, story.people.dan)
    erin = Moderator.made(story, story.people.join("Erin Walsh"))
    dan.get("/moderation")
    wander(visitor(story.app), "moderation", ["/transparency"])
    asked = alice.asks(to=carol, **LETTERS[0])
    wander(browser_of(carol), "moderation", [f"/introductions/{asked}/report"])
    look_around("moderation", carol)
    wander(browser_of(carol), "moderation", [f"/report/profile/{alice.public_id}"])
    _is_reported_by_a_visitor(story, alice)
    report(carol, carol.newest("p").link("p"))
    dan.case()
    dan.reads()
    _wants_details(dan)
    _is_worked_on(dan, erin)
    dan.hears()
    story.wait(timedelta(days=3, minutes=1))
    _is_heard(alice)
    _is_judged(alice, carol, dan, erin)
    _is_held(story, dan)
    look_around("moderation", alice, carol)
    wander(visitor(story.app), "moderation", ["/transparency"])


def _is_reported_by_a_visitor(story: Story, alice: Somebody) -> None:
    """Somebody without an account sends the form of a public circle, unfilled."""
    assert alice.person
    village = Village(story.app, story.people, clock.now())
    village.pays(alice.person)
    circle = village.circle(alice.person, public=True)
    wander(visitor(story.app), "moderation", [f"/report/circle/{circle}", "/report/site/site"])


def _is_judged(alice: Somebody, carol: Somebody, dan: Moderator, erin: Moderator) -> None:
    dan.case()
    dan.decides(outcome=[])
    dan.decides()
    erin.get("/moderation")
    look_around("moderation", alice, carol)
    _appeals(alice)
    dan.case()
    dan.reviews_unasked("overturned")
    path = erin.case().request.path
    erin.reviews("overturned")
    _is_looked_back_at(dan, path)


def _is_worked_on(dan: Moderator, erin: Moderator) -> None:
    """Dan takes the case and notes something; Erin takes it over; Dan saves a reason for later."""
    dan.press(dan.case(), "/claim", "take")
    dan.press(dan.case(), "/note", typed={"words": " "})
    dan.press(dan.case(), "/note", typed={"words": "I have asked the host of the circle."})
    erin.case()
    erin.press(erin.case(), "/claim", "take")
    wander(dan.person.browser(by_passkey=True), "moderation", ["/moderation/closed"])
    for path in ("/moderation?turn=mine", "/moderation/closed?find=nobody"):
        dan.get(path)
    reasons = dan.get("/moderation/reasons")
    dan.press(reasons, "/moderation/reasons", typed={"use": "facts"})
    dan.press(reasons, "/moderation/reasons", typed={"use": "facts", "words_en": "A no was not accepted."})
    dan.get("/moderation/reasons")
    dan.get("/moderation/reasons/1")
    dan.press(dan.get("/moderation/reasons/1"), "/moderation/reasons/1", typed={"words_en": ""})


def _is_looked_back_at(dan: Moderator, path: str) -> None:
    """Dan opens the case again after it is closed, at first without a reason."""
    dan.get("/moderation/closed")
    dan.press(dan.get(path), "/look-back", typed={"why": ""})
    dan.press(dan.get(path), "/look-back", typed={"why": "It was reported once more."})
    dan.get(path)


def _wants_details(dan: Moderator) -> None:
    browser, path = dan.person.browser(by_passkey=True), dan.case().request.path
    papers = browser.get(path).text
    form = next(form for form in forms_in(papers) if form.action.endswith("/details"))
    for why in ("", "To answer a court."):
        browser.post(form.action, data=grouped(form.filled(why=why)))


def _is_held(story: Story, dan: Moderator) -> None:
    greta, liam = gather(story, "Greta Holm", "Liam Byrne")
    site: Settings = story.app.extensions["settings"]
    story.app.extensions["settings"] = replace(site, hold_first_asks=1)
    path = f"/ask/{liam.public_id}"
    preview = greta.fill(path, greta.get(path), "preview", {**LETTER, **LETTERS[1], "shares": ["email"]})
    greta.fill(path, preview, "send")
    dan.press(dan.get("/moderation"), "/read")


def _is_heard(alice: Somebody) -> None:
    look_around("moderation", alice)
    link = alice.newest("h").link("h")
    page = alice.opens(link)
    alice.fill("/h", page, "Send my side", {"words": "I did not know."}, action="/h/answer")
    alice.opens(link)
    alice.story.work()


def _appeals(alice: Somebody) -> None:
    link = alice.newest("h").link("h")
    page = alice.opens(link)
    alice.fill("/h", page, "Appeal", {"words": "It was about another matter."}, action="/h/appeal")
    alice.opens(link)
    alice.story.work()
