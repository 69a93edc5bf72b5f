"""Pure: what can wait for staff, and which pages each right opens."""

from collections.abc import Collection
from typing import NamedTuple

from intro_app.identity.models.staff import StaffRole
from intro_app.wording import N_


class StaffPage(NamedTuple):
    """A page for staff: the right that opens it, its endpoint, its name, and in a few words its purpose."""

    right: StaffRole
    endpoint: str
    label: str
    purpose: str


PAGES = (
    StaffPage(
        StaffRole.MODERATOR, "moderation.queue", N_("Moderation"), N_("Reports, appeals, first requests.")
    ),
    StaffPage(
        StaffRole.HOST, "organising.members", N_("Members"), N_("Find someone, help them, suspend them.")
    ),
    StaffPage(
        StaffRole.HOST,
        "joining.requests_to_join",
        N_("Requests to join"),
        N_("Read what people wrote, and let them in."),
    ),
    StaffPage(
        StaffRole.HOST,
        "joining.staff_invitations",
        N_("Invite many people"),
        N_("From a list, or by one link for many."),
    ),
    StaffPage(StaffRole.HOST, "groups.staff_groups", N_("Groups"), N_("A class, a chapter, a team.")),
    StaffPage(
        StaffRole.HOST,
        "joining.provider_groups",
        N_("Groups from providers"),
        N_("People who sign in with another account, such as one at work, can get groups from there."),
    ),
    StaffPage(
        StaffRole.HOST, "joining.evening", N_("Evening pass"), N_("Everyone in one room joins in minutes.")
    ),
    StaffPage(
        StaffRole.CARETAKER,
        "organising.health",
        N_("Health"),
        N_("Whether everything works, and what to do if it doesn’t."),
    ),
    StaffPage(
        StaffRole.CARETAKER,
        "organising.figures",
        N_("Figures"),
        N_("Introductions by month and by group."),
    ),
    StaffPage(
        StaffRole.CARETAKER,
        "organising.site_settings",
        N_("Site settings"),
        N_("Name, texts, who can join, limits."),
    ),
    StaffPage(
        StaffRole.CARETAKER,
        "organising.pages_to_write",
        N_("Your own pages"),
        N_("About, terms, privacy, legal notice."),
    ),
    StaffPage(
        StaffRole.CARETAKER,
        "organising.fields",
        N_("Fields on the profile"),
        N_("What else your community asks: a year, a chapter, a trade."),
    ),
    StaffPage(StaffRole.CARETAKER, "organising.site_logo", N_("Logo"), N_("At the top of every page.")),
    StaffPage(
        StaffRole.MONEY,
        "memberships.money_page",
        N_("Money"),
        N_("Whether payments work, and what comes in. In sums only."),
    ),
)


class StaffWaiting(NamedTuple):
    """How much waits for one person on staff, by where it waits; what their rights don't open is 0."""

    moderation: int = 0
    requests: int = 0
    groups: int = 0
    appeals: int = 0
    lists: int = 0
    openings: int = 0

    @property
    def total(self) -> int:
        """What the badge in the navigation says."""
        return sum(self)


def pages_for(rights: Collection[str]) -> list[StaffPage]:
    """Return the pages that these rights open."""
    return [page for page in PAGES if page.right in rights]
