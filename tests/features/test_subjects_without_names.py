"""A member may have subjects that name nobody; they still say what an e-mail is about."""

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask

from intro_app.devtools.cast import introduction
from intro_app.introductions import emails
from intro_app.introductions.states import Role, Way
from intro_app.outbox.email import Email
from tests.support.browsing import grouped
from tests.support.email_samples import all_samples, letter, stage
from tests.support.forms import form_with
from tests.support.people import People

pytestmark = pytest.mark.one_database

NAMES = (
    "Alice",
    "Bob",
    "Carol",
    "Dan",
    "Mallory",
    "Marsh",
    "Keller",
    "Duarte",
    "Okafor",
    "Voss",
    "Gita",
    "G. from the choir",
)
SAYS_SO_INSTEAD = {
    "acquaintance_confirmed": {"Confirmed: you know each other"},
    "acquaintance_question": {"Do you know this person?"},
    "circle_invitation": {"Someone you know has invited you to a circle"},
    "circle_offered": {"Would you like to host a circle?"},
    "circle_request": {"Someone would like to join your circle"},
    "gathering_invitation": {"An invitation to a gathering"},
    "circle_news": {
        "There’s a reply in a circle",
        "Someone mentioned you in a circle",
        "A notice in your circle",
    },
    "ask_connector": {"Someone you know asks you for an introduction"},
    "ask_directly": {"Someone would like to meet you"},
    "ask_recipient": {"Someone you know would like to introduce you to someone"},
    "ask_offered": {"Someone you know would like to introduce you to someone"},
    "closed_without_introduction": {"About your request"},
    "connector_is_asking": {"Your request is being passed on"},
    "did_you_talk": {"Did you get to talk?"},
    "introduce": {"You’ve been introduced"},
    "invitation_accepted": {"Someone you invited has joined"},
    "not_now": {"About your request"},
    "please_delete": {"Please delete someone’s contact details"},
    "request_sent": {"Your request for an introduction"},
    "slot_chosen": {"You’ve agreed on a time to meet"},
    "slots_offered": {"Someone suggested times to meet"},
    "still_open": {
        "Reminder: someone you know asks you for an introduction",
        "Reminder: someone would like to meet you",
        "Reminder: someone you know would like to introduce you to someone",
    },
    "thank_you": {"A thank-you note for you"},
    "thanks_for_answer": {"Thank you for your answer"},
    "write_anew": {"About your request"},
}


def _to_one_who_hides(email: Email) -> Email:
    return replace(email, to=replace(email.to, names_in_subjects=False))


def test_no_subject_of_any_email_to_such_a_member_names_anybody(app: Flask, at: datetime) -> None:
    instead: dict[str, set[str]] = {}
    with all_samples(app, at) as samples:
        for one in samples:
            if one.email.to.member_id is None:
                continue  # who has no account has chosen nothing
            usual, subject = letter(one.email).subject, letter(_to_one_who_hides(one.email)).subject
            assert not [name for name in NAMES if name in subject], (one.name, subject)
            assert any(name in usual for name in NAMES) == (subject != usual), (one.name, usual, subject)
            if subject != usual:
                instead.setdefault(one.email.kind, set()).add(subject)
    assert instead == SAYS_SO_INSTEAD


def test_the_text_names_them_as_ever(app: Flask, at: datetime) -> None:
    with all_samples(app, at) as samples:
        for one in samples:
            assert letter(_to_one_who_hides(one.email)).text == letter(one.email).text


def test_the_name_of_the_attached_card_names_nobody_either(app: Flask, at: datetime) -> None:
    """Mail programs list the names of attached files next to the subject."""
    with stage(app, at) as who:
        made = introduction(Way.DIRECT, who, at)
        assert [one.name for one in emails.introduce(made, Role.FIRST, at).attachments] == [
            "Carol Duarte.vcf"
        ]
        who.alice.names_in_subjects = False
        assert [one.name for one in emails.introduce(made, Role.FIRST, at).attachments] == ["contact.vcf"]


def test_a_member_chooses_it_where_they_see_both_ways(app: Flask, people: People) -> None:
    browser = people.alice.browser()
    page = browser.get("/me/mail").text
    assert "Alice Marsh would like to meet you" in page
    assert "Someone would like to meet you" in page
    form = form_with(page, action="/me/mail")
    assert "without_names" not in grouped(form.filled())
    ticked = grouped(form.filled(without_names="y"))
    saved = browser.post("/me/mail", data=ticked, follow_redirects=True)
    assert "without_names" in grouped(form_with(saved.text, action="/me/mail").filled())
    with app.app_context():
        assert not people.alice.member.names_in_subjects
        assert people.bob.member.names_in_subjects
    browser.post("/me/mail", data=grouped(form.filled()))
    with app.app_context():
        assert people.alice.member.names_in_subjects
