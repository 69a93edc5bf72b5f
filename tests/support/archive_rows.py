"""What an archive says beside what the database holds, and rows where a story has left none."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import InstrumentedAttribute

from intro_app.community.board import service as board
from intro_app.community.board.models import NoteKind
from intro_app.community.preferences.models import CommunityPreference
from intro_app.db import Model, atomic, db
from intro_app.groups.models import GroupMembership, GroupSource, MemberGroup
from intro_app.identity.models import Member
from intro_app.joining.invitations.models import Invitation, InvitationUse
from intro_app.joining.openid.models import ProviderIdentity
from intro_app.memberships.models import Gift, GiftState, Membership, Payment, Refund
from intro_app.outbox.suppression import suppress
from intro_app.people.models import ActStop, StoppableAct
from intro_app.privacy.archives import contents
from intro_app.privacy.sections import SECTIONS, Section
from intro_app.site_pages.models import ConsentKind, PageConsent
from intro_app.site_settings import PageKind, SitePage

DAY = timedelta(days=1)


def rows_held_against(member: Member, at: datetime) -> dict[str, int]:
    """Hold each section of a member's archive against the rows of its table; return how many rows each has.

    Raises AssertionError with the name of a section that does not say what the database holds.
    """
    whole, counted = contents(member, at), {}
    for name, section in SECTIONS.items():
        stored = _stored(section, member)
        own = [one.key for one in section.columns if isinstance(one, InstrumentedAttribute)]
        assert [{key: row[key] for key in own} for row in whole[name]] == stored, name
        counted[name] = len(stored)
    return counted


def _stored(section: Section, member: Member) -> list[dict[str, Any]]:
    """The rows of a member as whole objects, read without the columns that the archive names."""
    mine = member.mailbox_hash if section.owner.key == "mailbox_hash" else member.id
    wanted = select(section.table, *section.joined)
    for table in section.joined:
        wanted = wanted.join(table)
    if section.only is not None:
        wanted = wanted.where(section.only)
    rows = db.session.execute(
        wanted.where(section.owner == mine).order_by(*inspect(section.table).primary_key)
    )
    columns = [one for one in section.columns if isinstance(one, InstrumentedAttribute)]
    tables = (section.table, *section.joined)
    return [
        {one.key: getattr(row[tables.index(one.class_)], one.key) for one in columns} for row in rows.all()
    ]


def fill_the_rest(member: Member, other: Member, decision_id: int, at: datetime) -> None:
    """Plant a row for the member in each table in which the story of planted words has none of anybody's."""
    suppress(member.email, "kind:digest", at)
    board.pin(member, NoteKind.GIVE, "Two cases of type to borrow.", at)
    with atomic():
        db.session.add_all(
            (*_of_membership(member.id, at), *_of_the_site(member.id, at), *_of_a_group(member.id, at))
        )
        invited = select(Invitation.id).where(Invitation.inviter_id == other.id)
        came = InvitationUse(
            member_id=member.id, invitation_id=db.session.scalars(invited).first() or 0, at=at
        )
        act = StoppableAct.PINNING
        stop = ActStop(member_id=member.id, act=act, decision_id=decision_id, since=at, until=at + DAY)
        db.session.add_all((came, stop))


def _of_membership(mine: int, at: datetime) -> list[Model]:
    given = _gift("of-mine", giver_id=mine, state=GiftState.POOLED, at=at)
    got = _gift("to-me", recipient_id=mine, state=GiftState.ACCEPTED, at=at)
    return [
        given,
        got,
        Membership(member_id=mine, status="active", since=at, amount=500, currency="eur", interval="month"),
        Payment(id="in_1", member_id=mine, paid_at=at, amount=500, refunded=0, currency="eur", status="paid"),
        Refund(
            charge_id="ch_1",
            member_id=mine,
            customer_id="cus_1",
            asked_at=at,
            next_try_at=at,
            ended_at=at,
            refunded_at=at,
        ),
    ]


def _gift(
    reference: str,
    *,
    state: GiftState,
    at: datetime,
    giver_id: int | None = None,
    recipient_id: int | None = None,
) -> Gift:
    return Gift(
        reference=reference,
        giver_id=giver_id,
        recipient_id=recipient_id,
        is_for_pool=recipient_id is None,
        is_named=True,
        made_at=at,
        state=state,
    )


def _of_the_site(mine: int, at: datetime) -> list[Model]:
    page = SitePage(
        kind=PageKind.TERMS, locale="en", version=1, words="Be kind.", change="It is new.", made_at=at
    )
    db.session.add(page)
    db.session.flush()
    return [
        PageConsent(member_id=mine, page_id=page.id, how=ConsentKind.AGREED, at=at),
        CommunityPreference(member_id=mine, quiet_from=21, quiet_until=8, suggestions=True),
        ProviderIdentity(
            member_id=mine,
            identity_hash="of hers",
            issuer="https://id.example.org",
            subject="4711",
            connected_at=at,
            used_at=at + DAY,
        ),
    ]


def _of_a_group(mine: int, at: datetime) -> list[Model]:
    group = MemberGroup(name="Class of 2014", made_at=at)
    db.session.add(group)
    db.session.flush()
    source = GroupSource.HAND
    return [
        GroupMembership(group_id=group.id, member_id=mine, source=source, asked_at=at, since=at, shown=True)
    ]
