"""Settings that organisers change on a page: the environment first, one row a change, undo."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intro_app import create_app
from intro_app.audit.queries import check
from intro_app.cli.database import inside
from intro_app.config import Settings
from intro_app.config import settings as settings_now
from intro_app.db import atomic, db
from intro_app.joining.invitations.queries import left_to_invite
from intro_app.site_settings import SiteSetting, follow
from tests.support.browsing import grouped
from tests.support.calendar import Calendar
from tests.support.forms import form_with
from tests.support.identity_pages import letters
from tests.support.people import People, visitor
from tests.support.settings_pages import PAGE, said, saves, undoes

pytestmark = pytest.mark.changes_app  # what it sets would outlive the test in this process


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A site whose environment names nothing of the page."""
    return replace(settings, joining=("invitation",))


@pytest.fixture
def dan(people: People) -> FlaskClient:
    """The browser of a caretaker who came in by passkey."""
    return people.dan.becomes("caretaker").browser(by_passkey=True)


def test_a_new_name_stands_on_pages_and_in_e_mails_at_once(
    app: Flask, people: People, dan: FlaskClient
) -> None:
    saved = saves(
        dan, site_name="Alumni of St Jakob", front_text="We sing.\n\nSince 1871.", mail_footer="Elm Row 2"
    )
    assert saved.status_code == 303, said(saved.text)
    home = visitor(app).get("/").text
    assert "<title>Introductions no one can buy · Alumni of St Jakob</title>" in home
    assert '<p dir="auto">We sing.</p><p dir="auto">Since 1871.</p>' in home
    browser = visitor(app)
    form = form_with(browser.get("/sign-in").text, action="/sign-in")
    browser.post("/sign-in", data=grouped(form.filled(email=people.alice.email)))
    assert "Alumni of St Jakob" in letters(app)[-1]
    assert "Elm Row 2" in letters(app)[-1]


