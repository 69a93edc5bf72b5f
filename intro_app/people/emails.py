"""The e-mails of people among each other: whether two know each other."""

from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.outbox import Email, MailKind, compose
from intro_app.people.models import Acquaintance


def acquaintance_question(proposer: Member, asked: Member, acquaintance: Acquaintance, link: str) -> Email:
    """To a member: do you know this person who says that they know you?"""
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
    """To the one who asked: the other says so too, so each can pass on requests to the other."""
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
