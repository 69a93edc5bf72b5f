"""Links of members: verified by the page itself, looked at again, lost, and shown to those who are asked."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.db import db
from intro_app.errors import DomainError
from intro_app.people.queries import profile
from intro_app.people.service import take_snapshot
from intro_app.privacy import service as privacy
from intro_app.privacy.service import Wishes
from intro_app.profile_links import service
from intro_app.profile_links.codes import code_of
from intro_app.profile_links.fetching import PageUnreadable, PublicPages, set_fetcher
from intro_app.profile_links.models import LinkTrouble, ProfileLink
from intro_app.profile_links.queries import profile_address
from tests.support.browsing import grouped
from tests.support.forms import form_with
from tests.support.identity_pages import send
from tests.support.joining import press
from tests.support.pages_of_others import HOST, OthersPage, others_page
from tests.support.people import MemberHandle, People

pytestmark = pytest.mark.changes_app  # it opens pages on this machine

DAY = timedelta(days=1)
URL = f"https://{HOST}/about"
PAGE = "/me/links"


@pytest.fixture
def page(app: Flask, tmp_path: Path) -> Iterator[OthersPage]:
    """Alice's page elsewhere."""
    with others_page(tmp_path) as page:
        set_fetcher(app, page.fetcher())
        yield page


def adds(alice: MemberHandle, at: datetime, url: str = URL) -> None:
    """Alice says that the page is hers."""
    with alice.app.app_context():
        service.add_link(alice.id, url, at)


def looks(app: Flask, at: datetime) -> ProfileLink:
    """The worker looks; how the link stands then."""
    with app.app_context():
        service.check_link_due(at)
        return db.session.scalars(select(ProfileLink)).one()


def shown(reader: MemberHandle, member: MemberHandle) -> list[str]:
    """Which pages somebody sees on a profile; in an application context."""
    found = profile(reader.id, member.public_id)
    assert found
    return [one.url for one in found.verified]


def back_link(alice: MemberHandle) -> str:
    """What she puts on her page."""
    with alice.app.app_context():
        return f'<p>Hi <a rel="me" href="{profile_address(alice.id)}">me there</a></p>'


def test_a_page_that_links_back_is_verified_and_shown(
    app: Flask, people: People, at: datetime, page: OthersPage
) -> None:
    alice, bob = people.alice.browser(), people.bob.browser()
    sent = send(alice, PAGE, url=URL)
    assert sent.headers["Location"].endswith("done=link-added")
    assert page.asked == [], "no request opens a page"
    assert URL not in bob.get(f"/people/{people.alice.public_id}").text
    page.body = back_link(people.alice)
    assert looks(app, at + DAY).verified_at == at + DAY
    assert page.asked == [f"{HOST} /about"]
    shown = bob.get(f"/people/{people.alice.public_id}").text
    assert f'href="{URL}"' in shown
    assert "verified on 5 May 2026" in shown
    assert "Verified on" in alice.get(PAGE).text


def test_a_code_on_the_page_does_as_well_and_is_of_one_member_and_one_page(
    app: Flask, people: People, at: datetime, page: OthersPage
) -> None:
    adds(people.alice, at)
    with app.app_context():
        codes = {
            code_of(people.bob.id, URL),
            code_of(people.alice.id, URL + "x"),
            code_of(people.alice.id, URL),
        }
        assert len(codes) == 3
        page.body = f"<p>{code_of(people.bob.id, URL)}</p>"
    assert looks(app, at).trouble is LinkTrouble.NOT_NAMED
    with app.app_context():
        page.body = f"<p>{code_of(people.alice.id, URL)}</p>"
    assert looks(app, at + timedelta(hours=1)).verified_at


