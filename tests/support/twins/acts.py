"""What everybody else does meanwhile, with nothing but the pages they see and the mail they got."""

import re
from itertools import islice
from urllib.parse import urlencode

from tests.support.forms import forms_in
from tests.support.twins import letters
from tests.support.twins.crawl import crawl, look
from tests.support.twins.reader import TwinReader
from tests.support.twins.world import TwinWorld

_WITHDRAW = re.compile(r"/introductions/[^/]+/withdraw")


def asks(world: TwinWorld, who: str, whom: str, through: str, number: int) -> None:
    """Ask somebody directly, by name through a connector, or for someone whom the connector knows."""
    path = f"/through/{world[through].id}" if through else ""
    if whom:
        path += f"/to/{world[whom].id}" if through else f"/{world[whom].id}"
    letters.asks(world[who], f"/ask{path or '/' + world['carol'].id}", number)


def offers(world: TwinWorld, who: str, first: str, second: str, number: int) -> None:
    """Offer two people to each other; the second may be a guest."""
    whom = world[second].id if second in world.readers and second != "guest" else "carry"
    letters.offers(world[who], world[first].id, whom, number)


def withdraws(world: TwinWorld, who: str, which: int) -> None:
    """Withdraw one of one's own."""
    page = world[who].get("/introductions")
    actions = [form.action for form in forms_in(page.text) if _WITHDRAW.fullmatch(form.action)]
    if actions:
        world[who].press("/introductions", page, action=actions[which % len(actions)])


def withdraws_this(world: TwinWorld, who: str) -> None:
    """Withdraw the introduction that the story is about, from its page."""
    path = f"/introductions/{world.introduction}"
    world[who].press(path, world[who].get(path), action="/withdraw")


def passes_on(world: TwinWorld, who: str) -> None:
    """Ask for the text and the link that is carried to a guest once more; somebody else opens it."""
    path = f"/introductions/{world.introduction}"
    shown = world[who].press(path, world[who].get(path), action="/pass-on")
    found = re.search(r'class="link-written">https://[^/]+([^<]+)<', shown.text) if shown else None
    if found:
        world["passer-by"].get(found[1])


def answers_what_was_carried(world: TwinWorld, who: str) -> None:
    """Whoever carries a link looks at it in a browser of their own, and presses no."""
    if link := world[who].link("r"):
        letters.answers(world["passer-by"], link, "no")


def knows(world: TwinWorld, who: str, whom: str) -> None:
    """Say that one knows somebody, by their page and by their address."""
    reader, path = world[who], f"/people/{world[whom].id}"
    reader.press(path, reader.get(path), action="/know")
    reader.press(
        "/me/acquaintances",
        reader.get("/me/acquaintances"),
        "",
        {"email": world[whom].address},
        action="/me/acquaintances",
    )


def knows_no_more(world: TwinWorld, who: str, which: int) -> None:
    """End an acquaintance."""
    reader = world[who]
    reader.press("/me/acquaintances", reader.get("/me/acquaintances"), action="/end")


def blocks(world: TwinWorld, who: str, whom: str) -> None:
    """Have nothing to do with somebody any more."""
    path = f"/people/{world[whom].id}"
    world[who].press(path, world[who].get(path), action="/block")


def searches(world: TwinWorld, who: str, words: str, narrowed: str = "") -> None:
    """Look for people in the list, and where people are chosen."""
    for path in ("/people", "/me/acquaintances", "/offer"):
        world[who].get(f"{path}?{urlencode({'find': words})}{narrowed}")
    world[who].get("/people")


def reads_suggestions(world: TwinWorld, who: str, *, dismisses: bool = False) -> None:
    """Look whom one could bring together, and dismiss the first pair."""
    reader = world[who]
    page = reader.get("/suggestions")
    if dismisses:
        reader.press("/suggestions", page, action="/suggestions/dismiss")


def opens_mail(world: TwinWorld, who: str) -> None:
    """Open the newest links of one's own mail, a HEAD and a GET for each."""
    links = [link for letter in reversed(world[who].letters) for link in letter.links()]
    for link in islice(dict.fromkeys(links), 12):
        world[who].get(link.removeprefix("https://meet.example.org"))


def answers(world: TwinWorld, who: str, decision: str) -> None:
    """Answer the newest question that one was asked."""
    reader: TwinReader = world[who]
    if link := reader.link("r"):
        typed = {"shares": ["email"]} if decision == "yes" else {}
        letters.answers(reader, link, decision, **typed)


def writes_profile(world: TwinWorld, who: str, words: str) -> None:
    """Say something else of oneself, in both worlds."""
    reader = world[who]
    reader.press("/me/profile", reader.get("/me/profile"), "", {"headline": words}, action="/me/profile")


def looks(world: TwinWorld, who: str) -> None:
    """Open the pages that speak of the introduction and the people in it."""
    look(world, who)


def opens_every_page(world: TwinWorld, who: str) -> None:
    """Follow every link on the site, and a fixed list of addresses."""
    crawl(world, who)
