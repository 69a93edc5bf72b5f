"""Samples of every e-mail that the site can send, composed by the real functions."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from intro_app.config import settings
from intro_app.db import db
from intro_app.devtools.afterwards import after_an_introduction
from intro_app.devtools.cast import Cast, cast, guest, introduction, nothing_kept
from intro_app.devtools.newcomers import about_newcomers
from intro_app.devtools.paying import about_memberships
from intro_app.devtools.reports import about_reports
from intro_app.devtools.standings import about_standings, read_first
from intro_app.devtools.suspended import about_suspensions
from intro_app.devtools.together import in_the_community
from intro_app.identity import emails as of_accounts
from intro_app.identity.emails import RightChange
from intro_app.identity.models import AddressChange, Passkey, SignIn, StaffRole
from intro_app.introductions import emails
from intro_app.introductions.guests import Carrier
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import Role, Way
from intro_app.joining.openid import emails as of_providers
from intro_app.joining.openid.models import ProviderIdentity
from intro_app.outbox.email import Email, Letter, write
from intro_app.people import emails as of_people
from intro_app.people.models import Acquaintance
from intro_app.privacy import emails as of_privacy


class Sample(NamedTuple):
    """A sample e-mail and its circumstance."""

    circumstance: str
    email: Email

    @property
    def name(self) -> str:
        """A unique name that can be part of a URL path."""
        return "-".join([self.email.kind, *self.circumstance.split()])


class SampleView(NamedTuple):
    """A rendered sample."""

    name: str
    kind: str
    circumstance: str
    to: str
    letter: Letter


def letters(at: datetime) -> list[SampleView]:
    """Return all samples, rendered; the people and introductions in them are rolled back."""
    with nothing_kept():
        return [_shown(sample) for sample in every_email(cast(at), at)]


def _shown(sample: Sample) -> SampleView:
    email = sample.email
    stop_url = f"{settings().base_url}/x/sample" if email.can_be_stopped else None
    letter = write(email, stop_url=stop_url)
    return SampleView(sample.name, email.kind, sample.circumstance, email.to.address, letter)


def every_email(who: Cast, at: datetime) -> list[Sample]:
    """Return all e-mails in all circumstances that change them. Needs a transaction that is rolled back."""
    return [
        *_accounts(who, at),
        *_addresses(who, at),
        *_leaving(who, at),
        *_direct(who, at),
        *_named(who, at),
        *_blind(who, at),
        *_offered(who, at),
        *_guests(who, at),
        *(Sample(*one) for one in after_an_introduction(who, at)),
        *(Sample(*one) for one in about_reports(who, at)),
        *(Sample(*one) for one in in_the_community(who, at)),
        *(Sample(*one) for one in about_newcomers(who, at)),
        *(Sample(*one) for one in about_suspensions(who, at)),
        *(Sample(*one) for one in about_memberships(who, at)),
        *(Sample(*one) for one in (*about_standings(who, at), *read_first(who, at))),
    ]


def _accounts(who: Cast, at: datetime) -> Iterator[Sample]:
    asked = SignIn(browser_hash="", email="new@sample.example", mailbox_hash="", code_hash="", asked_at=at)
    known = Acquaintance(a_id=who.alice.id, b_id=who.bob.id, proposed_by_id=who.alice.id, proposed_at=at)
    passkey = Passkey(
        member_id=who.alice.id, credential_id="sample", public_key=b"", name="my phone", added_at=at
    )
    db.session.add_all([asked, known, passkey])
    db.session.flush()
    url = settings().base_url
    yield Sample("member", of_accounts.sign_in(who.alice, asked, f"{url}/l/sample", "ABCD-EFGH"))
    yield Sample("newcomer", of_accounts.join(asked, f"{url}/l/sample", "ABCD-EFGH"))
    yield Sample(
        "newcomer not at once", of_accounts.join(asked, f"{url}/l/sample", "ABCD-EFGH", at_once=False)
    )
    yield Sample("", of_accounts.passkey_added(who.alice, passkey))
    identity = ProviderIdentity(
        member_id=who.alice.id,
        identity_hash="sample",
        issuer="https://id.sample.example",
        subject="alice",
        connected_at=at,
        used_at=at,
    )
    db.session.add(identity)
    db.session.flush()
    yield Sample("", of_providers.provider_connected(who.alice, identity, "Alumni of St Jakob"))
    yield Sample("", of_providers.provider_disconnected(who.alice, identity, "Alumni of St Jakob", at))
    yield Sample("moderator", of_accounts.role_given(who.dan, StaffRole.MODERATOR, at, has_passkey=False))
    yield Sample("admin", of_accounts.role_given(who.dan, StaffRole.ADMIN, at, has_passkey=True))
    yield from _rights(who, at)
    yield Sample("member", of_people.acquaintance_question(who.alice, who.bob, known, f"{url}/k/sample"))
    yield Sample("confirmed", of_people.acquaintance_confirmed(who.alice, who.bob, known))


def _rights(who: Cast, at: datetime) -> Iterator[Sample]:
    """A right that is asked about, ends, or is told to whoever gives rights."""
    yield Sample("", of_accounts.right_unused(who.dan, StaffRole.HOST, at))
    for change in RightChange:
        if change is not RightChange.GIVEN:
            yield Sample(change, of_accounts.right_ended(who.dan, StaffRole.HOST, change, at))
        by = "" if change is RightChange.UNUSED else "Bob Keller"
        yield Sample(
            change, of_accounts.rights_changed(who.alice, who.dan, StaffRole.HOST, change, at, by=by)
        )


def _addresses(who: Cast, at: datetime) -> Iterator[Sample]:
    change = AddressChange(
        member_id=who.alice.id,
        old_email=who.alice.email,
        new_email="new@sample.example",
        old_hash="",
        new_hash="",
        asked_at=at,
        changed_at=at,
    )
    request = SignIn(browser_hash="", email=who.alice.email, mailbox_hash="", code_hash="", asked_at=at)
    db.session.add_all([change, request])
    db.session.flush()
    url, old = settings().base_url, who.alice.addressee
    yield Sample("", of_accounts.address_code(who.alice, change, "ABCD-EFGH"))
    yield Sample("of a member", of_accounts.address_in_use(who.bob, change))
    yield Sample("that was left", of_accounts.address_in_use(None, change))
    yield Sample("", of_accounts.address_changed(old, change, f"{url}/o/sample"))
    yield Sample("", of_accounts.address_left(request, change, f"{url}/o/sample"))
    yield Sample("", of_accounts.address_confirmed(who.alice, change))
    yield Sample("old", of_accounts.address_restored(old, change, 1, is_old=True))
    yield Sample("new", of_accounts.address_restored(old, change, 0, is_old=False))
    yield Sample("", of_accounts.move_proof(who.alice, change, f"{url}/m/sample"))
    yield Sample("", of_accounts.move_asked(who.alice, change, f"{url}/o/sample"))
    yield Sample("", of_accounts.move_stopped(who.alice, change))
    change.by_operator = True
    yield Sample("by the operator", of_accounts.address_changed(old, change, f"{url}/o/sample"))
    yield Sample("by the operator", of_accounts.address_confirmed(who.alice, change))


def _leaving(who: Cast, at: datetime) -> Iterator[Sample]:
    yield Sample("", of_privacy.archive_ready(who.alice, "key", at))
    yield Sample("", of_privacy.leave_code(who.alice, "ABCD-EFGH", at))
    yield Sample("", of_privacy.farewell(who.alice, refunded=False, waits=False))
    yield Sample("with money back", of_privacy.farewell(who.alice, refunded=True, waits=True))


def _direct(who: Cast, at: datetime) -> Iterator[Sample]:
    made = introduction(Way.DIRECT, who, at)
    hostile = introduction(Way.DIRECT, who, at, by=who.mallory)
    yield Sample("direct", emails.request_sent(made))
    yield Sample("", emails.ask_directly(_ask(made, Role.SECOND), at))
    yield Sample("from Mallory", emails.ask_directly(_ask(hostile, Role.SECOND), at))
    yield Sample("direct", emails.still_open(_ask(made, Role.SECOND), at))
    yield Sample("direct", emails.not_now(_told(made, Role.SECOND), Role.FIRST))
    yield Sample("requester", emails.closed_without_introduction(made, Role.FIRST))
    yield Sample("direct", emails.both_said_yes(made, Role.FIRST, at))
    yield Sample("direct", emails.introduce(made, Role.SECOND, at))


def _named(who: Cast, at: datetime) -> Iterator[Sample]:
    made = introduction(Way.NAMED, who, at)
    yield Sample("named", emails.request_sent(made))
    yield Sample("named", emails.ask_connector(_ask(made, Role.CONNECTOR), at))
    yield Sample("connector", emails.still_open(_ask(made, Role.CONNECTOR), at))
    yield Sample("", emails.write_anew(_told(made, Role.CONNECTOR)))
    yield Sample("connector", emails.not_now(_told(made, Role.CONNECTOR), Role.FIRST))
    yield Sample("", emails.connector_is_asking(made))
    yield Sample("named", emails.ask_recipient(_ask(made, Role.SECOND), at))
    yield Sample("recipient", emails.still_open(_ask(made, Role.SECOND), at))
    yield Sample("named", emails.not_now(_told(made, Role.SECOND), Role.FIRST))
    yield Sample("connector", emails.closed_without_introduction(made, Role.CONNECTOR))
    yield Sample("recipient", emails.closed_without_introduction(made, Role.SECOND))
    for role in (Role.FIRST, Role.SECOND):
        yield Sample(f"named {role}", emails.both_said_yes(made, role, at))
        yield Sample(f"named {role}", emails.introduce(made, role, at))
    yield Sample("named", emails.connected_thanks(made))


def _blind(who: Cast, at: datetime) -> Iterator[Sample]:
    made = introduction(Way.BLIND, who, at)
    yield Sample("blind", emails.request_sent(made))
    yield Sample("blind", emails.ask_connector(_ask(made, Role.CONNECTOR), at))
    yield Sample("blind", emails.ask_recipient(_ask(made, Role.SECOND), at))
    yield Sample("blind", emails.not_now(_told(made, Role.SECOND), Role.FIRST))
    yield Sample("blind", emails.closed_without_introduction(made, Role.FIRST))
    for role in (Role.FIRST, Role.SECOND):
        yield Sample(f"blind {role}", emails.both_said_yes(made, role, at))
        yield Sample(f"blind {role}", emails.introduce(made, role, at))


def _offered(who: Cast, at: datetime) -> Iterator[Sample]:
    made = introduction(Way.OFFERED, who, at)
    for role in (Role.FIRST, Role.SECOND):
        yield Sample(f"{role}", emails.ask_offered(_ask(made, role), at))
        yield Sample(f"offered {role}", emails.both_said_yes(made, role, at))
        yield Sample(f"offered {role}", emails.introduce(made, role, at))
        yield Sample(f"offered {role}", emails.closed_without_introduction(made, role))
    yield Sample("offered", emails.still_open(_ask(made, Role.FIRST), at))
    yield Sample("offered", emails.not_now(_told(made, Role.FIRST), Role.CONNECTOR))
    yield Sample("offered connector", emails.closed_without_introduction(made, Role.CONNECTOR))
    yield Sample("offered", emails.connected_thanks(made))


def _guests(who: Cast, at: datetime) -> Iterator[Sample]:
    mailed = introduction(Way.BLIND, who, at, to=guest(Carrier.SITE))
    carried = introduction(Way.BLIND, who, at, to=guest(Carrier.CONNECTOR))
    yield Sample("", emails.ask_guest(_ask(mailed, Role.SECOND), at))
    yield Sample("blind", emails.pass_it_on(_ask(carried, Role.SECOND), at))
    yield Sample("", emails.guest_code(mailed.guests[0], mailed, "271828", at))
    yield Sample("guest", emails.both_said_yes(mailed, Role.SECOND, at))
    yield Sample("guest", emails.introduce(mailed, Role.SECOND, at))
    yield Sample("to the requester of a guest", emails.introduce(mailed, Role.FIRST, at))
    yield Sample("guest", emails.closed_without_introduction(mailed, Role.SECOND))
    yield Sample("guest", emails.connected_thanks(mailed))
    yield from _guests_offered(who, at)


def _guests_offered(who: Cast, at: datetime) -> Iterator[Sample]:
    mailed = introduction(Way.OFFERED, who, at, to=guest(Carrier.SITE))
    carried = introduction(Way.OFFERED, who, at, to=guest(Carrier.CONNECTOR))
    yield Sample("guest", emails.ask_offered(_ask(mailed, Role.SECOND), at))
    yield Sample("offered", emails.pass_it_on(_ask(carried, Role.SECOND), at))
    yield Sample("offered by a guest", emails.not_now(_told(mailed, Role.SECOND), Role.CONNECTOR))


def _ask(made: Introduction, role: Role) -> Ask:
    ask = made.ask_of(role)
    assert ask is not None, "in a sample everybody but the author is asked"
    return ask


def _told(made: Introduction, role: Role) -> Ask:
    ask = _ask(made, role)
    ask.words, ask.ask_after = "Thank you for asking; I can’t take this on now.", date(2026, 9, 1)
    return ask
