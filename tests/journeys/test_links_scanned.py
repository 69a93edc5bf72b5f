"""What opens every link, or presses every button, and is not a person, changes nothing."""

import pytest

from tests.support.forms import forms_in
from tests.support.journeys.links_pressed import AskedCast, assert_proper, digest, every_link, path_of, press
from tests.support.journeys.watching import bare_page
from tests.support.people import visitor


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_scanners_that_open_every_link_change_nothing(cast: AskedCast, method: str) -> None:
    story = cast.story
    cast.carol.says_yes()
    before = digest(story.app)
    for link in every_link(story) * 2:
        page = visitor(story.app).open(
            path_of(link), method=method, headers={"User-Agent": "Mozilla/5.0 scanner"}
        )
        assert page.status_code in {200, 204}, link
        assert_proper(page)
    assert digest(story.app) == before
    story.details_come_out()  # and people can go on as if nothing had been there
    assert cast.alice.newest().introduces


def test_scanners_that_press_every_button_answer_nothing(cast: AskedCast) -> None:
    story = cast.story
    dan = story.member(story.people.dan)
    story.people.know_each_other(story.people.dan, story.people.bob)
    dan.asks(through=cast.bob)
    cast.carol.says_yes()
    before = digest(story.app)
    for link in every_link(story):
        page = visitor(story.app).get(path_of(link))
        for form in forms_in(page.text):
            if form.method == "post" and form.action.startswith(("/r", "/u", "/b", "/x", "/k")):
                answer = visitor(story.app).post(form.action, data=form.hidden)
                assert answer.status_code in {400, 422}, form.action
                assert_proper(answer)
                assert answer.status_code == 400 or form.action != "/r"
    assert digest(story.app) == before


def test_a_link_of_one_purpose_opens_nothing_else(cast: AskedCast) -> None:
    cast.carol.says_yes()
    tokens = {
        path_of(link)[1]: path_of(link)[3:] for link in every_link(cast.story) if path_of(link)[2] == "/"
    }
    assert {"r", "u", "x"} <= set(tokens)
    expected = bare_page(visitor(cast.story.app).get("/r/damaged").text)
    before = digest(cast.story.app)
    for letter, token in tokens.items():
        for other in {"r", "u", "x", "b", "k"} - {letter}:
            link = f"https://meet.example.org/{other}/{token}"
            choices = {"decision": "no", "sure": "yes", "scope": "everything", "answer": "yes"}
            for page in (visitor(cast.story.app).get(path_of(link)), press(cast.story, link, **choices)):
                assert page.status_code == 404
                assert bare_page(page.text) == expected
    assert digest(cast.story.app) == before
