"""The parts of an archive that are simply rows of one's own: which table, whose, and which columns."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Label, case, null, select
from sqlalchemy.orm import InstrumentedAttribute

from intro_app.community.board.models import BoardNote
from intro_app.community.circles.models import Circle, CircleMember
from intro_app.community.gatherings.models import Attendance, Gathering
from intro_app.community.pictures.models import PostPicture
from intro_app.community.preferences.models import CommunityPreference
from intro_app.community.threads.models import Post, PostReport, Thread
from intro_app.db import Model, db
from intro_app.groups.models import GroupMembership, MemberGroup
from intro_app.identity.models import AddressChange, Door, Member, Passkey, Session, Staff, Suspension
from intro_app.identity.queries import mailboxes_of
from intro_app.introductions.models import Draft
from intro_app.joining.invitations.models import Invitation, InvitationKind, InvitationUse
from intro_app.joining.openid.models import ProviderIdentity
from intro_app.memberships.models import Gift, GiftState, Membership, Payment, Refund, Waiver
from intro_app.moderation.models import Report
from intro_app.organising.members.models import StaffNote
from intro_app.outbox.models import OutboxMessage, Suppression
from intro_app.own_fields.models import OwnFieldValue
from intro_app.people.models import ActStop
from intro_app.profile_links.models import ProfileLink
from intro_app.site_pages.models import PageConsent
from intro_app.site_settings import OwnField, SitePage
from intro_app.trust.models import TrustEvent, TrustLine
from intro_app.trust.score import PointsRule


class Section(NamedTuple):
    """Rows of one table that belong to a member: by their id, or by the hashes of their mailboxes."""

    table: type[Model]
    owner: InstrumentedAttribute[Any]
    columns: tuple[InstrumentedAttribute[Any] | Label[Any], ...]
    joined: tuple[type[Model], ...] = ()
    only: ColumnElement[bool] | None = None


def _all(table: type[Model], *but: str) -> tuple[InstrumentedAttribute[Any], ...]:
    """Return every column of a table except these."""
    return tuple(getattr(table, column.name) for column in table.__table__.columns if column.name not in but)


def _own_harm() -> Label[Any]:
    """Return the harm of a ledger line; NULL for a share of another's, which would tell how grave it was."""
    carried = TrustLine.why.in_([PointsRule.VOUCHED, PointsRule.INVITED])
    return case((carried, null()), else_=TrustLine.harm).label("harm")


