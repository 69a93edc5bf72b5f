"""Looking at a post before it goes out, and answering a quotation."""

from tests.support.browsing import grouped
from tests.support.community import Village
from tests.support.forms import form_with
from tests.support.people import People

WORDS = "## Plan\n\n- [ ] ask *Carol*\n\nSee https://example.org/plan"


def test_a_reply_is_looked_at_first_and_nothing_is_posted(village: Village, people: People) -> None:
    circle = village.circle(people.alice, people.bob)
    thread = village.thread(circle, people.alice)
    bob, path = people.bob.browser(), f"/circles/{circle}/threads/{thread}"
    form = form_with(bob.get(path).text, field="words")
    page = bob.post(path, data=grouped(form.filled(button="Preview", words=WORDS)))
    assert page.status_code == 200
    assert "<li>☐ ask <em>Carol</em></li>" in page.text
    again = form_with(page.text, field="words")
    assert dict(again.filled())["words"].replace("\r\n", "\n") == WORDS
    assert "ask <em>Carol" not in people.alice.browser().get(path).text, "nobody sees it yet"
    assert bob.post(path, data=grouped(again.filled(button="Post"))).status_code == 303
    assert '<a href="https://example.org/plan"' in people.alice.browser().get(path).text


def test_a_thread_and_an_edited_post_are_looked_at_first_too(village: Village, people: People) -> None:
    circle = village.circle(people.alice, people.bob)
    bob = people.bob.browser()
    form = form_with(bob.get(f"/circles/{circle}/threads/new").text, field="title")
    filled = form.filled(button="Preview", title="The plan", words=WORDS)
    page = bob.post(f"/circles/{circle}/threads/new", data=grouped(filled))
    assert (page.status_code, "<h2>Plan</h2>" in page.text) == (200, True)
    assert "The plan" not in people.alice.browser().get(f"/circles/{circle}").text
    post = village.replies(village.thread(circle, people.alice), people.bob, "First words.")
    base = f"/circles/{circle}/posts/{post}"
    form = form_with(bob.get(f"{base}/edit").text, field="words")
    page = bob.post(f"{base}/edit", data=grouped(form.filled(button="Preview", words=WORDS)))
    assert (page.status_code, "<h2>Plan</h2>" in page.text) == (200, True)
    assert "First words." in bob.get(f"{base}/history").text


def test_what_cannot_be_posted_is_not_previewed_but_refused(village: Village, people: People) -> None:
    circle = village.circle(people.alice, people.bob)
    path = f"/circles/{circle}/threads/{village.thread(circle, people.alice)}"
    bob = people.bob.browser()
    form = form_with(bob.get(path).text, field="words")
    page = bob.post(path, data=grouped(form.filled(button="Preview", words="")))
    assert page.status_code == 422
    assert "Write something first." in page.text


def test_a_quotation_stands_in_the_form_and_only_of_a_post_in_this_thread(
    village: Village, people: People
) -> None:
    circle = village.circle(people.alice, people.bob)
    thread, other = village.thread(circle, people.alice), village.thread(circle, people.alice)
    post = village.replies(thread, people.alice, "Who comes?\nAt eight.")
    bob = people.bob.browser()

    def quoted(within: str) -> str:
        page = bob.get(f"/circles/{circle}/threads/{within}?quote={post}").text
        return dict(form_with(page, field="words").filled())["words"].replace("\r\n", "\n").strip()

    assert f"?quote={post}#reply" in bob.get(f"/circles/{circle}/threads/{thread}").text
    assert quoted(thread) == "> Who comes?\n> At eight."
    assert quoted(other) == ""
