"""A suspended member does nothing towards others, is found by nobody, and is back exactly as before."""

import json
import re
from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from intro_app import clock
from intro_app.audit.models import AuditEntry
from intro_app.db import atomic, db
from intro_app.identity.models import Suspension
from intro_app.identity.queries import standing_suspension
from intro_app.identity.service import NotAtOnce, join
from intro_app.organising.suspensions import service
from intro_app.organising.suspensions.policy import SuspensionLength, SuspensionRefusal
from intro_app.organising.suspensions.service import SuspensionRefused
from intro_app.people.visibility import door_seen_by, seen_by
from intro_app.web.access import AccessRule
from tests.support.calendar import Calendar
from tests.support.identity_pages import ask, form_secret, letters, send
from tests.support.joining import press
from tests.support.organising import does, opens
from tests.support.people import People, visitor
from tests.support.suspending import WORDS, suspended

# Whatever else a member can send is refused while they are suspended.
ALLOWED = {
    *("community.answer_here", "community.cancel_gathering", "community.leave_circle"),
    *("community.part_from", "community.renew_feed"),
    *("community.save_preferences", "community.take_post_back", "community.unpin"),
    *("followups.acknowledge_here", "followups.ask_to_delete", "followups.follow_up_answered_here"),
    *("followups.answer_times", "followups.withdraw_times"),
    *("followups.report_from_here", "identity.add_passkey", "identity.ask_to_add_passkey"),
    *("identity.ask_to_change_address", "identity.change_address", "identity.end_other_sessions"),
    *("identity.end_session", "identity.mail_to_sign_in_again", "identity.remove_passkey"),
    *("identity.save_door", "identity.save_mail", "identity.sign_out", "identity.stop_move"),
    *("community.choose_circle_mail", "identity.trust_device"),
    *("identity.take_mail_again", "introductions.answer_on_site", "introductions.discard_draft"),
    *("introductions.take_back_on_site", "introductions.withdraw", "joining.withdraw"),
    *("memberships.leave", "memberships.portal", "memberships.take_back"),
    *("memberships.decline_gift", "memberships.take_back_gift"),
    *("moderation.appeal_on_site", "moderation.report_on_site", "moderation.tell_side_on_site"),
    *("organising.appeal_suspension", "people.block", "people.end_acquaintance", "people.unblock"),
    *("privacy.ask_for_archive", "privacy.ask_to_leave", "privacy.leave_now"),
    *("site_pages.put_changes_away", "suggestions.dismiss"),
    *("joining.prove_again", "joining.connect_provider", "joining.connect_proof"),  # how they sign in
    *("joining.disconnect_provider", "profile_links.remove_link"),
}


def _sent_by_members(app: Flask) -> list[Rule]:
    rules = []
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "access", AccessRule())
        if "POST" in (rule.methods or set()) and access.members and not access.staff:
            rules.append(rule)
    return rules


@pytest.mark.one_database
def test_a_suspended_person_tries_everything(app: Flask, people: People) -> None:
    suspended(app, people.mallory, people.dan, people.at)
    browser = people.mallory.browser()
    secret = form_secret(browser.get("/me"))
    refused = set()
    for rule in _sent_by_members(app):
        if rule.endpoint == "identity.sign_out" or rule.endpoint.startswith("devtools"):
            continue
        path = re.sub(r"<int:[^>]+>", "1", rule.rule)
        path = re.sub(r"<[^>]+>", people.carol.public_id, path)
        answer = browser.post(path, data={"csrf_token": secret})
        if answer.status_code == 303 and answer.headers["Location"] == "/me/suspension":
            refused.add(rule.endpoint)
    everything = {rule.endpoint for rule in _sent_by_members(app) if not rule.endpoint.startswith("devtools")}
    assert everything - refused == ALLOWED
    assert len(refused) > 25


@pytest.mark.one_database
def test_staff_pages_are_not_there_for_suspended_staff(app: Flask, people: People) -> None:
    browser = people.dan.becomes("admin").browser(by_passkey=True)
    assert browser.get("/staff/members").status_code == 200
    with app.app_context(), atomic():
        people.dan.member.suspended = True
    assert browser.get("/staff/members").status_code == 404


def test_nobody_finds_or_asks_a_suspended_member_and_all_is_as_before_afterwards(
    app: Flask, people: People
) -> None:
    made = suspended(app, people.mallory, people.dan, people.at)
    alice = people.alice.browser()
    assert people.mallory.name not in alice.get("/people").text
    assert alice.get(f"/people/{people.mallory.public_id}").status_code == 404
    with app.app_context():
        assert seen_by(people.alice.id, people.mallory.public_id) is None
        assert not door_seen_by(people.alice.id, people.mallory.member).takes_asks
        assert people.mallory.member.door.visible, "what they chose stays"
        service.lift(made, "It was a mistake of ours.", people.dan.member, people.at)
    assert people.mallory.name in alice.get("/people").text
    with app.app_context():
        assert door_seen_by(people.alice.id, people.mallory.member).takes_asks
    assert send(people.mallory.browser(), "/me/profile", name=people.mallory.name).status_code == 303


@pytest.mark.one_database
def test_what_they_asked_for_closes_inside_and_tells_them_nothing_yet(app: Flask, people: People) -> None:
    mallory = people.mallory.browser()
    page = mallory.get(f"/ask/{people.carol.public_id}").text
    assert "can’t ask" not in page
    suspended(app, people.mallory, people.dan, people.at)
    page = mallory.get(f"/ask/{people.carol.public_id}").text
    assert "Your account is suspended" in page


