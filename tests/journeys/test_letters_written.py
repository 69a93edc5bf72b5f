"""The form of a letter: what it refuses, what it keeps, and that it sends one letter."""

import pytest

from tests.support.default_texts import LETTER
from tests.support.forms import form_with
from tests.support.journeys.links_pressed import digest
from tests.support.journeys.odd_input import DETAILS, PRIVILEGES, every_odd_value, sessions_aside
from tests.support.people import visitor
from tests.support.story import Somebody, Story


@pytest.fixture
def letter_form(alice: Somebody, bob: Somebody) -> tuple[str, dict[str, str]]:
    """Where Alice's blind letter goes, and what a good one holds, secrets included."""
    path = f"/ask/through/{bob.public_id}"
    form = form_with(alice.get(path).text, button="preview")
    return path, {**form.hidden, **LETTER, "someone": "has found a hall", "shares": "email", "step": "send"}


def test_every_field_of_a_letter(
    story: Story, alice: Somebody, letter_form: tuple[str, dict[str, str]]
) -> None:
    path, good = letter_form
    browser, before = alice._signed_in(), sessions_aside(digest(story.app))
    fields = [name for name in good if name not in {"csrf_token", "step"}]
    for odd, network in every_odd_value():
        for name in fields:
            answer = browser.post(path, data=good | {name: odd, "step": "preview"}, environ_base=network)
            assert answer.status_code in {200, 422}, f"{name}: {answer.status_code}"
            if answer.status_code == 422 and name not in {"why", "someone"}:
                assert good["why"] in answer.text, name
                assert "field-wrong" in answer.text or "error" in answer.text
    after = sessions_aside(digest(story.app))
    assert (before.pop("draft"), len(after.pop("draft"))) == ([], 1), (
        "what she looked at last is kept for her"
    )
    assert after == before


def test_a_letter_whose_form_was_tampered_with_is_still_sent_once(
    story: Story, alice: Somebody, letter_form: tuple[str, dict[str, str]]
) -> None:
    path, good = letter_form
    answers = [
        alice._signed_in().post(path, data=good | {"form_id": odd}, environ_base=network).status_code
        for odd, network in every_odd_value()
    ]
    assert answers == [303] + [422] * (len(answers) - 1)  # one may be open in the first days
    story.work()
    assert len(alice.letters) == 1


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
            assert all(
                good[other] in answer.text for other in ("what_for", "why", "benefit") if other != name
            )
    story.work()
    assert not alice.letters


def test_all_parts_together_may_not_be_longer_than_a_page(
    alice: Somebody, letter_form: tuple[str, dict[str, str]]
) -> None:
    path, good = letter_form
    long = {"someone": "a " * 95, "what_for": "b " * 95, "why": "c " * 170, "benefit": "d " * 120}
    answer = alice._signed_in().post(path, data=good | long)
    assert answer.status_code == 422
    assert "Please keep it under 900." in answer.text


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("purpose", "dating"),
        ("medium", "bed"),
        ("minutes", "0"),
        ("minutes", "9999"),
        ("minutes", "ten"),
        ("by_when", "soon"),
        ("by_when", "2020-02-29"),
        ("shares", "password"),
        ("shares", ""),
    ],
)
def test_values_that_the_form_does_not_offer(
    alice: Somebody, letter_form: tuple[str, dict[str, str]], field: str, wrong: str
) -> None:
    path, good = letter_form
    answer = alice._signed_in().post(path, data=good | {field: wrong})
    assert answer.status_code == 422
    assert good["why"] in answer.text


def test_pressing_send_twice_sends_one(
    story: Story, alice: Somebody, letter_form: tuple[str, dict[str, str]]
) -> None:
    path, good = letter_form
    browser = alice._signed_in()
    answers = [browser.post(path, data=good) for _click in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert len({answer.location for answer in answers}) == 1
    story.work()
    assert [letter.subject for letter in alice.letters] == ["Your request to Bob Keller"]


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


def test_fields_sent_twice_count_once(
    story: Story, alice: Somebody, letter_form: tuple[str, dict[str, str]]
) -> None:
    path, good = letter_form
    doubled = {name: [value, value] for name, value in good.items()}
    assert alice._signed_in().post(path, data=doubled).status_code in {303, 422}
    doubled = {name: [value, "other"] for name, value in good.items() if name != "csrf_token"}
    again = alice._signed_in().post(path, data=doubled | {"csrf_token": good["csrf_token"]})
    assert again.status_code in {303, 422}
    story.work()
    assert len(alice.letters) <= 1
