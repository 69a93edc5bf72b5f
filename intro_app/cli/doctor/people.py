"""The doctor's checks of people: the gate, vouched first members, moderators, unread reports, moves."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select

from intro_app import clock
from intro_app.cli.doctor.findings import Finding, known, well, wrong
from intro_app.config import Settings
from intro_app.db import db
from intro_app.identity.models import Member, StaffRole
from intro_app.identity.queries import on_staff, open_moves, who_can
from intro_app.joining.requests.queries import number_late
from intro_app.moderation.queries import number_half_agreed, unread_since
from intro_app.trust.queries import founders

UNREAD_FOR_LONG = timedelta(days=2)
_GRANT = "Run: intro admin grant their@address moderator"


def gate(settings: Settings) -> Iterator[Finding]:
    """Say who can join, and find a site that nobody can join."""
    if not _members() and "open" not in settings.joining:
        yield known("No one has joined yet. To be the first, run: intro admin invite your@address")
        return
    people = ", ".join(settings.join_domains)
    ways = {
        "open": "everyone with an e-mail address",
        "domains": f"people with an address at {people}",
        "request": "people whom staff let in",
        "invitation": "invited people",
    }
    if late := number_late(clock.now()):
        yield wrong(f"Requests to join wait for longer than was promised: {late}. See /staff/requests.")
    if "request" in settings.joining and not who_can(StaffRole.HOST):
        yield wrong(
            "People can ask to join, but no admin reads it. Run: intro admin grant their@address admin"
        )
    yield well(f"Who can join: {', '.join(words for way, words in ways.items() if way in settings.joining)}.")


def first_word(settings: Settings) -> Iterator[Finding]:
    """Check that an admin has vouched for somebody, without whom nobody can gain standing."""
    if vouched := founders():
        yield well(f"An admin has vouched for {vouched} of the first members; what people confirm can count.")
    elif _members():
        yield _lacking(settings)(
            "No one has been vouched for, so no one's word counts and everyone stays new here. "
            "For a few people everyone knows, run: intro trust founder their@address"
        )


def moderators(settings: Settings) -> Iterator[Finding]:
    """Check that there are moderators, two of them for severe verdicts, and that they have passkeys."""
    serving = [one for one in on_staff() if one.role is StaffRole.MODERATOR]
    if not serving and _members():
        yield _lacking(settings)(f"There is no moderator, so no one reads reports. {_GRANT}")
    elif len(serving) == 1:
        yield known(
            "There is one moderator. A severe verdict counts as moderate until a second one agrees, "
            f"and a report that may be retaliation waits for two. {_GRANT}"
        )
    elif serving:
        yield well(f"Moderators: {len(serving)}.")
    for one in serving:
        if not one.passkeys:
            yield _lacking(settings)(
                f"{one.email} can't moderate without a passkey. Add one at /me/passkeys."
            )


def unread_reports(at: datetime) -> Iterator[Finding]:
    """Check that no report has been left unread for long; says how many, never about whom."""
    if number := unread_since(at - UNREAD_FOR_LONG):
        yield wrong(
            f"No moderator has read {number} {'report' if number == 1 else 'reports'} "
            f"for more than {UNREAD_FOR_LONG.days} days. Ask your moderators to look at /moderation."
        )
    else:
        yield well("No report has been left unread for long.")


def half_agreed_verdicts(settings: Settings) -> Iterator[Finding]:
    """Say how many severe verdicts count as moderate because no second moderator has agreed."""
    if number := number_half_agreed():
        yield _lacking(settings)(
            f"{number} severe {'verdict counts' if number == 1 else 'verdicts count'} as moderate until a "
            f"second moderator who knows none of the people agrees. {_GRANT}"
        )


def moves(settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every check is given the settings
    """Say how many accounts are being moved to another address on somebody's behalf."""
    if number := len(db.session.scalars(open_moves()).all()):
        is_one = number == 1
        yield known(
            f"{'One account is' if is_one else f'{number} accounts are'} being moved to another address. "
            "To stop it, run: intro member stop-move their@address"
        )


def _lacking(settings: Settings) -> Callable[[str], Finding]:
    """Return `wrong` for a site with https, `known` for one that is only tried out on this machine."""
    return wrong if settings.secure else known


def _members() -> int:
    return db.session.scalar(select(func.count()).select_from(Member).where(Member.left_at.is_(None))) or 0
