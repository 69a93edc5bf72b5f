"""Fields of the community: none yet, made, wrong, changed, answered, asked of whoever joins, removed."""

from flask.testing import FlaskClient

from intro_app import clock
from intro_app.joining.invitations import service
from intro_app.joining.invitations.service import Invited
from intro_app.site_settings import Audience, FieldKind
from tests.support.identity_pages import letters, send
from tests.support.joining import letter_with, path_in
from tests.support.own_fields import answers_in, field_of
from tests.support.people import MemberHandle, visitor
from tests.support.story import Story
from tests.support.wanderer import wander

PAGE = "/staff/fields"
LONG = "Where you sang first, and with whom you would like to sing again"


def on_staff_pages(dan: MemberHandle) -> None:
    """Dan makes a field, is told what is wrong, changes it and looks at what he did."""
    staff = dan.browser(by_passkey=True)
    wander(staff, "organising", [PAGE])
    text = field_of(dan, clock.now(), "Your religion", FieldKind.TEXT, Audience.STAFF)
    chapter = field_of(dan, clock.now(), "Chapter", FieldKind.CHOICE, options=("Berlin", "Bath"))
    _is_changed(staff, chapter, text)


def show(story: Story) -> None:
    """Dan makes fields of every kind; Alice answers, Bob reads, Mei is asked as she joins."""
    dan, at = story.people.dan.becomes("admin"), clock.now()
    staff = dan.browser(by_passkey=True)
    wander(staff, "organising", [PAGE])
    send(staff, PAGE, PAGE, **{"label-en": "", "kind": "choice", "audience": "members", "options": "One"})
    year = field_of(dan, at, "Class year", FieldKind.YEAR, required=True)
    line = field_of(dan, at, LONG[:60], FieldKind.LINE, Audience.GROUPS)
    text = field_of(dan, at, "Your religion", FieldKind.TEXT, Audience.STAFF)
    link = field_of(dan, at, "A page about you", FieldKind.LINK)
    chapter = field_of(dan, at, "Chapter", FieldKind.CHOICE, required=True, options=("Berlin", "Bath"))
    alice, bob = story.people.alice, story.people.bob
    _answers(alice.browser(), year, line, link)
    answers_in(alice, chapter, "Bath")
    answers_in(alice, link, "https://example.org/" + "a" * 90)
    answers_in(alice, text, "None of your concern", Audience.STAFF)
    wander(bob.browser(), "people", ["/me", "/me/profile", f"/people/{alice.public_id}", "/people"])
    bob.browser().get("/people", query_string={"own": f"{chapter}.Bath", "find": "bath"})
    _is_changed(staff, chapter, text)
    wander(alice.browser(), "people", ["/me", "/me/profile"])
    _joins(story)


def _answers(alice: FlaskClient, year: str, line: str, link: str) -> None:
    wrong = {f"own-{year}": "99999", f"own-{line}": "x" * 500, f"own-{link}": "javascript:alert(1)"}
    send(alice, "/me/profile", "/me/profile", name="Alice Marsh", **wrong)


def _is_changed(staff: FlaskClient, chapter: str, text: str) -> None:
    path = f"{PAGE}/{chapter}"
    typed = {"label-en": "Chapter", "hint-en": "Where you meet", "options": "Berlin\nRome"}
    send(staff, path, path, **typed, audience="staff")
    send(staff, path, path, **typed, audience="members", required="y")
    send(staff, path, path, **{"label-en": ""})
    staff.get(path)
    staff.get(f"{PAGE}/{text}")
    send(staff, path, f"{path}/remove")
    staff.get(PAGE)
    staff.get(f"{PAGE}?done=field-removed")


def _joins(story: Story) -> None:
    bob = story.people.bob
    with story.app.app_context():
        service.invite(
            bob.member, Invited("mei@example.org", "Mei Tanaka", "You asked about bellows."), clock.now()
        )
    assert letters(story.app)
    path = path_in(letter_with(story.app, "i"), "i")
    send(visitor(story.app), path, "/i", token=path.rpartition("/")[2], name="Mei Tanaka")
