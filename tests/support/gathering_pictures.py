"""Gatherings with a picture, as hosts plan them."""

from collections.abc import Sequence

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intro_app.community.pictures import service as pictures
from intro_app.community.pictures.policy import ChosenPicture
from intro_app.pictures import draw_photo
from tests.support.browsing import grouped
from tests.support.community import Village
from tests.support.forms import form_with
from tests.support.people import MemberHandle
from tests.support.post_pictures import File, brings
from tests.support.uploads import picture

EVENING = {
    "title": "Evening of pipes",
    "day": "2026-05-14",
    "clock": "18:00",
    "minutes": "90",
    "place": "St Jakob, the loft",
}


def taken(village: Village, host: MemberHandle, alt: str = "An organ") -> ChosenPicture:
    """A picture that this member has sent with a form, and described."""
    with village.app.app_context():
        drawn = draw_photo(picture())
        kept = pictures.keep(host.id, drawn, village.at)
        return ChosenPicture(kept.public_id, alt, False, drawn.width, drawn.height)


def plans(browser: FlaskClient, path: str, files: Sequence[File] = (), **typed: str) -> TestResponse:
    """Fill in the form of a gathering at this path, choose files, and send it."""
    return plans_again(browser, browser.get(path), path, files, **typed)


def plans_again(
    browser: FlaskClient, page: TestResponse, path: str, files: Sequence[File] = (), **typed: str
) -> TestResponse:
    """Fill in the form of a gathering on a page that came back, choose files, and send it."""
    filled = grouped(form_with(page.text, field="title").filled(**typed))
    return brings(browser, path, filled, files)
