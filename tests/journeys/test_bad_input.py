"""Bad input: refused beside the field with what was typed kept; never a mistake of ours, never half done."""

import pytest
from werkzeug.test import TestResponse

from tests.ground.forms import form_with
from tests.ground.people import visitor
from tests.ground.steps import Somebody, Story
from tests.ground.written import GOOD_WORD, LETTER, OFFER
from tests.journeys.test_links import digest, path_of

ODD = {
    "too long": "x" * 5000,
    "bidi": "hall\u202egnisolc",
    "zero width": "ha\u200bll",
    "NUL": "hall\x00",
    "control": "hall\x07\x1b[31m",
    "line separator": "hall\u2028Bcc: x",
    "mixed script": "раypal hаll",
    "combining": "a" + "\u0301" * 180,
    "emoji": "\U0001f600" * 40,
    "lone surrogate": "\udc80",
    "template": "{{ 7 * 7 }} %(name)s {name} %s",
    "markup": "<script>alert(1)</script>",
    "quote": "' OR 1=1; --",
    "number": "9" * 400,
    "minus": "-1",
    "empty": "",
    "blank": " \t\r\n ",
    "header": "hall\r\nBcc: mallory@example.org",
    "float": "1e309",
    "date": "2026-02-31",
    "year": "99999-01-01",
}
PRIVILEGES = [
    *("admin", "is_admin", "role", "staff", "moderator", "id", "member_id", "first_id", "second_id", "connector_id"),
    *("public_id", "state", "reason", "way", "text_hash", "closes_at", "agreed_at", "version", "trust", "score"),
    *("connected", "consent", "taken_back_at"),
]
# What PostgreSQL reads in its own way is tried there too; the rest never comes so far.
ON_EACH = [("sqlite", odd) for odd in ODD] + [
    pytest.param("postgresql", odd, marks=pytest.mark.postgres) for odd in ("NUL", "lone surrogate", "number", "year")
]
every_odd = pytest.mark.parametrize(("database", "odd"), ON_EACH, indirect=["database"])
DETAILS = {
    "address": "write to alice@example.org please",
    "phone": "call me on +49 30 1234567 any time",
    "link": "see https://calendly.com/alice for times",
    "disguised": "alice at example dot org is my mail",
}


def text_of(odd: str) -> str:
    """What a browser could send of it: nothing that UTF-8 cannot say."""
    return odd.encode("utf-8", "replace").decode()


@pytest.fixture
def letter_form(alice: Somebody, bob: Somebody) -> tuple[str, dict[str, str]]:
    """Where Alice's blind letter goes, and what a good one holds, secrets included."""
    path = f"/ask/through/{bob.public_id}"
    form = form_with(alice.get(path).text, button="preview")
    return path, {**form.hidden, **LETTER, "someone": "has found a hall", "shares": "email", "step": "send"}


def assert_kept_whole(story: Story, before: object, answer: TestResponse) -> None:
    """Refused as a page of ours, and nothing is changed."""
    assert answer.status_code in {200, 400, 413, 422}, answer.text
    assert 'class="foot"' in answer.text
    assert digest(story.app) == before


