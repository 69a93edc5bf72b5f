"""Whatever a page or an e-mail says is a sentence of the catalogues, whole, or was written by people."""

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask

from intro_app.config import Settings
from intro_app.config.providers import USUAL_SCOPES
from intro_app.web.access import public
from tests.house.test_words_in_templates import ENGLISH_ON_PAGES
from tests.support.calendar import Calendar
from tests.support.content import Content, spoken_by_samples, stored
from tests.support.email_samples import all_samples, letter
from tests.support.face.identity import PROVIDERS
from tests.support.mail_server import Mailbox
from tests.support.marked_language import speak_marked
from tests.support.openid_provider import CLAIM, PROVIDER_NAME
from tests.support.people import People, visitor
from tests.support.sentence_listener import Listener
from tests.support.story import Story

# The stories of tests/support/face, told to everybody but a browser. The pages of developers stay English.
PARTS = (
    *("identity", "community", "followups", "introductions", "joining", "memberships", "moderation"),
    *("people", "trust", "web"),
)
# Sentences with a hole that others of ours may fill, since no language has to bend what stands there.
JUDGED = {
    "…, …": "a row of two",
    "… (“…”)": "somebody's words, and a choice of theirs as a quotation",
    "…. …": "what for, in a word; then in their own words",
    "…; member since …, e-mail verified": "a row of facts",
    "About you: …": "the rule, whole, after a colon",
    "…: …": "the name of a file, and why it was refused, whole",
    "You reported: …": "the reason, whole, after a colon",
    "Stopped: ….": "what it was, after a colon",
    "If everyone says yes, you share: ….": "a list after a colon",
}
# A ready sentence becomes the words of whoever chose it, in their language.
READY = {"Thank you for asking; I can’t take this on now."}
# Sentences that may be put into others: a day and a time, as `moment` writes them.
MOMENTS = {"…, …", "…, … (…)"}

pytestmark = [pytest.mark.changes_app, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]


@pytest.fixture
def listener(app: Flask, tmp_path: Path) -> Listener:
    """Hears all that the site says, sentence by sentence."""
    speak_marked(app, tmp_path / "marked")
    return Listener(app)


@pytest.mark.parametrize("part", PARTS)
def test_pages_say_nothing_but_whole_sentences_of_ours(
    part: str, listener: Listener, people: People, mailbox: Mailbox, the_calendar: Calendar
) -> None:
    import_module(f"tests.support.face.{part}").show(Story(listener.app, people, mailbox, the_calendar))
    with listener.app.app_context():
        content = Content(stored(), listener.typed, ENGLISH_ON_PAGES, _of_the_site(listener.app))
    assert listener.bare, "the story was told to nobody"
    assert_whole(listener, content)


def test_emails_say_nothing_but_whole_sentences_of_ours(listener: Listener, at: datetime) -> None:
    with all_samples(listener.app, at) as samples:
        content = Content(stored(), spoken_by_samples(samples), _of_the_site(listener.app), chosen=READY)
        for sample in samples:
            words = letter(sample.email)
            listener.hear(sample.name, words.html)
            listener.hear_text(sample.name, f"{words.subject}\n{words.text}")
    assert_whole(listener, content)


def test_a_word_without_a_mark_is_heard(listener: Listener) -> None:
    source = (
        '<p>{{ _("Our promise") }} and more</p><img alt="A bell">{{ _("Join %(site)s", site=_("People")) }}'
    )
    listener.app.view_functions["web.promise"] = public(
        lambda: listener.app.jinja_env.from_string(source).render()
    )
    assert visitor(listener.app).get("/promise").status_code == 200
    assert {words for _name, words in _unmarked(listener, Content())} == {"and more", "A bell"}
    assert _put_together(listener) == [("Join …", "People")]


def assert_whole(listener: Listener, content: Content) -> None:
    """Nothing was said without a mark, or put together."""
    unmarked, put_together = _unmarked(listener, content), _put_together(listener)
    assert not unmarked, f"said in no sentence of the catalogues: {unmarked}"
    assert not put_together, f"sentences in sentences: {put_together}"


def _unmarked(listener: Listener, content: Content) -> list[tuple[str, str]]:
    """What stands in no sentence of ours and was written by nobody, with the template that says it."""
    return sorted({(name, left) for name, words in listener.bare if (left := content.left_of(words))})


def _put_together(listener: Listener) -> list[tuple[str, str]]:
    """Sentences of ours in sentences of ours that nobody has judged."""
    return sorted(
        (outer, inner) for outer, inner in listener.nested if outer not in JUDGED and inner not in MOMENTS
    )


def _of_the_site(app: Flask) -> Iterable[str]:
    site: Settings = app.extensions["settings"]
    return (
        site.site_name,
        site.site_contact,
        *site.sample_people,
        *PROVIDERS.values(),
        *_of_the_server(),
    )


def _of_the_server() -> Iterable[str]:
    """What an operator calls a provider, and how it and payments are set on the server."""
    payments = "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS"
    return PROVIDER_NAME, CLAIM, USUAL_SCOPES, "OIDC_ALUMNI_GROUPS", *payments
