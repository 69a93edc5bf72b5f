"""Circles, threads, gatherings, the board: empty, full, refused, from inside and from outside."""

from datetime import timedelta

from flask.testing import FlaskClient

from intro_app import clock
from tests.support.community import Village, work
from tests.support.face.cast import browser_of, gather, look_around
from tests.support.forms import forms_in
from tests.support.gathering_pictures import plans, taken
from tests.support.identity_pages import send
from tests.support.people import visitor
from tests.support.post_pictures import posted, sends
from tests.support.story import Somebody, Story
from tests.support.uploads import picture
from tests.support.wanderer import wander


def show(story: Story) -> None:
    """A newcomer, a host, a guest, and a moderator who reads what was reported."""
    hana = story.member(story.people.join("Hana Novak"))
    look_around("community", hana)
    alice, bob, carol = gather(story, "Alice Marsh", "Bob Keller", "Carol Duarte")
    circle = _village(story, alice, bob, carol)
    look_around("community", hana, alice, bob, carol)
    wander(visitor(story.app), "community", ["/community", f"/circles/{circle}"])
    send(browser_of(hana), f"/circles/{circle}", f"/circles/{circle}/ask", words="Let me in. " * 60)
    _words_are_changed(alice, circle)
    _mail_is_chosen(alice, circle)
    story.wait(timedelta(minutes=2))  # nobody presses so many buttons in one minute
    _a_guest_is_invited(story, alice, carol)
    alice.fill("/me/digest", alice.get("/me/digest"), "", action="/me/digest/feed")
    story.wait(timedelta(minutes=2))
    _circle_is_tended(alice, bob, circle)
    story.wait(timedelta(minutes=2))
    _it_repeats(story, alice, bob, circle)
    story.wait(timedelta(minutes=2))
    _a_visitor_comes(story, alice, bob, circle)
    wander(story.people.dan.becomes("moderator").browser(by_passkey=True), "community", ["/moderation/posts"])


