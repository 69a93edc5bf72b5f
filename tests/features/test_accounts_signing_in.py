"""Coming in: the link, the code beside it, joining, sessions, and what nobody can learn from any of it."""

import re
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from intro_app import clock, links
from intro_app.accounts import service
from intro_app.accounts.models import Member, Session, SignIn
from intro_app.db import atomic, db
from intro_app.links import Link, Purpose
from intro_app.outbox import suppress
from intro_app.outbox.models import OutboxMessage
from tests.features.accounts_pages import ask, code_in, follow, form_secret, type_code
from tests.ground.letters import Letter
from tests.ground.people import visitor
from tests.ground.post_office import Mailbox

HOST = "https://meet.example.org"


def letters(app: Flask) -> list[str]:
    """The text of every e-mail in the outbox, oldest first."""
    with app.app_context():
        rows = db.session.execute(select(OutboxMessage.content).order_by(OutboxMessage.posted_at, OutboxMessage.key))
        return [Letter("", "", content or b"").text for (content,) in rows]


def link_in(letter: str) -> str:
    """The path of the link in an e-mail."""
    found = re.search(r"https://meet\.example\.org(/l/[\w.\-]+)", letter)
    assert found, letter
    return found[1]


@pytest.fixture
def alice(app: Flask) -> int:
    """The id of a member."""
    with app.app_context():
        return service.join("alice@example.org", "Alice Adams", clock.now()).id


@pytest.fixture
def signed_in(app: Flask, client: FlaskClient, alice: int) -> FlaskClient:
    """Alice's browser."""
    ask(client, "alice@example.org")
    assert follow(client, link_in(letters(app)[-1])).status_code == 303
    return client


def seen(response: TestResponse) -> tuple[object, ...]:
    """Everything that a response tells, without the values drawn for this visitor."""
    drawn = {"X-Request-Id", "Content-Length"}  # a form's secret may be a letter longer or shorter
    told = [(name, value) for name, value in response.headers if name not in drawn]
    headers = sorted((name, re.sub(r"pre=[^;]+", "pre=*", value)) for name, value in told)
    return response.status_code, headers, re.sub(r'value="[^"]{60,}"', 'value="*"', response.text)


def test_known_unknown_stopped_and_limited_addresses_read_the_same(app: Flask, alice: int) -> None:
    with app.app_context():
        suppress("stopped@example.org", "everything", clock.now())
    limited = visitor(app)
    for _ in range(6):
        ask(limited, "often@example.org")
    answers = []
    for address in ("alice@example.org", "nobody@example.org", "stopped@example.org", "often@example.org"):
        browser = visitor(app)
        answers.append((seen(ask(browser, address)), seen(browser.get("/sign-in/code"))))
    for one, other in pairwise(answers):
        assert one == other


def test_a_mailbox_gets_five_e_mails_an_hour_however_it_is_spelled(app: Flask, client: FlaskClient) -> None:
    for number in range(8):
        ask(client, ["Dan.Often@gmail.com", "danoften+x@gmail.com", "DANOFTEN@googlemail.com"][number % 3])
    assert len(letters(app)) == 5


