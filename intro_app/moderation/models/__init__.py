"""The tables of moderation: reports, cases, decisions, appeals, and the public figures.

The stages are in stages.py. A case is about one person in one introduction, or about something that somebody
wrote; further reports about the same join it while it is open.
"""

from intro_app.moderation.models.cases import Case, Report, Side
from intro_app.moderation.models.decisions import Appeal, Decision
from intro_app.moderation.models.desk import CaseNote, ReadyReason, ReasonUse
from intro_app.moderation.models.figures import PublicFigures
from intro_app.moderation.models.pictures import CasePicture

__all__ = [
    "Appeal",
    "Case",
    "CaseNote",
    "CasePicture",
    "Decision",
    "PublicFigures",
    "ReadyReason",
    "ReasonUse",
    "Report",
    "Side",
]
