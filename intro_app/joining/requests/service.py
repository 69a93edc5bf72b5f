"""Ask to join, read and answer requests, and come in by one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, delete, literal_column, update

from intro_app import links
from intro_app.audit.service import note
from intro_app.config import settings
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import DomainError
from intro_app.groups.service import join_by_gate
from intro_app.identity import service as accounts
from intro_app.identity.arrivals import Newcomer
from intro_app.identity.familiar import mark_of
from intro_app.identity.models import Member
from intro_app.identity.queries import is_founding, member_by_mailbox
from intro_app.identity.service import Browser, Entered, NotAtOnce
from intro_app.joining.requests import emails, queries
from intro_app.joining.requests.models import JoinRequest
from intro_app.joining.requests.policy import (
    ENDS_UNREAD_AFTER,
    ERASED_AFTER,
    FORGOTTEN_AFTER,
    UNREAD_AFTER,
    RequestState,
    StaffAnswer,
)
from intro_app.links import Link, LinkPurpose
from intro_app.outbox import cancel_queued, post
from intro_app.own_fields.policy import fault_in
from intro_app.people.reach import write_to_each
from intro_app.periodic import run_each
from intro_app.site_day import day_begins, last_batch
from intro_app.site_settings import own_fields
from intro_app.text.mailboxes import canonical, fingerprint
from intro_app.text.names import clean, fault
from intro_app.wording import N_

# Written out, as the index of those that still have a name has it.
_NOTHING: ColumnElement[str] = literal_column("''")

Answers = Sequence[tuple[str, str]]


def ask_to_join(
    link: Link, name: str, answers: Answers, at: datetime, *, own: Mapping[str, str] | None = None
) -> str:
    """Store the request of whoever proved their address by this link; return the link to its page.

    `own` are answers in the fields of the community, for when they come.

    A mailbox whose last request still stands gets the page of that one. Raises LinkEnded when the link
    expired or was used, DomainError for an invalid name or somebody who has joined meanwhile.
    """
    name = clean(name)
    if problem := fault(name):
        raise DomainError(problem)
    with atomic():
        sign_in = accounts.prove_address(link, at)
        advisory_lock(sign_in.mailbox)
        if member_by_mailbox(sign_in.mailbox):
            raise DomainError(N_("This address has an account. Sign in with it."))
        standing = queries.newest_of(sign_in.email)
        if standing and standing.state(at) is not RequestState.OVER:
            return link_to(standing, at)
        made = _store(sign_in.email, name, answers, sign_in.locale, at)
        made.own_answers = dict(own) if own else None
        page = link_to(made, at)
        post(emails.join_request_received(made, page), at=at)
        _tell_at_once(made, at)
    return page


def link_to(request: JoinRequest, at: datetime) -> str:
    """Return a new link to the page of a request."""
    return links.issue(
        LinkPurpose.JOIN_REQUEST, f"join_request:{request.id}", at=at, until=at + FORGOTTEN_AFTER
    )


def request_of(link: Link, at: datetime) -> JoinRequest:
    """Return the request that a link belongs to. Raises LinkEnded when it expired or was forgotten."""
    found = db.session.get(JoinRequest, link.ensure_open(at).subject_id)
    if found is None:
        raise links.LinkEnded(LinkPurpose.JOIN_REQUEST)
    return found


def take_back(link: Link, at: datetime) -> None:
    """Delete a request at its applicant's wish, unless it was answered with a no. Raises LinkEnded."""
    with atomic():
        made = queries.locked(request_of(link, at).id)
        if made is None:
            return
        cancel_queued(about=f"join_request:{made.id}", at=at)
        made.forget_applicant()
        if made.verdict is not StaffAnswer.NOT_NOW:
            db.session.delete(made)


def answer(
    ids: Iterable[int],
    reader: Member,
    verdict: StaffAnswer,
    *,
    sentence: str,
    remark: str,
    at: datetime,
    group_id: int | None = None,
) -> int:
    """Let these applicants in, or not now; return how many were answered. Others had been answered already.

    `sentence` goes to those who cannot come now; `remark` stays with the answer for 180 days. Whoever is let
    in is put into the group once they come.
    """
    answered = 0
    with atomic():
        for request_id in sorted(set(ids)):
            made = queries.locked(request_id)
            if made is None or made.state(at) is not RequestState.BEING_READ:
                continue
            made.verdict, made.decided_at, made.decided_by_id = verdict, at, reader.id
            made.note, made.sentence = remark, sentence if verdict is StaffAnswer.NOT_NOW else ""
            made.group_id = group_id if verdict is StaffAnswer.LET_IN else None
            _tell_applicant(made, at)
            answered += 1
            note(reader.id, f"join_{verdict}", None, f"join_request:{made.id}", "", at)
    return answered


