"""Reports, the cases they make, the decisions that end them, and appeals.

The stages are drawn in stages.py. A case is about one person in one introduction; every further
report about that person in that introduction joins it while it is open.
"""

from intro_app.moderation.models.cases import Case, Report
from intro_app.moderation.models.decisions import Appeal, Decision

__all__ = ["Appeal", "Case", "Decision", "Report"]
