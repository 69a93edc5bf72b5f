"""The tables of moderation: reports, cases, decisions and appeals.

The stages are in stages.py. A case is about one person in one introduction; further reports about that person
in that introduction join it while it is open.
"""

from intro_app.moderation.models.cases import Case, Report
from intro_app.moderation.models.decisions import Appeal, Decision

__all__ = ["Appeal", "Case", "Decision", "Report"]
