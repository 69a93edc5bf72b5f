"""Saving a member's community preferences and their calendar feed, and writing outside their quiet hours."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from intro_app import links
from intro_app.community.preferences.models import CommunityPreference
from intro_app.community.preferences.policy import after_quiet_hours, monday_morning_after
from intro_app.community.preferences.queries import preferences_of
from intro_app.db import atomic, db, insert_once
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.links import Link, LinkPurpose
from intro_app.outbox import Email
from intro_app.people.reach import write
from intro_app.wording import N_


def save(
    member: Member,
    *,
    quiet_from: int,
    quiet_until: int,
    digest: bool,
    at: datetime,
    suggestions: bool = False,
) -> None:
    """Save the member's preferences; a newly wanted digest comes on their next Monday morning."""
    with atomic():
        kept = _locked_preference(member.id)
        kept.quiet_from, kept.quiet_until = quiet_from, quiet_until
        kept.suggestions = suggestions
        if not digest:
            kept.digest_at = None
        elif not kept.digest:
            kept.digest_at = _next_digest(member, at)


def want_digest(member: Member, at: datetime) -> None:
    """Turn the weekly digest on, unless it is on already."""
    with atomic():
        kept = _locked_preference(member.id)
        kept.digest_at = kept.digest_at or _next_digest(member, at)


def _next_digest(member: Member, at: datetime) -> datetime:
    return monday_morning_after(at, ZoneInfo(member.addressee.time_zone))


def new_feed(member: Member, at: datetime) -> str:
    """Return a new secret URL for the member's calendar feed; the earlier one stops working.

    The URL is not stored, so it can be shown only once.
    """
    with atomic():
        kept = _locked_preference(member.id)
        kept.feed += 1
        return (
            links.issue(LinkPurpose.FEED, f"feed:{member.id}", at=at, until=None, generation=kept.feed)
            + ".ics"
        )


def end_feed(member_id: int) -> None:
    """Invalidate the member's calendar feed URL."""
    with atomic():
        _locked_preference(member_id).feed += 1


def owner_of_feed(link: Link, at: datetime) -> Member:
    """Return the member whose feed a link shows. Raises LinkEnded when it was replaced or the member left."""
    owner, kept = (
        db.session.get(Member, link.subject_id),
        db.session.get(CommunityPreference, link.subject_id),
    )
    if owner is None or owner.left_at or owner.removed or kept is None:
        raise links.LinkEnded(LinkPurpose.FEED)
    link.ensure_open(at, generation=kept.feed)
    return owner


def _locked_preference(member_id: int) -> CommunityPreference:
    """Return the member's preferences with the row locked, inserting it when there is none."""
    defaults = CommunityPreference(member_id=member_id)
    row = {
        name: getattr(defaults, name)
        for name in ("member_id", "quiet_from", "quiet_until", "suggestions", "feed")
    }
    db.session.execute(insert_once(CommunityPreference, row, CommunityPreference.member_id))
    kept = db.session.get(CommunityPreference, member_id, with_for_update=True, populate_existing=True)
    if kept is None:
        raise DomainError(N_("We couldn’t save this. Try again."))
    return kept


def write_after_quiet_hours(to: Member, about: int, compose: Callable[[], Email], at: datetime) -> None:
    """Queue an e-mail to be sent after the reader's quiet hours.

    `about` is the id of the member whose act the e-mail tells; the outbox drops it when a block hides them.
    """
    write(to, compose, at=at, not_before=awake(to, at), about=about)


def awake(reader: Member, at: datetime) -> datetime:
    """Return `at`, or the end of the reader's quiet hours."""
    kept = preferences_of(reader.id)
    return after_quiet_hours(at, ZoneInfo(reader.addressee.time_zone), kept.quiet_from, kept.quiet_until)
