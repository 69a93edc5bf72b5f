"""Invitations, guests' thank-you notes, groups and the site's own words: reported, decided, put back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from intro_app.db import atomic, db
from intro_app.followups.models import Thanks
from intro_app.introductions.states import Role
from intro_app.joining.invitations.models import Invitation
from intro_app.moderation import service
from intro_app.moderation.service import Review
from intro_app.moderation.stages import AppealOutcome
from intro_app.people.models import ProfileSnapshot
from intro_app.privacy.archives import contents
from tests.support.browsing import grouped
from tests.support.forms import form_with
from tests.support.groups import made_by
from tests.support.joining import accept, invite, letter_with, link_for, path_in
from tests.support.own_fields import reads
from tests.support.people import visitor
from tests.support.report_subjects import (
    DAY,
    FOUL,
    FOUL_PAGE,
    GUEST,
    HEARING,
    TAKEN_DOWN,
    Square,
    guests_note,
)
from tests.support.trust.asks import ask

VERA = "vera@guests.example.net"


def reports_by_link(square: Square, path: str, **typed: str) -> int:
    """Somebody without an account opens the page behind a link, and reports it from there."""
    browser = visitor(square.app)
    page = browser.get(path).text
    where = f"/p/{path.rpartition('/')[2]}"
    assert f'href="{where}"' in page
    form = form_with(browser.get(where).text, field="grounds")
    filled = form.filled(grounds="hidden_pitch", **typed)
    return browser.post("/p", data=grouped(filled)).status_code


def by_mail(square: Square) -> str:
    """Mallory invites Vera; the path of the link in the mail."""
    invite(square.people.mallory, VERA, square.at, "Vera Lind", FOUL)
    return path_in(letter_with(square.app, "i"), "i")


def the_invitation() -> Invitation:
    found = select(Invitation).execution_options(populate_existing=True)
    return db.session.scalars(found).one()


def test_whoever_was_invited_reports_the_invitation_by_its_link(square: Square) -> None:
    path = by_mail(square)
    assert reports_by_link(square, path, address=VERA) == 200
    with square.app.app_context():
        assert square.case.about_id == square.people.mallory.id
        assert FOUL in [text for _label, text in (square.case.evidence or {})["parts"]]
        assert the_invitation().line == FOUL, "a report changes nothing"
        square.decide()
        taken = the_invitation()
        assert (taken.line, taken.withdrawn_at) == ("", square.at + 11 * DAY)
        square.overturn()
        back = the_invitation()
        assert (back.line, back.withdrawn_at) == (FOUL, None)
        square.mailbox.deliver(square.at + 12 * DAY)
        assert "What we decided, and why" in [one.subject for one in square.mailbox.to(VERA)]
    assert accept(square.app, path).status_code < 400


def test_an_invitation_that_had_ended_stays_ended(square: Square) -> None:
    assert reports_by_link(square, by_mail(square)) == 200
    with square.app.app_context():
        with atomic():
            the_invitation().withdrawn_at = square.at
        square.decide()
        square.overturn()
        assert the_invitation().withdrawn_at == square.at


def test_a_link_for_several_is_reported_too(square: Square) -> None:
    code = link_for(square.people.mallory, square.at)
    assert reports_by_link(square, f"/j/{code}") == 200
    with square.app.app_context():
        assert square.case.kind.value == "invitation"


def test_an_invitation_has_no_other_key_than_its_link(square: Square) -> None:
    by_mail(square)
    for key in ("1", "x", VERA):
        assert visitor(square.app).get(f"/report/invitation/{key}").status_code == 404


def test_a_guests_thank_you_is_heard_decided_and_put_back(square: Square) -> None:
    number = guests_note(square)
    assert square.reports("thank_you", number) == 200
    with square.app.app_context():
        assert square.case.about_id is None
        square.decide()
        assert db.session.scalars(select(Thanks.words)).one() == ""
        square.mailbox.deliver(square.at + 12 * DAY)
        theirs = [one.subject for one in square.mailbox.to(GUEST)]
        assert theirs == [
            "A concern about something you wrote: what’s your side?",
            "What we decided, and why",
        ]
        square.overturn()
        assert db.session.scalars(select(Thanks.words)).one() == FOUL
        service.erase_sealed(square.at + 300 * DAY)
        assert square.case.author_address == ""


def test_a_guest_who_moderates_under_another_roof_does_not_decide(square: Square) -> None:
    number = guests_note(square)
    hugo = square.people.join("Hugo Quince", GUEST).becomes("moderator")
    assert square.reports("thank_you", number) == 200
    with square.app.app_context(), pytest.raises(service.AccessRefused):
        service.look(square.case, hugo.member, at=square.at)


@pytest.mark.parametrize("kind", ["site", "group"])
def test_the_sites_own_words_go_to_those_who_write_them(square: Square, kind: str) -> None:
    right = "caretaker" if kind == "site" else "host"
    keeper = square.people.join("Ilse Kramer").becomes(right)
    public_id = "site" if kind == "site" else made_by(square.people.dan, square.at)[0]
    assert square.reports(kind, public_id) == 200
    with square.app.app_context():
        assert (square.case.about_id, square.case.unheard_because) == (None, "Staff wrote it for the site.")
        square.mailbox.deliver(square.at)
        (letter,) = [one for one in square.mailbox.to(keeper.email) if "reported" in one.subject]
        assert letter.subject == "Something on Mutual itself was reported"
        assert "This is foul." not in letter.text
        dan = square.people.dan.member
        made = service.decide(square.case.id, TAKEN_DOWN, dan, at=square.at)
        assert made.removes == (kind == "group"), "staff change the site’s own texts themselves"
        service.appeal(
            square.case.id, Role.SECOND, "Too mild.", at=square.at + DAY, report_id=square.case.reports[0].id
        )
        overturned = Review(outcome=AppealOutcome.OVERTURNED, reasons="It is fine.")
        service.review(square.case.id, overturned, square.erin.member, at=square.at + 2 * DAY)
        assert square.case.decision
        assert square.case.decision.overturned_at


def test_every_page_leads_visitors_to_a_report_of_the_site(square: Square) -> None:
    browser = visitor(square.app)
    assert 'href="/report/site/site"' in browser.get("/promise").text
    page = browser.get("/report/site/site").text
    assert "The people who look after this site can change it." in page
    assert visitor(square.app).get("/report/site/nothing-en").status_code == 404


def test_the_case_of_the_site_has_no_author_and_nothing_to_take_down(square: Square) -> None:
    assert square.reports("site", "site") == 200
    with square.app.app_context():
        path = f"/moderation/cases/{square.case.public_id}"
    desk = square.people.dan.browser(by_passkey=True)
    form = form_with(desk.get(path).text, action="/read")
    page = desk.post(form.action, data=grouped(form.filled())).text
    assert "Mutual" in page
    for word in ("Show contact details", "If upheld: take it down", "Ask for their side"):
        assert word not in page


def test_who_waits_for_somebody_does_not_see_what_was_taken_down(square: Square) -> None:
    mallory = square.people.mallory
    public_id = square.write("profile")
    with square.app.app_context():
        ask(square.people.alice, mallory, square.at)
        before = _snapshots(mallory.id)
        assert FOUL in str(before)
    square.reports("profile", public_id)
    page = square.people.alice.browser().get(f"/people/{public_id}").text
    assert page.count(FOUL) == 2
    assert f'href="{FOUL_PAGE}"' in page
    with square.app.app_context():
        parts = (square.case.evidence or {})["parts"]
        assert ["Motto", FOUL] in parts
        assert ["Page we’ve verified", FOUL_PAGE] in parts
    with square.app.app_context():
        square.decide()
        assert FOUL not in str(_snapshots(mallory.id))
        assert FOUL_PAGE not in str(_snapshots(mallory.id))
        archive = contents(mallory.member, square.at + 12 * DAY)["my_cases"]
        kept = archive[0]["taken_down"]["words"]
        assert FOUL in kept["profile"].values()
        assert [one["url"] for one in kept["links"]] == [FOUL_PAGE]
    page = square.people.alice.browser().get(f"/people/{public_id}").text
    assert FOUL not in page
    assert FOUL_PAGE not in page
    with square.app.app_context():
        square.overturn()
        assert _snapshots(mallory.id) == before
    assert reads(square.people.carol, mallory) == [FOUL]


def _snapshots(member_id: int) -> list[object]:
    db.session.expire_all()
    kept = select(ProfileSnapshot.seen, ProfileSnapshot.own_fields)
    rows = db.session.execute(kept.where(ProfileSnapshot.member_id == member_id))
    return [tuple(row) for row in rows]


def test_the_clock_of_an_invitation_that_is_over_is_not_wound_back(square: Square) -> None:
    assert reports_by_link(square, by_mail(square)) == 200
    with square.app.app_context():
        service.hear(square.case.id, HEARING, square.people.dan.member, at=square.at)
        late = square.at + timedelta(days=29)
        service.decide(square.case.id, replace(TAKEN_DOWN), square.people.dan.member, at=late)
        service.appeal(square.case.id, Role.FIRST, "It was a joke.", at=late + DAY)
        overturned = Review(outcome=AppealOutcome.OVERTURNED, reasons="It was one.")
        service.review(square.case.id, overturned, square.erin.member, at=late + 3 * DAY)
        assert the_invitation().withdrawn_at == late
