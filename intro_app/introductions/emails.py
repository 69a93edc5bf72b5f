"""The e-mails about introductions, one function for each, and the signed links in them.

The numbers (such as E1) are those of the flows. A function has the name of its template and of the kind in
the outbox.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from intro_app import links
from intro_app.config import settings
from intro_app.identity.models import ContactField, Member
from intro_app.introductions import queries, vcard
from intro_app.introductions.guests import KEPT_AFTER_CLOSING, Guest
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import Role, Way
from intro_app.links import LinkPurpose
from intro_app.outbox import Attachment, Email, MailKind, compose, in_language_of
from intro_app.people.service import block_link
from intro_app.text.file_names import file_name
from intro_app.trust.queries import standing_words_of

# A link is valid for so long after the last date on which it can do anything, so that its page can say so.
LINK_OUTLIVES = timedelta(days=30)

# How long after an introduction something can be reported.
REPORT_WITHIN = timedelta(days=365)


def request_sent(introduction: Introduction) -> Email:
    """E1: tell the requester what they asked, what happens next, and by which date they will hear."""
    return _email("request_sent", introduction, Role.FIRST, "sent", url=_page(introduction))


def ask(ask: Ask, at: datetime) -> Email:
    """Return the e-mail that puts this ask: E2, E4, E9, E11 or, to a guest, E14."""
    put = {Role.CONNECTOR: ask_connector, Role.FIRST: ask_offered, Role.SECOND: _ask_second}[ask.role]
    return put(ask, at)


def _ask_second(ask: Ask, at: datetime) -> Email:
    if ask.introduction.way is Way.OFFERED:
        return ask_offered(ask, at)
    if isinstance(ask.person, Guest):
        return ask_guest(ask, at)
    return ask_directly(ask, at) if ask.introduction.way is Way.DIRECT else ask_recipient(ask, at)


def ask_connector(ask: Ask, at: datetime) -> Email:
    """E2: ask the connector whether they would introduce the two."""
    return _ask("ask_connector", ask, at)


def ask_recipient(ask: Ask, at: datetime) -> Email:
    """E4: tell the recipient that someone they know thinks they and the requester might want to talk."""
    return _ask("ask_recipient", ask, at)


def connector_is_asking(introduction: Introduction) -> Email:
    """E5: tell the requester that the connector said yes and is asking the person they named."""
    return _email("connector_is_asking", introduction, Role.FIRST, "asking", url=_page(introduction))


def both_said_yes(introduction: Introduction, role: Role, at: datetime) -> Email:
    """E6: tell a party when the details go out, and that they can undo until then."""
    goes_out = at + settings().undo_window
    mine = introduction.shared_by(role)
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
    """E7: introduce the other to this party, with the details that the other ticked."""
    other = introduction.person(role.other)
    assert other is not None
    shared = introduction.shared_by(role.other)
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
    """Return the other's contact card; mail programs show its file name next to the subject."""
    reader, other = introduction.person(role), introduction.person(role.other)
    assert reader is not None, "both are there when they are introduced"
    assert other is not None, "both are there when they are introduced"
    connector = introduction.connector.name if introduction.connector else ""
    with in_language_of(reader.addressee):
        note = vcard.where_you_met(connector, at, reader.addressee.time_zone)
    named = file_name(other.name if reader.addressee.names_in_subjects else "", "vcf")
    return Attachment(named, "text/vcard", vcard.of(other.name, shared, note))


def connected_thanks(introduction: Introduction) -> Email:
    """E8: tell the connector that the two are connected, and thank them; it holds no details."""
    first, second = names_for_connector(introduction)
    return _email("connected_thanks", introduction, Role.CONNECTOR, "thanks", first=first, second=second)


def names_for_connector(introduction: Introduction) -> tuple[str, str]:
    """Return what the connector calls the two; a name is empty where it is gone."""
    return introduction.name_for_connector(Role.FIRST), introduction.name_for_connector(Role.SECOND)


def ask_offered(ask: Ask, at: datetime) -> Email:
    """E9: tell a party that someone they know would like to introduce them; the party may be a guest."""
    return _ask("ask_offered", ask, at, is_guest=isinstance(ask.person, Guest), erased_by=_erased_by(ask))


def closed_without_introduction(introduction: Introduction, role: Role) -> Email:
    """E10: tell somebody that it did not come about, in the same words whatever the reason.

    To whoever asked for somebody by name it names them, as they were called on the day of asking.
    """
    named = ""
    if role is Role.FIRST and introduction.way in {Way.DIRECT, Way.NAMED}:
        named = queries.name_when_asked(introduction)
    return _email("closed_without_introduction", introduction, role, "closed", named=named)