def test_a_suspension_ends_by_itself_and_is_told(app: Flask, people: People) -> None:
    suspended(app, people.mallory, people.dan, people.at, SuspensionLength.WEEK)
    with app.app_context():
        assert service.end_due(people.at + timedelta(days=6)) == 0
        assert service.end_due(people.at + timedelta(days=7)) == 1
        assert not people.mallory.member.suspended
        assert standing_suspension(people.mallory.id) is None
        acts = set(db.session.scalars(select(AuditEntry.act)))
        assert {"member_suspended", "suspension_ended"} <= acts
        service.forget_suspensions(people.at + timedelta(days=7 + 366))
        assert db.session.scalars(select(Suspension)).all() == []
    told = letters(app)
    assert any(WORDS in one and "Advertising" in one for one in told)
    assert any("as it did before" in one for one in told)


def test_a_removed_member_is_out_at_once_and_cannot_come_back(app: Flask, people: People) -> None:
    browser = people.mallory.browser()
    suspended(app, people.mallory, people.dan, people.at, SuspensionLength.REMOVED)
    assert browser.get("/me").headers["Location"].startswith("/sign-in")
    ask(visitor(app), people.mallory.email)
    letter = letters(app)[-1]
    assert "/l/" not in letter
    link = _link_in(letter)
    assert WORDS in visitor(app).get(link).text
    token = link.rpartition("/")[2]
    saved = visitor(app).post("/w/export", data={"token": token}, headers=_OURS)
    parts = json.loads(ZipFile(BytesIO(saved.data)).read("archive.json"))
    assert parts["suspensions"][0]["words"] == WORDS
    assert visitor(app).post("/w/leave", data={"token": token}, headers=_OURS).status_code == 422
    gone = visitor(app).post("/w/leave", data={"token": token, "sure": "yes"}, headers=_OURS)
    assert "has been deleted" in gone.text
    with app.app_context():
        with pytest.raises(NotAtOnce):
            join(people.mallory.email, "Mallory Voss", people.at)
        removal = db.session.scalars(select(Suspension)).one()
        assert removal.words == ""
        service.lift(removal.id, "We looked again.", people.dan.member, people.at)
        assert join(people.mallory.email, "Mallory Voss", people.at).id != people.mallory.id


@pytest.mark.one_database
def test_the_link_of_the_notice_opens_no_data_after_a_day(
    app: Flask, people: People, the_calendar: Calendar
) -> None:
    suspended(app, people.mallory, people.dan, clock.now(), SuspensionLength.REMOVED)
    link = _link_in(letters(app)[-1])
    the_calendar.pass_by(timedelta(hours=25))
    assert WORDS in visitor(app).get(link).text
    token = link.rpartition("/")[2]
    assert visitor(app).post("/w/export", data={"token": token}, headers=_OURS).status_code == 410


def test_an_appeal_is_judged_by_somebody_else_with_reasons(app: Flask, people: People, at: datetime) -> None:
    people.dan.becomes("host")
    people.bob.becomes("host")
    made = suspended(app, people.mallory, people.dan, at)
    with app.app_context():
        with pytest.raises(SuspensionRefused):
            service.judge(made, WORDS, people.bob.member, at, overturns=False)
        assert service.appeal(made, "It was one letter to each of two people.", at)
        assert not service.appeal(made, "And another thing.", at), "one appeal"
        with pytest.raises(SuspensionRefused) as refused:
            service.judge(made, WORDS, people.dan.member, at, overturns=True)
        assert refused.value.refusal is SuspensionRefusal.SAME_JUDGE
        service.judge(made, "You were right, and we are sorry.", people.bob.member, at, overturns=True)
        assert not people.mallory.member.suspended
    assert any("we are sorry" in one for one in letters(app))


@pytest.mark.one_database
def test_staff_suspend_on_the_page_and_hear_the_appeal_there(app: Flask, people: People) -> None:
    dan = people.dan.becomes("admin").browser(by_passkey=True)
    opens(dan, people.mallory)
    done = does(dan, people.mallory, "suspend", length="7", ground="spam", cause="reported", words=WORDS)
    assert done.status_code == 303
    mallory = people.mallory.browser()
    page = mallory.get("/me/suspension")
    assert WORDS in page.text
    assert "Your account is suspended" in mallory.get("/me").text
    assert press(mallory, page, "/me/suspension", words="I wrote to two people.").status_code == 303
    erin = people.join("Erin Foley").becomes("host").browser(by_passkey=True)
    assert "I wrote to two people." in opens(erin, people.mallory).text
    does(erin, people.mallory, "appeal", outcome="stands", words="It was forty, as the log shows.")
    assert "It was forty" in mallory.get("/me/suspension").text
    assert "Suspended" in dan.get("/staff/members?state=suspended").text


def test_rights_and_invitations_keep_staff_from_deciding(app: Flask, people: People) -> None:
    people.dan.becomes("admin")
    people.bob.becomes("host")
    for member, staff in ((people.dan, people.dan), (people.bob, people.dan)):
        with pytest.raises(SuspensionRefused):
            suspended(app, member, staff, people.at)


def test_the_page_of_invitations_has_no_form_that_would_be_refused(app: Flask, people: People) -> None:
    mallory = people.mallory.browser()
    assert "Send the invitation" in mallory.get("/me/invitations").text
    suspended(app, people.mallory, people.dan, people.at)
    page = mallory.get("/me/invitations").text
    assert "not invite anyone" in page
    assert "Send the invitation" not in page
    assert "Create a link" not in page


_OURS = {"Origin": "https://meet.example.org"}


def _link_in(letter: str) -> str:
    found = re.search(r"https://meet\.example\.org(/w/[\w.\-]+)", letter)
    assert found, letter
    return found[1]
