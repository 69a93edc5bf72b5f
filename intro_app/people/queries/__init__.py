"""Queries on the directory, profiles, acquaintances and blocks."""

from intro_app.people.queries.choosing import FoundAmong, SeenTexts, find_known, said_to
from intro_app.people.queries.finding import MOST_RANKED, FoundPage, FoundPerson, find_people
from intro_app.people.queries.helping import Fitting, who_fits
from intro_app.people.queries.known_pages import (
    LISTED,
    LeftOut,
    TiesPage,
    find_blocked,
    first_steps,
    known_by_public_id,
    known_page,
    proposed_by_page,
    proposed_to_page,
)
from intro_app.people.queries.profiles import Profile, names_when_waiting_began, profile
from intro_app.people.queries.ties import (
    Blocked,
    Known,
    Proposed,
    acquaintance_between,
    acquaintances_of,
    asked_about,
    asked_lately,
    blocked_by,
    proposed_by,
    proposed_to,
    question_about,
    questions_to,
)
from intro_app.people.queries.wheel import PAGE, DirectoryRow, first_people, more_people

__all__ = [
    "LISTED",
    "MOST_RANKED",
    "PAGE",
    "Blocked",
    "DirectoryRow",
    "Fitting",
    "FoundAmong",
    "FoundPage",
    "FoundPerson",
    "Known",
    "LeftOut",
    "Profile",
    "Proposed",
    "SeenTexts",
    "TiesPage",
    "acquaintance_between",
    "acquaintances_of",
    "asked_about",
    "asked_lately",
    "blocked_by",
    "find_blocked",
    "find_known",
    "find_people",
    "first_people",
    "first_steps",
    "known_by_public_id",
    "known_page",
    "more_people",
    "names_when_waiting_began",
    "profile",
    "proposed_by",
    "proposed_by_page",
    "proposed_to",
    "proposed_to_page",
    "question_about",
    "questions_to",
    "said_to",
    "who_fits",
]
