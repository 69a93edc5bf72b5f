"""The e-mails about acquaintances."""

from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.outbox import Email, MailKind, compose
from intro_app.people.models import Acquaintance


def acquaintance_question(proposer: Member, asked: Member, acquaintance: Acquaintance, link: str) -> Email:
    """Ask a member whether they know the person who says that they know them."""
    return compose(
        "acquaintance_question",
        "people",
        to=asked.addressee,
        dedupe=f"acquaintance:{acquaintance.id}",
        about=f"acquaintance:{acquaintance.id}",
        scopes=(f"requester:{proposer.id}", "kind:acquaintance"),
        mail_kind=MailKind.UNREQUESTED,
        sender_id=proposer.id,
        name=proposer.name,
        headline=proposer.headline,
        link=link,
    )


def acquaintance_confirmed(proposer: Member, asked: Member, acquaintance: Acquaintance) -> Email:
    """Tell the proposer that the other confirmed, so that each can pass on requests to the other."""
    return compose(
        "acquaintance_confirmed",
        "people",
        to=proposer.addressee,
        dedupe=f"acquaintance_confirmed:{acquaintance.id}",
        about=f"acquaintance:{acquaintance.id}",
        scopes=("kind:acquaintance",),
        sender_id=asked.id,
        name=asked.name,
        url=f"{settings().base_url}/people/{asked.public_id}",
    )
