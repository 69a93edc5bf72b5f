"""Signing in with a provider: on to it and back, joining, connecting, disconnecting, and when it is away."""

import re
from dataclasses import replace

from flask.testing import FlaskClient

from intro_app import clock
from intro_app.config.providers import OidcProvider
from intro_app.joining.invitations.codes import code_of
from intro_app.joining.invitations.service import make_link
from intro_app.joining.openid.discovery import CACHE
from tests.support.face.cast import browser_of
from tests.support.identity_pages import send
from tests.support.joining import invite, letter_with, path_in
from tests.support.made_up_provider import MadeUpProvider, made_up_provider
from tests.support.openid_pages import begin, forced, settings_with
from tests.support.openid_provider import CLAIM, way_on
from tests.support.people import visitor
from tests.support.story import Somebody, Story
from tests.support.wanderer import wander

STEP = "/sign-in/connect"


def show_providers(story: Story, bob: Somebody) -> None:
    """A newcomer, a member, somebody without a proved address, and a provider that hangs up."""
    with made_up_provider(clock.now()) as provider:
        settings_with(story.app, provider.as_configured(), joining=("open",))
        _joins(story, provider)
        _asks_first(story, provider)
        _has_an_account(story, provider, bob)
        _connects(story, provider, bob)
        _only_by_it(story, provider, bob)
        settings_with(story.app, provider.as_configured(groups_claim=CLAIM), joining=("open",))
        _leads_groups(story)
    _is_away(story, provider)
    settings_with(story.app)


def _leads_groups(story: Story) -> None:
    """A host says where groups at the provider lead, and takes one back."""
    page, dan = "/staff/providers", story.people.dan.becomes("host").browser(by_passkey=True)
    dan.get(page)
    made = send(dan, "/staff/groups", "/staff/groups", name="Board")
    public_id = made.headers["Location"].partition("?")[0].rpartition("/")[2]
    send(dan, page, page, provider="alumni", word="", group="")
    for word in ("Board members", "Council"):
        send(dan, page, page, provider="alumni", word=word, group=public_id)
    dan.get(f"{page}?done=provider-groups-changed")
    send(dan, page, f"{page}/remove", provider="alumni", word="Board members", group=public_id)
    named = settings_of(story)
    settings_with(story.app, replace(named, groups=(("Board members", "Board"),)), joining=("open",))
    forced(dan, dan.get("/me"), page, provider="alumni", word="x", group=public_id)
    settings_with(story.app, joining=("open",))
    dan.get(page)
    settings_with(story.app, named, joining=("open",))


def settings_of(story: Story) -> OidcProvider:
    """The one provider that the site has."""
    found: OidcProvider = story.app.extensions["settings"].oidc_providers[0]
    return found


def _joins(story: Story, provider: MadeUpProvider) -> None:
    lea = visitor(story.app)
    lea.get(STEP)
    _comes_back(lea, provider, sub="lea", email="lea.s@example.org", name="Lea Sorel")
    page = lea.get(STEP)
    forced(lea, page, f"{STEP}/join", name="")
    forced(lea, page, f"{STEP}/join", name="Lea Sorel")
    wander(lea, "joining", ["/me/providers"])
    _comes_back(visitor(story.app), provider, sub="lea")
    _by_link(story)
    provider.says["end_session_endpoint"] = f"{provider.issuer}/end"
    story.app.extensions.pop(CACHE, None)
    visitor(story.app).get("/sign-out/elsewhere")
    begin(visitor(story.app))
    visitor(story.app).get("/sign-in/with/alumni/back?state=unknown&code=x")


def _by_link(story: Story) -> None:
    """Somebody opens a link to join, and goes on to the provider from there."""
    with story.app.app_context():
        inviter = story.people.join("Pola Moor").member
        made = make_link(inviter, places=1, days=7, label="", at=clock.now())
        code = code_of(made.id)
    browser = visitor(story.app)
    page = browser.get(f"/j/{code}")
    forced(browser, page, "/j/with", token=code, provider="alumni")
    forced(browser, page, "/j/with", token="0000-0000", provider="alumni")


def _asks_first(story: Story, provider: MadeUpProvider) -> None:
    settings_with(story.app, provider.as_configured(), joining=("request",))
    for path in ("ask", "forget"):
        nia = visitor(story.app)
        _comes_back(nia, provider, sub="nia", email="nia@example.org")
        forced(nia, nia.get(STEP), f"{STEP}/{path}")


def _has_an_account(story: Story, provider: MadeUpProvider, bob: Somebody) -> None:
    for verified in (True, False):
        browser = visitor(story.app)
        _comes_back(browser, provider, sub="bob", email=bob.address, email_verified=verified)
        page = browser.get(STEP)
        forced(browser, page, f"{STEP}/mail", email="" if verified else "not an address")
        if not verified:
            settings_with(story.app, provider.as_configured(), oidc_only=True)
            browser.get(STEP)


def _connects(story: Story, provider: MadeUpProvider, bob: Somebody) -> None:
    settings_with(story.app, provider.as_configured())
    browser = browser_of(bob)
    _comes_back(browser, provider, sub="bob", email=bob.address)
    page = browser.get(STEP)
    forced(browser, page, STEP)
    wander(browser, "joining", ["/me/providers?done=provider-connected"])
    for identity in re.findall(r'name="identity" value="(\d+)"', browser.get("/me/providers").text):
        send(browser, "/me/providers", "/me/providers/disconnect", identity=identity)
    send(browser, "/me/providers", "/me/providers/connect", provider="alumni")
    browser.get("/me/providers?done=provider-disconnected")
    taken = browser_of(bob)
    _comes_back(taken, provider, sub="lea")


def _only_by_it(story: Story, provider: MadeUpProvider, bob: Somebody) -> None:
    browser = browser_of(bob)
    settings_with(story.app, provider.as_configured(), oidc_only=True)
    visitor(story.app).get("/sign-in")
    browser.get("/me/providers")
    assert bob.person
    invite(bob.person, "far@example.org", clock.now(), name="Far Away")
    visitor(story.app).get(path_in(letter_with(story.app, "i"), "i"))
    page = browser.get("/sign-in/again?next=/me/passkeys")
    forced(browser, page, "/me/providers/again", provider="alumni", next="/me/passkeys")


def _is_away(story: Story, provider: MadeUpProvider) -> None:
    away = replace(provider.as_configured(), issuer=f"{provider.issuer}/away")
    for only in (True, False):
        settings_with(story.app, away, oidc_only=only)
        begin(visitor(story.app))


def _comes_back(browser: FlaskClient, provider: MadeUpProvider, **claims: object) -> None:
    sent = way_on(begin_anywhere(browser))
    state, nonce = (re.search(rf"[?&]{name}=([\w-]+)", sent) for name in ("state", "nonce"))
    assert state
    assert nonce
    provider.signs(provider.claims(nonce[1], **claims))
    browser.get(f"/sign-in/with/alumni/back?code=x&state={state[1]}")


def begin_anywhere(browser: FlaskClient) -> str:
    """Begin on the sign-in page, or on one's own page where one is signed in."""
    page = browser.get("/sign-in")
    if page.status_code == 200:
        return begin(browser).text
    return forced(browser, browser.get("/me"), "/sign-in/with/alumni").text
