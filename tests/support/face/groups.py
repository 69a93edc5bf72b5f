"""Groups: none yet, one that is made, asked for, joined, shown and left, as members and staff see it."""

from intro_app import clock
from intro_app.db import db
from intro_app.groups.models import MemberGroup
from tests.support.groups import in_it, joins
from tests.support.identity_pages import send
from tests.support.joining import press
from tests.support.story import Story
from tests.support.wanderer import wander


def show(story: Story) -> None:
    """Dan makes a group; Alice and Bob join and show it, Carol asks, Mallory types a code that is none."""
    people = story.people
    dan = people.dan.becomes("host").browser(by_passkey=True)
    alice, carol, mallory = (one.browser() for one in (people.alice, people.carol, people.mallory))
    wander(alice, "groups", ["/groups"])
    wander(dan, "groups", ["/staff/groups"])
    send(dan, "/staff/groups", "/staff/groups", name="")
    made = send(dan, "/staff/groups", "/staff/groups", name="Class of 2014", takes_requests="yes")
    path = made.headers["Location"].partition("?")[0]
    dan.get(path)
    send(dan, path, f"{path}/rename", name="")
    send(dan, path, f"{path}/rename", name="Class of 2015")
    send(dan, path, f"{path}/domains", domains="gmail.com")
    send(dan, path, f"{path}/domains", domains="example.org")
    alice.get("/groups")
    send(dan, path, f"{path}/domains", domains="")
    send(dan, path, f"{path}/code", days="0")
    send(dan, path, f"{path}/code", days="30")
    send(dan, path, f"{path}/add", email="nobody@example.org")
    joins(mallory, "0000-0000")
    press(carol, carol.get("/groups"), "/groups/ask")
    public_id = path.rpartition("/")[2]
    alice.get(f"/groups/{public_id}")
    with story.app.app_context():
        group = db.session.query(MemberGroup).one()
        for one in (people.alice, people.bob):
            in_it(one, group, clock.now())
    send(carol, "/me/door", direct_groups=[public_id], asks_per_30_days="4", connects_per_30_days="4")
    wander(carol, "groups", ["/me/door", "/me"])
    wander(dan, "groups", ["/staff/evening", "/staff/invitations", "/staff/requests"])
    for browser in (alice, carol):
        browser.get("/groups")
        browser.get(f"/groups/{public_id}")
    wander(dan, "groups", [path, "/staff/groups"])
    send(dan, path, f"{path}/close")
