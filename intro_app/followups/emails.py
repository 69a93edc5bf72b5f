"""The e-mails of follow-ups, one function each."""

from datetime import datetime, timedelta
from typing import Any

from intro_app import links
from intro_app.config import settings
from intro_app.followups import calendar
from intro_app.followups.answers import Occasion
from intro_app.followups.models import FollowUp, PleaseDelete, SlotOffer, Thanks
from intro_app.identity.models import Member
from intro_app.introductions.emails import names_for_connector, report_link, thread
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import PARTIES, Role
from intro_app.links import LinkPurpose
from intro_app.outbox import Attachment, Email, compose

FORGET_LINK_LIVES = timedelta(days=365)


def did_you_talk(follow_up: FollowUp, role: Role, occasion: Occasion, at: datetime) -> Email:
    """Ask one party whether the two talked and whether it was worth their time."""
    introduction = follow_up.introduction
    subject = f"introduction:{introduction.id}:{role}"
    return _email(
        "did_you_talk",
        introduction,
        role,
        str(occasion),
        about=about_asking(introduction, role),
        kind_scope="follow_up",
        name=name_of(introduction, role.other, reader=role),
        occasion=occasion,
        url=links.issue(LinkPurpose.FOLLOW_UP, subject, at=at, until=follow_up.ends_at),
        ends_at=follow_up.ends_at,
        is_member=isinstance(introduction.person(role), Member),
        counts=is_between_members(introduction),
        report_url=report_link(introduction, role, at),
    )


def both_worth_it(introduction: Introduction) -> Email:
    """Tell the connector that it was worth it to both; sent only when both agreed to tell."""
    first, second = names_for_connector(introduction)
    return _email(
        "both_worth_it",
        introduction,
        Role.CONNECTOR,
        "worth",
        kind_scope="follow_up",
        first=first,
        second=second,
    )


def thank_you(introduction: Introduction, thanks: Thanks, at: datetime) -> Email:
    """Pass on a thank-you note in its writer's own words."""
    sender = introduction.person(thanks.from_role)
    sender_id = sender.id if isinstance(sender, Member) else None
    return _email(
        "thank_you",
        introduction,
        thanks.to_role,
        f"from {thanks.from_role}",
        kind_scope="thank_you",
        from_them=(f"requester:{sender_id}",) if sender_id else (),
        sender_id=sender_id,
        name=name_of(introduction, thanks.from_role, reader=thanks.to_role),
        words=thanks.words,
        url=f"{settings().base_url}/introduced/thanks"
        if isinstance(introduction.person(thanks.to_role), Member)
        else None,
        report_url=report_link(introduction, thanks.to_role, at),
    )


def thanks_for_answer(ask: Ask, at: datetime) -> Email:
    """Pass on the author's thanks for a "not now", which carry no words of their own."""
    introduction = ask.introduction
    author = introduction.person(introduction.author_role)
    assert isinstance(author, Member), "a guest neither asks nor offers"
    part = "connector" if introduction.author_role is Role.CONNECTOR else "requester"
    return _email(
        "thanks_for_answer",
        introduction,
        ask.role,
        "answer",
        kind_scope="thank_you",
        from_them=(f"{part}:{author.id}",),
        sender_id=author.id,
        name=author.name,
        report_url=report_link(introduction, ask.role, at),
    )


def please_delete(introduction: Introduction, asked: PleaseDelete, at: datetime) -> Email:
    """Tell a party that the other asks them to delete their details, with a link to confirm it."""
    role = asked.from_role.other
    url = links.issue(LinkPurpose.FORGET, f"please_delete:{asked.id}", at=at, until=at + FORGET_LINK_LIVES)
    name = name_of(introduction, asked.from_role, reader=role)
    day = introduction.ended_at
    return _email("please_delete", introduction, role, "forget", name=name, url=url, introduced_at=day)


def slots_offered(offer: SlotOffer) -> Email:
    """Tell a party that the other offers times to meet."""
    return _of_slots("slots_offered", offer, offer.from_role.other)


def slot_chosen(offer: SlotOffer, role: Role) -> Email:
    """Send a party the time that was picked, with the calendar file."""
    person = offer.introduction.person(role)
    assert person is not None, "nobody is written to who is not there any more"
    name = name_of(offer.introduction, role.other, reader=role)
    files = calendar.attached(offer, person.addressee, name)
    return _of_slots("slot_chosen", offer, role, attachments=files)


def no_slot_fits(offer: SlotOffer) -> Email:
    """Tell who offered times that none of them fits."""
    return _of_slots("no_slot_fits", offer, offer.from_role)


def _of_slots(kind: str, offer: SlotOffer, role: Role, **more: Any) -> Email:
    introduction = offer.introduction
    other = introduction.person(role.other)
    return _email(
        kind,
        introduction,
        role,
        f"slots {offer.number}",
        kind_scope="slots",
        sender_id=other.id if isinstance(other, Member) else None,
        name=name_of(introduction, role.other, reader=role),
        offer=offer,
        url=f"{settings().base_url}/introduced/{introduction.public_id}/times",
        **more,
    )


def about_asking(introduction: Introduction, role: Role) -> str:
    """Return the `about` key of the question to this party, by which an answer cancels a queued e-mail."""
    return f"follow_up:{introduction.id}:{role}"


def is_between_members(introduction: Introduction) -> bool:
    """Return whether both parties are members. Guests have no standing, so answers about one never count."""
    return all(isinstance(introduction.person(role), Member) for role in PARTIES)


def name_of(introduction: Introduction, role: Role, *, reader: Role) -> str:
    """Return the name by which `reader` knows this party, or "" when they are gone.

    A connector sees the name that they gave a guest themselves.
    """
    if reader is Role.CONNECTOR:
        return introduction.name_for_connector(role)
    person = introduction.person(role)
    return person.name if person else ""


def _email(
    kind: str,
    introduction: Introduction,
    role: Role,
    step: str,
    *,
    about: str = "",
    kind_scope: str = "",
    from_them: tuple[str, ...] = (),
    sender_id: int | None = None,
    attachments: tuple[Attachment, ...] = (),
    **context: Any,
) -> Email:
    person = introduction.person(role)
    assert person is not None, "nobody is written to who is not there any more"
    own_kind = (f"kind:{kind_scope}",) if kind_scope else ()
    return compose(
        kind,
        "followups",
        to=person.addressee,
        dedupe=f"{kind}:{introduction.id}:{role}:{step}",
        about=about or f"introduction:{introduction.id}",
        scopes=(f"introduction:{introduction.id}", *own_kind, *from_them),
        sender_id=sender_id,
        thread=thread(introduction, role),
        attachments=attachments,
        introduction=introduction,
        role=role,
        **context,
    )