def come_in(link: Link, browser: Browser, at: datetime) -> Entered:
    """Create the account of somebody who was let in, and sign them in.

    The link was mailed to their address, which proves it. Raises NotAtOnce when they were not let in or have
    come already, LinkEnded when the link expired.
    """
    with atomic():
        made = queries.locked(request_of(link, at).id)
        if made is None or made.state(at) is not RequestState.LET_IN or not made.address:
            raise NotAtOnce
        advisory_lock(canonical(made.address))
        if member_by_mailbox(canonical(made.address)):
            raise NotAtOnce
        newcomer = Newcomer(made.address, answers=_still_fitting(made.own_answers or {}))
        member = accounts.join_by_gate(newcomer, made.name, at, locale=made.locale)
        return Entered(accounts.open_session(member, browser, at), mark=mark_of(member.mailbox))


def has_come(member: Member, address: str, at: datetime) -> None:
    """Erase the request of somebody who has joined, and put them into the group that staff chose.

    In the caller's transaction.
    """
    if made := queries.newest_of(address):
        if made.state(at) is RequestState.LET_IN:
            join_by_gate(made.group_id, member, at)
        made.forget_applicant()


def tell_daily(at: datetime) -> None:
    """Tell whoever reads requests how many wait, if more came since the last such e-mail than the first."""
    batch = last_batch(at)
    if queries.number_asked(batch - timedelta(days=1), batch) < 2:
        return
    waiting = queries.number_waiting()
    if not waiting:
        return
    day = batch.date().isoformat()
    with atomic():
        write_to_each(
            [(one, partial(emails.join_requests_waiting, one, day, waiting)) for one in queries.admins()],
            at=at,
        )


def tell_unread(at: datetime) -> None:
    """Tell applicants whom nobody has answered for 14 days that nobody has read it yet."""
    run_each("joining.tell_unread", queries.unread(), _tell_unread, at, asked_before=at - UNREAD_AFTER)


def _tell_unread(request_id: int, at: datetime) -> bool:
    made = queries.locked(request_id)
    if made is None or made.unread_told_at or not made.waits_longer_than(UNREAD_AFTER, at):
        return False
    made.unread_told_at = at
    if made.address:
        post(emails.join_request_unread(made, link_to(made, at)), at=at)
    return True


def forget_requests(at: datetime) -> None:
    """Erase the words of answered requests after 30 days, and what nothing depends on any more.

    Nothing is read for it, so one whose words do not open any more is erased like the others.
    """
    old = JoinRequest.decided_at <= at - ERASED_AFTER
    erased = {"name": "", "address": "", "locale": "", "answers": None, "own_answers": None}
    with atomic():
        db.session.execute(update(JoinRequest).where(old, JoinRequest.name != _NOTHING).values(erased))
        unread = JoinRequest.verdict.is_(None), JoinRequest.asked_at <= at - ENDS_UNREAD_AFTER
        db.session.execute(delete(JoinRequest).where(*unread))
        db.session.execute(delete(JoinRequest).where(JoinRequest.decided_at <= at - FORGOTTEN_AFTER))


def _store(address: str, name: str, answers: Answers, locale: str, at: datetime) -> JoinRequest:
    made = JoinRequest(
        mailbox_hash=fingerprint(address, settings().lasting_key),
        address=address,
        name=name,
        answers=[list(pair) for pair in answers],
        locale=locale,
        asked_at=at,
        answer_by=at + timedelta(days=settings().join_answer_days),
    )
    db.session.add(made)
    db.session.flush()  # links name its id
    return made


def _still_fitting(answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that fit the fields of today, which staff may have changed since they were given."""
    by_id = {one.public_id: one for one in own_fields()}
    return {key: text for key, text in answers.items() if key in by_id and not fault_in(by_id[key], text)}


def _tell_at_once(made: JoinRequest, at: datetime) -> None:
    """Tell those who read requests of the first of a day; while the site is founding, of each."""
    is_first = queries.number_asked(day_begins(at), at) == 0
    if not is_first and not is_founding(at):
        return
    day = str(made.id) if is_founding(at) else day_begins(at).date().isoformat()
    write_to_each([(one, partial(emails.join_requests_first, one, day)) for one in queries.admins()], at=at)


def _tell_applicant(made: JoinRequest, at: datetime) -> None:
    page = link_to(made, at)
    if made.verdict is StaffAnswer.LET_IN:
        post(emails.join_request_let_in(made, page, at), at=at)
    else:
        post(emails.join_request_not_now(made, page), at=at)
