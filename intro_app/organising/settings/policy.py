"""Pure: the names of settings as organisers read them, and how their values are put into words."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from intro_app.wording import LANGUAGES, N_

LABELS = {
    "site_name": N_("Name of the site"),
    "site_language": N_("Language"),
    "languages": N_("Languages people can choose"),
    "front_text": N_("Text on the front page"),
    "sample_people": N_("People in the sample letter"),
    "accent_colour": N_("Accent colour"),
    "accent_colour_dark": N_("Accent colour on dark pages"),
    "logo": N_("Logo"),
    "mail_header": N_("Line at the top of e-mails"),
    "mail_footer": N_("Line at the foot of e-mails"),
    "joining": N_("Who can join"),
    "join_domains": N_("Mail domains"),
    "join_questions": N_("Questions to people who ask to join"),
    "join_answer_days": N_("Days until we answer"),
    "newcomer_invitations": N_("Invitations a new member can send"),
    "member_invitations": N_("Invitations everyone else can send"),
    "directory": N_("Who sees the list of people"),
    "guest_mail": N_("E-mailing people without an account"),
    "membership": N_("Supporting membership"),
    "connector_days": N_("Days to answer, for the person asked to pass a request on"),
    "party_days": N_("Days to answer, for the person someone wants to meet"),
    "connector_reminder_day": N_("Day of the reminder to the person asked to pass a request on"),
    "party_reminder_day": N_("Day of the reminder to the person someone wants to meet"),
    "closing_hour": N_("Hour of the daily e-mails"),
    "reask_days": N_("Days before someone can ask to meet the same person again"),
}

JOINING = {
    "invitation": N_("People who are invited"),
    "request": N_("People who ask, once staff let them in"),
    "domains": N_("Everyone with an address at one of our mail domains"),
    "open": N_("Everyone"),
}
DIRECTORY = {
    "members": N_("All members"),
    "introduced": N_("Members with three useful introductions"),
    "nobody": N_("Nobody"),
}
FLAGS = {"yes": N_("Yes, one e-mail, if someone they know asks us to"), "no": N_("No")}
MEMBERSHIP = {
    "yes": N_("Needed to start circles and to host gatherings"),
    "no": N_("None: circles and gatherings are open to every member"),
}
CHOICES = {
    "site_language": LANGUAGES,
    "languages": LANGUAGES,
    "joining": JOINING,
    "directory": DIRECTORY,
    "guest_mail": FLAGS,
    "membership": MEMBERSHIP,
}


# From the narrowest to the widest.
_SEEN_BY = ("nobody", "introduced", "members")
# How long a change that opens the site to more people waits, unless a second person confirms it.
WIDENING_WAITS = timedelta(hours=24)
# For so long after the first admin was named, nothing waits: a first evening is for trying things out.
FIRST_DAY = timedelta(days=1)


class WideningPart(StrEnum):
    """What is opened as one: the gate, and the list of people."""

    GATE = "gate"
    LIST = "list"

    @property
    def settings(self) -> tuple[str, ...]:
        """The names of the settings that belong together."""
        return ("joining", "join_domains") if self is WideningPart.GATE else ("directory",)


def widened(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[WideningPart]:
    """Return what a change opens: the gate to more people unread, the list of people to more readers.

    `before` and `after` are values of settings by name; what is missing in `after` stays as it is.
    """
    now = {**before, **after}
    ways = set(now["joining"]) - set(before["joining"])
    domains = set(now["join_domains"]) - set(before["join_domains"])
    is_seen_by_more = _SEEN_BY.index(now["directory"]) > _SEEN_BY.index(before["directory"])
    opens = {
        WideningPart.GATE: bool(ways & {"open", "domains"}) or bool(domains),
        WideningPart.LIST: is_seen_by_more,
    }
    return [part for part, is_wider in opens.items() if is_wider]


def domains_added(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return the mail domains that a change adds to those whose people join at once."""
    return [domain for domain in after if domain not in before]


def waits(part: WideningPart, founding_since: datetime | None, at: datetime) -> bool:
    """Return whether opening this part waits. `founding_since` is None once the founding phase is over.

    A founding site opens its gate at once: its few members came to see it filled. Its list of people is
    theirs, so it is opened at once on the first day alone.
    """
    if founding_since is None:
        return True
    return part is WideningPart.LIST and at >= founding_since + FIRST_DAY


def words_of(name: str, text: str) -> list[str]:
    """Return how a stored text reads: untranslated labels where it is a choice, else the text itself."""
    if not text:
        return []
    labels = CHOICES.get(name)
    if labels:
        return [labels.get(one, one) for one in text.split(",")]
    if name == "logo":
        return [text.partition("-")[2].replace("x", " × ")]
    return text.split(",") if name == "sample_people" else [text.replace("|", " · ")]
