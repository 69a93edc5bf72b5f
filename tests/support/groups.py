"""Groups of members: how a test makes one, and brings people into it."""

import re
from datetime import datetime

from flask.testing import FlaskClient

from intro_app.groups import service
from intro_app.groups.codes import code_of
from intro_app.groups.models import MemberGroup
from tests.support.joining import press
from tests.support.people import MemberHandle


def made_by(
    dan: MemberHandle, at: datetime, name: str = "Class of 2014", *, takes_requests: bool = False
) -> tuple[str, str]:
    """Dan makes a group with a code; its public id and the code."""
    with dan.app.app_context():
        made = service.make_group(dan.member, name, takes_requests=takes_requests, at=at)
        service.new_code(made.id, dan.member, days=30, at=at)
        return made.public_id, code_of(made)


def joins(browser: FlaskClient, code: str) -> str:
    """Somebody types the code of a group; the page that answers, or where they are sent."""
    sent = press(browser, browser.get("/groups"), "/groups", code=code)
    return sent.headers.get("Location", sent.text)


def in_it(person: MemberHandle, group: MemberGroup, at: datetime, *, shown: bool = True) -> None:
    """Somebody is in a group and shows it; in an application context."""
    service.join_by_code(person.member, code_of(group), at)
    service.show_group(person.member, group, shown=shown)


def people_on(page: str) -> list[str]:
    """The names of the people on the page of a group."""
    return re.findall(r'<p><a href="/people/[\w-]+">([^<]+)</a></p>', page)
