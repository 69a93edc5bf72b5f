"""How staff use the pages about members."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.joining import press
from tests.support.people import MemberHandle

WHY = "She wrote that she cannot sign in."


def account_of(member: MemberHandle) -> str:
    """The path of the page of an account."""
    return f"/staff/members/{member.public_id}"


def opens(staff: FlaskClient, member: MemberHandle, why: str = WHY) -> TestResponse:
    """Give a reason and open the page of an account."""
    path = account_of(member)
    press(staff, staff.get(path), f"{path}/look", why=why)
    return staff.get(path)


def does(staff: FlaskClient, member: MemberHandle, what: str, **typed: str) -> TestResponse:
    """Fill in a form on the page of an account that is open, and send it."""
    path = account_of(member)
    return press(staff, staff.get(path), f"{path}/{what}", **typed)
