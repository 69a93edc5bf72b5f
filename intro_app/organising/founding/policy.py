"""Pure: what belongs to a good beginning, and what of it is done, from facts about the site."""

from dataclasses import dataclass
from typing import NamedTuple

from intro_app.identity.models.staff import StaffRole
from intro_app.wording import N_

ENOUGH_INVITED = 10
ENOUGH_FOUNDERS = 3


@dataclass(frozen=True, kw_only=True)
class FoundingFacts:
    """What is known of a beginning; `invited` counts places in invitations, and who has joined."""

    mail_was_taken: bool
    gate_is_chosen: bool
    has_texts: bool
    invited: int
    founders: int
    has_circle: bool
    backup_was_checked: bool


class FoundingStep(NamedTuple):
    """One thing to do: what it comes to, what to do until then, and the page and right for it."""

    label: str
    advice: str
    endpoint: str
    right: StaffRole
    is_done: bool = False


# In the order in which they are best done.
_STEPS = (
    FoundingStep(
        N_("Send a first e-mail"),
        N_("The mail server hasn’t accepted any yet. Set it up, then send yourself a link to sign in."),
        "organising.health",
        StaffRole.CARETAKER,
    ),
    FoundingStep(
        N_("Decide who can join"),
        N_("Choose who can join, or invite someone if invitations are enough."),
        "organising.site_settings",
        StaffRole.CARETAKER,
    ),
    FoundingStep(
        N_("Name and describe the site"),
        N_("Give the site its name, and say on the front page who it’s for."),
        "organising.site_settings",
        StaffRole.CARETAKER,
    ),
    FoundingStep(
        N_("Invite ten people"),
        N_("From a list, by a link, or one by one."),
        "joining.staff_invitations",
        StaffRole.HOST,
    ),
    FoundingStep(
        N_("Vouch for three founding members"),
        N_("Choose people everyone knows, and vouch on their account pages. Then their “worth it” counts."),
        "organising.members",
        StaffRole.HOST,
    ),
    FoundingStep(
        N_("Start a first circle"),
        N_("Then people have something to join."),
        "community.start",
        StaffRole.HOST,
    ),
    FoundingStep(
        N_("Have a backup checked"),
        N_("Ask whoever runs the server to make a backup and check it."),
        "organising.health",
        StaffRole.CARETAKER,
    ),
)


def steps(facts: FoundingFacts) -> list[FoundingStep]:
    """Return everything that belongs to a beginning, and what of it is done."""
    done = (
        facts.mail_was_taken,
        facts.gate_is_chosen,
        facts.has_texts,
        facts.invited >= ENOUGH_INVITED,
        facts.founders >= ENOUGH_FOUNDERS,
        facts.has_circle,
        facts.backup_was_checked,
    )
    return [step._replace(is_done=is_done) for step, is_done in zip(_STEPS, done, strict=True)]