def sessions_aside(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    return {table: found for table, found in rows.items() if table != "session"}


@every_odd
def test_every_field_of_a_letter(
    story: Story, alice: Somebody, letter_form: tuple[str, dict[str, str]], odd: str
) -> None:
    path, good = letter_form
    browser = alice.browser or visitor(story.app)
    for name in good:
        if name in {"csrf_token", "step"}:
            continue
        before = sessions_aside(digest(story.app))
        answer = browser.post(path, data=good | {name: text_of(ODD[odd]), "step": "preview"})
        assert answer.status_code in {200, 422}, f"{name}: {answer.status_code}"
        assert sessions_aside(digest(story.app)) == before
        if answer.status_code == 422 and name not in {"why", "someone"}:
            assert good["why"] in answer.text, name
            assert "field-wrong" in answer.text or "error" in answer.text


@pytest.mark.parametrize("kind", DETAILS)
def test_contact_details_in_any_part_of_a_letter(
    story: Story, alice: Somebody, letter_form: tuple[str, dict[str, str]], kind: str
) -> None:
    path, good = letter_form
    browser = alice.browser or visitor(story.app)
    for name in ("someone", "what_for", "why", "benefit"):
        for step in ("preview", "send"):
            answer = browser.post(path, data=good | {name: DETAILS[kind], "step": step})
            assert answer.status_code == 422, name
            assert DETAILS[kind] in answer.text
            assert f'id="{name}-error"' in answer.text
            assert all(good[other] in answer.text for other in ("what_for", "why", "benefit") if other != name)
    story.work()
    assert not alice.letters


def test_all_parts_together_may_not_be_longer_than_a_page(
    alice: Somebody, letter_form: tuple[str, dict[str, str]]
) -> None:
    path, good = letter_form
    long = {"someone": "a " * 95, "what_for": "b " * 95, "why": "c " * 170, "benefit": "d " * 120}
    answer = alice._signed_in().post(path, data=good | long)
    assert answer.status_code == 422
    assert "Up to 900 are read with pleasure." in answer.text


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("purpose", "dating"), ("medium", "bed"), ("minutes", "0"), ("minutes", "9999"), ("minutes", "ten"),
     ("by_when", "soon"), ("shares", "password"), ("shares", "")],
)  # fmt: skip
def test_values_that_the_form_does_not_offer(
    alice: Somebody, letter_form: tuple[str, dict[str, str]], field: str, wrong: str
) -> None:
    path, good = letter_form
    answer = alice._signed_in().post(path, data=good | {field: wrong})
    assert answer.status_code == 422
    assert good["why"] in answer.text


