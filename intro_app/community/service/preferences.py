"""What somebody wishes from the community's mail, and their calendar feed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from intro_app import links
from intro_app.community.models import CommunityPreference
from intro_app.community.policy.times import monday_morning_after
from intro_app.db import atomic, db, insert_once
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.links import Link, LinkPurpose
from intro_app.wording import N_


def wish(
    member: Member, *, quiet_from: int, quiet_until: int, mentions: bool, digest: bool, at: datetime
) -> None:
    """Keep what somebody wishes; the first digest comes on their next Monday morning."""
    with atomic():
        kept = _kept(member.id)
        kept.quiet_from, kept.quiet_until, kept.mentions = quiet_from, quiet_until, mentions
        if digest != kept.digest:
            zone = ZoneInfo(member.addressee.time_zone)
            kept.digest_at = monday_morning_after(at, zone) if digest else None


def new_feed(member: Member, at: datetime) -> str:
    """A new secret address for a member's calendar; the one before ends. Only its hash is kept, so it is told once."""
    with atomic():
        kept = _kept(member.id)
        kept.feed += 1
        return (
            links.issue(LinkPurpose.FEED, f"feed:{member.id}", at=at, until=None, generation=kept.feed)
            + ".ics"
        )


def end_feed(member_id: int) -> None:
    """No address shows the calendar any more."""
    with atomic():
        _kept(member_id).feed += 1


def owner_of_feed(link: Link, at: datetime) -> Member:
    """Whose calendar a link shows. Raises LinkEnded once it was renewed or its owner left."""
    owner, kept = (
        db.session.get(Member, link.subject_id),
        db.session.get(CommunityPreference, link.subject_id),
    )
    if owner is None or owner.left_at or kept is None:
        raise links.LinkEnded
    link.ensure_open(at, generation=kept.feed)
    return owner


def _kept(member_id: int) -> CommunityPreference:
    """The row of a member's wishes, locked; made when it is first needed."""
    defaults = CommunityPreference(member_id=member_id)
    row = {
        name: getattr(defaults, name)
        for name in ("member_id", "quiet_from", "quiet_until", "mentions", "feed")
    }
    db.session.execute(insert_once(CommunityPreference, row, CommunityPreference.member_id))
    kept = db.session.get(CommunityPreference, member_id, with_for_update=True, populate_existing=True)
    if kept is None:
        raise DomainError(N_("This could not be kept. Try again."))
    return kept
