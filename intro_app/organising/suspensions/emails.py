"""The e-mails about a suspension: why and until when, that it ended, that an appeal waits, how it ended."""

from datetime import datetime
from typing import Any

from intro_app.config import settings
from intro_app.identity.models import Member, Suspension
from intro_app.organising.suspensions.policy import APPEAL_WITHIN
from intro_app.organising.suspensions.queries import AppealsWaiting
from intro_app.outbox import Email, MailKind, compose


def account_suspended(member: Member, suspension: Suspension, link: str) -> Email:
    """Tell a member why their account was suspended or removed, until when, and how to appeal."""
    return _about(
        "account_suspended",
        member,
        suspension,
        link=link,
        removes=suspension.removes,
        ground=suspension.ground.label,
        cause=suspension.cause.label if suspension.cause else "",
        words=suspension.words,
        until=suspension.until,
        appeal_until=suspension.made_at + APPEAL_WITHIN,
    )


def suspension_ended(member: Member, suspension: Suspension, at: datetime) -> Email:
    """Tell a member that everything is as before, and why, if staff ended it."""
    return _about("suspension_ended", member, suspension, words=suspension.judge_words, ended_at=at)


def suspension_stands(member: Member, suspension: Suspension, at: datetime) -> Email:
    """Tell a member that their appeal did not change the decision, and why."""
    return _about("suspension_stands", member, suspension, words=suspension.judge_words, decided_at=at)


def suspension_appealed(judge: Member, waiting: AppealsWaiting, step: str) -> Email:
    """Tell somebody who may judge how many appeals wait, since when and how serious; names nobody."""
    return compose(
        "suspension_appealed",
        "organising",
        to=judge.addressee,
        dedupe=f"suspension_appealed:{judge.id}:{step}",
        about="suspensions",
        scopes=("kind:suspension_appeals",),
        waiting=waiting,
        url=f"{settings().base_url}/staff",
    )


def _about(kind: str, member: Member, suspension: Suspension, **facts: Any) -> Email:
    return compose(
        kind,
        "organising",
        to=member.addressee,
        dedupe=f"{kind}:{suspension.id}",
        about=f"suspension:{suspension.id}",
        mail_kind=MailKind.SECURITY,
        **facts,
    )
