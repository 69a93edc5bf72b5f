"""Coming in: by an invitation from a mailbox, by a link, too late, and not at all."""

import re
from dataclasses import replace
from datetime import timedelta

from intro_app import clock
from intro_app.joining.lists.service import send_lists
from tests.support.face.cast import browser_of, gather, look_around
from tests.support.face.providers import show_providers
from tests.support.identity_pages import ask, send
from tests.support.joining import press
from tests.support.people import visitor
from tests.support.story import Somebody, Story
from tests.support.wanderer import wander


def show(story: Story) -> None:
    """A member invites; people come, say no, come too late; a stranger reads how one comes in."""
    story.app.extensions["settings"] = replace(story.app.extensions["settings"], joining=("invitation",))
    wander(visitor(story.app), "joining", ["/", "/sign-in"])
    (bob,) = gather(story, "Bob Keller")
    _invites(story, bob)
    _are_invited(story, bob)
    _by_link(story, bob)
    _a_stranger(story)
    look_around("joining", bob)
    show_providers(story, bob)
    _asks(story)
    _an_evening(story)
    _a_list(story)


def _invites(story: Story, bob: Somebody) -> None:
    assert bob.person
    story.people.vouch_for(bob.person)
    browser = browser_of(bob)
    wander(browser, "joining", ["/me/invitations"])
    page = "/me/invitations"
    send(browser, page, email="nobody", name="", line="A person of very many words " * 20)
    for name in ("Mei Tanaka", "Noa Levi", "Ivo Brandt"):
        address = f"{name.split()[0].lower()}@example.org"
        send(browser, page, email=address, name=name, line="You asked who could look at your bellows.")
    send(browser, page, f"{page}/links", places="12", days="0")
    send(browser, page, f"{page}/links", places="1", days="7", label="the choir")
    send(browser, page, f"{page}/links", places="9", days="7")
    send(browser, "/me/acquaintances", f"{page}/for", email="mei@example.org")
    story.work()
    look_around("joining", bob)


def _are_invited(story: Story, bob: Somebody) -> None:
    mei, noa, ivo = (
        story.guest(name, f"{name.split()[0].lower()}@example.org")
        for name in ("Mei Tanaka", "Noa Levi", "Ivo Brandt")
    )
    for one in (mei, noa, ivo):
        browser = visitor(story.app)
        path = _path(one.newest("i").link("i"))
        page = browser.get(path)
        if one is mei:
            press(browser, page, "/i", name="")
            press(browser, page, "/i", name=mei.name)
        elif one is noa:
            press(browser, page, "/i/no", never="yes")
        else:
            story.wait(timedelta(days=31))
        page = browser.get(path)
        if one is ivo:
            press(browser, page, "/i/again", name="")
            press(browser, page, "/i/again", name=ivo.name)
    story.work()
    look_around("joining", bob)


def _by_link(story: Story, bob: Somebody) -> None:
    browser = browser_of(bob)
    send(browser, "/me/invitations", "/me/invitations/links", places="1", days="7", label="the choir")
    page = browser.get("/me/invitations").text
    path = "/j/" + page.partition("meet.example.org/j/")[2][:9]
    newcomer = visitor(story.app)
    shown = newcomer.get(path)
    press(newcomer, shown, "/j", email="")
    press(newcomer, shown, "/j", email="lea@example.org")
    press(browser, browser.get("/me/invitations"), "/me/invitations/withdraw")
    visitor(story.app).get(path)
    visitor(story.app).get("/j/0000-0000")
    story.work()


def _a_stranger(story: Story) -> None:
    browser, stranger = visitor(story.app), story.guest("Una Stranger", "una@example.org")
    ask(browser, stranger.address)
    story.work()
    browser.get(_path(stranger.newest("l").link("l")), follow_redirects=True)


