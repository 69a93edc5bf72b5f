"""Every kind of question that somebody is asked, each behind the link in its reader's mail."""

import re
from datetime import timedelta

from intro_app.db import atomic, db
from intro_app.identity.models import Member
from tests.support.face.cast import LETTERS, gather
from tests.support.story import Somebody, Story

NAMES = (
    *("Alice Marsh", "Bob Keller", "Carol Duarte", "Dan Okafor"),
    *("Erin Walsh", "Greta Holm", "Hana Novak", "Liam Byrne"),
)


def every_question(story: Story, language: str = "en") -> dict[str, str]:
    """Let everybody ask somebody; return the path of the page behind each link, by the kind of question."""
    alice, bob, carol, dan, erin, greta, hana, liam = gather(story, *NAMES)
    story.wait(timedelta(days=31), timedelta(days=31))
    alice.asks(to=carol, **LETTERS[0])
    found = {"direct": _link(carol)}
    dan.asks(to=greta, through=bob, **LETTERS[1])
    bob.lends_good_word()
    found["recipient through a connector"] = _link(greta)
    erin.asks(through=bob, **LETTERS[2])
    bob.lends_good_word(whom=carol.public_id)
    found["blind"] = _link(carol)
    bob.offers(erin, dan)
    found["offered"] = _link(erin)
    carol.asks(to=dan, through=liam, **LETTERS[3])
    found["connector"] = _link(liam)
    dan.asks(through=liam, **LETTERS[5])
    found["connector of a blind ask"] = _link(liam)
    found |= _to_guests(story, (greta, alice), hana, language)
    for somebody in (carol, erin, greta, liam):
        reads(somebody, language)
    return found


def _to_guests(
    story: Story, asking: tuple[Somebody, Somebody], hana: Somebody, language: str
) -> dict[str, str]:
    gwen = story.guest("Gwen Pryce", "gwen@guests.example.net")
    asking[0].asks(through=hana, **LETTERS[3])
    written = {"guest_name": gwen.name, "guest_email": gwen.address, "guest_welcomes": "y"}
    hana.lends_good_word(whom="write", guest_language=language, **written)
    asking[1].asks(through=hana, **LETTERS[4])
    thanks = hana.lends_good_word(whom="carry", guest_label="H. from the mill")
    carried = re.findall(r'class="link-written">([^<]+)<', thanks.text)[0]
    return {"guest": _link(gwen), "guest with a link that was passed on": path_of(carried)}


def reads(somebody: Somebody, language: str) -> None:
    """Let them read the site in this language from now on; the story was told in English."""
    assert somebody.person, "guests have a language of their own"
    with somebody.story.app.app_context(), atomic():
        db.session.get_one(Member, somebody.person.id).locale = language


def _link(somebody: Somebody) -> str:
    return path_of(somebody.newest("r").link("r"))


def path_of(link: str) -> str:
    """Return the path of a link in a mail."""
    return "/" + "/".join(link.rsplit("/", 2)[1:])
