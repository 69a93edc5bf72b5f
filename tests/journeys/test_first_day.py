"""A first day: three steps that go as they are done, an empty site, and end pages that lead on."""

from flask.testing import FlaskClient

from tests.support.people import People, visitor
from tests.support.story import Somebody, Story

STEPS = "Three steps to get started"


def newcomer(story: Story) -> Somebody:
    """Somebody who has just joined, with the defaults of a new account."""
    return story.member(story.people.join("Nora New", door_open=False), details=False)


def test_a_new_member_sees_three_steps_until_all_are_done(story: Story, alice: Somebody) -> None:
    nora = newcomer(story)
    assert "0 of 3 done" in nora.get("/me").text
    assert STEPS in nora.get("/introductions").text
    nora.fill("/me/profile", nora.get("/me/profile"), "Save", {"can_help_with": "Old organs."})
    assert "1 of 3 done" in nora.get("/me").text
    nora.fill("/me/door", nora.get("/me/door"), "Save")
    assert "2 of 3 done" in nora.get("/me").text
    nora.fill(f"/people/{alice.public_id}", nora.get(f"/people/{alice.public_id}"), "I know this person")
    assert STEPS not in nora.get("/me").text
    assert STEPS not in nora.get("/introductions").text


def test_steps_do_not_tell_which_addresses_have_an_account(story: Story, alice: Somebody) -> None:
    pages = []
    for number, address in enumerate(("nobody@example.org", alice.address)):
        nora = story.member(
            story.people.join(f"Nora New {number}", f"n{number}@example.org", door_open=False)
        )
        nora.fill(
            "/me/acquaintances", nora.get("/me/acquaintances"), "I know this person", {"email": address}
        )
        pages.append(nora.get("/me").text.partition('class="first-steps"')[2].partition("</section>")[0])
    assert pages[0] == pages[1] != ""


def test_a_no_to_a_newcomer_looks_like_silence(story: Story, alice: Somebody) -> None:
    nora = newcomer(story)
    nora.fill(f"/people/{alice.public_id}", nora.get(f"/people/{alice.public_id}"), "I know this person")
    before = nora.get("/me").text
    alice.fill("/me/acquaintances", alice.get("/me/acquaintances"), "No")
    assert nora.get("/me").text == before


def test_a_site_with_nobody_tells_whoever_sets_it_up_what_to_do(client: FlaskClient, people: People) -> None:
    assert "No one has joined yet" in client.get("/").text
    alone = people.alice.browser().get("/people").text
    assert "You’re the first one here" in alone
    assert "intro admin grant alice@example.org admin" in alone
    assert "No one has joined yet" not in visitor(people.app).get("/").text
    people.join("Hidden Hana", door_open=False)
    assert "You’re the first one here" not in people.alice.browser().get("/people").text


def test_end_pages_lead_on(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    link = carol.newest("r").link("r")
    for page in (carol.answers_at(link, "no"), carol.opens(link), carol.opens(carol.newest().link("x"))):
        assert page.status_code == 200
    assert "Go to Mutual</a>" in carol.opens(link).text
    stopped = carol.fill(
        "/x", carol.opens(carol.newest().link("x")), "Stop these e-mails", {"scope": "everything"}
    )
    assert "Go to Mutual</a>" in stopped.text
