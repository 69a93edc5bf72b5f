"""Links of e-mails, opened and pressed in every way; and what that left in the database."""

import re
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from intro_app.db import Model, db
from tests.support.people import visitor
from tests.support.story import Somebody, Story

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
}

# How many forms a network sends is counted before anything is read.
COUNTING = ("rate_count", "BEGIN")


# What a request may leave behind although it changes nothing: how often somebody came.
NOISE = {"rate_count"}


@dataclass
class AskedCast:
    """Everybody of a situation."""

    story: Story
    alice: Somebody
    bob: Somebody
    carol: Somebody
    introduction: str = ""

    def link(self) -> str:
        """The link of Carol's question."""
        return self.carol.newest("r").link("r")


def path_of(link: str) -> str:
    return link.removeprefix("https://meet.example.org")


def press(story: Story, link: str, **fields: str) -> TestResponse:
    """POST to the link's path without its token, as the page's form does."""
    letter, _slash, token = path_of(link).strip("/").partition("/")
    if letter == "x":
        return visitor(story.app).post(f"/x/{token}", data=fields)
    return visitor(story.app).post(f"/{letter}", data={"token": token, **fields})


def assert_proper(page: TestResponse) -> None:
    """The headers of every page behind a link, whatever it answers."""
    for name, value in HEADERS.items():
        assert page.headers[name] == value, name
    assert "Set-Cookie" not in page.headers
    assert page.status_code < 500


def digest(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Every row but noise."""
    with app.app_context():
        return {
            table.name: sorted((tuple(map(str, row)) for row in db.session.execute(select(table))), key=repr)
            for table in Model.metadata.sorted_tables
            if table.name not in NOISE
        }


def every_link(story: Story) -> list[str]:
    """Every signed link in every letter so far, the header's included, without those that sign in."""
    found: dict[str, None] = {}
    for letter in story.mailbox.letters:
        header = str(letter.message["List-Unsubscribe"] or "").strip("<>")
        found |= dict.fromkeys([*letter.links(), header])
    return [link for link in found if re.fullmatch(r"/[rubxk]/.+", path_of(link))]
