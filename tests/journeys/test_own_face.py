"""A community makes the site its own: name, logo, colour, pages; a newcomer agrees, a change is told once."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from intro_app.config import Settings
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.site_pages.models import PageConsent
from intro_app.site_settings import SitePage
from tests.support.identity_pages import ask, follow
from tests.support.joining import press
from tests.support.people import visitor
from tests.support.story import Somebody, Story
from tests.support.uploads import picture, uploads
from tests.support.written_pages import PRIVACY, TERMS, settings_typed, writes

pytestmark = [pytest.mark.changes_app, pytest.mark.both_databases]

JAKOB = "Alumni of St Jakob"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Everybody can join."""
    return replace(settings, joining=("open",))


def test_from_an_empty_face_to_their_own(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    letter_link = _asked(story, alice, carol)
    _organiser_makes_it_theirs(story)
    _visitor_sees_it(story)
    nora = _newcomer_agrees(story)
    assert "What has changed" in alice.get("/me").text, "she joined before there was any"
    story.wait(timedelta(days=1))
    dan = story.people.dan.browser(by_passkey=True)
    writes(dan, "terms", f"{TERMS}\n- really", "We say that it is free.")
    shown = nora.get("/people")
    assert "We say that it is free." in shown.text
    assert press(nora, shown, "/site/seen").location == "/people"
    assert "We say that it is free." not in nora.get("/people").text
    assert _shown_to(story, "Nora New")[2:] == [("terms", 2, "told")]
    answering = visitor(story.app).get(letter_link).text
    assert JAKOB in answering
    assert "What has changed" not in answering, "nobody has to see it to answer"
    carol.says_yes()


def _organiser_makes_it_theirs(story: Story) -> None:
    """They set name, colour and people, upload a logo, and write two pages."""
    dan = story.people.dan.becomes("caretaker").browser(by_passkey=True)
    story.wait(timedelta(minutes=1))
    typed = settings_typed(dan, site_name=JAKOB, accent_colour="#b91c1c", sample_people="Anton, Bea, Chloé")
    assert dan.post("/staff/settings", data=typed).status_code == 303
    assert uploads(dan, picture()).status_code == 303
    assert writes(dan, "privacy", PRIVACY).status_code == 303
    assert writes(dan, "terms", TERMS).status_code == 303


def _visitor_sees_it(story: Story) -> None:
    """All of it, in every language."""
    stranger = visitor(story.app)
    for language in ("en", "de", "es"):
        home = stranger.get(f"/?lang={language}").text
        assert JAKOB in home
        assert "Anton" in home
        assert re.search(r'href="/look/b91c1c-[0-9a-f]{6}\.css"', home)
        assert '<img class="logo" src="/logo/' in home
        assert "Mutual" not in home
    assert "the office" in stranger.get("/site/privacy").text


def _newcomer_agrees(story: Story) -> FlaskClient:
    """Nora joins, and what holds is recorded; her browser."""
    nora, address = visitor(story.app), "nora@example.org"
    ask(nora, address)
    story.work()
    link = next(one for one in story.guest("Nora New", address).newest().links() if "/l/" in one)
    path = link.removeprefix("https://meet.example.org")
    assert "By joining you agree to our terms." in nora.get(path).text
    assert follow(nora, path, name="Nora New").status_code == 303
    assert _shown_to(story, "Nora New") == [("terms", 1, "agreed"), ("privacy", 1, "shown")]
    return nora


def _asked(story: Story, alice: Somebody, carol: Somebody) -> str:
    """Alice has asked Carol; the path of the link in the letter."""
    alice.asks(to=carol)
    story.work()
    link = carol.newest("r").link("r")
    return link.removeprefix("https://meet.example.org")


def _shown_to(story: Story, name: str) -> list[tuple[str, int, str]]:
    rows = (
        select(SitePage.kind, SitePage.version, PageConsent.how)
        .join(SitePage, SitePage.id == PageConsent.page_id)
        .join(Member, Member.id == PageConsent.member_id)
        .where(Member.name == name)
        .order_by(PageConsent.id)
    )
    with story.app.app_context():
        return [(str(kind), version, str(how)) for kind, version, how in db.session.execute(rows)]
