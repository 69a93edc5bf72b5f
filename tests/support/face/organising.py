"""The pages of organisers: the list of members, an account with a note, a move and rights; a suspension."""

from datetime import timedelta

from flask.testing import FlaskClient

from intro_app import clock
from intro_app.db import atomic
from intro_app.organising.settings.policy import WideningPart
from intro_app.organising.settings.proposals import propose
from tests.support.face import own_fields
from tests.support.identity_pages import send
from tests.support.organising import WHY, account_of, does, opens
from tests.support.people import visitor
from tests.support.story import Story
from tests.support.suspending import WORDS
from tests.support.uploads import picture, uploads
from tests.support.wanderer import wander
from tests.support.written_pages import PAGES, sends, settings_typed, writes

ABOUT = "# Who we are\n\nWe sing since 1871.\n\n### Where\n\n> Elm Row 2\n\n1. Mondays\n2. [Fridays](https://example.org)"


def show(story: Story) -> None:
    """An admin finds a member, opens the account for a reason, and does what can be done there."""
    bob = story.people.bob
    dan = story.people.dan.becomes("admin").browser(by_passkey=True)
    wander(
        dan,
        "organising",
        [
            *("/me", "/staff", "/staff/figures", "/staff/health", "/staff/settings", "/staff/members"),
            *("/staff/logo", "/staff/pages", "/staff/pages/terms/de"),
            *("/staff/newcomer", "/staff/newcomer/see/me", "/staff/newcomer/see/people"),
        ],
    )
    send(dan, "/staff/newcomer/see/me/profile", "/staff/newcomer/see/me/profile")
    wrong = {"site_name": "", "join_domains": "nowhere", "accent_colour": "#ffcc00"}
    send(dan, "/staff/settings", "/staff/settings", **wrong)
    send(dan, "/staff/settings", "/staff/settings", joining="domains", join_domains="school.example")
    _opens(story, dan)
    _own_face(dan)
    story.wait(timedelta(minutes=1))  # one network may send 120 forms a minute
    own_fields.on_staff_pages(story.people.dan)
    dan.get("/staff/members?find=nobody&state=active&role=host&joined=2020-01&order=name")
    path = account_of(bob)
    send(dan, path, f"{path}/look", why="")
    opens(dan, bob)
    send(dan, path, f"{path}/note", words="")
    does(dan, bob, "note", words="He asked how to change his address.")
    send(dan, path, f"{path}/move", email="nobody", why="")
    send(dan, path, f"{path}/rights", right="host", why="")
    send(dan, path, f"{path}/vouch", why="")
    does(dan, bob, "vouch", why="He has led the choir for ten years.")
    does(dan, bob, "rights", right="host", why=WHY)
    does(dan, bob, "move", email="bob@new.example", why=WHY)
    dan.get(path)
    story.wait(timedelta(minutes=1))  # one network may send 120 forms a minute
    _suspends(story)


def _opens(story: Story, dan: FlaskClient) -> None:
    """What opens the site waits: of another person, and of one's own."""
    proposals = {
        WideningPart.GATE: (
            story.people.dan,
            {"joining": "invitation,domains", "join_domains": "example.org"},
        ),
        WideningPart.LIST: (story.people.bob, {"directory": "members"}),
    }
    with story.app.app_context(), atomic():
        for part, (proposer, texts) in proposals.items():
            propose(part, texts, proposer.member, clock.now())
    wander(dan, "organising", ["/staff", "/staff/settings", "/staff/settings?done=opening-waits"])
    send(dan, "/staff/settings", "/staff/settings/confirm", proposal="0")
    for _both in proposals:
        send(dan, "/staff/settings", "/staff/settings/withdraw")
    story.wait(timedelta(minutes=1))  # one network may send 120 forms a minute


def _own_face(dan: FlaskClient) -> None:
    """A caretaker gives the site a colour and a logo, and writes a page in two versions."""
    send(dan, "/staff/settings", "/staff/settings", **settings_typed(dan, accent_colour="#1d4ed8"))
    uploads(dan, b"nothing")
    uploads(dan, picture())
    dan.get("/staff/logo?done=logo-set")
    writes(dan, "about", "x" * 40_001, "x" * 301)
    writes(dan, "about", ABOUT, "We say who we are.", button="preview")
    stale = dan.get(f"{PAGES}/about/en")
    writes(dan, "about", "We sing.")
    sends(dan, stale, ABOUT)
    writes(dan, "about", ABOUT, "We say who we are.")
    writes(dan, "about", "")
    dan.get(f"{PAGES}/about/en?done=page-published")
    wander(dan, "organising", [PAGES, "/staff/settings"])


def _suspends(story: Story) -> None:
    """Mallory is suspended, appeals, is back, and is removed; Carol judges."""
    mallory = story.people.mallory
    dan = story.people.dan.browser(by_passkey=True)
    path = account_of(mallory)
    opens(dan, mallory)
    send(dan, path, f"{path}/suspend", length="7", ground="spam", words="")
    does(dan, mallory, "suspend", length="7", ground="spam", cause="reported", words=WORDS)
    browser = mallory.browser()
    wander(browser, "organising", ["/me/suspension"])
    send(browser, "/me/suspension", words="It was one letter to each of two people.")
    browser.get("/me/suspension")
    dan.get(path)
    send(dan, path, f"{path}/appeal", words="")
    erin = story.people.join("Erin Foley").becomes("host").browser(by_passkey=True)
    opens(erin, mallory)
    does(erin, mallory, "appeal", outcome="stands", words=WORDS)
    browser.get("/me/suspension")
    send(dan, path, f"{path}/lift", words="")
    does(dan, mallory, "lift", words=WORDS)
    does(dan, mallory, "suspend", length="removed", ground="spam", cause="noticed", words=WORDS)
    dan.get(path)
    story.work()
    link = next(one for one in story.member(mallory).newest().links() if "/w/" in one)
    token, stranger = link.rpartition("/")[2], visitor(story.app)
    stranger.get(f"/w/{token}")
    stranger.post("/w", data={"token": token, "words": ""})
    stranger.post("/w/leave", data={"token": token})
    story.wait(timedelta(minutes=11))
    dan.get(path)
    stranger.post("/w", data={"token": token, "words": "It was one letter to each of two people."})
    stranger.post("/w/leave", data={"token": token, "sure": "yes"})
