"""Lists of people whom staff invite: how a test reads one in, sends it, and lets the worker go round."""

from datetime import datetime, timedelta
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from intro_app.db import atomic, db
from intro_app.joining.invitations.models import Invitation, InvitationKind
from intro_app.joining.lists.models import InvitationList, InvitationListRow
from intro_app.joining.lists.policy import RowVerdict
from intro_app.joining.lists.service import send_lists
from intro_app.outbox.models import OutboxMessage
from intro_app.outbox.policy import DropReason
from tests.support.browsing import grouped
from tests.support.forms import form_with
from tests.support.joining import press
from tests.support.people import MemberHandle

OF_A_LIST = (
    *("invitation_list.source", "invitation_list.line", "invitation_list_row.name"),
    *("invitation_list_row.address", "invitation.source"),
)
PAGE = "/staff/invitations"
SOURCE = "You gave us your address when you graduated in 2014."
SECOND = timedelta(seconds=1)


def reads(dan: FlaskClient, rows: str) -> TestResponse:
    """Dan pastes a list; the page that follows: its preview, or the form again."""
    return press_file(dan, None, pasted=rows)


def press_file(dan: FlaskClient, content: bytes | None, **typed: str) -> TestResponse:
    """Dan chooses a file, or pastes; the page that follows."""
    form = form_with(dan.get(PAGE).text, action=PAGE)
    data = dict(grouped(form.filled(**typed)))
    data.pop("file", None)
    more = {"file": FileStorage(BytesIO(content), "people.csv")} if content is not None else {}
    boundary, body = encode_multipart(data | more)  # the client would keep a large one in an open file
    sent = dan.post(PAGE, data=body, content_type=f"multipart/form-data; boundary={boundary}")
    return dan.get(sent.headers["Location"]) if sent.status_code == 303 else sent


def sends(dan: FlaskClient, preview: TestResponse, **typed: str) -> str:
    """Dan sends the list of a preview; the path of its page."""
    path = preview.request.path
    sent = press(dan, preview, path, **{"source": SOURCE, "expected": "y"} | typed)
    assert sent.status_code == 303, sent.text
    return path


def changes(dan: FlaskClient, path: str, change: str, **typed: str) -> TestResponse:
    """Dan presses Pause, Resume or “Withdraw this list” on the page of a list; the page that follows."""
    form = form_with(dan.get(path).text, button=change)
    sent = dan.post(f"{path}/change", data=grouped(form.filled(**typed)))
    return dan.get(sent.headers["Location"]) if sent.status_code == 303 else sent


def works(app: Flask, at: datetime, seconds: int) -> None:
    """The worker goes round once a second."""
    with app.app_context():
        for second in range(seconds):
            send_lists(at + second * SECOND)


def invited(app: Flask) -> list[tuple[int, str]]:
    """Who was invited from a list, by row and address, in the order of the e-mails."""
    with app.app_context():
        made = select(Invitation.list_row, Invitation.address).where(Invitation.list_id.is_not(None))
        return [(row or 0, address) for row, address in db.session.execute(made.order_by(Invitation.id))]


def plant_list(app: Flask, staff: MemberHandle, words: dict[str, str], at: datetime) -> None:
    """Staff have paused a list with these words, of which one invitation has left; only admins read them."""
    with app.app_context(), atomic():
        made = InvitationList(
            staff_id=staff.id,
            source=words["invitation_list.source"],
            line=words["invitation_list.line"],
            made_at=at,
            confirmed_at=at,
        )
        db.session.add(made)
        db.session.flush()
        row = InvitationListRow(
            list_id=made.id,
            number=2,
            name=words["invitation_list_row.name"],
            address=words["invitation_list_row.address"],
            verdict=RowVerdict.OK,
        )
        left = Invitation(
            kind=InvitationKind.LISTED,
            inviter_id=staff.id,
            source=words["invitation.source"],
            made_at=at,
            until=at,
            list_id=made.id,
            list_row=1,
        )
        db.session.add_all([row, left])


def the_list(app: Flask) -> InvitationList:
    """The newest list."""
    return db.session.scalars(select(InvitationList).order_by(InvitationList.id.desc()).limit(1)).one()


def bounce(app: Flask, *addresses: str) -> None:
    """The mail server says that these mailboxes do not exist."""
    with app.app_context(), atomic():
        for made in db.session.scalars(select(Invitation).where(Invitation.list_id.is_not(None))).all():
            if made.address in addresses:
                refused = update(OutboxMessage).where(OutboxMessage.about == f"invitation:{made.id}")
                db.session.execute(refused.values(why=DropReason.REFUSED.value, dropped_at=made.made_at))


def all_sent(app: Flask, at: datetime) -> None:
    """Everything that waits has left."""
    with app.app_context(), atomic():
        waiting = update(OutboxMessage).where(OutboxMessage.sent_at.is_(None), OutboxMessage.why.is_(None))
        db.session.execute(waiting.values(sent_at=at))
