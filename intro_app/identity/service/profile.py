"""Saving a member's profile, door, and how their e-mails begin."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.identity.service.indexing import index_profile
from intro_app.own_fields.policy import FieldAnswer
from intro_app.own_fields.service import save_answers
from intro_app.text import contact_details, names, plain
from intro_app.text.contact_details import Found
from intro_app.wording import N_

# The fields that everybody who may see the profile reads.
READ_BY_OTHERS = ("headline", "can_help_with", "looking_for", "place", "languages")


@dataclass(frozen=True, kw_only=True)
class ProfileInput:
    """A member's profile as the form submits it."""

    name: str
    headline: str = ""
    can_help_with: str = ""
    looking_for: str = ""
    place: str = ""
    languages: str = ""
    locale: str = ""
    time_zone: str = ""
    phone: str = ""
    calendar_link: str = ""


@dataclass(frozen=True, kw_only=True)
class DoorWishes:
    """The settings of a member's door as the form submits them."""

    visible: bool
    takes_direct_asks: bool
    direct_groups: tuple[str, ...] = ()
    refused_purposes: tuple[str, ...] = ()
    asks_per_30_days: int = 4
    connects_per_30_days: int = 4
    paused_until: date | None = None
    suggested: bool = False


def new_detail_in(typed: str, before: str) -> Found | None:
    """Return the first contact detail in a text that others read, or None when there is none.

    A text that is unchanged since `before` is accepted as it is.
    """
    return None if plain.clean(typed) == before else contact_details.found_in_profile(typed)


def describe_yourself(
    member: Member, profile: ProfileInput, answers: Mapping[str, FieldAnswer] | None = None
) -> None:
    """Save the profile, with answers in the fields of the community.

    Raises DomainError for an invalid name, for contact details in a field others read, and for an answer that
    does not fit.
    """
    name = names.clean(profile.name)
    if problem := names.fault(name):
        raise DomainError(problem)
    for field in READ_BY_OTHERS:
        if found := new_detail_in(getattr(profile, field), getattr(member, field)):
            raise DomainError(found.sentence, piece=found.piece)
    with atomic():
        for field, value in vars(profile).items():
            setattr(member, field, plain.clean(value))
        member.name = name
        index_profile(member)
        save_answers(member.id, answers or {})


def choose_subjects(member: Member, *, with_names: bool) -> None:
    """Let the subjects of e-mails written to the member from now on name people, or not."""
    with atomic():
        member.names_in_subjects = with_names


def set_door(member: Member, wishes: DoorWishes) -> None:
    """Save the door's settings. Raises DomainError when it should open although the member stopped all mail.

    Others see the change after the next daily batch, but a newcomer's first settings at once.
    """
    with atomic():
        db.session.refresh(member.door, with_for_update=True)
        asks = wishes.takes_direct_asks or wishes.direct_groups or wishes.connects_per_30_days > 0
        if member.door.no_mail and asks:
            raise DomainError(
                N_(
                    "You asked us never to e-mail you, so no request can reach you. Turn e-mails back on "
                    "first."
                )
            )
        for field, value in vars(wishes).items():
            setattr(member.door, field, list(value) if isinstance(value, tuple) else value)
        member.door.chosen = True
        if member.sign.made_at is None:
            member.sign.show(member.door, member.joined_at)
