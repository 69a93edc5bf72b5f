"""Alice looks for somebody, by words, with filters and without a script, and asks whom she found."""

from tests.support.browsing import grouped
from tests.support.forms import form_with
from tests.support.searching import says
from tests.support.story import Somebody, Story


def test_alice_finds_carol_and_asks_her(story: Story, alice: Somebody, carol: Somebody) -> None:
    assert carol.person
    with story.app.app_context():
        says(carol.person, can_help_with="Casting organ pipes", place="Lisboa", languages="Português")
    form = form_with(alice.get("/people").text, field="find")
    assert {*grouped(form.filled(find="pipes", place="lisb"))} >= {"find", "place"}
    page = alice.get("/people?find=pipe&place=lisb").text
    assert "Casting organ <mark>pipes</mark>" in page
    assert "1 found" in page
    assert f'href="/people/{carol.public_id}"' in page
    nobody = alice.get("/people?find=pipe&place=rome").text
    assert "Try fewer or other words, or fewer filters." in nobody
    assert 'href="/people?find=pipe">Search without filters' in nobody
    assert "The best match comes first." not in nobody
    introduction = alice.asks(to=carol)
    carol.says_yes()
    story.details_come_out()
    assert "Connected" in alice.get(f"/introductions/{introduction}").text


def test_a_slip_of_the_finger_says_so(story: Story, alice: Somebody, carol: Somebody) -> None:
    assert carol.person
    with story.app.app_context():
        says(carol.person, headline="Violin maker")
    page = alice.get("/people?find=voilin").text
    assert "No one matches exactly. These people come close:" in page
    assert f'href="/people/{carol.public_id}"' in page


def test_while_alice_waits_carol_is_found_by_what_she_said_before(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    assert carol.person
    with story.app.app_context():
        says(carol.person, headline="Violin maker")
    alice.asks(to=carol)
    with story.app.app_context():
        says(carol.person, headline="Beekeeper")
    assert carol.name in alice.get("/people?find=violin").text
    assert carol.name not in alice.get("/people?find=beekeeper").text
