"""What a provider said of somebody, while it waits in their browser for the second proof."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete

from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.codes import hashed
from intro_app.joining.openid import queries
from intro_app.joining.openid.models import ProviderProof
from intro_app.joining.openid.protocol import ClaimedIdentity
from intro_app.wording import N_


class ProofOver(DomainError):
    """Nothing waits in this browser any more to be connected."""

    def __init__(self) -> None:
        super().__init__(N_("This took too long, so we’ve forgotten it. Please start again."))


def wait_for_second_proof(
    claimed: ClaimedIdentity, identity_hash: str, at: datetime, *, onward: str, brought_by: str
) -> str:
    """Store what a provider said, in the caller's transaction, and return the secret that finds it."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        ProviderProof(
            id_hash=hashed(token),
            provider=claimed.provider.key,
            identity_hash=identity_hash,
            subject=claimed.subject,
            address=claimed.address,
            name=claimed.name,
            groups=claimed.groups,
            made_at=at,
            proved_at=claimed.proved_at,
            onward=onward,
            brought_by=brought_by,
        )
    )
    return token


def taken(token: str, at: datetime) -> ProviderProof:
    """Return what waits in this browser and delete it, in the caller's transaction. Raises ProofOver."""
    proof = queries.open_proof(token, at, lock=True)
    if proof is None:
        raise ProofOver
    db.session.delete(proof)
    return proof


def forget_proof(token: str) -> None:
    """Delete what waits in this browser."""
    with atomic():
        db.session.execute(delete(ProviderProof).where(ProviderProof.id_hash == hashed(token)))


def forget_proofs(at: datetime) -> None:
    """Delete what waited for a second proof that did not come; the worker calls this."""
    with atomic():
        db.session.execute(delete(ProviderProof).where(ProviderProof.made_at < at - timedelta(days=1)))
