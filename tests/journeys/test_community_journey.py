"""A circle from its first day to an evening together, with nothing but pages and mail."""

from datetime import timedelta

from intro_app import clock
from intro_app.memberships.service.giving import give
from tests.support.browsing import PageReader
from tests.support.forms import form_with
from tests.support.people import visitor
from tests.support.story import Somebody, Story


def pays(story: Story, who: Somebody) -> None:
    """An admin gives membership."""
    assert who.person
    with story.app.app_context():
        give(who.person.member, clock.now() + timedelta(days=90), "for a test", clock.now())


def begins(alice: Somebody) -> str:
    """The path of a new circle."""
    page = alice.get("/circles/new")
    circle = alice.fill(
        "/circles/new", page, "Start the circle", {"name": "Organ builders", "about": "We **mend** pipes."}
    )
    assert "<strong>mend</strong>" in circle.text
    return circle.request.path


def joins(alice: Somebody, carol: Somebody, circle: str) -> None:
    """Carol asks, Alice lets her in."""
    asked = carol.fill(circle, carol.get(circle), "Ask to join", {"words": "I keep the organ of St Jakob."})
    assert "We’ve asked the host." in asked.text
    carol.story.work()
    assert "I keep the organ of St Jakob." in alice.newest().text
    people = f"{circle}/people"
    assert "They’re in." in alice.fill(people, alice.get(people), "Accept").text


def answers_by_mail(reader: PageReader, button: str) -> str:
    """The page after pressing a button on the page behind the newest invitation."""
    link = reader.newest("g").links("g")[0]
    form = form_with(reader.opens(link).text, action="/g")
    return visitor(reader.story.app).post("/g", data=dict(form.filled(button=button))).text


def talk(alice: Somebody, carol: Somebody, circle: str) -> None:
    """Alice begins a thread; Carol, who has no membership, answers."""
    title = {"title": "Old pipes", "words": "How old are *yours*?"}
    thread = alice.fill(f"{circle}/threads/new", alice.get(f"{circle}/threads/new"), "Post", title)
    assert "<em>yours</em>" in thread.text
    read = carol.get(thread.request.path)
    assert "Posted." in carol.fill(thread.request.path, read, "Post", {"words": "From 1790."}).text


def announces(alice: Somebody, circle: str) -> str:
    """The path of a gathering with one seat, which is its host's; the invitations are out."""
    day = (clock.now() + timedelta(days=9)).date().isoformat()
    plan = {
        "title": "An evening",
        "day": day,
        "clock": "18:00",
        "time_zone": "Europe/Berlin",
        "minutes": "90",
    }
    plan |= {"link": "https://meet.example.net/loft", "capacity": "1"}
    new = f"{circle}/gatherings/new"
    evening = alice.fill(new, alice.get(new), "Announce", plan)
    assert "Announced." in evening.text
    alice.story.work()
    return evening.request.path


def test_a_circle_from_its_first_day_to_an_evening_together(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    assert "need a supporting membership" in alice.get("/circles/new").text
    pays(story, alice)
    circle = begins(alice)
    joins(alice, carol, circle)
    talk(alice, carol, circle)
    evening = announces(alice, circle)
    assert "All places are taken." in answers_by_mail(carol, "I’m coming")
    alice.fill(evening, alice.get(evening), "I’m not coming", action="/answer")
    story.wait(timedelta(hours=12))
    assert "You’ve got a place" in {letter.subject for letter in carol.letters}
    assert "https://meet.example.net/loft" in carol.get(evening).text
    story.wait(timedelta(days=9), step=timedelta(hours=6))
    assert "Reminder: your gathering is within a day" in {letter.subject for letter in carol.letters}