def test_pressing_send_twice_sends_one(story: Story, alice: Somebody, letter_form: tuple[str, dict[str, str]]) -> None:
    path, good = letter_form
    browser = alice._signed_in()
    answers = [browser.post(path, data=good) for _click in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert len({answer.location for answer in answers}) == 1
    story.work()
    assert [letter.subject for letter in alice.letters] == ["Your request is on its way"]


def test_fields_of_privilege_are_not_read(
    story: Story, alice: Somebody, bob: Somebody, letter_form: tuple[str, dict[str, str]]
) -> None:
    path, good = letter_form
    sent = alice._signed_in().post(path, data=good | dict.fromkeys(PRIVILEGES, "1"))
    assert sent.status_code == 303
    story.work()
    page = alice.get(sent.location)
    assert "Waiting" in page.text
    done = bob.opens(bob.newest("r").link("r"))
    form = form_with(done.text, action="/r")
    answer = visitor(story.app).post(
        "/r", data={**form.hidden, "decision": "no", **dict.fromkeys(PRIVILEGES, "connected")}
    )
    assert answer.status_code == 200
    assert "Waiting" in alice.get(sent.location).text


def test_fields_sent_twice_count_once(story: Story, alice: Somebody, letter_form: tuple[str, dict[str, str]]) -> None:
    path, good = letter_form
    doubled = {name: [value, value] for name, value in good.items()}
    assert alice._signed_in().post(path, data=doubled).status_code in {303, 422}
    doubled = {name: [value, "other"] for name, value in good.items() if name != "csrf_token"}
    again = alice._signed_in().post(path, data=doubled | {"csrf_token": good["csrf_token"]})
    assert again.status_code in {303, 422}
    story.work()
    assert len(alice.letters) <= 1


@every_odd
def test_every_field_of_a_connector_s_answer(story: Story, alice: Somebody, bob: Somebody, odd: str) -> None:
    alice.asks(through=bob)
    link = bob.newest("r").link("r")
    good = {**form_with(bob.opens(link).text, action="/r").hidden, **GOOD_WORD, "decision": "yes"}
    guest = {
        "whom": "write",
        "guest_label": "G.",
        "guest_name": "Gwen",
        "guest_email": "g@x.example",
        "guest_welcomes": "y",
    }
    told = {"sentence": "own", "words": "No time.", "ask_after": "2026-07-01"}
    before = digest(story.app)
    for name in [*good, *guest, *told]:
        if name != "token":
            wrong = good | guest | told | {name: text_of(ODD[odd])}
            if name not in {"decision", "guest_name", "guest_email"}:
                wrong |= {"guest_email": ""}  # so that none of them is good enough to be sent
            assert_kept_whole(story, before, visitor(story.app).post("/r", data=wrong))
            if name in told and odd != "emoji":
                answer = visitor(story.app).post("/r", data=wrong | {"decision": "maybe"})
                assert_kept_whole(story, before, answer)


@every_odd
def test_every_field_of_a_party_s_and_a_guest_s_answer(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, odd: str
) -> None:
    alice.asks(to=carol)
    form = form_with(carol.opens(carol.newest("r").link("r")).text, action="/r")
    before = digest(story.app)
    for name in ("decision", "shares"):
        wrong = {**form.hidden, "decision": "yes", name: text_of(ODD[odd])}
        assert_kept_whole(story, before, visitor(story.app).post("/r", data=wrong))
    for name in ("sentence", "ask_after"):
        wrong = {**form.hidden, "decision": "not_now", "sentence": "later", name: text_of(ODD[odd])}
        assert_kept_whole(story, before, visitor(story.app).post("/r", data=wrong))
    dan = story.member(story.people.dan)
    story.people.know_each_other(story.people.dan, story.people.bob)
    dan.asks(through=bob)
    handed = bob.lends_good_word(whom="carry").text
    link = handed.partition('class="link-written">')[2].partition("<")[0]
    form, before = form_with(visitor(story.app).get(path_of(link)).text, action="/r"), digest(story.app)
    good = {**form.hidden, "decision": "yes", "name": "Gwen", "phone": ""}
    for name in ("name", "email", "decision"):
        wrong = good | {"email": "not an address", name: text_of(ODD[odd])}
        assert_kept_whole(story, before, visitor(story.app).post("/r", data=wrong))
    for code in (text_of(ODD[odd]), "000000", "١٢٣٤٥٦"):
        answer = visitor(story.app).post("/r/code", data=form.hidden | {"code": code})
        assert answer.status_code == 422


@every_odd
def test_every_field_of_an_offer(story: Story, bob: Somebody, alice: Somebody, carol: Somebody, odd: str) -> None:
    form = form_with(bob.get("/offer").text, button="preview")
    good = {**form.hidden, **OFFER, "first": alice.public_id, "whom": carol.public_id, "step": "preview"}
    browser = bob._signed_in()
    before = sessions_aside(digest(story.app))
    for name in good:
        if name not in {"csrf_token", "step"}:
            answer = browser.post("/offer", data=good | {name: text_of(ODD[odd])})
            assert answer.status_code in {200, 422}, name
    assert sessions_aside(digest(story.app)) == before


@pytest.mark.parametrize("odd", ["NUL", "too long", "minus", "number", "template", "emoji"])
def test_odd_addresses_of_pages_are_not_found(alice: Somebody, bob: Somebody, odd: str) -> None:
    for path in (
        "/introductions/{}",
        "/ask/{}",
        "/ask?to={}",
        "/ask/through/{}",
        "/people/{}",
        "/introductions?before={}",
    ):
        page = alice._signed_in().get(path.format(text_of(ODD[odd])[:1500].replace("%", "%25").replace("?", "")))
        assert page.status_code in {200, 404}, path


def test_strangers_and_missing_get_the_same_page(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    introduction, mallory = alice.asks(through=bob), story.member(story.people.mallory)
    missing = "A" * 22
    for deed in ("", "/answer", "/withdraw", "/take-back", "/pass-on"):
        for method in ("GET", "POST"):
            pages = [act(mallory, f"/introductions/{one}{deed}", method) for one in (introduction, missing)]
            assert pages[0].status_code == pages[1].status_code
            assert pages[0].text.replace(introduction, missing) == pages[1].text
            if deed == "" or method == "POST":
                assert pages[0].status_code in {404, 405}
    bob.lends_good_word(whom=carol.public_id)
    assert "Waiting" in alice.get(f"/introductions/{introduction}").text


def act(who: Somebody, path: str, method: str) -> TestResponse:
    """Ask for it, or send a form to it with a good secret."""
    browser = who._signed_in()
    secret = form_with(browser.get("/me/profile").text, button="Save").hidden["csrf_token"]
    data = {"csrf_token": secret, "decision": "no"} if method == "POST" else None
    return browser.open(path, method=method, data=data)


def test_what_i_agreed_to_lists_every_yes_of_mine(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol, through=bob, shares=["email", "phone"])
    bob.lends_good_word()
    carol.says_yes(["calendar_link"])
    assert "e-mail address, phone number" in alice.get("/agreed").text
    assert "nothing of yours" in bob.get("/agreed").text
    page = carol.get("/agreed").text
    assert "calendar link" in page
    assert "Alice Marsh would like to meet you" in page
    assert "What I agreed to" in page
    story.details_come_out()
    assert "Connected" in carol.get("/agreed").text
    assert "Nothing yet" in story.member(story.people.mallory).get("/agreed").text
