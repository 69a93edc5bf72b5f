"""Right-to-left text is isolated wherever it is shown: on every page and in every e-mail."""

from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from importlib import import_module

import pytest
from flask import Flask, Response, request
from sqlalchemy import select

from intro_app import clock
from intro_app.community.board import service as board
from intro_app.community.board.models import NoteKind
from intro_app.community.gatherings.models import Gathering
from intro_app.db import atomic, db
from intro_app.devtools.cast import cast, nothing_kept
from intro_app.devtools.samples import every_email
from intro_app.outbox.email import write
from intro_app.text.directions import runs_from_the_right
from tests.support.browsing import Typed
from tests.support.calendar import Calendar
from tests.support.crawler import pages_read
from tests.support.forms import form_with
from tests.support.journeys.planted import a_world, tell
from tests.support.journeys.planted_world import PlantedWorld
from tests.support.mail_server import Mailbox
from tests.support.people import MemberHandle, People
from tests.support.story import Somebody, Story

# Elements that end with their beginning.
_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# Where no element can stand, and browsers show what is there beside nothing else.
_ALONE = {"title"}


# What somebody writes who writes from right to left, with Latin letters and signs in it: Arabic here, Hebrew
# there.
WORD, NAME = "سفرجل{:02} (C++)!", "דוד"
LETTERS = (
    ("أتعلم كيف يقضي النحل الشتاء.", "הכוורות שלך עמדו בינואר.", "ألواح من خشب الأرز (C++)."),
    ("איך קוראים מפת הצפה?", "مسحك يذكر شارعنا.", "بيانات 1998."),
    ("نصيحة في الطباعة بالرصاص.", "שמרת על מכבש חי.", "صندوقان من الحروف."),
)

pytestmark = pytest.mark.changes_app
PARTS = ("identity", "community", "followups", "introductions", "moderation", "people", "trust")


