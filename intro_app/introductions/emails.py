"""The catalogue: everything that introductions say by e-mail, one function an e-mail.

The numbers are those of the flows. A function's name is that of its template and of the kind in the outbox.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from intro_app.config import settings
from intro_app.identity.models import ContactField, Member
from intro_app.introductions import details, vcard
from intro_app.introductions.guests import KEPT_AFTER_CLOSING, Guest
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.signed import answer_link, report_link, undo_link
from intro_app.introductions.states import Role, Way
from intro_app.outbox import Attachment, Email, MailKind, compose, in_language_of
from intro_app.people.service import block_link
from intro_app.text.file_names import file_name
from intro_app.trust.queries import standing_words_of


def request_sent(introduction: Introduction) -> Email:
    """E1: what you asked, what happens next, and the latest date on which you will hear."""
    return _email("request_sent", introduction, Role.FIRST, "sent", url=_page(introduction))


def ask(ask: Ask, at: datetime) -> Email:
    """The e-mail that puts this ask: E2, E4, E9, E11 or, to a guest, E14."""
    put = {Role.CONNECTOR: ask_connector, Role.FIRST: ask_offered, Role.SECOND: _ask_second}[ask.role]
    return put(ask, at)


def _ask_second(ask: Ask, at: datetime) -> Email:
    if ask.introduction.way is Way.OFFERED:
        return ask_offered(ask, at)
    if isinstance(ask.person, Guest):
        return ask_guest(ask, at)
    return ask_directly(ask, at) if ask.introduction.way is Way.DIRECT else ask_recipient(ask, at)


def ask_connector(ask: Ask, at: datetime) -> Email:
    """E2: would you introduce them?"""
    return _ask("ask_connector", ask, at)


def ask_recipient(ask: Ask, at: datetime) -> Email:
    """E4: someone you know thinks that you and the requester might want to talk."""
    return _ask("ask_recipient", ask, at)


def connector_is_asking(introduction: Introduction) -> Email:
    """E5: your connector said yes and is asking the person you named."""
    return _email("connector_is_asking", introduction, Role.FIRST, "asking", url=_page(introduction))


def both_said_yes(introduction: Introduction, role: Role, at: datetime) -> Email:
    """E6: details go out at this time; until then you can undo."""
    goes_out = at + settings().undo_window
    mine = details.shared_by(introduction, role)
    return _email(
        "both_said_yes",
        introduction,
        role,
        "agreed",
        goes_out=goes_out,
        undo_url=undo_link(introduction, role, at),
        mine=mine,
    )


def introduce(introduction: Introduction, role: Role, at: datetime) -> Email:
    """E7: the introduction itself, with what the other one ticked."""
    other = introduction.person(role.other)
    assert other is not None
    shared = details.shared_by(introduction, role.other)
    mine = introduction.person(role)
    block_url = None
    if isinstance(mine, Member) and isinstance(other, Member):
        block_url = block_link(mine.id, other.id, at)
    return _email(
        "introduce",
        introduction,
        role,
        "introduced",
        reply_to=shared.get(ContactField.EMAIL),
        attachments=(_card(introduction, role, shared, at),),
        other=other,
        shared=shared,
        block_url=block_url,
        report_url=report_link(introduction, role, at),
    )


def _card(
    introduction: Introduction, role: Role, shared: Mapping[ContactField, str], at: datetime
) -> Attachment:
    reader, other = introduction.person(role), introduction.person(role.other)
    assert reader is not None, "both are there when they are introduced"
    assert other is not None, "both are there when they are introduced"
    connector = introduction.connector.name if introduction.connector else ""
    with in_language_of(reader.addressee):
        note = vcard.where_you_met(connector, at, reader.addressee.time_zone)
    return Attachment(file_name(other.name, "vcf"), "text/vcard", vcard.of(other.name, shared, note))


def connected_thanks(introduction: Introduction) -> Email:
    """E8: they are connected, thank you; nothing to do, and no details."""
    return _email("connected_thanks", introduction, Role.CONNECTOR, "thanks")


def ask_offered(ask: Ask, at: datetime) -> Email:
    """E9: someone you know would like to introduce you to somebody; they may be a guest."""
    return _ask("ask_offered", ask, at, is_guest=isinstance(ask.person, Guest), erased_by=_erased_by(ask))


def closed_without_introduction(introduction: Introduction, role: Role) -> Email:
    """E10: it did not come about; the same words whatever the reason."""
    return _email("closed_without_introduction", introduction, role, "closed")


def not_now(ask: Ask, role: Role) -> Email:
    """E10b: the person asked chose to tell you now, in kind words of their own choosing."""
    page, step = _page(ask.introduction), f"told:{ask.id}"
    return _email("not_now", ask.introduction, role, step, ask=ask, url=page, thanks_url=f"{page}/thanks")


def needs_change(introduction: Introduction, why: str) -> Email:
    """E18: a moderator has read it and gives it back, with the reason."""
    page = _page(introduction)
    return _email("needs_change", introduction, introduction.author_role, "returned", why_not=why, url=page)


def write_anew(ask: Ask) -> Email:
    """E3: the connector suggests another wording; write it anew and send it again."""
    return _email(
        "write_anew", ask.introduction, Role.FIRST, f"anew:{ask.id}", ask=ask, url=_page(ask.introduction)
    )


def ask_directly(ask: Ask, at: datetime) -> Email:
    """E11: a member asks to talk with you; you switched on direct asks."""
    return _ask("ask_directly", ask, at)


def ask_guest(ask: Ask, at: datetime) -> Email:
    """E14: a connector asked us to pass this on to you, once."""
    return _ask("ask_guest", ask, at, erased_by=_erased_by(ask))


def pass_it_on(ask: Ask, at: datetime) -> Email:
    """To a connector who carries the question to a guest: the text and the link to pass on."""
    step = f"carry:{ask.id}:{ask.generation}"
    return _email(
        "pass_it_on", ask.introduction, Role.CONNECTOR, step, ask=ask, guest_url=answer_link(ask, at)
    )


def still_open(ask: Ask, at: datetime) -> Email:
    """E15: the one reminder, to members only."""
    return _ask("still_open", ask, at, step="reminder")


def guest_code(guest: Guest, introduction: Introduction, code: str, at: datetime) -> Email:
    """The six digits that prove the address a guest wants to share."""
    to = replace(guest.addressee, address=guest.proposed_email)
    return compose(
        "guest_code",
        "introductions",
        to=to,
        dedupe=f"code:{introduction.id}:{guest.role}:{at.timestamp()}",
        about=f"introduction:{introduction.id}",
        scopes=(f"introduction:{introduction.id}", "kind:code"),
        mail_kind=MailKind.CODE,
        code=code,
    )


def _ask(kind: str, ask: Ask, at: datetime, step: str = "ask", **context: Any) -> Email:
    step, url = f"{step}:{ask.id}:{ask.generation}", answer_link(ask, at)
    context["report_url"] = report_link(ask.introduction, ask.role, at)
    context["standing_of"] = standing_words_of([ask.introduction.first_id, ask.introduction.connector_id], at)
    sort = MailKind.UNREQUESTED if isinstance(ask.person, Guest) else MailKind.ASK
    return _email(kind, ask.introduction, ask.role, step, mail_kind=sort, ask=ask, url=url, **context)


def _erased_by(ask: Ask) -> datetime:
    """When at the latest the site has forgotten a guest who did not say yes."""
    return ask.introduction.closes_at + KEPT_AFTER_CLOSING


def _email(
    kind: str,
    introduction: Introduction,
    role: Role,
    step: str,
    *,
    mail_kind: MailKind = MailKind.EXPECTED,
    **context: Any,
) -> Email:
    person = introduction.person(role)
    assert person is not None, "nobody has this role yet, so there is nobody to write to"
    return compose(
        kind,
        "introductions",
        to=person.addressee,
        dedupe=f"{kind}:{introduction.id}:{role}:{step}",
        about=f"introduction:{introduction.id}",
        scopes=scopes(introduction, role),
        mail_kind=mail_kind,
        introduction=introduction,
        role=role,
        **context,
    )


def scopes(introduction: Introduction, role: Role) -> tuple[str, ...]:
    """What "never again" may be about in this e-mail: this one, the people behind it, or its kind."""
    wide = [f"introduction:{introduction.id}", f"kind:{introduction.way}"]
    if introduction.first_id and role is not Role.FIRST and introduction.way is not Way.OFFERED:
        wide.append(f"requester:{introduction.first_id}")
    if introduction.connector_id and role is not Role.CONNECTOR:
        wide.append(f"connector:{introduction.connector_id}")
    return tuple(wide)


def _page(introduction: Introduction) -> str:
    return f"{settings().base_url}/introductions/{introduction.public_id}"
