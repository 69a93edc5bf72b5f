"""Fifty kilobytes in any field are refused quickly, with an error beside the field and the text kept."""

import html
import re
from collections.abc import Iterator
from time import thread_time
from typing import NamedTuple
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.browsing import Typed, grouped
from tests.support.crawler import pages_read
from tests.support.forms import Form, forms_in
from tests.support.journeys.planted_world import PlantedWorld
from tests.support.story import Somebody, Story

# Each is slow for another reason: digits are looked up as telephone numbers, blanks are passed by patterns,
# and marks are put in order.
PIECES = ("12-", "x" + " " * 40, "\u0301\u0316")
SIZE = 50_000
MOST_SECONDS = 0.5
# Staff look at these pages as a made-up newcomer; whatever is sent there is refused unread.
SEEN_AS_NEWCOMER = "/staff/newcomer/see"
# In addresses, what differs from one thing to the next.
_ID = re.compile(r"(?<=/)([\w-]{22,}(\.[\w-]+)?|\d+)(?=[/ ]|$)")
_NETWORKS = (f"10.{one}.{two}.1" for one in range(250) for two in range(250))


class LongField(NamedTuple):
    """A field in a form, and whose browser sends it."""

    path: str
    form: Form
    field: str
    browser: FlaskClient


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_text_that_is_far_too_long_is_refused_beside_its_field_kept_and_answered_fast(
    told_world: PlantedWorld,
) -> None:
    places = {
        _ID.sub("…", f"{place.form.action or place.path} {place.field}"): place
        for place in _places(told_world)
    }
    wrong = {f"{name}: {what}" for name, place in places.items() for what in _wrong_with(place)}
    assert not wrong, "\n".join(sorted(wrong))
    assert len(places) > 60


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_all_fields_of_a_form_filled_to_the_brim_are_answered_fast(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    """Sixty kilobytes together, which is as much as is taken at all."""
    alice.asks(to=carol, through=bob)
    paths = [(bob, "/offer"), (bob, f"/ask/{carol.public_id}"), (carol, "/me/profile"), (carol, "/board")]
    answer_link = bob.newest("r").link("r")
    for one, path in (*paths, (bob, answer_link)):
        page = one.opens(path) if path == answer_link else one.get(path)
        forms = [form for form in forms_in(page.text) if form.method == "post"]
        form = max(forms, key=lambda found: len(found.written))
        for piece in PIECES:
            words = piece * (SIZE // len(quote(piece)) // len(form.written))
            place = LongField(path, form, "", one._signed_in())
            answer, seconds = _sent(place, dict.fromkeys(form.written, words))
            assert answer.status_code == 422, path
            assert seconds < MOST_SECONDS, (path, piece)


def _places(world: PlantedWorld) -> Iterator[LongField]:
    """Every field in which somebody in the story can write."""
    for name, one in world.people.items():
        assert one.person
        browser = one.person.browser(by_passkey=name == "dan")
        for path, page in pages_read(browser, one.letters).items():
            for form in () if path.startswith(SEEN_AS_NEWCOMER) else forms_in(page):
                for field in set(form.written) - form.files if form.method == "post" else ():
                    yield LongField(path, form, field, browser)


def _wrong_with(place: LongField) -> Iterator[str]:
    for piece in PIECES:
        words = piece * (SIZE // len(quote(piece)))
        answer, seconds = _sent(place, {place.field: words})
        if seconds > MOST_SECONDS:
            yield f"{piece!a} took {seconds:.2f} s"
        if answer.status_code != 422:
            yield f"{answer.status_code}"
        elif not _is_refused_beside(answer.text, place.field):
            yield "no sentence beside it"
        elif "<title>Error: " not in answer.text:
            yield "the title does not say so"
        elif " ".join(words.split()) not in " ".join(html.unescape(answer.text).split()):
            yield "the words are lost"


def _sent(place: LongField, typed: dict[str, Typed]) -> tuple[TestResponse, float]:
    """What came back, and after how many seconds of work."""
    sent = grouped(place.form.filled(button="", **typed))
    for name, values in place.form.options.items():
        sent.setdefault(name, [next((value for value in values if value), "")])
    steps = [value for name, value, _label in place.form.buttons if name == "step"]
    if steps:
        sent["step"] = [next(step for step in ("preview", "send", *steps) if step in steps)]
    network = {"REMOTE_ADDR": next(_NETWORKS)}
    start = thread_time()
    answer = place.browser.post(place.form.action or place.path, data=sent, environ_base=network)
    return answer, thread_time() - start


def _is_refused_beside(page: str, field: str) -> bool:
    """Whether the field, wherever it stands, is marked as wrong and described by a sentence."""
    tags = re.findall(rf'<(?:input|textarea|select)\b[^>]*\bname="{re.escape(field)}"[^>]*>', page)
    described = [one for tag in tags for one in re.findall(r'aria-describedby="([^"]+)"', tag)]
    errors = re.findall(r'class="error" id="([^"]+)"', page)
    return any("aria-invalid" in tag for tag in tags) and bool(set(" ".join(described).split()) & set(errors))
