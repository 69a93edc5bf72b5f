"""The forms for reporting, for the other side, and for moderators."""

from intro_app.moderation.forms.desk import CaseNoteForm, ClosedFilterForm, QueueFilterForm
from intro_app.moderation.forms.holding import ReturnForm
from intro_app.moderation.forms.judging import DecisionForm, FreezeForm, HearingForm, ReviewForm
from intro_app.moderation.forms.ready import ReadyReasonForm
from intro_app.moderation.forms.telling import AppealForm, ReportForm, SideForm, SubjectReportForm

__all__ = [
    "AppealForm",
    "CaseNoteForm",
    "ClosedFilterForm",
    "DecisionForm",
    "FreezeForm",
    "HearingForm",
    "QueueFilterForm",
    "ReadyReasonForm",
    "ReportForm",
    "ReturnForm",
    "ReviewForm",
    "SideForm",
    "SubjectReportForm",
]
