"""Queries on cases: the queue, a member's own cases, who is near to whom, and the public figures."""

from intro_app.moderation.queries.cases import (
    case_by_id,
    earlier_about,
    frozen_elsewhere,
    in_common,
    introduction_by_id,
    locked,
    median_days,
    open_case,
    retaliates,
    to_erase,
)
from intro_app.moderation.queries.lists import (
    CaseRow,
    case_behind,
    case_by_public_id,
    cases_of,
    held,
    held_by_id,
    knows_of,
    of_member,
    queue,
)
from intro_app.moderation.queries.nearness import edges, is_too_near, near_cases
from intro_app.moderation.queries.transparency import Counted, Figures, figures

__all__ = [
    "CaseRow",
    "Counted",
    "Figures",
    "case_behind",
    "case_by_id",
    "case_by_public_id",
    "cases_of",
    "earlier_about",
    "edges",
    "figures",
    "frozen_elsewhere",
    "held",
    "held_by_id",
    "in_common",
    "introduction_by_id",
    "is_too_near",
    "knows_of",
    "locked",
    "median_days",
    "near_cases",
    "of_member",
    "open_case",
    "queue",
    "retaliates",
    "to_erase",
]
