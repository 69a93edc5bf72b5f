"""Add and remove links, and look whether the pages name the member's profile."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from intro_app.config import settings
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.periodic import attempt, due_items
from intro_app.profile_links import policy, queries
from intro_app.profile_links.codes import code_of
from intro_app.profile_links.fetching import PageUnreadable, fetch
from intro_app.profile_links.models import LinkTrouble, ProfileLink
from intro_app.text.contacts import clean_link
from intro_app.wording import N_

_CHECKING = "profile_links.check_link_due"


def add_link(member_id: int, typed: str, at: datetime) -> None:
    """Add a page, and have it looked at soon. Raises DomainError."""
    url = clean_link(typed)
    if not policy.can_be_opened(url):
        raise DomainError(N_("Enter the whole address of a page. It should start with https://."))
    with atomic():
        advisory_lock(f"profile links {member_id}")
        there = queries.links_of(member_id)
        if any(one.url == url for one in there):
            raise DomainError(N_("This page is on your list already."))
        if len(there) >= policy.MOST_LINKS:
            raise DomainError(N_("You have three links already. Remove one first."))
        db.session.add(ProfileLink(member_id=member_id, url=url, added_at=at, check_at=at))


def remove_link(member_id: int, link_id: int) -> None:
    """Remove one's own link."""
    mine = ProfileLink.id == link_id, ProfileLink.member_id == member_id
    with atomic():
        db.session.execute(delete(ProfileLink).where(*mine))
        _show(member_id)


def look_again(member_id: int, link_id: int, at: datetime) -> None:
    """Have one's own link looked at now."""
    with atomic():
        link = _locked(link_id)
        if link and link.member_id == member_id:
            link.check_at, link.tries = at, 0


def stop_looking(member_id: int) -> None:
    """Open the pages of somebody who leaves no more, in the caller's transaction.

    Whoever waits for them reads until the closing day what was verified.
    """
    theirs = update(ProfileLink).where(ProfileLink.member_id == member_id)
    db.session.execute(theirs.values(check_at=None))


def erase_links(member_id: int) -> None:
    """Delete all links of somebody who left, in the caller's transaction."""
    with atomic():
        db.session.execute(delete(ProfileLink).where(ProfileLink.member_id == member_id))
        _show(member_id)


def take_links_down(member_id: int) -> list[dict[str, Any]]:
    """Delete all links of a member, in the caller's transaction; return them, to be put back."""
    kept = [_packed(one) for one in queries.links_of(member_id)]
    erase_links(member_id)
    return kept


def put_links_back(member_id: int, kept: Sequence[Mapping[str, Any]]) -> None:
    """Put back what was taken down as it was, as far as the member has not filled the places anew."""
    with atomic():
        advisory_lock(f"profile links {member_id}")
        there = {one.url for one in queries.links_of(member_id)}
        wanted = [one for one in kept if one["url"] not in there]
        for one in wanted[: policy.MOST_LINKS - len(there)]:
            db.session.add(_unpacked(member_id, one))
        _show(member_id)


def check_link_due(at: datetime) -> None:
    """Look at the page that has waited longest; one in each round of the worker, as mail waits meanwhile."""
    if not settings().link_checks:
        return
    for link_id in due_items(_CHECKING, queries.link_due(), at)[:1]:
        attempt(_CHECKING, link_id, _check, at)


def _check(link_id: int, at: datetime) -> bool:
    link = _taken(link_id, at)
    if link is None:
        return False
    url, profile, code = link
    try:
        trouble = None if policy.names_profile(fetch(url), profile, code) else LinkTrouble.NOT_NAMED
    except PageUnreadable as problem:
        trouble = problem.trouble
    with atomic():
        if (found := _locked(link_id)) is not None:
            _note(found, trouble, at)
            _show(found.member_id)
    return True


def _taken(link_id: int, at: datetime) -> tuple[str, str, str] | None:
    """Take a link that is due, so that no other worker looks at the same time."""
    with atomic():
        link = _locked(link_id)
        if link is None or link.check_at is None or link.check_at > at:
            return None
        link.check_at = at + policy.LOOK_LASTS
        profile, code = queries.profile_address(link.member_id), code_of(link.member_id, link.url)
        return link.url, profile, code


def _note(link: ProfileLink, trouble: LinkTrouble | None, at: datetime) -> None:
    link.trouble = trouble
    if trouble is None:
        link.verified_at, link.lost_at, link.tries = at, None, 0
        link.check_at = at + policy.AGAIN_AFTER
        return
    link.tries += 1
    wait = policy.wait_after(link.tries)
    link.check_at = at + wait if wait else None
    if wait is None and link.verified_at:
        link.verified_at, link.lost_at = None, at


def _show(member_id: int) -> None:
    """Copy what is verified to the member, so that whoever reads their profile needs no other table."""
    advisory_lock(f"profile links {member_id}")
    db.session.flush()
    shown = update(Member).where(Member.id == member_id).values(shown_links=queries.verified_now(member_id))
    db.session.execute(shown)


_MOMENTS = ("added_at", "check_at", "verified_at", "lost_at")


def _packed(link: ProfileLink) -> dict[str, Any]:
    """Return a link as moderation keeps it."""
    moments = {name: getattr(link, name) for name in _MOMENTS}
    return {
        "url": link.url,
        "tries": link.tries,
        "trouble": link.trouble and str(link.trouble),
        **{name: moment and moment.isoformat() for name, moment in moments.items()},
    }


def _unpacked(member_id: int, kept: Mapping[str, Any]) -> ProfileLink:
    moments = {name: kept[name] and datetime.fromisoformat(kept[name]) for name in _MOMENTS}
    trouble = LinkTrouble(kept["trouble"]) if kept["trouble"] else None
    return ProfileLink(member_id=member_id, url=kept["url"], tries=kept["tries"], trouble=trouble, **moments)


def _locked(link_id: int) -> ProfileLink | None:
    return db.session.get(ProfileLink, link_id, with_for_update=True, populate_existing=True)
