"""Invitations: once, without a trace for whoever asks, and never an account before a yes."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.config import Settings
from intro_app.db import db
from intro_app.identity.models import StaffRole
from intro_app.identity.queries import member_by_mailbox, on_staff
from intro_app.joining.invitations import service
from intro_app.joining.invitations.models import Invitation
from intro_app.joining.invitations.service import InvitationRefused, forget_invited
from intro_app.outbox import suppress
from intro_app.outbox.models import OutboxMessage
from intro_app.people.queries import acquaintances_of
from intro_app.privacy.service.leaving import Wishes, close_now
from tests.support.calendar import Calendar
from tests.support.identity_pages import letters
from tests.support.joining import (
    DAY,
    LINE,
    accept,
    brought,
    gated,
    invite,
    kept_of,
    letter_with,
    link_for,
    members,
    path_in,
    press,
)
from tests.support.people import People, visitor

MEI = "mei@elsewhere.net"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Joining is by invitation."""
    return gated(settings)


def test_an_invited_person_joins_in_one_step_and_trust_knows_who_brought_them(
    app: Flask, people: People, at: datetime
) -> None:
    made = invite(people.bob, MEI, at)
    letter = letter_with(app, "i")
    assert LINE in letter.replace("\n> ", " ")
    assert MEI not in members(app)
    page = visitor(app).get(path_in(letter, "i"))
    assert "Bob Keller invites you." in page.text
    assert "m…@e….net" in page.text
    assert accept(app, path_in(letter, "i")).headers["Location"] == "/me/profile?done=joined"
    assert MEI in members(app)
    with app.app_context():
        mei = member_by_mailbox(MEI)
        assert mei
        assert [(mei.id, people.bob.id)] == brought(app)
        assert acquaintances_of(mei.id) == []
    assert "Mei Tanaka accepted your invitation" in letters(app)[-1]
    with app.app_context():
        forget_invited(at)
    assert kept_of(app, made) == ("", "", "")
    assert "Mei Tanaka" in people.bob.browser().get("/me/invitations").text


def test_both_are_acquaintances_once_the_invited_person_says_so_too(
    app: Flask, people: People, at: datetime
) -> None:
    invite(people.bob, MEI, at)
    accept(app, path_in(letter_with(app, "i"), "i"), knows=True)
    with app.app_context():
        assert [one.name for one in acquaintances_of(people.bob.id)] == ["Mei Tanaka"]
    assert [one for one in letters(app) if "/people/" in one and "Mei Tanaka" in one], "Bob hears of it"


def test_looking_at_an_invitation_changes_nothing(app: Flask, people: People, at: datetime) -> None:
    made = invite(people.bob, MEI, at)
    path = path_in(letter_with(app, "i"), "i")
    for _ in range(3):
        assert "Bob Keller and I know each other" in visitor(app).get(path).text
        visitor(app).head(path)
    with app.app_context():
        assert db.session.get_one(Invitation, made).taken == 0
    assert accept(app, path, "evil.com").status_code == 422
    assert accept(app, path).status_code == 303


def test_the_link_from_a_used_invitation_says_so(app: Flask, people: People, at: datetime) -> None:
    invite(people.bob, MEI, at)
    path = path_in(letter_with(app, "i"), "i")
    accept(app, path)
    assert "already a member" in visitor(app).get(path).text


def test_to_the_inviter_all_addresses_look_the_same(app: Flask, people: People, at: datetime) -> None:
    """A member, somebody who stopped such mail, somebody invited lately, and a stranger."""
    carol, bob = people.carol, people.bob
    people.vouch_for(bob)
    with app.app_context():
        suppress("stopped@elsewhere.net", "kind:invitation", at)
    invite(people.alice, "twice@elsewhere.net", at)
    seen = []
    for address in (carol.email, "stopped@elsewhere.net", "twice@elsewhere.net", MEI):
        browser = bob.browser()
        sent = press(
            browser, browser.get("/me/invitations"), "/me/invitations", email=address, name="Some Body"
        )
        page = browser.get("/me/invitations").text
        seen.append((sent.status_code, sent.headers["Location"], page.count("Some Body")))
        assert address not in page
    assert [one[:2] for one in seen] == [(303, "/me/invitations?done=invitation-sent")] * 4
    assert [one[2] for one in seen] == [1, 2, 3, 4]
    with app.app_context():
        wrote = select(OutboxMessage.why).where(OutboxMessage.kind == "invitation")
        found = db.session.scalars(wrote.order_by(OutboxMessage.posted_at, OutboxMessage.key)).all()
        assert sorted(found, key=str) == sorted([None, None, "suppressed", "withheld", "withheld"], key=str)


