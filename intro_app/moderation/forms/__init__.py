"""The forms for reporting, for the other side, and for moderators."""

from intro_app.moderation.forms.judging import DecisionForm, FreezeForm, HearingForm, ReviewForm
from intro_app.moderation.forms.telling import AppealForm, ReportForm, SideForm, SubjectReportForm

__all__ = [
    "AppealForm",
    "DecisionForm",
    "FreezeForm",
    "HearingForm",
    "ReportForm",
    "ReviewForm",
    "SideForm",
    "SubjectReportForm",
]