def test_somebody_who_stopped_all_mail_is_not_asked_to_join(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        suppress("nobody@example.org", "everything", clock.now())
    ask(client, "nobody@example.org")
    assert letters(app) == []


def test_the_e_mail_comes_with_the_headers_of_security_mail(
    app: Flask, client: FlaskClient, alice: int, mailbox: Mailbox
) -> None:
    ask(client, "Alice@example.org")
    mailbox.deliver(clock.now())
    (letter,) = mailbox.letters
    assert letter.to == "alice@example.org"
    assert "List-Unsubscribe" not in letter.message
    assert letter.message["Auto-Submitted"] == "auto-generated"
    assert code_in(letter.text) in letter.html
    assert letter.link("l") in letter.html
    assert follow(client, letter.link("l").removeprefix(HOST)).status_code == 303


def test_the_link_signs_in_once_and_only_when_pressed(app: Flask, client: FlaskClient, alice: int) -> None:
    ask(client, "alice@example.org")
    path = link_in(letters(app)[-1])
    for method in (client.get, client.head, client.get):
        assert method(path).status_code == 200
    assert "a…@e….org" in client.get(path).text
    assert client.get("/me").status_code == 303
    assert follow(client, path).headers["Location"] == "/introductions"
    assert "Alice Adams" in client.get("/me").text
    again = visitor(app)
    assert again.get(path).status_code == 410
    page = again.get(path)
    used = again.post("/l", data={"csrf_token": form_secret(page), "token": path[3:]})
    assert used.status_code == 410
    assert again.get("/me").status_code == 303


def test_an_ended_link_sends_a_new_one_to_the_same_address(app: Flask, client: FlaskClient, alice: int) -> None:
    ask(client, "alice@example.org")
    path = link_in(letters(app)[-1])
    with app.app_context(), atomic():
        db.session.execute(update(Link).values(expires_at=clock.now() - timedelta(minutes=5)))
    page = client.get(path)
    assert page.status_code == 410
    client.post("/l/again", data={"csrf_token": form_secret(page), "token": path[3:]})
    assert len(letters(app)) == 2
    newest = next(found for letter in letters(app) if (found := link_in(letter)) != path)
    assert follow(client, newest).status_code == 303


def test_a_link_that_was_changed_or_spelled_otherwise_opens_nothing(
    app: Flask, client: FlaskClient, alice: int
) -> None:
    ask(client, "alice@example.org")
    token = link_in(letters(app)[-1])[3:]
    answers = {client.get(f"/l/{other}").status_code for other in (token[:-1], token + "=", token + "A", token[::-1])}
    secret = form_secret(client.get(f"/l/{token}"))
    for other in (token[:-1], token + "=", "", "x" * 300):
        answers.add(client.post("/l", data={"csrf_token": secret, "token": other}).status_code)
    assert answers == {404}


def test_a_link_of_another_purpose_signs_nobody_in(app: Flask, client: FlaskClient, alice: int) -> None:
    ask(client, "alice@example.org")
    with app.app_context():
        url = links.issue(Purpose.ACQUAINTANCE, "sign_in:1", at=clock.now(), until=None)
    assert client.get("/l/" + url.rpartition("/")[2]).status_code == 404


@pytest.mark.parametrize("path", ["/sign-in", "/l", "/l/again", "/sign-in/code"])
def test_a_form_that_another_site_sends_is_refused(app: Flask, client: FlaskClient, alice: int, path: str) -> None:
    ask(client, "alice@example.org")
    link = link_in(letters(app)[-1])
    secret = form_secret(client.get(link))
    data = {"token": link[3:], "email": "alice@example.org", "code": "x"}
    assert client.post(path, data=data).status_code == 400
    whole = data | {"csrf_token": secret}
    assert client.post(path, data=whole, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert client.post(path, data=whole, headers={"Origin": "https://evil.example"}).status_code == 400
    assert visitor(app).post(path, data=whole).status_code == 400
    assert client.get("/me").status_code == 303


def test_the_code_signs_in_where_it_was_asked_for_and_nowhere_else(app: Flask, client: FlaskClient, alice: int) -> None:
    ask(client, "alice@example.org")
    code = code_in(letters(app)[-1])
    other = visitor(app)
    ask(other, "mallory@example.org")
    assert type_code(other, code).status_code == 422
    entered = type_code(client, code.replace("-", " ").lower().replace("0", "o"))
    assert entered.headers["Location"] == "/introductions"
    assert "Alice Adams" in client.get("/me").text


def test_after_five_wrong_codes_the_right_one_is_refused_too(app: Flask, client: FlaskClient, alice: int) -> None:
    ask(client, "alice@example.org")
    code = code_in(letters(app)[-1])
    for _ in range(5):
        wrong = type_code(client, "0000-0000")
        assert wrong.status_code == 422
        assert "does not fit" in wrong.text
    assert type_code(client, code).status_code == 422


def test_a_code_dies_with_its_link_and_after_ten_minutes(app: Flask, client: FlaskClient, alice: int) -> None:
    ask(client, "alice@example.org")
    letter = letters(app)[-1]
    with app.app_context(), atomic():
        db.session.execute(update(SignIn).values(asked_at=clock.now() - timedelta(minutes=11)))
    assert type_code(client, code_in(letter)).status_code == 422
    other = visitor(app)
    ask(other, "alice@example.org")
    newest = next(each for each in letters(app) if each != letter)
    assert follow(visitor(app), link_in(newest)).status_code == 303
    assert type_code(other, code_in(newest)).status_code == 422


def test_an_unknown_address_joins_with_a_name_and_nothing_else(app: Flask, client: FlaskClient) -> None:
    ask(client, "Carol@Example.org")
    path = link_in(letters(app)[-1])
    assert "c…@e….org".casefold() in client.get(path).text.casefold()
    assert follow(client, path, name="Carol Clark").headers["Location"] == "/me/profile?done=joined"
    with app.app_context():
        carol = db.session.scalars(select(Member)).one()
        assert (carol.email, carol.mailbox, carol.headline) == ("Carol@Example.org", "carol@example.org", "")
        assert (carol.door.visible, carol.door.takes_direct_asks) == (False, False)
    assert client.get(path).status_code == 410


@pytest.mark.parametrize("name", ["", "evil.com", "Ann\u202e", "A\u200bnn", "Раypal Support", "a@b", "x" * 61])
def test_a_name_that_is_none_joins_nobody_and_stays_to_be_mended(app: Flask, client: FlaskClient, name: str) -> None:
    ask(client, "carol@example.org")
    path = link_in(letters(app)[-1])
    refused = follow(client, path, name=name)
    assert refused.status_code == 422
    assert 'class="error"' in refused.text
    assert f'value="{name}"' in refused.text
    assert follow(client, path, name="Carol Clark").status_code == 303


def test_the_code_of_an_unknown_address_leads_to_joining(app: Flask, client: FlaskClient) -> None:
    ask(client, "carol@example.org")
    onward = type_code(client, code_in(letters(app)[-1])).headers["Location"]
    assert follow(client, onward.removeprefix(HOST), name="Carol Clark").status_code == 303


def test_two_join_links_of_one_mailbox_make_one_member(app: Flask, client: FlaskClient) -> None:
    ask(client, "carol@example.org")
    ask(client, "carol+two@example.org")
    first, second = map(link_in, letters(app))
    assert follow(client, first, name="Carol Clark").status_code == 303
    assert "Welcome back" in client.get(second).text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Member)) == 1


