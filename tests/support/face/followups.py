"""After an introduction: how it went, thanks, people I was introduced to, and asking to be forgotten."""

from datetime import timedelta

from intro_app import clock
from tests.support.face.cast import LETTERS, browser_of, gather, look_around
from tests.support.forms import forms_in
from tests.support.identity_pages import send
from tests.support.journeys.followed_up import connect, pass_days, says, says_here
from tests.support.story import Somebody, Story


def show(story: Story) -> None:
    """Two introductions, answered by mail and here, well and badly."""
    alice, bob, carol = gather(story, "Alice Marsh", "Bob Keller", "Carol Duarte")
    public_id = connect(story, alice, carol, bob)
    look_around("followups", alice, carol)
    _finds_a_time(story, alice, carol, public_id)
    pass_days(story, 16)
    look_around("followups", alice, carol)
    carol.fill("/f", carol.opens(carol.newest("f").link("f")), "Report it", action="/f/report")
    says(carol, talked="yes", worth="yes", as_said="yes")
    says_here(alice, public_id, talked="yes", worth="no", as_said="no")
    _asks_to_forget(story, alice, carol, public_id)
    look_around("followups", alice, bob, carol)
    _thanks_for_not_now(alice, bob)


def _finds_a_time(story: Story, alice: Somebody, carol: Somebody, public_id: str) -> None:
    """Alice offers in vain, offers; Carol picks none, offers herself, withdraws; then one is picked."""
    page = f"/introduced/{public_id}/times"
    day = f"{(clock.now() + timedelta(days=4)).date()}"
    mine, theirs = browser_of(alice), browser_of(carol)
    send(mine, page, page, first_day="2020-01-01", first_clock="10:00", second_day=day, minutes="30")
    for chosen in ("none", f"{day}T"):
        send(mine, page, page, first_day=day, first_clock="10:00", minutes="30")
        look_around("followups", alice, carol)
        form = next(one for one in forms_in(theirs.get(page).text) if one.action == f"{page}/answer")
        first = next(one for one in form.options["chosen"] if one.startswith(chosen))
        theirs.post(form.action, data=dict(form.preset))
        theirs.post(form.action, data=dict(form.filled(chosen=first)))
        look_around("followups", alice, carol)
    send(theirs, page, page, first_day=day, first_clock="11:00", minutes="30")
    send(theirs, page, f"{page}/withdraw")


def _asks_to_forget(story: Story, alice: Somebody, carol: Somebody, public_id: str) -> None:
    path = f"/introduced/{public_id}"
    alice.fill(path, alice.get(path), "Ask them", action="/please-delete")
    alice.fill(path, alice.get(path), "Ask them", {"sure": "yes"}, action="/please-delete")
    story.work()
    link = carol.newest("d").link("d")
    page = carol.opens(link)
    look_around("followups", alice, carol)
    carol.fill("/d", page, "I’ve deleted them", {"sure": "yes"}, action="/d")
    carol.opens(link)


def _thanks_for_not_now(alice: Somebody, bob: Somebody) -> None:
    path = f"/introductions/{alice.asks(to=bob, **LETTERS[0])}/thanks"
    bob.answers("not_now", sentence="own", words="Ask me after the harvest.")
    alice.fill(path, alice.get(path), "Say thank you", action=path)
