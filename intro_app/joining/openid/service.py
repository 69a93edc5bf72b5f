"""Enter with an identity at a provider, connect it to an account, join with it, and take it away."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete

from intro_app.audit.service import note
from intro_app.config import settings
from intro_app.config.providers import OidcProvider
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import DomainError
from intro_app.groups.queries import named
from intro_app.groups.service import follow_provider
from intro_app.identity import service as accounts
from intro_app.identity.familiar import mark_of
from intro_app.identity.models import Member
from intro_app.identity.policy import BY_PROOF
from intro_app.identity.queries import good_passkeys, member_by_mailbox, staff_roles
from intro_app.identity.service import Browser, Entered
from intro_app.joining.admitting import mailed_by
from intro_app.joining.invitations.accepting import make_acquainted
from intro_app.joining.openid import emails, policy, queries
from intro_app.joining.openid.models import ProviderIdentity
from intro_app.joining.openid.proofs import ProofOver, taken, wait_for_second_proof
from intro_app.joining.openid.protocol import ClaimedIdentity, SignInRefused
from intro_app.joining.provider_groups.queries import ids_wanted
from intro_app.outbox import post
from intro_app.text.mailboxes import canonical
from intro_app.wording import N_

# Of a session whose provider does not say when the person last proved who they are: not lately.
_LONG_AGO = timedelta(days=1)


class AccountIsRemoved(DomainError):
    """The account of this identity was removed; its owner has mail that says why."""

    def __init__(self) -> None:
        super().__init__(N_("This account has been closed. We’ve written to its address."))


def enter(
    claimed: ClaimedIdentity, browser: Browser, at: datetime, *, onward: str = "", brought_by: str = ""
) -> Entered | str:
    """Sign in whoever has this identity; else return the secret of a proof that waits for the next step.

    Raises AccountIsRemoved, after an e-mail to its owner.
    """
    identity_hash = queries.hash_of(claimed.provider.issuer, claimed.subject)
    with atomic():
        found = queries.identity_by_hash(identity_hash)
        if found is None:
            return wait_for_second_proof(claimed, identity_hash, at, onward=onward, brought_by=brought_by)
        member = db.session.get_one(Member, found.member_id)
        if not member.removed:
            _follow_groups(member, found, claimed.groups, at)
            return _open(member, found, browser, at, proved_at=claimed.proved_at, onward=onward)
    accounts.ask_to_sign_in(member.email, browser, at, brought_by=BY_PROOF)
    raise AccountIsRemoved


def ensure_is_of(claimed: ClaimedIdentity, public_id: str) -> None:
    """Raise SignInRefused unless this identity opens the account with this public id."""
    with atomic():
        found = queries.identity_by_hash(queries.hash_of(claimed.provider.issuer, claimed.subject))
        member = db.session.get(Member, found.member_id) if found else None
    if member is None or member.public_id != public_id:
        raise SignInRefused("it is somebody else who came back")


def connect(member: Member, claimed: ClaimedIdentity, at: datetime) -> None:
    """Let this identity open the account of a signed-in member who asked for it. Raises DomainError."""
    with atomic():
        identity_hash = queries.hash_of(claimed.provider.issuer, claimed.subject)
        identity = _connect(member, claimed.provider, identity_hash, claimed.subject, at)
        _follow_groups(member, identity, claimed.groups, at)


def connect_proof(member: Member, token: str, at: datetime) -> str:
    """Let what waits in this browser open the account of the member who has signed in meanwhile.

    Return where they wanted to go. Raises ProofOver, DomainError if the identity is somebody else's.
    """
    with atomic():
        proof = taken(token, at)
        provider = queries.provider_of(proof.provider)
        if provider is None:
            raise ProofOver
        identity = _connect(member, provider, proof.identity_hash, proof.subject, at)
        _follow_groups(member, identity, proof.groups, at)
        return proof.onward


def join_with_proof(
    token: str,
    name: str,
    browser: Browser,
    at: datetime,
    *,
    locale: str,
    answers: Mapping[str, str],
    knows: bool = False,
) -> Entered:
    """Create an account for the address that a provider proves, if the gate lets them in, and sign in.

    With `knows`, they and whoever mailed them an invitation become acquaintances.
    Raises ProofOver, also when the address has got an account meanwhile, NotAtOnce, and DomainError for an
    invalid name: then the proof goes on waiting.
    """
    with atomic():
        proof = taken(token, at)
        provider = queries.provider_of(proof.provider)
        advisory_lock(canonical(proof.address))
        if provider is None or not proof.address or member_by_mailbox(canonical(proof.address)):
            raise ProofOver
        newcomer = queries.newcomer_of(proof)._replace(answers=answers)
        invitation = mailed_by(newcomer, at) if knows else None
        member = accounts.join_by_gate(newcomer, name, at, locale=locale)
        make_acquainted(invitation, member, at)
        identity = _connect(member, provider, proof.identity_hash, proof.subject, at, tells=False)
        _follow_groups(member, identity, proof.groups, at)
        return _open(member, identity, browser, at, proved_at=proof.proved_at, onward=proof.onward)


def link_to_ask(token: str, browser: Browser, at: datetime, *, locale: str) -> str:
    """Return a link to what somebody reads who may not join at once; the provider has proved the address.

    Raises ProofOver.
    """
    with atomic():
        proof = taken(token, at)
        return accounts.link_for_proved(queries.newcomer_of(proof), browser, at, locale=locale)


def mail_second_proof(token: str, address: str, browser: Browser, at: datetime, *, onward: str) -> None:
    """Mail a link to the account that is to be connected: to the proved address, else to the typed one.

    Raises ProofOver, and DomainError where an unproved address opens nothing.
    """
    proof = queries.open_proof(token, at)
    if proof is None or not (proof.address or address):
        raise ProofOver
    proved = BY_PROOF if proof.address else ""
    accounts.ask_to_sign_in(proof.address or address, browser, at, onward=onward, brought_by=proved)


def disconnect(member: Member, identity_id: int, keeping: str, at: datetime) -> None:
    """Let an identity open nothing any more, and end what it opened but the session with the hash `keeping`.

    Raises DomainError for the last way in.
    """
    with atomic():
        db.session.refresh(member, with_for_update=True)
        all_of_them = queries.identities_of(member.id)
        identity = next((one for one in all_of_them if one.id == identity_id), None)
        if identity is None:
            return
        _ensure_another_way_in(member, len(all_of_them) - 1)
        name = next(one.name for one in queries.own_identities(member.id) if one.id == identity_id)
        accounts.end_sessions_opened_by(member.id, identity.opened_by, keeping=keeping)
        db.session.delete(identity)
        db.session.flush()
        _give_groups(member, at)
        post(emails.provider_disconnected(member, identity, name, at), at=at)
        note(member.id, "provider_disconnected", member.id, f"identity:{identity_id}", "", at)


def sign_out_as_there(provider: OidcProvider, subject: str) -> int:
    """End the sessions that an identity opened, because its person signed out there; return how many."""
    with atomic():
        found = queries.identity_by_hash(queries.hash_of(provider.issuer, subject))
        return accounts.end_sessions_opened_by(found.member_id, found.opened_by) if found else 0


def erase_identities(member_id: int) -> None:
    """Erase the identities of somebody who leaves, in the caller's transaction."""
    db.session.execute(delete(ProviderIdentity).where(ProviderIdentity.member_id == member_id))