def test_an_address_is_not_invited_again_for_90_days_unless_its_owner_asks(
    app: Flask, people: People, at: datetime
) -> None:
    invite(people.bob, MEI, at)
    invite(people.alice, MEI, at + 40 * DAY)
    assert len([one for one in letters(app) if "/i/" in one]) == 1
    invite(people.carol, MEI, at + 91 * DAY)
    assert len([one for one in letters(app) if "/i/" in one]) == 2


def test_a_no_erases_the_address_at_once_and_looks_to_the_inviter_like_waiting(
    app: Flask, people: People, at: datetime
) -> None:
    made = invite(people.bob, MEI, at)
    before = people.bob.browser().get("/me/invitations").text
    browser = visitor(app)
    path = path_in(letter_with(app, "i"), "i")
    done = press(browser, browser.get(path), "/i/no", never="yes")
    assert "deleted your address" in done.text
    after = people.bob.browser().get("/me/invitations").text
    assert _without_secrets(before) == _without_secrets(after)
    kept = kept_of(app, made)
    assert kept
    assert kept[1] == ""
    assert "You declined" in visitor(app).get(path).text
    assert accept_is_refused(app, path)
    invite(people.alice, MEI, at + 91 * DAY)
    assert len([one for one in letters(app) if "/i/" in one]) == 0, "never again"


def accept_is_refused(app: Flask, path: str) -> bool:
    """Nobody joins by this link any more, even with a form that was open."""
    token = path.rpartition("/")[2]
    browser = visitor(app)
    page = browser.get("/sign-in").text
    secret = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    sent = browser.post("/i", data={"token": token, "name": "Mei Tanaka", "csrf_token": secret})
    return sent.status_code in {410, 422} and MEI not in members(app)


def test_a_withdrawn_or_old_invitation_says_so_and_whoever_has_it_can_ask_for_a_new_one(
    app: Flask, people: People, at: datetime, the_calendar: Calendar
) -> None:
    made = invite(people.bob, MEI, at)
    path = path_in(letter_with(app, "i"), "i")
    browser = people.bob.browser()
    press(browser, browser.get("/me/invitations"), "/me/invitations/withdraw")
    page = visitor(app).get(path)
    assert page.status_code == 410
    assert "was withdrawn" in page.text
    assert kept_of(app, made) == ("", "", "")
    asker = visitor(app)
    assert "passed it on" in press(asker, asker.get(path), "/i/again", name="Mei Tanaka").text
    wish = letters(app)[-1]
    assert "Mei Tanaka" in wish
    assert MEI not in wish
    the_calendar.go_to(at + DAY)
    invite(people.bob, MEI, at + DAY)
    assert len([one for one in letters(app) if "/i/" in one]) == 1, "who asks for it may get another"


def test_an_invitation_is_over_after_30_days_and_forgotten_after_90(
    app: Flask, people: People, at: datetime, the_calendar: Calendar
) -> None:
    made = invite(people.bob, MEI, at)
    path = path_in(letter_with(app, "i"), "i")
    the_calendar.go_to(at + 31 * DAY)
    assert "has expired" in visitor(app).get(path).text
    with app.app_context():
        forget_invited(at + 29 * DAY)
    assert kept_of(app, made) == ("Mei Tanaka", MEI, LINE)
    with app.app_context():
        forget_invited(at + 31 * DAY)
    assert kept_of(app, made) == ("", "", "")
    with app.app_context():
        forget_invited(at + 91 * DAY)
    assert kept_of(app, made) is None


