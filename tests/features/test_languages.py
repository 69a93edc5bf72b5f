"""Everybody reads the site, and its mail, in their own language."""

import pytest
from flask.testing import FlaskClient

from intro_app.db import atomic
from intro_app.identity.models import Member
from intro_app.wording import LANGUAGES
from tests.support.browsing import grouped
from tests.support.forms import form_with
from tests.support.identity_pages import ask, follow, letters, link_in
from tests.support.people import MemberHandle, People, visitor

pytestmark = pytest.mark.one_database

GERMAN = {"Accept-Language": "de-AT, en;q=0.8"}


def reads(person: MemberHandle, language: str) -> None:
    """A member has chosen this language."""
    with person.app.app_context(), atomic():
        member: Member = person.member
        member.locale = language


def test_a_page_is_in_the_language_that_the_browser_asks_for(client: FlaskClient) -> None:
    page = client.get("/promise", headers=GERMAN).text
    assert '<html lang="de" dir="ltr">' in page
    assert "Unser Versprechen" in page


@pytest.mark.parametrize("wish", ["", "fr, pl;q=0.5", "fr, de;q=0", "*", "tlh-Latn-x-klingon;q=oops"])
def test_a_browser_that_asks_for_nothing_we_speak_gets_the_language_of_the_site(
    client: FlaskClient, wish: str
) -> None:
    assert '<html lang="en"' in client.get("/promise", headers={"Accept-Language": wish}).text


def test_a_language_that_a_visitor_chose_goes_with_them_until_they_are_in(client: FlaskClient) -> None:
    """In addresses, in forms and in redirects; no cookie holds it."""
    page = client.get("/?lang=de").text
    assert 'href="/sign-in?lang=de"' in page
    sent = ask(client, "carol@example.org", lang="de")
    assert sent.location == "/sign-in/code?lang=de"
    assert '<html lang="de"' in client.get(sent.location).text
    assert not [
        cookie for cookie in (client._cookies or {}).values() if "lang" in cookie.key or cookie.value == "de"
    ]


def test_who_joins_on_a_german_page_gets_german_letters_and_a_german_site(client: FlaskClient) -> None:
    app = client.application
    ask(client, "carol@example.org", lang="de")
    letter = letters(app)[-1]
    assert "Du bekommst diese E-Mail, weil" in " ".join(letter.split())
    # The one that asked, and the telephone on which the e-mail is read.
    for browser in (client, visitor(app)):
        assert '<html lang="de"' in browser.get(link_in(letter), headers={"Accept-Language": "en"}).text
    follow(client, link_in(letter), name="Carol Clark")
    assert '<html lang="de"' in client.get("/me").text


def test_members_read_what_they_chose_whatever_their_browser_or_a_link_says(people: People) -> None:
    reads(people.alice, "de")
    page = people.alice.browser().get("/me?lang=en", headers={"Accept-Language": "en"}).text
    assert '<html lang="de"' in page
    assert "?lang=" not in page


def test_a_member_chooses_on_the_profile(people: People) -> None:
    browser = people.alice.browser()
    form = form_with(browser.get("/me/profile").text, field="locale")
    browser.post("/me/profile", data=grouped(form.filled(locale="de")))
    assert '<html lang="de"' in browser.get("/me").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_offered_under_its_own_name_to_visitors(client: FlaskClient, language: str) -> None:
    page = client.get("/promise?done=signed-out").text
    assert f'href="?done=signed-out&amp;lang={language}" lang="{language}"' in page
    assert LANGUAGES[language] in page


@pytest.mark.parametrize("lang", ["xx", "../../etc", "de\r\nX: y", "<script>", "de" * 500])
def test_a_language_that_nobody_speaks_changes_nothing(client: FlaskClient, lang: str) -> None:
    page = client.get("/promise", query_string={"lang": lang})
    assert page.status_code == 200
    assert '<html lang="en"' in page.text
    assert "<script>" not in page.text


def test_a_form_that_is_too_big_is_refused_in_a_language(client: FlaskClient) -> None:
    refused = client.post("/sign-in", data={"email": "x" * 70_000}, headers=GERMAN)
    assert refused.status_code == 413
    assert '<html lang="de"' in refused.text