def test_the_page_that_was_wanted_is_where_one_arrives(app: Flask, client: FlaskClient, alice: int) -> None:
    wanted = client.get("/me/door").headers["Location"]
    assert wanted.endswith("/sign-in?next=/me/door")
    ask(client, "alice@example.org", next="/me/door")
    assert follow(client, link_in(letters(app)[-1])).headers["Location"] == "/me/door"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "/x/abc", "javascript:1"]
)
def test_nobody_is_sent_elsewhere(app: Flask, client: FlaskClient, alice: int, elsewhere: str) -> None:
    ask(client, "alice@example.org", next=elsewhere)
    assert follow(client, link_in(letters(app)[-1])).headers["Location"] == "/introductions"


def test_a_session_is_new_at_each_sign_in_and_the_old_one_is_dead(app: Flask, signed_in: FlaskClient) -> None:
    old = signed_in.get_cookie("__Host-sid", "meet.example.org")
    assert old
    ask_again = visitor(app)
    ask(ask_again, "alice@example.org")
    newest = letters(app)
    path = next(link_in(each) for each in newest if visitor(app).get(link_in(each)).status_code == 200)
    follow(signed_in, path)
    new = signed_in.get_cookie("__Host-sid", "meet.example.org")
    assert new
    assert new.value != old.value
    assert holder(app, old.value).get("/me").status_code == 303
    assert holder(app, new.value).get("/me").status_code == 200


def holder(app: Flask, session: str) -> FlaskClient:
    """A browser that holds this session's cookie."""
    browser = visitor(app)
    browser.set_cookie("__Host-sid", session, domain="meet.example.org", secure=True)
    return browser


def test_an_id_that_somebody_else_chose_is_never_a_session(app: Flask, alice: int) -> None:
    planted = "A" * 43
    browser = holder(app, planted)
    ask(browser, "alice@example.org")
    follow(browser, link_in(letters(app)[-1]))
    assert browser.get("/me").status_code == 200
    assert holder(app, planted).get("/me").status_code == 303