def _asks(story: Story) -> None:
    """Two ask to join; an admin lets one in and not the other; a third is read by nobody."""
    story.app.extensions["settings"] = replace(story.app.extensions["settings"], joining=("request",))
    story.people.dan.becomes("admin")
    dan = story.people.dan.browser(by_passkey=True)
    wander(dan, "joining", ["/me", "/staff/requests"])
    people = [
        story.guest(name, f"{name.split()[0].lower()}@example.org") for name in ("Pia Roth", "Tom Lund")
    ]
    for one in people:
        _sends_request(story, one)
    send(dan, "/staff/requests", verdict="let_in")
    send(dan, "/staff/requests", requests="1", verdict="let_in")
    no = {"sentence": "We take new people in spring.", "remark": "Asked for something else."}
    send(dan, "/staff/requests", requests="2", verdict="not_now", **no)
    story.work()
    for one in people:
        browser = visitor(story.app)
        page = browser.get(_path(one.newest("q").link("q")))
        if one is people[0]:
            press(browser, page, "/q")
            visitor(story.app).get(_path(one.newest("q").link("q")))
    story.wait(timedelta(days=91))
    _sends_request(story, people[1])
    wander(story.people.dan.browser(by_passkey=True), "joining", ["/staff/requests"])
    story.wait(timedelta(days=15))
    browser = visitor(story.app)
    page = browser.get(_path(people[1].newest("q").link("q")))
    press(browser, page, "/q/delete")


def _an_evening(story: Story) -> None:
    """An admin opens a pass; somebody comes by it; it is closed."""
    dan = story.people.dan.browser(by_passkey=True)
    wander(dan, "joining", ["/staff/evening"])
    send(dan, "/staff/evening", label="", places="501", clock="")
    send(dan, "/staff/evening", label="Summer evening", places="1", clock="22:30")
    send(dan, "/staff/evening", label="Autumn evening", places="9", clock="23:30")
    page = dan.get("/staff/evening").text
    for code in re.findall(r"meet\.example\.org/j/(\S{9})", page):
        newcomer = visitor(story.app)
        press(newcomer, newcomer.get(f"/j/{code}"), "/j", email="ulla@example.org")
    for number in re.findall(r'name="pass" value="(\d+)"', dan.get("/staff/evening").text)[:1]:
        send(dan, "/staff/evening", "/staff/evening/close", **{"pass": number})
    dan.get("/staff/evening")


def _a_list(story: Story) -> None:
    """An admin previews a list, sends, pauses and withdraws it, searches it, and opens a link for many."""
    dan = story.people.dan.browser(by_passkey=True)
    wander(dan, "joining", ["/staff/invitations"])
    page = "/staff/invitations"
    send(dan, page, pasted="")
    rows = (
        "Mei Tanaka,rea@example.org\nNoa Levi\nrea@example.org\nIvo Brandt,info@example.org\nbob@example.org"
    )
    preview = send(dan, page, pasted=rows).headers["Location"]
    send(dan, preview, source="", line="Write to me at dan@example.org " * 20)
    dan.get(f"{preview}?kind=malformed")
    send(dan, preview, source="You gave us your address in 2014.", locale="en", expected="y")
    for change in ("pause", "resume"):
        send(dan, preview, f"{preview}/change", change=change)
    story.wait(timedelta(minutes=1))
    with story.app.app_context():
        send_lists(clock.now())
    story.work()
    browser = visitor(story.app)
    browser.get(_path(story.guest("Rea Moss", "rea@example.org").newest("i").link("i")))
    dan = story.people.dan.browser(by_passkey=True)
    dan.get(f"{preview}/report.csv")
    wander(dan, "joining", [preview, f"{page}/open?find=tanaka", f"{page}/open?find=nobody"])
    send(dan, preview, f"{preview}/change", change="withdraw")
    send(dan, preview, f"{preview}/change", change="withdraw", sure="yes")
    send(dan, page, f"{page}/links", label="", places="501", days="99")
    send(dan, page, f"{page}/links", label="The newsletter of May", places="300", days="7")
    for link in re.findall(r'name="link" value="(\d+)"', dan.get(page).text):
        send(dan, page, f"{page}/links/close", link=link)
    dan.get(page)


def _sends_request(story: Story, one: Somebody) -> None:
    browser = visitor(story.app)
    ask(browser, one.address)
    story.work()
    page = browser.get(_path(one.newest("l").link("l")), follow_redirects=True)
    press(browser, page, "/n", name=one.name, first="")
    sent = press(browser, page, "/n", name=one.name, first="Bellows, and the people who mend them.")
    browser.get(sent.headers["Location"].removeprefix("https://meet.example.org"))
    story.work()


def _path(link: str) -> str:
    return link.removeprefix("https://meet.example.org")