class _Callers(People):
    """Everybody, called by a name from right to left before their own."""

    def join(self, name: str, email: str = "", *, door_open: bool = True) -> MemberHandle:
        """One more member; their address is as ever."""
        email = email or f"{name.split(maxsplit=1)[0].lower()}@example.org"
        return super().join(f"{NAME} {name}", email, door_open=door_open)


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_words_from_right_to_left_stand_apart_wherever_they_stand(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    world = _from_right_to_left(a_world(story, alice, bob, carol))
    tell(world)
    _what_everybody_may_read(world)
    wrong, seen = set[tuple[str, str]](), set[str]()
    for name, one in world.people.items():
        assert one.person
        pages = pages_read(one.person.browser(by_passkey=name == "dan"), one.letters)
        pages |= {f"refused {path}": page for path, page in _refused(one).items()}
        for path, page in pages.items():
            wrong |= {(path, words) for words in _astray(page)}
            seen |= {mark.word for mark in world.marks if mark.word in page}
    assert not wrong, "\n".join(f"{path}: {words}" for path, words in sorted(wrong))
    blind = {mark.column for mark in world.marks if mark.found_by and mark.word not in seen}
    assert not blind


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("part", PARTS)
def test_names_from_right_to_left_stand_apart_on_every_page_of_every_story(
    part: str, app: Flask, at: datetime, mailbox: Mailbox, the_calendar: Calendar
) -> None:
    """The stories of tests/support/face, among people who are called so."""
    wrong, shown = set[tuple[str, str]](), list[bool]()

    def look(page: Response) -> Response:
        if page.mimetype == "text/html" and not page.location:
            text = page.get_data(as_text=True)
            wrong.update((request.path, words) for words in _astray(text))
            shown.append(NAME in text)
        return page

    app.after_request(look)
    import_module(f"tests.support.face.{part}").show(Story(app, _Callers(app, at), mailbox, the_calendar))
    assert not wrong
    assert any(shown)


def test_names_from_right_to_left_stand_apart_in_every_e_mail(app: Flask, at: datetime) -> None:
    wrong, named = set[tuple[str, str]](), set[str]()
    with app.app_context(), nothing_kept():
        who = cast(at)
        for member in (who.alice, who.bob, who.carol, who.dan, who.mallory):
            member.name = f"{NAME} {member.name}"
        for sample in every_email(who, at):
            html = write(sample.email, stop_url="https://meet.example.org/x/sample").html
            wrong |= {(sample.name, words) for words in _astray(html)}
            named |= {sample.email.kind} if NAME in html else set()
    assert not wrong
    assert len(named) > 20


def test_words_that_stand_astray_are_found() -> None:
    assert _astray("<p>علي</p>") == ["علي"]
    assert _astray('<p><b dir="auto">x</b>علي</p>') == ["علي"]
    assert _astray('<p dir="ltr">علي</p><input value="علي"><textarea>علي</textarea>') == ["علي", "علي", "علي"]
    assert _astray('<p dir="auto"><b>علي</b></p><bdi>علي</bdi><br><input dir="auto" value="علي">') == []


def _from_right_to_left(world: PlantedWorld) -> PlantedWorld:
    """The story as people tell it who are called so and write so."""
    profile = {name: WORD.format(80) for name in ("headline", "place", "languages")}
    profile |= {name: f"{WORD.format(81)}\n\n- {NAME}" for name in ("can_help_with", "looking_for")}
    told = ("knows_requester", "knows_recipient", "why_both")
    good_word: dict[str, Typed] = {
        name: f"{WORD.format(number)} {NAME}" for number, name in enumerate(told, 70)
    }
    for one in world.people.values():
        one.name = f"{NAME} {one.name}"
    return replace(world, word=WORD, letters=LETTERS, profile=profile, good_word=good_word)


def _what_everybody_may_read(world: PlantedWorld) -> None:
    """A note on the board and a gathering in words; the rest is told with the story."""
    word = WORD.format(90)
    with world.story.app.app_context():
        for number, one in enumerate(world.people.values(), 91):
            assert one.person
            board.pin(one.person.member, NoteKind.GIVE, WORD.format(number), clock.now())
        with atomic():
            for gathering in db.session.scalars(select(Gathering)):
                gathering.about = f"**{word}**\n\n- {word}\n\n> {word}\n\n`{word}`"


def _refused(one: Somebody) -> dict[str, str]:
    """What comes back with a sentence beside it, in which the words stand again."""
    assert one.person
    browser = one.person.browser()
    typed = f"{WORD} ana@example.org"
    form = form_with(browser.get("/me/profile").text, field="headline")
    fields = ("headline", "can_help_with", "looking_for", "place", "languages")
    profile = browser.post("/me/profile", data=dict(form.filled(**dict.fromkeys(fields, typed))))
    assert profile.status_code == 422
    return {"/me/profile": profile.text}


class _RunParser(HTMLParser):
    """Collects the words from right to left that stand in no element which runs as they do."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.astray: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note whether it runs by itself, and what is typed in it."""
        given = dict(attrs)
        direction = given.get("dir")
        by_itself = direction == "auto" or (tag == "bdi" and direction is None)
        inside = by_itself or (direction is None and bool(self._open) and self._open[-1][1])
        if tag not in _VOID:
            self._open.append((tag, inside))
        elif (
            tag == "input" and given.get("type", "text") not in {"hidden", "checkbox", "radio"} and not inside
        ):
            self.handle_words(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        """Leave it, and whatever was left open in it."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note words that run from the right where nothing says so."""
        if not self._open or not (self._open[-1][1] or self._open[-1][0] in _ALONE):
            self.handle_words(data)

    def handle_words(self, words: str) -> None:
        """Note them if they run from the right."""
        if runs_from_the_right(words):
            self.astray.append(" ".join(words.split()))


def _astray(page: str) -> list[str]:
    reader = _RunParser()
    reader.feed(page)
    reader.close()
    return reader.astray