def test_the_gate_is_set_on_the_page_and_undone_exactly(app: Flask, people: People, dan: FlaskClient) -> None:
    saved = saves(dan, joining=["invitation", "request"], join_questions="Who are you?\nWhom do you know?")
    assert saved.status_code == 303
    with app.app_context():
        assert settings_now().joining == ("invitation", "request")
        assert settings_now().join_questions == ("Who are you?", "Whom do you know?")
        assert [row.name for row in db.session.scalars(select(SiteSetting))] == ["joining", "join_questions"]
    page = said(dan.get(PAGE).text)
    assert "Before: the default Now: People who are invited, People who ask, once staff let them in" in page
    assert "Dan Okafor" in page
    with app.app_context():
        first = db.session.scalars(select(SiteSetting.id).order_by(SiteSetting.id)).first()
    undone = undoes(dan, first)
    assert "done=setting-undone" in undone.location
    with app.app_context():
        assert settings_now().joining == ("invitation",)
        assert check().broken is None
    again = undoes(dan, first)
    assert "done=setting-changed-since" in again.location, "there is a later change of it"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"site_name": ""}, "Give the site a name."),
        ({"site_name": "x" * 61}, "Keep this to 60 characters."),
        ({"joining": ["domains"]}, "don’t match"),
        ({"joining": ["domains"], "join_domains": "gmail.com"}, "don’t match"),
        ({"joining": ["domains"], "join_domains": "*.co.uk"}, "Anyone can register a name under *.co.uk."),
        ({"join_questions": "a\nb\nc\nd"}, "Write one to three questions"),
        ({"join_answer_days": "15"}, "Choose a number from 1 to 14."),
        ({"reask_days": "1"}, "Choose a number from 180 to 1000."),
        ({"directory": "everybody"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_changes_nothing(
    app: Flask, dan: FlaskClient, typed: dict[str, str | list[str]], sentence: str
) -> None:
    answer = saves(dan, mail_footer="Elm Row 2", **typed)
    assert answer.status_code == 422
    assert sentence in said(answer.text) or typed.get("directory")
    assert "Elm Row 2" in answer.text, "nothing that was typed is lost"
    with app.app_context():
        assert not db.session.scalars(select(SiteSetting)).all()


def test_what_the_environment_names_is_text_and_sending_it_is_refused(
    settings: Settings, app: Flask, at: datetime
) -> None:
    app = create_app(replace(settings, site_name="Of the server"))
    dan = People(app, at).dan.becomes("caretaker").browser(by_passkey=True)
    page = dan.get(PAGE).text
    assert 'name="site_name"' not in page
    assert "Set on the server as SITE_NAME." in page
    refused = saves(dan, site_name="Mine", mail_footer="Elm Row 2")
    assert refused.status_code == 409
    assert "This is set on the server." in refused.text
    with app.app_context():
        assert not db.session.scalars(select(SiteSetting)).all()
        assert settings_now().site_name == "Of the server"
    assert saves(dan, mail_footer="Elm Row 2").status_code == 303, "all others can be changed"
    with app.app_context():
        db.engine.dispose()


def test_another_process_follows_and_a_row_that_does_not_fit_is_left_out(
    app: Flask, dan: FlaskClient, settings: Settings, at: datetime
) -> None:
    saves(dan, site_name="Alumni of St Jakob")
    other = create_app(settings)
    with inside(other):
        assert settings_now().site_name == "Alumni of St Jakob"
        with atomic():
            for name, value in (("reask_days", "many"), ("mail_footer", "Elm Row 2")):
                db.session.add(SiteSetting(name=name, value=value, before="", made_at=at))
        follow(other, at_once=True)
        assert (settings_now().reask_days, settings_now().mail_footer) == (365, "Elm Row 2")
        with atomic():
            db.session.add(SiteSetting(name="joining", value="domains", before="", made_at=at))
        follow(other, at_once=True)
        assert settings_now().joining == ("invitation",), "it needs domains, so the environment holds"


def test_what_another_process_stored_is_in_the_fields_at_once_and_can_be_changed_back(
    app: Flask, dan: FlaskClient, at: datetime
) -> None:
    dan.get(PAGE)
    with inside(app), atomic():
        db.session.add(SiteSetting(name="mail_footer", value="Elm Row 2", before="", made_at=at))
    form = form_with(dan.get(PAGE).text, action=PAGE)
    assert grouped(form.filled())["mail_footer"] == ["Elm Row 2"], (
        "an old field would be saved back unnoticed"
    )
    with inside(app), atomic():
        db.session.add(SiteSetting(name="mail_footer", value="Oak Row 3", before="Elm Row 2", made_at=at))
    dan.post(PAGE, data=grouped(form.filled()))
    assert grouped(form_with(dan.get(PAGE).text, action=PAGE).filled())["mail_footer"] == ["Elm Row 2"]


def test_only_caretakers_change_them(people: People, dan: FlaskClient) -> None:
    form = grouped(form_with(dan.get(PAGE).text, action=PAGE).filled())
    host = people.bob.becomes("host").browser(by_passkey=True)
    assert [host.post(path, data=form).status_code for path in (PAGE, f"{PAGE}/undo")] == [404, 404]


def test_languages_that_are_not_offered_are_kept_by_whoever_chose_them(
    app: Flask, people: People, dan: FlaskClient
) -> None:
    carol = people.carol
    with app.app_context(), atomic():
        carol.member.locale = "es"
    assert saves(dan, languages=["en", "de"]).status_code == 303
    home = visitor(app).get("/").text
    assert "Deutsch" in home
    assert "Español" not in home
    assert 'lang="en"' in visitor(app).get("/?lang=es").text
    assert "Español" not in people.alice.browser().get("/me/profile").text
    carols = people.carol.browser().get("/me/profile")
    assert 'lang="es"' in carols.text
    assert "Español" in carols.text


def test_how_many_people_can_be_invited_is_set_on_the_page(
    app: Flask, people: People, dan: FlaskClient, at: datetime
) -> None:
    people.vouch_for(people.bob)
    alice, bob = people.alice, people.bob
    with app.app_context():
        assert left_to_invite(alice.id, at) == 2
    assert saves(dan, newcomer_invitations="21").status_code == 422
    assert saves(dan, newcomer_invitations="0", member_invitations="50").status_code == 303
    with app.app_context():
        assert left_to_invite(alice.id, at) == 0
        assert left_to_invite(bob.id, at) == 50


def test_membership_is_ended_on_the_page(app: Flask, people: People, dan: FlaskClient) -> None:
    assert saves(dan, membership="no").status_code == 303
    assert "This site has no supporting membership." in visitor(app).get("/membership").text
    assert "None: circles and gatherings are open to every member" in said(dan.get(PAGE).text)


def test_before_a_mail_domain_is_added_it_is_said_how_many_members_match(
    app: Flask, people: People, dan: FlaskClient
) -> None:
    for number in range(7):
        people.join(f"Person{number} Voss", f"p{number}@mail.school.example")
    wanted: dict[str, str | list[str]]
    wanted = {"joining": ["invitation", "domains"], "join_domains": "*.school.example, school.example"}
    asked = saves(dan, **wanted, site_name="St Jakob", seen="")
    page = said(asked.text)
    assert asked.status_code == 422
    assert "*.school.example : 5 members or more match" in page
    assert "school.example : fewer than 5 members match" in page
    assert "Nothing is saved yet." in page
    assert 'value="St Jakob"' in asked.text, "nothing that was typed is lost"
    form = form_with(asked.text, button="Save with these domains")
    sent = dan.post(PAGE, data=grouped(form.filled(button="Save with these domains")))
    assert "done=opening-waits" in sent.location


def test_a_domain_that_is_changed_after_it_was_read_is_said_anew(people: People, dan: FlaskClient) -> None:
    wanted: dict[str, str | list[str]] = {"joining": ["domains"], "join_domains": "b.example"}
    assert saves(dan, **wanted, seen="a.example").status_code == 422


WIDER = [
    {"joining": ["invitation", "open"]},
    {"joining": ["invitation", "domains"], "join_domains": "example.org"},
    {"directory": "members"},
]


@pytest.mark.parametrize("wider", WIDER)
def test_what_opens_the_site_to_more_people_needs_a_fresh_sign_in(
    app: Flask, people: People, the_calendar: Calendar, wider: dict[str, str | list[str]]
) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], directory="nobody")
    dan = people.dan.becomes("caretaker").browser(by_passkey=True)
    the_calendar.pass_by(timedelta(minutes=11))
    refused = saves(dan, site_name="Not lost", **wider)
    assert refused.status_code == 409
    assert "Sign in again in another tab" in said(refused.text)
    assert 'value="Not lost"' in refused.text, "nothing that was typed is lost"
    assert saves(dan, site_name="St Jakob").status_code == 303, "what opens nothing goes on"
    again = people.dan.browser(by_passkey=True)
    assert "done=opening-waits" in saves(again, **wider).location
