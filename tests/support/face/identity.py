"""Coming in, joining, passkeys, mail, going out."""

from datetime import timedelta

from intro_app import clock
from intro_app.config.providers import OidcProvider
from intro_app.identity import service
from tests.support.authenticator import Authenticator
from tests.support.face.cast import LETTERS, browser_of, gather, look_around
from tests.support.identity_pages import ask, code_in, follow, send, type_code
from tests.support.openid_pages import settings_with
from tests.support.passkey_pages import add, answer, page_to_add, page_to_use
from tests.support.people import visitor
from tests.support.story import Somebody, Story
from tests.support.wanderer import wander

# Where people sign in elsewhere, as an operator calls these places.
PROVIDERS = {"alumni": "Alumni of St Jakob", "work": "Work account"}


def show(story: Story) -> None:
    """From the first visit to every page about oneself."""
    wander(visitor(story.app), "identity", ["/sign-in", "/sign-in/code", "/sign-in?done=signed-out"])
    alice, bob = gather(story, "Alice Marsh", "Bob Keller")
    _comes_in(story, alice)
    _joins(story)
    bob.asks(to=alice, **LETTERS[0])
    alice.says_yes()
    story.details_come_out()
    look_around("identity", alice)
    _changes_address(story, bob)
    _uses_passkeys(alice)
    _wants_no_mail(alice)
    look_around("identity", alice, bob)
    _with_providers(story, alice)


def _comes_in(story: Story, alice: Somebody) -> None:
    browser = visitor(story.app)
    ask(browser, "not an address")
    ask(browser, alice.address)
    type_code(browser, "AAAA-AAAA")
    story.work()
    link = _path(alice.newest("l").link("l"))
    browser.get(link)
    story.wait(timedelta(minutes=11))
    send(browser, link, "/l/again", token=link.rpartition("/")[2])
    browser = visitor(story.app)
    ask(browser, alice.address)
    story.work()
    follow(browser, _path(alice.newest("l").link("l")))
    wander(browser, "identity", ["/me/sessions", "/me/profile", "/me/door?done=saved"])
    send(browser, "/me/profile", name="", headline="A person of very many words " * 20)


def _joins(story: Story) -> None:
    mei, browser = story.guest("Mei Tanaka", "mei@example.org"), visitor(story.app)
    ask(browser, mei.address)
    story.work()
    link = _path(mei.newest("l").link("l"))
    follow(browser, link, name="")
    follow(browser, link, name=mei.name)
    wander(browser, "identity", ["/me/profile?done=joined"])


def _uses_passkeys(alice: Somebody) -> None:
    device, browser = Authenticator(), browser_of(alice)
    page_to_add(browser)
    add(browser, device)
    wander(browser, "identity", ["/me/passkeys", "/sign-in/again?next=/me/passkeys"])
    newcomer = visitor(alice.story.app)
    answer(newcomer, page_to_use(newcomer), "{}")


def _changes_address(story: Story, bob: Somebody) -> None:
    """Bob changes his address and undoes it; an operator moves him, and both addresses answer."""
    assert bob.person
    browser, new = browser_of(bob), "bob@new.example"
    send(browser, "/me/address", email="not an address")
    send(browser, "/me/address", email=new)
    send(browser, "/me/address/code", code="AAAA-AAAA")
    story.work()
    send(browser, "/me/address/code", code=code_in(story.mailbox.newest(new).text))
    story.work()
    _opens_and_presses(story, bob.newest("o").link("o"), {}, {"sure": "yes"})
    for decision, sure in (("yes", "yes"), ("no", "")):
        with story.app.app_context():
            service.ask_to_move(bob.person.member, new, "lost", clock.now())
        story.work()
        wander(browser_of(bob), "identity", ["/me/address"])
        _opens_and_presses(story, story.mailbox.newest(new).link("m"), {}, {"answer": decision})
        if sure:
            _opens_and_presses(story, bob.newest("o").link("o"), {}, {"sure": sure})
    wander(browser_of(bob), "identity", ["/me/address"])


def _with_providers(story: Story, alice: Somebody) -> None:
    """The pages with the buttons of two providers, and where nothing else lets people in."""
    kept, browser = story.app.extensions["settings"], browser_of(alice)
    providers = [
        OidcProvider(key=key, name=name, issuer=f"https://{key}.example.org", client_id="mutual")
        for key, name in PROVIDERS.items()
    ]
    for only in (False, True):
        settings_with(story.app, *providers, oidc_only=only)
        visitor(story.app).get("/sign-in")
        browser.get("/sign-in/again?next=/me/passkeys")
    story.app.extensions["settings"] = kept


def _opens_and_presses(story: Story, link: str, *answers: dict[str, str]) -> None:
    browser, path = visitor(story.app), _path(link)
    browser.get(path)
    for typed in answers:
        browser.post(path[:2], data={"token": path[3:], **typed})


def _wants_no_mail(alice: Somebody) -> None:
    for letter in alice.letters:
        for link in letter.links("x"):
            browser = visitor(alice.story.app)
            browser.post(_path(link))
            browser.post(_path(link), data={"scope": "kind:direct"})
            browser.post(_path(link), data={"List-Unsubscribe": "One-Click"})


def _path(link: str) -> str:
    return link.removeprefix("https://meet.example.org")