def test_a_newcomer_invites_two_in_a_month_others_five_and_staff_as_many_as_they_like(
    app: Flask, people: People, at: datetime
) -> None:
    people.vouch_for(people.carol)
    people.dan.becomes("admin")
    for person, most in ((people.bob, 2), (people.carol, 5), (people.dan, 12)):
        for number in range(most):
            invite(person, f"{person.id}.{number}@elsewhere.net", at)
    for person in (people.bob, people.carol):
        with pytest.raises(InvitationRefused, match="left in these 30 days: 0"):
            invite(person, "more@elsewhere.net", at)
        invite(person, "more@elsewhere.net", at + 31 * DAY)


def test_the_page_offers_as_many_places_as_are_left_and_no_form_once_none_is(
    people: People, at: datetime
) -> None:
    browser = people.bob.browser()
    assert "From 1 to 2." in browser.get("/me/invitations").text
    invite(people.bob, "mei0@elsewhere.net", at)
    page = browser.get("/me/invitations")
    assert "You can invite 1 more person" in page.text
    assert "From 1 to 1." in page.text
    invite(people.bob, "mei1@elsewhere.net", at)
    typed = {"email": MEI, "name": "Mei Tanaka", "line": LINE}
    assert "Mei Tanaka" in press(browser, page, "/me/invitations", **typed).text, "typed before the last went"
    spent = browser.get("/me/invitations").text
    assert "You’ve used all your invitations" in spent
    assert "Send the invitation" not in spent


@pytest.mark.parametrize(
    ("typed", "beside"),
    [
        ({"email": "bob@example.org"}, "your own address"),
        ({"email": "info@elsewhere.net"}, "an office or a list"),
        ({"email": "mei@"}, "incomplete"),
        ({"name": ""}, "Enter their name."),
        ({"line": "Call me at +49 30 5550100 or mail bob@example.org"}, "5550100"),
        ({"line": "x" * 281}, "1 too many"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    people: People, typed: dict[str, str], beside: str
) -> None:
    browser = people.bob.browser()
    sent = press(
        browser,
        browser.get("/me/invitations"),
        "/me/invitations",
        **{"email": MEI, "name": "Mei Tanaka", "line": LINE, **typed},
    )
    assert sent.status_code == 422
    assert beside in sent.text
    assert "field-wrong" in sent.text


def test_the_invitations_of_somebody_who_leaves_end(app: Flask, people: People, at: datetime) -> None:
    made, code = invite(people.bob, MEI, at), link_for(people.bob, at)
    path = path_in(letter_with(app, "i"), "i")
    with app.app_context():
        close_now(people.bob.member, Wishes(), at + timedelta(hours=1))
    assert kept_of(app, made) == ("", "", "")
    assert visitor(app).get(path).status_code == 410
    assert visitor(app).get(f"/j/{code}").status_code == 410


def test_the_page_of_people_one_knows_offers_an_invitation_whoever_it_is(people: People) -> None:
    for address in (people.carol.email, MEI):
        browser = people.bob.browser()
        page = browser.get("/me/acquaintances")
        secret = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        assert 'formaction="/me/invitations/for"' in page.text
        shown = browser.post("/me/invitations/for", data={"csrf_token": secret, "email": address})
        assert shown.status_code == 200
        assert f'value="{address}"' in shown.text


def test_an_operator_makes_the_first_admin_by_a_link(app: Flask, at: datetime) -> None:
    with app.app_context():
        url = service.invite_staff("ana@elsewhere.net", StaffRole.ADMIN, at)
    assert letters(app) == [], "it is printed, not sent"
    browser = visitor(app)
    page = browser.get(url.removeprefix("https://meet.example.org"))
    assert "The people who run this site invite you." in page.text
    assert press(browser, page, "/i", name="Ana Costa").status_code == 303
    with app.app_context():
        assert [(one.email, one.role.value) for one in on_staff()] == [("ana@elsewhere.net", "admin")]
        with pytest.raises(InvitationRefused, match="already"):
            service.invite_staff("ANA@elsewhere.net", StaffRole.ADMIN, at)


def _without_secrets(page: str) -> str:
    return re.sub(r'value="[^"]{60,}"', 'value="*"', page)