def _open(
    member: Member,
    identity: ProviderIdentity,
    browser: Browser,
    at: datetime,
    *,
    proved_at: datetime | None,
    onward: str,
) -> Entered:
    identity.used_at = at
    token = accounts.open_session(
        member, browser, at, opened_by=identity.opened_by, proved_at=proved_at or at - _LONG_AGO
    )
    return Entered(token, onward, mark_of(member.mailbox))


def _connect(
    member: Member,
    provider: OidcProvider,
    identity_hash: str,
    subject: str,
    at: datetime,
    *,
    tells: bool = True,
) -> ProviderIdentity:
    """Store whose identity this is. Raises DomainError if it is another member's, or they have too many."""
    advisory_lock(f"identity {identity_hash}")
    there = queries.identity_by_hash(identity_hash)
    if there is not None:
        if there.member_id != member.id:
            raise DomainError(N_("This sign-in belongs to another account here. Nothing has changed."))
        return there
    if len(queries.identities_of(member.id)) >= policy.MOST_IDENTITIES:
        raise DomainError(N_("You’ve connected ten already. Disconnect one first."))
    made = ProviderIdentity(
        member_id=member.id,
        identity_hash=identity_hash,
        issuer=provider.issuer,
        subject=subject,
        connected_at=at,
        used_at=at,
    )
    db.session.add(made)
    db.session.flush()
    if tells:
        post(emails.provider_connected(member, made, provider.name), at=at)
    note(member.id, "provider_connected", member.id, f"identity:{made.id}", "", at)
    return made


def _follow_groups(
    member: Member, identity: ProviderIdentity, groups: list[str] | None, at: datetime
) -> None:
    """Give the groups that were claimed, and take away those that only earlier claims gave.

    Where nothing was said of groups, nothing changes.
    """
    if groups is None:
        return
    ids = sorted(set(named(groups).values()) | ids_wanted(groups))
    if ids != identity.group_ids:
        newly = set(ids) - set(identity.group_ids)
        identity.group_ids = ids
        db.session.flush()
        _give_groups(member, at, newly)


def _give_groups(member: Member, at: datetime, newly: set[int] | frozenset[int] = frozenset()) -> None:
    given = {one for identity in queries.identities_of(member.id) for one in identity.group_ids}
    follow_provider(member, given, newly, at)


def _ensure_another_way_in(member: Member, left: int) -> None:
    has_staff_passkey = bool(staff_roles(member.id)) and good_passkeys(member.id) > 0
    if not policy.may_disconnect(left, only=settings().oidc_only, has_staff_passkey=has_staff_passkey):
        raise DomainError(N_("This is your only way to sign in. Connect another one first."))