def _village(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> str:
    village = Village(story.app, story.people, story.people.at)
    people = [one.person for one in (alice, bob, carol) if one.person]
    village.pays(*people)
    circle = village.circle(*people[:2], public=True)
    village.circle(people[2], name="Closed to others")
    thread = village.thread(circle, people[0])
    village.replies(thread, people[1], "Older than they look. [A page](https://example.net/pipes)")
    village.gathering(circle, people[0], picture=taken(village, people[0]))
    return circle


def _words_are_changed(alice: Somebody, circle: str) -> None:
    thread = alice.follow(alice.get(f"/circles/{circle}"), r"/circles/[^\"]+/threads/(?!new)[^\"]+")
    edit = alice.follow(thread, r"/circles/[^\"]+/edit").request.path
    send(browser_of(alice), edit, words="How old are yours, if I may ask?")
    _pictures_are_added(alice, thread.request.path, edit)
    wander(browser_of(alice), "community", [f"/circles/{circle}", thread.request.path])


def _pictures_are_added(alice: Somebody, thread: str, edit: str) -> None:
    """A picture is still to be described; a file is none; a post and its earlier wording have pictures."""
    browser, file = browser_of(alice), ("pipe.png", picture())
    sends(browser, thread, files=[file], words="Mine are as old as the church.")
    sends(browser, thread, button="Preview", files=[file, ("Bell tower.png", b"x")], words="Mine are old.")
    posted(browser, thread, picture(), alt="A pipe of tin")
    sends(browser, edit, button="Preview", files=[file], words="How old are yours?")
    posted(browser, edit, picture(), button="Save")


def _mail_is_chosen(alice: Somebody, circle: str) -> None:
    """Each choice has its line on the page of a thread."""
    page, browser = f"/circles/{circle}/mail", browser_of(alice)
    thread = alice.follow(
        alice.get(f"/circles/{circle}"), r"/circles/[^\"]+/threads/(?!new)[^\"]+"
    ).request.path
    for mail in ({}, {"mail": "daily"}, {"mail": "digest"}, {"mail": "none"}):
        send(browser, page, page, **mail)
        wander(browser, "community", [thread, page])
    for follow in ("no", "yes"):
        send(browser, thread, f"{thread}/follow", follow=follow)
        wander(browser, "community", [thread])


def _circle_is_tended(alice: Somebody, bob: Somebody, circle: str) -> None:
    """Pinned, locked, moved in vain, with a co-host who stops, searched, archived and opened again."""
    browser, home = browser_of(alice), f"/circles/{circle}"
    found = alice.follow(alice.get(home), r"/circles/[^\"]+/threads/(?!new)[^\"#]+").request.path
    send(browser, f"{home}/people", f"{home}/people/{bob.public_id}/co-host", co_host="yes")
    wander(browser_of(bob), "community", [home, f"{home}/people"])
    send(browser_of(bob), home, f"{home}/step-down")
    for act in ("pin", "lock"):
        send(browser, f"{found}/tend", act=act)
        wander(browser, "community", [home, found, f"{found}/tend"])
    send(browser, f"{found}/tend", f"{found}/move", to=circle)
    send(browser, f"{found}/tend", act="unlock")
    searches = ["find=old", "find=zimbelstern", f"find=old&circle={circle}"]
    wander(browser, "community", [f"/community/search?{one}" for one in searches])
    for archive in ("yes", "no"):
        send(browser, home, f"{home}/archive", archive=archive)
        wander(browser, "community", [home, found])


def _it_repeats(story: Story, alice: Somebody, bob: Somebody, circle: str) -> None:
    """Planned without an end, then every week; one date and those after it changed, others cancelled."""
    browser, new = browser_of(alice), f"/circles/{circle}/gatherings/new"
    send(browser, new, new, title="Pipes", day="2031-01-01", rhythm="weekly")
    village = Village(story.app, story.people, clock.now())
    host = alice.person
    assert host
    dates = [f"/gatherings/{one}" for one in village.series(circle, host, times=6)]
    wander(browser, "community", [dates[0], f"{dates[1]}/edit"])
    send(browser_of(bob), dates[0], f"{dates[0]}/answer", answer="yes-to-all")
    _pictures_are_chosen(browser, new, f"{dates[1]}/edit")
    send(browser, f"{dates[1]}/edit", f"{dates[1]}/edit", title="Old pipes")
    send(browser, f"{dates[1]}/edit", f"{dates[1]}/edit", title="Old pipes", reach="following", place="Yard")
    send(browser, dates[4], f"{dates[4]}/cancel", sure="yes", reach="following")
    wander(browser_of(bob), "community", [dates[0], dates[1], dates[4]])


def _pictures_are_chosen(browser: FlaskClient, new: str, edit: str) -> None:
    """A picture is still to be described; a file is none; one date has a picture, and could get another."""
    file = ("pipe.png", picture())
    plans(browser, new, [file], title="Pipes")
    plans(browser, new, [("Bell tower.png", b"x")], title="Pipes", alt="A tower")
    plans(browser, new, (), title="Pipes", alt="A tower")
    plans(browser, edit, [file], alt="A pipe of tin", reach="one")
    wander(browser, "community", [edit])
    plans(browser, edit, [("Bell tower.png", b"x")], reach="one")


def _a_visitor_comes(story: Story, alice: Somebody, bob: Somebody, circle: str) -> None:
    """Asks in vain, asks, is wrong, signs up, corrects the name and withdraws; the host takes the list."""
    assert alice.person
    village = Village(story.app, story.people, clock.now())
    shown = taken(village, alice.person)
    made = village.gathering(circle, alice.person, takes_visitors=True, picture=shown)
    page, olga, host = f"/visit/{made}", visitor(story.app), browser_of(alice)
    send(olga, page, page, name="")
    send(olga, page, page, name="Olga Petrenko", email="olga@example.net")
    story.mailbox.deliver(clock.now())
    own = story.mailbox.newest("olga@example.net").link("v").removeprefix("https://meet.example.org")
    for name in ("", "Olga Petrenko", "Olha Petrenko"):
        form = next(one for one in forms_in(olga.get(own).text) if one.action == "/v")
        olga.post("/v", data=dict(form.preset) | {"name": name})
    wander(host, "community", [f"/gatherings/{made}"])
    send(browser_of(bob), f"/gatherings/{made}", f"/gatherings/{made}/answer", answer="yes")
    send(browser_of(bob), f"/gatherings/{made}", f"/gatherings/{made}/agree", agrees="yes")
    send(host, f"/gatherings/{made}", f"/gatherings/{made}/list.csv")
    form = next(one for one in forms_in(olga.get(own).text) if one.action == "/v/withdraw")
    olga.post("/v/withdraw", data=dict(form.preset))


def _a_guest_is_invited(story: Story, alice: Somebody, carol: Somebody) -> None:
    path = alice.follow(alice.get("/community"), r"/gatherings/[\w-]+").request.path
    send(browser_of(alice), path, f"{path}/invite", who=carol.public_id)
    work(story.app, story.mailbox, clock.now() + timedelta(hours=6))
    rsvp = carol.opens(carol.newest("g").link("g"))
    for form in forms_in(rsvp.text):
        for name, value, _label in form.buttons:
            visitor(story.app).post("/g", data=dict(form.preset) | {name: value})
    look_around("community", carol)
