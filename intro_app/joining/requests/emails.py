"""The e-mails about requests to join: to the applicant, and to those who read them."""

from datetime import datetime
from typing import Any

from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.joining.requests.models import JoinRequest
from intro_app.joining.requests.policy import ENDS_UNREAD_AFTER, ERASED_AFTER
from intro_app.outbox import Email, compose

_SCOPES = ("kind:join_request",)


def join_request_received(request: JoinRequest, link: str) -> Email:
    """Tell the applicant that it is being read, and by when they hear."""
    return _to_applicant("join_request_received", request, link, answer_by=request.answer_by)


def join_request_let_in(request: JoinRequest, link: str, at: datetime) -> Email:
    """Tell the applicant that they can join, by the link."""
    return _to_applicant("join_request_let_in", request, link, until=at + ERASED_AFTER)


def join_request_not_now(request: JoinRequest, link: str) -> Email:
    """Tell the applicant, in the organiser's own sentence, that they can't join now."""
    return _to_applicant(
        "join_request_not_now", request, link, sentence=request.sentence, again_after=request.again_after
    )


def join_request_unread(request: JoinRequest, link: str) -> Email:
    """Tell the applicant that nobody has read their request yet."""
    ends_at = request.asked_at + ENDS_UNREAD_AFTER
    return _to_applicant("join_request_unread", request, link, ends_at=ends_at)


def join_requests_first(admin: Member, day: str) -> Email:
    """Tell whoever reads requests at once of the first one of a day."""
    return _to_admin("join_requests_first", admin, day)


def join_requests_waiting(admin: Member, day: str, waiting: int) -> Email:
    """Tell whoever reads requests, once a day, how many wait."""
    return _to_admin("join_requests_waiting", admin, day, waiting=waiting)


def _to_applicant(kind: str, request: JoinRequest, link: str, **facts: Any) -> Email:
    return compose(
        kind,
        "joining",
        to=request.addressee,
        dedupe=f"{kind}:{request.id}",
        about=f"join_request:{request.id}",
        scopes=_SCOPES,
        link=link,
        **facts,
    )


def _to_admin(kind: str, admin: Member, day: str, **facts: Any) -> Email:
    return compose(
        kind,
        "joining",
        to=admin.addressee,
        dedupe=f"{kind}:{admin.id}:{day}",
        about="join_requests",
        scopes=("kind:join_requests",),
        url=f"{settings().base_url}/staff/requests",
        **facts,
    )
