"""Queries about identities at providers."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from intro_app.config import settings
from intro_app.config.providers import OidcProvider
from intro_app.db import db
from intro_app.identity.arrivals import Newcomer
from intro_app.identity.codes import hashed
from intro_app.joining.openid.models import ProviderIdentity, ProviderProof
from intro_app.joining.openid.policy import PROOF_LASTS
from intro_app.text.keyed_hashes import keyed_hash


class OwnIdentity(NamedTuple):
    """An identity as its member sees it; `key` is "" if its provider is not offered any more."""

    id: int
    key: str
    name: str
    connected_at: datetime
    used_at: datetime


def provider_of(key: str) -> OidcProvider | None:
    """Return the provider with this key."""
    return next((one for one in settings().oidc_providers if one.key == key), None)


def hash_of(issuer: str, subject: str) -> str:
    """Return what finds an identity; issuer and subject are told apart, whatever is in them."""
    return keyed_hash(f"intro/identity/{len(issuer)}/{issuer}/{subject}", settings().lasting_key)


def identity_by_hash(identity_hash: str) -> ProviderIdentity | None:
    """Return the identity, its row locked until the transaction ends."""
    theirs = select(ProviderIdentity).where(ProviderIdentity.identity_hash == identity_hash)
    return db.session.scalar(theirs.with_for_update().execution_options(populate_existing=True))


def identities_of(member_id: int) -> Sequence[ProviderIdentity]:
    """Return all identities of a member, the oldest first."""
    theirs = select(ProviderIdentity).where(ProviderIdentity.member_id == member_id)
    return db.session.scalars(theirs.order_by(ProviderIdentity.id)).all()


def own_identities(member_id: int) -> list[OwnIdentity]:
    """Return a member's identities for the page on which they read of them."""
    offered = {one.issuer: one for one in settings().oidc_providers}
    found = []
    for row in identities_of(member_id):
        provider = offered.get(row.issuer)
        key, name = (provider.key, provider.name) if provider else ("", row.issuer)
        found.append(OwnIdentity(row.id, key, name, row.connected_at, row.used_at))
    return found


def newcomer_of(proof: ProviderProof) -> Newcomer:
    """Return the newcomer whom a provider has proved."""
    return Newcomer(proof.address, proof.brought_by)


def open_proof(token: str, at: datetime, *, lock: bool = False) -> ProviderProof | None:
    """Return what waits in the browser with this secret, unless its time is over."""
    theirs = select(ProviderProof).where(ProviderProof.id_hash == hashed(token))
    found = db.session.scalar(theirs.with_for_update() if lock else theirs) if token else None
    return found if found and at < found.made_at + PROOF_LASTS else None