def test_signing_out_kills_the_session_and_not_only_the_cookie(app: Flask, signed_in: FlaskClient) -> None:
    cookie = signed_in.get_cookie("__Host-sid", "meet.example.org")
    assert cookie
    out = signed_in.post("/sign-out", data={"csrf_token": form_secret(signed_in.get("/me"))})
    assert out.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert holder(app, cookie.value).get("/me").status_code == 303


@pytest.mark.parametrize(
    ("days_old", "days_idle", "still_in"),
    [(1, 1, True), (20, 14, True), (20, 15, False), (29, 0, True), (31, 0, False)],
)
def test_a_session_ends_when_left_alone_and_after_a_month(
    app: Flask, signed_in: FlaskClient, days_old: int, days_idle: int, still_in: bool
) -> None:
    now = clock.now()
    with app.app_context(), atomic():
        older = {"started_at": now - timedelta(days=days_old), "seen_on": (now - timedelta(days=days_idle)).date()}
        db.session.execute(update(Session).values(older))
    assert (signed_in.get("/me").status_code == 200) is still_in


def test_being_seen_is_noted_once_a_day(app: Flask, signed_in: FlaskClient) -> None:
    with app.app_context(), atomic():
        db.session.execute(update(Session).values(seen_on=(clock.now() - timedelta(days=3)).date()))
    signed_in.get("/me")
    with app.app_context():
        assert db.session.scalar(select(Session.seen_on)) == clock.now().date()


def test_who_left_is_signed_out_everywhere_and_cannot_come_back(app: Flask, signed_in: FlaskClient, alice: int) -> None:
    with app.app_context(), atomic():
        db.session.execute(update(Member).values(left_at=clock.now()))
    assert signed_in.get("/me").status_code == 303
    browser = visitor(app)
    ask(browser, "alice@example.org")
    path = next(link_in(each) for each in letters(app) if browser.get(link_in(each)).status_code == 200)
    assert follow(browser, path, name="Alice Adams").status_code == 422
    assert browser.get("/me").status_code == 303


def test_my_sessions_are_listed_and_ended_and_nobody_elses(app: Flask, signed_in: FlaskClient, at: datetime) -> None:
    with app.app_context():
        bob = service.join("bob@example.org", "Bob Brown", at)
        alice = db.session.scalars(select(Member).where(Member.email == "alice@example.org")).one()
        phone = service.Browser(secret="", device="Firefox on Android")
        others = service.open_session(alice, phone, clock.now())
        bobs = service.open_session(bob, service.Browser(secret="", device="Opera on Mac"), clock.now())
        bobs_hash = db.session.scalars(select(Session.id_hash).where(Session.member_id == bob.id)).one()
    page = signed_in.get("/me/sessions")
    assert "Firefox on Android" in page.text
    assert "Opera on Mac" not in page.text
    secret = form_secret(page)
    signed_in.post("/me/sessions/end", data={"csrf_token": secret, "session": bobs_hash})
    assert holder(app, bobs).get("/me").status_code == 200
    signed_in.post("/me/sessions/end-others", data={"csrf_token": secret})
    assert holder(app, others).get("/me").status_code == 303
    assert signed_in.get("/me").status_code == 200


def test_only_a_hash_of_the_session_and_the_code_is_kept(app: Flask, signed_in: FlaskClient) -> None:
    cookie = signed_in.get_cookie("__Host-sid", "meet.example.org")
    assert cookie
    with app.app_context():
        kept = str(db.session.execute(select(Session.id_hash)).all())
        kept += str(db.session.execute(select(SignIn.code_hash, SignIn.browser_hash)).all())
    assert cookie.value not in kept
    assert code_in(letters(app)[-1]) not in kept


@pytest.mark.parametrize("address", ["", "ana", "ana@", "@example.org", "a b@example.org", "a" * 300 + "@example.org"])
def test_what_is_no_address_is_said_beside_the_field_and_kept(client: FlaskClient, address: str) -> None:
    refused = ask(client, address)
    assert refused.status_code == 422
    assert 'class="error"' in refused.text
    assert f'value="{address}"' in refused.text


def test_requests_of_the_past_are_forgotten(app: Flask, client: FlaskClient) -> None:
    ask(client, "nobody@example.org")
    with app.app_context():
        service.forget_ended(clock.now() + timedelta(days=3))
        assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0