SECTIONS = {
    "member": Section(Member, Member.id, _all(Member, "mailbox_hash", "left_at")),
    "door": Section(Door, Door.member_id, _all(Door, "member_id", "wheel")),
    "roles": Section(Staff, Staff.member_id, (Staff.role, Staff.since, Staff.used_at, Staff.asked_at)),
    "passkeys": Section(
        Passkey, Passkey.member_id, (Passkey.name, Passkey.added_at, Passkey.used_at, Passkey.doubted_at)
    ),
    "sessions": Section(
        Session,
        Session.member_id,
        (Session.device, Session.started_at, Session.seen_on, Session.trusted),
    ),
    "providers": Section(
        ProviderIdentity,
        ProviderIdentity.member_id,
        (
            ProviderIdentity.issuer,
            ProviderIdentity.subject,
            ProviderIdentity.connected_at,
            ProviderIdentity.used_at,
        ),
    ),
    "address_changes": Section(
        AddressChange,
        AddressChange.member_id,
        (
            AddressChange.asked_at,
            AddressChange.by_operator,
            AddressChange.changed_at,
            AddressChange.undone_at,
        ),
    ),
    "drafts": Section(Draft, Draft.member_id, (Draft.address, Draft.typed, Draft.begun_at, Draft.kept_at)),
    "stopped_mail": Section(Suppression, Suppression.mailbox_hash, (Suppression.scope, Suppression.since)),
    "mail_to_me": Section(
        OutboxMessage,
        OutboxMessage.mailbox_hash,
        (OutboxMessage.kind, OutboxMessage.posted_at, OutboxMessage.sent_at),
        only=OutboxMessage.sent_at.is_not(None),  # what was withheld would tell of a block
    ),
    "trust": Section(
        TrustLine,
        TrustLine.member_id,
        (TrustEvent.kind, TrustEvent.at, TrustLine.why, TrustLine.good, _own_harm()),
        (TrustEvent,),
    ),
    "membership": Section(Membership, Membership.member_id, _all(Membership, "member_id", "version")),
    "payments": Section(Payment, Payment.member_id, _all(Payment, "member_id")),
    "refunds": Section(Refund, Refund.member_id, _all(Refund, "member_id")),
    "gifts_i_gave": Section(
        Gift,
        Gift.giver_id,
        (
            Gift.paid_at,
            Gift.amount,
            Gift.refunded,
            Gift.currency,
            Gift.is_for_pool,
            Gift.is_named,
        ),
        only=Gift.state != GiftState.BEGUN,
    ),
    "gifts_to_me": Section(
        Gift,
        Gift.recipient_id,
        (Gift.paid_at, Gift.answer_by, Gift.state),
        only=Gift.state != GiftState.BEGUN,
    ),
    "memberships_given": Section(Waiver, Waiver.member_id, (Waiver.why, Waiver.given_at, Waiver.until)),
    "circles": Section(
        CircleMember,
        CircleMember.member_id,
        (
            Circle.name,
            CircleMember.joining,
            CircleMember.since,
            CircleMember.words,
            CircleMember.mail,
            CircleMember.is_co_host,
        ),
        (Circle,),
    ),
    "circles_i_host": Section(
        Circle,
        Circle.host_id,
        (
            Circle.name,
            Circle.about,
            Circle.is_public,
            Circle.made_at,
            Circle.archived_at,
            Circle.ended_at,
            Circle.taken_down_at,
        ),
    ),
    "gatherings": Section(
        Attendance,
        Attendance.member_id,
        (
            *(Gathering.title, Gathering.starts_at, Attendance.reply, Attendance.since),
            *(Attendance.agreed_at, Attendance.listed_at),
        ),
        (Gathering,),
    ),
    "posts": Section(
        Post,
        Post.author_id,
        (
            Thread.title,
            Post.words,
            Post.written_at,
            Post.edited_at,
            Post.taken_back_at,
            Post.taken_down_at,
        ),
        (Thread,),
    ),
    "pictures": Section(
        PostPicture,
        PostPicture.member_id,
        (
            *(PostPicture.public_id, PostPicture.alt, PostPicture.is_decoration, PostPicture.kept_at),
            PostPicture.is_of_gathering,
        ),
    ),
    "notes_on_the_board": Section(
        BoardNote,
        BoardNote.member_id,
        (BoardNote.kind, BoardNote.words, BoardNote.written_at, BoardNote.ends_at, BoardNote.ended_at),
    ),
    "preferences": Section(
        CommunityPreference, CommunityPreference.member_id, _all(CommunityPreference, "member_id", "feed")
    ),
    "invitations": Section(
        Invitation,
        Invitation.inviter_id,
        (
            Invitation.kind,
            Invitation.name,
            Invitation.address,
            Invitation.line,
            Invitation.places,
            Invitation.taken,
            Invitation.made_at,
            Invitation.until,
            Invitation.withdrawn_at,
        ),
        only=Invitation.kind != InvitationKind.LISTED,  # other people's addresses, which are the site's
    ),
    "groups": Section(
        GroupMembership,
        GroupMembership.member_id,
        (
            MemberGroup.name,
            GroupMembership.source,
            GroupMembership.shown,
            GroupMembership.asked_at,
            GroupMembership.since,
            GroupMembership.ended_at,
            GroupMembership.removed,
            GroupMembership.proved_at,
            GroupMembership.proof_asked_at,
        ),
        (MemberGroup,),
    ),
    "own_fields": Section(
        OwnFieldValue,
        OwnFieldValue.member_id,
        (
            OwnField.labels,
            OwnField.kind,
            OwnFieldValue.shown_text,
            OwnFieldValue.sealed_text,
            OwnFieldValue.audience,
        ),
        (OwnField,),
    ),
    "my_links": Section(ProfileLink, ProfileLink.member_id, _all(ProfileLink, "id", "member_id", "tries")),
    "pages_i_was_shown": Section(
        PageConsent,
        PageConsent.member_id,
        (SitePage.kind, SitePage.locale, SitePage.version, PageConsent.how, PageConsent.at),
        (SitePage,),
    ),
    "how_i_joined": Section(InvitationUse, InvitationUse.member_id, (InvitationUse.at,)),
    "suspensions": Section(
        Suspension,
        Suspension.member_id,
        (
            Suspension.ground,
            Suspension.cause,
            Suspension.words,
            Suspension.made_at,
            Suspension.until,
            Suspension.ended_at,
            Suspension.appeal_words,
            Suspension.appealed_at,
            Suspension.judge_words,
            Suspension.judged_at,
        ),
    ),
    "staff_notes": Section(StaffNote, StaffNote.member_id, (StaffNote.words, StaffNote.written_at)),
    "reports_by_me": Section(Report, Report.reporter_id, (Report.grounds, Report.text, Report.made_at)),
    "stopped_acts": Section(ActStop, ActStop.member_id, (ActStop.act, ActStop.since, ActStop.until)),
    "reports_of_posts": Section(
        PostReport, PostReport.reporter_id, (PostReport.words, PostReport.reported_at, PostReport.decided_at)
    ),
}


def rows_of(section: Section, member: Member) -> list[dict[str, Any]]:
    """Return one section as dictionaries, oldest first."""
    mine = mailboxes_of(member) if section.owner.key == "mailbox_hash" else [member.id]
    wanted = select(*section.columns).select_from(section.table)
    for table in section.joined:
        wanted = wanted.join(table)
    if section.only is not None:
        wanted = wanted.where(section.only)
    found = db.session.execute(
        wanted.where(section.owner.in_(mine)).order_by(*section.table.__table__.primary_key)
    )
    names = [column.key for column in section.columns]
    return [dict(zip(names, row, strict=True)) for row in found]