def not_now(ask: Ask, role: Role) -> Email:
    """E10b: tell the author at once the kind words that the person asked chose to send."""
    page, step = _page(ask.introduction), f"told:{ask.id}"
    return _email("not_now", ask.introduction, role, step, ask=ask, url=page, thanks_url=f"{page}/thanks")


def needs_change(introduction: Introduction, rule: str, why: str) -> Email:
    """E18: tell the author that a moderator has read the letter and returns it: under which rule, and why.

    It is a whole statement of reasons, as the letter was not sent.
    """
    role, page = introduction.author_role, _page(introduction)
    return _email("needs_change", introduction, role, "returned", rule=rule, why_not=why, url=page)


def write_anew(ask: Ask) -> Email:
    """E3: tell the requester that the connector suggests another wording, so that they can send it again."""
    return _email(
        "write_anew", ask.introduction, Role.FIRST, f"anew:{ask.id}", ask=ask, url=_page(ask.introduction)
    )


def ask_directly(ask: Ask, at: datetime) -> Email:
    """E11: tell a member who switched on direct asks that another member asks to talk with them."""
    return _ask("ask_directly", ask, at)


def ask_guest(ask: Ask, at: datetime) -> Email:
    """E14: pass a connector's question on to a guest, once."""
    return _ask("ask_guest", ask, at, erased_by=_erased_by(ask))


def pass_it_on(ask: Ask, at: datetime) -> Email:
    """Give a connector who carries the question to a guest the text and the link to pass on."""
    step = f"carry:{ask.id}:{ask.generation}"
    return _email(
        "pass_it_on", ask.introduction, Role.CONNECTOR, step, ask=ask, guest_url=answer_link(ask, at)
    )


def still_open(ask: Ask, at: datetime) -> Email:
    """E15: remind a member once; guests get no reminder."""
    return _ask("still_open", ask, at, step="reminder")


def guest_code(guest: Guest, introduction: Introduction, code: str, at: datetime) -> Email:
    """Send the six digits that prove the address a guest wants to share."""
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
    step = f"{step}:{ask.id}:{ask.generation}"
    context["standing_of"] = standing_words_of([ask.introduction.first_id, ask.introduction.connector_id], at)
    context["report_url"], url = report_link(ask.introduction, ask.role, at), answer_link(ask, at)
    sort = MailKind.UNREQUESTED if isinstance(ask.person, Guest) else MailKind.ASK
    return _email(
        kind,
        ask.introduction,
        ask.role,
        step,
        mail_kind=sort,
        withheld=ask.withheld,
        ask=ask,
        url=url,
        **context,
    )


def _erased_by(ask: Ask) -> datetime:
    """Return by when the site has forgotten a guest who did not say yes."""
    return ask.introduction.closes_at + KEPT_AFTER_CLOSING


def _email(
    kind: str,
    introduction: Introduction,
    role: Role,
    step: str,
    *,
    mail_kind: MailKind = MailKind.EXPECTED,
    withheld: bool = False,
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
        withheld=withheld,
        thread=thread(introduction, role),
        introduction=introduction,
        role=role,
        **context,
    )


def thread(introduction: Introduction, role: Role) -> str:
    """Return what keeps all mail of one introduction to one person together, whoever sends it.

    It is another one for each person, so that nobody could show by their mail whom else a connector asked.
    """
    return f"introduction:{introduction.id}:{role}"


def scopes(introduction: Introduction, role: Role) -> tuple[str, ...]:
    """Return what "never again" may cover in this e-mail: the introduction, the people in it, its kind."""
    wide = [f"introduction:{introduction.id}", f"kind:{introduction.way}"]
    if introduction.first_id and role is not Role.FIRST and introduction.way is not Way.OFFERED:
        wide.append(f"requester:{introduction.first_id}")
    if introduction.connector_id and role is not Role.CONNECTOR:
        wide.append(f"connector:{introduction.connector_id}")
    return tuple(wide)


def _page(introduction: Introduction) -> str:
    return f"{settings().base_url}/introductions/{introduction.public_id}"


def answer_link(ask: Ask, at: datetime) -> str:
    """Return a new link for answering this ask."""
    until = ask.introduction.closes_at + LINK_OUTLIVES
    return links.issue(LinkPurpose.ANSWER, f"ask:{ask.id}", at=at, until=until, generation=ask.generation)


def undo_link(introduction: Introduction, role: Role, at: datetime) -> str:
    """Return a new link with which this party can undo before the details go out."""
    until = introduction.closes_at + LINK_OUTLIVES
    return links.issue(LinkPurpose.UNDO, f"introduction:{introduction.id}:{role}", at=at, until=until)


def report_link(introduction: Introduction, role: Role, at: datetime) -> str:
    """Return a new link with which this person reports a problem without an account."""
    until = max(introduction.closes_at, at) + REPORT_WITHIN
    return links.issue(LinkPurpose.REPORT, f"introduction:{introduction.id}:{role}", at=at, until=until)
