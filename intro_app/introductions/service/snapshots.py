"""Takes snapshots, so that whoever waits sees the others as they were until the closing day."""

from intro_app.identity.models import Member
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role, State, Way
from intro_app.people import service as people


def take_snapshots(introduction: Introduction, role: Role) -> None:
    """Take snapshots for the member in this role, who has done their part and now waits for the others.

    Of somebody whom they do not know to be in it, only a block and a stop are hidden.
    """
    reader = introduction.person(role)
    if not isinstance(reader, Member):
        return
    for other in Role:
        person = introduction.person(other)
        if other is not role and isinstance(person, Member):
            keep = people.take_snapshot if _is_known(introduction, role, other) else people.hide_changes
            keep(reader, person, f"introduction:{introduction.id}")


def _is_known(introduction: Introduction, role: Role, other: Role) -> bool:
    """Whether somebody in this role knows who the other is; they must not learn it from what they see."""
    if role is Role.CONNECTOR:
        # A guest whom they named, and who turned out to be a member, stays a guest to them.
        return not any(guest.role == other for guest in introduction.guests)
    if other is Role.CONNECTOR or introduction.state is State.AGREED:
        return True
    if introduction.way is Way.OFFERED:  # the two read each other's names once both have agreed
        return False
    return role is Role.SECOND or introduction.way is not Way.BLIND