def test_it_is_looked_at_each_month_and_lost_after_three_days_without(
    app: Flask, people: People, at: datetime, page: OthersPage
) -> None:
    adds(people.alice, at)
    page.body = back_link(people.alice)
    looks(app, at)
    looks(app, at + 29 * DAY)
    assert len(page.asked) == 1
    page.status = 503
    last = at + 30 * DAY
    link = looks(app, last)
    for wait in (timedelta(hours=1), DAY, 2 * DAY):
        last += wait
        link = looks(app, last)
    assert len(page.asked) == 5
    assert link.verified_at is None
    assert link.lost_at == last
    assert "No longer verified" in people.alice.browser().get(PAGE).text
    with app.app_context():
        assert shown(people.bob, people.alice) == []
    looks(app, last + 90 * DAY)
    assert len(page.asked) == 5, "it gave up until she asks"
    page.status = 200
    press(alice := people.alice.browser(), alice.get(PAGE), f"{PAGE}/again")
    assert looks(app, last + 91 * DAY).verified_at == last + 91 * DAY


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ({"status": 301, "headers": {"Location": "http://127.0.0.1/"}}, LinkTrouble.ELSEWHERE),
        ({"status": 404}, LinkTrouble.AWAY),
        ({"headers": {"Content-Type": "application/pdf"}}, LinkTrouble.AWAY),
        ({"headers": {"Content-Type": "text/html", "Content-Encoding": "gzip"}}, LinkTrouble.AWAY),
        ({"body": "x" * 600_000 + "BACK"}, LinkTrouble.NOT_NAMED),
        ({"body": "\ud83d".encode("utf-8", "replace").decode()}, LinkTrouble.NOT_NAMED),
    ],
)
def test_what_is_no_page_of_theirs_is_said(
    app: Flask,
    people: People,
    at: datetime,
    page: OthersPage,
    answer: dict[str, object],
    trouble: LinkTrouble,
) -> None:
    adds(people.alice, at)
    for name, value in answer.items():
        setattr(page, name, str(value).replace("BACK", back_link(people.alice)) if name == "body" else value)
    link = looks(app, at)
    assert link.trouble is trouble
    assert link.verified_at is None
    assert len(page.asked) == 1
    assert "Not verified yet." in people.alice.browser().get(PAGE).text


def test_a_server_that_drips_is_cut_off(app: Flask, people: People, at: datetime, page: OthersPage) -> None:
    page.drips = True
    set_fetcher(app, page.fetcher(at_most=0.3))
    adds(people.alice, at)
    assert looks(app, at).trouble is LinkTrouble.AWAY


def test_a_name_that_leads_inside_is_not_opened(app: Flask, page: OthersPage) -> None:
    for inside in (["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::1"], []):
        public = PublicPages(resolve=lambda _host, found=inside: found, context=page.context, port=page.port)  # type: ignore[misc]  # a lambda with its own list
        with pytest.raises(PageUnreadable) as refused:
            public(URL)
        assert refused.value.trouble is LinkTrouble.NOT_PUBLIC
    assert page.asked == []


def test_a_certificate_of_another_name_opens_nothing(page: OthersPage) -> None:
    with pytest.raises(PageUnreadable):
        page.fetcher()("https://mallory.example.net/about")
    assert page.asked == []


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "javascript:alert(1)",
        "http://x.example.net/",
        "https://x.example.net:8080/",
        "https://localhost/",
        "x" * 500,
    ],
)
def test_what_is_no_address_of_a_page_is_refused(
    app: Flask, people: People, at: datetime, typed: str
) -> None:
    answered = send(people.alice.browser(), PAGE, url=typed)
    assert answered.status_code == 422
    assert "url-error" in answered.text
    with app.app_context(), pytest.raises(DomainError):
        service.add_link(people.alice.id, typed, at)


def test_three_links_are_enough_and_only_ones_own_are_changed(
    app: Flask, people: People, at: datetime
) -> None:
    for number in range(3):
        adds(people.alice, at, f"https://{HOST}/{number}")
    with pytest.raises(DomainError, match="three links"):
        adds(people.alice, at, f"https://{HOST}/4")
    with pytest.raises(DomainError, match="already"):
        adds(people.alice, at, f"https://{HOST}/1")
    with app.app_context():
        mine = db.session.scalars(select(ProfileLink.id)).first() or 0
        service.remove_link(people.mallory.id, mine)
        service.look_again(people.mallory.id, mine, at + DAY)
        assert {one.check_at for one in db.session.scalars(select(ProfileLink))} == {at}
    alice = people.alice.browser()
    send(alice, PAGE, f"{PAGE}/remove", link=str(mine))
    assert "Add the link" in alice.get(PAGE).text


def test_checks_cannot_be_used_to_hammer_somebody(people: People) -> None:
    alice = people.alice.browser()
    page = alice.get(PAGE)
    form = grouped(form_with(page.text, action=PAGE).filled(url="https://victim.example.net/"))
    codes = [alice.post(PAGE, data=form).status_code for _turn in range(11)]
    assert codes[-1] == 429


def test_who_waits_sees_the_links_of_when_they_asked(
    app: Flask, people: People, at: datetime, page: OthersPage
) -> None:
    adds(people.alice, at)
    page.body = back_link(people.alice)
    looks(app, at)
    with app.app_context():
        take_snapshot(people.bob.member, people.alice.member, "introduction:9")
        service.erase_links(people.alice.id)
        assert shown(people.bob, people.alice) == [URL]
        assert shown(people.carol, people.alice) == []


def test_the_page_of_somebody_who_left_is_not_opened_any_more(
    app: Flask, people: People, at: datetime, page: OthersPage
) -> None:
    adds(people.alice, at)
    with app.app_context():
        privacy.close_now(people.alice.member, Wishes(), at)
        service.check_link_due(at + DAY)
    assert page.asked == []
