"""Answering a follow-up. Answers have no effect before both are in or the last day has come."""

from collections.abc import Mapping
from datetime import datetime

from intro_app.db import atomic
from intro_app.followups import policy, queries
from intro_app.followups.answers import Said
from intro_app.followups.emails import about_asking
from intro_app.followups.models import FollowUp, FollowUpReply
from intro_app.followups.service.concluding import conclude
from intro_app.followups.service.thanking import thank
from intro_app.identity.models import Member
from intro_app.introductions.states import Role
from intro_app.outbox import cancel_queued


def answer(
    introduction_id: int, role: Role, said: Said, *, at: datetime, thanks: Mapping[Role, str] | None = None
) -> FollowUpReply:
    """Save a party's answer in place of an earlier one, and pass their thanks on.

    An empty answer leaves the earlier one as it is, and repeating the same answer is always accepted. Raises
    StaleError for a different answer once the answers count, TextRefused for a note that cannot be sent.
    """
    with atomic():
        follow_up = queries.locked(introduction_id)
        reply = follow_up.reply_of(role)
        if said.is_given and said != reply.said:
            _say(follow_up, reply, said, at)
        if thanks:
            thank(follow_up.introduction, role, thanks, at=at)
    return reply


def _say(follow_up: FollowUp, reply: FollowUpReply, said: Said, at: datetime) -> None:
    follow_up.ensure_open(at)
    once_more_at = None
    # A guest is asked only once, whatever they answer.
    if isinstance(follow_up.introduction.person(reply.role), Member):
        asked = reply.asked_once_more
        once_more_at = policy.ask_once_more(said, at, ends_at=follow_up.ends_at, asked=asked)
    reply.say(said, at, once_more_at=once_more_at)
    cancel_queued(about=about_asking(follow_up.introduction, reply.role), at=at)
    if policy.all_in(follow_up.said):
        conclude(follow_up, at=at)
