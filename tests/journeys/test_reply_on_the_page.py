"""A reply told at once is also on the requester's page, and the old letter can be used again from there."""

from html import unescape

from werkzeug.test import TestResponse

from tests.support.default_texts import LETTER
from tests.support.forms import form_with
from tests.support.journeys.ended import DAY
from tests.support.journeys.followed_up import pass_days
from tests.support.story import Somebody, Story


def test_a_not_now_stands_on_the_page_with_its_words_and_its_day(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    public_id = alice.asks(to=carol)
    path = f"/introductions/{public_id}"
    carol.answers("not_now", sentence="later", ask_after="2026-06-20")
    page = alice.get(path).text
    assert "Carol Duarte says: not now" in page
    assert "Please ask me again after the date below." in page
    assert "You can ask again after 20 June 2026." in page
    again = alice.fill(path, alice.get(path), "Rewrite it", action=f"{path}/write-again")
    assert again.request.path == f"/ask/{carol.public_id}"


def test_a_letter_to_be_written_anew_opens_with_its_text(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    public_id = alice.asks(to=carol, through=bob)
    path = f"/introductions/{public_id}"
    bob.answers("anew", words="Say which mill you mean.")
    page = alice.get(path)
    assert "Bob Keller suggests a rewrite" in page.text
    assert "Say which mill you mean." in page.text
    again = alice.fill(path, page, "Rewrite it", action=f"{path}/write-again")
    written = form_with(again.text, button="preview").written
    assert written["why"]
    assert str(written["why"]) in unescape(page.text)


def test_nobody_else_reads_the_reply_and_a_silent_letter_has_none(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    public_id = alice.asks(to=carol, through=bob)
    path = f"/introductions/{public_id}"
    bob.lends_good_word()
    waiting = alice.get(path).text
    carol.answers("no")
    assert alice.get(path).text.count("write-again") == waiting.count("write-again") == 0
    pass_days(story, 30)
    assert "write-again" not in alice.get(path).text, "an ending like every other"


def test_an_invited_letter_may_be_sent_again_to_the_same_people_and_to_nobody_else(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol)
    carol.answers("not_now", sentence="later", ask_after="2026-05-10")
    assert _tries(alice, bob).status_code == 422, "it is still a copy for everybody else"
    story.wait(8 * DAY)
    alice.asks(to=carol)
    carol.answers("no")
    story.wait(400 * DAY, 20 * DAY)
    assert _tries(alice, carol).status_code == 422, "it holds once"


def _tries(author: Somebody, to: Somebody) -> TestResponse:
    """Write the usual letter and send it, as far as the site lets it go."""
    path = f"/ask/{to.public_id}"
    page = author.fill(path, author.get(path), "preview", {**LETTER, "shares": ["email"]})
    return page if page.status_code == 422 else author.fill(path, page, "send")
