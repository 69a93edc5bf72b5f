"""Samples of the e-mails about suspended and removed accounts."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from intro_app.config import settings
from intro_app.db import db
from intro_app.devtools.cast import Cast
from intro_app.identity import emails as accounts
from intro_app.identity.models import SignIn, Suspension, SuspensionCause, SuspensionGround
from intro_app.organising.suspensions import emails
from intro_app.organising.suspensions.queries import AppealsWaiting
from intro_app.outbox import Email


def about_suspensions(who: Cast, at: datetime) -> Iterator[tuple[str, Email]]:
    """Yield each e-mail with its circumstance."""
    link = f"{settings().base_url}/w/sample"
    yield "for a month", emails.account_suspended(who.mallory, _made(who, at, at + timedelta(days=30)), link)
    made = _made(who, at, None)
    yield "for good", emails.account_suspended(who.mallory, made, link)
    yield "by itself", emails.suspension_ended(who.mallory, made, at)
    made.judge_words = "We read the letters again. Each was written for its reader."
    yield "by staff", emails.suspension_ended(who.mallory, made, at)
    yield "", emails.suspension_stands(who.mallory, made, at)
    yield "one", emails.suspension_appealed(who.dan, AppealsWaiting(1, at, removes=False), "1")
    yield "several", emails.suspension_appealed(who.dan, AppealsWaiting(3, at, removes=True), "1")
    asked = SignIn(
        browser_hash="sample", email=who.mallory.email, mailbox_hash="sample", code_hash="", asked_at=at
    )
    db.session.add(asked)
    db.session.flush()
    yield "", accounts.account_is_removed(who.mallory, asked, link)
    yield "sent by staff", accounts.sign_in(who.mallory, asked, f"{settings().base_url}/l/sample", "")


def _made(who: Cast, at: datetime, until: datetime | None) -> Suspension:
    made = Suspension(
        member_id=who.mallory.id,
        ground=SuspensionGround.SPAM,
        cause=SuspensionCause.REPORTED,
        words="You sent the same letter to forty people within an hour.",
        by_id=who.dan.id,
        made_at=at,
        until=until,
    )
    db.session.add(made)
    db.session.flush()
    return made
