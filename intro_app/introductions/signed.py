"""Issues the signed links of an introduction: to answer, to undo, to report."""

from datetime import datetime, timedelta

from intro_app import links
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import Role
from intro_app.links import LinkPurpose

# A link is valid for so long after the last date on which it can do anything, so that its page can say so.
LINK_OUTLIVES = timedelta(days=30)

# How long after an introduction something can be reported.
REPORT_WITHIN = timedelta(days=365)


def answer_link(ask: Ask, at: datetime) -> str:
    """Return a new link for answering this ask."""
    until = ask.introduction.closes_at + LINK_OUTLIVES
    return links.issue(LinkPurpose.ANSWER, f"ask:{ask.id}", at=at, until=until, generation=ask.generation)


def undo_link(introduction: Introduction, role: Role, at: datetime) -> str:
    """Return a new link with which this party can undo before the details go out."""
    until = introduction.closes_at + LINK_OUTLIVES
    return links.issue(LinkPurpose.UNDO, f"introduction:{introduction.id}:{role}", at=at, until=until)


def report_link(introduction: Introduction, role: Role, at: datetime) -> str:
    """Return a new link with which this person reports a problem without an account."""
    until = max(introduction.closes_at, at) + REPORT_WITHIN
    return links.issue(LinkPurpose.REPORT, f"introduction:{introduction.id}:{role}", at=at, until=until)
